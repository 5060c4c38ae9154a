{%- set measures = ['deaths', 'injured', 'detained'] -%}

with

mentions as (

    select * from {{ ref('int_mentions__located') }}

),

resolved as (

    select * from {{ ref('int_mentions__resolved') }}

),

independent_reports as (

    select
        resolved.event_id,
        resolved.mention_rank,
        mentions.source_id,
        mentions.reported_at,
        mentions.factuality,
        {%- for measure in measures %}
            mentions.{{ measure }},
        {%- endfor %}
    from resolved
    inner join mentions on resolved.mention_id = mentions.mention_id
    where resolved.is_independent

),

-- an outlet that corrects its own figure contradicts nobody: its last word counts
last_words as (

    select
        event_id,
        source_id,
        {%- for measure in measures %}
            first({{ measure }} order by reported_at desc, mention_rank asc)
            filter (where {{ measure }} is not null) as {{ measure }},
        {%- endfor %}
    from independent_reports
    group by event_id, source_id

),

contradictions as (

    select
        event_id,
        count(distinct deaths) > 1 or count(distinct injured) > 1 as has_figures_in_conflict,
    from last_words
    group by event_id

),

ranges as (

    select
        event_id,
        {%- for measure in measures %}
            min({{ measure }}) as {{ measure }}_low,
            first({{ measure }} order by reported_at desc, mention_rank asc)
            filter (where {{ measure }} is not null) as {{ measure }}_best,
            max({{ measure }}) as {{ measure }}_high,
        {%- endfor %}
        count(distinct factuality) > 1 as has_factuality_in_conflict,
    from independent_reports
    group by event_id

),

final as (

    select
        ranges.event_id,
        {%- for measure in measures %}
            ranges.{{ measure }}_low,
            ranges.{{ measure }}_best,
            ranges.{{ measure }}_high,
        {%- endfor %}
        contradictions.has_figures_in_conflict or ranges.has_factuality_in_conflict as has_conflict,
    from ranges
    inner join contradictions on ranges.event_id = contradictions.event_id

)

select * from final
