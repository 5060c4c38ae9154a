with

mentions as (

    select * from {{ ref('int_mentions__latest') }}

),

actors as (

    select
        *,
        row_number() over (partition by mention_id, actor_role order by role_position) = 1 as is_principal,
    from {{ ref('int_mentions__actors') }}

),

places as (

    select
        *,
        row_number() over (partition by mention_id order by place_position) = 1 as is_principal,
    from {{ ref('int_mentions__places') }}

),

final as (

    select
        mentions.mention_id,
        mentions.same_as,
        mentions.rule_id,
        mentions.article_id,
        mentions.article_revision,
        mentions.origin_article_id,
        mentions.is_syndicated,
        mentions.source_id,
        mentions.url,
        mentions.published_at,
        mentions.reported_at,
        mentions.sentence_index,
        mentions.sentence_start,
        mentions.sentence_end,
        mentions.sentence_text,
        mentions.trigger_start,
        mentions.trigger_end,
        mentions.trigger_text,
        mentions.plover_type,
        mentions.plover_mode,
        mentions.plover_contexts,
        mentions.event_type_id,
        mentions.cameo_code,
        mentions.quad_class,
        mentions.goldstein,
        mentions.acled_event_type,
        mentions.acled_sub_event_type,
        mentions.title_ar,
        mentions.title_en,
        mentions.factuality,
        mentions.is_happened,
        mentions.attributed_to,
        mentions.confidence,
        mentions.coder_version,
        mentions.deaths,
        mentions.injured,
        mentions.detained,
        mentions.unit_count,
        mentions.count_unit,
        mentions.stated_date,
        mentions.stated_date_precision,
        mentions.event_date,
        mentions.event_date_precision,
        principal_sources.actor_id as source_actor_id,
        principal_sources.country as source_country,
        principal_sources.sector as source_sector,
        principal_targets.actor_id as target_actor_id,
        principal_targets.country as target_country,
        principal_targets.sector as target_sector,
        principal_places.location_id,
        principal_places.country as location_country,
        principal_places.geo_precision,
    from mentions
    left join actors as principal_sources
        on
            mentions.mention_id = principal_sources.mention_id
            and principal_sources.actor_role = 'source'
            and principal_sources.is_principal
    left join actors as principal_targets
        on
            mentions.mention_id = principal_targets.mention_id
            and principal_targets.actor_role = 'target'
            and principal_targets.is_principal
    left join places as principal_places
        on
            mentions.mention_id = principal_places.mention_id
            and principal_places.is_principal

)

select * from final
