"""What a page says about itself: JSON-LD first, then meta elements; its text comes from ``bodytext``."""

import html
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extract.moments import Moment, read_moment
from extract.page.bodytext import body_text, clean_line, letters
from extract.web.addresses import absolute_url

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_NEWS_TYPES = {
    "newsarticle",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "backgroundnewsarticle",
    "opinionnewsarticle",
    "liveblogposting",
}
_ARTICLE_TYPES = {*_NEWS_TYPES, "article", "blogposting", "report"}
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.created",
    "publish_date",
    "publishdate",
    "pubdate",
    "date",
)
_MODIFIED = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "lastmod")
# Elements set as a date, outside lists and margins, where the dates of other articles stand.
_DATES = (
    "//body//*[self::time or contains(@class, 'date') or contains(@class, 'time') or contains(@class, 'publish')]"
    "[not(ancestor-or-self::*[self::aside or self::nav or self::footer or self::li or self::a])]"
)
_LONGEST_DATE = 100  # characters of an element that shows a date and little else
_DASHES = (" | ", " - ", " – ", " — ", " • ", " :: ")  # between a title and the name of its site
_LOCKED = {"locked", "metered", "premium"}


@dataclass(frozen=True, slots=True)
class Page:
    """What could be read from one page."""

    title: str
    text: str  # paragraphs, one a line
    canonical: str | None  # the address its rel=canonical names, absolute
    published: Moment | None
    published_source: str | None  # json_ld | meta
    modified: Moment | None
    authors: tuple[str, ...]
    section: str | None
    language: str | None  # as declared
    is_paywalled: bool
    guessed_day: Moment | None  # what htmldate makes of address and markup, when the page states no date


def read_page(document: str, url: str, zone: ZoneInfo, run_date: date) -> Page | None:
    """Read an HTML document that came from ``url``; None when it is no HTML at all.

    Dates without a zone are told in ``zone``; a guessed one is never later than the day after ``run_date``.
    """
    tree = _parse(document)
    if tree is None:
        return None
    canonical = _canonical(tree, url)
    article, all_data = _json_ld(tree, {url, canonical})
    meta = _meta(tree)
    published, source = read_moment(_one(article.get("datePublished")), zone), "json_ld"
    if published is None:
        published, source = _first_moment(meta, _PUBLISHED, zone), "meta"
    titles = _titles(tree, article, meta)
    return Page(
        title=titles[0] if titles else "",
        text=body_text(tree, titles),
        canonical=canonical,
        published=published,
        published_source=source if published else None,
        modified=read_moment(_one(article.get("dateModified")), zone) or _first_moment(meta, _MODIFIED, zone),
        authors=_authors(article, meta),
        section=_line(_one(article.get("articleSection"))) or _line(meta.get("article:section")) or None,
        language=_line(_one(article.get("inLanguage"))) or tree.get("lang"),
        is_paywalled=_paywalled(article, all_data, meta),
        guessed_day=_guess(tree, url, zone, run_date) if published is None else None,
    )


def _parse(document: str) -> HtmlElement | None:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(_CONTROLS.sub("", document).encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _json_ld(tree: HtmlElement, urls: set[str | None]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the JSON-LD object that describes this page's article (or an empty one), and all objects."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            try:
                found += _objects(json.loads(script.text_content().strip().rstrip(";"), strict=False))
            except (ValueError, RecursionError):
                continue  # broken data is no data; the page's other marks remain
    articles = [data for data in found if _types(data) & _ARTICLE_TYPES]
    # Pages also describe the articles they link to: the one with this address comes first, then real news.
    articles.sort(key=lambda data: (not _is_about(data, urls), not _types(data) & _NEWS_TYPES))
    return (articles[0] if articles else {}), found


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for part in data:
            yield from _objects(part)
    elif isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph"))
        yield from _objects(data.get("mainEntity"))


def _types(data: dict[str, Any]) -> set[str]:
    kinds = data.get("@type")
    return {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _is_about(data: dict[str, Any], urls: set[str | None]) -> bool:
    page = data.get("mainEntityOfPage")
    named = [data.get("url"), data.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    return any(isinstance(address, str) and address.partition("#")[0] in urls for address in named)


def _meta(tree: HtmlElement) -> dict[str, str]:
    """Return the page's meta elements, and elements with an itemprop date, by name in small letters."""
    found: dict[str, str] = {}
    for element in tree.iter("meta", "time"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content") or element.get("datetime")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content.strip())
    return found


def _first_moment(meta: dict[str, str], names: tuple[str, ...], zone: ZoneInfo) -> Moment | None:
    return next((moment for name in names if (moment := read_moment(meta.get(name), zone))), None)


def _guess(tree: HtmlElement, url: str, zone: ZoneInfo, run_date: date) -> Moment | None:
    """Return the day that address, head or an element set as a date show; never one from the running text."""
    page = document_fromstring("<html><head></head><body></body></html>")
    head = tree.find("head")
    for element in head if head is not None else ():
        page.head.append(deepcopy(element))
    for element in tree.xpath(_DATES):
        if len(element.text_content()) <= _LONGEST_DATE:
            page.body.append(deepcopy(element))
    # The latest day is told, since htmldate would otherwise ask the clock.
    latest = (run_date + timedelta(days=1)).isoformat()
    return read_moment(find_date(page, extensive_search=False, original_date=True, url=url, max_date=latest), zone)


def _titles(tree: HtmlElement, article: dict[str, Any], meta: dict[str, str]) -> list[str]:
    """Return the page's titles, the best first: a site's name beside one is taken off."""
    headings = [heading.text_content() for heading in tree.iter("h1")]
    written = [
        _one(article.get("headline")),
        meta.get("og:title"),
        headings[0] if len(headings) == 1 else None,
        tree.findtext(".//title"),
        *headings,
    ]
    site = _line(meta.get("og:site_name"))
    return list(dict.fromkeys(title for told in written if (title := _without_site(_line(told), site))))


def _without_site(title: str, site: str) -> str:
    for dash in _DASHES if site else ():
        head, _, tail = title.rpartition(dash)
        if head and letters(tail) == letters(site):
            return head.strip()
        head, _, tail = title.partition(dash)
        if tail and letters(head) == letters(site):
            return tail.strip()
    return title


def _authors(article: dict[str, Any], meta: dict[str, str]) -> tuple[str, ...]:
    """Return who signed the article; the outlet itself is no author, nor is the address of a profile."""
    told = article.get("author")
    names = [_line(_one(author)) for author in (told if isinstance(told, list) else [told])]
    if not any(names):
        names = [_line(meta.get("author")), _line(meta.get("article:author"))]
    house = {_line(_one(article.get("publisher"))), _line(meta.get("og:site_name"))}
    return tuple(dict.fromkeys(name for name in names if name and name not in house and "://" not in name))


def _paywalled(article: dict[str, Any], all_data: list[dict[str, Any]], meta: dict[str, str]) -> bool:
    told = [data.get("isAccessibleForFree") for data in (article, *all_data)]
    stated = [str(free).strip().lower() for free in told if free is not None]
    if stated:
        return stated[0].rpartition("/")[2] in ("false", "no", "0")  # also http://schema.org/False
    return meta.get("article:content_tier", "").lower() in _LOCKED


def _canonical(tree: HtmlElement, url: str) -> str | None:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            return absolute_url(link.get("href"), url)
    return None


def _one(told: Any) -> str | None:
    """Return a JSON-LD value that should be one text: the first of a list, the name of an object."""
    if isinstance(told, list):
        return next((text for part in told if (text := _one(part))), None)
    if isinstance(told, dict):
        return _one(told.get("name") or told.get("@value"))
    return told if isinstance(told, str) else None


def _line(told: str | None) -> str:
    """Return a told text as one clean line; entities are undone, as many sites escape twice."""
    return clean_line(html.unescape(told or ""))
