"""How many: numbers in digits and words, and what they count (deaths, injured, detained)."""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.coding.lexicons import Lexicon
from extract.coding.morphology import segmentations, stems
from extract.coding.text import Token, normalise

_UNITS = {
    "واحد": 1, "واحدة": 1, "اثنان": 2, "اثنين": 2, "اثنتين": 2, "اثنتان": 2, "ثلاثة": 3, "ثلاث": 3, "أربعة": 4,
    "أربع": 4, "خمسة": 5, "خمس": 5, "ستة": 6, "ست": 6, "سبعة": 7, "سبع": 7, "ثمانية": 8, "ثماني": 8, "ثمان": 8,
    "تسعة": 9, "تسع": 9, "عشرة": 10, "عشر": 10, "عشرون": 20, "عشرين": 20, "ثلاثون": 30, "ثلاثين": 30,
    "أربعون": 40, "أربعين": 40, "خمسون": 50, "خمسين": 50, "ستون": 60, "ستين": 60, "سبعون": 70, "سبعين": 70,
    "ثمانون": 80, "ثمانين": 80, "تسعون": 90, "تسعين": 90, "مئتان": 200, "مئتين": 200, "مئتي": 200, "مائتين": 200,
}  # fmt: skip
_HUNDREDS = ("مئة", "مائة")
_SCALES = {"ألف": 1_000, "آلاف": 1_000, "ألفا": 1_000, "ألفي": 2_000, "ألفين": 2_000, "مليون": 1_000_000,
           "ملايين": 1_000_000}  # fmt: skip
_SMALL = {normalise(word): value for word, value in _UNITS.items()}
_HUNDRED = frozenset(normalise(word) for word in _HUNDREDS)
_LARGE = {normalise(word): value for word, value in _SCALES.items()}
_AMONG = frozenset(normalise(word) for word in ("بينهم", "بينهن", "منهم", "منهن", "بينها"))
_DIGITS_AT_MOST = 9
_BELIEVABLE = 1_000_000  # casualties of one act: from here on it is a slip or a sum of a war
_NEAR = 4  # words between a count and what it counts
_MARK = "،"


@dataclass(frozen=True, slots=True)
class Number:
    """A count at tokens ``[first, last)``."""

    first: int
    last: int
    value: int


@dataclass(frozen=True, slots=True)
class Casualties:
    """What a stretch of text counts; None where it gives no number."""

    deaths: int | None = None
    injured: int | None = None
    detained: int | None = None


def numbers(tokens: Sequence[Token]) -> list[Number]:
    """Return the whole numbers of a sentence, in digits («1,200») or words («خمسة وعشرين»)."""
    found = []
    position = 0
    while position < len(tokens):
        value, last = _number_at(tokens, position)
        if value is not None:
            found.append(Number(position, last, value))
            position = last
        else:
            position += 1
    return found


def _number_at(tokens: Sequence[Token], first: int) -> tuple[int | None, int]:
    if tokens[first].is_number:
        plain = tokens[first].norm.replace(",", "").replace("٬", "")
        if not plain.isdecimal() or len(plain) > _DIGITS_AT_MOST:
            return None, first
        value, last = int(plain), first + 1
        if last < len(tokens) and tokens[last].norm in _LARGE and value < 1_000:
            value, last = value * _LARGE[tokens[last].norm], last + 1
        return value, last
    total, group, last, seen = 0, 0, first, False
    while last < len(tokens):
        word = tokens[last].norm
        rest = word[1:] if seen and word[0] == "و" and word not in _SMALL else word
        if rest in _SMALL:
            group += _SMALL[rest]
        elif rest.endswith(tuple(_HUNDRED)) and (rest in _HUNDRED or rest[:-3] in _SMALL or rest[:-4] in _SMALL):
            unit = next((_SMALL[rest[: -len(word)]] for word in _HUNDRED if rest[: -len(word)] in _SMALL), 0)
            group = (group or unit or 1) * 100 if group < 10 else group + 100
        elif seen and rest in _LARGE:
            total, group = total + (group or 1) * _LARGE[rest], 0
        else:
            break
        seen, last = True, last + 1
    return (total + group if seen else None), last


class CasualtyReader:
    """Reads how many were killed, hurt and held."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words
        self._kinds = {
            normalise(word): kind
            for kind, listed in (("detained", words.held), ("injured", words.hurt), ("deaths", words.dead))
            for word in listed
        }
        self._no_units = frozenset(normalise(word) for word in words.no_units)
        self._people = frozenset(normalise(word) for word in words.people)

    def read(self, tokens: Sequence[Token], first: int, last: int) -> Casualties:
        """Return what tokens ``[first, last)`` count: «مقتل 15 شخصاً وإصابة 30», «12 قتيلاً», «مقتل جنديين»."""
        counts: dict[str, int] = {}
        kind: str | None = None
        kind_at = first
        skip_until = first
        found = {number.first: number for number in numbers(tokens[first:last])}
        for position in range(first, last):
            word = tokens[position].norm
            if word in _AMONG or (word.startswith("و") and word[1:] in _AMONG):
                skip_until = position + _NEAR
            named = self._kind(word)
            if named:
                kind, kind_at = named, position
                implied = self._implied(tokens, position, last)
                if implied is not None and position >= skip_until:
                    counts.setdefault(named, implied)
            number = found.get(position - first)
            if number is None or position < skip_until:
                continue
            after = next(
                (
                    self._kinds[tokens[later].norm]
                    for later in range(first + number.last, min(last, first + number.last + 2))
                    if tokens[later].norm in self._kinds
                ),
                None,
            )
            if number.value >= _BELIEVABLE:
                continue
            counted = after or (kind if kind and position - kind_at <= _NEAR else None)
            if counted and self._counts_people(tokens, first + number.last, last, bool(after)):
                counts.setdefault(counted, number.value)
        return Casualties(counts.get("deaths"), counts.get("injured"), counts.get("detained"))

    def counted(self, tokens: Sequence[Token], first: int, last: int) -> tuple[Number, Token] | None:
        """Return the first count of things near an act and the word for them: «السيطرة على 12 قطعة عسكرية».

        People killed, hurt or held are casualties, and times and shares count nothing.
        """
        for number in numbers(tokens[first:last]):
            after = first + number.last
            if number.first > _NEAR or after >= last:
                return None
            unit = tokens[after]
            if unit.is_word and self._no_units.isdisjoint(stems(unit.norm)) and number.value < _BELIEVABLE:
                return Number(first + number.first, after, number.value), unit
        return None

    def _kind(self, word: str) -> str | None:
        return next((self._kinds[rest] for _, rest, _ in segmentations(word) if rest in self._kinds), None)

    def _implied(self, tokens: Sequence[Token], position: int, last: int) -> int | None:
        """A noun in the singular or dual counts itself: «مقتل شخص» is 1, «إصابة جنديين» is 2."""
        if position + 1 >= last:
            return None
        word = tokens[position + 1].norm
        if word not in self._people:
            return None
        if word.endswith(("ان", "ين")) and word[:-2] in self._people:
            return 2
        plural = word.endswith(("ون", "ين", "ات")) or word in _BROKEN_PLURALS
        return None if plural else 1

    def _counts_people(self, tokens: Sequence[Token], position: int, last: int, certain: bool) -> bool:
        if certain or position >= last:
            return True
        word = tokens[position].norm
        return word in self._people or word in _OTHERS or word == _MARK or self._kind(word) is not None


_OTHERS = frozenset(
    normalise(word) for word in ("آخرين", "آخرون", "آخر", "على", "من", "بجروح", "في", "بينهم", "وإصابة")
)
_BROKEN_PLURALS = frozenset(
    normalise(word)
    for word in (
        "أشخاص", "أطفال", "نساء", "رجال", "جنود", "عناصر", "ضباط", "شبان", "عمال", "أسرى", "ضحايا", "إرهابيا",
        "شخصا", "مدنيا", "طفلا", "جنديا", "عنصرا", "مقاتلا", "مسلحا", "مواطنا", "ضابطا", "شرطيا", "متظاهرا",
    )
)  # fmt: skip
