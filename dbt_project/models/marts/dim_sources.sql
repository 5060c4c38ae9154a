with

outlets as (

    select * from {{ ref('stg_lake__outlets') }}

),

fetches as (

    select * from {{ ref('stg_lake__fetches') }}

),

-- an outlet as it was described last
newest as (

    select
        *,
        min(run_date) over (partition by source_id) as first_run_date,
        row_number() over (partition by source_id order by run_date desc) as recency,
    from outlets

),

last_fetches as (

    select
        source_id,
        max(requested_at) as last_fetched_at,
    from fetches
    where outcome = 'fetched'
    group by source_id

),

final as (

    select
        newest.source_id,
        newest.name_ar,
        newest.name_en,
        newest.country,
        newest.language,
        newest.kind,
        newest.homepage,
        newest.time_zone,
        newest.expected_daily_min,
        newest.expected_daily_max,
        newest.first_run_date,
        newest.run_date as last_run_date,
        last_fetches.last_fetched_at,
    from newest
    left join last_fetches on newest.source_id = last_fetches.source_id
    where newest.recency = 1

)

select * from final
