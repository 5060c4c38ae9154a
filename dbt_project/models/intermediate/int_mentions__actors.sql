with

mentions as (

    select * from {{ ref('int_mentions__latest') }}

),

in_roles as (

    select
        mention_id,
        'source' as actor_role,
        unnest(sources) as actor,
        generate_subscripts(sources, 1) as role_position,
    from mentions
    union all
    select
        mention_id,
        'target' as actor_role,
        unnest(targets) as actor,
        generate_subscripts(targets, 1) as role_position,
    from mentions

),

named as (

    select
        in_roles.mention_id,
        in_roles.actor_role,
        cast(in_roles.role_position as integer) as role_position,
        -- an actor whose country the text leaves open has a code but no id of its own
        coalesce(
            nullif(in_roles.actor.actor_id, ''),
            'generic:' || nullif(in_roles.actor.code, '')
        ) as actor_id,
        in_roles.actor.code as actor_code,
        in_roles.actor.name_ar,
        in_roles.actor.name_en,
        in_roles.actor.text as actor_text,
        in_roles.actor.start as text_start,
        in_roles.actor."end" as text_end,
    from in_roles

),

final as (

    select
        *,
        {{ code_country('actor_code') }} as country,
        {{ code_sector('actor_code') }} as sector,
    from named
    where actor_id is not null

)

select * from final
