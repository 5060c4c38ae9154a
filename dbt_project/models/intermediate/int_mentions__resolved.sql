with

mentions as (

    select
        *,
        -- asserted and claimed acts may be one event; planned, denied and called-for ones stay apart
        case when is_happened then 'happened' else factuality end as reality,
    from {{ ref('int_mentions__located') }}

),

-- the tellings of one act in one article speak with one voice: the mention that says most of where and who
tellings as (

    select
        mention_id,
        first_value(mention_id) over (
            partition by article_id, coalesce(same_as, mention_id), reality
            order by
                location_id is null,
                source_country is null,
                sentence_index,
                trigger_start,
                mention_id
        ) as speaker_id,
    from mentions

),

-- what makes an event one, but for the country that acts
placed as (

    select
        mention_id as speaker_id,
        source_country,
        reported_at,
        concat_ws(
            '|',
            reality,
            plover_type,
            coalesce(plover_mode, ''),
            event_date,
            -- without a place, what two articles tell is taken for two events
            coalesce(
                location_id,
                concat_ws(
                    '|',
                    'nowhere',
                    coalesce(source_country, ''),
                    coalesce(target_country, ''),
                    origin_article_id
                )
            )
        ) as place_key,
    from mentions
    where mention_id in (select tellings.speaker_id from tellings)

),

first_countries as (

    select
        place_key,
        first(source_country order by reported_at, speaker_id)
        filter (where source_country is not null) as first_country,
    from placed
    group by place_key

),

-- only a second country's act gets a key of its own: so an event keeps its id
-- when a later report names the actor that the first one did not
keyed as (

    select
        placed.speaker_id,
        concat_ws(
            '|',
            placed.place_key,
            nullif(placed.source_country, first_countries.first_country)
        ) as event_key,
    from placed
    inner join first_countries on placed.place_key = first_countries.place_key

),

resolved as (

    select
        mentions.mention_id,
        mentions.article_id,
        mentions.is_syndicated,
        mentions.factuality,
        mentions.confidence,
        mentions.reported_at,
        mentions.sentence_index,
        mentions.trigger_start,
        keyed.event_key,
        'ev_' || left(md5(keyed.event_key), 16) as event_id,
    from mentions
    inner join tellings on mentions.mention_id = tellings.mention_id
    inner join keyed on tellings.speaker_id = keyed.speaker_id

),

final as (

    select
        mention_id,
        event_id,
        event_key,
        -- 1 is the mention that an event is described by
        cast(row_number() over (
            partition by event_id
            order by
                factuality = 'asserted' desc,
                is_syndicated asc,
                confidence desc,
                reported_at asc,
                article_id asc,
                sentence_index asc,
                trigger_start asc,
                mention_id asc
        ) as integer) as mention_rank,
        -- copies count only where the original is not among an event's reports
        not is_syndicated
        or bool_and(is_syndicated) over (partition by event_id) as is_independent,
    from resolved

)

select * from final
