"""What the coder makes of sentences written for one point each."""

import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.coding.coder import default_coder
from extract.coding.gold import passages
from extract.records import Mention, SourceText

SATURDAY = date(2024, 12, 7)


def code(text: str, published: date = SATURDAY) -> list[Mention]:
    return default_coder().code(SourceText("doc", published, text))


def only(text: str, plover_type: str) -> Mention:
    found = [mention for mention in code(text) if mention.plover_type == plover_type]
    assert len(found) == 1, [(m.plover_type, m.trigger_text) for m in code(text)]
    return found[0]


def codes(actors) -> list[str]:
    return [actor.code for actor in actors]


def test_offsets_point_into_the_text() -> None:
    text = "مقدمة قصيرة.\nقصف الجيش الإسرائيلي بلدة الخيام في جنوب لبنان، أمس الجمعة."
    mention = only(text, "ASSAULT")
    assert text[mention.trigger_start : mention.trigger_end] == mention.trigger_text == "قصف"
    assert text[mention.sentence_start : mention.sentence_end].startswith("قصف الجيش")
    assert all(text[actor.start : actor.end] == actor.text for actor in mention.sources)
    assert all(text[place.start : place.end] == place.text for place in mention.locations)


def test_who_where_when() -> None:
    mention = only("سيطرت هيئة تحرير الشام على مدينة حماة، الخميس.", "COERCE")
    assert codes(mention.sources) == ["SYRREB"]
    assert [place.name_en for place in mention.locations] == ["Hama"]
    assert mention.event_date == date(2024, 12, 5)


def test_an_actor_has_the_code_of_its_day() -> None:
    text = "هاجمت هيئة تحرير الشام بلدة قرب مدينة حماة."
    assert codes(code(text, date(2024, 12, 5))[0].sources) == ["SYRREB"]
    assert codes(code(text, date(2024, 12, 20))[0].sources) == ["SYRGOV"]


def test_a_newspaper_is_no_place() -> None:
    assert all(
        "القدس" not in place.name_ar
        for mention in code("قال مصدر لصحيفة القدس العربي إن الجيش التركي قصف بلدة تل رفعت.")
        for place in mention.locations
    )


def test_a_list_of_places_is_one_event() -> None:
    mention = only("سيطرت الفصائل السورية المعارضة على مدن الرستن وتلبيسة والدار الكبيرة.", "COERCE")
    assert len(mention.locations) == 3


def test_passives_name_the_victims() -> None:
    mention = only("قُتل 15 مدنياً وأصيب 30 آخرون في غارة إسرائيلية على مخيم جباليا.", "ASSAULT")
    assert codes(mention.sources) == ["ISRMIL"]
    assert (mention.deaths, mention.injured) == (15, 30)


def test_what_is_suffered_is_done_by_another() -> None:
    mention = only("تعرضت قوات النظام السوري لهجوم من هيئة تحرير الشام في ريف حماة.", "ASSAULT")
    assert codes(mention.sources) == ["SYRREB"]
    assert codes(mention.targets) == ["SYRMIL"]


def test_things_are_counted_with_their_unit() -> None:
    mention = only("سيطرت هيئة تحرير الشام على 12 قطعة عسكرية في ريف درعا خلال 3 ساعات.", "COERCE")
    assert (mention.count, mention.count_unit) == (12, "قطعة")
    assert only("سيطرت هيئة تحرير الشام على مدينة حماة خلال 3 ساعات.", "COERCE").count is None


def test_duals_are_two_actors() -> None:
    mention = only("أجرى وزير الخارجية التركي محادثات مع وزيري الخارجية الإيراني والروسي في الدوحة.", "CONSULT")
    assert codes(mention.sources) == ["TURGOV"]
    assert set(codes(mention.targets)) == {"IRNGOV", "RUSGOV"}


@pytest.mark.parametrize(
    ("text", "factuality"),
    [
        ("سيجتمع وزير الخارجية التركي مع نظيره الروسي في الدوحة غداً.", "planned"),
        ("من المقرر أن يلتقي الرئيس التركي نظيره الروسي في موسكو.", "planned"),
        ("أعلنت هيئة تحرير الشام السيطرة على مدينة حماة.", "claimed"),
        ("نفى الجيش السوري انسحاب قواته من مدينة حمص.", "denied"),
        ("انسحب الجيش السوري من مدينة حمص.", "asserted"),
    ],
)
def test_how_the_text_holds_it(text: str, factuality: str) -> None:
    assert factuality in {mention.factuality for mention in code(text)}


def test_what_did_not_happen_is_no_event() -> None:
    assert [m for m in code("لم يقصف الجيش الإسرائيلي بلدة الخيام.") if m.plover_type == "ASSAULT"] == []


def test_a_game_is_no_war() -> None:
    assert code("شن لاعبو المنتخب هجوماً في الشوط الثاني من المباراة وسجل المهاجم هدفين في مرمى الفريق.") == []


def test_the_same_act_told_again_is_linked() -> None:
    text = "سيطرت هيئة تحرير الشام على مدينة حماة.\nوكانت هيئة تحرير الشام سيطرت على مدينة حماة بعد معارك."
    seized = [mention for mention in code(text) if mention.plover_type == "COERCE"]
    assert [mention.same_as for mention in seized] == [None, seized[0].mention_id]


def test_a_text_without_full_stops_is_read_in_bounded_time() -> None:
    started = time.monotonic()
    assert len(code("ثم قصف الجيش الإسرائيلي مدينة الخيام " * 1500)) > 0
    assert time.monotonic() - started < 30


def test_an_empty_text_has_no_events() -> None:
    assert code("") == []
    assert code("   \n\n") == []


def test_the_same_text_gives_the_same_mentions() -> None:
    text = "قصف الجيش الإسرائيلي بلدة الخيام في جنوب لبنان."
    assert code(text) == code(text)


PIECES = (
    "قصف الجيش الإسرائيلي بلدة الخيام، في جنوب لبنان أعلن أن سيطرت قوات النظام على حماة 15 قتيلاً و ل ب . « » : أمس",
    "الجمعة وزيري الخارجية التركي والروسي بين مع التي نفى لم سي 2024 / كانون الأول من قبل تعرض لهجوم \n ؟",
)
WORDS = st.sampled_from([word for piece in PIECES for word in piece.split(" ")])


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_no_text_breaks_it_and_offsets_stay_true(text: str) -> None:
    for mention in code(text):
        assert 0 <= mention.sentence_start <= mention.trigger_start < mention.trigger_end <= mention.sentence_end
        assert mention.sentence_end <= len(text)
        assert text[mention.trigger_start : mention.trigger_end] == mention.trigger_text
        for named in (*mention.sources, *mention.targets, *mention.locations):
            assert text[named.start : named.end] == named.text


STRANGE = {
    "half a character": "قصف الجيش \ud800 الإسرائيلي مدينة \udfff غزة",
    "no Arabic": "Hello world. " * 1000,
    "mixed direction": "\u202eقصف\u202c الجيش\u200f الإسرائيلي \u2067غزة\u2069",
    "blanks": " \n\t" * 50_000,
    "full stops": "." * 50_000,
    "open quotations": "«" * 50_000,
    "one long number": "1" * 50_000,
    "one long word": "و" * 50_000,
    "control characters": "\x00قصف\x00 الجيش\x07",
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_strange_texts_do_no_harm(text: str) -> None:
    started = time.monotonic()
    for mention in code(text):
        assert text[mention.trigger_start : mention.trigger_end] == mention.trigger_text
    assert time.monotonic() - started < 10


def test_the_order_of_texts_changes_nothing() -> None:
    texts = [SourceText(text.doc_id, text.published, text.text) for text in passages().texts[:30]]
    forwards = {text.doc_id: default_coder().code(text) for text in texts}
    backwards = {text.doc_id: default_coder().code(text) for text in reversed(texts)}
    assert forwards == backwards


def test_another_process_reads_the_same() -> None:
    texts = passages().texts[:10]
    with ProcessPoolExecutor(1) as pool:
        assert list(pool.map(read, texts)) == [read(text) for text in texts]


def read(text: SourceText) -> list[Mention]:
    return default_coder().code(text)


def test_a_name_that_begins_like_a_comparison_is_no_country() -> None:
    assert all(actor.code[:3] != "LAO" for m in code("زار الرئيس كلاوس يوهانيس باريس.") for actor in m.sources)
