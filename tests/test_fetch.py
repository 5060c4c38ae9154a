import gzip
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from collecting_site import DAY, Reply, Site, html, lake_of, outlet_of, serving, settings_in, ticking

from extract.archive import WarcArchive
from extract.errors import WaqaiError
from extract.fetch import fetch
from extract.outlets import Outlet
from extract.records import Discovery, Fetch, Outcome
from extract.settings import Settings

PAGE = Reply(html().encode())


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def discovered(settings: Settings, *urls: str) -> None:
    pages = [Discovery(url, url, "feed", "http://feed.example/") for url in urls]
    lake_of(settings).write(Discovery, DAY, "shamal", pages)


def run(outlet: Outlet, settings: Settings) -> list[Fetch]:
    rows = fetch(outlet, DAY, lake_of(settings), settings, clock=ticking())
    assert lake_of(settings).read(Fetch, DAY, "shamal") == rows
    return rows


def between_two_good_ones(site: Site, settings: Settings, bad: str, *, page: str = "/bad") -> Fetch:
    """Fetch a page between two that are fine; return its row after making sure that nothing else was lost."""
    site.routes |= {"/first": PAGE, "/last": PAGE}
    discovered(settings, f"{site.url}/first", bad if "://" in bad else f"{site.url}{page}", f"{site.url}/last")
    first, row, last = run(outlet_of(site.url), settings)
    for good in (first, last):
        assert (good.outcome, good.status, good.error) == (Outcome.FETCHED, 200, None)
        assert good.warc_file is not None and good.warc_offset is not None
        assert WarcArchive(settings.archive).read(good.warc_file, good.warc_offset).body == PAGE.body
    if row.outcome != Outcome.FETCHED:
        assert row.warc_file is None and row.body_sha256 is None and row.error
    return row


# --- how a page can fail


@pytest.mark.parametrize(
    ("reply", "outcome", "attempts"),
    [
        (Reply(status=404), Outcome.GONE, 1),
        (Reply(status=410), Outcome.GONE, 1),
        (Reply(status=401), Outcome.FORBIDDEN, 1),
        (Reply(status=403), Outcome.FORBIDDEN, 1),
        (Reply(status=451), Outcome.FORBIDDEN, 1),
        (Reply(status=418), Outcome.CLIENT_ERROR, 1),
        (Reply(status=302, headers={}), Outcome.CLIENT_ERROR, 1),
        (Reply(status=503), Outcome.SERVER_ERROR, 3),
        (Reply(status=429), Outcome.RATE_LIMITED, 3),
        (Reply(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), Outcome.NOT_HTML, 1),
        (Reply(b"\x89PNG\r\n", headers={}), Outcome.NOT_HTML, 1),
        (Reply(b"<p>x</p>", headers={"Content-Type": "text/html", "Content-Encoding": "br"}), Outcome.NOT_HTML, 1),
        (Reply(b"<p>x</p>", headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}), Outcome.NOT_HTML, 1),
        (Reply(b"<p>" * 200_000), Outcome.TOO_LARGE, 1),
        (Reply(b"<p>" * 200_000, unannounced=True), Outcome.TOO_LARGE, 1),
        (
            Reply(gzip.compress(bytes(50_000_000)), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}),
            Outcome.TOO_LARGE,
            1,
        ),
        (Reply(hang_up=True), Outcome.UNREACHABLE, 3),
    ],
)
def test_a_page_that_fails_costs_no_other(
    reply: Reply, outcome: Outcome, attempts: int, site: Site, tmp_path: Path
) -> None:
    site.routes["/bad"] = reply
    row = between_two_good_ones(site, settings_in(tmp_path, fetch_max_bytes=500_000), "/bad")
    assert (row.outcome, row.attempts) == (outcome, attempts)
    assert row.status == (None if reply.hang_up else reply.status)
    assert site.paths().count("/bad") == attempts


@pytest.mark.parametrize("slow", [Reply(PAGE.body, delay=1.5), Reply(PAGE.body, drip=0.05)])
def test_a_page_that_takes_too_long_is_given_up(slow: Reply, site: Site, tmp_path: Path) -> None:
    site.routes["/bad"] = slow
    row = between_two_good_ones(site, settings_in(tmp_path, fetch_timeout=0.3, fetch_attempts=2), "/bad")
    assert (row.outcome, row.attempts) == (Outcome.TIMEOUT, 2)


def test_a_server_that_recovers_is_fetched(site: Site, settings: Settings) -> None:
    site.routes["/bad"] = site.in_turn(Reply(status=503), PAGE)
    row = between_two_good_ones(site, settings, "/bad")
    assert (row.outcome, row.status, row.attempts) == (Outcome.FETCHED, 200, 2)


@pytest.mark.parametrize(
    "when",
    [{"Retry-After": "1"}, {"Retry-After": "Sat, 30 Nov 2024 01:00:01 GMT", "Date": "Sat, 30 Nov 2024 01:00:00 GMT"}],
)
def test_retry_after_is_kept_to(
    when: dict[str, str], site: Site, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[float] = []

    def answer(_headers: dict[str, str]) -> Reply:
        asked.append(time.monotonic())
        return Reply(status=429, headers=when) if len(asked) == 1 else PAGE

    site.routes["/bad"] = answer
    row = between_two_good_ones(site, settings, "/bad")
    assert (row.outcome, row.attempts) == (Outcome.FETCHED, 2)
    assert 1.0 <= asked[1] - asked[0] < 3.0
    assert capsys.readouterr().out == "", "standard output belongs to the command"


def test_an_outlet_in_trouble_is_left_alone_for_the_rest_of_the_run(site: Site, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, fetch_attempts=1)
    names = [f"/{number}" for number in range(7)]
    site.routes |= dict.fromkeys(names, Reply(status=503))
    discovered(settings, *(f"{site.url}{name}" for name in names))
    rows = run(outlet_of(site.url), settings)
    assert [row.outcome for row in rows] == [Outcome.SERVER_ERROR] * 7
    assert [row.attempts for row in rows] == [1, 1, 1, 1, 1, 0, 0]
    assert "not asked" in str(rows[-1].error)
    site.routes |= dict.fromkeys(names, PAGE)
    assert [row.outcome for row in run(outlet_of(site.url), settings)] == [Outcome.FETCHED] * 7


# --- redirects and the address guard


def redirect(target: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": target})


def test_redirects_are_followed_to_their_end(site: Site, settings: Settings) -> None:
    site.routes |= {
        "/bad": redirect("/1", 301),
        "/1": redirect("/2", 303),
        "/2": redirect("/3", 307),
        "/3": redirect("/4", 308),
        "/4": redirect("/end"),
        "/end": PAGE,
    }
    row = between_two_good_ones(site, settings, "/bad")
    assert (row.outcome, row.url) == (Outcome.FETCHED, f"{site.url}/bad")
    assert row.warc_file is not None and row.warc_offset is not None
    assert WarcArchive(settings.archive).read(row.warc_file, row.warc_offset).url == f"{site.url}/end"


@pytest.mark.parametrize(
    "routes",
    [{"/bad": redirect("/bad")}, {"/bad": redirect("/b"), "/b": redirect("/bad")}],
)
def test_a_redirect_loop_ends(routes: dict[str, Reply], site: Site, settings: Settings) -> None:
    site.routes |= routes
    assert between_two_good_ones(site, settings, "/bad").outcome == Outcome.TOO_MANY_REDIRECTS
    assert sum(path in routes for path in site.paths()) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00::1]/",
        "file:///etc/passwd",
        "gopher://x/",
    ],
)
def test_redirects_out_of_the_public_net_are_refused(target: str, site: Site, settings: Settings) -> None:
    site.routes["/bad"] = redirect(target)
    assert between_two_good_ones(site, settings, "/bad").outcome == Outcome.REFUSED_ADDRESS


@pytest.mark.parametrize("url", ["http://192.168.0.1/a", "http://0x0a000001/a", "ftp://news.example/a"])
def test_private_addresses_are_refused(url: str, site: Site, settings: Settings) -> None:
    row = between_two_good_ones(site, settings, url)
    assert (row.outcome, row.attempts) == (Outcome.REFUSED_ADDRESS, 1)


def test_loopback_is_refused_for_an_outlet_of_the_net(site: Site, settings: Settings) -> None:
    site.routes["/a"] = PAGE
    port = site.url.rpartition(":")[2]
    discovered(settings, f"{site.url}/a", f"http://localhost:{port}/a", f"http://[::ffff:127.0.0.1]:{port}/a")
    rows = run(outlet_of(site.url, allow_loopback=False), settings)
    assert [row.outcome for row in rows] == [Outcome.REFUSED_ADDRESS] * 3
    assert site.asked == []
    assert not settings.archive.exists()


# --- robots.txt


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (Reply(status=404), True),
        (Reply(status=410), True),
        (Reply(b"", headers={"Content-Type": "text/plain"}), True),
        (Reply(b"<html>no such page</html>"), True),
        (Reply(b"User-agent: *\nDisallow: /private/"), True),
        (Reply(b"User-agent: *\nDisallow: /\n\nUser-agent: Waqai\nAllow: /"), True),
        (Reply(b"User-agent: OtherBot\nDisallow: /"), True),
        (redirect("/elsewhere.txt"), True),
        (Reply(b"User-agent: *\nDisallow: /"), False),
        (Reply(b"\xef\xbb\xbfUser-agent: waqai\r\nDisallow: /\r\n"), False),
        (Reply(status=401), False),
        (Reply(status=403), False),
        (Reply(status=429), False),
        (Reply(status=500), False),
        (Reply(status=503), False),
        (Reply(hang_up=True), False),
        (Reply(b"x", delay=0.6), False),
        (redirect("/robots.txt"), False),
    ],
)
def test_robots_is_kept_to(robots: Reply, allowed: bool, site: Site, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, fetch_attempts=1, fetch_timeout=0.3)
    site.routes |= {"/robots.txt": robots, "/a": PAGE, "/b": PAGE}
    discovered(settings, f"{site.url}/a", f"{site.url}/b")
    rows = run(outlet_of(site.url), settings)
    assert [row.outcome for row in rows] == [Outcome.FETCHED if allowed else Outcome.DISALLOWED] * 2
    assert [path for path in site.paths() if path in "/a/b"] == (["/a", "/b"] if allowed else [])
    if robots.status != 302:
        assert site.paths().count("/robots.txt") == 1, "it is read once"
    if not allowed:
        assert "robots.txt" in str(rows[0].error)


def test_one_path_can_be_disallowed_directly_and_behind_a_redirect(site: Site, settings: Settings) -> None:
    site.routes |= {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /print/"),
        "/print/1": PAGE,
        "/open": redirect("/print/1"),
        "/a": PAGE,
    }
    discovered(settings, f"{site.url}/print/1", f"{site.url}/open", f"{site.url}/a")
    rows = run(outlet_of(site.url), settings)
    assert [row.outcome for row in rows] == [Outcome.DISALLOWED, Outcome.DISALLOWED, Outcome.FETCHED]
    assert "/print/1" not in site.paths()


@pytest.mark.parametrize(("delay", "robots"), [(0.3, b""), (0.0, b"User-agent: *\nCrawl-delay: 0.3")])
def test_pages_are_asked_for_no_faster_than_outlet_and_robots_allow(
    delay: float, robots: bytes, site: Site, settings: Settings
) -> None:
    asked: list[float] = []

    def answer(_headers: dict[str, str]) -> Reply:
        asked.append(time.monotonic())
        return PAGE

    site.routes |= {"/robots.txt": Reply(robots), "/a": answer, "/b": answer, "/c": answer}
    discovered(settings, *(f"{site.url}/{name}" for name in "abc"))
    assert len(run(outlet_of(site.url, delay_seconds=delay), settings)) == 3
    assert min(later - earlier for earlier, later in pairwise(asked)) >= 0.28


def test_the_crawler_says_who_it_is(site: Site, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, contact="desk@shamal.example\nجريدة الشمال")
    site.routes["/a"] = PAGE
    discovered(settings, f"{site.url}/a")
    run(outlet_of(site.url), settings)
    told = site.asked[-1][1]["user-agent"].encode("latin-1").decode()
    assert told == "Waqai/0.1 (+desk@shamal.example جريدة الشمال)"


# --- the same day again


def test_unchanged_pages_add_nothing(site: Site, settings: Settings) -> None:
    def with_etag(headers: dict[str, str]) -> Reply:
        tagged = {"Content-Type": "text/html", "ETag": '"v1"'}
        return (
            Reply(status=304, headers=tagged)
            if headers.get("if-none-match") == '"v1"'
            else Reply(PAGE.body, headers=tagged)
        )

    changed = "Fri, 29 Nov 2024 09:00:00 GMT"

    def with_date(headers: dict[str, str]) -> Reply:
        dated = {"Content-Type": "text/html", "Last-Modified": changed}
        return (
            Reply(status=304, headers=dated)
            if headers.get("if-modified-since") == changed
            else Reply(PAGE.body, headers=dated)
        )

    site.routes |= {"/etag": with_etag, "/date": with_date, "/bare": PAGE}
    discovered(settings, *(f"{site.url}{path}" for path in ("/etag", "/date", "/bare")))
    outlet = outlet_of(site.url)
    before = run(outlet, settings)
    archived = {path: path.read_bytes() for path in settings.archive.rglob("*.gz")}
    partition = lake_of(settings).partition("fetches", DAY, "shamal")
    stored = partition.read_bytes()
    assert [row.outcome for row in before] == [Outcome.FETCHED] * 3

    assert run(outlet, settings) == before
    assert partition.read_bytes() == stored
    assert {path: path.read_bytes() for path in settings.archive.rglob("*.gz")} == archived
    assert site.paths().count("/etag") == 2 and site.sent_bodies.count("/etag") == 1, "no second download"
    assert site.paths().count("/date") == 2 and site.sent_bodies.count("/date") == 1


def test_a_changed_page_is_captured_again_beside_the_first(site: Site, settings: Settings) -> None:
    later = Reply(html(title="تحديث").encode())
    site.routes |= {"/a": site.in_turn(PAGE, later), "/b": PAGE}
    discovered(settings, f"{site.url}/a", f"{site.url}/b")
    outlet = outlet_of(site.url)
    first_a, first_b = run(outlet, settings)
    again = fetch(outlet, DAY, lake_of(settings), settings, clock=lambda: datetime(2024, 11, 30, 5, tzinfo=UTC))
    assert [again[0], again[2]] == [first_a, first_b]
    assert again[1].url == first_a.url
    assert again[1].body_sha256 != first_a.body_sha256
    archive = WarcArchive(settings.archive)
    bodies = [archive.read(str(row.warc_file), int(row.warc_offset or 0)).body for row in again]
    assert bodies == [PAGE.body, later.body, PAGE.body]
    assert run(outlet, settings) == again, "and once more it is the same partition"


def test_what_failed_is_tried_again_and_what_was_captured_stays(site: Site, settings: Settings) -> None:
    site.routes |= {"/a": site.in_turn(Reply(status=404), PAGE), "/b": site.in_turn(PAGE, Reply(status=404))}
    discovered(settings, f"{site.url}/a", f"{site.url}/b")
    outlet = outlet_of(site.url)
    before = run(outlet, settings)
    assert [row.outcome for row in before] == [Outcome.GONE, Outcome.FETCHED]
    after = run(outlet, settings)
    assert [row.outcome for row in after] == [Outcome.FETCHED, Outcome.FETCHED]
    assert after[1] == before[1], "a page that is gone since keeps its capture"


def test_rows_of_pages_that_are_no_longer_listed_stay(site: Site, settings: Settings) -> None:
    site.routes |= {"/a": PAGE, "/b": PAGE}
    outlet = outlet_of(site.url)
    discovered(settings, f"{site.url}/a")
    before = run(outlet, settings)
    discovered(settings, f"{site.url}/b")
    after = run(outlet, settings)
    assert [row.url for row in after] == [f"{site.url}/b", f"{site.url}/a"]
    assert after[1] == before[0]


def test_a_page_is_in_the_archive_before_its_row_is_in_the_lake(site: Site, settings: Settings) -> None:
    site.routes["/a"] = Reply(
        gzip.compress(PAGE.body), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
    )
    discovered(settings, f"{site.url}/a", f"{site.url}/b")

    def killed(done: int, _total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(outlet_of(site.url), DAY, lake_of(settings), settings, clock=ticking(), progress=killed)
    assert not lake_of(settings).has(Fetch, DAY, "shamal")
    warc = settings.archive / "shamal" / "2024-11-29.warc.gz"
    with warc.open("r+b") as file:
        file.truncate(warc.stat().st_size - 7)  # the kill came in the middle of a record
    row, gone = run(outlet_of(site.url), settings)
    assert gone.outcome == Outcome.GONE
    assert row.warc_file == "shamal/2024-11-29.warc.gz" and row.warc_offset is not None
    assert WarcArchive(settings.archive).read(row.warc_file, row.warc_offset).body == PAGE.body
    assert row.bytes == len(PAGE.body)


def test_progress_is_told_page_by_page(site: Site, settings: Settings) -> None:
    discovered(settings, f"{site.url}/a", f"{site.url}/b")
    told: list[tuple[int, int]] = []
    fetch(
        outlet_of(site.url),
        DAY,
        lake_of(settings),
        settings,
        clock=ticking(),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_discovery_comes_first(site: Site, settings: Settings) -> None:
    with pytest.raises(WaqaiError, match="discoveries of shamal on 2024-11-29 do not exist"):
        run(outlet_of(site.url), settings)


def test_a_dead_host_is_disallowed_since_its_robots_cannot_be_read(settings: Settings) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{unused.getsockname()[1]}"
        discovered(settings, f"{dead}/a", f"{dead}/b")
        rows = run(outlet_of(dead), settings)
    assert [row.outcome for row in rows] == [Outcome.DISALLOWED] * 2
    assert "could not be read" in str(rows[0].error)
