"""Points in time as feeds, sitemaps and pages write them, read into UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$|\d{8}$")
_SPACED_OFFSET = re.compile(r"(?<=\d) +(?=[+-]\d{2}:?\d{2}$)")
_UTC_NAME = re.compile(r"\s*(?:UTC|GMT)$", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
# Arabic outlets mean Arabia's time by it, mail software Atlantic time: the outlet's own zone is better.
_ARABIA = re.compile(r"\s+AST$")
_YEARS = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC; ``day_only`` when only the day was told, the instant then being its first moment."""

    at: datetime
    day_only: bool


def read_moment(text: object, zone: ZoneInfo) -> Moment | None:
    """Read a date or a date with time (ISO 8601, RFC 822, 2024/11/29 10:00; Arabic digits too).

    What names no zone is told in the outlet's ``zone``. None for anything else.
    """
    if not isinstance(text, str):
        return None
    written = _ARABIA.sub("", text.strip().translate(_DIGITS))
    day_only = _DAY.match(written) is not None
    told = _iso(written) or _mail(written)
    if told is None and (match := _SLASHED.match(written)):
        day_only = match[4] is None
        told = _from_parts([int(part) for part in match.groups() if part is not None])
    if told is None or told.year not in _YEARS:
        return None
    if told.tzinfo is None:
        told = told.replace(tzinfo=zone)
    return Moment(told.astimezone(UTC), day_only)


def day_in(at: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day of an instant in a zone."""
    return at.astimezone(zone).date()


def _iso(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_UTC_NAME.sub("Z", _SPACED_OFFSET.sub("", written)))
    except ValueError:
        return None


def _mail(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written)
    except (ValueError, IndexError, OverflowError):
        return None


def _from_parts(parts: list[int]) -> datetime | None:
    try:
        return datetime(*parts)  # type: ignore[arg-type]  # three to six whole numbers, as the pattern has them
    except ValueError:
        return None
