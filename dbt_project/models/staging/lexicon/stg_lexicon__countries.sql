with

source as (

    select * from {{ source('lexicon', 'countries') }}

),

renamed as (

    select
        -- ids
        iso3,
        iso2,

        -- text
        name_ar,
        name_en,
        aliases_ar,
        capital_ar,
    from source

)

select * from renamed
