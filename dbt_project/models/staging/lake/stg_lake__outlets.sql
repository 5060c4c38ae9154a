with

source as (

    select * from {{ source('lake', 'outlets') }}

),

renamed as (

    select
        -- ids
        cast(source_id as varchar) as source_id,

        -- text
        name_ar,
        name_en,
        country,
        language,
        kind,
        homepage,
        time_zone,

        -- numbers
        expected_daily_min,
        expected_daily_max,

        -- dates
        cast(run_date as date) as run_date,
    from source

)

select * from renamed
