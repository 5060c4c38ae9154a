"""What is said to happen: the words that report acts, and the verbs that carry or credit them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from extract.coding.lexicons import Act, Lexicon
from extract.coding.morphology import noun_forms, participle_forms, stems, verb_forms, with_pronouns
from extract.coding.phrases import Found, PhraseIndex
from extract.coding.text import Token, normalise, words_of

_NEEDED_WITHIN = 9  # words after the act within which one of its `needs` must stand
_BARRED_AFTER, _BARRED_BEFORE = 6, 2
_FUTURE = "س"
_NONE: frozenset[str] = frozenset()


class Form(StrEnum):
    """How a word reports an act."""

    VERB = "verb"
    NOUN = "noun"
    PARTICIPLE = "participle"


class Role(StrEnum):
    """What a finite verb that reports no act of its own does."""

    LINKING = "linking"  # «شن هجوماً»: its subject is the noun's actor
    SPEECH = "speech"  # «أعلن السيطرة»: its subject says so
    DENIAL = "denial"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Reporting:
    """An act's entry under one of its written forms."""

    plover_type: str
    act: Act
    form: Form


@dataclass(frozen=True, slots=True)
class NamedAct:
    """An act at tokens ``[first, last)``."""

    first: int
    last: int
    proclitics: str
    plover_type: str
    act: Act
    form: Form
    has_pronoun: bool  # «سيطرتها»: the actor was named before
    is_definite: bool
    has_object: bool = False  # «قصفتها»: the pronoun is whom or what it hits

    @property
    def is_future(self) -> bool:
        """True for «سيجتمع»."""
        return self.form is Form.VERB and _FUTURE in self.proclitics


@dataclass(frozen=True, slots=True)
class FiniteVerb:
    """A verb that opens a clause but reports no act."""

    at: int
    role: Role
    proclitics: str


class ActReader:
    """Finds acts and finite verbs in tokens."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._acts: PhraseIndex[Reporting] = PhraseIndex(
            (
                reporting
                for file in lexicon.act_files
                for act in file.acts
                for reporting in _written_forms(file.type, act)
            ),
            with_pronouns,
        )
        self._needs = {
            act.id: (_bare(act.needs), _bare(act.bars))
            for file in lexicon.act_files
            for act in file.acts
            if act.needs or act.bars
        }
        words = lexicon.words
        self._verbs: PhraseIndex[Role] = PhraseIndex(
            (
                ((form,), role)
                for role, listed in (
                    (Role.DENIAL, words.deny_verbs),
                    (Role.SPEECH, words.speech_verbs),
                    (Role.LINKING, words.linking_verbs),
                    (Role.PLAIN, words.plain_verbs),
                )
                for verb in listed
                for form in verb_forms(verb)
            ),
            with_pronouns,
        )
        self._prepositions = frozenset(normalise(word) for word in words.prepositions if " " not in word)
        self._breaks = frozenset(normalise(word) for word in words.breaks if " " not in word)

    def find(
        self, tokens: Sequence[Token], taken: Iterable[tuple[int, int]]
    ) -> tuple[list[NamedAct], list[FiniteVerb]]:
        """Return the acts and the other finite verbs of a sentence, in order; names are no acts."""
        blocked = {index for first, last in taken for index in range(first, last)}
        used: set[int] = set()  # the company of an act is no act of its own: «ألغى … اجتماعه»
        acts: list[NamedAct] = []
        verbs: list[FiniteVerb] = []
        position = 0
        while position < len(tokens):
            if not tokens[position].is_word or position in blocked:
                position += 1
                continue
            if not self._acts.opens(tokens[position].norm) and not self._verbs.opens(tokens[position].norm):
                position += 1
                continue
            readings = sorted(self._acts.all_at(tokens, position), key=lambda found: -found.last)
            act = None
            if position not in used:
                # The longest phrase that has its company: «إطلاق النار» before «إطلاق».
                act = next((act for found in readings if (act := self._act(tokens, found, acts, verbs))), None)
            found = readings[0] if readings else None
            if act:
                acts.append(act)
                company = self._company(tokens, act.last, act.act)
                if company is not None:
                    used.add(company)
                verb = self._verbs.at(tokens, position) if act.form is Form.VERB else None
                if verb and verb.entries[0] in (Role.DENIAL, Role.SPEECH):
                    verbs.append(FiniteVerb(position, verb.entries[0], verb.proclitics))
                position = act.last
                continue
            if found and self._is_verb_of_no_act(tokens, found):
                verbs.append(FiniteVerb(position, Role.PLAIN, found.proclitics))
                position += 1
                continue
            verb = self._verbs.at(tokens, position)
            if verb and not tokens[position].is_nominal and self._may_be_verb(verb.proclitics, tokens[position].norm):
                verbs.append(FiniteVerb(position, verb.entries[0], verb.proclitics))
            position += 1
        return acts, verbs

    def _act(
        self, tokens: Sequence[Token], found: Found[Reporting], acts: list[NamedAct], verbs: list[FiniteVerb]
    ) -> NamedAct | None:
        """Choose among the readings of a form: «قصف» is a verb at the head of a clause, else a noun."""
        company = self._stems_after(tokens, found.last) if any(entry.act.needs for entry in found.entries) else _NONE
        readings = [
            entry
            for entry in found.entries
            if self._fits(found.proclitics, entry.form, tokens[found.first].norm)
            and not (tokens[found.first].is_nominal and (entry.form is Form.VERB or found.pronoun))
            and not (found.pronoun and entry.form is Form.PARTICIPLE)
            and not (found.pronoun == "noun" and entry.form is Form.VERB)
            and self._has_company(tokens, found, entry.act, company)
        ]
        if not readings:
            return None
        form = Form.VERB
        if len({entry.form for entry in readings}) > 1:
            form = Form.NOUN if self._wants_noun(tokens, found, acts, verbs) else Form.VERB
        best = max(readings, key=lambda entry: (entry.form is form, len(entry.act.needs) > 0, entry.act.confidence))
        first = tokens[found.first].norm.removeprefix(found.proclitics)
        definite = first.startswith("ال") or (found.proclitics.endswith("ل") and "لل" in tokens[found.first].norm[:4])
        return NamedAct(
            found.first,
            found.last,
            found.proclitics,
            best.plover_type,
            best.act,
            best.form,
            bool(found.pronoun) and best.form is Form.NOUN,
            definite and best.form is Form.NOUN,
            bool(found.pronoun) and best.form is Form.VERB,
        )

    def _wants_noun(
        self, tokens: Sequence[Token], found: Found[Reporting], acts: list[NamedAct], verbs: list[FiniteVerb]
    ) -> bool:
        if found.proclitics.endswith(("ب", "ل", "ك")):
            return True
        before = found.first - 1
        if before < 0 or not tokens[before].is_word:
            return False
        if tokens[before].norm in self._prepositions:
            return True
        if verbs and verbs[-1].at == before:
            return True
        return bool(acts) and acts[-1].last == found.first and not found.proclitics

    @staticmethod
    def _fits(proclitics: str, form: Form, word: str) -> bool:
        if form is Form.VERB:
            tail = proclitics.lstrip("وف")
            rest = word.removeprefix(proclitics)
            return tail == "" or (tail in (_FUTURE, "ل") and rest[:1] in ("ي", "ت", "ن"))
        return _FUTURE not in proclitics

    def _is_verb_of_no_act(self, tokens: Sequence[Token], found: Found[Reporting]) -> bool:
        """«تقدم» without the company that makes it an advance still opens a clause."""
        if self._verbs.at(tokens, found.first):
            return False
        word = tokens[found.first].norm
        return not tokens[found.first].is_nominal and all(
            entry.form is Form.VERB and self._fits(found.proclitics, entry.form, word) for entry in found.entries
        )

    @staticmethod
    def _may_be_verb(proclitics: str, word: str) -> bool:
        return ActReader._fits(proclitics, Form.VERB, word)

    @staticmethod
    def _stems_after(tokens: Sequence[Token], last: int) -> frozenset[str]:
        return _NONE.union(*(stems(tokens[at].norm) for at in _words_after(tokens, last, _NEEDED_WITHIN)))

    def _has_company(self, tokens: Sequence[Token], found: Found[Reporting], act: Act, company: frozenset[str]) -> bool:
        if act.id not in self._needs:
            return True
        needs, bars = self._needs[act.id]
        if needs and needs.isdisjoint(company):
            return False
        if not bars:
            return True
        before = range(max(0, found.first - _BARRED_BEFORE), found.first)
        around = (*before, *_words_after(tokens, found.last, _BARRED_AFTER))
        return all(bars.isdisjoint(stems(tokens[position].norm)) for position in around)

    def _company(self, tokens: Sequence[Token], last: int, act: Act) -> int | None:
        """Return where the word stands that an act needs after it, or None."""
        needs = self._needs.get(act.id, (frozenset(), frozenset()))[0]
        if not needs:
            return None
        return next((at for at in _words_after(tokens, last, _NEEDED_WITHIN) if needs & stems(tokens[at].norm)), None)


def _words_after(tokens: Sequence[Token], first: int, count: int) -> Iterator[int]:
    """Yield the positions of the next words, commas passed over, up to a full break."""
    for position in range(first, len(tokens)):
        if tokens[position].norm in "؛.؟" or count == 0:
            return
        if tokens[position].is_word:
            count -= 1
            yield position


def _written_forms(plover_type: str, act: Act) -> Iterator[tuple[tuple[str, ...], Reporting]]:
    for verb in act.verbs:
        head, *rest = verb.split(" ")
        for form in verb_forms(head):
            for tail in _tails(rest):
                yield (form, *tail), Reporting(plover_type, act, Form.VERB)
    for noun in act.nouns:
        head, *rest = noun.split(" ")
        for form in noun_forms(head):
            for tail in _tails(rest):
                yield (form, *tail), Reporting(plover_type, act, Form.NOUN)
    for participle in act.participles:
        head, *rest = participle.split(" ")
        for form in participle_forms(head):
            for tail in _tails(rest):
                yield (form, *tail), Reporting(plover_type, act, Form.PARTICIPLE)


def _tails(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Return the further words of a phrase with and without the article: «إطلاق نار» and «إطلاق النار»."""
    if not words:
        yield ()
        return
    plain = words_of(" ".join(words))
    yield plain
    if not plain[-1].startswith("ال"):
        yield (*plain[:-1], "ال" + plain[-1])
        if len(plain) > 1:
            yield tuple("ال" + word for word in plain)


def _bare(words: Sequence[str]) -> frozenset[str]:
    return frozenset(normalise(word) for word in words)
