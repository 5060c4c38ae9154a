"""The daily brief: one HTML page that says what the published warehouse holds on a day, sentence by sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from expectations.gate import load_results
from extract.settings import Settings
from extract.warehouse.publish import missing_outlets
from extract.warehouse.query import reading

_EVENTS_AT_MOST = 40
# Each query begins with what the night's articles say; one that was fetched again counts on all nights between.
_TODAY = """
    with articles as (
        select article_id
        from marts.fct_articles
        where is_latest and $day between first_run_date and last_run_date
    ),
    mentions as (
        select fct_event_mentions.*
        from marts.fct_event_mentions
        inner join articles using (article_id)
    )
"""
_COUNTS = (
    _TODAY
    + """
    select
        (select count(*) from articles) as articles,
        (select count(*) from mentions) as mentions,
        (select count(distinct event_id) from mentions) as events
"""
)
_TYPES = (
    _TODAY
    + """
    select plover_type, count(distinct event_id) as events
    from mentions
    group by plover_type
    order by events desc, plover_type
"""
)
_EVENTS = (
    _TODAY
    + """,
    told as (
        select
            event_id, sentence_text, source_id, url,
            trigger_start - sentence_start as trigger_from,
            trigger_end - sentence_start as trigger_to
        from mentions
        qualify row_number() over (partition by event_id order by mention_rank, mention_id) = 1
    )
    select
        events.event_id, events.title_ar, events.title_en, events.event_date, events.plover_type,
        events.factuality, events.deaths_low, events.deaths_best, events.deaths_high, events.has_conflict,
        events.source_count, told.sentence_text, told.trigger_from, told.trigger_to, told.source_id, told.url
    from told
    inner join marts.fct_events as events using (event_id)
    order by events.source_count desc, coalesce(events.deaths_best, 0) desc, events.confidence desc, events.event_id
    limit $most
"""
)


@dataclass(frozen=True, slots=True)
class BriefEvent:
    """An event as the brief tells it, with the sentence it rests on cut at the act's words."""

    event_id: str
    title_ar: str
    title_en: str
    event_date: date | None
    plover_type: str
    factuality: str
    deaths: str
    has_conflict: bool
    source_count: int
    before: str
    act: str
    after: str
    source_id: str
    url: str


def write_brief(run_date: date, settings: Settings) -> Path:
    """Write ``briefs/<run_date>.html`` and return its path; raises WaqaiError when nothing is published."""
    with reading(settings.published) as warehouse:
        counts = warehouse.execute(_COUNTS, {"day": run_date}).fetchone()
        types = warehouse.execute(_TYPES, {"day": run_date}).fetchall()
        rows = warehouse.execute(_EVENTS, {"day": run_date, "most": _EVENTS_AT_MOST}).fetchall()
    # Autoescaping makes whatever an article holds inert text.
    pages = Environment(loader=PackageLoader("bi"), autoescape=True, undefined=StrictUndefined)
    page = pages.get_template("brief.html.j2").render(
        run_date=run_date,
        counts=dict(zip(("articles", "mentions", "events"), counts or (0, 0, 0), strict=True)),
        types=types,
        events=[_event(row) for row in rows],
        missing=missing_outlets(run_date, settings),
        warnings=[result for result in load_results(run_date, settings) if not result.passed],
    )
    settings.briefs.mkdir(parents=True, exist_ok=True)
    path = settings.briefs / f"{run_date.isoformat()}.html"
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.write_text(page, encoding="utf-8")
    unfinished.replace(path)
    return path


def _event(row: Sequence[Any]) -> BriefEvent:
    (event_id, title_ar, title_en, day, kind, factuality, low, best, high, has_conflict, sources, sentence,
     start, end, source_id, url) = row  # fmt: skip
    return BriefEvent(
        event_id, title_ar, title_en, day, kind, factuality, _deaths(low, best, high), has_conflict, sources,
        sentence[:start], sentence[start:end], sentence[end:], source_id, url,
    )  # fmt: skip


def _deaths(low: int | None, best: int | None, high: int | None) -> str:
    """Write a count with its range: «14 (7-16)»."""
    if best is None:
        return ""
    return str(best) if low == high else f"{best} ({low}-{high})"
