"""Arabic text as the coder sees it: sentences and tokens with exact offsets, and a normal form for matching only.

The stored text is never changed: every offset counts characters of the text that came in.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

# Marks that a reader does not hear: short vowels, tatweel, zero-width and direction marks.
_SILENT = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_SILENT_RUN = re.compile(f"[{_SILENT}]+")
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ک": "ك",
        "گ": "ك",
        "ڤ": "ف",
        "پ": "ب",
        "چ": "ج",
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    }
)
_WORDS_REMEMBERED = 50_000
_PRESENTATION_FORM = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
# Quotation marks and brackets are no tokens: a name is the same name with or without them.
_TOKEN = re.compile(rf"\d+(?:[.,٫٬]\d+)*|(?:[^\W\d_]|[{_SILENT}])+|\d|[^\w\s“”«»\"'‘’()\[\]{{}}]")
_NOMINAL = re.compile("ة[\u064b-\u0652]?$|[\u064b-\u064d]ا?$")
_QUOTATION = re.compile(r"“[^”\n]{0,600}”|«[^»\n]{0,600}»|\"[^\"\n]{0,600}\"")
_SENTENCE_END = re.compile(r"[.!?؟]+(?!\d)[”»\")\]]*|\n+")
_DUMB_DOT = re.compile(r"(?:^|[\s(«“])(?:[أ-ي]|د|أ\.د|م)$")  # «د. فلان»: an initial, not an end


def normalise(word: str) -> str:
    """Return the form of a word under which spellings meet («أُعلِنَ», «اعلن» → «اعلن»); for matching only."""
    if _PRESENTATION_FORM.search(word):
        word = unicodedata.normalize("NFKC", word)
    return _SILENT_RUN.sub("", word).translate(_LETTERS)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text: ``[start, end)`` in characters, without the blanks around it."""

    index: int
    start: int
    end: int


class Token(NamedTuple):
    """A word, a number or a punctuation mark of a sentence; offsets count from the start of the whole text."""

    start: int
    end: int
    norm: str
    is_nominal: bool = False  # printed with «ة» or tanwin: no verb, no pronoun, though its normal form may look so
    is_word: bool = False
    is_number: bool = False  # in digits


def sentences(text: str) -> list[Sentence]:
    """Split a text at . ! ؟ and line breaks, keeping a quotation whole; every non-blank character is in one."""
    quotations = [(match.start(), match.end()) for match in _QUOTATION.finditer(text)]
    cuts = []
    quotation = 0
    for end in _SENTENCE_END.finditer(text):
        while quotation < len(quotations) and quotations[quotation][1] <= end.start():
            quotation += 1
        inside = quotation < len(quotations) and quotations[quotation][0] < end.start() < quotations[quotation][1] - 1
        if "\n" in end.group() or not (inside or _DUMB_DOT.search(text, max(0, end.start() - 5), end.start())):
            cuts.append(end.end())
    found: list[Sentence] = []
    start = 0
    for cut in [*cuts, len(text)]:
        stretch = text[start:cut]
        if stretch.strip():
            left = start + len(stretch) - len(stretch.lstrip())
            found.append(Sentence(len(found), left, start + len(stretch.rstrip())))
        start = cut
    return found


def tokens(text: str, sentence: Sentence) -> list[Token]:
    """Return the tokens of one sentence, in order."""
    return list(_tokens(text, sentence))


def words_of(phrase: str) -> tuple[str, ...]:
    """Return a lexicon phrase as the normalised words that a text must show."""
    return tuple(token.norm for token in _tokens(phrase, Sentence(0, 0, len(phrase))))


def _tokens(text: str, sentence: Sentence) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, sentence.start, sentence.end):
        kind = _kind(match.group())
        if kind[0]:
            yield Token(match.start(), match.end(), *kind)


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _kind(printed: str) -> tuple[str, bool, bool, bool]:
    """Return what a token is by its letters alone: its normal form, nominal, word, number."""
    norm = normalise(printed)
    return norm, bool(_NOMINAL.search(printed)), norm[:1].isalpha(), norm[:1].isdecimal()
