with

actors as (

    select * from {{ ref('int_mentions__actors') }}

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
        actors.actor_id,
        actors.actor_role,
        -- the code that the actor had on the day, as the best mention has it
        first(actors.actor_code order by resolved.mention_rank) as actor_code,
        count(distinct mentions.mention_id) as mention_count,
        count(distinct mentions.article_id) as article_count,
    from actors
    inner join mentions on actors.mention_id = mentions.mention_id
    inner join resolved on actors.mention_id = resolved.mention_id
    group by resolved.event_id, actors.actor_id, actors.actor_role

),

final as (

    select
        named.event_id,
        named.actor_id,
        named.actor_role as role,
        coalesce(
            named.actor_id = case
                when named.actor_role = 'source' then events.source_actor_id
                else events.target_actor_id
            end,
            false
        ) as is_principal,
        named.actor_code as code,
        {{ code_country('named.actor_code') }} as country,
        {{ code_sector('named.actor_code') }} as sector,
        events.event_date,
        named.mention_count,
        named.article_count,
    from named
    inner join events on named.event_id = events.event_id

)

select * from final
