"""Counts in digits and words, and what they count."""

import pytest

from extract.coding.lexicons import default_lexicon
from extract.coding.numbers import Casualties, CasualtyReader, numbers
from extract.coding.text import Sentence, tokens


def cut(text: str):
    return tokens(text, Sentence(0, 0, len(text)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15", 15),
        ("١٢", 12),
        ("1,200", 1200),
        ("خمسة", 5),
        ("خمسة عشر", 15),
        ("خمسة وعشرين", 25),
        ("مئة وخمسين", 150),
        ("ثلاثمئة", 300),
        ("مئتي", 200),
        ("ثلاثة آلاف", 3000),
        ("12 ألف", 12000),
    ],
)
def test_numbers(text: str, value: int) -> None:
    assert [number.value for number in numbers(cut(text))] == [value]


@pytest.mark.parametrize("text", ["②", "س²", "9" * 5000, "1.5"])
def test_what_is_no_whole_number(text: str) -> None:
    assert numbers(cut(text)) == []


@pytest.mark.parametrize(
    ("text", "deaths", "injured", "detained"),
    [
        ("قتل 15 شخصاً وأصيب 30 آخرون في قصف على المدينة", 15, 30, None),
        ("مقتل 12 مدنياً وإصابة 20", 12, 20, None),
        ("سقط 7 قتلى و13 جريحاً", 7, 13, None),
        ("مقتل جنديين بنيران قناص", 2, None, None),
        ("مقتل طفل في الغارة", 1, None, None),
        ("قتل 14 شخصاً بينهم 3 أطفال", 14, None, None),
        ("اعتقل 9 أشخاص في القرية", None, None, 9),
        ("مقتل خمسة عشر عنصراً", 15, None, None),
        ("انسحبت القوات من 12 قرية", None, None, None),
        ("مقتل 99999999999 شخصاً", None, None, None),
        ("قتل 3 ملايين شخص", None, None, None),
    ],
)
def test_casualties(text: str, deaths: int | None, injured: int | None, detained: int | None) -> None:
    words = cut(text)
    read = CasualtyReader(default_lexicon()).read(words, 0, len(words))
    assert read == Casualties(deaths, injured, detained)
