"""Asking for pages over HTTP: honest about who asks, unhurried, bounded in size and time, public hosts."""

import logging
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpcore
import httpx
import stamina
import stamina.instrumentation

from extract.outlets import Outlet
from extract.records import Outcome
from extract.settings import Settings
from extract.web.addresses import RefusedAddress, absolute_url, public_addresses, refuse_scheme

PRODUCT = "Waqai"
SOFTWARE = f"{PRODUCT}/0.1"
MAX_REDIRECTS = 5
GZIP = b"\x1f\x8b"  # how gzip data begins

_LONGEST_WAIT = 60.0  # seconds: what a server's Retry-After is cut to
_FIRST_WAIT = 0.1  # seconds before the second try of an outlet that asks for no delay
_MAY_YET_SUCCEED = {Outcome.SERVER_ERROR, Outcome.RATE_LIMITED, Outcome.TIMEOUT, Outcome.UNREACHABLE}

log = logging.getLogger(__name__)

# By itself stamina tells of each retry through structlog, where that is installed, and so on standard output,
# which belongs to what a command was asked for. This module logs its retries itself.
stamina.instrumentation.set_on_retry_hooks(())


@dataclass(frozen=True, slots=True)
class Answer:
    """How asking for one address ended, redirects and further tries included."""

    outcome: Outcome
    url: str  # the address that was asked last
    attempts: int = 1
    status: int | None = None
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    request_headers: tuple[tuple[str, str], ...] = ()
    sent: bytes = b""  # the body as it came, perhaps compressed
    body: bytes = b""
    error: str | None = None
    retry_after: float | None = None  # seconds

    @property
    def target(self) -> str:
        """Return path and query as the request line named them."""
        return httpx.URL(self.url).raw_path.decode("ascii")

    def header(self, name: str) -> str | None:
        """Return a header's value (its first), or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Terms:
    """What one request accepts (media types, none named: any; the largest body) and sends along (headers)."""

    media_types: tuple[str, ...] = ()
    max_bytes: int = 5_000_000
    headers: Mapping[str, str] | None = None
    forbidden: Callable[[str], str | None] = lambda _url: None  # tells why an address must not be asked


class WebClient:
    """A client for one outlet and one run of a stage; use it in a ``with`` statement."""

    def __init__(self, outlet: Outlet, settings: Settings) -> None:
        self._attempts = settings.fetch_attempts
        self._timeout = settings.fetch_timeout
        self._delay = outlet.delay_seconds
        self._delays: dict[str, float] = {}
        self._asked_at: dict[str, float] = {}
        contact = " ".join(settings.contact.split())
        self._client = httpx.Client(
            transport=_GuardedTransport(allow_loopback=outlet.allow_loopback),
            timeout=httpx.Timeout(settings.fetch_timeout),
            follow_redirects=False,
            trust_env=False,
            headers=[
                (b"User-Agent", f"{SOFTWARE} (+{contact})".encode()),
                (b"Accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"),
                (b"Accept-Encoding", b"gzip"),
                (b"Accept-Language", b"ar,*;q=0.5"),
            ],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def slow_down(self, url: str, seconds: float) -> None:
        """Leave at least this much time between two requests to the host of an address."""
        host = httpx.URL(url).host
        self._delays[host] = max(seconds, self._delays.get(host, self._delay))

    def get(self, url: str, terms: Terms) -> Answer:
        """Ask for an address, following redirects and trying again what may yet succeed.

        A fault of the net or of the server is told in the answer's outcome, never raised.
        """
        answer = Answer(Outcome.UNREACHABLE, url)
        first_wait = max(self._delay, _FIRST_WAIT)
        try:
            for attempt in stamina.retry_context(
                on=_wait_before_next,
                attempts=self._attempts,
                timeout=None,
                wait_initial=first_wait,
                wait_max=_LONGEST_WAIT,
                wait_jitter=first_wait,
            ):
                with attempt:
                    answer = replace(self._follow(url, terms), attempts=attempt.num)
                    if answer.outcome in _MAY_YET_SUCCEED:
                        raise _TryAgain(answer)
        except _TryAgain as last:
            return last.answer
        return answer

    def _follow(self, url: str, terms: Terms) -> Answer:
        self._client.cookies.clear()  # a page must not depend on which page was asked before it
        for _ in range(MAX_REDIRECTS + 1):
            try:
                refuse_scheme(url)
                if (why := terms.forbidden(url)) is not None:
                    return Answer(Outcome.DISALLOWED, url, error=why)
                answer = self._ask(url, terms)
            except RefusedAddress as refusal:
                return Answer(Outcome.REFUSED_ADDRESS, url, error=str(refusal))
            except (httpx.TimeoutException, _Overdue) as fault:
                return Answer(Outcome.TIMEOUT, url, error=str(fault) or f"no answer within {self._timeout:g} s")
            except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
                return Answer(Outcome.UNREACHABLE, url, error=str(fault) or type(fault).__name__)
            target = answer.header("location")
            if answer.status not in (301, 302, 303, 307, 308) or target is None:
                return answer
            next_url = absolute_url(target, url)
            if next_url is None:
                return replace(answer, outcome=Outcome.REFUSED_ADDRESS, error=f"redirected to {target[:200]}")
            url = next_url
        return Answer(Outcome.TOO_MANY_REDIRECTS, url, error=f"more than {MAX_REDIRECTS} redirects")

    def _ask(self, url: str, terms: Terms) -> Answer:
        self._wait_for_turn(httpx.URL(url).host)
        overdue_at = time.monotonic() + self._timeout
        with self._client.stream("GET", url, headers=dict(terms.headers or {})) as response:
            answer = Answer(
                outcome=_outcome(response.status_code),
                url=url,
                status=response.status_code,
                reason=response.reason_phrase,
                headers=_as_text(response.headers),
                request_headers=_as_text(response.request.headers),
                error=None if response.is_success else f"answered {response.status_code}",
                retry_after=_seconds(response.headers.get("retry-after"), response.headers.get("date")),
            )
            if answer.outcome is not Outcome.FETCHED:
                return answer
            media_type = (answer.header("content-type") or "").partition(";")[0].strip().lower()
            if terms.media_types and media_type and media_type not in terms.media_types:
                return replace(answer, outcome=Outcome.NOT_HTML, error=f"its media type is {media_type}")
            try:
                sent = _read(response.iter_raw(), terms.max_bytes, overdue_at)
                body = _unpacked(sent, answer.header("content-encoding"), terms.max_bytes)
            except _TooLarge:
                return replace(answer, outcome=Outcome.TOO_LARGE, error=f"larger than {terms.max_bytes} bytes")
            except _Unreadable as fault:
                return replace(answer, outcome=Outcome.NOT_HTML, error=str(fault))
        if terms.media_types and not media_type and b"<" not in body[:512]:
            return replace(answer, outcome=Outcome.NOT_HTML, error="it names no media type")
        return replace(answer, sent=sent, body=body)

    def _wait_for_turn(self, host: str) -> None:
        delay = self._delays.get(host, self._delay)
        if host in self._asked_at:
            time.sleep(max(0.0, self._asked_at[host] + delay - time.monotonic()))
        self._asked_at[host] = time.monotonic()


class _TryAgain(Exception):
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.error)
        self.answer = answer


class _TooLarge(Exception):
    """The body is larger than asked for."""


class _Overdue(Exception):
    """The body trickles in too slowly."""


class _Unreadable(Exception):
    """The body is not what its headers say."""


def _wait_before_next(fault: Exception) -> bool | float:
    """Tell the retrying whether to go on: no, after its own back-off, or after as long as the server asks."""
    if not isinstance(fault, _TryAgain):
        return False
    log.info("%s: %s, to be asked again", fault.answer.url, fault.answer.error)
    asked = fault.answer.retry_after
    return True if asked is None else min(asked, _LONGEST_WAIT)


def _as_text(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome.FETCHED
    if status == 304:
        return Outcome.NOT_MODIFIED
    if status in (404, 410):
        return Outcome.GONE
    if status in (401, 402, 403, 451):
        return Outcome.FORBIDDEN
    if status == 429:
        return Outcome.RATE_LIMITED
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.CLIENT_ERROR


def _seconds(retry_after: str | None, answered: str | None) -> float | None:
    """Read Retry-After, in seconds or as a date measured from the answer's own Date header."""
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        asked = parsedate_to_datetime(retry_after)
        since = parsedate_to_datetime(answered) if answered else asked
        return max(0.0, (_aware(asked) - _aware(since)).total_seconds())
    except ValueError:
        return None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read(chunks: Iterable[bytes], max_bytes: int, overdue_at: float) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            raise _TooLarge
        if time.monotonic() > overdue_at:
            raise _Overdue("the body was not complete in time")
    return bytes(body)


def _unpacked(sent: bytes, coding: str | None, max_bytes: int) -> bytes:
    """Undo gzip, never beyond ``max_bytes``: a small body can be made to unpack to gigabytes."""
    if not sent or coding is None or coding.strip().lower() == "identity":
        return sent
    if coding.strip().lower() not in ("gzip", "x-gzip"):
        raise _Unreadable(f"its content encoding is {coding}, which was not asked for")
    try:
        return gunzip(sent, max_bytes)
    except zlib.error as fault:
        raise _Unreadable(f"it is no gzip: {fault}") from fault
    except OverflowError as fault:
        raise _TooLarge from fault


def gunzip(packed: bytes, max_bytes: int) -> bytes:
    """Unpack gzip data of one or more members; what follows the last is padding.

    Raises OverflowError beyond ``max_bytes``, zlib.error for what is no gzip or is cut short.
    """
    unpacked = bytearray()
    rest = packed
    while True:
        member = zlib.decompressobj(wbits=31)
        unpacked += member.decompress(rest, max_bytes + 1 - len(unpacked))
        if len(unpacked) > max_bytes:
            raise OverflowError
        if not member.eof:
            raise zlib.error("it ends too early")
        rest = member.unused_data
        if not rest.startswith(GZIP):
            return bytes(unpacked)


class _GuardedBackend(httpcore.NetworkBackend):
    """Connects only to the addresses that the guard let through, so no second look-up can lead elsewhere."""

    def __init__(self, *, allow_loopback: bool) -> None:
        self._allow_loopback = allow_loopback
        self._tcp = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = public_addresses(host, port, allow_loopback=self._allow_loopback)
        except OSError as fault:
            raise httpcore.ConnectError(f"{host} has no address: {fault}") from fault
        for address in addresses[:-1]:
            try:
                return self._tcp.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._tcp.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)


_HTTPX_FAULTS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.TimeoutException, httpx.TimeoutException),
    (httpcore.NetworkError, httpx.NetworkError),
    (httpcore.ProtocolError, httpx.ProtocolError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
)


@contextmanager
def _as_httpx_faults() -> Iterator[None]:
    try:
        yield
    except Exception as fault:
        for ours, theirs in _HTTPX_FAULTS:
            if isinstance(fault, ours):
                raise theirs(str(fault)) from fault
        raise


class _Stream(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_faults():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _GuardedTransport(httpx.BaseTransport):
    """httpx's transport over a connection pool whose backend is guarded (httpx has no door for that)."""

    def __init__(self, *, allow_loopback: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=2,
            keepalive_expiry=30.0,
            network_backend=_GuardedBackend(allow_loopback=allow_loopback),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _as_httpx_faults():
            response = self._pool.handle_request(asked)
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Stream(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._pool.close()
