with

events as (

    select * from {{ ref('fct_events') }}
    where {{ is_happened('factuality') }}

),

locations as (

    select * from {{ ref('dim_locations') }}

),

placed as (

    select
        events.*,
        locations.country,
        locations.admin1,
    from events
    left join locations on events.location_id = locations.location_id

),

final as (

    select
        event_date,
        country,
        admin1,
        plover_type,
        count(*) as event_count,
        count(*) filter (where has_conflict) as conflict_count,
        cast(sum(mention_count) as bigint) as mention_count,
        cast(sum(article_count) as bigint) as article_count,
        cast(coalesce(sum(deaths_low), 0) as bigint) as deaths_low,
        cast(coalesce(sum(deaths_best), 0) as bigint) as deaths_best,
        cast(coalesce(sum(deaths_high), 0) as bigint) as deaths_high,
        cast(coalesce(sum(injured_best), 0) as bigint) as injured_best,
        cast(coalesce(sum(detained_best), 0) as bigint) as detained_best,
        avg(goldstein) as goldstein_mean,
    from placed
    group by event_date, country, admin1, plover_type

)

select * from final
