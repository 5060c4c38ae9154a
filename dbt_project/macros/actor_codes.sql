{#- PLOVER's sectors, and the two prefixes that stand where a country would. -#}
{% macro sectors() %}
    {%- do return([
        'GOV', 'MIL', 'COP', 'SPY', 'JUD', 'LEG', 'PTY', 'OPP', 'REB', 'PRM', 'CVL', 'JRN', 'MED', 'BUS', 'EDU',
        'REL', 'LAB', 'NGO', 'IGO', 'REF', 'CRM', 'UNK',
    ]) -%}
{% endmacro %}

{% macro code_country(code) -%}
    case
        when left({{ code }}, 3) not in ('XXX', '{{ sectors() | join("', '") }}') then left({{ code }}, 3)
    end
{%- endmacro %}

{% macro code_sector(code) -%}
    case
        when left({{ code }}, 3) in ('{{ sectors() | join("', '") }}') then left({{ code }}, 3)
        else nullif(substring({{ code }}, 4, 3), '')
    end
{%- endmacro %}

{% macro actor_class(country, sector) -%}
    case
        when {{ sector }} in ('GOV', 'MIL', 'COP', 'SPY', 'JUD', 'LEG') then 'state'
        when {{ sector }} in ('REB', 'PRM', 'CRM') then 'armed'
        when {{ sector }} in ('CVL', 'OPP', 'PTY', 'JRN', 'MED', 'BUS', 'EDU', 'REL', 'LAB', 'NGO', 'REF')
            then 'civilian'
        when {{ sector }} is null and {{ country }} is not null then 'state'
    end
{%- endmacro %}
