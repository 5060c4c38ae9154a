with

mentions as (

    select * from {{ ref('int_mentions__located') }}

),

resolved as (

    select * from {{ ref('int_mentions__resolved') }}

),

articles as (

    select * from {{ ref('int_articles__revisions') }}

),

reports as (

    select
        resolved.event_id,
        resolved.is_independent,
        mentions.mention_id,
        mentions.article_id,
        mentions.source_id,
        mentions.reported_at,
        mentions.sentence_index,
        mentions.confidence,
    from resolved
    inner join mentions on resolved.mention_id = mentions.mention_id

),

counted as (

    select
        event_id,
        count(*) as mention_count,
        count(distinct article_id) as article_count,
        count(distinct source_id) filter (where is_independent) as source_count,
        min(reported_at) as first_reported_at,
        max(reported_at) as last_reported_at,
        min(sentence_index) = 0 as is_lead,
        max(confidence) as confidence,
    from reports
    group by event_id

),

-- an event is told anew on each night that first sees one of its articles, or a new text of one
nights as (

    select
        reports.event_id,
        count(distinct articles.first_run_date) as revision,
    from reports
    inner join articles on reports.article_id = articles.article_id
    group by reports.event_id

),

final as (

    select
        counted.*,
        nights.revision,
    from counted
    inner join nights on counted.event_id = nights.event_id

)

select * from final
