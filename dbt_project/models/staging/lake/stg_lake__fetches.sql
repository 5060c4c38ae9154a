with

source as (

    select * from {{ source('lake', 'fetches') }}

),

renamed as (

    select
        -- ids
        cast(source_id as varchar) as source_id,

        -- text
        url,
        canonical_url,
        discovered_via,
        outcome,
        content_type,
        body_sha256,
        etag,
        last_modified,
        warc_file,
        error,

        -- numbers
        status,
        bytes,
        warc_offset,
        attempts,

        -- dates and times
        cast(run_date as date) as run_date,
        {{ utc_timestamp('requested_at') }} as requested_at,
    from source

)

select * from renamed
