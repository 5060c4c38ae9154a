import hashlib
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from collecting_site import (
    DAY,
    PARAGRAPHS,
    Reply,
    html,
    lake_of,
    news_sitemap,
    outlet_of,
    rss,
    serving,
    settings_in,
    ticking,
)

from extract.archive import WarcArchive
from extract.articles import PARSER_VERSION, article_id, extract_articles
from extract.discover import discover
from extract.errors import WaqaiError
from extract.fetch import fetch
from extract.outlets import Outlet
from extract.page.bodytext import clean_line
from extract.records import Article, Discovery, Fetch, Outcome
from extract.settings import Settings
from extract.site.corpus import load_corpus
from extract.site.server import running_site
from extract.web.client import Answer

HOME = "https://shamal.example"
OUTLET = outlet_of(HOME, allow_loopback=False)
TEXT = "\n".join(PARAGRAPHS)
TITLE = "اشتباكات في ريف حلب الغربي"
NIGHT = datetime(2024, 11, 30, 1, 0, tzinfo=UTC)
STATED = '<meta property="article:published_time" content="2024-11-29T21:15:00+03:00">'
STATED_AT = datetime(2024, 11, 29, 18, 15, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@dataclass(frozen=True)
class Captured:
    """A page in the archive; the later of two with the same path are later captures of it."""

    body: bytes | str
    path: str = "/2024/n1.html"
    content_type: str | None = "text/html; charset=utf-8"
    listed_at: datetime | None = None
    redirected_to: str | None = None
    listed_title: str | None = None


def extracted(settings: Settings, *captured: Captured, outlet: Outlet = OUTLET) -> list[Article]:
    """Archive pages as the fetch stage does and return the articles that are read from them."""
    lake, rows, listed = lake_of(settings), [], {}
    with WarcArchive(settings.archive).writer(outlet.source_id, DAY) as warc:
        for number, page in enumerate(captured):
            url = f"{HOME}{page.path}"
            body = page.body if isinstance(page.body, bytes) else page.body.encode()
            headers = (("Content-Type", page.content_type),) if page.content_type else ()
            answer = Answer(
                Outcome.FETCHED,
                page.redirected_to or url,
                status=200,
                reason="OK",
                headers=headers,
                sent=body,
                body=body,
            )
            at = NIGHT + timedelta(minutes=number)
            warc_file, warc_offset = warc.write(answer, at)
            rows.append(Fetch(url, url, "feed", at, 200, Outcome.FETCHED, warc_file=warc_file, warc_offset=warc_offset))
            listed[url] = Discovery(url, url, "feed", f"{HOME}/feed.xml", page.listed_title, page.listed_at)
    rows.append(Fetch(f"{HOME}/gone", f"{HOME}/gone", "feed", NIGHT, 404, Outcome.GONE, error="answered 404"))
    lake.write(Discovery, DAY, outlet.source_id, listed.values())
    lake.write(Fetch, DAY, outlet.source_id, rows)
    articles = extract_articles(outlet, DAY, lake, settings)
    assert lake.read(Article, DAY, outlet.source_id) == articles
    return articles


def only(articles: list[Article]) -> Article:
    assert len(articles) == 1
    return articles[0]


def json_ld(*data: Any) -> str:
    return "".join(
        f'<script type="application/ld+json">{part if isinstance(part, str) else json.dumps(part)}</script>'
        for part in data
    )


def news(**changes: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-11-29T21:15:00+03:00"} | changes


# --- what a page says about itself


def test_every_field_of_an_article(settings: Settings) -> None:
    data = news(
        dateModified="2024-11-29T22:00:00+03:00",
        author=[{"@type": "Person", "name": "سامر الأحمد"}, {"@type": "Person", "name": ["ليلى حسن"]}],
        publisher={"@type": "Organization", "name": "الشمال"},
        articleSection=["سوريا", "عربي"],
        isAccessibleForFree="False",
        inLanguage="ar",
    )
    article = only(extracted(settings, Captured(html(head=json_ld(data)))))
    stored = only(lake_of(settings).read(Article, DAY, "shamal"))
    assert article == Article(
        article_id=hashlib.sha256(f"shamal\n{HOME}/2024/n1.html".encode()).hexdigest()[:16],
        revision=1,
        url=f"{HOME}/2024/n1.html",
        canonical_url=f"{HOME}/2024/n1.html",
        title=TITLE,
        text=TEXT,
        text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        word_count=len(TEXT.split()),
        language="ar",
        fetched_at=NIGHT,
        published_at=STATED_AT,
        published_at_source="json_ld",
        modified_at=datetime(2024, 11, 29, 19, 0, tzinfo=UTC),
        parser_version=PARSER_VERSION,
        authors=("سامر الأحمد", "ليلى حسن"),
        section="سوريا",
        is_paywalled=True,
        duplicate_of=None,
        warc_file="shamal/2024-11-29.warc.gz",
        warc_offset=stored.warc_offset,
    )


@pytest.mark.parametrize(
    "head",
    [
        json_ld(
            {"@graph": [{"@type": "WebPage"}, news(headline="عنوان آخر", **{"@type": ["Article", "NewsArticle"]})]}
        ),
        json_ld([[{"@type": "Organization"}], news(headline="عنوان آخر")]),
        json_ld({"@type": "WebPage", "mainEntity": news(headline="عنوان آخر")}),
        json_ld("{broken", '{"@type": "NewsArticle", "headline": ', news(headline="عنوان آخر")),
        json_ld('{"@type": "NewsArticle", "headline": "عنوان\n آخر", "datePublished": "2024-11-29T18:15:00Z"};'),
        json_ld(
            news(headline="خبر مجاور", datePublished="2024-11-20T00:00:00Z", url=f"{HOME}/other"),
            news(headline="عنوان آخر", mainEntityOfPage={"@id": f"{HOME}/2024/n1.html"}),
        ),
        json_ld({"@type": "Article", "headline": "قديم"}, news(headline="عنوان آخر")),
    ],
)
def test_json_ld_in_its_forms(head: str, settings: Settings) -> None:
    article = only(extracted(settings, Captured(html(head=head))))
    assert (article.title, article.published_at, article.published_at_source) == ("عنوان آخر", STATED_AT, "json_ld")


def test_without_json_ld_the_meta_elements_tell(settings: Settings) -> None:
    head = (
        json_ld("{never closed")
        + STATED
        + '<meta property="og:title" content="عنوان الصفحة - الشمال">'
        + '<meta property="article:modified_time" content="2024-11-29T19:00:00Z">'
        + '<meta property="article:section" content="سوريا"><meta name="author" content="سامر الأحمد">'
        + '<meta property="article:author" content="https://social.example/samer">'
        + '<meta property="article:content_tier" content="locked">'
    )
    article = only(extracted(settings, Captured(html(head=head))))
    assert article.title == "عنوان الصفحة"
    assert (article.published_at, article.published_at_source) == (STATED_AT, "meta")
    assert article.modified_at == datetime(2024, 11, 29, 19, 0, tzinfo=UTC)
    assert (article.section, article.authors, article.is_paywalled) == ("سوريا", ("سامر الأحمد",), True)


@pytest.mark.parametrize(
    ("stated", "listed_at", "published_at", "source"),
    [
        ("2024-11-29T21:15:00", None, STATED_AT, "json_ld"),  # no zone: the outlet's
        ("Fri, 29 Nov 2024 21:15:00 +0300", None, STATED_AT, "json_ld"),
        ("٢٠٢٤-١١-٢٩T٢١:١٥:٠٠", None, STATED_AT, "json_ld"),
        ("2024-11-29", None, datetime(2024, 11, 28, 21, 0, tzinfo=UTC), "json_ld"),
        ("2024-11-29", STATED_AT, STATED_AT, "feed"),  # the day alone, and the feed knows the time
        ("2024-11-29T18:15:00Z", datetime(2024, 11, 29, 9, tzinfo=UTC), STATED_AT, "json_ld"),
        ("0001-01-01T00:00:00", STATED_AT, STATED_AT, "feed"),
        ("أمس", STATED_AT, STATED_AT, "feed"),
    ],
)
def test_when_an_article_was_published(
    stated: str, listed_at: datetime | None, published_at: datetime, source: str, settings: Settings
) -> None:
    page = Captured(html(head=json_ld(news(datePublished=stated))), listed_at=listed_at)
    article = only(extracted(settings, page))
    assert (article.published_at, article.published_at_source) == (published_at, source)


def test_an_undated_page_has_the_day_that_it_shows_or_none(settings: Settings) -> None:
    told_in_passing = (*PARAGRAPHS, "نشر هذا التقرير أول مرة في 2024-11-12 ثم أعيد نشره لاحقاً.")
    in_address, in_byline, undated = extracted(
        settings,
        Captured(html(paragraphs=told_in_passing), path="/2024/11/29/n1.html"),
        Captured(
            html(paragraphs=told_in_passing).replace('class="meta"><span>', 'class="post-date"><span>2024-11-29 ')
        ),
        Captured(html(paragraphs=told_in_passing), path="/undated"),
    )
    midnight = datetime(2024, 11, 28, 21, tzinfo=UTC)
    assert (in_address.published_at, in_address.published_at_source) == (midnight, "htmldate")
    assert (in_byline.published_at, in_byline.published_at_source) == (midnight, "htmldate")
    assert (undated.published_at, undated.published_at_source) == (None, None)


def test_articles_of_another_day_are_left_out_and_named(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    late = STATED.replace("29T21:15", "30T00:00")
    articles = extracted(settings, Captured(html(head=late), path="/late"), Captured(html(head=STATED)))
    assert [article.url for article in articles] == [f"{HOME}/2024/n1.html"]
    assert f"{HOME}/late is left out: published on 2024-11-30 (meta)" in caplog.text


# --- the address


@pytest.mark.parametrize(
    ("named", "canonical"),
    [
        ("/2024/n1", f"{HOME}/2024/n1"),
        (f"{HOME}/2024/n1?utm_source=amp#x", f"{HOME}/2024/n1"),
        ("https://www.shamal.example/2024/n1", "https://www.shamal.example/2024/n1"),
        ("https://print.example/2024/n1", "https://print.example/2024/n1"),  # named by the outlet's file
        ("https://elsewhere.example/2024/n1", f"{HOME}/2024/n1.html"),
        (f"{HOME}/", f"{HOME}/2024/n1.html"),  # the front page is no article
        ("javascript:void(0)", f"{HOME}/2024/n1.html"),
    ],
)
def test_a_canonical_address_is_believed_on_hosts_of_the_outlet(named: str, canonical: str, settings: Settings) -> None:
    outlet = outlet_of(HOME, canonical_hosts=("print.example",))
    head = STATED + f'<link rel="canonical" href="{named}">'
    article = only(extracted(settings, Captured(html(head=head)), outlet=outlet))
    assert article.canonical_url == canonical
    assert article.article_id == article_id("shamal", canonical)


def test_after_a_redirect_the_last_address_is_the_pages_own(settings: Settings) -> None:
    head = STATED + '<link rel="canonical" href="/story/7">'
    page = Captured(html(head=head), redirected_to="https://new.example/story/7?from=old")
    assert only(extracted(settings, page)).canonical_url == "https://new.example/story/7"


def test_a_page_that_now_leads_to_the_front_page_is_no_article(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    page = Captured(html(), path="/2024/n1.html", listed_at=STATED_AT, redirected_to=f"{HOME}/")
    assert only(extracted(settings, page, Captured(html(), path="/?p=7", listed_at=STATED_AT))).url == f"{HOME}/?p=7"
    assert f"{HOME}/2024/n1.html is left out: it leads to the front page" in caplog.text


# --- characters


@pytest.mark.parametrize(
    ("charset", "header", "meta"),
    [
        ("utf-8", "text/html; charset=utf-8", "utf-8"),
        ("utf-8", "text/html", ""),
        ("utf-8", "text/html; charset=ISO-8859-1", "utf-8"),
        ("utf-8", "text/html; charset=windows-1256", "windows-1256"),  # both wrong
        ("utf-8-sig", "text/html; charset=windows-1256", ""),
        ("utf-16", "text/html", ""),
        ("windows-1256", "text/html; charset=windows-1256", ""),
        ("windows-1256", "text/html", "windows-1256"),
        ("windows-1256", "text/html", ""),
        ("windows-1256", "text/html; charset=utf-8", "utf-8"),  # both wrong
        ("windows-1256", "text/html; charset=iso-8859-1", ""),
        ("windows-1256", "text/html; charset=no-such-thing", ""),
        ("iso-8859-6", "text/html; charset=iso-8859-6", ""),
        ("iso-8859-6", None, ""),
        ("iso-8859-6", "text/html; charset=base64", "windows-1256"),
    ],
)
def test_pages_are_decoded_whatever_they_declare(
    charset: str, header: str | None, meta: str, settings: Settings
) -> None:
    page = html(head=STATED).replace('<meta charset="utf-8">', f'<meta charset="{meta}">' if meta else "")
    if charset == "iso-8859-6":  # it has neither these quotation marks nor most Latin punctuation
        page = page.replace("«", '"').replace("»", '"')
    article = only(extracted(settings, Captured(page.encode(charset), content_type=header)))
    assert article.text == (TEXT if charset != "iso-8859-6" else TEXT.replace("«", '"').replace("»", '"'))
    assert (article.title, article.language) == (TITLE, "ar")


def test_a_few_broken_bytes_do_not_cost_the_page_its_charset(settings: Settings) -> None:
    body = html(head=STATED).encode().replace("الدواء".encode(), "الدوا".encode() + b"\xd8")
    assert only(extracted(settings, Captured(body))).text == TEXT.replace("الدواء", "الدوا\ufffd")


def test_letters_stay_as_published_and_layout_goes(settings: Settings) -> None:
    told = (
        "قـــال مصدرٌ في «قسد» إنّ المعارك\u200f مستمرّةٌ في ريف مي\u200cخواهم حلب\u00a0الشرقي منذ\t ساعات  الفجر الأولى.",
        "\u202bوأضاف \u2067(حرفيّاً)\u2069 أنّ الطيران قصف ثلاثة مواقع خلال الليل\u202c، من دون تفاصيل أخرى عن الخسائر.",
    )
    article = only(extracted(settings, Captured(html(head=STATED, paragraphs=told))))
    assert article.text == (
        "قـــال مصدرٌ في «قسد» إنّ المعارك\u200f مستمرّةٌ في ريف مي\u200cخواهم حلب الشرقي منذ ساعات الفجر الأولى.\n"
        "وأضاف (حرفيّاً) أنّ الطيران قصف ثلاثة مواقع خلال الليل، من دون تفاصيل أخرى عن الخسائر."
    )


def test_entities_that_were_escaped_twice_are_undone_in_the_title(settings: Settings) -> None:
    head = json_ld(news(headline="&quot;قسد&quot; تنسحب من تل رفعت &amp; محيطها"))
    assert only(extracted(settings, Captured(html(head=head)))).title == '"قسد" تنسحب من تل رفعت & محيطها'


@pytest.mark.parametrize(
    ("paragraphs", "declared", "language"),
    [
        (PARAGRAPHS, "en", "ar"),
        (("Syrian rebels entered several villages west of Aleppo on Friday, a monitoring group said.",), "ar", "en"),
    ],
)
def test_the_text_itself_tells_its_language(
    paragraphs: tuple[str, ...], declared: str, language: str, settings: Settings
) -> None:
    page = Captured(html(head=json_ld(news(inLanguage=declared)), paragraphs=paragraphs))
    assert only(extracted(settings, page)).language == language


# --- the text


@pytest.mark.parametrize(
    "inside",
    [
        '<div class="related"><h4>اقرأ أيضاً</h4><ul><li><a href="/a">هدوء حذر في درعا بعد اتفاق التسوية</a></li>'
        '<li><a href="/b">أسعار الوقود ترتفع من جديد في دمشق</a></li></ul></div>',
        '<p><strong>اقرأ أيضًا: <a href="/a">هدوء حذر في درعا بعد اتفاق التسوية الأخير</a></strong></p>',
        '<h3>إقرأ أيضا</h3><ul><li><a href="/a">هدوء حذر في درعا بعد اتفاق التسوية</a></li></ul>',
        "<p>اقرأ أيضا: هدوء حذر في درعا بعد اتفاق التسوية الأخير بين الطرفين</p>",
        '<p>شاهد أيضاً</p><p><a href="/v">فيديو: لحظة وصول النازحين إلى مدينة إدلب مساء الجمعة</a></p>',
        '<section><p>مواضيع ذات صلة</p><a href="/a">هدوء حذر في درعا</a><a href="/b">أسعار الوقود</a></section>',
        '<figure><img src="/x.jpg"><figcaption>نازحون على الطريق الدولي قرب إدلب (رويترز)</figcaption></figure>',
        '<div class="wp-caption"><img src="/x.jpg"><p class="wp-caption-text">نازحون على الطريق قرب إدلب</p></div>',
        "<table><tr><td>درجة الحرارة</td><td>12</td></tr><tr><td>الرطوبة</td><td>60</td></tr></table>",
        '<div class="comments" id="comments"><h4>التعليقات</h4><p>الله يفرجها على أهلنا في الشمال</p></div>',
        "<script>var x = 'اشتباكات';</script><style>.a { color: red }</style>",
    ],
)
def test_what_stands_in_the_text_and_is_not_the_text_goes(inside: str, settings: Settings) -> None:
    page = html(head=STATED)
    first, second, third = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    between = page.replace(f"{first}\n{second}", f"{first}\n{inside}\n{second}")
    after = html(head=STATED, inside=inside)
    assert between != page and third in after
    articles = extracted(settings, Captured(between, path="/between"), Captured(after, path="/after"))
    assert [article.text for article in articles] == [TEXT, TEXT]


def test_a_paragraph_that_begins_like_a_link_and_tells_more_stays(settings: Settings) -> None:
    told = "تابع أيضا مراسلون ميدانيون " + "حركة النزوح من القرى الواقعة على خط الجبهة نحو مدينة إدلب، وقالوا " * 5
    article = only(extracted(settings, Captured(html(head=STATED, paragraphs=(*PARAGRAPHS, told)))))
    assert article.text == f"{TEXT}\n{clean_line(told)}"


@pytest.mark.parametrize("repeated", [TITLE, f"{TITLE}.", "اشتباكاتٌ في ريف حلب  الغربي"])
def test_a_title_on_top_of_the_text_goes(repeated: str, settings: Settings) -> None:
    page = html(head=STATED, paragraphs=(repeated, *PARAGRAPHS))
    assert only(extracted(settings, Captured(page))).text == TEXT


def test_line_breaks_and_headings_are_lines(settings: Settings) -> None:
    paragraphs = (f"{PARAGRAPHS[0]}<br><br/>{PARAGRAPHS[1]}", f"</p><h3>موقف <b>دمشق</b></h3><p>{PARAGRAPHS[2]}")
    article = only(extracted(settings, Captured(html(head=STATED, paragraphs=paragraphs))))
    assert article.text == "\n".join([*PARAGRAPHS[:2], "موقف دمشق", PARAGRAPHS[2]])


def test_a_short_urgent_item_is_an_article(settings: Settings) -> None:
    told = "عاجل | الجيش السوري يعلن انسحاب وحداته من مدينة حماة."
    assert only(extracted(settings, Captured(html(head=STATED, paragraphs=(told,))))).text == told


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<html></html>",
        html(head=STATED, paragraphs=()),
        html(head=STATED, paragraphs=("انتظر قليلاً.",)),
        '<html><body><div id="app"></div><script src="/app.js"></script></body></html>',
        b"\x00" * 500,
        "<div>" * 30_000 + "نص" * 50,
    ],
)
def test_a_page_without_text_is_left_out_and_named(
    body: bytes | str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "extract.articles"):
        articles = extracted(settings, Captured(body, path="/empty"), Captured(html(head=STATED)))
    assert only(articles).text == TEXT
    assert f"{HOME}/empty is left out" in caplog.text


def test_a_page_without_a_title_has_the_one_of_the_feed(settings: Settings) -> None:
    body = f"<html><body><div><p>{'</p><p>'.join(PARAGRAPHS)}</p></div></body></html>"
    assert only(extracted(settings, Captured(body, listed_title="عنوان من الخلاصة"))).title == "عنوان من الخلاصة"


# --- revisions and duplicates


def test_each_new_text_of_the_day_is_a_revision(settings: Settings) -> None:
    update = (*PARAGRAPHS, "وفي وقت لاحق، ارتفعت الحصيلة إلى خمسة قتلى وفق المصدر نفسه.")
    bodies = [
        html(head=STATED),
        html(head=STATED + "<!-- another advertisement -->"),
        html(head=STATED, paragraphs=update),
        html(head=STATED),  # back to the first text
    ]
    first, second = extracted(settings, *(Captured(body) for body in bodies))
    assert first.article_id == second.article_id
    assert (first.revision, first.fetched_at, first.text) == (1, NIGHT, TEXT)
    assert (second.revision, second.fetched_at, second.text) == (2, NIGHT + timedelta(minutes=2), "\n".join(update))
    assert first.warc_offset != second.warc_offset


def test_a_copy_points_to_what_was_published_first(settings: Settings) -> None:
    later = STATED.replace("21:15", "22:00")
    copy, original, other, undated = extracted(
        settings,
        Captured(html(head=later), path="/copy"),
        Captured(html(head=STATED), path="/original"),
        Captured(html(head=STATED, paragraphs=PARAGRAPHS[:2]), path="/other"),
        Captured(html(), path="/undated"),
    )
    assert copy.text_sha256 == original.text_sha256 == undated.text_sha256 != other.text_sha256
    assert copy.duplicate_of == undated.duplicate_of == original.article_id
    assert original.duplicate_of is None and other.duplicate_of is None


def test_one_article_under_two_addresses_is_one(settings: Settings) -> None:
    head = STATED + '<link rel="canonical" href="/story/7">'
    article = only(extracted(settings, Captured(html(head=head), path="/a"), Captured(html(head=head), path="/b")))
    assert (article.revision, article.duplicate_of) == (1, None)


# --- the stage as a whole


def test_extraction_needs_no_network_and_repeats_itself(settings: Settings) -> None:
    lake = lake_of(settings)
    with serving() as site:
        noon = "Fri, 29 Nov 2024 12:00:00 +0300"
        changed = html(head=STATED, paragraphs=PARAGRAPHS[:2])
        site.routes |= {
            "/feed.xml": rss(
                (f"{site.url}/a?utm_source=rss", noon), (f"{site.url}/gone", noon), (f"{site.url}/c", None)
            ),
            "/news.xml": news_sitemap((f"{site.url}/b", "2024-11-29T13:00:00+03:00")),
            "/a?utm_source=rss": site.in_turn(Reply(html(head=STATED).encode()), Reply(changed.encode())),
            "/b": Reply(html().encode("windows-1256"), headers={"Content-Type": "text/html; charset=windows-1256"}),
            "/c": Reply(html(head=STATED.replace("2024-11-29", "2024-11-20")).encode()),
        }
        outlet = outlet_of(site.url)
        discover(outlet, DAY, lake, settings)
        clock = ticking()
        fetch(outlet, DAY, lake, settings, clock=clock)
        fetch(outlet, DAY, lake, settings, clock=clock)
    articles = extract_articles(outlet, DAY, lake, settings)
    summary = [(article.url.rpartition("/")[2], article.revision, article.published_at_source) for article in articles]
    assert summary == [("a?utm_source=rss", 1, "meta"), ("a?utm_source=rss", 2, "meta"), ("b", 1, "feed")]
    assert articles[0].article_id == articles[1].article_id
    assert articles[2].duplicate_of is None, "noon of the sitemap came before the evening of the page"
    assert articles[0].duplicate_of == articles[2].article_id
    stored = lake.partition("articles", DAY, "shamal").read_bytes()
    assert extract_articles(outlet, DAY, lake, settings) == articles
    assert lake.partition("articles", DAY, "shamal").read_bytes() == stored


def test_the_stages_before_come_first_and_a_lost_archive_is_told(settings: Settings) -> None:
    with pytest.raises(WaqaiError, match="discoveries of shamal on 2024-11-29 do not exist"):
        extract_articles(OUTLET, DAY, lake_of(settings), settings)
    extracted(settings, Captured(html(head=STATED)))
    before = lake_of(settings).read(Article, DAY, "shamal")
    (settings.archive / "shamal" / "2024-11-29.warc.gz").unlink()
    with pytest.raises(WaqaiError, match=r"2024-11-29\.warc\.gz cannot be read"):
        extract_articles(OUTLET, DAY, lake_of(settings), settings)
    assert lake_of(settings).read(Article, DAY, "shamal") == before


def test_a_day_without_pages_is_an_empty_partition(settings: Settings) -> None:
    assert extracted(settings) == []
    assert lake_of(settings).has(Article, DAY, "shamal")


def test_the_demo_corpus_comes_through_word_for_word(settings: Settings) -> None:
    corpus = Path(__file__).parent.parent / "demo" / "corpus" / "2024-11-29.jsonl"
    written = {line.doc: line for line in load_corpus(corpus)}
    lake = lake_of(settings)
    outlets = sorted({line.outlet for line in written.values()})
    articles: list[Article] = []
    with running_site(corpus, port=0) as url:
        for name in outlets:
            outlet = demo_outlet(f"{url}/{name}", name, {line.url for line in written.values()})
            discover(outlet, DAY, lake, settings)
            fetch(outlet, DAY, lake, settings, clock=ticking())
            articles += extract_articles(outlet, DAY, lake, settings)
    by_address = {article.canonical_url: article for article in articles}
    of_the_day = [line for line in written.values() if line.published.astimezone(OUTLET.zone).date() == DAY]
    assert len(of_the_day) == len(articles) > 5
    for line in of_the_day:
        article = by_address[str(line.url)]
        assert (article.title, article.text) == (line.title, line.text)
        assert article.published_at == line.published.astimezone(UTC)
        assert (article.section, article.is_paywalled) == (line.section, line.paywalled)


def demo_outlet(url: str, name: str, addresses: Iterable[str | None]) -> Outlet:
    hosts = tuple({str(address).split("/")[2] for address in addresses if address})
    return outlet_of(url, source_id=name, sitemaps=(f"{url}/sitemap-news.xml",), canonical_hosts=hosts)


def test_the_day_of_another_partition_is_not_touched(settings: Settings) -> None:
    extracted(settings, Captured(html(head=STATED)))
    assert lake_of(settings).outlets("articles", DAY) == ["shamal"]
    assert lake_of(settings).outlets("articles", date(2024, 11, 30)) == []
