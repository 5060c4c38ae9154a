"""When: date expressions of Arabic newswire, resolved against the day of publication.

dateparser knows none of «أمس الجمعة», «مساء اليوم السبت», «قبل ثلاثة أيام» or «كانون الأول»: hence this grammar.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from extract.coding.lexicons import Lexicon
from extract.coding.morphology import segmentations
from extract.coding.numbers import numbers
from extract.coding.text import Token, normalise, words_of

_UNIT_DAYS = {"يوم": 1, "ايام": 1, "يوما": 1, "اسبوع": 7, "اسابيع": 7}
_UNIT_DUALS = {"يومين": 2, "اسبوعين": 14}
_LONG_UNITS = {"شهر": 30, "اشهر": 30, "شهور": 30, "شهرا": 30, "سنه": 365, "سنوات": 365, "عام": 365, "اعوام": 365,
               "عاما": 365, "عقود": 3650, "عقد": 3650}  # fmt: skip
_LONG_DUALS = {"شهرين": 60, "عامين": 730, "سنتين": 730, "عقدين": 7300}
_PAST = frozenset(normalise(word) for word in ("الماضي", "الماضية", "المنصرم", "المنصرمة", "الفائت", "الفائتة"))
_NEXT = frozenset(normalise(word) for word in ("المقبل", "المقبلة", "القادم", "القادمة"))
_AGO = frozenset(normalise(word) for word in ("قبل", "منذ"))
_YEAR = frozenset(normalise(word) for word in ("عام", "سنة", "العام", "للعام"))
_DAY_WORDS = frozenset(
    normalise(word) for word in ("أول", "أمس", "البارحة", "غد", "غدا", "اليوم", "الأسبوع", "الشهر", "العام")
)
_OPENINGS = _DAY_WORDS | _AGO | _YEAR
_WORDS_REMEMBERED = 50_000
_DAY = re.compile("[0-9]{1,2}")
_YEAR_DIGITS = re.compile("[0-9]{4}")
_EARLIEST, _FURTHEST = date(1900, 1, 1), timedelta(days=400)  # no news tells of acts before or after these
_FORWARD_DAYS = 60  # a date without a year lies at most so far ahead of publication


@dataclass(frozen=True, slots=True)
class When:
    """A date at tokens ``[first, last)``; ``precision`` is day, week, month or year."""

    first: int
    last: int
    day: date
    precision: str


class DateReader:
    """Reads date expressions."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._weekdays = {normalise(name): index for index, name in enumerate(lexicon.words.weekdays)}
        months = [(words_of(name), month.number) for month in lexicon.words.months for name in month.names]
        self._months: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for words, number in sorted(months, key=lambda month: -len(month[0])):
            self._months.setdefault(words[0], []).append((words, number))
        self._openings = _OPENINGS | set(self._weekdays) | set(self._months)
        self._may_open = lru_cache(maxsize=_WORDS_REMEMBERED)(self._opens)

    def find(self, tokens: Sequence[Token], published: date) -> list[When]:
        """Return the dates of a sentence, in order of place."""
        found: list[When] = []
        position = 0
        while position < len(tokens):
            when = self._at(tokens, position, published) if self._may_open(tokens[position].norm) else None
            if when:
                if _EARLIEST <= when.day <= published + _FURTHEST:
                    found.append(when)
                position = when.last
            else:
                position += 1
        return found

    def _opens(self, word: str) -> bool:
        """Tell whether a date may begin with a word: most words are asked for nothing more."""
        return word[0].isdecimal() or any(rest in self._openings for _, rest, _ in segmentations(word))

    def _at(self, tokens: Sequence[Token], first: int, published: date) -> When | None:
        return (
            self._calendar(tokens, first, published)
            or self._relative(tokens, first, published)
            or self._ago(tokens, first, published)
            or self._year(tokens, first, published)
        )

    def _calendar(self, tokens: Sequence[Token], first: int, published: date) -> When | None:
        """«6 كانون الأول/ديسمبر 2024», «في ديسمبر 2015», «أغسطس الماضي»."""
        day: int | None = None
        position = first
        if _DAY.fullmatch(tokens[first].norm) and 1 <= int(tokens[first].norm) <= 31:
            day, position = int(tokens[first].norm), first + 1
            if position < len(tokens) and tokens[position].norm == "من":
                position += 1
        month, position = self._month(tokens, position, day is None)
        if month is None:
            return None
        if position + 1 < len(tokens) and tokens[position].norm == "/":
            other, after = self._month(tokens, position + 1, False)
            position = after if other else position
        year = _year_at(tokens, position)
        if year:
            position += 1
        elif day is None:
            if not (position < len(tokens) and tokens[position].norm in _PAST | _NEXT):
                return None
            position += 1
        try:
            when = date(year or published.year, month, day or 1)
            if not year and when > published + timedelta(days=_FORWARD_DAYS):
                when = when.replace(year=published.year - 1)
        except ValueError:
            return None
        return When(first, position, when, "day" if day else "month")

    def _month(self, tokens: Sequence[Token], first: int, cut: bool) -> tuple[int | None, int]:
        if first >= len(tokens):
            return None, first
        heads = [rest for _, rest, _ in segmentations(tokens[first].norm)] if cut else [tokens[first].norm]
        for head in heads:
            for words, number in self._months.get(head, ()):
                last = first + len(words)
                if last <= len(tokens) and all(
                    tokens[first + offset].norm == word for offset, word in enumerate(words) if offset
                ):
                    return number, last
        return None, first

    def _relative(self, tokens: Sequence[Token], first: int, published: date) -> When | None:
        word = tokens[first].norm
        after = tokens[first + 1].norm if first + 1 < len(tokens) else ""
        stripped = [rest for _, rest, _ in segmentations(word)]
        if "اول" in stripped and after in ("من", "امس"):
            last = first + 3 if after == "من" else first + 2
            if last <= len(tokens) and tokens[last - 1].norm == "امس":
                return self._with_weekday(tokens, first, last, published - timedelta(days=2))
        if "امس" in stripped or "البارحه" in stripped:
            return self._with_weekday(tokens, first, first + 1, published - timedelta(days=1))
        if "غد" in stripped or "غدا" in stripped:
            return self._with_weekday(tokens, first, first + 1, published + timedelta(days=1))
        if "اليوم" in stripped:
            return self._with_weekday(tokens, first, first + 1, published)
        for rest in stripped:
            if rest in self._weekdays:
                return self._weekday(tokens, first, self._weekdays[rest], published)
        if "الاسبوع" in stripped and after in _PAST:
            return When(first, first + 2, published - timedelta(days=7), "week")
        if "الشهر" in stripped and after in _PAST:
            return When(first, first + 2, (published.replace(day=1) - timedelta(days=1)).replace(day=1), "month")
        if "العام" in stripped and after in _PAST:
            return When(first, first + 2, date(published.year - 1, 1, 1), "year")
        return None

    def _with_weekday(self, tokens: Sequence[Token], first: int, last: int, day: date) -> When:
        """«أمس الجمعة»: the weekday is part of it."""
        if last < len(tokens) and tokens[last].norm in self._weekdays:
            last += 1
        return When(first, last, day, "day")

    def _weekday(self, tokens: Sequence[Token], first: int, weekday: int, published: date) -> When:
        """A bare weekday is the last one, publication day included; «الماضي» and «المقبل» push it away."""
        back = (published.weekday() - weekday) % 7
        after = tokens[first + 1].norm if first + 1 < len(tokens) else ""
        if after in _NEXT:
            return When(first, first + 2, published + timedelta(days=(weekday - published.weekday()) % 7 or 7), "day")
        if after in _PAST:
            return When(first, first + 2, published - timedelta(days=back or 7), "day")
        return When(first, first + 1, published - timedelta(days=back), "day")

    def _ago(self, tokens: Sequence[Token], first: int, published: date) -> When | None:
        if not any(rest in _AGO for _, rest, _ in segmentations(tokens[first].norm)) or first + 1 >= len(tokens):
            return None
        unit = tokens[first + 1].norm
        if unit in _UNIT_DUALS:
            return When(first, first + 2, published - timedelta(days=_UNIT_DUALS[unit]), "day")
        if unit in _LONG_DUALS:
            return When(first, first + 2, published - timedelta(days=_LONG_DUALS[unit]), "month")
        count = next((number for number in numbers(tokens[first + 1 : first + 5]) if number.first <= 1), None)
        unit_at = first + 1 + (count.last if count else 0)
        if unit_at >= len(tokens):
            return None
        value = count.value if count else 1
        unit = tokens[unit_at].norm
        try:
            if unit in _UNIT_DAYS and (count or unit == "يوم"):
                precision = "day" if _UNIT_DAYS[unit] == 1 else "week"
                return When(first, unit_at + 1, published - timedelta(days=value * _UNIT_DAYS[unit]), precision)
            if unit in _LONG_UNITS:
                precision = "month" if _LONG_UNITS[unit] == 30 else "year"
                return When(first, unit_at + 1, published - timedelta(days=value * _LONG_UNITS[unit]), precision)
        except OverflowError:
            return None
        return None

    def _year(self, tokens: Sequence[Token], first: int, published: date) -> When | None:
        if not any(rest in _YEAR for _, rest, _ in segmentations(tokens[first].norm)):
            return None
        year = _year_at(tokens, first + 1)
        return When(first, first + 2, date(year, 1, 1), "year") if year and year <= published.year + 1 else None


def _year_at(tokens: Sequence[Token], position: int) -> int | None:
    if position >= len(tokens) or not _YEAR_DIGITS.fullmatch(tokens[position].norm):
        return None
    year = int(tokens[position].norm)
    return year if 1900 <= year <= 2100 else None
