"""The written forms of Arabic words, generated from one form in the lexicon, and clitics taken off again.

Newswire is unvocalised and in the third person: what is generated here is what stands in print there, in the
normal form of ``text.normalise``. Where grammar is irregular the lexicon writes «ماضٍ/مضارع», e.g. «أدان/يدين».
"""

from collections.abc import Iterator
from functools import lru_cache

from extract.coding.text import normalise

_OBJECT_SUFFIXES = ("ه", "ها", "هم", "هما", "هن", "نا")
_POSSESSIVE_SUFFIXES = ("ه", "ها", "هم", "هما", "هن", "نا")


def verb_forms(entry: str) -> frozenset[str]:
    """Return the third-person forms (and «نحن») of a verb given as «perfect» or «perfect/imperfect»."""
    past, _, present = entry.partition("/")
    forms: set[str] = set()
    for form in (*_past_forms(past), *_present_forms(present or regular_present(past))):
        plain = normalise(form)
        forms.add(plain)
        forms.update(plain_with_object for plain_with_object in _with_object(plain))
    return frozenset(forms)


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
        yield stem + "ا"  # before an object pronoun: نفاها
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


def _with_object(form: str) -> Iterator[str]:
    base = form[:-1] if form.endswith("وا") else form  # قصفوا + ها = قصفوها
    if (base.endswith("ي") and len(base) > 3) or len(base) > 2:
        yield from (base + suffix for suffix in _OBJECT_SUFFIXES)


def noun_forms(noun: str) -> frozenset[str]:
    """Return a noun bare, with the article, with the accusative alef and with possessive pronouns."""
    bare = normalise(noun)
    forms = {bare, "ال" + bare}
    if noun[-1] == "ة":
        forms.update(bare[:-1] + "ت" + suffix for suffix in _POSSESSIVE_SUFFIXES)
    elif noun[-1] == "ى":
        forms.update(bare[:-1] + "ا" + suffix for suffix in _POSSESSIVE_SUFFIXES)
    else:
        if noun[-1] != "ء":
            forms.add(bare + "ا")
        else:
            forms.update(bare[:-1] + carrier + suffix for carrier in "يو" for suffix in _POSSESSIVE_SUFFIXES)
        forms.update(bare + suffix for suffix in _POSSESSIVE_SUFFIXES)
    return frozenset(forms)


def possessive(form: str, noun: str) -> bool:
    """Tell whether a form of a noun carries a possessive pronoun («سيطرتها»)."""
    return form.removeprefix("ال") not in {normalise(noun), normalise(noun) + "ا"}


def participle_forms(participle: str) -> frozenset[str]:
    """Return the forms of a participle or adjective given in the masculine singular («مؤكد» → مؤكدا، مؤكدة …)."""
    stem = normalise(participle)
    if stem.endswith("ي"):  # داعٍ، داعيا، داعية
        return frozenset({stem[:-1], stem, stem + "ا", stem + "ه", stem[:-1] + "ين", stem[:-1] + "ون"})
    return frozenset({stem, stem + "ا", stem + "ه", stem + "ين", stem + "ون", stem + "ات"})


@lru_cache(maxsize=200_000)
def segmentations(word: str) -> tuple[tuple[str, str], ...]:
    """Return the ways to read a normalised word as proclitics + rest, least cut first.

    What is cut is only a proposal: a caller accepts the first reading whose rest its lexicon holds, so that
    «وزير» stays whole. «لل» gives back the article it hides: «للجيش» → («ل», «الجيش»).
    """
    readings = [("", word)]
    if len(word) > 2 and word[0] in "وف":
        readings.append((word[0], word[1:]))
    for proclitics, rest in tuple(readings):
        if len(rest) < 3:
            continue
        if rest.startswith("لل"):
            readings.append((proclitics + "ل", "ال" + rest[2:]))
        if rest[0] in "بلكس":
            readings.append((proclitics + rest[0], rest[1:]))
    return tuple(readings)
