import json
import re
import socket
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import httpx
import pytest
import trafilatura
from lxml import html as lxml_html
from protego import Protego
from site_corpora import TEXT, line, write_corpus

from extract.errors import UsageError
from extract.outlets import Outlet, load_outlets
from extract.settings import PACKAGE, PROJECT
from extract.site.corpus import load_corpus, pages_of
from extract.site.server import create_app, running_site

XML = {
    "sitemap": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}
FURNITURE = ("اقرأ أيضا", "شارك المقال", "الأكثر قراءة", "التعليقات", "مواضيع ذات صلة", "من الأرشيف", "الحقوق")


@pytest.fixture(scope="module")
def known() -> dict[str, Outlet]:
    return load_outlets(PACKAGE / "sources")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, known: dict[str, Outlet]) -> Iterator[str]:
    """Three outlets, one of each template, with eight articles each; the last has everything a line may have."""
    rows = []
    for outlet, encoding in (("rawasi", "utf-8"), ("almarsa", "windows-1256"), ("bayadir", "utf-8")):
        rows += [
            line(
                doc=f"{outlet}-{number}",
                outlet=outlet,
                title=f"خبر محلي رقم {number}",
                text=f"هذا نص الخبر المحلي رقم {number} من أخبار البلدة، وفيه ما يكفي من الكلمات ليقرأ وحده.",
                published=f"2024-12-0{number}T10:00:00+03:00",
            )
            for number in range(1, 6)
        ]
        rows += [
            line(doc=f"{outlet}-6", outlet=outlet, title="", published="2024-12-05"),
            line(
                doc=f"{outlet}-7",
                outlet=outlet,
                title="Library opens in Talla",
                text="The town of Talla opened a public library on Friday.\nIt holds five thousand books.",
                language="en",
            ),
            line(
                doc=f"{outlet}-8",
                outlet=outlet,
                url=f"https://{outlet}.example/2024/12/06/library?from=a&to=b",
                published="2024-12-06T20:30:00+00:00",
                modified="2024-12-07T08:00:00+00:00",
                section="محليات",
                authors=["سلمى حداد", "كريم ناصر"],
                encoding=encoding,
                paywalled=True,
            ),
        ]
    with running_site(write_corpus(tmp_path_factory.mktemp("town"), *rows), 0, known=known) as base_url:
        yield base_url


def normal(text: str | None) -> str:
    """Return a text as extractors keep it: composed letters, no invisible marks, single spaces."""
    kept = (
        c for c in unicodedata.normalize("NFC", text or "") if unicodedata.category(c) not in {"Cf", "Cc"} or c == "\n"
    )
    return " ".join("".join(kept).split())


def json_ld(body: str) -> dict[str, Any] | None:
    scripts = lxml_html.fromstring(body.encode()).xpath('//script[@type="application/ld+json"]/text()')
    assert len(scripts) <= 1
    facts: dict[str, Any] | None = json.loads(scripts[0]) if scripts else None
    return facts


def meta(body: str) -> dict[str, str]:
    tags = lxml_html.fromstring(body.encode()).xpath("//meta[@content]")
    return {tag.get("property") or tag.get("name"): tag.get("content") for tag in tags}


def canonical(body: str) -> str:
    [link] = lxml_html.fromstring(body.encode()).xpath('//link[@rel="canonical"]/@href')
    return str(link)


@pytest.mark.parametrize("outlet", ["rawasi", "almarsa", "bayadir"])
class TestArticles:
    def test_an_extractor_gets_the_text_and_nothing_else(self, town: str, outlet: str) -> None:
        response = httpx.get(f"{town}/{outlet}/2024/12/06/{outlet}-8")
        assert normal(trafilatura.extract(response.content, include_comments=False)) == normal(TEXT)
        body = response.text
        shown = [words for words in FURNITURE if words in body]
        expected = {
            "rawasi": ["الحقوق"],
            "almarsa": ["اقرأ أيضا", "شارك المقال", "مواضيع ذات صلة", "من الأرشيف", "الحقوق"],
            "bayadir": ["الأكثر قراءة", "التعليقات"],
        }
        assert shown == expected[outlet]
        assert "خبر محلي رقم 5" in body or outlet == "rawasi"

    def test_the_text_stands_on_the_page_once(self, town: str, outlet: str) -> None:
        body = httpx.get(f"{town}/{outlet}/2024/12/06/{outlet}-8").text
        assert [body.count(paragraph) for paragraph in TEXT.split("\n")] == [1] * 5
        brief = httpx.get(f"{town}/{outlet}/2024/12/03/{outlet}-3").text
        assert brief.count("هذا نص الخبر المحلي رقم 3 من أخبار البلدة، وفيه ما يكفي من الكلمات ليقرأ وحده.") == 1

    def test_metadata(self, town: str, outlet: str) -> None:
        url = f"https://{outlet}.example/2024/12/06/library?from=a&to=b"
        response = httpx.get(f"{town}/{outlet}/2024/12/06/{outlet}-8")
        body = response.text
        published = "2024-12-06T22:30:00+02:00" if outlet == "almarsa" else "2024-12-06T23:30:00+03:00"
        modified = "2024-12-07T10:00:00+02:00" if outlet == "almarsa" else "2024-12-07T11:00:00+03:00"
        found = trafilatura.extract_metadata(response.content)
        assert (found.title, found.date, found.url) == ("مكتبة عامة في بلدة التل", "2024-12-06", url)
        assert set(re.split("[;،] ", found.author)) == {"سلمى حداد", "كريم ناصر"}
        assert canonical(body) == url
        assert f'<time datetime="{published}"' in body
        assert "الجمعة 6 كانون الأول/ديسمبر 2024" in body
        facts, tags = json_ld(body), meta(body)
        if outlet == "bayadir":
            assert facts is None
            assert f'<time datetime="{modified}"' in body
            assert tags["article:content_tier"] == "locked"
            assert (tags["og:title"], tags["article:section"]) == ("مكتبة عامة في بلدة التل", "محليات")
            assert "article:published_time" not in tags
            return
        assert facts is not None
        assert facts["@type"] == "NewsArticle"
        assert facts["headline"] == "مكتبة عامة في بلدة التل"
        assert (facts["datePublished"], facts["dateModified"]) == (published, modified)
        assert [author["name"] for author in facts["author"]] == ["سلمى حداد", "كريم ناصر"]
        assert (facts["articleSection"], facts["inLanguage"]) == ("محليات", "ar")
        assert facts["isAccessibleForFree"] is False
        assert facts["mainEntityOfPage"]["@id"] == url
        assert ("og:title" in tags) == (outlet == "almarsa")
        if outlet == "almarsa":
            assert (tags["article:published_time"], tags["article:modified_time"]) == (published, modified)

    def test_a_bare_line(self, town: str, outlet: str) -> None:
        address = f"{town}/{outlet}/2024/12/05/{outlet}-6"
        body = httpx.get(address).text
        assert canonical(body) == address
        [heading] = lxml_html.fromstring(body.encode()).xpath("//h1/text()")
        assert heading.endswith("، الخميس 5 كانون الأول/ديسمبر 2024")
        facts = json_ld(body)
        assert facts is None or (facts["isAccessibleForFree"] and facts["author"]["@type"] == "Organization")
        assert "article:content_tier" not in meta(body)

    def test_language_and_direction(self, town: str, outlet: str) -> None:
        for number, expected in ((8, ("ar", "rtl")), (7, ("en", "ltr"))):
            root = lxml_html.fromstring(httpx.get(f"{town}/{outlet}/2024/12/06/{outlet}-{number}").content)
            assert (root.get("lang"), root.get("dir")) == expected

    def test_a_page_that_did_not_change_is_not_sent_again(self, town: str, outlet: str) -> None:
        for path in (f"/{outlet}/2024/12/06/{outlet}-8", f"/{outlet}/feed.xml"):
            first = httpx.get(town + path)
            assert re.fullmatch('"[0-9a-f]{64}"', first.headers["etag"])
            assert first.headers["last-modified"] == "Sat, 07 Dec 2024 08:00:00 GMT"
            tag, since = first.headers["etag"], first.headers["last-modified"]
            unchanged: list[dict[str, str]] = [
                {"If-None-Match": tag},
                {"If-None-Match": f'"other", W/{tag}'},
                {"If-None-Match": "*"},
                {"If-Modified-Since": since},
                {"If-Modified-Since": "Sun, 08 Dec 2024 00:00:00 GMT", "If-None-Match": tag},
            ]
            for headers in unchanged:
                again = httpx.get(town + path, headers=headers)
                assert (again.status_code, again.content) == (304, b""), headers
                assert again.headers["etag"] == tag
            changed: list[dict[str, str]] = [
                {"If-None-Match": '"other"', "If-Modified-Since": since},
                {"If-Modified-Since": "Sat, 07 Dec 2024 07:59:59 GMT"},
                {"If-Modified-Since": "no date"},
            ]
            for headers in changed:
                again = httpx.get(town + path, headers=headers)
                assert (again.status_code, again.content) == (200, first.content), headers

    def test_head_is_get_without_the_body(self, town: str, outlet: str) -> None:
        for path in (f"/{outlet}/2024/12/06/{outlet}-8", f"/{outlet}/", f"/{outlet}/feed.xml", "/robots.txt"):
            get, head = httpx.get(town + path), httpx.head(town + path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-length"] == str(len(get.content))
            assert head.headers["etag"] == get.headers["etag"]


def test_a_page_is_in_the_encoding_it_declares(town: str) -> None:
    response = httpx.get(f"{town}/almarsa/2024/12/06/almarsa-8")
    assert response.headers["content-type"] == "text/html; charset=windows-1256"
    assert b'<meta charset="windows-1256">' in response.content
    for paragraph in TEXT.split("\n"):
        assert paragraph.encode("windows-1256") in response.content
    with pytest.raises(UnicodeDecodeError):
        response.content.decode("utf-8")


def test_feeds_are_read(town: str, known: dict[str, Outlet]) -> None:
    response = httpx.get(f"{town}/almarsa/feed.xml")
    assert response.headers["content-type"] == "application/rss+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert feed.version == "rss20"
    assert (feed.feed.title, feed.feed.language) == (known["almarsa"].name_ar, "ar")
    docs = [urlsplit(entry.link).path.rsplit("-", 1)[1] for entry in feed.entries]
    assert docs == ["8", "7", "6", "5", "4", "3", "2", "1"]
    newest = feed.entries[0]
    assert newest.id == newest.link == f"{town}/almarsa/2024/12/06/almarsa-8"
    assert newest.published_parsed[:6] == (2024, 12, 6, 20, 30, 0)
    assert newest.title == "مكتبة عامة في بلدة التل"
    assert newest.description.endswith("…") and TEXT.startswith(newest.description[:-1])
    assert newest.tags[0].term == "محليات"
    assert [author.name for author in newest.authors if author] == ["سلمى حداد", "كريم ناصر"]
    assert all(httpx.get(entry.link).status_code == 200 for entry in feed.entries)


def test_sitemaps_lead_to_every_article(town: str, known: dict[str, Outlet]) -> None:
    news = ElementTree.fromstring(httpx.get(f"{town}/bayadir/sitemap-news.xml").content)
    articles = [loc.text or "" for loc in news.findall("sitemap:url/sitemap:loc", XML)]
    assert len(articles) == 8
    assert news.findtext("sitemap:url/news:news/news:title", namespaces=XML) == "مكتبة عامة في بلدة التل"
    dates = [element.text or "" for element in news.findall(".//news:publication_date", XML)]
    assert dates[0] == "2024-12-06T23:30:00+03:00"
    assert dates == sorted(dates, reverse=True)
    names = {element.text for element in news.findall(".//news:name", XML)}
    assert names == {known["bayadir"].name_ar}
    assert {element.text for element in news.findall(".//news:language", XML)} == {"ar", "en"}

    index = ElementTree.fromstring(httpx.get(f"{town}/bayadir/sitemap.xml").content)
    assert index.findtext("sitemap:sitemap/sitemap:lastmod", namespaces=XML) == "2024-12-07T11:00:00+03:00"
    listed = []
    for loc in index.findall("sitemap:sitemap/sitemap:loc", XML):
        month = ElementTree.fromstring(httpx.get(loc.text or "").content)
        assert len(month.findall("sitemap:url/sitemap:lastmod", XML)) == len(month)
        listed += [page.text for page in month.findall("sitemap:url/sitemap:loc", XML)]
    assert sorted(filter(None, listed)) == sorted(articles)
    assert all(httpx.get(address).status_code == 200 for address in articles)


def test_long_lists_are_cut_to_the_newest(tmp_path: Path) -> None:
    newest = datetime.fromisoformat("2024-12-06T12:00:00+00:00")
    rows = [
        line(doc=f"talla-{hours}", published=(newest - timedelta(hours=hours)).isoformat(), text="خبر قصير.")
        for hours in range(1001)
    ]
    with running_site(write_corpus(tmp_path, *rows), 0) as base_url:
        feed = feedparser.parse(httpx.get(f"{base_url}/rawasi/feed.xml").content)
        news = ElementTree.fromstring(httpx.get(f"{base_url}/rawasi/sitemap-news.xml").content)
        index = ElementTree.fromstring(httpx.get(f"{base_url}/rawasi/sitemap.xml").content)
    assert [entry.link.rsplit("-", 1)[1] for entry in feed.entries] == [str(hours) for hours in range(50)]
    assert len(news) == 49  # the newest, and 48 hours back to the minute
    assert [loc.text for loc in index.findall(".//sitemap:loc", XML)] == [
        f"{base_url}/rawasi/sitemap-2024-12.xml",
        f"{base_url}/rawasi/sitemap-2024-11.xml",
        f"{base_url}/rawasi/sitemap-2024-10.xml",
    ]


def test_robots_txt_lets_in_to_articles_alone(town: str) -> None:
    response = httpx.get(f"{town}/robots.txt")
    assert response.headers["content-type"].startswith("text/plain")
    robots = Protego.parse(response.text)
    agent = "Waqai/0.1"
    assert robots.can_fetch(f"{town}/almarsa/2024/12/06/almarsa-8", agent)
    assert robots.can_fetch(f"{town}/almarsa/feed.xml", agent)
    for closed in ("admin/", "admin/login", "search?q=a", "print/2024"):
        assert not robots.can_fetch(f"{town}/almarsa/{closed}", agent)
    named = list(robots.sitemaps)
    assert f"{town}/bayadir/sitemap-news.xml" in named and f"{town}/bayadir/sitemap.xml" in named
    assert len(named) == 6
    assert all(httpx.get(address).status_code == 200 for address in named)


def test_home_pages_and_the_index_of_outlets(town: str, known: dict[str, Outlet]) -> None:
    index = httpx.get(f"{town}/").text
    for outlet in ("rawasi", "almarsa", "bayadir"):
        assert f'href="{town}/{outlet}/"' in index
        assert known[outlet].name_ar in index and known[outlet].name_en in index
        home = lxml_html.fromstring(httpx.get(f"{town}/{outlet}/").content)
        assert (home.get("lang"), home.get("dir")) == ("ar", "rtl")
        assert len(home.xpath("//h3/a[@href]")) == 8
        assert home.xpath('//link[@type="application/rss+xml"]/@href') == [f"{town}/{outlet}/feed.xml"]
    photo = httpx.get(f"{town}/almarsa/photo.svg")
    assert photo.headers["content-type"].startswith("image/svg+xml")
    assert ElementTree.fromstring(photo.content).tag.endswith("svg")


def test_what_does_not_stand_is_not_found(town: str) -> None:
    for path in ("/nobody/", "/rawasi/2024/12/06/none", "/rawasi/admin/", "/rawasi/../etc/passwd", "/%ff"):
        assert httpx.get(town + path).status_code == 404, path
    moved = httpx.get(f"{town}/rawasi")
    assert (moved.status_code, moved.headers["location"]) == (301, "/rawasi/")
    assert httpx.post(f"{town}/rawasi/").status_code == 405


def test_now_hides_what_came_later_and_shows_the_revision_of_its_day(tmp_path: Path) -> None:
    url = "https://almarsa.example/2024/12/06/library"
    five, six = (TEXT.replace("خمسة آلاف", number) for number in ("5000", "6000"))
    corpus = write_corpus(
        tmp_path,
        line(doc="old", outlet="almarsa", published="2024-12-05T10:00:00+03:00", title="قبل ذلك"),
        line(doc="first", outlet="almarsa", url=url, text=five),
        line(
            doc="second",
            outlet="almarsa",
            url=url,
            text=six,
            modified="2024-12-06T18:00:00+03:00",
            revision=2,
        ),
        line(doc="later", outlet="almarsa", published="2024-12-07T10:00:00+03:00"),
        line(doc="elsewhere", outlet="bayadir", published="2024-12-07T10:00:00+03:00"),
    )
    seen = {}
    for moment in ("2024-12-06T13:49:59+03:00", "2024-12-06T11:00:00+00:00", "2024-12-06T18:00:00+03:00", None):
        now = datetime.fromisoformat(moment) if moment else None
        with running_site(corpus, 0, now) as base_url:
            page = httpx.get(f"{base_url}/almarsa/2024/12/06/library")
            feed = feedparser.parse(httpx.get(f"{base_url}/almarsa/feed.xml").content)
            empty = httpx.get(f"{base_url}/bayadir/feed.xml")
            assert httpx.get(f"{base_url}/bayadir/sitemap-news.xml").status_code == 200
            old = httpx.get(f"{base_url}/almarsa/2024/12/05/old").text.replace(base_url, "")
        shown = normal(trafilatura.extract(page.content)) if page.status_code == 200 else None
        entries = [urlsplit(entry.link).path.rsplit("/", 1)[1] for entry in feed.entries]
        seen[moment] = (shown, entries, page.headers.get("last-modified"), old)
        assert len(feedparser.parse(empty.content).entries) == (0 if moment else 1)
    before, first, second, everything = seen.values()
    assert before[:3] == (None, ["old"], None)
    assert first[:3] == (normal(five), ["library", "old"], "Fri, 06 Dec 2024 10:50:00 GMT")
    assert second[:3] == (normal(six), ["library", "old"], "Fri, 06 Dec 2024 15:00:00 GMT")
    assert everything[:3] == (normal(six), ["later", "library", "old"], "Fri, 06 Dec 2024 15:00:00 GMT")
    # An article's page does not change because others come after it.
    assert len({result[3] for result in seen.values()}) == 1


def test_hostile_titles_break_no_page_and_no_feed(tmp_path: Path) -> None:
    title = "</title></script><script>alert(1)</script> & \"q\" 'q' ]]>"
    text = "نص فيه <b>وسم</b> & علامات \u001a\ud800 كثيرة </script>.\nوسطر ثان </article></div>.\n" + TEXT
    names = ("rawasi", "almarsa", "bayadir")
    corpus = write_corpus(
        tmp_path,
        *[
            json.dumps(line(doc=f"a-{number}", outlet=name, title=title, text=text, section=title, authors=[title]))
            for name in names
            for number in (1, 2)
        ],
    )
    plain = text.replace("\u001a\ud800", "")
    with running_site(corpus, 0) as base_url:
        for name in names:
            body = httpx.get(f"{base_url}/{name}/2024/12/06/a-2").text
            assert "<script>" not in body
            facts = json_ld(body)
            assert facts is None or facts["headline"] == title
            assert normal(trafilatura.extract(body, include_comments=False)) == normal(plain)
            feed = feedparser.parse(httpx.get(f"{base_url}/{name}/feed.xml").content)
            assert not feed.bozo
            for path in ("sitemap-news.xml", "sitemap.xml"):
                ElementTree.fromstring(httpx.get(f"{base_url}/{name}/{path}").content)
            assert "<script>" not in httpx.get(f"{base_url}/{name}/").text


def test_an_outlet_id_in_arabic_has_addresses(tmp_path: Path) -> None:
    with running_site(write_corpus(tmp_path, line(outlet="القدس")), 0) as base_url:
        [entry] = feedparser.parse(httpx.get(f"{base_url}/القدس/feed.xml").content).entries
        assert entry.link.isascii()
        assert httpx.get(entry.link).status_code == 200
        robots = Protego.parse(httpx.get(f"{base_url}/robots.txt").text)
        assert not robots.can_fetch(f"{base_url}/القدس/admin/", "Waqai/0.1")


def test_a_port_is_given_back_and_a_taken_one_is_told(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, line())
    with running_site(corpus, 0) as base_url:
        port = urlsplit(base_url).port or 0
        httpx.get(base_url)
        with pytest.raises(UsageError, match=rf"port {port} on 127\.0\.0\.1 is taken: choose another, or 0"):
            running_site(corpus, port).__enter__()
    with socket.socket() as closed:
        assert closed.connect_ex(("127.0.0.1", port)) != 0
    with running_site(corpus, port) as again:
        assert again == base_url
        assert httpx.get(f"{again}/robots.txt").status_code == 200
    with pytest.raises(UsageError, match=r"port 70000 .* cannot be had"):
        running_site(corpus, 70000).__enter__()


def test_a_moment_without_offset_is_refused(tmp_path: Path) -> None:
    corpus = load_corpus(write_corpus(tmp_path, line()))
    with pytest.raises(UsageError, match="has no offset from UTC: write it as"):
        create_app(corpus, {}, "http://127.0.0.1:1", datetime(2024, 12, 6))


@pytest.mark.parametrize(
    ("path", "step"),
    [
        (PROJECT / "demo" / "corpus", 1),
        (PROJECT.parent / "shared" / "corpus" / "seed-article.jsonl", 1),
        (PROJECT.parent / "shared" / "corpus" / "saudinewsnet-2015.jsonl.gz", 25),
    ],
    ids=["demo", "seed", "saudinewsnet"],
)
def test_whole_corpora_come_back_as_they_went_in(path: Path, step: int, known: dict[str, Outlet]) -> None:
    if not path.exists():
        pytest.skip(f"{path} is not here")
    pages = [page for pages in pages_of(load_corpus(path, known)).values() for page in pages]
    with running_site(path, 0, known=known) as base_url, httpx.Client(base_url=base_url) as client:
        for outlet in sorted({page.outlet for page in pages}):
            assert not feedparser.parse(client.get(f"/{outlet}/feed.xml").content).bozo
            ElementTree.fromstring(client.get(f"/{outlet}/sitemap-news.xml").content)
        for page in pages[::step]:
            article = page.revisions[-1]
            response = client.get(f"/{page.outlet}/{page.path}")
            assert response.status_code == 200, article.doc
            assert response.charset_encoding == article.encoding
            extracted = trafilatura.extract(response.content, include_comments=False)
            assert normal(extracted) == normal(article.text), article.doc
