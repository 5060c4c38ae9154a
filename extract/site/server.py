"""The site on HTTP: loopback only, with the conditional requests that a careful collector makes."""

import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from errno import EADDRINUSE
from pathlib import Path
from threading import Thread
from time import sleep
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from extract.errors import UsageError, WaqaiError
from extract.outlets import Outlet
from extract.site.corpus import CorpusArticle, load_corpus
from extract.site.pages import Answer, Site

HOST = "127.0.0.1"


def create_app(
    corpus: Iterable[CorpusArticle], outlets: Mapping[str, Outlet], base_url: str, now: datetime | None
) -> Starlette:
    """Return the web application that plays a corpus.

    ``outlets`` are the known ones by source_id (names, zones); ``base_url`` is where the application will be
    reached, without a slash at its end; ``now`` (aware) hides what was published later, None hides nothing.

    Raises UsageError when ``now`` has no offset, or two outlets of the corpus cannot be told apart.
    """
    if now is not None and now.utcoffset() is None:
        raise UsageError(f"now {now.isoformat()} has no offset from UTC: write it as {now.isoformat()}+03:00")
    site = Site(corpus, outlets, base_url, now)

    async def page(request: Request) -> Response:
        path: str = request.scope["path"]
        answer = site.answer(path)
        if answer:
            return _respond(request, answer)
        if site.answer(f"{path}/"):
            return RedirectResponse(quote(f"{path}/"), status_code=301)
        return PlainTextResponse(f"404: لا صفحة بهذا العنوان / no page at this address: {path}\n", 404)

    return Starlette(routes=[Route("/{path:path}", page, methods=["GET"])])  # Starlette adds HEAD to GET


@contextmanager
def running_site(
    corpus_path: Path, port: int, now: datetime | None = None, known: Mapping[str, Outlet] | None = None
) -> Iterator[str]:
    """Serve a corpus on 127.0.0.1 from a thread; yield the base URL (no slash at its end), stop at the end.

    ``port`` 0 takes any free one; ``known`` are outlets by source_id (names, zones of bare dates); ``now``
    (aware) hides what was published later, None hides nothing.

    Raises UsageError for a broken corpus, a ``now`` without offset, or a port that is taken or is none.
    """
    outlets = known or {}
    corpus = load_corpus(corpus_path, outlets)
    with _listener(port) as listener:
        base_url = f"http://{HOST}:{listener.getsockname()[1]}"
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(corpus, outlets, base_url, now),
                lifespan="off",
                log_config=None,  # logging is the caller's
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=2,
            )
        )
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="waqai-site", daemon=True)
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    raise WaqaiError(f"the site did not start on {base_url}: see the error above")
                sleep(0.01)
            yield base_url
        finally:
            server.should_exit = True
            thread.join()


def _listener(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Else a port stays taken for a minute after the last site on it; a listening one is refused all the same.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except (OSError, OverflowError) as fault:
        listener.close()
        why = "is taken" if isinstance(fault, OSError) and fault.errno == EADDRINUSE else f"cannot be had ({fault})"
        raise UsageError(f"port {port} on {HOST} {why}: choose another, or 0 for any that is free") from fault
    return listener


def _respond(request: Request, answer: Answer) -> Response:
    headers = {"ETag": answer.etag, "Cache-Control": "no-cache"}
    if answer.changed_at:
        headers["Last-Modified"] = format_datetime(answer.changed_at.astimezone(UTC), usegmt=True)
    if _is_unchanged(request, answer):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, headers=headers | {"Content-Type": answer.content_type})


def _is_unchanged(request: Request, answer: Answer) -> bool:
    """Tell whether the client has this answer; a tag, where it sends one, decides alone (RFC 9110)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return any(tag.strip().removeprefix("W/") in {answer.etag, "*"} for tag in tags.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or answer.changed_at is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False  # a date that is none is to be ignored
    return answer.changed_at.replace(microsecond=0) <= moment.replace(tzinfo=moment.tzinfo or UTC)
