"""What one stage hands to the next: frozen records, and the Arrow schema of the lake table that holds them.

Times are UTC instants; dates are calendar days; offsets count Unicode characters of the article's ``text``.
``run_date`` and ``source_id`` are hive partition keys: they stand in the folder names, not in the files.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import pyarrow as pa

TIMESTAMP = pa.timestamp("us", tz="UTC")


class Outcome(StrEnum):
    """How the fetch of one page ended."""

    FETCHED = "fetched"
    NOT_MODIFIED = "not_modified"
    DISALLOWED = "disallowed"  # robots.txt says no, or could not be read
    GONE = "gone"  # 404 or 410
    FORBIDDEN = "forbidden"  # 401, 402, 403, 451
    CLIENT_ERROR = "client_error"  # any other 4xx
    SERVER_ERROR = "server_error"  # 5xx after all tries
    RATE_LIMITED = "rate_limited"  # 429 after all tries
    TOO_LARGE = "too_large"
    NOT_HTML = "not_html"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    REFUSED_ADDRESS = "refused_address"  # a private address, or a scheme other than http(s)


class Factuality(StrEnum):
    """How the text holds the act to be (gold guide, ``factuality``)."""

    ASSERTED = "asserted"
    CLAIMED = "claimed"
    PLANNED = "planned"
    DENIED = "denied"
    CALLED_FOR = "called-for"


@dataclass(frozen=True, slots=True)
class OutletOfDay:
    """An outlet as its file described it on the night it was read: the warehouse's dim_sources, dated."""

    TABLE: ClassVar[str] = "outlets"

    name_ar: str
    name_en: str
    country: str | None
    language: str
    kind: str
    homepage: str
    time_zone: str
    expected_daily_min: int
    expected_daily_max: int


@dataclass(frozen=True, slots=True)
class Discovery:
    """One address of an article, as a feed or a sitemap named it."""

    TABLE: ClassVar[str] = "discoveries"

    url: str
    canonical_url: str
    discovered_via: str  # feed | news_sitemap | sitemap
    found_in: str  # the address of that feed or sitemap
    title: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request for a page and how it ended; ``warc_*`` says where its bytes are archived."""

    TABLE: ClassVar[str] = "fetches"

    url: str
    canonical_url: str
    discovered_via: str
    requested_at: datetime
    status: int | None
    outcome: str
    content_type: str | None = None
    bytes: int | None = None
    body_sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    warc_file: str | None = None  # relative to the archive folder
    warc_offset: int | None = None
    attempts: int = 1
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One revision of one article, cleaned of everything that is not its text."""

    TABLE: ClassVar[str] = "articles"

    article_id: str  # sha-256 of source and canonical address, 16 hex digits
    revision: int  # 1, 2, ... in order of first sight of a changed text
    url: str
    canonical_url: str
    title: str
    text: str
    text_sha256: str
    word_count: int
    language: str
    fetched_at: datetime
    published_at: datetime | None
    published_at_source: str | None  # json_ld | meta | feed | htmldate
    modified_at: datetime | None
    parser_version: str
    authors: tuple[str, ...] = ()
    section: str | None = None
    is_paywalled: bool = False
    duplicate_of: str | None = None  # article_id of the copy that was published first
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True)
class MentionActor:
    """An actor as one sentence names it; ``code`` is ISO3 + PLOVER sector, or IGO/NGO + three letters."""

    actor_id: str
    code: str
    name_ar: str
    name_en: str
    text: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class MentionLocation:
    """A place as one sentence names it; ``country`` is ISO3, ``precision`` is its feature type's."""

    location_id: str
    name_ar: str
    name_en: str
    feature_type: str
    country: str
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    precision: str
    text: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Mention:
    """One act that one sentence reports: who did what to whom, where, when, read by which rule."""

    TABLE: ClassVar[str] = "mentions"

    mention_id: str
    doc_id: str  # the article_id, or the "doc" of a JSONL line
    sentence_index: int
    sentence_start: int
    sentence_end: int
    trigger_start: int
    trigger_end: int
    trigger_text: str
    rule_id: str
    plover_type: str
    plover_mode: str | None
    cameo_code: str
    quad_class: int
    goldstein: float
    acled_event_type: str | None
    acled_sub_event_type: str | None
    factuality: str
    confidence: float
    coder_version: str
    title_ar: str
    title_en: str
    plover_contexts: tuple[str, ...] = ()
    sources: tuple[MentionActor, ...] = ()
    targets: tuple[MentionActor, ...] = ()
    locations: tuple[MentionLocation, ...] = ()
    event_date: date | None = None
    event_date_precision: str | None = None  # day | week | month | year
    attributed_to: str | None = None
    deaths: int | None = None
    injured: int | None = None
    detained: int | None = None
    count: int | None = None
    count_unit: str | None = None
    same_as: str | None = None  # mention_id of the first telling of the same act in this article


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text to code: the door into the coder.

    ``text`` is the article's text as stored; the title only helps to tell which country it is about.
    """

    doc_id: str
    published: date
    text: str
    title: str = ""
    country: str | None = None  # ISO3 of the outlet, the last resort for a bare «الجيش»


def _field(name: str, kind: pa.DataType, required: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=not required)


_ACTOR = pa.struct(
    [
        _field("actor_id", pa.string(), True),
        _field("code", pa.string(), True),
        _field("name_ar", pa.string(), True),
        _field("name_en", pa.string(), True),
        _field("text", pa.string(), True),
        _field("start", pa.int32()),
        _field("end", pa.int32()),
    ]
)
_LOCATION = pa.struct(
    [
        _field("location_id", pa.string(), True),
        _field("name_ar", pa.string(), True),
        _field("name_en", pa.string(), True),
        _field("feature_type", pa.string(), True),
        _field("country", pa.string(), True),
        _field("admin1", pa.string()),
        _field("admin2", pa.string()),
        _field("lat", pa.float64()),
        _field("lon", pa.float64()),
        _field("precision", pa.string(), True),
        _field("text", pa.string(), True),
        _field("start", pa.int32()),
        _field("end", pa.int32()),
    ]
)

SCHEMAS: dict[str, pa.Schema] = {
    OutletOfDay.TABLE: pa.schema(
        [
            _field("name_ar", pa.string(), True),
            _field("name_en", pa.string(), True),
            _field("country", pa.string()),
            _field("language", pa.string(), True),
            _field("kind", pa.string(), True),
            _field("homepage", pa.string(), True),
            _field("time_zone", pa.string(), True),
            _field("expected_daily_min", pa.int32(), True),
            _field("expected_daily_max", pa.int32(), True),
        ]
    ),
    Discovery.TABLE: pa.schema(
        [
            _field("url", pa.string(), True),
            _field("canonical_url", pa.string(), True),
            _field("discovered_via", pa.string(), True),
            _field("found_in", pa.string(), True),
            _field("title", pa.string()),
            _field("published_at", TIMESTAMP),
        ]
    ),
    Fetch.TABLE: pa.schema(
        [
            _field("url", pa.string(), True),
            _field("canonical_url", pa.string(), True),
            _field("discovered_via", pa.string(), True),
            _field("requested_at", TIMESTAMP, True),
            _field("status", pa.int32()),
            _field("outcome", pa.string(), True),
            _field("content_type", pa.string()),
            _field("bytes", pa.int64()),
            _field("body_sha256", pa.string()),
            _field("etag", pa.string()),
            _field("last_modified", pa.string()),
            _field("warc_file", pa.string()),
            _field("warc_offset", pa.int64()),
            _field("attempts", pa.int32(), True),
            _field("error", pa.string()),
        ]
    ),
    Article.TABLE: pa.schema(
        [
            _field("article_id", pa.string(), True),
            _field("revision", pa.int32(), True),
            _field("url", pa.string(), True),
            _field("canonical_url", pa.string(), True),
            _field("title", pa.string(), True),
            _field("text", pa.string(), True),
            _field("text_sha256", pa.string(), True),
            _field("word_count", pa.int32(), True),
            _field("language", pa.string(), True),
            _field("fetched_at", TIMESTAMP, True),
            _field("published_at", TIMESTAMP),
            _field("published_at_source", pa.string()),
            _field("modified_at", TIMESTAMP),
            _field("parser_version", pa.string(), True),
            _field("authors", pa.list_(pa.string()), True),
            _field("section", pa.string()),
            _field("is_paywalled", pa.bool_(), True),
            _field("duplicate_of", pa.string()),
            _field("warc_file", pa.string()),
            _field("warc_offset", pa.int64()),
        ]
    ),
    Mention.TABLE: pa.schema(
        [
            _field("mention_id", pa.string(), True),
            _field("doc_id", pa.string(), True),
            _field("sentence_index", pa.int32(), True),
            _field("sentence_start", pa.int32(), True),
            _field("sentence_end", pa.int32(), True),
            _field("trigger_start", pa.int32(), True),
            _field("trigger_end", pa.int32(), True),
            _field("trigger_text", pa.string(), True),
            _field("rule_id", pa.string(), True),
            _field("plover_type", pa.string(), True),
            _field("plover_mode", pa.string()),
            _field("cameo_code", pa.string(), True),
            _field("quad_class", pa.int8(), True),
            _field("goldstein", pa.float64(), True),
            _field("acled_event_type", pa.string()),
            _field("acled_sub_event_type", pa.string()),
            _field("factuality", pa.string(), True),
            _field("confidence", pa.float64(), True),
            _field("coder_version", pa.string(), True),
            _field("title_ar", pa.string(), True),
            _field("title_en", pa.string(), True),
            _field("plover_contexts", pa.list_(pa.string()), True),
            _field("sources", pa.list_(_ACTOR), True),
            _field("targets", pa.list_(_ACTOR), True),
            _field("locations", pa.list_(_LOCATION), True),
            _field("event_date", pa.date32()),
            _field("event_date_precision", pa.string()),
            _field("attributed_to", pa.string()),
            _field("deaths", pa.int32()),
            _field("injured", pa.int32()),
            _field("detained", pa.int32()),
            _field("count", pa.int32()),
            _field("count_unit", pa.string()),
            _field("same_as", pa.string()),
        ]
    ),
}
