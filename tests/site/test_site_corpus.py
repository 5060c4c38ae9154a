import gzip
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from site_corpora import TEXT, line, write_corpus

from extract.errors import UsageError
from extract.outlets import Outlet
from extract.site.corpus import CorpusArticle, load_corpus, pages_of

NOON_OFFSET = timezone(timedelta(hours=3))


def test_a_line_is_read_with_every_field(tmp_path: Path) -> None:
    row = line(
        url="https://rawasi.example/2024/12/06/library",
        modified="2024-12-06T20:15:00+03:00",
        revision=2,
        section="محليات",
        authors=["سلمى", " "],
        language="ar",
        encoding="cp1256",
        paywalled=True,
        syndicated_from="other-1",
        sample="other",
        a_key_of_other_readers=1,
    )
    assert load_corpus(write_corpus(tmp_path, row)) == [
        CorpusArticle(
            doc="talla-1",
            outlet="rawasi",
            published=datetime(2024, 12, 6, 13, 50, tzinfo=NOON_OFFSET),
            text=TEXT,
            url="https://rawasi.example/2024/12/06/library",
            title="مكتبة عامة في بلدة التل",
            modified=datetime(2024, 12, 6, 20, 15, tzinfo=NOON_OFFSET),
            revision=2,
            section="محليات",
            authors=("سلمى",),
            language="ar",
            encoding="windows-1256",
            paywalled=True,
            syndicated_from="other-1",
            sample="other",
        )
    ]


def test_what_is_absent_null_or_empty_takes_its_default(tmp_path: Path) -> None:
    bare = {"doc": "a", "outlet": "x", "published": "2024-12-06", "text": " نص\n"}
    empty = bare | {"url": "", "title": "", "modified": None, "revision": None, "authors": None, "section": None}
    first, second = load_corpus(write_corpus(tmp_path, bare, "", empty))
    assert first == second == CorpusArticle("a", "x", datetime(2024, 12, 6, 12, tzinfo=UTC), " نص\n")


def test_a_bare_date_is_noon_where_the_outlet_is(tmp_path: Path) -> None:
    day = {"published": "2015-07-24", "modified": "2015-07-25"}
    rows = [
        line(outlet="almarsa", **day),
        line(outlet="okaz", url="http://www.okaz.com.sa/1.htm", **day),
        line(outlet="unheard_of", **day),
    ]
    almarsa = Outlet.model_validate(
        {
            "source_id": "almarsa",
            "name_ar": "المرسى",
            "name_en": "Al-Marsa",
            "homepage": "http://127.0.0.1:1/",
            "time_zone": "Asia/Beirut",
            "feeds": ["http://127.0.0.1:1/feed.xml"],
        }
    )
    articles = load_corpus(write_corpus(tmp_path, *rows), {"almarsa": almarsa})
    zones = [ZoneInfo("Asia/Beirut"), ZoneInfo("Asia/Riyadh"), ZoneInfo("UTC")]
    assert [article.published for article in articles] == [datetime(2015, 7, 24, 12, tzinfo=z) for z in zones]
    assert [article.modified for article in articles] == [datetime(2015, 7, 25, 12, tzinfo=z) for z in zones]


def test_a_file_a_packed_file_and_a_folder_read_the_same(tmp_path: Path) -> None:
    rows = [line(doc=f"talla-{number}") for number in range(3)]
    plain = load_corpus(write_corpus(tmp_path, *rows))
    packed = tmp_path / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "notes.txt").write_text("not read")
    write_corpus(folder, *rows[:2], name="2024-12-06.jsonl")
    write_corpus(folder, *rows[2:], name="2024-12-07.jsonl")
    assert [article.doc for article in plain] == ["talla-0", "talla-1", "talla-2"]
    assert load_corpus(packed) == plain
    assert load_corpus(folder) == plain


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        ("{", "no JSON"),
        ("[1]", "no JSON object"),
        ({"doc": "a", "outlet": "x", "published": "2024-12-06"}, "text is missing; a line needs doc"),
        (line(text=" \n "), "text is missing"),
        (line(doc=None), "doc is missing"),
        (line(outlet=""), "outlet is missing"),
        (line(outlet="a/b"), "outlet 'a/b' cannot be part of an address"),
        (line(published=None), "published is missing"),
        (line(published="yesterday"), "published 'yesterday' is no ISO date; write 2024-12-06T"),
        (line(published="2024-12-06T13:50:00"), "has no offset from UTC; write"),
        (line(modified="2024-13-06"), "modified '2024-13-06' is no ISO date"),
        (line(published=20241206), "published is 20241206, no text"),
        (line(url="www.example.org/a"), "is no http"),
        (line(url="http://[bad/"), "is no http"),
        (line(revision=0), "revision is 0; count revisions from 1"),
        (line(revision=True), "revision is true"),
        (line(authors="سلمى"), "write a list of names"),
        (line(authors=[1]), "write a list of names"),
        (line(paywalled="no"), "paywalled is"),
        (line(encoding="utf-16"), "encoding 'utf-16' is none of a page's; use utf-8, windows-1256"),
        (line(encoding="klingon"), "encoding 'klingon' is none"),
    ],
)
def test_a_broken_line_is_told_by_its_place_and_the_way_out(
    tmp_path: Path, fault: dict[str, object] | str, what: str
) -> None:
    path = write_corpus(tmp_path, line(), "", fault)
    with pytest.raises(UsageError) as caught:
        load_corpus(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:3: ")
    assert what in message
    assert "; " in message and "\n" not in message


def test_what_is_no_corpus_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file; name a JSONL file"):
        load_corpus(tmp_path / "absent.jsonl")
    with pytest.raises(UsageError, match=r"no \*\.jsonl file in this folder; name"):
        load_corpus(tmp_path)
    empty = write_corpus(tmp_path, "")
    with pytest.raises(UsageError, match="holds no article; name"):
        load_corpus(empty)
    for name in ("torn.jsonl.gz", "never_packed.jsonl.gz"):
        packed = gzip.compress(json.dumps(line()).encode())
        (tmp_path / name).write_bytes(packed[:-20] if name.startswith("torn") else b"{}")
        with pytest.raises(UsageError, match=f"{name}:1: cannot be read: .*; name a whole JSONL file"):
            load_corpus(tmp_path / name)
    arabic = tmp_path / "old.jsonl"
    arabic.write_bytes(json.dumps(line(), ensure_ascii=False).encode("windows-1256"))
    with pytest.raises(UsageError, match=r"no UTF-8 text: .*; save the file as UTF-8"):
        load_corpus(arabic)


def test_lines_with_one_address_are_revisions_of_one_page(tmp_path: Path) -> None:
    url = "https://rawasi.example/2024/12/06/library"
    rows = [
        line(doc="c", url=url, modified="2024-12-08T09:00:00+03:00"),
        line(doc="a", url=url),
        line(doc="b", url=url, modified="2024-12-07T09:00:00+03:00", revision=2),
        line(doc="other", url=url, outlet="almarsa"),
    ]
    pages = pages_of(load_corpus(write_corpus(tmp_path, *rows)))
    assert list(pages) == ["almarsa", "rawasi"]
    [page] = pages["rawasi"]
    assert page.path == "2024/12/06/library"
    assert [article.doc for article in page.revisions] == ["a", "b", "c"]
    moments = [(6, 12), (6, 23), (7, 9), (9, 0)]
    shown = [page.shown(datetime(2024, 12, day, hour, tzinfo=NOON_OFFSET)) for day, hour in moments]
    assert [article and article.doc for article in shown] == [None, "a", "b", "c"]
    assert page.shown(None) == page.revisions[-1]


def test_every_page_has_a_path_of_its_own(tmp_path: Path) -> None:
    rows = [
        line(doc="plain", url="https://rawasi.example/2024/12/06/first-word/"),
        line(doc="query-1", url="https://rawasi.example/article?id=1"),
        line(doc="query-2", url="https://rawasi.example/article?id=2"),
        line(doc="same-1", url="https://rawasi.example/news/same"),
        line(doc="same-2", url="https://rawasi.example/sport/same"),
        line(doc="arabic", url="https://rawasi.example/مكتبة"),
        line(doc="no url"),
        line(doc=".."),
        line(doc="twice", url="https://rawasi.example/a?id=3"),
        line(doc="twice", url="https://rawasi.example/a?id=4"),
    ]
    paths = [page.path for page in pages_of(load_corpus(write_corpus(tmp_path, *rows)))["rawasi"]]
    assert len(set(paths)) == len(rows)
    assert {f"2024/12/06/{name}" for name in ("first-word", "query-1", "same-1", "same-2", "arabic")} <= set(paths)
    assert all(path.startswith("2024/12/06/") and " " not in path and "/." not in path for path in paths)
