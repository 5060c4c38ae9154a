-- noqa: disable=CP02
{{ config(materialized='view', contract={'enforced': false}) }}

-- readers open the build under another name (current.duckdb): a view must not name the file of its tables
with

events as (

    select * from {{ ref('fct_events').include(database=false) }}
    where {{ is_happened('factuality') }}

),

event_actors as (

    select
        event_actors.event_id,
        event_actors.role,
        event_actors.code,
        event_actors.country,
        event_actors.sector,
        actors.name_en,
    from {{ ref('fct_event_actors').include(database=false) }} as event_actors
    inner join {{ ref('dim_actors').include(database=false) }} as actors
        on event_actors.actor_id = actors.actor_id
    where event_actors.is_principal

),

sources as (

    select * from event_actors
    where role = 'source'

),

targets as (

    select * from event_actors
    where role = 'target'

),

locations as (

    select * from {{ ref('dim_locations').include(database=false) }}

),

fips_codes as (

    select * from {{ ref('country_fips_codes').include(database=false) }}

),

best_mentions as (

    select * from {{ ref('fct_event_mentions').include(database=false) }}
    where mention_rank = 1

),

final as (

    select
        {{ numeric_event_id('events.event_id') }} as GlobalEventID,
        cast(strftime(events.event_date, '%Y%m%d') as integer) as Day,
        cast(strftime(events.event_date, '%Y%m') as integer) as MonthYear,
        cast(year(events.event_date) as integer) as Year,
        round(
            year(events.event_date) + ((month(events.event_date) - 1) * 30 + day(events.event_date)) / 365, 4
        ) as FractionDate,
        {{ cameo_code('sources.country', 'sources.sector', 'sources.code') }} as Actor1Code,
        sources.name_en as Actor1Name,
        sources.country as Actor1CountryCode,
        case
            when sources.country is null and sources.sector in ('IGO', 'NGO')
                then nullif(substring(sources.code, 4), '')
        end as Actor1KnownGroupCode,
        cast(null as varchar) as Actor1EthnicCode,
        cast(null as varchar) as Actor1Religion1Code,
        cast(null as varchar) as Actor1Religion2Code,
        {{ cameo_role('sources.sector') }} as Actor1Type1Code,
        cast(null as varchar) as Actor1Type2Code,
        cast(null as varchar) as Actor1Type3Code,
        {{ cameo_code('targets.country', 'targets.sector', 'targets.code') }} as Actor2Code,
        targets.name_en as Actor2Name,
        targets.country as Actor2CountryCode,
        case
            when targets.country is null and targets.sector in ('IGO', 'NGO')
                then nullif(substring(targets.code, 4), '')
        end as Actor2KnownGroupCode,
        cast(null as varchar) as Actor2EthnicCode,
        cast(null as varchar) as Actor2Religion1Code,
        cast(null as varchar) as Actor2Religion2Code,
        {{ cameo_role('targets.sector') }} as Actor2Type1Code,
        cast(null as varchar) as Actor2Type2Code,
        cast(null as varchar) as Actor2Type3Code,
        cast(events.is_lead as integer) as IsRootEvent,
        events.cameo_code as EventCode,
        left(events.cameo_code, 3) as EventBaseCode,
        events.cameo_root as EventRootCode,
        events.quad_class as QuadClass,
        events.goldstein as GoldsteinScale,
        events.mention_count as NumMentions,
        events.source_count as NumSources,
        events.article_count as NumArticles,
        cast(null as double) as AvgTone,
        0 as Actor1Geo_Type,
        cast(null as varchar) as Actor1Geo_FullName,
        cast(null as varchar) as Actor1Geo_CountryCode,
        cast(null as varchar) as Actor1Geo_ADM1Code,
        cast(null as varchar) as Actor1Geo_ADM2Code,
        cast(null as double) as Actor1Geo_Lat,
        cast(null as double) as Actor1Geo_Long,
        cast(null as varchar) as Actor1Geo_FeatureID,
        0 as Actor2Geo_Type,
        cast(null as varchar) as Actor2Geo_FullName,
        cast(null as varchar) as Actor2Geo_CountryCode,
        cast(null as varchar) as Actor2Geo_ADM1Code,
        cast(null as varchar) as Actor2Geo_ADM2Code,
        cast(null as double) as Actor2Geo_Lat,
        cast(null as double) as Actor2Geo_Long,
        cast(null as varchar) as Actor2Geo_FeatureID,
        case
            when locations.location_id is null then 0
            when locations.feature_type = 'country' then 1
            when locations.feature_type in ('governorate', 'district', 'subdistrict', 'region') then 5
            else 4
        end as ActionGeo_Type,
        concat_ws(
            ', ',
            locations.name_en,
            nullif(locations.admin1, locations.name_en),
            nullif(locations.country_name_en, locations.name_en)
        ) as ActionGeo_FullName,
        fips_codes.fips as ActionGeo_CountryCode,
        cast(null as varchar) as ActionGeo_ADM1Code,
        cast(null as varchar) as ActionGeo_ADM2Code,
        locations.lat as ActionGeo_Lat,
        locations.lon as ActionGeo_Long,
        locations.location_id as ActionGeo_FeatureID,
        cast(strftime(events.first_reported_at, '%Y%m%d%H%M%S') as bigint) as DATEADDED,
        best_mentions.url as SOURCEURL,
    from events
    inner join best_mentions on events.event_id = best_mentions.event_id
    left join sources on events.event_id = sources.event_id
    left join targets on events.event_id = targets.event_id
    left join locations on events.location_id = locations.location_id
    left join fips_codes on locations.country = fips_codes.iso3

)

select * from final
