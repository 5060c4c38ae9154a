"""Feeds and sitemaps: bytes in, the pages that they list out. No network, no entities, no files."""

import html
import io
import logging
import re
import zlib
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
from lxml import etree

from extract.moments import Moment, read_moment
from extract.web.addresses import absolute_url
from extract.web.client import GZIP, gunzip

LARGEST = 50 * 1024 * 1024  # bytes, unpacked: what the sitemap protocol allows
_TAG = re.compile(r"<[^<>]+>")
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"

log = logging.getLogger(__name__)


class NotAListing(Exception):
    """The bytes are no feed or sitemap; the message says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page that a feed or sitemap lists."""

    url: str
    via: str  # feed | news_sitemap | sitemap
    title: str | None = None
    published: Moment | None = None
    modified: Moment | None = None  # when only its last change is told


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap holds: pages, or (an index) further sitemaps with their last change."""

    pages: tuple[Listed, ...] = ()
    sitemaps: tuple[tuple[str, Moment | None], ...] = ()


def read_feed(body: bytes, address: str, content_type: str | None, zone: ZoneInfo) -> list[Listed]:
    """Read an RSS or Atom feed; dates without a zone are told in the outlet's ``zone``.

    Raises NotAListing for anything else. A feed that breaks off is read as far as it goes.
    """
    # A stream, never the bytes themselves: feedparser takes those for a file name or an address first.
    feed = feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-type": _xml_type(content_type), "content-location": address},
    )
    if not feed.get("version"):
        raise NotAListing(f"no RSS or Atom feed{_cause(feed)}")
    if isinstance(feed.get("bozo_exception"), Exception) and not isinstance(
        feed["bozo_exception"], feedparser.CharacterEncodingOverride
    ):
        log.warning("%s: a faulty feed, read as far as it goes%s", address, _cause(feed))
    listed = []
    for entry in feed["entries"]:
        link = entry.get("feedburner_origlink") or entry.get("link") or entry.get("id") or ""
        url = absolute_url(str(link), address)
        if url is not None:
            published, modified = _dates(entry, str(feed["version"]), zone)
            listed.append(Listed(url, "feed", _plain(entry.get("title")), published, modified))
    return listed


def read_sitemap(body: bytes, address: str, zone: ZoneInfo) -> Sitemap:
    """Read a sitemap, a news sitemap or a sitemap index, gzipped or not.

    Raises NotAListing for anything else. A sitemap that breaks off is read as far as it goes.
    """
    pages: list[Listed] = []
    sitemaps: list[tuple[str, Moment | None]] = []
    root: str | None = None
    try:
        unpacked = gunzip(body, LARGEST) if body.startswith(GZIP) else body
        parser = etree.iterparse(
            io.BytesIO(unpacked),
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        for event, element in parser:
            kind = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if event == "start":
                root = root or kind
                if root not in ("urlset", "sitemapindex"):
                    raise NotAListing(f"no sitemap: its root element is <{root}>")
            elif kind in ("url", "sitemap"):
                url = absolute_url(_text(element, "{*}loc") or "", address)
                changed = read_moment(_text(element, "{*}lastmod"), zone)
                if url is not None and kind == "sitemap":
                    sitemaps.append((url, changed))
                elif url is not None:
                    pages.append(_page(url, element, changed, zone))
                element.clear()
    except etree.XMLSyntaxError as fault:
        if not pages and not sitemaps:
            raise NotAListing(f"no XML: {fault}") from fault
        log.warning("%s: a faulty sitemap, read as far as it goes (%s)", address, fault)
    except (zlib.error, OverflowError) as fault:
        raise NotAListing(f"no gzip that can be unpacked: {fault}") from fault
    return Sitemap(tuple(pages), tuple(sitemaps))


def _page(url: str, element: Any, changed: Moment | None, zone: ZoneInfo) -> Listed:
    news = element.find(f"{_NEWS}news")
    if news is None:
        return Listed(url, "sitemap", modified=changed)
    published = read_moment(_text(news, f"{_NEWS}publication_date"), zone)
    return Listed(url, "news_sitemap", _plain(_text(news, f"{_NEWS}title")), published, changed)


def _text(element: Any, path: str) -> str | None:
    found = element.find(path)
    # An element with children holds an entity that was not resolved: its text is not what it seems.
    return None if found is None or len(found) else found.text


def _dates(entry: Any, version: str, zone: ZoneInfo) -> tuple[Moment | None, Moment | None]:
    published = _moment(entry, "published", zone)
    updated = _moment(entry, "updated", zone)
    # RSS has no date of change: dc:date, which arrives as ``updated``, is when the item was published.
    if published is None and not version.startswith("atom"):
        return updated, None
    return published, updated


def _moment(entry: Any, name: str, zone: ZoneInfo) -> Moment | None:
    # The text before feedparser's own reading of it, which takes a time without a zone for UTC; and as a plain
    # dict, since an entry would give its date of publication for a missing date of change.
    told = read_moment(dict.get(entry, name), zone)
    if told is None and (parsed := dict.get(entry, f"{name}_parsed")):
        return Moment(datetime.fromtimestamp(timegm(parsed), UTC), day_only=False)
    return told


def _plain(title: object) -> str | None:
    text = " ".join(html.unescape(_TAG.sub("", str(title or ""))).split())
    return text or None


def _cause(feed: Any) -> str:
    fault = feed.get("bozo_exception")
    return f": {fault}" if fault else ""


def _xml_type(content_type: str | None) -> str:
    """Return a media type that leaves the charset to the XML declaration unless the server names one."""
    charset = re.search(r"charset=[\"']?([\w.:-]+)", content_type or "", re.IGNORECASE)
    return f"application/xml; charset={charset[1]}" if charset else "application/xml"
