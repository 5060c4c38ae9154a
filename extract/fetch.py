"""The fetch stage: asks for each page that discovery found, archives it, and notes how that went."""

import hashlib
import logging
from collections.abc import Callable
from datetime import date, datetime

from extract.archive import WarcArchive, WarcWriter
from extract.lake import Lake
from extract.outlets import Outlet
from extract.records import Discovery, Fetch, Outcome
from extract.settings import Settings
from extract.web.client import Answer, Terms, WebClient
from extract.web.robots import Robots

_HTML = ("text/html", "application/xhtml+xml")
# After so many pages in a row the outlet is in trouble: asking for the rest would only add to it.
_FAILURES_IN_A_ROW = 5
_IN_TROUBLE = {Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.SERVER_ERROR, Outcome.RATE_LIMITED}

log = logging.getLogger(__name__)


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def fetch(
    outlet: Outlet,
    run_date: date,
    lake: Lake,
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    progress: Callable[[int, int], None] = _silent,
) -> list[Fetch]:
    """Fetch the pages that were discovered for one outlet and day; write and return the fetches partition.

    A page that was fetched before is asked for only if it changed: unchanged it adds nothing, changed it adds
    a later capture beside the earlier ones. A page that failed is asked for again, and its row is replaced;
    a page that was once fetched and now fails keeps its captures. ``clock`` gives the aware instant at which
    each page is asked for; ``progress`` is told the pages done and the pages in all.

    Raises WaqaiError when discovery has not run, or the day's WARC file is damaged or in use.
    """
    discoveries = lake.read(Discovery, run_date, outlet.source_id)
    earlier = lake.read(Fetch, run_date, outlet.source_id) if lake.has(Fetch, run_date, outlet.source_id) else []
    captures: dict[str, list[Fetch]] = {}
    for row in earlier:
        if row.outcome == Outcome.FETCHED:
            captures.setdefault(row.canonical_url, []).append(row)

    rows: list[Fetch] = []
    failures = 0
    with (
        WebClient(outlet, settings) as client,
        WarcArchive(settings.archive).writer(outlet.source_id, run_date) as warc,
    ):
        robots = Robots(client)
        for done, discovery in enumerate(discoveries):
            progress(done, len(discoveries))
            known = captures.pop(discovery.canonical_url, [])
            requested_at = clock()
            if failures < _FAILURES_IN_A_ROW:
                answer = client.get(discovery.url, _terms(known, robots, settings))
                failures = failures + 1 if answer.outcome in _IN_TROUBLE else 0
            else:
                answer = _not_asked(discovery.url, answer.outcome)
            added = _row(discovery, requested_at, answer, warc, known)
            rows += known if added is None else [*known, added]
        progress(len(discoveries), len(discoveries))
    listed = {discovery.canonical_url for discovery in discoveries}
    rows += [unlisted for unlisted in earlier if unlisted.canonical_url not in listed]
    lake.write(Fetch, run_date, outlet.source_id, rows)
    return rows


def _terms(known: list[Fetch], robots: Robots, settings: Settings) -> Terms:
    headers = {}
    if known and known[-1].etag:
        headers["If-None-Match"] = known[-1].etag
    if known and known[-1].last_modified:
        headers["If-Modified-Since"] = known[-1].last_modified
    return Terms(media_types=_HTML, max_bytes=settings.fetch_max_bytes, headers=headers, forbidden=robots.why_not)


def _not_asked(url: str, outcome: Outcome) -> Answer:
    return Answer(outcome, url, attempts=0, error=f"not asked: {_FAILURES_IN_A_ROW} pages in a row ended as {outcome}")


def _row(
    discovery: Discovery, requested_at: datetime, answer: Answer, warc: WarcWriter, known: list[Fetch]
) -> Fetch | None:
    """Return the row that an answer adds to a page's captures, the page archived; None when it adds none."""
    fetched = answer.outcome is Outcome.FETCHED
    digest = hashlib.sha256(answer.body).hexdigest() if fetched else None
    if known and (answer.outcome is Outcome.NOT_MODIFIED or digest == known[-1].body_sha256):
        return None
    if not fetched:
        log.warning("%s: %s (%s)", discovery.url, answer.outcome, answer.error)
        if known:
            return None
    warc_file, warc_offset = warc.write(answer, requested_at) if fetched else (None, None)
    return Fetch(
        url=discovery.url,
        canonical_url=discovery.canonical_url,
        discovered_via=discovery.discovered_via,
        requested_at=requested_at,
        status=answer.status,
        outcome=answer.outcome,
        content_type=answer.header("content-type"),
        bytes=len(answer.body) if fetched else None,
        body_sha256=digest,
        etag=answer.header("etag"),
        last_modified=answer.header("last-modified"),
        warc_file=warc_file,
        warc_offset=warc_offset,
        attempts=answer.attempts,
        error=None if fetched else answer.error,
    )
