{#- CAMEO's MED are the media, PLOVER's the medical; CAMEO has no militias, only unaligned armed forces. -#}
{% macro cameo_role(sector) -%}
    case {{ sector }}
        when 'JRN' then 'MED'
        when 'MED' then 'HLH'
        when 'PRM' then 'UAF'
        when 'UNK' then null
        else {{ sector }}
    end
{%- endmacro %}

{% macro cameo_code(country, sector, code) -%}
    case
        when {{ sector }} in ('IGO', 'NGO') and {{ country }} is null then {{ code }}
        else nullif(concat({{ country }}, {{ cameo_role(sector) }}), '')
    end
{%- endmacro %}
