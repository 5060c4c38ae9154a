"""The archive: every fetched page as it came, one WARC file per outlet and day, before anything parses it."""

import fcntl
import io
import os
import zlib
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.errors import WaqaiError
from extract.web.client import SOFTWARE, Answer, gunzip

_WARC_INFO = {
    "software": SOFTWARE,
    "format": "WARC File Format 1.1",
    "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    "robots": "obey",
}
_BLOCK = 64 * 1024
# What the body looked like on the wire; it is kept without chunks, so readers must not look for any.
_OF_THE_WIRE = {"transfer-encoding", "content-length"}


class ArchivedPage(NamedTuple):
    """A page as it came: its address after redirects, its headers (small letters), its body unpacked."""

    url: str
    headers: dict[str, str]
    body: bytes


class WarcArchive:
    """The WARC files below one folder; a ``warc_file`` is named relative to it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def writer(self, source_id: str, run_date: date) -> "WarcWriter":
        """Return a writer that appends to the file of one outlet and day; use it in a ``with`` statement."""
        return WarcWriter(self._root, f"{source_id}/{run_date.isoformat()}.warc.gz")

    def read(self, warc_file: str, offset: int) -> ArchivedPage:
        """Return the page whose response record begins at an offset.

        Raises WaqaiError when the file is missing or damaged, or no response begins there.
        """
        path = self._root / warc_file
        try:
            with path.open("rb") as file:
                file.seek(offset)
                # Unpacked here and not by the reader, which does not look at the member's check sum.
                member = _unpacked(file)
                record = next(iter(ArchiveIterator(io.BytesIO(member), check_digests="raise")))
                if record.rec_type != "response":
                    raise WaqaiError(f"{path} has no page at offset {offset}, but a {record.rec_type} record")
                sent = record.raw_stream.read()
                headers = {name.lower(): value for name, value in record.http_headers.headers}
                url = str(record.rec_headers.get_header("WARC-Target-URI"))
        except (OSError, StopIteration, ArchiveLoadFailed, EOFError, zlib.error) as fault:
            raise WaqaiError(
                f"{path} cannot be read at offset {offset}: {fault or type(fault).__name__};"
                " bring the file back, or remove that day's fetches and fetch it again"
            ) from fault
        packed = headers.get("content-encoding", "").strip().lower() in ("gzip", "x-gzip")
        return ArchivedPage(url, headers, gunzip(sent, _NO_LIMIT) if packed and sent else sent)


_NO_LIMIT = 2**31  # bytes: the fetch has already held the page to its own limit


class WarcWriter:
    """Appends pages to one WARC 1.1 file, one gzip member per record; the file is made by the first page.

    What a killed run left half-written at the end is cut off before anything is appended.
    """

    def __init__(self, root: Path, warc_file: str) -> None:
        self._path = root / warc_file
        self._warc_file = warc_file
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._file.close()

    def write(self, answer: Answer, requested_at: datetime) -> tuple[str, int]:
        """Append a page and its request; return its file (relative to the archive) and its offset in bytes.

        ``requested_at`` is an aware instant. Raises WaqaiError when the file is damaged elsewhere than at its
        end, or another process is writing it.
        """
        if self._file is None:
            self._file = self._opened(requested_at)
        offset = self._file.tell()
        writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        dated = {"WARC-Date": _warc_date(requested_at)}
        response = writer.create_warc_record(
            answer.url,
            "response",
            payload=io.BytesIO(answer.sent),
            length=len(answer.sent),
            warc_headers_dict=dated,
            http_headers=StatusAndHeaders(
                f"{answer.status} {answer.reason}".strip(), _as_kept(answer), protocol="HTTP/1.1"
            ),
        )
        request = writer.create_warc_record(
            answer.url,
            "request",
            warc_headers_dict=dated,
            http_headers=StatusAndHeaders(
                f"GET {answer.target} HTTP/1.1", list(answer.request_headers), is_http_request=True
            ),
        )
        writer.write_request_response_pair(request, response)
        self._file.flush()
        return self._warc_file, offset

    def _opened(self, created_at: datetime) -> BinaryIO:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            file.close()
            raise WaqaiError(f"{self._path} is being written by another process: wait until it ends") from fault
        end = _end_of_whole_records(file, self._path)
        file.truncate(end)
        file.seek(end)
        if end == 0:
            writer = WARCWriter(file, gzip=True, warc_version="1.1")
            info = writer.create_warcinfo_record(self._path.name, _WARC_INFO)
            info.rec_headers.replace_header("WARC-Date", _warc_date(created_at))
            writer.write_record(info)
        return file


def _as_kept(answer: Answer) -> list[tuple[str, str]]:
    kept = [(name, value) for name, value in answer.headers if name.lower() not in _OF_THE_WIRE]
    return [*kept, ("Content-Length", str(len(answer.sent)))]


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _unpacked(file: BinaryIO) -> bytes:
    """Return the gzip member that begins here; raises zlib.error or EOFError when it is damaged or torn."""
    member = zlib.decompressobj(wbits=31)
    unpacked = bytearray()
    while not member.eof:
        packed = file.read(_BLOCK)
        if not packed:
            raise EOFError("the file ends inside the record")
        unpacked += member.decompress(packed)
    return bytes(unpacked)


def _end_of_whole_records(file: BinaryIO, path: Path) -> int:
    """Return the offset behind the last gzip member that is whole; a torn one can only be the last.

    Raises WaqaiError for damage that a killed run does not explain: cutting there would lose whole records.
    """
    file.seek(0)
    end, read = 0, 0
    member = zlib.decompressobj(wbits=31)
    pending = b""
    while True:
        if not pending:
            pending = file.read(_BLOCK)
            read += len(pending)
            if not pending:
                return end
        try:
            member.decompress(pending)
        except zlib.error as fault:
            file.seek(end)
            # Some file systems fill with zeros what was not yet written when the power went.
            if not any(file.read()):
                return end
            raise WaqaiError(
                f"{path} is damaged at offset {end} ({fault}): move it away, or bring back a whole copy of it"
            ) from fault
        pending = member.unused_data
        if member.eof:
            end = read - len(pending)
            member = zlib.decompressobj(wbits=31)
