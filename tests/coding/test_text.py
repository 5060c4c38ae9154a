"""Offsets are exact whatever the text, and a quotation stays whole."""

from hypothesis import given
from hypothesis import strategies as st

from extract.coding.text import normalise, sentences, tokens, words_of

ARABIC = st.text(alphabet='ابتثجحخدذرزسشصضطظعغفقكلمنهوية أإآىئؤـًٌٍَُ.،؟!\n«»“”"()12٣٤ \u200f\u202eabc', max_size=300)


@given(ARABIC)
def test_every_character_that_is_no_blank_is_in_exactly_one_sentence(text: str) -> None:
    covered = [0] * len(text)
    for sentence in sentences(text):
        for position in range(sentence.start, sentence.end):
            covered[position] += 1
    assert all(count == (0 if text[i].isspace() else 1) or text[i].isspace() for i, count in enumerate(covered))


@given(ARABIC)
def test_tokens_lie_in_their_sentence_in_order_and_point_at_their_own_letters(text: str) -> None:
    for sentence in sentences(text):
        last = sentence.start
        for token in tokens(text, sentence):
            assert last <= token.start < token.end <= sentence.end
            assert normalise(text[token.start : token.end]) == token.norm
            last = token.end


def test_spellings_meet_in_the_normal_form() -> None:
    assert normalise("أُعْلِنَ") == normalise("اعلن")
    assert normalise("مدرســـة") == normalise("مدرسه")
    assert normalise("٢٠٢٤") == "2024"
    assert normalise("مسؤول") == normalise("مسوول")


def test_a_quotation_stays_whole() -> None:
    text = "قال: “وصلنا إلى المدينة. سنبقى فيها”. ثم غادر."
    assert [text[s.start : s.end] for s in sentences(text)] == ["قال: “وصلنا إلى المدينة. سنبقى فيها”.", "ثم غادر."]


def test_decimals_and_titles_do_not_end_a_sentence() -> None:
    text = "ارتفع 3.5 في المئة، قال د. سامي للصحافيين. وانتهى"
    assert len(sentences(text)) == 2


def test_an_unclosed_quotation_does_not_swallow_the_paragraphs_after_it() -> None:
    assert len(sentences("قال «نحن هنا. ثم ذهب.\nجاء الآخرون.")) == 3


def test_quotation_marks_are_no_tokens() -> None:
    assert words_of("تنظيم «داعش»") == ("تنظيم", "داعش")
