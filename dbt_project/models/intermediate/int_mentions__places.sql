with

mentions as (

    select * from {{ ref('int_mentions__latest') }}

),

unnested as (

    select
        mention_id,
        unnest(locations) as place,
        generate_subscripts(locations, 1) as place_position,
    from mentions

),

final as (

    select
        unnested.mention_id,
        cast(unnested.place_position as integer) as place_position,
        unnested.place.location_id,
        unnested.place.name_ar,
        unnested.place.name_en,
        unnested.place.feature_type,
        nullif(unnested.place.country, 'XXX') as country,
        unnested.place.admin1,
        unnested.place.admin2,
        unnested.place.lat,
        unnested.place.lon,
        unnested.place.precision as geo_precision,
        unnested.place.text as place_text,
        unnested.place.start as text_start,
        unnested.place."end" as text_end,
    from unnested
    where unnested.place.location_id != ''

)

select * from final
