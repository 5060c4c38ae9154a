"""The discovery stage: which pages an outlet published on a day, from its feeds and sitemaps."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from extract.errors import OutletUnreachable
from extract.lake import Lake
from extract.moments import Moment, day_in
from extract.outlets import Outlet, record_outlets
from extract.records import Discovery, Outcome
from extract.settings import Settings
from extract.web.addresses import canonical_url, same_page_key
from extract.web.client import Answer, Terms, WebClient
from extract.web.listings import LARGEST, Listed, NotAListing, Sitemap, read_feed, read_sitemap

_MOST_SITEMAPS = 100  # of one outlet and run, those named by indexes included

log = logging.getLogger(__name__)


def discover(outlet: Outlet, run_date: date, lake: Lake, settings: Settings) -> list[Discovery]:
    """Find the pages that an outlet published on ``run_date`` in its own zone; write and return them.

    A page without a date is kept, as only its own text can tell. A page found in several places is one, with
    the first of them; what that one left out (date, title) is taken from the next. Pages that an earlier run
    found for this day stay, since a feed forgets.

    The outlet itself is recorded first, so that it is known as missing if nothing else comes of it. Raises
    OutletUnreachable, writing no discoveries, when no feed and no sitemap could be read.
    """
    record_outlets([outlet], run_date, lake)
    found: dict[str, Discovery] = {}
    if lake.has(Discovery, run_date, outlet.source_id):
        for known in lake.read(Discovery, run_date, outlet.source_id):
            found[same_page_key(known.canonical_url)] = known
    faults: list[str] = []
    with WebClient(outlet, settings) as client:
        reader = _Reader(client, outlet, run_date)
        for read, addresses in ((reader.feed, outlet.feeds), (reader.sitemap, outlet.sitemaps)):
            for address in addresses:
                try:
                    for listed in read(address):
                        _add(found, listed, address, run_date, outlet)
                except NotAListing as fault:
                    log.warning("%s: %s: %s", outlet.source_id, address, fault)
                    faults.append(f"{address}: {fault}")
    if len(faults) == len(outlet.feeds) + len(outlet.sitemaps):
        raise OutletUnreachable(
            f"{outlet.source_id}: no feed and no sitemap could be read ({'; '.join(faults)});"
            f" check the addresses in {outlet.source_id}.yml"
        )
    discoveries = [
        page
        for page in found.values()
        if page.published_at is None or day_in(page.published_at, outlet.zone) == run_date
    ]
    lake.write(Discovery, run_date, outlet.source_id, discoveries)
    return discoveries


class _Reader:
    """Asks for an outlet's feeds and sitemaps."""

    def __init__(self, client: WebClient, outlet: Outlet, run_date: date) -> None:
        self._client = client
        self._outlet = outlet
        self._run_date = run_date
        self._seen: set[str] = set()

    def feed(self, address: str) -> Iterable[Listed]:
        """Return what a feed lists; raises NotAListing when it does not answer or is none."""
        answer = self._answer(address)
        return read_feed(answer.body, answer.url, answer.header("content-type"), self._outlet.zone)

    def sitemap(self, address: str) -> Iterable[Listed]:
        """Return what a sitemap and those below it list; raises NotAListing for the one at ``address``."""
        top = self._read_sitemap(address)
        pages = list(top.pages)
        queue = self._worth_reading(top)
        while queue:
            below = queue.pop(0)
            try:
                sitemap = self._read_sitemap(below)
            except NotAListing as fault:
                log.warning("%s: %s (named by %s): %s", self._outlet.source_id, below, address, fault)
                continue
            pages += sitemap.pages
            queue += self._worth_reading(sitemap)
        return pages

    def _read_sitemap(self, address: str) -> Sitemap:
        self._seen.add(address)
        answer = self._answer(address)
        return read_sitemap(answer.body, answer.url, self._outlet.zone)

    def _worth_reading(self, index: Sitemap) -> list[str]:
        """Return the sitemaps of an index that may list the day: those not last changed before it."""
        fresh = [
            url
            for url, changed in index.sitemaps
            if url not in self._seen and (changed is None or day_in(changed.at, self._outlet.zone) >= self._run_date)
        ]
        room = max(0, _MOST_SITEMAPS - len(self._seen))
        if len(fresh) > room:
            log.warning(
                "%s: %d sitemaps are left out, %d are the most of one run",
                self._outlet.source_id,
                len(fresh) - room,
                _MOST_SITEMAPS,
            )
        self._seen.update(fresh[:room])
        return fresh[:room]

    def _answer(self, address: str) -> Answer:
        answer = self._client.get(address, Terms(max_bytes=LARGEST))
        if answer.outcome is not Outcome.FETCHED:
            raise NotAListing(f"{answer.outcome} ({answer.error})")
        return answer


def _add(found: dict[str, Discovery], listed: Listed, found_in: str, run_date: date, outlet: Outlet) -> None:
    """Note a listed page, or what it adds to the same page found before."""
    canonical = canonical_url(listed.url)
    if canonical is None:
        return
    published = listed.published.at if listed.published else None
    if published is None and listed.modified and not _may_be_of(run_date, listed.modified, outlet):
        return
    key = same_page_key(canonical)
    known = found.get(key)
    if known is None:
        found[key] = Discovery(listed.url, canonical, listed.via, found_in, listed.title, published)
    else:
        found[key] = replace(
            known,
            title=known.title or listed.title,
            published_at=known.published_at or published,
        )


def _may_be_of(run_date: date, modified: Moment, outlet: Outlet) -> bool:
    """Tell whether a page last changed then may be of the day: not before it, and hardly long after it.

    Without the second half, a run for a day long gone would ask for everything that was ever touched since.
    """
    changed = day_in(modified.at, outlet.zone)
    return run_date <= changed <= run_date + timedelta(days=1)
