"""robots.txt: what an outlet allows a machine to ask for, and how slowly."""

import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from extract.records import Outcome
from extract.web.client import PRODUCT, Answer, Terms, WebClient

_LARGEST = 500 * 1024  # bytes: what RFC 9309 asks a reader to manage
_LONG_DELAY = 60  # seconds: kept to, but a day may then not fit into its night

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one origin: ``refusal`` when it refuses everything, else a parsed file or none at all."""

    refusal: str | None = None
    parsed: Protego | None = None


class Robots:
    """The rules of the hosts that one run of a stage meets; each file is read once."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._rules: dict[str, _Rules] = {}

    def why_not(self, url: str) -> str | None:
        """Return why an address must not be asked for, or None when it may be.

        The first question about a host reads its robots.txt and makes the client keep its crawl delay.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            rules = _rules(self._client.get(f"{origin}/robots.txt", Terms(max_bytes=_LARGEST)))
            delay = rules.parsed.crawl_delay(PRODUCT) if rules.parsed else None
            if delay is not None:
                if delay > _LONG_DELAY:
                    log.warning("%s/robots.txt asks for %g s between two pages", origin, delay)
                self._client.slow_down(url, float(delay))
            self._rules[origin] = rules
        rules = self._rules[origin]
        if rules.refusal is not None:
            return rules.refusal
        if rules.parsed is not None and not rules.parsed.can_fetch(url, PRODUCT):
            return f"{origin}/robots.txt disallows it"
        return None


def _rules(answer: Answer) -> _Rules:
    """Judge a robots.txt: a missing one allows everything, one that cannot be read allows nothing."""
    if answer.outcome is Outcome.FETCHED:
        return _Rules(parsed=Protego.parse(answer.body.decode("utf-8-sig", errors="replace")))
    missing = answer.outcome is Outcome.GONE or (
        answer.outcome is Outcome.CLIENT_ERROR and 400 <= (answer.status or 0) < 500
    )
    # A host that must not be asked at all is refused as such when its page is asked for.
    if missing or answer.outcome is Outcome.REFUSED_ADDRESS:
        return _Rules()
    return _Rules(refusal=f"{answer.url} could not be read: {answer.error}")
