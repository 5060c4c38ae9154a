with

articles as (

    select * from {{ ref('int_articles__revisions') }}

),

mentions as (

    select * from {{ ref('int_mentions__latest') }}

),

resolved as (

    select * from {{ ref('int_mentions__resolved') }}

),

coded as (

    select
        mentions.article_id,
        mentions.article_revision,
        count(*) as mention_count,
        count(distinct resolved.event_id) as event_count,
    from mentions
    inner join resolved on mentions.mention_id = resolved.mention_id
    group by mentions.article_id, mentions.article_revision

),

final as (

    select
        articles.article_id,
        articles.revision,
        articles.is_latest,
        articles.source_id,
        articles.url,
        articles.canonical_url,
        articles.title,
        array_to_string(articles.authors, '; ') as authors,
        articles.section,
        articles.language,
        articles.published_at,
        articles.published_at_source,
        articles.modified_at,
        articles.first_fetched_at,
        articles.last_fetched_at,
        articles.publication_date,
        articles.text_sha256,
        articles.word_count,
        articles.is_paywalled,
        articles.is_syndicated,
        articles.duplicate_of,
        articles.parser_version,
        articles.first_run_date,
        articles.run_date as last_run_date,
        articles.warc_file,
        articles.warc_offset,
        coalesce(coded.mention_count, 0) as mention_count,
        coalesce(coded.event_count, 0) as event_count,
    from articles
    left join coded
        on
            articles.article_id = coded.article_id
            and articles.revision = coded.article_revision

)

select * from final
