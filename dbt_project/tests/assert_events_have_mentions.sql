-- an event without a sentence behind it must not exist
select events.event_id
from {{ ref('fct_events') }} as events
left join {{ ref('fct_event_mentions') }} as mentions on events.event_id = mentions.event_id
group by events.event_id, events.mention_count
having count(mentions.mention_id) != events.mention_count or count(mentions.mention_id) = 0
