-- a planned, denied or called-for act is never merged with one that happened, nor with each other
select event_id
from {{ ref('fct_event_mentions') }}
group by event_id
having count(distinct case when {{ is_happened('factuality') }} then 'happened' else factuality end) > 1
