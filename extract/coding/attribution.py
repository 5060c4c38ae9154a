"""Who says so, and how sure it is: asserted, claimed by a party, planned, denied, called for."""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.coding.actors import NamedActor
from extract.coding.acts import FiniteVerb, Form, NamedAct, Role
from extract.coding.clauses import Reading
from extract.coding.lexicons import Words
from extract.coding.morphology import segmentations
from extract.coding.text import Token, normalise
from extract.records import Factuality

_PARTIES = frozenset({"MIL", "REB", "PRM"})
_CALLS = frozenset({"REQUEST"})
_DISPUTABLE = frozenset({"ASSAULT", "COERCE", "RETREAT", "AID"})  # what a party may claim; its own words it just says
_FOR = "ل"  # «لقطع الإمدادات»: what is meant to be done
_REACH = 4  # words before an act in which a negation or a sign of plans bears on it


@dataclass(frozen=True, slots=True)
class Said:
    """Who is credited with a sentence or a clause."""

    at: int
    speaker: NamedActor | None
    text_first: int
    text_last: int


class AttributionReader:
    """Reads attribution and factuality, by the closed word classes."""

    def __init__(self, words: Words) -> None:
        self._negations = frozenset(normalise(word) for word in words.negations)
        self._planned = frozenset(normalise(word) for word in words.planned)
        self._hypothetical = frozenset(normalise(word) for word in words.hypothetical if " " not in word)
        self._elsewhere = frozenset(normalise(word) for word in words.elsewhere)
        self._no_aims = frozenset(normalise(word) for word in words.no_aims)
        self._nouns = frozenset(normalise(word) for word in words.speech_nouns)
        self._vague = frozenset(normalise(word) for word in words.vague_sources if " " not in word)

    def said(self, reading: Reading, act: NamedAct) -> Said | None:
        """Return who the sentence credits with an act: the nearest speech before it, or a «بحسب» anywhere."""
        speech = [verb for verb in reading.verbs if verb.role in (Role.SPEECH, Role.DENIAL)]
        before = [verb for verb in speech if verb.at < act.first]
        after = [verb for verb in speech if verb.at > act.first]
        for verb in [*reversed(before), *after[:1]]:
            said = self._speaker(reading, verb)
            if said and (verb.at < act.first or said.at < act.first):
                return said
        for position, token in enumerate(reading.tokens):
            if any(rest in self._nouns for _, rest, _ in segmentations(token.norm)):
                actor = next((actor for actor in reading.actors if position < actor.first <= position + 3), None)
                if actor:
                    return Said(position, actor, actor.first, actor.last)
        return None

    def _speaker(self, reading: Reading, verb: FiniteVerb) -> Said | None:
        limit = min([verb.at + 5, *(start for start in reading.breaks if start > verb.at)])
        nearest = [
            actor for actor in reading.actors if verb.at < actor.first <= limit and not reading.slots[actor.first]
        ]
        if nearest:
            return Said(verb.at, nearest[0], nearest[0].first, nearest[0].last)
        for position in range(verb.at + 1, min(verb.at + 4, len(reading.tokens))):
            if reading.tokens[position].norm in self._vague:
                last = min(position + 2, len(reading.tokens))
                return Said(verb.at, None, position, last)
        preceding = [actor for actor in reading.actors if actor.last <= verb.at <= actor.last + 6]
        if preceding:
            return Said(verb.at, preceding[-1], preceding[-1].first, preceding[-1].last)
        return None

    def is_negated(self, tokens: Sequence[Token], act: NamedAct) -> bool:
        """True for «لم يقصف»، «عدم التزام»، «دون وقوع»: the act did not happen."""
        before = act.first - 1
        if before < 0:
            return False
        word = tokens[before].norm
        return word in self._negations or (word[0] in "وفل" and word[1:] in self._negations)

    def factuality(self, reading: Reading, act: NamedAct, said: Said | None) -> Factuality:
        """Return how the sentence holds an act to be."""
        tokens = reading.tokens
        if any(verb.role is Role.DENIAL and verb.at < act.first for verb in reading.verbs) and act.form is Form.NOUN:
            return Factuality.DENIED
        if act.is_future or self._is_aim(tokens, act):
            return Factuality.PLANNED
        carrier = self._carrier(reading, act)
        if carrier and "س" in carrier.proclitics:
            return Factuality.PLANNED
        for at in (act.first, carrier.at if carrier else act.first):
            if self._is_planned_at(tokens, at, act.form is not Form.PARTICIPLE):
                return Factuality.PLANNED
        earlier = [other for other in reading.acts if other.last <= act.first and other.plover_type in _CALLS]
        if earlier and act.form is Form.NOUN and act.first - earlier[-1].last <= 8:
            return Factuality.CALLED_FOR
        if said and said.speaker and said.speaker.sector in _PARTIES and act.plover_type in _DISPUTABLE:
            between = tokens[min(said.at, act.first) : act.first]
            if not any(token.norm in self._elsewhere for token in between):
                return Factuality.CLAIMED
        return Factuality.ASSERTED

    def _is_planned_at(self, tokens: Sequence[Token], at: int, or_hypothetical: bool) -> bool:
        """Tell whether a sign of plans (or of mere possibility) stands just before a word."""
        for position in range(at - 1, max(-1, at - 1 - _REACH), -1):
            if tokens[position].norm in "،؛.":
                return False
            cut = [rest for _, rest, _ in segmentations(tokens[position].norm)]
            if any(rest in self._planned for rest in cut):
                return True
            if or_hypothetical and any(rest in self._hypothetical for rest in cut):
                return True
        return False

    @staticmethod
    def _carrier(reading: Reading, act: NamedAct) -> FiniteVerb | None:
        """Return the verb that carries a verbal noun: «سيعقد وزير الخارجية اجتماعاً»."""
        if act.form is not Form.NOUN:
            return None
        before = [verb for verb in reading.verbs if verb.at < act.first]
        if not before or before[-1].role is not Role.LINKING:
            return None
        cut = any(before[-1].at < start < act.first for start in reading.breaks)
        return None if cut else before[-1]

    def _is_aim(self, tokens: Sequence[Token], act: NamedAct) -> bool:
        if act.form is not Form.NOUN or not act.proclitics.endswith(_FOR) or act.first == 0:
            return False
        return not any(token.norm in self._no_aims for token in tokens[max(0, act.first - _REACH) : act.first])
