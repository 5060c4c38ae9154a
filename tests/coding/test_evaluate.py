"""The coder against the annotated reference article, and the scorer against itself."""

from datetime import date
from pathlib import Path

import pytest

from extract.coding.coder import default_coder
from extract.coding.evaluate import evaluate, score
from extract.coding.gold import GoldEvent, read_gold, read_texts
from extract.errors import UsageError
from extract.records import SourceText
from extract.settings import PROJECT

SHARED = PROJECT.parent / "shared" / "gold"
TEXT = "سيطرت هيئة تحرير الشام على مدينة حماة. وعقد الرئيس التركي اجتماعاً في أنقرة."


def gold_event(types=("COERCE",), trigger="سيطرت", source=("SYRREB",)) -> GoldEvent:
    return GoldEvent("doc", "سيطرت", trigger, types, source, (), (("حماة", 35.13, 36.75),), None, "asserted", True)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated articles lie outside the repository, in ../shared/gold")
def test_most_central_events_of_the_reference_article_are_found_with_their_country() -> None:
    texts = [text for text in read_texts(SHARED / "dev.texts.jsonl") if text.doc_id == "seed"]
    scores = evaluate(default_coder(), texts, read_gold(SHARED / "dev.events.jsonl"))
    assert scores.central_with_source_country >= 0.85


def test_a_match_needs_the_sentence_and_the_type() -> None:
    text = SourceText("doc", date(2024, 12, 6), TEXT)
    mentions = {"doc": default_coder().code(text)}
    assert score([text], [gold_event()], mentions).matched == 1
    assert score([text], [gold_event(types=("PROTEST",))], mentions).matched == 0
    assert score([text], [gold_event(types=("PROTEST", "COERCE"))], mentions).matched == 1


def test_a_wrong_country_counts_against_it() -> None:
    text = SourceText("doc", date(2024, 12, 6), TEXT)
    mentions = {"doc": default_coder().code(text)}
    assert score([text], [gold_event()], mentions).central_with_source_country == 1.0
    assert score([text], [gold_event(source=("TURMIL",))], mentions).central_with_source_country == 0.0


def test_a_broken_line_is_told(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"doc": "a", "published": "2024-12-06", "text": "x"}\n{"doc": 1}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"texts\.jsonl:2: a text needs"):
        read_texts(file)
    file.write_text("no json\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"texts\.jsonl:1: no JSON"):
        read_gold(file)
