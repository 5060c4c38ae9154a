with

source as (

    select * from {{ source('lexicon', 'actor_roles') }}

),

renamed as (

    select
        -- ids
        actor_id,

        -- text
        code,
        office_en,
        office_ar,
        provenance,

        -- dates
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
    from source

)

select * from renamed
