with

mentions as (

    select * from {{ ref('int_mentions__located') }}

),

resolved as (

    select * from {{ ref('int_mentions__resolved') }}

),

coverage as (

    select * from {{ ref('int_events__coverage') }}

),

casualties as (

    select * from {{ ref('int_events__casualties') }}

),

event_types as (

    select * from {{ ref('stg_lexicon__event_types') }}

),

reports as (

    select
        mentions.*,
        resolved.event_id,
        resolved.mention_rank,
    from mentions
    inner join resolved on mentions.mention_id = resolved.mention_id

),

-- the mention that an event is described by says what happened and when
described as (

    select
        event_id,
        event_date,
        event_date_precision,
        event_type_id,
        plover_type,
        plover_mode,
        cameo_code,
        left(cameo_code, 2) as cameo_root,
        quad_class,
        goldstein,
        acled_event_type,
        acled_sub_event_type,
        factuality,
        is_happened,
        attributed_to,
        title_ar,
        title_en,
    from reports
    where mention_rank = 1

),

-- what it leaves open, the next best one may know
principals as (

    select
        event_id,
        {{ best_known('source_actor_id') }} as source_actor_id,
        {{ best_known('target_actor_id') }} as target_actor_id,
        {{ best_known('location_id') }} as location_id,
        {{ best_known('source_country', of='source_actor_id') }} as source_country,
        {{ best_known('source_sector', of='source_actor_id') }} as source_sector,
        {{ best_known('target_country', of='target_actor_id') }} as target_country,
        {{ best_known('target_sector', of='target_actor_id') }} as target_sector,
        {{ best_known('location_country', of='location_id') }} as location_country,
        {{ best_known('geo_precision', of='location_id') }} as geo_precision,
    from reports
    group by event_id

),

classed as (

    select
        *,
        {{ actor_class('source_country', 'source_sector') }} as source_class,
        {{ actor_class('target_country', 'target_sector') }} as target_class,
    from principals

),

final as (

    select
        described.event_id,
        coverage.revision,
        described.event_date,
        described.event_date_precision,
        described.event_type_id,
        described.plover_type,
        described.plover_mode,
        described.cameo_code,
        described.cameo_root,
        cast(described.quad_class as integer) as quad_class,
        described.goldstein,
        coalesce(described.acled_event_type, event_types.acled_event_type) as acled_event_type,
        coalesce(
            described.acled_sub_event_type,
            event_types.acled_sub_event_type,
            -- ACLED names the taking of territory after its taker; a foreign army is none of "the government"
            case
                when described.event_type_id != 'COERCE/seize' then null
                when
                    classed.source_class = 'state'
                    and coalesce(classed.source_country = classed.location_country, true)
                    then 'Government regains territory'
                else 'Non-state actor overtakes territory'
            end
        ) as acled_sub_event_type,
        case
            when not described.is_happened or coalesce(casualties.deaths_best, 0) < 1 then null
            when classed.source_class = 'state' and classed.target_class in ('state', 'armed') then 1
            when classed.source_class = 'armed' and classed.target_class = 'state' then 1
            when classed.source_class = 'armed' and classed.target_class = 'armed' then 2
            when classed.source_class in ('state', 'armed') and classed.target_class = 'civilian' then 3
        end as ucdp_type,
        classed.source_actor_id,
        classed.target_actor_id,
        classed.location_id,
        classed.geo_precision,
        described.factuality,
        described.attributed_to,
        casualties.deaths_low,
        casualties.deaths_best,
        casualties.deaths_high,
        casualties.injured_low,
        casualties.injured_best,
        casualties.injured_high,
        casualties.detained_low,
        casualties.detained_best,
        casualties.detained_high,
        coverage.mention_count,
        coverage.article_count,
        coverage.source_count,
        casualties.has_conflict,
        coverage.is_lead,
        coverage.first_reported_at,
        coverage.last_reported_at,
        coverage.confidence,
        described.title_ar,
        described.title_en,
    from described
    inner join classed on described.event_id = classed.event_id
    inner join coverage on described.event_id = coverage.event_id
    inner join casualties on described.event_id = casualties.event_id
    left join event_types on described.event_type_id = event_types.event_type_id

)

select * from final
