import gzip
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from collecting_site import DAY
from warcio.archiveiterator import ArchiveIterator

from extract.archive import WarcArchive
from extract.errors import WaqaiError
from extract.records import Outcome
from extract.web.client import Answer

AT = datetime(2024, 11, 30, 1, 2, 3, 456789, tzinfo=UTC)


def answer(number: int, **changes: object) -> Answer:
    sent = f"<p>خبر رقم {number}</p>".encode() * 50
    values: dict[str, object] = {
        "outcome": Outcome.FETCHED,
        "url": f"https://news.example/خبر/{number}?a=1",
        "status": 200,
        "reason": "OK",
        "headers": (
            ("Content-Type", "text/html"),
            ("Transfer-Encoding", "chunked"),
            ("X-Name", "شمال".encode().decode("latin-1")),
        ),
        "request_headers": (("Host", "news.example"), ("User-Agent", "Waqai/0.1 (+x)")),
        "sent": sent,
        "body": sent,
    }
    return Answer(**(values | changes))  # type: ignore[arg-type]


def store(root: Path, *numbers: int) -> list[tuple[str, int]]:
    with WarcArchive(root).writer("shamal", DAY) as writer:
        return [writer.write(answer(number), AT) for number in numbers]


def check(path: Path) -> subprocess.CompletedProcess[str]:
    command = "from warcio.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", command, "check", "-v", str(path)], capture_output=True, text=True, check=False
    )


def records(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]


def test_pages_come_back_as_they_came(tmp_path: Path) -> None:
    places = store(tmp_path, 1, 2)
    assert [file for file, _ in places] == ["shamal/2024-11-29.warc.gz"] * 2
    for number, (file, offset) in enumerate(places, start=1):
        page = WarcArchive(tmp_path).read(file, offset)
        assert page.url == answer(number).url
        assert page.body == answer(number).body
        assert page.headers["content-type"] == "text/html"
        assert page.headers["content-length"] == str(len(page.body))
        assert "transfer-encoding" not in page.headers, "the body is kept without its chunks"


def test_standard_tools_read_the_file(tmp_path: Path) -> None:
    places = store(tmp_path, 1, 2)
    path = tmp_path / places[0][0]
    checked = check(path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.count("digest pass") == 5
    assert records(path) == ["warcinfo", "response", "request", "response", "request"]
    with path.open("rb") as file:
        by_type = {record.rec_type: record.rec_headers for record in ArchiveIterator(file)}
    assert by_type["response"].protocol == "WARC/1.1"
    assert by_type["response"].get_header("WARC-Date") == "2024-11-30T01:02:03.456789Z"
    assert by_type["request"].get_header("WARC-Concurrent-To") == by_type["response"].get_header("WARC-Record-ID")
    assert path.read_bytes().count(gzip.compress(b"")[:3]) >= 5, "one gzip member per record"


def test_a_packed_body_is_kept_packed_and_read_unpacked(tmp_path: Path) -> None:
    text = "الخبر كما نُشر".encode() * 100
    packed = answer(1, headers=(("Content-Encoding", "gzip"),), sent=gzip.compress(text), body=text)
    with WarcArchive(tmp_path).writer("shamal", DAY) as writer:
        place = writer.write(packed, AT)
    assert WarcArchive(tmp_path).read(*place).body == text
    assert check(tmp_path / place[0]).returncode == 0


def test_an_unused_writer_leaves_no_file(tmp_path: Path) -> None:
    store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_torn_at_any_point_of_its_last_record_is_mended(tmp_path: Path) -> None:
    places = store(tmp_path, 1, 2)
    path = tmp_path / places[0][0]
    whole = path.read_bytes()
    begins = ends_of_members(whole)[-2]
    for cut in (begins + 1, begins + 5, begins + 12, (begins + len(whole)) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        third = store(tmp_path, 3)[0]
        assert path.read_bytes()[:begins] == whole[:begins], "what was whole stays, byte for byte"
        assert third[1] == begins
        assert records(path) == ["warcinfo", "response", "request", "response", "response", "request"]
        assert check(path).returncode == 0
        for place, number in zip([*places, third], (1, 2, 3), strict=True):
            assert WarcArchive(tmp_path).read(*place).url == answer(number).url


def test_a_file_torn_in_its_first_record_begins_anew(tmp_path: Path) -> None:
    place = store(tmp_path, 1)[0]
    path = tmp_path / place[0]
    path.write_bytes(path.read_bytes()[:20])
    assert store(tmp_path, 1)
    assert records(path) == ["warcinfo", "response", "request"]


def test_zeros_after_a_power_cut_are_cut_off(tmp_path: Path) -> None:
    place = store(tmp_path, 1)[0]
    path = tmp_path / place[0]
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(5000))
    second = store(tmp_path, 2)[0]
    assert second[1] == len(whole)
    assert records(path) == ["warcinfo", "response", "request", "response", "request"]


def test_damage_in_the_middle_is_told_and_nothing_is_cut(tmp_path: Path) -> None:
    places = store(tmp_path, 1, 2)
    path = tmp_path / places[0][0]
    damaged = bytearray(path.read_bytes())
    damaged[places[0][1] + 30] ^= 0xFF
    path.write_bytes(damaged)
    with pytest.raises(WaqaiError, match=rf"2024-11-29\.warc\.gz is damaged at offset {places[0][1]}"):
        store(tmp_path, 3)
    assert path.read_bytes() == bytes(damaged)
    with pytest.raises(WaqaiError, match=f"cannot be read at offset {places[0][1]}"):
        WarcArchive(tmp_path).read(*places[0])
    assert WarcArchive(tmp_path).read(*places[1]).url == answer(2).url


def test_two_writers_do_not_share_a_file(tmp_path: Path) -> None:
    with WarcArchive(tmp_path).writer("shamal", DAY) as first:
        first.write(answer(1), AT)
        with (
            WarcArchive(tmp_path).writer("shamal", DAY) as second,
            pytest.raises(WaqaiError, match="written by another process"),
        ):
            second.write(answer(2), AT)
        first.write(answer(3), AT)
    assert records(tmp_path / "shamal/2024-11-29.warc.gz").count("response") == 2


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    file, offset = store(tmp_path, 1)[0]
    archive = WarcArchive(tmp_path)
    with pytest.raises(WaqaiError, match=r"absent\.warc\.gz cannot be read .* fetch it again"):
        archive.read("absent.warc.gz", 0)
    with pytest.raises(WaqaiError, match=f"cannot be read at offset {10**6}"):
        archive.read(file, 10**6)
    with pytest.raises(WaqaiError, match=f"cannot be read at offset {offset + 3}"):
        archive.read(file, offset + 3)
    with pytest.raises(WaqaiError, match="no page at offset 0, but a warcinfo record"):
        archive.read(file, 0)


def ends_of_members(data: bytes) -> list[int]:
    """Return where each gzip member of a file ends."""
    ends, stream = [], io.BytesIO(data)
    iterator = ArchiveIterator(stream)
    for _ in iterator:
        ends.append(iterator.get_record_offset() + iterator.get_record_length())
    return ends
