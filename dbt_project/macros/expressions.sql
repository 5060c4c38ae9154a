{% macro utc_timestamp(column) -%}
    timezone('UTC', {{ column }})
{%- endmacro %}

{% macro normalised_text(column) -%}
    nullif(
        trim(
            regexp_replace(
                regexp_replace(
                    translate(lower({{ column }}), 'أإآٱىة', 'اااايه'),
                    '[\p{M}\p{Cf}ـ]', '', 'g'
                ),
                '[^\p{L}\p{N}]+', ' ', 'g'
            )
        ),
        ''
    )
{%- endmacro %}

{% macro event_type_id(plover_type, plover_mode) -%}
    {{ plover_type }} || coalesce('/' || {{ plover_mode }}, '')
{%- endmacro %}

{% macro best_known(column, of=none) -%}
    first({{ column }} order by mention_rank) filter (where {{ of or column }} is not null)
{%- endmacro %}

{% macro is_happened(factuality) -%}
    ({{ factuality }} in ('asserted', 'claimed'))
{%- endmacro %}

{#- The first 60 bits of an event_id's hash, as the whole number that readers of GDELT and UCDP expect. -#}
{% macro numeric_event_id(event_id) -%}
    cast('0x' || substring({{ event_id }}, 4, 15) as bigint)
{%- endmacro %}
