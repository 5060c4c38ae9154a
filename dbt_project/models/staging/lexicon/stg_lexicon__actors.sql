with

source as (

    select * from {{ source('lexicon', 'actors') }}

),

renamed as (

    select
        -- ids
        actor_id,
        parent_id,

        -- text
        kind,
        name_ar,
        name_en,
        country,
        sector,
        code,
        aliases_ar,
        note,

        -- dates
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
    from source

)

select * from renamed
