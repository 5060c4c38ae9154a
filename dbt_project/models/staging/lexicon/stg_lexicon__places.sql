with

source as (

    select * from {{ source('lexicon', 'places') }}

),

renamed as (

    select
        -- ids
        location_id,

        -- text
        name_ar,
        name_en,
        feature_type,
        -- seas and continents lie in no country
        nullif(country, 'XXX') as country,
        admin1,
        admin2,
        aliases_ar,
        source as provenance,

        -- numbers
        cast(lat as double) as lat,
        cast(lon as double) as lon,
        cast(precision_km as double) as precision_km,
        cast(importance as integer) as importance,
    from source

)

select * from renamed
