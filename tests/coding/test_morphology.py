"""The forms newswire prints, generated from one form in the lexicon."""

import pytest

from extract.coding.morphology import noun_forms, participle_forms, regular_present, segmentations, verb_forms
from extract.coding.text import normalise


@pytest.mark.parametrize(
    ("entry", "printed"),
    [
        ("سيطر", "سيطر سيطرت سيطروا يسيطر تسيطر يسيطرون"),
        ("استهدف", "استهدفت يستهدف تستهدف استهدفها يستهدفون"),
        ("أعلن", "أعلن أعلنت أعلنوا يعلن تعلن"),
        ("انسحب", "انسحبت انسحبوا ينسحب ينسحبون"),
        ("نفى", "نفى نفت نفوا ينفي تنفي ينفون نفاها"),
        ("دعا/يدعو", "دعا دعت دعوا يدعو تدعو"),
        ("أدان/يدين", "أدان أدانت أدانوا يدين تدين ندين"),
        ("التقى", "التقى التقت التقوا يلتقي"),
        ("وصل/يصل", "وصل وصلت وصلوا يصل تصل يصلون"),
        ("أسر/يأسر", "أسر أسرت أسروا يأسر"),
        ("شن", "شن شنت شنوا يشن تشن"),
    ],
)
def test_verbs_are_found_as_they_are_printed(entry: str, printed: str) -> None:
    assert {normalise(word) for word in printed.split()} <= verb_forms(entry)


def test_regular_presents() -> None:
    assert regular_present("قصف") == "يقصف"
    assert regular_present("أعلن") == "يعلن"
    assert regular_present("تقدم") == "يتقدم"
    assert regular_present("تلقى") == "يتلقى"
    assert regular_present("استولى") == "يستولي"


def test_nouns_take_article_tanwin_and_pronouns() -> None:
    assert {normalise(w) for w in ["سيطرة", "السيطرة", "سيطرتها", "سيطرتهم"]} <= noun_forms("سيطرة")
    assert {normalise(w) for w in ["هجوم", "الهجوم", "هجوما", "هجومها"]} <= noun_forms("هجوم")
    assert {normalise(w) for w in ["لقاء", "اللقاء", "لقائه", "لقاءها"]} <= noun_forms("لقاء")


def test_participles_agree() -> None:
    assert {normalise(w) for w in ["مؤكد", "مؤكدا", "مؤكدة", "مؤكدين"]} <= participle_forms("مؤكد")
    assert {normalise(w) for w in ["داعيا", "داعية", "داعين"]} <= participle_forms("داعي")


def test_clitics_are_proposals_the_least_cut_first() -> None:
    assert segmentations("وزير")[0] == ("", "وزير")
    assert ("ل", "الجيش") in segmentations("للجيش")
    assert ("ول", "الاردنيين") in segmentations("وللاردنيين")
    assert ("س", "يجتمع") in segmentations("سيجتمع")
