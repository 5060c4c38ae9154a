with

source as (

    select * from {{ source('lake', 'articles') }}

),

renamed as (

    select
        -- ids
        article_id,
        cast(source_id as varchar) as source_id,
        duplicate_of,

        -- text
        url,
        canonical_url,
        title,
        text,
        text_sha256,
        language,
        authors,
        section,
        published_at_source,
        parser_version,
        warc_file,

        -- numbers
        word_count,
        warc_offset,

        -- booleans
        is_paywalled,

        -- dates and times
        cast(run_date as date) as run_date,
        {{ utc_timestamp('published_at') }} as published_at,
        {{ utc_timestamp('modified_at') }} as modified_at,
        {{ utc_timestamp('fetched_at') }} as fetched_at,
    from source

)

select * from renamed
