-- low <= best <= high, and all three are known or none is
{%- set measures = ['deaths', 'injured', 'detained'] %}

select event_id
from {{ ref('fct_events') }}
where
    {%- for measure in measures %}
        not coalesce(
            {{ measure }}_low <= {{ measure }}_best and {{ measure }}_best <= {{ measure }}_high,
            {{ measure }}_low is null and {{ measure }}_best is null and {{ measure }}_high is null
        )
        {%- if not loop.last %} or{% endif %}
    {%- endfor %}
