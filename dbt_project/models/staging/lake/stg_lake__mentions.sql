with

source as (

    select * from {{ source('lake', 'mentions') }}

),

renamed as (

    select
        -- ids
        mention_id,
        doc_id as article_id,
        cast(source_id as varchar) as source_id,
        same_as,
        rule_id,

        -- where in the article
        sentence_index,
        sentence_start,
        sentence_end,
        trigger_start,
        trigger_end,
        trigger_text,

        -- what
        plover_type,
        nullif(plover_mode, '') as plover_mode,
        plover_contexts,
        cameo_code,
        quad_class,
        goldstein,
        nullif(acled_event_type, '') as acled_event_type,
        nullif(acled_sub_event_type, '') as acled_sub_event_type,
        title_ar,
        title_en,

        -- who and where
        sources,
        targets,
        locations,

        -- how sure, and who says so
        factuality,
        attributed_to,
        confidence,
        coder_version,

        -- numbers
        deaths,
        injured,
        detained,
        count as unit_count,
        count_unit,

        -- dates
        cast(run_date as date) as run_date,
        event_date,
        event_date_precision,
    from source

)

select * from renamed
