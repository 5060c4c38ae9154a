with

events as (

    select * from {{ ref('fct_events') }}

),

articles as (

    select * from {{ ref('fct_articles') }}

),

named_days as (

    select event_date as day_date from events
    union all
    select publication_date as day_date from articles

),

bounds as (

    select
        min(day_date) as first_date,
        max(day_date) as last_date,
    from named_days

),

days as (

    select cast(unnest(generate_series(first_date, last_date, interval 1 day)) as date) as date_day,
    from bounds

),

final as (

    select
        date_day,
        cast(year(date_day) as integer) as year,
        cast(quarter(date_day) as integer) as quarter,
        cast(month(date_day) as integer) as month,
        strftime(date_day, '%Y-%m') as year_month,
        cast(isoyear(date_day) as integer) as iso_year,
        cast(week(date_day) as integer) as iso_week,
        cast(isodow(date_day) as integer) as iso_weekday,
        dayname(date_day) as weekday_en,
        case isodow(date_day)
            when 1 then 'الاثنين'
            when 2 then 'الثلاثاء'
            when 3 then 'الأربعاء'
            when 4 then 'الخميس'
            when 5 then 'الجمعة'
            when 6 then 'السبت'
            when 7 then 'الأحد'
        end as weekday_ar,
    from days

)

select * from final
