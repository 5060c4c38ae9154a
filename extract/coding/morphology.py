"""The written forms of Arabic words, generated from one form in the lexicon, and clitics taken off again.

Newswire is unvocalised and in the third person: what is generated here is what stands in print there, in the
normal form of ``text.normalise``. Where grammar is irregular the lexicon writes «ماضٍ/مضارع», e.g. «أدان/يدين».
Pronouns at the end of a word are not generated but taken off where it is read (``with_pronouns``).
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from extract.coding.text import normalise

_PRONOUNS = ("ه", "ها", "هم", "هما", "هن", "نا")
_WORDS_REMEMBERED = 50_000  # a text's vocabulary many times over, and a few MB


class Split(NamedTuple):
    """A way to read a word: proclitics + rest (+ a pronoun that was taken off its end)."""

    proclitics: str
    rest: str
    pronoun: str = ""  # "any" word may have borne it, or, by its spelling, a "noun" alone


def verb_forms(entry: str) -> frozenset[str]:
    """Return the third-person forms (and «نحن») of a verb given as «perfect» or «perfect/imperfect»."""
    past, _, present = entry.partition("/")
    printed = (*_past_forms(past), *_present_forms(present or regular_present(past)))
    return frozenset(normalise(form) for form in printed)


def regular_present(past: str) -> str:
    """Return the imperfect that a sound verb writes: «استهدف» → «يستهدف», «قصف» → «يقصف», «أعلن» → «يعلن»."""
    stem = past[1:] if len(past) > 3 and past[0] in "اأآإ" else past
    if stem.endswith("ى") and not past.startswith("ت"):
        stem = stem[:-1] + "ي"
    return "ي" + stem


def _past_forms(past: str) -> Iterator[str]:
    if past[-1] in "ىا" and len(past) > 2:  # defective: نفى، نفت، نفوا، دعا، دعت، دعوا
        stem = past[:-1]
        weak = "و" if past[-1] == "ا" else "ي"
        yield from (
            past,
            stem + "ت",
            stem + "تا",
            stem + "وا",
            stem + weak + "ا",
            stem + weak + "ن",
            stem + weak + "نا",
        )
    else:
        yield from (past, past + "ت", past + "ا", past + "تا", past + "وا", past + "ن", past + "نا")


def _present_forms(present: str) -> Iterator[str]:
    stem = present[1:]
    for prefix in "يت":
        yield prefix + stem
        if stem[-1] in "ىيو":  # defective: ينفي، ينفون، ينفوا، ينف
            short = stem[:-1]
            yield from (prefix + short + "ون", prefix + short + "وا", prefix + stem[:-1] + "يان")
            if len(short) > 1:
                yield prefix + short
        else:
            yield from (prefix + stem + "ون", prefix + stem + "وا", prefix + stem + "ان", prefix + stem + "ا")
            if len(stem) > 2 and stem[-2] in "يوا":  # hollow, jussive: لم يدن، لم يزر
                yield prefix + stem[:-2] + stem[-1]
    yield "ن" + stem


def noun_forms(noun: str) -> frozenset[str]:
    """Return a noun bare, with the article and with the accusative alef."""
    bare = normalise(noun)
    forms = {bare, "ال" + bare}
    if noun[-1] not in "ةىء":
        forms.add(bare + "ا")
    return frozenset(forms)


def participle_forms(participle: str) -> frozenset[str]:
    """Return the forms of a participle or adjective given in the masculine singular («مؤكد» → مؤكدا، مؤكدة …)."""
    stem = normalise(participle)
    if stem.endswith("ي"):  # داعٍ، داعيا، داعية
        return frozenset({stem[:-1], stem, stem + "ا", stem + "ه", stem[:-1] + "ين", stem[:-1] + "ون"})
    return frozenset({stem, stem + "ا", stem + "ه", stem + "ين", stem + "ون", stem + "ات"})


@lru_cache(maxsize=_WORDS_REMEMBERED)
def segmentations(word: str) -> tuple[Split, ...]:
    """Return the ways to read a normalised word as proclitics + rest, least cut first.

    What is cut is only a proposal: a caller accepts the first reading whose rest its lexicon holds, so that
    «وزير» stays whole. «لل» gives back the article it hides: «للجيش» → («ل», «الجيش»).
    """
    readings = [Split("", word)]
    if len(word) > 2 and word[0] in "وف":
        readings.append(Split(word[0], word[1:]))
    for proclitics, rest, _ in tuple(readings):
        if len(rest) < 3:
            continue
        if rest.startswith("لل"):
            readings.append(Split(proclitics + "ل", "ال" + rest[2:]))
        if rest[0] in "بلكس":
            readings.append(Split(proclitics + rest[0], rest[1:]))
    return tuple(readings)


@lru_cache(maxsize=_WORDS_REMEMBERED)
def with_pronouns(word: str) -> tuple[Split, ...]:
    """Return ``segmentations`` and after them those with a pronoun taken off the end: «سيطرتها» → «سيطره»."""
    whole = segmentations(word)
    return (*whole, *(Split(cut.proclitics, *base) for cut in whole for base in _without_pronoun(cut.rest)))


def _without_pronoun(word: str) -> Iterator[tuple[str, str]]:
    for pronoun in _PRONOUNS:
        base = word.removesuffix(pronoun)
        if base == word or len(base) < 3:
            continue
        if base[-1] != "ه":
            yield base, "any"
        if base[-1] == "و":  # قصفوا + ها
            yield base + "ا", "any"
        elif base[-1] == "ت":  # سيطرة + ها
            yield base[:-1] + "ه", "noun"
        elif base[-1] == "ا":  # نفى + ها، مستشفى + ه
            yield base[:-1] + "ي", "any"
        elif base[-2:] in ("اي", "او"):  # لقاء + ه
            yield base[:-1] + "ء", "noun"


@lru_cache(maxsize=_WORDS_REMEMBERED)
def stems(word: str) -> frozenset[str]:
    """Return what may be left of a normalised word without its clitics, article and accusative alef."""
    found = {split.rest for split in with_pronouns(word)}
    found |= {rest[2:] for rest in found if rest.startswith("ال") and len(rest) > 4}
    return frozenset(found | {rest[:-1] for rest in found if rest.endswith("ا") and len(rest) > 3})
