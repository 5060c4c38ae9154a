"""The extraction stage: from archived pages to articles. It reads the archive and the lake, never the network."""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from extract.archive import ArchivedPage, WarcArchive
from extract.lake import Lake
from extract.moments import Moment, day_in
from extract.outlets import Outlet
from extract.page.decoding import decode
from extract.page.facts import Page, read_page
from extract.page.language import language_of
from extract.records import Article, Discovery, Fetch, Outcome
from extract.settings import Settings
from extract.web.addresses import canonical_url, host_of, is_front_page

PARSER_VERSION = "articles-1"
_LONGEST_TITLE = 120  # characters
_SHORTEST = 40  # characters: less is a caption, a notice or a page that needs a script to show its text
_LAST = datetime.max.replace(tzinfo=UTC)

log = logging.getLogger(__name__)


def extract_articles(outlet: Outlet, run_date: date, lake: Lake, settings: Settings) -> list[Article]:
    """Read the articles of one outlet and day from its archived pages; write and return them.

    One row is one revision: the captures of an article whose texts differ, in the order they were fetched.
    Pages without text, and articles that were published on another day in the outlet's zone, are left out
    and named in the log.

    Raises WaqaiError when the fetch stage has not run, or a page's archive is missing or damaged.
    """
    listed = _listed(outlet, run_date, lake)
    archive = WarcArchive(settings.archive)
    fetched = [row for row in lake.read(Fetch, run_date, outlet.source_id) if row.outcome == Outcome.FETCHED]
    revisions: dict[str, list[Article]] = {}
    for capture in sorted(fetched, key=lambda row: row.requested_at):
        try:
            article = _article(outlet, run_date, capture, listed.get(capture.canonical_url), archive)
        except _LeftOut as why:
            log.warning("%s: %s is left out: %s", outlet.source_id, capture.url, why)
            continue
        known = revisions.setdefault(article.article_id, [])
        if all(article.text_sha256 != other.text_sha256 for other in known):
            known.append(replace(article, revision=len(known) + 1))
    articles = _with_duplicates([article for known in revisions.values() for article in known])
    lake.write(Article, run_date, outlet.source_id, articles)
    return articles


class _LeftOut(Exception):
    """A page is no article of the day; the message says why."""


@dataclass(frozen=True, slots=True)
class _Published:
    at: datetime | None
    source: str | None  # json_ld | meta | feed | htmldate


def _listed(outlet: Outlet, run_date: date, lake: Lake) -> dict[str, Discovery]:
    """Return what feeds and sitemaps said about each page, by its canonical address."""
    return {page.canonical_url: page for page in lake.read(Discovery, run_date, outlet.source_id)}


def _article(outlet: Outlet, run_date: date, capture: Fetch, listed: Discovery | None, archive: WarcArchive) -> Article:
    assert capture.warc_file is not None and capture.warc_offset is not None
    archived = archive.read(capture.warc_file, capture.warc_offset)
    if is_front_page(archived.url) and not is_front_page(capture.url):
        raise _LeftOut("it leads to the front page")  # what many sites do with an article that was taken down
    page = _read(archived, outlet, run_date)
    if page is None or len(page.text) < _SHORTEST:
        raise _LeftOut("it has no text")
    published = _published(page, listed, outlet)
    if published.at is not None and day_in(published.at, outlet.zone) != run_date:
        raise _LeftOut(f"published on {day_in(published.at, outlet.zone)} ({published.source})")
    canonical = _canonical(page, archived, capture, outlet)
    return Article(
        article_id=article_id(outlet.source_id, canonical),
        revision=1,
        url=capture.url,
        canonical_url=canonical,
        title=page.title or (listed.title if listed and listed.title else _first_words(page.text)),
        text=page.text,
        text_sha256=hashlib.sha256(page.text.encode()).hexdigest(),
        word_count=len(page.text.split()),
        language=language_of(page.text, page.language),
        fetched_at=capture.requested_at,
        published_at=published.at,
        published_at_source=published.source,
        modified_at=page.modified.at if page.modified else None,
        parser_version=PARSER_VERSION,
        authors=page.authors,
        section=page.section,
        is_paywalled=page.is_paywalled,
        warc_file=capture.warc_file,
        warc_offset=capture.warc_offset,
    )


def _first_words(text: str) -> str:
    """Return what an untitled page goes by."""
    return text.partition("\n")[0][:_LONGEST_TITLE]


def article_id(source_id: str, canonical: str) -> str:
    """Return an article's id: stable as long as its outlet and its canonical address are."""
    return hashlib.sha256(f"{source_id}\n{canonical}".encode()).hexdigest()[:16]


def _read(archived: ArchivedPage, outlet: Outlet, run_date: date) -> Page | None:
    try:
        document = decode(archived.body, archived.headers.get("content-type"))
        return read_page(document, archived.url, outlet.zone, run_date)
    except Exception as fault:
        # Whatever a page does to the parsers, it must not cost the outlet its other pages of the day. The bytes
        # are archived, so the page can be read again once the fault is mended.
        log.exception("%s: %s cannot be parsed", outlet.source_id, archived.url)
        raise _LeftOut(f"it cannot be parsed ({type(fault).__name__})") from fault


def _published(page: Page, listed: Discovery | None, outlet: Outlet) -> _Published:
    """Return when an article was published: as the page states it, else its feed, else as it looks."""
    told = listed.published_at if listed else None
    if page.published is not None:
        if _same_day(page.published, told, outlet):
            return _Published(told, "feed")  # the page states the day alone, the feed the time as well
        return _Published(page.published.at, page.published_source)
    if told is not None:
        return _Published(told, "feed")
    if page.guessed_day is not None:
        return _Published(page.guessed_day.at, "htmldate")
    return _Published(None, None)


def _same_day(stated: Moment, told: datetime | None, outlet: Outlet) -> bool:
    return stated.day_only and told is not None and day_in(told, outlet.zone) == day_in(stated.at, outlet.zone)


def _canonical(page: Page, archived: ArchivedPage, capture: Fetch, outlet: Outlet) -> str:
    """Return the page's rel=canonical if it may be believed, else the address under which it was found.

    Believed are the page's own host and those that the outlet's file names; but not the front page, which
    some sites name on every page.
    """
    stated = canonical_url(page.canonical) if page.canonical else None
    if stated is None or is_front_page(stated):
        return capture.canonical_url
    hosts = {host_of(archived.url), *(host.lower().removeprefix("www.") for host in outlet.canonical_hosts)}
    return stated if host_of(stated) in hosts else capture.canonical_url


def _with_duplicates(articles: Iterable[Article]) -> list[Article]:
    """Point every copy of a text at the article of the partition that published it first."""
    ordered = list(articles)
    first: dict[str, Article] = {}
    for article in sorted(ordered, key=lambda each: (each.published_at or _LAST, each.fetched_at, each.article_id)):
        first.setdefault(article.text_sha256, article)
    return [
        replace(article, duplicate_of=original.article_id)
        if (original := first[article.text_sha256]).article_id != article.article_id
        else article
        for article in ordered
    ]
