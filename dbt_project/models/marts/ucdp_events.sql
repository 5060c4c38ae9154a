{{ config(materialized='view', contract={'enforced': false}) }}

-- readers open the build under another name (current.duckdb): a view must not name the file of its tables
with

events as (

    select * from {{ ref('fct_events').include(database=false) }}
    where ucdp_type is not null

),

locations as (

    select * from {{ ref('dim_locations').include(database=false) }}

),

actors as (

    select * from {{ ref('dim_actors').include(database=false) }}

),

final as (

    select
        {{ numeric_event_id('events.event_id') }} as id,
        cast(year(events.event_date) as integer) as year,
        events.ucdp_type as type_of_violence,
        source_actors.name_en as side_a,
        case when events.ucdp_type = 3 then 'Civilians' else target_actors.name_en end as side_b,
        locations.country_name_en as country,
        locations.admin1 as adm_1,
        locations.admin2 as adm_2,
        locations.name_en as where_coordinates,
        locations.lat as latitude,
        locations.lon as longitude,
        events.event_date as date_start,
        case events.event_date_precision
            when 'week' then events.event_date + 6
            when 'month' then last_day(events.event_date)
            when 'year' then make_date(year(events.event_date), 12, 31)
            else events.event_date
        end as date_end,
        0 as deaths_a,
        0 as deaths_b,
        case when events.ucdp_type = 3 then events.deaths_best else 0 end as deaths_civilians,
        case when events.ucdp_type = 3 then 0 else events.deaths_best end as deaths_unknown,
        events.deaths_best as best,
        events.deaths_high as high,
        events.deaths_low as low,
    from events
    left join locations on events.location_id = locations.location_id
    left join actors as source_actors on events.source_actor_id = source_actors.actor_id
    left join actors as target_actors on events.target_actor_id = target_actors.actor_id

)

select * from final
