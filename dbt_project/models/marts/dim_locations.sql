with

lexicon_places as (

    select * from {{ ref('stg_lexicon__places') }}

),

mentioned_places as (

    select * from {{ ref('int_mentions__places') }}

),

unlisted_places as (

    select
        location_id,
        first(name_ar order by mention_id, place_position) as name_ar,
        first(name_en order by mention_id, place_position) as name_en,
        first(feature_type order by mention_id, place_position) as feature_type,
        first(country order by mention_id, place_position) as country,
        first(admin1 order by mention_id, place_position) as admin1,
        first(admin2 order by mention_id, place_position) as admin2,
        first(lat order by mention_id, place_position) as lat,
        first(lon order by mention_id, place_position) as lon,
    from mentioned_places
    where location_id not in (select lexicon_places.location_id from lexicon_places)
    group by location_id

),

combined as (

    select
        location_id,
        name_ar,
        name_en,
        feature_type,
        country,
        admin1,
        admin2,
        lat,
        lon,
        precision_km,
        importance,
        aliases_ar,
        provenance,
        true as is_in_lexicon,
    from lexicon_places
    union all
    select
        location_id,
        name_ar,
        name_en,
        feature_type,
        country,
        admin1,
        admin2,
        lat,
        lon,
        null as precision_km,
        null as importance,
        null as aliases_ar,
        null as provenance,
        false as is_in_lexicon,
    from unlisted_places

),

countries as (

    select * from {{ ref('stg_lexicon__countries') }}

),

final as (

    select
        combined.*,
        countries.name_ar as country_name_ar,
        countries.name_en as country_name_en,
    from combined
    left join countries on combined.country = countries.iso3

)

select * from final
