with

lexicon_actors as (

    select * from {{ ref('stg_lexicon__actors') }}

),

mentioned_actors as (

    select * from {{ ref('int_mentions__actors') }}

),

-- known by country and sector alone, or from a lexicon since edited
unlisted_actors as (

    select
        actor_id,
        first(name_ar order by mention_id, role_position) as name_ar,
        first(name_en order by mention_id, role_position) as name_en,
        first(actor_code order by mention_id, role_position) as code,
    from mentioned_actors
    where actor_id not in (select lexicon_actors.actor_id from lexicon_actors)
    group by actor_id

),

combined as (

    select
        actor_id,
        kind,
        name_ar,
        name_en,
        country,
        sector,
        code,
        parent_id,
        aliases_ar,
        valid_from,
        valid_to,
        true as is_in_lexicon,
    from lexicon_actors
    union all
    select
        actor_id,
        case when contains(actor_id, ':') then split_part(actor_id, ':', 1) else 'unlisted' end as kind,
        name_ar,
        name_en,
        {{ code_country('code') }} as country,
        {{ code_sector('code') }} as sector,
        code,
        null as parent_id,
        null as aliases_ar,
        null as valid_from,
        null as valid_to,
        false as is_in_lexicon,
    from unlisted_actors

)

select * from combined
