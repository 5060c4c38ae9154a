{{ config(materialized='view', contract={'enforced': false}) }}

-- readers open the build under another name (current.duckdb): a view must not name the file of its tables
with

events as (

    select * from {{ ref('fct_events').include(database=false) }}
    where {{ is_happened('factuality') }} and acled_event_type is not null

),

locations as (

    select * from {{ ref('dim_locations').include(database=false) }}

),

actors as (

    select * from {{ ref('dim_actors').include(database=false) }}

),

outlets as (

    select
        mentions.event_id,
        string_agg(distinct sources.name_en, '; ' order by sources.name_en) as names,
    from {{ ref('fct_event_mentions').include(database=false) }} as mentions
    inner join {{ ref('dim_sources').include(database=false) }} as sources
        on mentions.source_id = sources.source_id
    group by mentions.event_id

),

final as (

    select
        coalesce(locations.country, 'XXX') || {{ numeric_event_id('events.event_id') }} as event_id_cnty,
        events.event_date,
        cast(year(events.event_date) as integer) as year,
        case events.event_date_precision
            when 'day' then 1
            when 'publication' then 2
            when 'week' then 2
            else 3
        end as time_precision,
        case
            when events.acled_event_type = 'Strategic developments' then 'Strategic developments'
            when events.acled_sub_event_type = 'Excessive force against protesters'
                then 'Political violence; Demonstrations'
            when events.acled_event_type = 'Protests' then 'Demonstrations'
            when events.acled_sub_event_type = 'Violent demonstration' then 'Demonstrations'
            else 'Political violence'
        end as disorder_type,
        events.acled_event_type as event_type,
        events.acled_sub_event_type as sub_event_type,
        source_actors.name_en as actor1,
        target_actors.name_en as actor2,
        locations.country_name_en as country,
        locations.admin1,
        locations.admin2,
        locations.name_en as location,
        locations.lat as latitude,
        locations.lon as longitude,
        case
            when events.location_id is null then null
            when locations.precision_km > 50 or events.geo_precision in ('country', 'governorate') then 3
            when locations.precision_km > 10 or events.geo_precision in ('district', 'region', 'near') then 2
            else 1
        end as geo_precision,
        outlets.names as source,
        events.title_en as notes,
        coalesce(events.deaths_best, 0) as fatalities,
    from events
    inner join outlets on events.event_id = outlets.event_id
    left join locations on events.location_id = locations.location_id
    left join actors as source_actors on events.source_actor_id = source_actors.actor_id
    left join actors as target_actors on events.target_actor_id = target_actors.actor_id

)

select * from final
