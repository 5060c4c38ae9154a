with

event_types as (

    select * from {{ ref('stg_lexicon__event_types') }}

),

final as (

    select
        event_type_id,
        plover_type,
        plover_mode,
        name_en,
        name_ar,
        cameo_code,
        cameo_base,
        cameo_root,
        quad_class,
        goldstein,
        acled_event_type,
        acled_sub_event_type,
    from event_types

)

select * from final
