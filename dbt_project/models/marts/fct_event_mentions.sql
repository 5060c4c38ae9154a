with

mentions as (

    select * from {{ ref('int_mentions__located') }}

),

resolved as (

    select * from {{ ref('int_mentions__resolved') }}

),

actors as (

    select * from {{ ref('int_mentions__actors') }}

),

places as (

    select * from {{ ref('int_mentions__places') }}

),

-- the words that name who and where, with their offsets in the article
named as (

    select
        mention_id,
        actor_role as role,
        actor_id as id,
        actor_text as text,
        text_start,
        text_end,
    from actors
    union all
    select
        mention_id,
        'place' as role,
        location_id as id,
        place_text as text,
        text_start,
        text_end,
    from places

),

evidence as (

    select
        mention_id,
        cast(
            to_json(
                list(
                    struct_pack(
                        role := role,
                        id := id,
                        text := text,
                        start := text_start,
                        "end" := text_end
                    )
                    order by text_start, role, id
                )
            ) as varchar
        ) as evidence,
    from named
    group by mention_id

),

final as (

    select
        mentions.mention_id,
        resolved.event_id,
        resolved.mention_rank,
        mentions.same_as,
        mentions.article_id,
        mentions.article_revision,
        mentions.source_id,
        mentions.url,
        mentions.published_at,
        mentions.is_syndicated,
        resolved.is_independent,
        mentions.sentence_index,
        mentions.sentence_start,
        mentions.sentence_end,
        mentions.sentence_text,
        mentions.trigger_start,
        mentions.trigger_end,
        mentions.trigger_text,
        evidence.evidence,
        mentions.rule_id,
        mentions.plover_type,
        mentions.plover_mode,
        array_to_string(mentions.plover_contexts, '; ') as plover_contexts,
        mentions.event_type_id,
        mentions.cameo_code,
        mentions.factuality,
        mentions.attributed_to,
        mentions.stated_date as event_date,
        mentions.stated_date_precision as event_date_precision,
        mentions.source_actor_id,
        mentions.target_actor_id,
        mentions.location_id,
        mentions.geo_precision,
        mentions.deaths,
        mentions.injured,
        mentions.detained,
        mentions.unit_count as count,
        mentions.count_unit,
        mentions.confidence,
        mentions.coder_version,
        mentions.title_ar,
        mentions.title_en,
    from mentions
    inner join resolved on mentions.mention_id = resolved.mention_id
    left join evidence on mentions.mention_id = evidence.mention_id

)

select * from final
