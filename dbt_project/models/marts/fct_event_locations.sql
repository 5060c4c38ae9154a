with

places as (

    select * from {{ ref('int_mentions__places') }}

),

mentions as (

    select * from {{ ref('int_mentions__latest') }}

),

resolved as (

    select * from {{ ref('int_mentions__resolved') }}

),

events as (

    select * from {{ ref('fct_events') }}

),

named as (

    select
        resolved.event_id,
        places.location_id,
        first(places.geo_precision order by resolved.mention_rank) as geo_precision,
        count(distinct mentions.mention_id) as mention_count,
        count(distinct mentions.article_id) as article_count,
    from places
    inner join mentions on places.mention_id = mentions.mention_id
    inner join resolved on places.mention_id = resolved.mention_id
    group by resolved.event_id, places.location_id

),

final as (

    select
        named.event_id,
        named.location_id,
        coalesce(named.location_id = events.location_id, false) as is_principal,
        named.geo_precision,
        events.event_date,
        named.mention_count,
        named.article_count,
    from named
    inner join events on named.event_id = events.event_id

)

select * from final
