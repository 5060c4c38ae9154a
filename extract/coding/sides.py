"""Who did it and to whom: the actors that may be meant, weighed as the sides of an act."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.coding.actors import ActorReader, NamedActor
from extract.coding.acts import Form, NamedAct, Role
from extract.coding.arguments import FORCE, INHERITED, RELATIVE, Arguer, Arguments
from extract.coding.attribution import Said
from extract.coding.clauses import Reading
from extract.coding.features import YES, Frame, count, few
from extract.coding.judge import Feature, Judge
from extract.coding.lexicons import ANYWHERE
from extract.coding.places import NamedPlace
from extract.coding.story import Story

SOURCE, TARGET = "source", "target"
_NOBODY = 0.75  # how sure it must be that there is none
_NISBA_REACH = 6  # words around an act in which an adjective may tell whose it is


@dataclass(frozen=True, slots=True)
class _Option:
    """An actor who may be a side of an act."""

    actor: NamedActor
    origin: str  # where the option comes from
    features: list[Feature]


class Sides:
    """Weighs who the sides of the acts of one sentence are."""

    def __init__(
        self, judge: Judge, actors: ActorReader, reading: Reading, arguer: Arguer, story: Story, frame: Frame
    ) -> None:
        self.told: list[tuple[NamedAct, Arguments]] = []  # the acts of this sentence decided so far
        self._judge = judge
        self._actors = actors
        self._reading = reading
        self._arguer = arguer
        self._story = story
        self._frame = frame
        self._in_sentence = {actor.code for actor in reading.actors if actor.code}
        self._nisbas = self._find_nisbas()

    def choose(self, act: NamedAct, ruled: Arguments, said: Said | None, places: tuple[NamedPlace, ...]) -> Arguments:
        """Return the arguments of an act, given those that the rules find and the places it has."""
        options = self._options(act, ruled, said, places)
        sources = self._pick(SOURCE, act, ruled, options, [option.features for option in options], [])
        codes = {source.code for source in sources}
        countries = {source.country for source in sources}
        features = [
            [
                *option.features,
                ("same", YES[option.actor.code in codes]),
                ("kin", act.plover_type, YES[option.actor.country in countries], option.actor.sector),
                ("sides", YES[bool(sources)], option.origin),
                *(("pair", act.plover_type, source.sector, option.actor.sector) for source in sources[:1]),
            ]
            for option in options
        ]
        nobody: list[Feature] = [("nobody", "source", YES[bool(sources)], act.plover_type)]
        targets = self._pick(TARGET, act, ruled, options, features, nobody)
        targets = tuple(target for target in targets if target.code not in codes)
        by_rule = {source.start for source in sources} == {source.start for source in ruled.sources}
        found_by = ruled.found_by if by_rule else INHERITED if any(s.first < 0 for s in sources) else "judged"
        arguments = Arguments(sources, targets, places, found_by)
        self.told.append((act, arguments))
        return arguments

    def _pick(
        self,
        decision: str,
        act: NamedAct,
        ruled: Arguments,
        options: Sequence[_Option],
        features: Sequence[Iterable[Feature]],
        nobody: Iterable[Feature],
    ) -> tuple[NamedActor, ...]:
        """Return the likeliest actor with those coordinated to it, or nobody."""
        mode = act.act.mode or ""
        none: list[Feature] = [
            *nobody,
            ("nobody",),
            ("nobody", act.plover_type, act.form.value),
            ("nobody", act.plover_type, mode),
            ("nobody", "id", act.act.id),
            ("nobody", "rules", YES[bool(ruled.sources)], YES[bool(ruled.targets)]),
            ("nobody", "here", count(len(self._in_sentence))),
            ("nobody", "counts", act.act.counts or "", YES[act.act.patient_first]),
        ]
        actors: list[NamedActor | None] = [*(option.actor for option in options), None]
        about = self._reading.tokens[act.first].start
        chances = self._judge.probabilities(decision, about, actors, [*features, none])
        if chances[-1] >= _NOBODY or not options:
            return ()
        chosen = options[max(range(len(options)), key=chances.__getitem__)]
        if chosen.origin != "sentence":
            return (chosen.actor,)
        lists = self._reading.lists
        head = lists.get(chosen.actor.first, chosen.actor.first)
        others = [
            option.actor
            for option in options
            if option.origin == "sentence"
            and option.actor.first != chosen.actor.first
            and lists.get(option.actor.first, option.actor.first) == head
        ]
        return tuple({actor.code: actor for actor in (chosen.actor, *others)}.values())

    def _options(
        self, act: NamedAct, ruled: Arguments, said: Said | None, places: Sequence[NamedPlace]
    ) -> list[_Option]:
        options: list[_Option] = []
        sources = {source.start for source in ruled.sources}
        targets = {target.start for target in ruled.targets}
        speaker = said.speaker.start if said and said.speaker else None
        subject = self._arguer.clause_subject(act.first)
        subject_at = subject.start if subject else None
        before = self._story.subject.code if self._story.subject else None
        first_person = act.form is Form.VERB and self._arguer.is_first_person(act)
        word = self._reading.tokens[act.first].norm.removeprefix(act.proclitics)
        feminine = word.startswith("ت") or word.endswith("ت") if act.form is Form.VERB else None
        carrier = self._carrier(act)
        carried_by = self._arguer.subject_of(carrier) if carrier is not None else None
        carried_at = carried_by.start if carried_by else None
        did, suffered = self._story.did, self._story.suffered
        for actor in self._reading.actors:
            if not actor.country:
                continue
            features = [
                *self._of_actor(act, actor),
                *self._frame.of_position(act, actor),
                ("rule", YES[actor.start in sources], YES[actor.start in targets], act.plover_type),
                ("rules", YES[actor.start in sources], YES[actor.start in targets], act.form.value),
                ("how", ruled.found_by if actor.start in sources else "", YES[actor.start in targets]),
                ("how", ruled.found_by if actor.start in sources else "-", act.form.value, act.plover_type),
                ("speaker", YES[actor.start == speaker], act.plover_type),
                ("speaker", YES[actor.start == speaker], act.form.value, YES[first_person]),
                ("subject", YES[actor.start == subject_at], act.form.value, YES[act.has_pronoun]),
                ("subject", YES[actor.start == subject_at], act.plover_type),
                ("goes on", YES[actor.code == before], act.form.value),
                ("carried", YES[actor.start == carried_at], YES[carried_at is not None], act.form.value),
                ("did", YES[actor.code in did], YES[actor.code in suffered], act.plover_type),
                *self._of_company(act, actor),
            ]
            if feminine is not None:
                features.append(("agrees", YES[feminine], YES[self._is_feminine(actor)], YES[actor.first >= act.last]))
            options.append(_Option(actor, "sentence", features))
            options.extend(self._variants(act, actor, features))
        for nisba in self._nisbas:
            position = nisba.first
            if abs(position - act.first) > _NISBA_REACH or nisba.code in self._in_sentence:
                continue
            sector = act.act.default_source_sector or ("MIL" if act.plover_type in FORCE else "GOV")
            actor = self._actors.of_nationality(nisba.country, sector, position, self._reading.tokens[position])
            features = [
                *self._of_actor(act, actor),
                ("nisba", act.form.value, act.plover_type, count(position - act.last)),
                ("rule", YES[actor.start in sources], YES[actor.start in targets], act.plover_type),
                ("rules", YES[actor.start in sources], YES[actor.start in targets], "nisba"),
                ("how", ruled.found_by if actor.start in sources else "", YES[actor.start in targets]),
            ]
            options.append(_Option(actor, "nisba", features))
        options.extend(self._from_story(act, ruled))
        options.extend(self._implied(act, places))
        return options

    def _carrier(self, act: NamedAct) -> int | None:
        """Return where the verb stands that carries a verbal noun: «تمكنت القوات من كسر الحصار»."""
        before = [verb for verb in self._reading.verbs if verb.at < act.first]
        if act.form is not Form.NOUN or not before or before[-1].role is not Role.LINKING:
            return None
        at = before[-1].at
        return None if self._frame.between(at + 1, act.first)[1] else at

    def _variants(self, act: NamedAct, actor: NamedActor, features: list[Feature]) -> Iterator[_Option]:
        """«إيران» may stand for her government or her forces."""
        if not actor.is_country or len(actor.code) > 3:
            return
        for sector in ("GOV", "MIL") if act.plover_type in FORCE else ("GOV",):
            variant = replace(self._actors.generic(actor, actor.country, sector), is_country=True)
            kept = [feature for feature in features if feature[0] not in ("sector", "mode")]
            yield _Option(variant, "sentence", [*kept, *self._of_actor(act, variant), ("as", sector, act.plover_type)])

    def _from_story(self, act: NamedAct, ruled: Arguments) -> Iterator[_Option]:
        story = self._story
        last = story.last_told[1] if story.last_told else None
        same_type = story.last_told is not None and story.last_told[0] == act.plover_type
        before = story.subject.code if story.subject else ""
        named_here = count(len(self._in_sentence))
        spoken = [verb.at for verb in self._reading.verbs if verb.role is Role.SPEECH and verb.at < act.first]
        # «وأضاف أن …»: he who spoke before goes on speaking.
        unsaid = bool(spoken) and all(self._arguer.subject_of(at) is None for at in spoken)
        first_person = act.form is Form.VERB and self._arguer.is_first_person(act)
        for actor in story.remembered():
            if actor.code in self._in_sentence or not actor.country:
                continue
            ago = story.sentence - story.seen[actor.code][0] if actor.code in story.seen else 1
            was_source = last is not None and any(actor.code == source.code for source in last.sources)
            was_target = last is not None and any(actor.code == target.code for target in last.targets)
            told_of = actor.code in story.did
            ruled_it = any(source.code == actor.code for source in ruled.sources)
            features = [
                *self._of_actor(act, actor),
                ("story", "ago", count(ago)),
                ("story", "named", count(story.named[actor.code])),
                ("story", "was", YES[was_source], YES[was_target], YES[same_type], act.plover_type),
                ("story", "did", YES[told_of], act.plover_type),
                ("story", "before", YES[actor.code == before], act.form.value),
                ("story", "here", named_here, act.form.value),
                ("story", "speaks", YES[unsaid], YES[actor.code == before], act.plover_type),
                ("story", "we", YES[first_person], YES[actor.code == before]),
                ("story", "object", YES[act.has_object], YES[was_source], YES[was_target]),
                ("story", "ruled", YES[ruled_it], YES[bool(ruled.sources)], YES[bool(ruled.targets)]),
                ("story", "pronoun", YES[act.has_pronoun], act.form.value),
                ("story", "title", YES[actor.code in story.headline]),
                ("story", act.plover_type),
            ]
            yield _Option(replace(actor, first=-1, last=-1), "story", features)

    def _implied(self, act: NamedAct, places: Sequence[NamedPlace]) -> Iterator[_Option]:
        """Whom an act concerns though nobody is named: the people or the government of where it happens."""
        token = self._reading.tokens[act.first]
        where = [found.place.country for found in places if found.place.country != ANYWHERE]
        seen = set(self._in_sentence)
        for origin, country in (("place", where[0] if where else None), ("setting", self._story.setting)):
            if not country:
                continue
            for sector in ("CVL", "GOV", "MIL") if act.plover_type in FORCE else ("CVL", "GOV"):
                if country + sector in seen:
                    continue
                seen.add(country + sector)
                bare = NamedActor(
                    -1, -1, "", country, sector, country + sector, "", "", "", token.start, token.start, is_bare=True
                )
                yield _Option(
                    self._actors.generic(bare, country, sector),
                    "implied",
                    [
                        ("implied", origin, sector, act.plover_type),
                        ("implied", origin, sector, act.plover_type, act.act.mode or ""),
                        ("implied", sector, act.act.id),
                        ("implied", "here", count(len(self._in_sentence)), act.plover_type),
                        ("implied", "named", count(self._story.named[country + sector])),
                        ("implied", "counts", act.act.counts or "", sector),
                    ],
                )

    def _of_actor(self, act: NamedAct, actor: NamedActor) -> list[Feature]:
        mode = act.act.mode or ""
        return [
            ("sector", act.plover_type, actor.sector),
            ("mode", act.plover_type, mode, actor.sector),
            ("setting", YES[actor.country == self._story.setting], actor.sector),
            ("named", count(self._story.named[actor.code])),
            ("kind", YES[actor.is_person], YES[actor.is_country], YES[actor.is_bare], act.plover_type),
        ]

    def _of_company(self, act: NamedAct, actor: NamedActor) -> list[Feature]:
        """What stands right before an actor, and what he was in the act told just before."""
        tokens = self._reading.tokens
        position = actor.first - 1
        if position < 0:
            kind = "start"
        elif position in self._frame.nouns:
            kind = "act"
        elif position in self._frame.finite:
            kind = "verb"
        elif not tokens[position].is_word:
            kind = "number" if tokens[position].is_number else "mark"
        else:
            kind = "word"
        relative = act.first > 0 and tokens[act.first - 1].norm in RELATIVE
        side = "after" if actor.first >= act.last else "before"
        first = tokens[actor.first].norm.removeprefix(actor.proclitics).removeprefix("ال")
        rows: list[Feature] = [
            ("word before", tokens[position].norm if position >= 0 and kind != "number" else "", side),
            ("word before", tokens[position].norm if kind == "word" else "", act.plover_type),
            ("word after", tokens[actor.last].norm if actor.last < len(tokens) else "", side),
            ("first word", first, act.plover_type),
            ("first word", first, side, act.form.value),
            ("object", YES[act.has_object], side, self._reading.slots[actor.first]),
            ("behind", kind, act.form.value, YES[actor.first >= act.last], self._reading.slots[actor.first]),
            ("relative", YES[relative], YES[0 <= act.first - 1 - actor.last <= 1], act.form.value),
        ]
        if self.told:
            other, told = self.told[-1]
            role = (
                "source"
                if any(actor.code == source.code for source in told.sources)
                else "target"
                if any(actor.code == target.code for target in told.targets)
                else ""
            )
            rows += [
                ("last", role, act.form.value, other.form.value),
                ("last", role, act.plover_type, other.plover_type),
                ("last", role, YES[act.proclitics[:1] in ("و", "ف")], few(act.first - other.last)),
            ]
        return rows

    def _is_feminine(self, actor: NamedActor) -> bool:
        word = self._reading.tokens[actor.first].norm
        return actor.is_country or (word.endswith(("ه", "ات", "اء")) and not actor.is_person)

    def _find_nisbas(self) -> list[NamedActor]:
        """Return the adjectives of nations that belong to no actor's name («القصف التركي»)."""
        inside = {index for actor in self._reading.actors for index in range(actor.first, actor.last)}
        found = []
        for position, token in enumerate(self._reading.tokens):
            if token.is_word and position not in inside:
                iso3 = self._actors.nationality(token.norm)
                if iso3:
                    found.append(self._actors.of_nationality(iso3, "GOV", position, token))
        return found
