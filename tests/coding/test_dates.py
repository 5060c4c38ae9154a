"""Date expressions of newswire, against a Saturday's publication."""

from datetime import date

import pytest

from extract.coding.dates import DateReader
from extract.coding.lexicons import default_lexicon
from extract.coding.text import Sentence, tokens

PUBLISHED = date(2024, 12, 7)  # a Saturday


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("تقدمت القوات، الجمعة، إلى المدينة", "2024-12-06", "day"),
        ("يجتمع المجلس مساء اليوم السبت", "2024-12-07", "day"),
        ("ومجدداً مساء غد الأحد", "2024-12-08", "day"),
        ("قال الرئيس أمس الجمعة", "2024-12-06", "day"),
        ("أعلن أول من أمس الخميس", "2024-12-05", "day"),
        ("وقع الهجوم في 27 تشرين الثاني/نوفمبر", "2024-11-27", "day"),
        ("منذ 27 نوفمبر 2023", "2023-11-27", "day"),
        ("في ٣ كانون الأول الجاري", "2024-12-03", "day"),
        ("قبل ثلاثة أيام", "2024-12-04", "day"),
        ("منذ يومين", "2024-12-05", "day"),
        ("الأسبوع الماضي", "2024-11-30", "week"),
        ("الأربعاء الماضي", "2024-12-04", "day"),
        ("السبت المقبل", "2024-12-14", "day"),
        ("في أغسطس 2015", "2015-08-01", "month"),
        ("عام 2011", "2011-01-01", "year"),
        ("في 20 ديسمبر", "2024-12-20", "day"),
        ("في 20 مايو", "2024-05-20", "day"),
    ],
)
def test_resolved_against_publication(text: str, day: str, precision: str) -> None:
    found = DateReader(default_lexicon()).find(tokens(text, Sentence(0, 0, len(text))), PUBLISHED)
    assert [(when.day.isoformat(), when.precision) for when in found] == [(day, precision)]


@pytest.mark.parametrize(
    "text",
    [
        "جلسة قبل الظهر",
        "31 شباط",
        "في الساعة 12",
        "ماي بلا تاريخ",
        "قبل أن يغادر",
        "قبل 200 عام",
        "في ديسمبر 2029",
        "②",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert DateReader(default_lexicon()).find(tokens(text, Sentence(0, 0, len(text))), PUBLISHED) == []
