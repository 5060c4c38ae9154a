-- the evidence behind a row: offsets that do not lead back to their words make every quotation wrong
select
    mention_id,
    sentence_text,
    trigger_text,
from {{ ref('fct_event_mentions') }}
where
    not coalesce(contains(sentence_text, trigger_text), false)
    or trigger_start < sentence_start
    or trigger_end > sentence_end
