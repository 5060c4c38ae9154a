"""The frame of a sentence: where clauses begin, and which word governs a name (its slot)."""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.coding.actors import NamedActor
from extract.coding.acts import FiniteVerb, Form, NamedAct
from extract.coding.lexicons import Words
from extract.coding.places import NamedPlace
from extract.coding.text import Token, words_of

_ONE_LETTER = {"ب": "ب", "ل": "ل", "ك": "ك"}
_LIST_GAP = 3  # words between two members of a list: «الرستن وتلبيسة والدار الكبيرة»
_PREPOSITION_REACH = 4  # words between a preposition and the name it governs
_STOPS = frozenset("؛.؟:!…")
_CONJUNCTIONS = ("و", "ف")
_FROM, _BEFORE = "من", "قبل"


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found in one sentence, before acts get their arguments."""

    tokens: Sequence[Token]
    actors: Sequence[NamedActor]
    places: Sequence[NamedPlace]
    acts: Sequence[NamedAct]
    verbs: Sequence[FiniteVerb]
    breaks: frozenset[int]  # token positions at which a clause begins
    slots: dict[int, str]  # first token of a name → the preposition before it, or ""
    lists: dict[int, int]  # first token of a name → first token of the name it continues


class Clauses:
    """Cuts sentences into clauses and gives names their slots, by the closed word classes."""

    def __init__(self, words: Words) -> None:
        self._breaks = frozenset(words_of(word) for word in words.breaks)
        self._prepositions: dict[str, list[tuple[str, ...]]] = {}  # by their last word
        for phrase in sorted((words_of(word) for word in words.prepositions), key=len, reverse=True):
            self._prepositions.setdefault(phrase[-1], []).append(phrase)
            if len(phrase) == 1:
                for conjunction in _CONJUNCTIONS:
                    self._prepositions.setdefault(conjunction + phrase[0], []).append(phrase)
        self._opening = {phrase[0] for phrase in self._breaks}

    def read(
        self,
        tokens: Sequence[Token],
        actors: Sequence[NamedActor],
        places: Sequence[NamedPlace],
        acts: Sequence[NamedAct],
        verbs: Sequence[FiniteVerb],
    ) -> Reading:
        """Put together what the readers found in one sentence."""
        finite = {verb.at for verb in verbs} | {act.first for act in acts if act.form is not Form.NOUN}
        breaks = frozenset(position for position in range(len(tokens)) if self._begins_clause(tokens, position, finite))
        slots: dict[int, str] = {}
        lists: dict[int, int] = {}
        names: list[NamedActor | NamedPlace] = [*actors, *places]
        names.sort(key=lambda name: name.first)
        for index, name in enumerate(names):
            # A country is an actor and a place at once: what stands before is what ends before.
            earlier = [other for other in names[:index] if other.last <= name.first]
            kin = [other for other in earlier if type(other) is type(name)]
            if kin and self._continues(tokens, kin[-1], name, finite):
                slots[name.first] = slots[kin[-1].first]
                lists[name.first] = lists.get(kin[-1].first, kin[-1].first)
            else:
                edge = max((other.last for other in earlier), default=0)
                nouns = {act.last - 1 for act in acts if act.form is Form.NOUN}
                slots[name.first] = self._slot(tokens, name, edge, finite, breaks | nouns)
        return Reading(tokens, actors, places, acts, verbs, breaks, slots, lists)

    def _begins_clause(self, tokens: Sequence[Token], position: int, finite: set[int]) -> bool:
        token = tokens[position]
        if token.norm in _STOPS:
            return True
        if token.norm == "،":
            after = position + 1
            return after in finite or (after < len(tokens) and self._is_break_word(tokens, after))
        if not token.is_word:
            return False
        if position in finite and position > 0 and token.norm[0] == "و":
            return True
        return self._is_break_word(tokens, position)

    def _is_break_word(self, tokens: Sequence[Token], position: int) -> bool:
        if position and tokens[position].norm == _BEFORE and tokens[position - 1].norm == _FROM:
            return False  # «من قبل القوات»: by them, not before them
        word = tokens[position].norm
        if word not in self._opening and not (word[0] in _CONJUNCTIONS and word[1:] in self._opening):
            return False
        for length in (1, 2):
            words = tuple(token.norm for token in tokens[position : position + length])
            if words in self._breaks:
                return True
            if words and words[0][:1] in _CONJUNCTIONS and (words[0][1:], *words[1:]) in self._breaks:
                return True
        return False

    def _slot(
        self, tokens: Sequence[Token], name: NamedActor | NamedPlace, edge: int, finite: set[int], stops: frozenset[int]
    ) -> str:
        """Return the preposition that governs a name, looking back over the nouns between, not past ``edge``."""
        cut = name.proclitics.lstrip("وف")
        if cut in _ONE_LETTER:
            return cut
        for back in range(1, _PREPOSITION_REACH + 1):
            position = name.first - back
            if position < edge or not (tokens[position].is_word or tokens[position].is_number):
                return ""
            if position in finite:
                return ""
            preposition = self._preposition_at(tokens, position)
            if preposition:
                return preposition
            if position in stops:
                return ""
            if back == 1 and tokens[position].norm[:1] == "ب" and len(tokens[position].norm) > 4:
                return ""
        return ""

    def _preposition_at(self, tokens: Sequence[Token], position: int) -> str:
        for words in self._prepositions.get(tokens[position].norm, ()):
            last = len(words) - 1
            if position - last < 0:
                continue
            seen = tuple(token.norm for token in tokens[position - last : position + 1])
            if seen == words or (seen[0][:1] in _CONJUNCTIONS and (seen[0][1:], *seen[1:]) == words):
                return " ".join(words)
        return ""

    def _continues(
        self,
        tokens: Sequence[Token],
        previous: NamedActor | NamedPlace,
        name: NamedActor | NamedPlace,
        finite: set[int],
    ) -> bool:
        """Tell whether a name goes on a list: «... الرستن وتلبيسة», «تركيا وروسيا وإيران»."""
        gap = range(previous.last, name.first)
        if len(gap) > _LIST_GAP or any(position in finite for position in gap):
            return False
        if any(self._preposition_at(tokens, position) for position in gap):
            return False
        if "و" in name.proclitics[:1]:
            return True
        return any(tokens[position].norm[:1] in ("و", "،") for position in gap) or (
            not gap and isinstance(name, NamedPlace)
        )
