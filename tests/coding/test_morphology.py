"""The forms newswire prints, generated from one form in the lexicon."""

import pytest

from extract.coding.morphology import (
    Split,
    noun_forms,
    participle_forms,
    regular_present,
    segmentations,
    stems,
    verb_forms,
    with_pronouns,
)
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
    assert read_as(printed.split(), verb_forms(entry))


def read_as(printed: list[str], forms: frozenset[str]) -> bool:
    """Tell whether each printed word is one of the forms once a pronoun is taken off."""
    return all(any(split.rest in forms for split in with_pronouns(normalise(word))) for word in printed)


def test_regular_presents() -> None:
    assert regular_present("قصف") == "يقصف"
    assert regular_present("أعلن") == "يعلن"
    assert regular_present("تقدم") == "يتقدم"
    assert regular_present("تلقى") == "يتلقى"
    assert regular_present("استولى") == "يستولي"


def test_nouns_take_article_tanwin_and_pronouns() -> None:
    assert read_as(["سيطرة", "السيطرة", "سيطرتها", "سيطرتهم"], noun_forms("سيطرة"))
    assert read_as(["هجوم", "الهجوم", "هجوما", "هجومها"], noun_forms("هجوم"))
    assert read_as(["لقاء", "اللقاء", "لقائه", "لقاءها"], noun_forms("لقاء"))


def test_a_pronoun_on_a_feminine_noun_is_told_from_one_on_a_verb() -> None:
    readings = {split.rest: split.pronoun for split in with_pronouns(normalise("سيطرتها"))}
    assert readings["سيطره"] == "noun"
    assert readings["سيطرت"] == "any"


def test_stems_leave_article_clitics_and_tanwin_off() -> None:
    assert "نار" in stems(normalise("والنار"))
    assert "هجوم" in stems(normalise("لهجومها"))
    assert "حصار" in stems(normalise("حصاراً"))


def test_participles_agree() -> None:
    assert {normalise(w) for w in ["مؤكد", "مؤكدا", "مؤكدة", "مؤكدين"]} <= participle_forms("مؤكد")
    assert {normalise(w) for w in ["داعيا", "داعية", "داعين"]} <= participle_forms("داعي")


def test_clitics_are_proposals_the_least_cut_first() -> None:
    assert segmentations("وزير")[0] == Split("", "وزير")
    assert Split("ل", "الجيش") in segmentations("للجيش")
    assert Split("ول", "الاردنيين") in segmentations("وللاردنيين")
    assert Split("س", "يجتمع") in segmentations("سيجتمع")
