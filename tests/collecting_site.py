"""A small news site on loopback whose every answer a test chooses, and the outlet and settings that point to it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from extract.lake import Lake
from extract.outlets import Outlet
from extract.settings import Settings

DAY = date(2024, 11, 29)
PARAGRAPHS = (
    "دمشق - خاص: سيطرت فصائل المعارضة السورية، الجمعة، على عدد من القرى في ريف حلب الغربي بعد اشتباكات مع قوات النظام "
    "استمرت حتى ساعات الليل، وفق ما أفاد به مصدر عسكري ميداني.",
    "وقال المصدر إن الاشتباكات أسفرت عن مقتل ثلاثة جنود وإصابة سبعة آخرين، فيما نزحت عشرات العائلات من البلدات القريبة "
    "إلى مدينة إدلب، وسط نقص في الغذاء والدواء ومواد التدفئة.",
    "من جهتها، قالت وزارة الدفاع إن قواتها «تواصل التصدي للهجوم»، ولم يصدر تعليق من الأطراف الأخرى حتى مساء الجمعة.",
)


@dataclass(frozen=True)
class Reply:
    """What the site answers; ``drip`` sends the body byte by byte with that many seconds between."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    delay: float = 0.0
    drip: float = 0.0
    hang_up: bool = False
    unannounced: bool = False  # no Content-Length: the end of the connection is the end of the body


Route = Reply | Callable[[dict[str, str]], Reply]


class Site:
    """The running site: ``routes`` may be changed at any time; ``asked`` are the requests so far."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.sent_bodies: list[str] = []
        self.url = ""

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def in_turn(self, *replies: Reply) -> Route:
        """Answer with each of these once, and with the last one ever after."""
        left = list(replies)
        return lambda _headers: left.pop(0) if len(left) > 1 else left[0]


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append((self.path, headers))
            route = site.routes.get(self.path, Reply(status=404))
            reply = route(headers) if callable(route) else route
            with suppress(ConnectionError):
                self._send(reply)

        def _send(self, reply: Reply) -> None:
            threading.Event().wait(reply.delay)
            if reply.hang_up:
                self.close_connection = True
                return
            self.send_response_only(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.unannounced:
                self.close_connection = True
            elif reply.status != 304:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if reply.body:
                site.sent_bodies.append(self.path)
            for start in range(0, len(reply.body), 1 if reply.drip else 65536):
                self.wfile.write(reply.body[start : start + (1 if reply.drip else 65536)])
                threading.Event().wait(reply.drip)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving() -> Iterator[Site]:
    """Run a site for the length of a ``with`` block."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def outlet_of(url: str, **changes: Any) -> Outlet:
    """Return an outlet in Riyadh's zone (UTC+3) whose feed and news sitemap lie below an address."""
    described: dict[str, Any] = {
        "source_id": "shamal",
        "name_ar": "الشمال",
        "name_en": "Al-Shamal",
        "homepage": f"{url}/",
        "time_zone": "Asia/Riyadh",
        "feeds": (f"{url}/feed.xml",),
        "sitemaps": (f"{url}/news.xml",),
        "delay_seconds": 0,
        "allow_loopback": True,
    }
    return Outlet(**(described | changes))


def settings_in(home: Path, **changes: Any) -> Settings:
    return Settings(**({"home": home, "contact": "desk@shamal.example", "fetch_timeout": 5.0} | changes))


def lake_of(settings: Settings) -> Lake:
    return Lake(settings.lake)


def ticking() -> Callable[[], datetime]:
    """Return a clock that starts on the night after DAY and moves on by a second at each look."""
    looks = iter(range(10**6))
    return lambda: datetime(2024, 11, 30, 1, 0, tzinfo=UTC) + timedelta(seconds=next(looks))


def xml(body: str | bytes, content_type: str = "application/rss+xml; charset=utf-8") -> Reply:
    return Reply(body if isinstance(body, bytes) else body.encode(), headers={"Content-Type": content_type})


def rss(*items: tuple[str, str | None]) -> Reply:
    """Return a feed of (address, pubDate) items."""
    entries = "".join(
        f"<item><title>خبر {number}</title><link>{link.replace('&', '&amp;')}</link>"
        + (f"<pubDate>{published}</pubDate>" if published else "")
        + "</item>"
        for number, (link, published) in enumerate(items)
    )
    return xml(
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>ش</title>{entries}</channel></rss>'
    )


def news_sitemap(*items: tuple[str, str | None]) -> Reply:
    """Return a news sitemap of (address, publication_date) items."""
    urls = "".join(
        f"<url><loc>{link}</loc><n:news><n:title>خبر</n:title>"
        + (f"<n:publication_date>{published}</n:publication_date>" if published else "")
        + "</n:news></url>"
        for link, published in items
    )
    return xml(
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>',
        "application/xml",
    )


def html(
    *,
    head: str = "",
    title: str = "اشتباكات في ريف حلب الغربي",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    inside: str = "",
) -> str:
    """Return an article's page as a newspaper sets it, with everything around the text that is not the text."""
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!doctype html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title} | الشمال</title>
<meta property="og:site_name" content="الشمال">{head}</head>
<body><header><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/sport">رياضة</a></li></ul></nav></header>
<main><article><h1>{title}</h1><div class="meta"><span>قسم الأخبار</span></div>
<figure><img src="/p.jpg" alt=""><figcaption>دخان يتصاعد من قرية في ريف حلب (أرشيف)</figcaption></figure>
<div class="article-body">{body}{inside}</div></article>
<aside><h3>الأكثر قراءة</h3><ul><li><a href="/a">أسعار الذهب اليوم في الأسواق المحلية والعالمية</a></li></ul></aside>
</main>
<footer><p>جميع الحقوق محفوظة لموقع الشمال</p></footer></body></html>"""
