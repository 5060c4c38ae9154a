with

articles as (

    select * from {{ ref('stg_lake__articles') }}

),

-- each night that fetched an article, beside the first and the last one that brought the same text
fetched as (

    select
        *,
        md5({{ normalised_text('text') }}) as normalised_text_md5,
        min(fetched_at) over one_text as first_fetched_at,
        min(run_date) over one_text as first_run_date,
        row_number() over (one_text order by fetched_at desc, run_date desc) as fetches_since,
    from articles
    window one_text as (partition by article_id, text_sha256)

),

-- a revision is a text that an article has had; the night that fetched it last stands for it
numbered as (

    select
        *,
        fetched_at as last_fetched_at,
        row_number() over (
            partition by article_id
            order by first_fetched_at, text_sha256
        ) as revision,
        row_number() over (
            partition by article_id
            order by fetched_at desc, text_sha256 asc
        ) = 1 as is_latest,
        coalesce(published_at, min(first_fetched_at) over (partition by article_id)) as reported_at,
    from fetched
    where fetches_since = 1

),

-- of all articles with one text, the one that was published first
first_with_text as (

    select
        normalised_text_md5,
        first(article_id order by reported_at, first_fetched_at, article_id) as article_id,
    from numbered
    where normalised_text_md5 is not null
    group by normalised_text_md5

),

-- what the parser already knows to be a copy, followed to the first article with the original's text
parser_verdicts as (

    select
        copies.article_id,
        copies.revision,
        coalesce(first_with_text.article_id, copies.duplicate_of) as origin_article_id,
    from numbered as copies
    left join numbered as originals
        on copies.duplicate_of = originals.article_id and originals.is_latest
    left join first_with_text
        on originals.normalised_text_md5 = first_with_text.normalised_text_md5
    where copies.duplicate_of is not null

),

originated as (

    select
        numbered.*,
        coalesce(
            parser_verdicts.origin_article_id,
            first_with_text.article_id,
            numbered.article_id
        ) as origin_article_id,
    from numbered
    left join parser_verdicts
        on
            numbered.article_id = parser_verdicts.article_id
            and numbered.revision = parser_verdicts.revision
    left join first_with_text
        on numbered.normalised_text_md5 = first_with_text.normalised_text_md5

),

final as (

    select
        article_id,
        cast(revision as integer) as revision,
        is_latest,
        source_id,
        run_date,
        first_run_date,
        url,
        canonical_url,
        title,
        authors,
        section,
        language,
        published_at,
        published_at_source,
        modified_at,
        first_fetched_at,
        last_fetched_at,
        reported_at,
        cast(reported_at as date) as publication_date,
        text_sha256,
        word_count,
        is_paywalled,
        parser_version,
        origin_article_id,
        nullif(origin_article_id, article_id) as duplicate_of,
        origin_article_id != article_id as is_syndicated,
        warc_file,
        warc_offset,
    from originated

)

select * from final
