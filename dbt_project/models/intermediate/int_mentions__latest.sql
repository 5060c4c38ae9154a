with

mentions as (

    select * from {{ ref('stg_lake__mentions') }}

),

articles as (

    select * from {{ ref('stg_lake__articles') }}

),

latest_revisions as (

    select * from {{ ref('int_articles__revisions') }}
    where is_latest

),

-- the text that the offsets of an article's mentions count in
texts as (

    select
        latest_revisions.*,
        articles.text,
    from latest_revisions
    inner join articles
        on
            latest_revisions.article_id = articles.article_id
            and latest_revisions.source_id = articles.source_id
            and latest_revisions.run_date = articles.run_date
            and latest_revisions.text_sha256 = articles.text_sha256

),

final as (

    select
        mentions.mention_id,
        mentions.same_as,
        mentions.rule_id,
        texts.article_id,
        texts.revision as article_revision,
        texts.origin_article_id,
        texts.is_syndicated,
        texts.source_id,
        texts.url,
        texts.published_at,
        texts.reported_at,
        mentions.sentence_index,
        mentions.sentence_start,
        mentions.sentence_end,
        -- offsets count characters from 0, substring from 1
        substring(
            texts.text,
            mentions.sentence_start + 1,
            mentions.sentence_end - mentions.sentence_start
        ) as sentence_text,
        mentions.trigger_start,
        mentions.trigger_end,
        mentions.trigger_text,
        mentions.plover_type,
        mentions.plover_mode,
        mentions.plover_contexts,
        {{ event_type_id('mentions.plover_type', 'mentions.plover_mode') }} as event_type_id,
        mentions.cameo_code,
        mentions.quad_class,
        mentions.goldstein,
        mentions.acled_event_type,
        mentions.acled_sub_event_type,
        mentions.title_ar,
        mentions.title_en,
        mentions.sources,
        mentions.targets,
        mentions.locations,
        mentions.factuality,
        {{ is_happened('mentions.factuality') }} as is_happened,
        mentions.attributed_to,
        mentions.confidence,
        mentions.coder_version,
        mentions.deaths,
        mentions.injured,
        mentions.detained,
        mentions.unit_count,
        mentions.count_unit,
        mentions.event_date as stated_date,
        mentions.event_date_precision as stated_date_precision,
        coalesce(mentions.event_date, texts.publication_date) as event_date,
        case
            when mentions.event_date is null then 'publication'
            else coalesce(mentions.event_date_precision, 'day')
        end as event_date_precision,
    from mentions
    inner join texts
        on
            mentions.article_id = texts.article_id
            and mentions.source_id = texts.source_id
            and mentions.run_date = texts.run_date

)

select * from final
