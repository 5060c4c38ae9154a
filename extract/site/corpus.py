"""A corpus of articles: JSONL in, validated records and the pages that they are revisions of out."""

import codecs
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from extract.datafiles import numbered_lines
from extract.errors import UsageError
from extract.outlets import Outlet
from extract.site.known import zone_of


@dataclass(frozen=True, slots=True)
class CorpusArticle:
    """One line of a corpus: one revision of one article, as its outlet published it.

    ``published`` and ``modified`` carry an offset. ``text`` has one paragraph a line. ``encoding`` is that of
    its page; ``syndicated_from`` is the ``doc`` of the article that it copies.
    """

    doc: str
    outlet: str
    published: datetime
    text: str
    url: str | None = None
    title: str = ""
    modified: datetime | None = None
    revision: int = 1
    section: str | None = None
    authors: tuple[str, ...] = ()
    language: str = "ar"
    encoding: str = "utf-8"
    paywalled: bool = False
    syndicated_from: str | None = None
    sample: str | None = None

    @property
    def stands_since(self) -> datetime:
        """The moment from which readers saw this revision."""
        return self.modified or self.published


@dataclass(frozen=True, slots=True)
class Page:
    """One address of an outlet's site and the revisions that stood there, oldest first (never empty)."""

    outlet: str
    path: str  # below the outlet: 2024/12/06/slug
    revisions: tuple[CorpusArticle, ...]

    @property
    def first(self) -> CorpusArticle:
        """The article as it was first published."""
        return self.revisions[0]

    def shown(self, now: datetime | None) -> CorpusArticle | None:
        """Return the newest revision that is not after ``now`` (aware; None: the last one), or None."""
        for article in reversed(self.revisions):
            if now is None or article.stands_since <= now:
                return article
        return None


def load_corpus(path: Path, known: Mapping[str, Outlet] | None = None) -> list[CorpusArticle]:
    """Read a corpus: a JSONL file (``.gz`` is unpacked), or every ``*.jsonl`` and ``*.jsonl.gz`` of a folder.

    A line is an object with ``doc``, ``outlet``, ``published`` and ``text``; the other fields of
    CorpusArticle may be absent or null, and keys that are none of them are passed over. A bare date is taken
    as noon in the outlet's zone (``known`` are outlets by source_id), or in UTC where the zone is unknown.

    Raises UsageError (``path:line: what; way out``) for a line that breaks these rules, and for a path that
    holds no article.
    """
    if path.is_dir():
        files = sorted(file for pattern in ("*.jsonl", "*.jsonl.gz") for file in path.glob(pattern))
        if not files:
            raise UsageError(f"{path}: no *.jsonl file in this folder; name a folder or a file that has articles")
    else:
        files = [path]
    corpus = []
    for file in files:
        for number, line in numbered_lines(file):
            try:
                corpus.append(_article(line, known or {}))
            except _Fault as fault:
                raise UsageError(f"{file}:{number}: {fault}") from fault
    if not corpus:
        raise UsageError(f"{path}: holds no article; name a JSONL file with one article a line")
    return corpus


def pages_of(corpus: Iterable[CorpusArticle]) -> dict[str, list[Page]]:
    """Gather articles into pages, by outlet (in order of id), each outlet's pages oldest first.

    Articles of one outlet with the same ``url`` are revisions of one page; where there is no url, ``doc`` is
    what holds them together. A page's path has the day of first publication (by its own offset) and the slug
    of its url where that is a plain word and no other page of the day has it, else the ``doc``.
    """
    gathered: dict[str, dict[tuple[str, str], list[CorpusArticle]]] = defaultdict(lambda: defaultdict(list))
    for article in corpus:
        key = ("url", article.url) if article.url else ("doc", article.doc)
        gathered[article.outlet][key].append(article)
    return {outlet: _outlet_pages(outlet, gathered[outlet].values()) for outlet in sorted(gathered)}


def _outlet_pages(outlet: str, gathered: Iterable[list[CorpusArticle]]) -> list[Page]:
    pages = sorted(
        # sorted() keeps the corpus's order among equals, so a later line wins over an earlier one
        (tuple(sorted(lines, key=lambda line: (line.stands_since, line.revision))) for lines in gathered),
        key=lambda revisions: (revisions[0].published, revisions[0].doc),
    )
    slugs = Counter((revisions[0].published.date(), _slug(revisions[0])) for revisions in pages)
    named = []
    for revisions in pages:
        first = revisions[0]
        slug = _slug(first)
        if slug is None or slugs[first.published.date(), slug] > 1:
            slug = _safe_name(first.doc)
        named.append(Page(outlet, f"{first.published:%Y/%m/%d}/{slug}", revisions))
    taken = Counter(page.path for page in named)
    # Two urls under one doc, or a doc that is another page's slug: only both together are a page's own.
    return [
        page if taken[page.path] == 1 else Page(outlet, f"{page.path}-{_digest(page.first)}", page.revisions)
        for page in named
    ]


_SLUG = re.compile(r"(?:[^?#]*/)?([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/?")


def _slug(article: CorpusArticle) -> str | None:
    parts = urlsplit(article.url or "")
    found = _SLUG.fullmatch(parts.path)
    return found[1] if found and not parts.query else None


def _safe_name(doc: str) -> str:
    """Return a doc id as one step of an address."""
    name = re.sub(r"[^\w-]+", "-", doc)
    return name if name == doc else f"{name}-{hashlib.sha256(_bytes(doc)).hexdigest()[:8]}"


def _digest(article: CorpusArticle) -> str:
    return hashlib.sha256(_bytes(f"{article.doc}\n{article.url or ''}")).hexdigest()[:8]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # JSON can spell half a surrogate pair


class _Fault(Exception):
    """What is wrong with a line, and the way out."""


def _article(line: str, known: Mapping[str, Outlet]) -> CorpusArticle:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as fault:
        raise _Fault(f"no JSON: {fault.msg} at character {fault.colno}; write one object a line") from fault
    if not isinstance(row, dict):
        raise _Fault("no JSON object; write one object with doc, outlet, published and text a line")
    outlet, url = _outlet(row), _url(row)
    zone = zone_of(outlet, url, known)
    published = _moment(row, "published", zone)
    if published is None:
        raise _Fault(_missing("published"))
    return CorpusArticle(
        doc=_required(row, "doc"),
        outlet=outlet,
        published=published,
        text=_text(row),
        url=url,
        title=_optional(row, "title") or "",
        modified=_moment(row, "modified", zone),
        revision=_revision(row),
        section=_optional(row, "section"),
        authors=_authors(row),
        language=_optional(row, "language") or "ar",
        encoding=_encoding(row),
        paywalled=_paywalled(row),
        syndicated_from=_optional(row, "syndicated_from"),
        sample=_optional(row, "sample"),
    )


def _missing(key: str) -> str:
    return f"{key} is missing; a line needs doc, outlet, published and text"


def _optional(row: Mapping[str, Any], key: str) -> str | None:
    """Return a text without the space around it; None where it is absent, null or blank."""
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _Fault(f"{key} is {json.dumps(value)}, no text; put it in quotes")
    return value.strip() or None


def _required(row: Mapping[str, Any], key: str) -> str:
    value = _optional(row, key)
    if value is None:
        raise _Fault(_missing(key))
    return value


def _text(row: Mapping[str, Any]) -> str:
    """Return the article's text untouched: what is coded from it counts its characters."""
    _required(row, "text")
    return str(row["text"])


def _outlet(row: Mapping[str, Any]) -> str:
    outlet = _required(row, "outlet")
    if not re.fullmatch(r"[\w.-]+", outlet) or outlet in {".", "..", "robots.txt"}:
        raise _Fault(f"outlet {outlet!r} cannot be part of an address; use letters, digits, '_' and '-'")
    return outlet


def _url(row: Mapping[str, Any]) -> str | None:
    url = _optional(row, "url")
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole:
        raise _Fault(f"url {url!r} is no http(s) address; write the whole address, or leave it out")
    return url


def _moment(row: Mapping[str, Any], key: str, zone: ZoneInfo) -> datetime | None:
    value = _optional(row, key)
    if value is None:
        return None
    way_out = "write 2024-12-06T13:50:00+03:00, or 2024-12-06 alone"
    try:
        return datetime.combine(date.fromisoformat(value), time(12), zone)
    except ValueError:
        pass  # a date with a time, then
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as fault:
        raise _Fault(f"{key} {value!r} is no ISO date; {way_out}") from fault
    if moment.utcoffset() is None:
        raise _Fault(f"{key} {value!r} has no offset from UTC; {way_out}")
    return moment


def _revision(row: Mapping[str, Any]) -> int:
    value = row.get("revision")
    if value is None:
        return 1
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _Fault(f"revision is {json.dumps(value)}; count revisions from 1")
    return value


def _authors(row: Mapping[str, Any]) -> tuple[str, ...]:
    value = row.get("authors")
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise _Fault(f"authors is {json.dumps(value)}; write a list of names")
    return tuple(name.strip() for name in value if name.strip())


def _paywalled(row: Mapping[str, Any]) -> bool:
    value = row.get("paywalled")
    if value is None:
        return False
    if not isinstance(value, bool):
        raise _Fault(f"paywalled is {json.dumps(value)}; write true or false")
    return value


# Encodings that Arabic pages are met in, by Python's name: the label that a page declares.
_PAGE_ENCODINGS = {
    "utf-8": "utf-8",
    "cp1256": "windows-1256",
    "iso8859-6": "iso-8859-6",
    "cp1252": "windows-1252",
}


def _encoding(row: Mapping[str, Any]) -> str:
    name = _optional(row, "encoding") or "utf-8"
    try:
        label = _PAGE_ENCODINGS.get(codecs.lookup(name).name)
    except LookupError:
        label = None
    if label is None:
        raise _Fault(f"encoding {name!r} is none of a page's; use {', '.join(_PAGE_ENCODINGS.values())}")
    return label
