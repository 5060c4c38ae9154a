"""Why an event is in the warehouse: its mentions, their sentences, and where in them it was read."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from extract.errors import UsageError
from extract.warehouse.query import reading

_EVENT = """
    select event_id, title_ar, title_en, event_date, plover_type, plover_mode, factuality, mention_count,
           article_count, source_count, deaths_low, deaths_best, deaths_high, has_conflict
    from marts.fct_events
    where event_id = ?
"""
_MENTIONS = """
    select source_id, published_at, url, rule_id, factuality, attributed_to, sentence_text,
           trigger_start - sentence_start as trigger_from, trigger_end - sentence_start as trigger_to,
           deaths, injured, detained
    from marts.fct_event_mentions
    where event_id = ?
    order by published_at, source_id, trigger_start
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence that reports the event; the act's words are ``sentence[trigger_from:trigger_to]``."""

    source_id: str
    published_at: datetime | None
    url: str
    rule_id: str
    factuality: str
    attributed_to: str | None
    sentence: str
    trigger_from: int
    trigger_to: int
    deaths: int | None
    injured: int | None
    detained: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """An event as the warehouse has it, and the evidence under it."""

    event: dict[str, Any]
    evidence: tuple[Evidence, ...]


def explain(published: Path, event_id: str) -> Explanation:
    """Return an event with its evidence; raises UsageError for an id that the warehouse does not hold."""
    with reading(published) as warehouse:
        cursor = warehouse.execute(_EVENT, [event_id])
        columns = [column[0] for column in cursor.description or ()]
        event = cursor.fetchone()
        if event is None:
            raise UsageError(f"no event has the id {event_id!r}: marts.fct_events lists those there are")
        mentions = warehouse.execute(_MENTIONS, [event_id]).fetchall()
    return Explanation(dict(zip(columns, event, strict=True)), tuple(Evidence(*mention) for mention in mentions))
