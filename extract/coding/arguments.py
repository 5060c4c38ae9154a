"""Who does it to whom and where: the names around an act, taken from its own clause.

Arabic newswire puts the verb first, then its subject, then the object; a verbal noun takes its actor from the
noun after it, from an adjective («قصف إسرائيلي»), a pronoun («سيطرتها») or the verb that carries it
(«شن الجيش هجوماً»). An actor of another clause is not this act's actor.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.coding.actors import ActorReader, NamedActor
from extract.coding.acts import Form, NamedAct, Role
from extract.coding.clauses import Reading
from extract.coding.morphology import noun_forms, stems, verb_forms
from extract.coding.places import NamedPlace
from extract.coding.text import normalise

FORCE = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "RETREAT"})
_AGENT = ("من قبل", "علي يد", "علي ايدي", "في ايدي", "بيد", "من جانب", "برصاص", "بنيران", "بقصف", "بغاره")
RELATIVE = frozenset(
    cut + word for word in ("الذي", "التي", "الذين", "اللذين", "اللتين", "اللذان") for cut in ("", "و", "ف")
)
_SUFFERS = verb_forms("تعرض") | noun_forms("تعرض")  # «تعرض نقاطها لهجمات»: the subject is the target
_SUFFERS_REACH = 5  # words between it and what is suffered
_ADJACENT = 3  # words between a verb and a subject before it
_EXECUTED_WITHIN = 4  # words between «هجوم» and «نفذه»
_ABOUT_OTHERS = frozenset({"ACCUSE", "REJECT", "SUPPORT"})
_OFFICERS = frozenset({"COP", "SPY", "JUD", "GOV"})  # who arrests and convicts rather than suffers it
_AT = frozenset({"في", "ب", "قرب", "داخل", "عند", "بالقرب من", "وسط", "خارج"})
_LOOSE = frozenset({"governorate", "region", "district", "subdistrict", "country"})
_WHOLE = frozenset({"country", "sea"})


INHERITED = "inherited"  # the subject of an earlier clause goes on
Found = tuple[tuple[NamedActor, ...], str]  # actors and how they were found


@dataclass(frozen=True, slots=True)
class Arguments:
    """An act's sides and places, in the order the text names them."""

    sources: tuple[NamedActor, ...]
    targets: tuple[NamedActor, ...]
    places: tuple[NamedPlace, ...]
    found_by: str = ""  # how the source was found: "genitive", "adjective", "before" ...

    @property
    def is_inherited(self) -> bool:
        """True when the source was named before the act's own clause."""
        return self.found_by in (INHERITED, "speaker")


class Arguer:
    """Gives the acts of one sentence their arguments, in order."""

    def __init__(self, reading: Reading, actors: ActorReader, before: NamedActor | None) -> None:
        self._reading = reading
        self._actors = actors
        self._before = before  # the subject of the sentence before, for «وأضاف», «ثم انسحبت»
        self.finite = sorted(
            {verb.at for verb in reading.verbs} | {act.first for act in reading.acts if act.form is not Form.NOUN}
        )
        self.triggers = frozenset([*self.finite, *(act.first for act in reading.acts)])
        self._starts = sorted(reading.breaks)

    def arguments(self, act: NamedAct) -> Arguments:
        """Return the arguments of one act of this sentence."""
        right = self._right(act)
        inside = [actor for actor in self._reading.actors if act.last <= actor.first < right]
        sources, found_by = self._sources(act, inside, right)
        targets = self._targets(act, inside, sources)
        is_own = found_by not in (INHERITED, "speaker")
        if not targets and act.act.patient_first and sources and is_own and act.form is Form.VERB:
            sources, targets = self._patient(act, sources)
        if act.act.reciprocal and not targets:
            sources, targets = self._both_sides(act, inside, sources)
        return Arguments(sources, targets, self._places(act, right), found_by if sources else "")

    def subject(self) -> NamedActor | None:
        """Return the main subject of the sentence, for the next one to continue."""
        for at in self.finite:
            subject = self.subject_of(at)
            if subject:
                return subject
        return self._before

    # --- sources

    def _sources(self, act: NamedAct, inside: Sequence[NamedActor], right: int) -> Found:
        slots = self._reading.slots
        agents = [actor for actor in inside if slots[actor.first] in _AGENT]
        if act.form is Form.NOUN and act.act.genitive == "subject" and "من" not in act.act.place[:1]:
            agents += [actor for actor in inside if slots[actor.first] == "من" and self._next_to(act.last, actor)]
        if agents:
            return self._with_list(agents[0], inside), "agent"
        if self._is_suffered(act):
            return _one(self._adjective(act, right), "adjective")
        if act.form is Form.VERB and self.is_first_person(act):
            return _one(self._speaker_of(act.first), "speaker")
        if "subject" not in act.act.source:
            named = [actor for actor in inside if slots[actor.first] in act.act.source]
            if named:
                return self._with_list(named[0], inside), "slot"
            return _one(self._adjective(act, right), "adjective")
        if act.form is Form.NOUN:
            return self._noun_sources(act, inside, right)
        preceding = self._subject_before(act.first)
        own = [actor for actor in inside if slots[actor.first] == "" and actor.first not in self._reading.lists]
        if preceding and (act.form is Form.PARTICIPLE or self._is_subject_first(act, preceding, own)):
            return self._list_before(preceding), "before"
        if own and act.form is Form.VERB and self._next_to(act.last, own[0]):
            return self._with_list(own[0], inside), "behind"
        return _one(self.clause_subject(act.first), INHERITED)

    def _noun_sources(self, act: NamedAct, inside: Sequence[NamedActor], right: int) -> Found:
        slots = self._reading.slots
        nisba = self._adjective(act, right)
        if nisba:
            return (nisba,), "adjective"
        genitive = [actor for actor in inside if slots[actor.first] == "" and actor.first not in self._reading.lists]
        adjacent = bool(genitive) and self._next_to(act.last, genitive[0])
        if adjacent and (act.act.genitive == "subject" or len(genitive) > 1) and not act.has_pronoun:
            return self._with_list(genitive[0], inside), "genitive"
        by = [actor for actor in inside if slots[actor.first] == "ل"]
        if by and act.act.genitive == "subject" and "ل" not in act.act.target and self._next_to(act.last, by[0]):
            return self._with_list(by[0], inside), "by"
        executor = self._executor(act)
        if executor:
            return (executor,), "executor"
        subject = self.clause_subject(act.first)
        if subject and not self._may_inherit(act, subject):
            subject = None
        return _one(subject, INHERITED)

    def _executor(self, act: NamedAct) -> NamedActor | None:
        """«هجوم نفذه تنظيم …», «الغارات التي شنتها أنقرة»: who did it is the subject of the verb behind the noun."""
        behind = [
            verb.at
            for verb in self._reading.verbs
            if verb.role is Role.LINKING
            and 0 <= verb.at - act.last <= _EXECUTED_WITHIN
            and self._reading.tokens[verb.at].norm.endswith(("ه", "ها"))
        ]
        return self.subject_of(behind[0]) if behind else None

    def _may_inherit(self, act: NamedAct, subject: NamedActor) -> bool:
        """Who only speaks of an attack has not made it: «قال الوزير إن هجوماً …»."""
        if subject.reports:
            return False
        if act.plover_type != "ASSAULT" or subject.is_armed:
            return True
        carriers = [verb for verb in self._reading.verbs if verb.at < act.first]
        return bool(carriers) and carriers[-1].role is Role.LINKING

    def _adjective(self, act: NamedAct, right: int) -> NamedActor | None:
        """«غارات جوية إسرائيلية»: a nationality within the adjectives of the noun is its actor."""
        if act.form is not Form.NOUN:
            return None
        for position in range(act.last, min(act.last + 3, right)):
            token = self._reading.tokens[position]
            if not token.is_word or any(actor.first == position for actor in self._reading.actors):
                return None
            iso3 = self._actors.nationality(token.norm)
            if iso3:
                sector = act.act.default_source_sector or ("MIL" if act.plover_type in FORCE else "GOV")
                return self._actors.of_nationality(iso3, sector, position, token)
        return None

    def _patient(
        self, act: NamedAct, lone: tuple[NamedActor, ...]
    ) -> tuple[tuple[NamedActor, ...], tuple[NamedActor, ...]]:
        """«قتل 15 مدنياً»: passives are written like actives; a lone noun after the verb suffers the act."""
        if lone[0].first < act.last:
            return lone, ()
        tokens = self._reading.tokens
        behind = [token.norm for token in tokens[lone[0].last : lone[0].last + 2]]
        counted = any(token.is_number for token in tokens[act.last : lone[0].first])
        officers = lone[0].sector in _OFFICERS or any(word[:1].isdigit() for word in behind)
        if officers and not counted:
            return lone, ()
        return (), lone

    def _both_sides(
        self, act: NamedAct, inside: Sequence[NamedActor], sources: tuple[NamedActor, ...]
    ) -> tuple[tuple[NamedActor, ...], tuple[NamedActor, ...]]:
        """«اشتباكات بين X وY»: both sides of a reciprocal act."""
        between = [actor for actor in inside if self._reading.slots[actor.first] == "بين"]
        if len(between) > 1:
            return (between[0],), tuple(between[1:])
        if len(sources) > 1:
            return sources[:1], sources[1:]
        return sources, tuple(between)

    # --- targets

    def _targets(
        self, act: NamedAct, inside: Sequence[NamedActor], sources: tuple[NamedActor, ...]
    ) -> tuple[NamedActor, ...]:
        slots = self._reading.slots
        used = {source.start for source in sources}
        if self._is_suffered(act):
            sufferer = self.clause_subject(act.first)
            return (sufferer,) if sufferer and sufferer.start not in used else ()
        for slot in act.act.target:
            if slot == "subject":
                named = self._patients(act, inside, used)
            elif slot == "object":
                named = [actor for actor in inside if slots[actor.first] == "" and actor.start not in used]
            else:
                plain = normalise(slot)
                named = [actor for actor in inside if slots[actor.first] == plain and actor.start not in used]
            if named:
                return self._with_list(named[0], inside, used)
        blamed = self._blamed(act)
        return (blamed,) if blamed and blamed.code not in {source.code for source in sources} else ()

    def _blamed(self, act: NamedAct) -> NamedActor | None:
        """«استنكرت القصف التركي»: what is condemned or praised tells by its adjective whose it is."""
        if act.plover_type not in _ABOUT_OTHERS:
            return None
        for position in range(act.last, self._right(act)):
            token = self._reading.tokens[position]
            named = any(actor.first <= position < actor.last for actor in self._reading.actors)
            iso3 = None if named or not token.is_word else self._actors.nationality(token.norm)
            if iso3:
                return self._actors.of_nationality(iso3, "GOV", position, token)
        return None

    def _patients(self, act: NamedAct, inside: Sequence[NamedActor], used: set[int]) -> list[NamedActor]:
        """The grammatical subject of «تعرض» and its kin suffers the act."""
        own = [actor for actor in inside if self._reading.slots[actor.first] == "" and actor.start not in used]
        if own:
            return own
        preceding = self._preceding(act.first) or self.clause_subject(act.first)
        return [preceding] if preceding and preceding.start not in used else []

    # --- places

    def _places(self, act: NamedAct, right: int) -> tuple[NamedPlace, ...]:
        places, slots = self._reading.places, self._reading.slots
        wanted = [normalise(slot) for slot in act.act.place]

        def ranked(found: Sequence[NamedPlace]) -> list[NamedPlace]:
            for slot in wanted:
                plain = "" if slot == "object" else slot
                chosen = [place for place in found if slots[place.first] == plain]
                if chosen:
                    group = {place.first for place in chosen}
                    return [
                        place
                        for place in found
                        if place.first in group
                        or slots[place.first] in _AT
                        or self._reading.lists.get(place.first) in group
                    ]
            return [place for place in found if slots[place.first] in _AT]

        inside = ranked([place for place in places if act.last <= place.first < right])
        if not inside:
            left = self._left(act.first)
            inside = ranked([place for place in places if left <= place.first < act.first])[-1:]
        if not inside:
            inside = [place for place in places if slots[place.first] in ("في", "ب") and place.first > act.first][:1]
        if not inside:
            inside = [place for place in places if slots[place.first] in ("في", "ب")][-1:]
        return self._most_precise(inside)

    @staticmethod
    def _most_precise(places: Sequence[NamedPlace]) -> tuple[NamedPlace, ...]:
        """«تل الحارة بريف درعا» is one place: a looser name around a closer one is left out."""
        closer = [place for place in places if place.place.feature_type not in _LOOSE]
        kept = []
        for found in places:
            place = found.place
            around = any(
                other.place.country == place.country
                and (place.feature_type in _WHOLE or other.place.admin1 == place.admin1)
                for other in closer
                if other is not found
            )
            if not (place.feature_type in _LOOSE and around):
                kept.append(found)
        if any(found.place.feature_type != "country" for found in kept):
            kept = [found for found in kept if found.place.feature_type != "country"]
        unique: dict[str, NamedPlace] = {}
        for found in kept:
            unique.setdefault(found.place.location_id, found)
        return tuple(unique.values())

    # --- the clause

    def _right(self, act: NamedAct) -> int:
        """Return where an act's own words end: at the next clause, finite verb or act that is not its own."""
        tokens = self._reading.tokens
        for position in range(act.last, len(tokens)):
            if position in self._reading.breaks:
                return position
            if position in self.triggers and position >= act.last and not self._belongs(act, position):
                return position
        return len(tokens)

    def continues(self, act: NamedAct, other: NamedAct) -> bool:
        """«هجوم استهدف حواجز»: a verb right behind a noun of the same kind goes on telling of it."""
        return (
            act.form is Form.NOUN
            and other.form is Form.VERB
            and other.plover_type == act.plover_type
            and 0 <= other.first - act.last <= _ADJACENT
            and not other.proclitics
            and not any(act.last <= start <= other.first for start in self._reading.breaks)
        )

    def _belongs(self, act: NamedAct, position: int) -> bool:
        other = next((other for other in self._reading.acts if other.first == position), None)
        return other is not None and self.continues(act, other)

    def _left(self, position: int) -> int:
        return next((start for start in reversed(self._starts) if start < position), 0)

    def _next_to(self, position: int, actor: NamedActor) -> bool:
        """True when only a word or two stand between (an adjective, «أمس», a number)."""
        between = self._reading.tokens[position : actor.first]
        return len(between) <= _ADJACENT and not any(index in self.triggers for index in range(position, actor.first))

    def _preceding(self, position: int) -> NamedActor | None:
        """Return the actor right before a verb: «الجيش أعلن», or the antecedent of «التي شنت»."""
        tokens = self._reading.tokens
        relative = position > 0 and tokens[position - 1].norm in RELATIVE
        anchor = position - 1 if relative else position
        near = [
            actor
            for actor in self._reading.actors
            if actor.last <= anchor
            and anchor - actor.last <= _ADJACENT
            and not any(actor.last <= index < anchor for index in self.triggers)
            and (relative or not self._is_cut_off(actor, position))
        ]
        if not near:
            return None
        if relative or self._reading.slots[near[-1].first] == "":
            return near[-1]
        return None

    def _subject_before(self, position: int) -> NamedActor | None:
        """Return the subject before a verb: right before it, or at the head of its clause («إن الجيش …»)."""
        near = self._preceding(position)
        if near:
            return near
        left = self._left(position)
        if any(left <= index < position for index in self.triggers):
            return None
        heads = [
            actor
            for actor in self._reading.actors
            if left <= actor.first and actor.last <= position and self._reading.slots[actor.first] in ("", "من")
        ]
        return heads[0] if heads else None

    def _is_suffered(self, act: NamedAct) -> bool:
        """True for «تعرضت المدينة لقصف»: what is named before the act is its target."""
        if act.form is not Form.NOUN or not act.proclitics.endswith("ل"):
            return False
        before = self._reading.tokens[max(0, act.first - _SUFFERS_REACH) : act.first]
        return any(_SUFFERS & stems(token.norm) for token in before)

    def is_first_person(self, act: NamedAct) -> bool:
        """True for «سنواصل», «تواصلنا»: whoever is speaking does it."""
        word = self._reading.tokens[act.first].norm.removeprefix(act.proclitics)
        return (
            word.startswith("ن")
            and not any(normalise(verb.partition("/")[0]).startswith("ن") for verb in act.act.verbs)
        ) or (word.endswith("نا") and len(word) > 4)

    def _speaker_of(self, position: int) -> NamedActor | None:
        speech = [verb.at for verb in self._reading.verbs if verb.role is Role.SPEECH and verb.at < position]
        named = [subject for subject in (self.subject_of(at) for at in reversed(speech)) if subject]
        return named[0] if named else self._before

    def _is_subject_first(self, act: NamedAct, preceding: NamedActor, own: Sequence[NamedActor]) -> bool:
        tokens = self._reading.tokens
        if tokens[act.first - 1].norm in RELATIVE:
            return True
        if act.proclitics[:1] == "و":
            return False
        before = any(verb < preceding.first and verb >= self._left(preceding.first) for verb in self.finite)
        return not before or not own

    def _is_cut_off(self, actor: NamedActor, position: int) -> bool:
        """True when a clause begins between a name and a verb: «... قوات النظام، كما أعلنت»."""
        tokens = self._reading.tokens
        between = [start for start in self._reading.breaks if actor.last <= start <= position]
        if all(tokens[start].norm == "،" for start in between) and between:
            return any(self._left(actor.first) <= at < actor.first for at in self.finite)
        return bool(between)

    def clause_subject(self, position: int) -> NamedActor | None:
        """Return who acts at a place of the sentence: the subject of the nearest verb before it."""
        for at in reversed([at for at in self.finite if at < position]):
            subject = self.subject_of(at)
            if subject:
                return subject
        if not any(at < position for at in self.finite):
            preceding = [
                actor
                for actor in self._reading.actors
                if actor.last <= position and self._reading.slots[actor.first] == ""
            ]
            if preceding:
                return preceding[0]
        opens = bool(self.finite) and self.finite[0] <= 1
        return self._before if opens else None

    def subject_of(self, at: int) -> NamedActor | None:
        """Return a finite verb's subject: the first free name behind it in its clause, or the one before."""
        limit = next((start for start in self._starts if start > at), len(self._reading.tokens))
        limit = min([limit, *(other for other in self.triggers if other > at)])
        behind = [
            actor
            for actor in self._reading.actors
            if at < actor.first < limit and self._reading.slots[actor.first] == ""
        ]
        if behind:
            return behind[0]
        return self._preceding(at)

    def _with_list(
        self, head: NamedActor, inside: Sequence[NamedActor], used: set[int] | None = None
    ) -> tuple[NamedActor, ...]:
        """Return an actor with those coordinated to it: «قوات النظام والميليشيات الإيرانية»."""
        lists = self._reading.lists
        return (
            head,
            *(actor for actor in inside if lists.get(actor.first) == head.first and actor.start not in (used or ())),
        )

    def _list_before(self, last: NamedActor) -> tuple[NamedActor, ...]:
        head = self._reading.lists.get(last.first)
        if head is None:
            return (last,)
        lists = self._reading.lists
        return tuple(
            actor
            for actor in self._reading.actors
            if actor.first == head or (lists.get(actor.first) == head and actor.first <= last.first)
        )


def armed_enough(act: NamedAct, sources: Sequence[NamedActor]) -> bool:
    """Tell whether an act that takes arms («دخلت القوات المدينة») has an armed actor."""
    return not act.act.armed or any(source.is_armed for source in sources)


def _one(actor: NamedActor | None, found_by: str) -> Found:
    return ((actor,) if actor else ()), found_by
