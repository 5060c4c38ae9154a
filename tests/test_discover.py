import gzip
import logging
import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from collecting_site import DAY, Reply, Site, lake_of, news_sitemap, outlet_of, rss, serving, settings_in, xml

from extract.discover import discover
from extract.errors import OutletUnreachable
from extract.records import Discovery
from extract.settings import Settings
from extract.web.addresses import RefusedAddress, canonical_url, public_addresses

NOON = "Fri, 29 Nov 2024 12:00:00 +0300"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def paths(discoveries: list[Discovery], site: Site) -> list[str]:
    return [page.canonical_url.removeprefix(site.url) for page in discoveries]


def test_the_day_is_the_outlets_own(site: Site, settings: Settings) -> None:
    site.routes["/feed.xml"] = rss(
        (f"{site.url}/eve", "Thu, 28 Nov 2024 20:59:59 GMT"),  # 23:59:59 of the day before in Riyadh
        (f"{site.url}/first", "Thu, 28 Nov 2024 21:00:00 GMT"),
        (f"{site.url}/last", "Fri, 29 Nov 2024 20:59:59 GMT"),
        (f"{site.url}/next", "Fri, 29 Nov 2024 21:00:00 GMT"),
        (f"{site.url}/nozone", "Fri, 29 Nov 2024 23:30:00"),
        (f"{site.url}/undated", None),
    )
    site.routes["/news.xml"] = news_sitemap()
    found = discover(outlet_of(site.url), DAY, lake_of(settings), settings)
    assert paths(found, site) == ["/first", "/last", "/nozone", "/undated"]
    assert found[2].published_at == datetime(2024, 11, 29, 20, 30, tzinfo=UTC)
    assert found[3].published_at is None
    assert lake_of(settings).read(Discovery, DAY, "shamal") == found


def test_a_page_in_feed_and_sitemap_is_one_and_the_sitemap_adds_what_the_feed_forgot(
    site: Site, settings: Settings
) -> None:
    site.routes["/feed.xml"] = rss(
        (f"{site.url}/a?utm_source=rss&id=7#top", NOON), (f"{site.url}/a?id=7", NOON), (f"{site.url}/b", None)
    )
    site.routes["/news.xml"] = news_sitemap(
        (f"{site.url}/a?id=7", "2024-11-29T12:00:00+03:00"),
        (f"{site.url}/b", "2024-11-28"),
        (f"{site.url}/beyond", "2024-11-29T00:30:00+03:00"),
    )
    found = discover(outlet_of(site.url), DAY, lake_of(settings), settings)
    assert [(page.canonical_url, page.discovered_via, page.found_in) for page in found] == [
        (f"{site.url}/a?id=7", "feed", f"{site.url}/feed.xml"),
        (f"{site.url}/beyond", "news_sitemap", f"{site.url}/news.xml"),
    ]
    assert found[0].title == "خبر 0"


def test_a_run_of_its_own_day_again_loses_nothing_that_the_feed_forgot(site: Site, settings: Settings) -> None:
    outlet, lake = outlet_of(site.url, sitemaps=()), lake_of(settings)
    site.routes["/feed.xml"] = rss((f"{site.url}/a", NOON), (f"{site.url}/b", NOON))
    first = discover(outlet, DAY, lake, settings)
    assert discover(outlet, DAY, lake, settings) == first
    site.routes["/feed.xml"] = rss((f"{site.url}/c", NOON))
    assert paths(discover(outlet, DAY, lake, settings), site) == ["/a", "/b", "/c"]


def test_sitemap_indexes_are_followed_where_they_may_list_the_day(site: Site, settings: Settings) -> None:
    index = "".join(
        f"<sitemap><loc>{site.url}/{name}</loc>{lastmod}</sitemap>"
        for name, lastmod in [
            ("old.xml", "<lastmod>2024-11-28T23:00:00+03:00</lastmod>"),
            ("fresh.xml.gz", "<lastmod>2024-11-29</lastmod>"),
            ("gone.xml", ""),
            ("index.xml", ""),  # names itself: read once
        ]
    )
    namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    site.routes["/index.xml"] = xml(f"<sitemapindex {namespace}>{index}</sitemapindex>")
    pages = "".join(
        f"<url><loc>{site.url}/{name}</loc>{lastmod}</url>"
        for name, lastmod in [
            ("before", "<lastmod>2024-11-28</lastmod>"),
            ("on", "<lastmod>2024-11-29T08:00:00+03:00</lastmod>"),
            ("after", "<lastmod>2024-11-30</lastmod>"),
            ("long-after", "<lastmod>2024-12-09</lastmod>"),
            ("undated", ""),
        ]
    )
    site.routes["/fresh.xml.gz"] = xml(gzip.compress(f"<urlset {namespace}>{pages}</urlset>".encode()))
    found = discover(
        outlet_of(site.url, feeds=(), sitemaps=(f"{site.url}/index.xml",)), DAY, lake_of(settings), settings
    )
    assert paths(found, site) == ["/on", "/after", "/undated"]
    assert {page.discovered_via for page in found} == {"sitemap"}
    assert {page.published_at for page in found} == {None}, "a date of change is no date of publication"
    assert site.paths() == ["/index.xml", "/fresh.xml.gz", "/gone.xml"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (Reply(b"<html><body><p>Maintenance</p></body></html>"), "no RSS or Atom feed"),
        (xml(b"not xml at all"), "no RSS or Atom feed"),
        (xml(b""), "no RSS or Atom feed"),
        (Reply(status=500), "server_error"),
        (Reply(status=404), "gone"),
    ],
)
def test_one_broken_feed_is_told_and_the_others_are_used(
    broken: Reply, said: str, site: Site, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    site.routes |= {"/broken.xml": broken, "/feed.xml": rss((f"{site.url}/a", NOON))}
    outlet = outlet_of(site.url, feeds=(f"{site.url}/broken.xml", f"{site.url}/feed.xml"), sitemaps=())
    with caplog.at_level(logging.WARNING, "extract.discover"):
        assert paths(discover(outlet, DAY, lake_of(settings), settings), site) == ["/a"]
    told = [record.getMessage() for record in caplog.records if record.name == "extract.discover"]
    assert len(told) == 1 and "/broken.xml" in told[0] and said in told[0]


def test_an_outlet_of_which_nothing_can_be_read_is_unreachable_and_nothing_is_written(
    site: Site, settings: Settings
) -> None:
    lake = lake_of(settings)
    site.routes |= {"/feed.xml": Reply(b"<html></html>"), "/news.xml": xml(b"<rss><oops")}
    with pytest.raises(OutletUnreachable, match=r"shamal: .*/feed\.xml: no RSS .*/news\.xml: no sitemap"):
        discover(outlet_of(site.url), DAY, lake, settings)
    assert not lake.has(Discovery, DAY, "shamal")
    written = [path.relative_to(settings.lake).parts[0] for path in settings.lake.rglob("*") if path.is_file()]
    assert written == ["outlets"], "only that it was to be read"


def test_a_dead_outlet_is_unreachable_and_keeps_what_was_found_before(site: Site, settings: Settings) -> None:
    lake = lake_of(settings)
    site.routes |= {"/feed.xml": rss((f"{site.url}/a", NOON)), "/news.xml": news_sitemap()}
    before = discover(outlet_of(site.url), DAY, lake, settings)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(OutletUnreachable, match=r"shamal: .*feed\.xml: unreachable \(.*refused") as told:
            discover(outlet_of(dead), DAY, lake, settings)
    assert "\n" not in str(told.value)
    assert lake.read(Discovery, DAY, "shamal") == before


def test_entities_are_neither_expanded_nor_fetched(
    site: Site, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("confidential")
    bomb = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{part};" * 10}">' for part, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    outside = f'<!ENTITY file SYSTEM "file://{secret}"><!ENTITY web SYSTEM "{site.url}/leak">'

    def feed(name: str, entities: str, title: str) -> Reply:
        item = f"<item><title>{title}</title><link>{site.url}/{name}</link><pubDate>{NOON}</pubDate></item>"
        return xml(f"<!DOCTYPE rss [{entities}]><rss version='2.0'><channel>{item}</channel></rss>")

    def sitemap(name: str, entities: str, *locations: str) -> Reply:
        urls = "".join(f"<url><loc>{loc}</loc></url>" for loc in [*locations, f"{site.url}/{name}"])
        return xml(f"<!DOCTYPE urlset [{entities}]><urlset>{urls}</urlset>")

    site.routes |= {
        "/feed-bomb.xml": feed("a", bomb, "&i;"),
        "/feed-outside.xml": feed("b", outside, "&file;&web;"),
        "/map-bomb.xml": sitemap("c", bomb, "&i;"),
        "/map-outside.xml": sitemap("d", outside, "&file;", "&web;"),
    }
    outlet = outlet_of(
        site.url,
        feeds=(f"{site.url}/feed-bomb.xml", f"{site.url}/feed-outside.xml"),
        sitemaps=(f"{site.url}/map-bomb.xml", f"{site.url}/map-outside.xml"),
    )
    found = discover(outlet, DAY, lake_of(settings), settings)
    assert paths(found, site) == ["/a", "/b", "/d"]
    assert "/map-bomb.xml" in caplog.text and "amplification" in caplog.text
    assert "confidential" not in str(found) and "aaaaaaaaaa" not in str(found)
    assert "/leak" not in site.paths()


def test_listings_that_break_off_are_read_as_far_as_they_go(
    site: Site, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    feed, sitemap = (
        rss((f"{site.url}/a", NOON), (f"{site.url}/b", NOON)),
        news_sitemap((f"{site.url}/c", "2024-11-29"), (f"{site.url}/d", "2024-11-29")),
    )
    site.routes["/feed.xml"] = xml(feed.body[: feed.body.index(b"/b<") - 30])
    site.routes["/news.xml"] = xml(sitemap.body[: sitemap.body.index(b"/d<")])
    with caplog.at_level(logging.WARNING, "extract.web.listings"):
        found = discover(outlet_of(site.url), DAY, lake_of(settings), settings)
    assert paths(found, site) == ["/a", "/c"]
    assert sum("as far as it goes" in record.getMessage() for record in caplog.records) == 2


def test_atom_and_windows_1256_feeds(site: Site, settings: Settings) -> None:
    site.routes["/atom.xml"] = xml(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>'
        '<entry><title type="html">قصف &lt;b&gt;حلب&lt;/b&gt;</title><link href="/one"/>'
        "<published>2024-11-29T10:00:00+03:00</published><updated>2024-12-03T10:00:00Z</updated></entry>"
        '<entry><link href="/two"/><updated>2024-11-28T10:00:00Z</updated></entry></feed>'
    )
    site.routes["/rss.xml"] = xml(
        '<?xml version="1.0" encoding="windows-1256"?><rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><title>غارات على إدلب</title>'
        f"<link>{site.url}/three</link><dc:date>2024-11-29T23:59:00+03:00</dc:date></item></channel></rss>".encode(
            "windows-1256"
        ),
        "text/xml",
    )
    outlet = outlet_of(site.url, feeds=(f"{site.url}/atom.xml", f"{site.url}/rss.xml"), sitemaps=())
    found = discover(outlet, DAY, lake_of(settings), settings)
    assert [(page.canonical_url, page.title) for page in found] == [
        (f"{site.url}/one", "قصف حلب"),
        (f"{site.url}/three", "غارات على إدلب"),
    ]


def test_sitemaps_on_private_addresses_are_not_asked_for(
    site: Site, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    site.routes["/index.xml"] = xml(
        "<sitemapindex><sitemap><loc>http://169.254.169.254/latest/</loc></sitemap>"
        f"<sitemap><loc>{site.url}/news.xml</loc></sitemap></sitemapindex>"
    )
    site.routes["/news.xml"] = news_sitemap((f"{site.url}/a", "2024-11-29"))
    outlet = outlet_of(site.url, feeds=(), sitemaps=(f"{site.url}/index.xml",))
    assert paths(discover(outlet, DAY, lake_of(settings), settings), site) == ["/a"]
    assert "refused_address" in caplog.text


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("HTTP://News.Example:80/a//b?utm_source=x&fbclid=y#top", "http://news.example/a/b"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/?b=2&a=1", "https://news.example/?a=1&b=2"),
        ("https://news.example/index.php?48213", "https://news.example/index.php?48213"),
        ("https://news.example/?cid=48213&source=rss", "https://news.example/?cid=48213"),
        ("https://news.example/?utm_id=48213", "https://news.example/"),
        ("https://news.example/خبر", "https://news.example/%D8%AE%D8%A8%D8%B1"),
        ("https://news.example/%d8%ae%d8%a8%d8%b1", "https://news.example/%D8%AE%D8%A8%D8%B1"),
        (" https://news.example/a b\n ", "https://news.example/a%20b"),
        ("ftp://news.example/a", None),
        ("javascript:alert(1)", None),
        ("https://user:secret@news.example/", None),
        ("https://[broken/", None),
        ("https://news.example:99999/", None),
        ("https:///nohost", None),
    ],
)
def test_canonical_addresses(address: str, canonical: str | None) -> None:
    assert canonical_url(address) == canonical
    if canonical:
        assert canonical_url(canonical) == canonical, "a canonical address is its own"


@pytest.mark.parametrize(
    "host",
    ["10.0.0.1", "192.168.1.1", "172.16.0.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::",
     "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "167772161"],
)  # fmt: skip
def test_private_addresses_are_refused_even_where_loopback_is_allowed(host: str) -> None:
    with pytest.raises(RefusedAddress, match="no public address"):
        public_addresses(host, 80, allow_loopback=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "::ffff:127.0.0.1", "2130706433"])
def test_loopback_is_refused_unless_it_is_allowed(host: str) -> None:
    with pytest.raises(RefusedAddress, match="no public address"):
        public_addresses(host, 80, allow_loopback=False)
    assert public_addresses(host, 80, allow_loopback=True)


def test_public_addresses_are_let_through() -> None:
    assert public_addresses("93.184.215.14", 443, allow_loopback=False) == ["93.184.215.14"]


def test_another_day_is_another_partition(site: Site, settings: Settings) -> None:
    site.routes |= {
        "/feed.xml": rss((f"{site.url}/a", NOON), (f"{site.url}/b", "Sat, 30 Nov 2024 08:00:00 +0300")),
        "/news.xml": news_sitemap(),
    }
    outlet, lake = outlet_of(site.url), lake_of(settings)
    discover(outlet, DAY, lake, settings)
    assert paths(discover(outlet, date(2024, 11, 30), lake, settings), site) == ["/b"]
    assert paths(lake.read(Discovery, DAY, "shamal"), site) == ["/a"]
