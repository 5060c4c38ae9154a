"""What a corpus's site answers: every address it has, and the bytes that stand there.

Pages, feeds and sitemaps are Jinja templates; this module gathers what goes into them. What an article's page
says around the article (related and most-read boxes) comes only from articles that were published before it:
a page changes when its article does and not when another one appears.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from extract.outlets import Outlet
from extract.site.corpus import CorpusArticle, Page, pages_of
from extract.site.outlet_files import describe_outlets, outlet_address

TEMPLATES = ("wire", "newspaper", "portal")
# The demo's outlets look as such outlets do; any other gets the template that its id happens to hash to.
_DEMO_TEMPLATES = {
    "rawasi": "wire",
    "almarsa": "newspaper",
    "nakhla": "newspaper",
    "bayadir": "portal",
    "shurfa": "portal",
}
_ACCENTS = ("#8a1c1c", "#14532d", "#1e3a8a", "#6b3a0a", "#4a1d6e")

_FEED_LENGTH = 50
_HOME_LENGTH = 60
_NEWS_SITEMAP_LENGTH = 1000  # the protocol's limit
_NEWS_SITEMAP_SPAN = timedelta(days=2)
_LOOKING_BACK = 20  # earlier articles from which the boxes beside an article choose
_EXCERPT_LENGTH = 160  # characters
_SUBHEADING_LENGTH = 60  # characters

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ckb", "ps", "sd", "ug", "dv", "yi"})
_WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيو",
    "تموز/يوليو",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands at an address: its bytes, their Content-Type, when they last changed (None: unknown)."""

    body: bytes
    content_type: str
    changed_at: datetime | None

    @property
    def etag(self) -> str:
        """The strong entity tag: the sha-256 of the body, in quotes."""
        return f'"{hashlib.sha256(self.body).hexdigest()}"'


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article's text, or a heading between two."""

    text: str
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Item:
    """An article as lists, feeds and its own page name it; moments are in the outlet's zone."""

    article: CorpusArticle
    path: str  # from the site's root
    address: str  # where it is served
    headline: str
    published: datetime
    changed: datetime


class Site:
    """A corpus at one moment, as the addresses of its outlets' sites.

    ``base_url`` has no slash at its end; ``known`` are outlets by source_id; ``now`` (aware) hides what came
    later, None hides nothing. Raises UsageError when two outlets of the corpus cannot be told apart.
    """

    def __init__(
        self,
        corpus: Iterable[CorpusArticle],
        known: Mapping[str, Outlet],
        base_url: str,
        now: datetime | None,
    ) -> None:
        articles = list(corpus)
        self._base_url = base_url
        self._outlets = describe_outlets(articles, base_url, known)
        self._jinja = _environment()
        self._answers: dict[str, Answer] = {}
        self._items: dict[str, list[Item]] = {}
        self._addresses: dict[str, Callable[[], Answer]] = {"/": self._index, "/robots.txt": self._robots}
        for name, pages in pages_of(articles).items():
            self._add_outlet(name, pages, now)

    def answer(self, path: str) -> Answer | None:
        """Return what stands at a path (decoded, from the root), or None where nothing does."""
        if path not in self._answers:
            if path not in self._addresses:
                return None
            self._answers[path] = self._addresses[path]()
        return self._answers[path]

    def _add_outlet(self, name: str, pages: list[Page], now: datetime | None) -> None:
        items = []
        for position, page in enumerate(pages):
            article = page.shown(now)
            if article:
                item = self._item(page, article)
                items.append(item)
                before = pages[max(0, position - _LOOKING_BACK) : position]
                self._addresses[item.path] = partial(self._article, page, item, before)
        items.sort(key=lambda item: (item.published, item.path), reverse=True)
        self._items[name] = items
        self._addresses |= {
            f"/{name}/": partial(self._home, name),
            f"/{name}/feed.xml": partial(self._feed, name),
            f"/{name}/sitemap-news.xml": partial(self._news_sitemap, name),
            f"/{name}/sitemap.xml": partial(self._sitemap_index, name),
            f"/{name}/photo.svg": partial(self._photo, name),
        }
        for month, of_month in _by_month(items).items():
            self._addresses[f"/{name}/sitemap-{month}.xml"] = partial(self._sitemap, of_month)

    def _item(self, page: Page, article: CorpusArticle) -> Item:
        outlet = self._outlets[page.outlet]
        published = article.published.astimezone(outlet.zone)
        return Item(
            article=article,
            path=f"/{page.outlet}/{page.path}",
            address=outlet_address(self._base_url, page.outlet, page.path),
            # A line without a title gets a headline that reports nothing: no act may be read from it.
            headline=article.title or f"{outlet.name_ar}، {arabic_date(published)}",
            published=published,
            changed=article.stands_since.astimezone(outlet.zone),
        )

    def _article(self, page: Page, item: Item, before: list[Page]) -> Answer:
        article, outlet = item.article, self._outlets[page.outlet]
        older = [self._item(other, other.first) for other in before if other.first.stands_since < page.first.published]
        canonical = article.url or item.address
        html = self._jinja.get_template(f"{template_of(page.outlet)}.html").render(
            self._frame(page.outlet),
            item=item,
            article=article,
            direction=direction(article.language),
            paragraphs=paragraphs(article.text),
            canonical=canonical,
            description=excerpt(article.text),
            related=_related(older, article.section),
            most_read=_most_read(older, article.doc),
            json_ld=_json_ld(item, outlet, canonical),
        )
        # What the encoding lacks is written as a character reference, as any editor's tool would.
        body = html.encode(article.encoding, errors="xmlcharrefreplace")
        return Answer(body, f"text/html; charset={article.encoding}", item.changed)

    def _frame(self, name: str) -> dict[str, Any]:
        """Return what every page of an outlet needs."""
        return {
            "outlet": self._outlets[name],
            "accent": _ACCENTS[_stable_number(f"accent {name}") % len(_ACCENTS)],
            "home": outlet_address(self._base_url, name),
            "feed": outlet_address(self._base_url, name, "feed.xml"),
            "photo": outlet_address(self._base_url, name, "photo.svg"),
        }

    def _home(self, name: str) -> Answer:
        items = self._items[name]
        frame = self._frame(name)
        return self._rendered("home.html", "text/html", items, frame | {"items": items[:_HOME_LENGTH]})

    def _feed(self, name: str) -> Answer:
        items = self._items[name][:_FEED_LENGTH]
        frame = self._frame(name)
        return self._rendered("feed.xml", "application/rss+xml", items, frame | {"items": items})

    def _news_sitemap(self, name: str) -> Answer:
        items = self._items[name]
        if len(items) >= _NEWS_SITEMAP_LENGTH:
            oldest = items[0].published - _NEWS_SITEMAP_SPAN
            items = [item for item in items if item.published >= oldest][:_NEWS_SITEMAP_LENGTH]
        frame = self._frame(name)
        return self._rendered("sitemap_news.xml", "application/xml", items, frame | {"items": items})

    def _sitemap_index(self, name: str) -> Answer:
        months = [
            (
                outlet_address(self._base_url, name, f"sitemap-{month}.xml"),
                max(item.changed for item in items),
            )
            for month, items in _by_month(self._items[name]).items()
        ]
        return self._rendered("sitemap_index.xml", "application/xml", self._items[name], {"months": months})

    def _sitemap(self, items: list[Item]) -> Answer:
        return self._rendered("sitemap.xml", "application/xml", items, {"items": items})

    def _photo(self, name: str) -> Answer:
        return self._rendered("photo.svg", "image/svg+xml", [], self._frame(name))

    def _index(self) -> Answer:
        outlets = [
            (self._outlets[name], outlet_address(self._base_url, name), len(items))
            for name, items in self._items.items()
        ]
        everything = [item for items in self._items.values() for item in items]
        return self._rendered("index.html", "text/html", everything, {"outlets": outlets, "accent": _ACCENTS[0]})

    def _robots(self) -> Answer:
        lines = ["User-agent: *"]
        for name in self._outlets:
            home = outlet_address("", name)
            lines += [f"Disallow: {home}{part}" for part in ("admin/", "search", "print/")]
        lines += ["Allow: /", ""]
        for name in self._outlets:
            lines += [
                f"Sitemap: {outlet_address(self._base_url, name, file)}" for file in ("sitemap-news.xml", "sitemap.xml")
            ]
        return Answer(("\n".join(lines) + "\n").encode("utf-8"), "text/plain; charset=utf-8", None)

    def _rendered(self, template: str, content_type: str, items: Iterable[Item], context: Mapping[str, Any]) -> Answer:
        text = self._jinja.get_template(template).render(context)
        changed_at = max((item.changed for item in items), default=None)
        return Answer(text.encode("utf-8"), f"{content_type}; charset=utf-8", changed_at)


def template_of(outlet: str) -> str:
    """Return which of TEMPLATES an outlet's articles are set in; the same for the same id, always."""
    return _DEMO_TEMPLATES.get(outlet) or TEMPLATES[_stable_number(outlet) % len(TEMPLATES)]


def direction(language: str) -> str:
    """Return ``rtl`` or ``ltr`` for a language tag."""
    return "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def arabic_date(moment: datetime) -> str:
    """Return the day in Arabic, with both names of its month: «الجمعة 6 كانون الأول/ديسمبر 2024»."""
    return f"{_WEEKDAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def paragraphs(text: str) -> list[Paragraph]:
    """Split a text at its line ends; a short line that ends like no sentence, with more below, is a heading."""
    lines = [line for line in text.split("\n") if line.strip()]
    short = [len(line) <= _SUBHEADING_LENGTH and line.rstrip()[-1].isalnum() for line in lines]
    # A heading opens something: neither the dateline on top nor the signature at the end is one.
    followed = [*(not is_short for is_short in short[1:]), False]
    return [
        Paragraph(line, is_heading=position > 0 and is_short and has_body)
        for position, (line, is_short, has_body) in enumerate(zip(lines, short, followed, strict=True))
    ]


def excerpt(text: str) -> str:
    """Return the beginning of a text's first full paragraph, cut between two words and always short of its end.

    A page repeats no paragraph of its article in its head: what is taken from the page has the text once.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    lead = next((line for line in lines if len(line) > _SUBHEADING_LENGTH), lines[0])
    words = lead[: min(_EXCERPT_LENGTH, len(lead) - 1)].rsplit(" ", 1)[0]
    return f"{words}…"


def _json_ld(item: Item, outlet: Outlet, canonical: str) -> dict[str, Any]:
    """Return schema.org's NewsArticle without its body: the text stands on the page once, as paragraphs."""
    article = item.article
    house = {"@type": "Organization", "name": outlet.name_ar}
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": canonical},
        "headline": item.headline,
        "datePublished": item.published.isoformat(),
        "dateModified": item.changed.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in article.authors] or house,
        "publisher": house,
        "inLanguage": article.language,
        "isAccessibleForFree": not article.paywalled,
    }
    return facts | ({"articleSection": article.section} if article.section else {})


def _related(older: list[Item], section: str | None) -> list[Item]:
    """Return up to four earlier articles, newest first, those of the same section before all others."""
    newest_first = list(reversed(older))
    return sorted(newest_first, key=lambda item: item.article.section != section)[:4]


def _most_read(older: list[Item], doc: str) -> list[Item]:
    """Return up to five earlier articles in an order that looks like readers' choice and never changes."""
    return sorted(older, key=lambda item: _stable_number(f"{doc} {item.article.doc}"))[:5]


def _by_month(items: Iterable[Item]) -> dict[str, list[Item]]:
    months: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        months[f"{item.published:%Y-%m}"].append(item)
    return dict(months)


def _stable_number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8], "big")


# What neither XML nor HTML may hold, however it is written; real corpora have such characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _printable(value: object) -> object:
    # Markup, which filters such as tojson return, is a subclass of str and must stay what it is.
    return _UNPRINTABLE.sub("", value) if type(value) is str else value


def _rfc822(moment: datetime) -> str:
    return moment.strftime("%a, %d %b %Y %H:%M:%S %z")


def _environment() -> Environment:
    jinja = Environment(
        loader=PackageLoader("extract.site"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.policies["json.dumps_kwargs"] = {}  # ASCII only (safe in any encoding), in the order given
    jinja.filters |= {
        "arabic_date": arabic_date,
        "direction": direction,
        "excerpt": excerpt,
        "rfc822": _rfc822,
    }
    return jinja
