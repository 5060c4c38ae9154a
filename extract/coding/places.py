"""Where: place names of a sentence, homonyms told apart by type words, neighbours and importance."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.coding.lexicons import Lexicon, Place, PlaceWord
from extract.coding.phrases import Found, PhraseIndex
from extract.coding.text import Token, normalise, words_of

_PREPOSITIONS = frozenset(normalise(word) for word in ("في", "إلى", "من", "على", "قرب", "نحو", "باتجاه", "داخل", "عبر"))
_SELF_EVIDENT = 60  # from this importance on, a name is a place without a word that says so
_OBSCURE = 20  # below it a name may well be an everyday word: a type word or its neighbours must vouch for it
_HOMOGRAPH = 3  # up to it the gazetteer marks a name that is an everyday word («الباب»، «القائم»)
_NEARBY_BONUS, _TYPE_BONUS, _COUNTRY_BONUS = 40, 60, 25
_SETTLEMENTS = frozenset({"city", "town", "village", "quarter", "camp"})
_KIN = {
    "city": _SETTLEMENTS,
    "town": _SETTLEMENTS,
    "village": _SETTLEMENTS,
    "district": frozenset({"district", "subdistrict", "city", "town"}),
    "governorate": frozenset({"governorate"}),
    "region": frozenset({"region", "district", "subdistrict", "city", "town"}),
    "hill": frozenset({"hill", "mountain"}),
    "mountain": frozenset({"hill", "mountain"}),
    "airport": frozenset({"airport", "base"}),
    "base": frozenset({"airport", "base"}),
    "crossing": frozenset({"crossing", "border"}),
}


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place at tokens ``[first, last)``; its name alone begins at ``name_first``."""

    first: int
    last: int
    name_first: int
    place: Place
    proclitics: str
    precision: str  # the feature type, or "near" where the text only gives a direction from it
    start: int = 0  # characters of the text that spell the name: true in any sentence, unlike ``first``
    end: int = 0


class PlaceReader:
    """Finds places in tokens, by the gazetteer."""

    def __init__(self, lexicon: Lexicon) -> None:
        kinds = [(variant, word) for word in lexicon.place_words for variant in _with_article(words_of(word.word))]
        self._words: PhraseIndex[PlaceWord] = PhraseIndex(kinds)
        # «المدينة» is a type word before it is Medina.
        bare_kinds = {words for words, _ in kinds}
        self._names: PhraseIndex[Place] = PhraseIndex(
            (words_of(name), place)
            for place in lexicon.places
            for name in (place.name_ar, *place.aliases_ar)
            if words_of(name) and words_of(name) not in bare_kinds
        )

    def find(
        self,
        tokens: Sequence[Token],
        taken: Iterable[tuple[int, int]],
        known: Counter[str],
        country: str | None,
    ) -> list[NamedPlace]:
        """Return the places of a sentence in order.

        ``taken`` are token spans that belong to names of something else («القدس العربي» is a newspaper);
        ``known`` counts the admin1 areas and countries the article has named so far; ``country`` is its setting.
        """
        blocked = {index for first, last in taken for index in range(first, last)}
        found: list[NamedPlace] = []
        kind: PlaceWord | None = None
        kind_first = 0
        spread: PlaceWord | None = None  # «مدن الرستن وتلبيسة»: the type word of a list
        position = 0
        while position < len(tokens):
            token = tokens[position]
            if not token.is_word or position in blocked:
                if token.norm not in "،":
                    kind = None
                position += 1
                continue
            if not self._names.opens(token.norm) and not self._words.opens(token.norm):
                kind = None
                position += 1
                continue
            name = self._names.at(tokens, position)
            if name and name.proclitics.endswith("ك"):
                name = None  # «كلاوس» is Klaus, not "like Laos"
            word = self._words.at(tokens, position)
            if word and (name is None or word.last >= name.last) and not self._is_name(tokens, word, name):
                if kind is None:
                    kind_first = position
                kind = word.entries[0]
                position = word.last
                continue
            if name and not any(index in blocked for index in range(position, name.last)):
                listed = bool(found) and found[-1].last == position and "و" in name.proclitics
                wanted = kind or (spread if listed else None)
                place = self._choose(name, tokens, wanted, known, country, listed)
                if place is not None:
                    first = kind_first if kind else position
                    precision = "near" if wanted is not None and wanted.meaning == "offset" else place.feature_type
                    proclitics = self._proclitics(tokens, first, name)
                    start, end = token.start + len(name.proclitics), tokens[name.last - 1].end
                    found.append(NamedPlace(first, name.last, position, place, proclitics, precision, start, end))
                    spread = wanted
                    kind = None
                    known[f"{place.country}/{place.admin1}"] += 1
                    known[place.country] += 1
                    position = name.last
                    continue
            kind = None
            position += 1
        return found

    def _proclitics(self, tokens: Sequence[Token], first: int, name: Found[Place]) -> str:
        word = self._words.at(tokens, first)
        return word.proclitics if word and first < name.first else name.proclitics

    @staticmethod
    def _is_name(tokens: Sequence[Token], word: Found[PlaceWord], name: Found[Place] | None) -> bool:
        """Tell «الساحل» the coast from a type word: a self-evident name of the same length wins."""
        return name is not None and name.last == word.last and name.entries[0].importance >= _SELF_EVIDENT

    def _choose(
        self,
        name: Found[Place],
        tokens: Sequence[Token],
        kind: PlaceWord | None,
        known: Counter[str],
        country: str | None,
        listed: bool,
    ) -> Place | None:
        before = tokens[name.first - 1].norm if name.first else ""
        introduced = (
            listed
            or kind is not None
            or before in _PREPOSITIONS
            or name.proclitics.endswith(("ب", "ل"))
            or name.last - name.first > 1
        )
        best, best_score = None, -1.0
        for place in name.entries:
            score = float(place.importance)
            if kind is not None and kind.meaning == "type" and kind.feature_type:
                kin = {kin for kind_of in kind.feature_type for kin in _KIN.get(kind_of, ())}
                score += _TYPE_BONUS if place.feature_type in kind.feature_type else 0
                score += _TYPE_BONUS / 2 if place.feature_type in kin else 0
            elif place.feature_type in _SETTLEMENTS | {"country"}:
                score += 5  # «حماة» alone is the city rather than its governorate
            if place.admin1 and known[f"{place.country}/{place.admin1}"]:
                score += _NEARBY_BONUS
            elif known[place.country] or place.country == country:
                score += _COUNTRY_BONUS
            if score > best_score:
                best, best_score = place, score
        if best is None or not (introduced or best.importance >= _SELF_EVIDENT):
            return None
        vouched = kind is not None or listed or known[f"{best.country}/{best.admin1}"] > 0
        if best.importance <= _HOMOGRAPH and kind is None and not listed:
            return None
        if best.importance < _OBSCURE and not (vouched and (best.country == country or known[best.country])):
            return None
        return best


def whole_country(place: Place) -> bool:
    """True for a place that is a country: the loosest location there is."""
    return place.feature_type == "country"


def _with_article(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    if words[0].startswith("ال"):
        return (words,)
    return (words, ("ال" + words[0], *words[1:]))
