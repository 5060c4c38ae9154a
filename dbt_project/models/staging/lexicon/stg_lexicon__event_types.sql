with

source as (

    select * from {{ source('lexicon', 'event_types') }}

),

renamed as (

    select
        -- ids
        {{ event_type_id('plover_type', 'plover_mode') }} as event_type_id,

        -- text
        plover_type,
        plover_mode,
        cameo_code,
        cameo_root,
        cameo_base,
        acled_event_type,
        acled_sub_event_type,
        name_en,
        name_ar,

        -- numbers
        cast(quad_class as integer) as quad_class,
        cast(goldstein as double) as goldstein,
    from source

)

select * from renamed
