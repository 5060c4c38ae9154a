"""Choosing an act's arguments among all that could be meant: what the rules propose is one voice of several.

For every decision (who did it, to whom, where, when, how sure it is, whether it is told at all) the options are
listed with the features that speak for or against each, and the judge weighs them. Options come from the
sentence, from what the article has told before, and from what an act implies (a shelled town has inhabitants).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extract.coding.actors import ActorReader, NamedActor
from extract.coding.acts import Form, NamedAct, Role
from extract.coding.arguments import FORCE, INHERITED, RELATIVE, Arguer, Arguments
from extract.coding.attribution import Said
from extract.coding.clauses import Reading
from extract.coding.dates import When
from extract.coding.judge import Feature, Judge
from extract.coding.lexicons import ANYWHERE
from extract.coding.places import NamedPlace, whole_country
from extract.coding.story import Story
from extract.records import Factuality

SOURCE, TARGET, PLACE, DATE, FACTUALITY, EVENT = "source", "target", "place", "date", "factuality", "event"
NEWS = "news"
_NOBODY = {SOURCE: 0.75, TARGET: 0.75, PLACE: 0.75, EVENT: 0.45}  # how sure it must be that there is none
_NISBA_REACH = 6  # words around an act in which an adjective may tell whose it is
_SNIPPET = 50  # different words: a shorter text does not tell what it is about
_AROUND = 4  # words on either side of an act that tell what it is about
_YES = ("", "y")
_BUCKETS = (0, 1, 2, 3, 5, 8, 13, 21)
_COUNTS = tuple(str(max((b for b in _BUCKETS if b <= number), default=-1)) for number in range(-1, _BUCKETS[-1] + 1))
_UNKNOWN = ("", "IGO", "NGO", ANYWHERE)


@dataclass(frozen=True, slots=True)
class _Option:
    """An actor who may be a side of an act."""

    actor: NamedActor
    origin: str  # where the option comes from
    features: list[Feature]


class Chooser:
    """Weighs the options for the acts of one sentence."""

    def __init__(
        self,
        judge: Judge,
        actors: ActorReader,
        reading: Reading,
        arguer: Arguer,
        story: Story,
        dates: Sequence[When],
    ) -> None:
        self._judge = judge
        self._actors = actors
        self._reading = reading
        self._arguer = arguer
        self._story = story
        self._dates = dates
        size = len(reading.tokens)
        self._triggers_before = _running(size, arguer.triggers)
        self._breaks_before = _running(size, reading.breaks)
        self._names_before = _running(size, {actor.first for actor in reading.actors})
        self._in_sentence = {actor.code for actor in reading.actors if actor.code}
        self._nisbas = self._find_nisbas()
        self._told: list[tuple[NamedAct, Arguments]] = []  # the acts of this sentence decided so far
        self._nouns = {act.last - 1 for act in reading.acts if act.form is Form.NOUN}
        self._finite = frozenset(arguer.finite)

    # --- who, to whom, where

    def arguments(self, act: NamedAct, ruled: Arguments, said: Said | None) -> Arguments:
        """Return the arguments of an act, given those that the rules find."""
        places = self._places(act, ruled) if PLACE in self._judge.decisions else ruled.places
        if SOURCE not in self._judge.decisions:
            return replace(ruled, places=places)
        options = self._options(act, ruled, said, places)
        sources = self._pick(SOURCE, act, ruled, options, [option.features for option in options], [])
        codes = {source.code for source in sources}
        countries = {source.country for source in sources}
        features = [
            [
                *option.features,
                ("same", _YES[option.actor.code in codes]),
                ("kin", act.plover_type, _YES[option.actor.country in countries], option.actor.sector),
                ("sides", _YES[bool(sources)], option.origin),
                *(("pair", act.plover_type, source.sector, option.actor.sector) for source in sources[:1]),
            ]
            for option in options
        ]
        nobody: list[Feature] = [("nobody", "source", _YES[bool(sources)], act.plover_type)]
        targets = self._pick(TARGET, act, ruled, options, features, nobody)
        targets = tuple(target for target in targets if target.code not in codes)
        by_rule = {source.start for source in sources} == {source.start for source in ruled.sources}
        found_by = ruled.found_by if by_rule else INHERITED if any(s.first < 0 for s in sources) else "judged"
        arguments = Arguments(sources, targets, places, found_by)
        self._told.append((act, arguments))
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
            ("nobody", "rules", _YES[bool(ruled.sources)], _YES[bool(ruled.targets)]),
            ("nobody", "here", _count(len(self._in_sentence))),
            ("nobody", "counts", act.act.counts or "", _YES[act.act.patient_first]),
        ]
        actors: list[NamedActor | None] = [*(option.actor for option in options), None]
        about = self._reading.tokens[act.first].start
        chances = self._judge.probabilities(decision, about, actors, [*features, none])
        if chances[-1] >= _NOBODY[decision] or not options:
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
                *self._of_position(act, actor),
                ("rule", _YES[actor.start in sources], _YES[actor.start in targets], act.plover_type),
                ("rules", _YES[actor.start in sources], _YES[actor.start in targets], act.form.value),
                ("how", ruled.found_by if actor.start in sources else "", _YES[actor.start in targets]),
                ("how", ruled.found_by if actor.start in sources else "-", act.form.value, act.plover_type),
                ("speaker", _YES[actor.start == speaker], act.plover_type),
                ("speaker", _YES[actor.start == speaker], act.form.value, _YES[first_person]),
                ("subject", _YES[actor.start == subject_at], act.form.value, _YES[act.has_pronoun]),
                ("subject", _YES[actor.start == subject_at], act.plover_type),
                ("goes on", _YES[actor.code == before], act.form.value),
                ("carried", _YES[actor.start == carried_at], _YES[carried_at is not None], act.form.value),
                ("did", _YES[actor.code in did], _YES[actor.code in suffered], act.plover_type),
                *self._of_company(act, actor),
            ]
            if feminine is not None:
                features.append(
                    ("agrees", _YES[feminine], _YES[self._is_feminine(actor)], _YES[actor.first >= act.last])
                )
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
                ("nisba", act.form.value, act.plover_type, _count(position - act.last)),
                ("rule", _YES[actor.start in sources], _YES[actor.start in targets], act.plover_type),
                ("rules", _YES[actor.start in sources], _YES[actor.start in targets], "nisba"),
                ("how", ruled.found_by if actor.start in sources else "", _YES[actor.start in targets]),
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
        return None if self._breaks_before[act.first] - self._breaks_before[at + 1] else at

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
        named_here = _count(len(self._in_sentence))
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
                ("story", "ago", _count(ago)),
                ("story", "named", _count(story.named[actor.code])),
                ("story", "was", _YES[was_source], _YES[was_target], _YES[same_type], act.plover_type),
                ("story", "did", _YES[told_of], act.plover_type),
                ("story", "before", _YES[actor.code == before], act.form.value),
                ("story", "here", named_here, act.form.value),
                ("story", "speaks", _YES[unsaid], _YES[actor.code == before], act.plover_type),
                ("story", "we", _YES[first_person], _YES[actor.code == before]),
                ("story", "object", _YES[act.has_object], _YES[was_source], _YES[was_target]),
                ("story", "ruled", _YES[ruled_it], _YES[bool(ruled.sources)], _YES[bool(ruled.targets)]),
                ("story", "pronoun", _YES[act.has_pronoun], act.form.value),
                ("story", "title", _YES[actor.code in story.headline]),
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
                        ("implied", "here", _count(len(self._in_sentence)), act.plover_type),
                        ("implied", "named", _count(self._story.named[country + sector])),
                        ("implied", "counts", act.act.counts or "", sector),
                    ],
                )

    def _of_actor(self, act: NamedAct, actor: NamedActor) -> list[Feature]:
        mode = act.act.mode or ""
        return [
            ("sector", act.plover_type, actor.sector),
            ("mode", act.plover_type, mode, actor.sector),
            ("setting", _YES[actor.country == self._story.setting], actor.sector),
            ("named", _count(self._story.named[actor.code])),
            ("kind", _YES[actor.is_person], _YES[actor.is_country], _YES[actor.is_bare], act.plover_type),
        ]

    def _of_position(self, act: NamedAct, name: NamedActor | NamedPlace) -> list[Feature]:
        """How a name of the sentence stands to the act."""
        after = name.first >= act.last
        first, last = (act.last, name.first) if after else (name.last, act.first)
        side, form = ("after" if after else "before"), act.form.value
        triggers = self._triggers_before[max(first, last)] - self._triggers_before[first]
        breaks = self._breaks_before[max(first, last)] - self._breaks_before[first]
        names = self._names_before[max(first, last)] - self._names_before[first]
        slot = self._reading.slots[name.first]
        listed = name.first in self._reading.lists
        governed = (
            "both"
            if slot in act.act.target and slot in act.act.source
            else "target"
            if (slot or "object") in act.act.target
            else "source"
            if (slot or "subject") in act.act.source
            else ""
        )
        return [
            ("far", form, side, _count(last - first)),
            ("cut", form, side, _few(triggers), _few(breaks)),
            ("past", form, side, _few(names), _YES[listed]),
            ("slot", form, side, slot),
            ("near", form, side, slot, _few(triggers), _few(names)),
            ("next", form, side, slot, _YES[last - first == 0]),
            ("slot", act.plover_type, side, slot),
            ("slot", act.act.id, side, slot),
            ("governed", governed, side, form, _few(triggers + breaks)),
            ("genitive", act.act.genitive, side, form, slot, _YES[last - first <= 1]),
            ("patient", _YES[act.act.patient_first], side, form, slot, _few(triggers)),
            ("reciprocal", _YES[act.act.reciprocal], side, slot),
            ("proclitic", act.proclitics[-1:], side, form, _few(triggers)),
            ("opens", _YES[name.first == 0 or self._names_before[name.first] == 0], side, _few(triggers)),
        ]

    def _of_company(self, act: NamedAct, actor: NamedActor) -> list[Feature]:
        """What stands right before an actor, and what he was in the act told just before."""
        tokens = self._reading.tokens
        position = actor.first - 1
        if position < 0:
            kind = "start"
        elif position in self._nouns:
            kind = "act"
        elif position in self._finite:
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
            ("object", _YES[act.has_object], side, self._reading.slots[actor.first]),
            ("behind", kind, act.form.value, _YES[actor.first >= act.last], self._reading.slots[actor.first]),
            ("relative", _YES[relative], _YES[0 <= act.first - 1 - actor.last <= 1], act.form.value),
        ]
        if self._told:
            other, told = self._told[-1]
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
                ("last", role, _YES[act.proclitics[:1] in ("و", "ف")], _few(act.first - other.last)),
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

    # --- where

    def _places(self, act: NamedAct, ruled: Arguments) -> tuple[NamedPlace, ...]:
        about = self._reading.tokens[act.first].start
        options: list[tuple[NamedPlace, bool]] = [(found, True) for found in self._reading.places]
        named = {found.place.location_id for found in self._reading.places}
        options += [(found, False) for found in self._story.remembered_places() if found.place.location_id not in named]
        if not options:
            return ()
        ruled_first = {found.first for found in ruled.places}
        last = self._story.last_told
        told = [found.place.location_id for found in last[1].places] if last else []
        here = _few(len(named))
        features: list[list[Feature]] = []
        for found, is_here in options:
            place = found.place
            loose = place.feature_type
            rows: list[Feature] = [
                ("place", act.plover_type, loose),
                ("place", act.plover_type, act.act.mode or "", _YES[whole_country(place)]),
                ("place", "setting", _YES[place.country == self._story.setting], loose),
                ("place", "named", _count(self._story.place_counts[place.location_id]), _YES[is_here]),
                ("place", "told", _YES[place.location_id in told], _YES[is_here], here),
                ("place", "rules", _YES[bool(ruled.places)], _YES[is_here]),
            ]
            if is_here:
                rows += [
                    *self._of_position(act, found),
                    ("place", "rule", _YES[found.first in ruled_first], act.plover_type),
                    ("place", "near", found.precision),
                    ("place", "actor", _YES[self._is_of_actor(found)], act.plover_type),
                ]
            else:
                is_first, is_last = found is self._story.first_place, found is self._story.last_place
                rows += [
                    ("place", "story", _YES[is_first], _YES[is_last], here),
                    ("place", "story", act.plover_type, here),
                    ("place", "story", act.form.value, loose, here),
                ]
            features.append(rows)
        nowhere: list[Feature] = [
            ("nowhere",),
            ("nowhere", act.plover_type),
            ("nowhere", act.plover_type, act.act.mode or ""),
            ("nowhere", "rules", _YES[bool(ruled.places)], act.form.value),
            ("nowhere", "here", here),
        ]
        found_places: list[NamedPlace | None] = [*(found for found, _ in options), None]
        chances = self._judge.probabilities(PLACE, about, found_places, [*features, nowhere])
        if chances[-1] >= _NOBODY[PLACE]:
            return ()
        chosen, is_here = options[max(range(len(options)), key=chances.__getitem__)]
        if not is_here:
            return (chosen,)
        if chosen in ruled.places:
            return ruled.places
        lists = self._reading.lists
        head = lists.get(chosen.first, chosen.first)
        mates = [found for found in self._reading.places if lists.get(found.first, found.first) == head]
        return tuple(dict.fromkeys([chosen, *mates]))

    def _is_of_actor(self, found: NamedPlace) -> bool:
        """«حكومة سوريا»: the place is part of an actor's name."""
        return any(actor.first <= found.first < actor.last for actor in self._reading.actors)

    # --- when

    def when(self, act: NamedAct, ruled: When | None, usual: date, published: date) -> When:
        """Return the day of an act: one that the sentence or the article names, else that of the report."""
        if DATE not in self._judge.decisions:
            return ruled or When(act.first, act.first, usual, "day")
        about = self._reading.tokens[act.first].start
        options: dict[tuple[date, str], list[Feature]] = {}
        yesterday, today = _few(self._story.days[1]), _few(self._story.days[0])
        dated = _few(len(self._dates))

        def add(day: date, precision: str, rows: Iterable[Feature]) -> None:
            options.setdefault((day, precision), []).extend(rows)

        for when in self._dates:
            after = when.first >= act.last
            first, last = (act.last, when.first) if after else (when.last, act.first)
            triggers = self._triggers_before[max(first, last)] - self._triggers_before[first]
            breaks = self._breaks_before[max(first, last)] - self._breaks_before[first]
            side = "after" if after else "before"
            add(
                when.day,
                when.precision,
                [
                    ("date", side, _count(last - first)),
                    ("date", side, _few(triggers), _few(breaks), dated),
                    ("date", "rule", _YES[when == ruled]),
                    ("date", "precision", when.precision),
                    ("date", "ago", _ago(published - when.day), when.precision),
                    ("date", "future", _YES[act.is_future], _YES[when.day > published]),
                ],
            )
        last_when = self._story.last_when
        if last_when:
            rows = [("last", _ago(published - last_when.day), last_when.precision, dated), ("last", act.form.value)]
            add(last_when.day, last_when.precision, rows)
        add(usual, "day", [("usual", _ago(published - usual), dated), ("usual", act.form.value)])
        add(published, "day", [("published", yesterday, today, dated), ("published", act.plover_type)])
        add(
            published - timedelta(days=1),
            "day",
            [("yesterday", yesterday, today, dated), ("yesterday", act.plover_type)],
        )
        keys = list(options)
        chances = self._judge.probabilities(DATE, about, [day for day, _ in keys], list(options.values()))
        day, precision = keys[max(range(len(keys)), key=chances.__getitem__)]
        return When(act.first, act.first, day, precision)

    # --- how sure

    def factuality(self, act: NamedAct, ruled: Factuality, said: Said | None, when: When | None) -> Factuality:
        """Return how the text holds an act to be."""
        if FACTUALITY not in self._judge.decisions:
            return ruled
        tokens = self._reading.tokens
        before = tokens[act.first - 1].norm if act.first else ""
        before_that = tokens[act.first - 2].norm if act.first > 1 else ""
        earlier = [other for other in self._reading.acts if other.last <= act.first]
        verbs = [verb for verb in self._reading.verbs if verb.at < act.first]
        cues = [
            ("bias",),
            ("rule", ruled.value),
            ("rule", ruled.value, act.plover_type),
            ("form", act.form.value, act.proclitics[-1:]),
            ("future", _YES[act.is_future]),
            ("said", said.speaker.sector if said and said.speaker else "vague" if said else "nobody", act.plover_type),
            ("said", said.speaker.sector if said and said.speaker else "vague" if said else "nobody"),
            ("before", before),
            ("before2", before_that),
            ("type", act.plover_type),
            ("after", earlier[-1].plover_type if earlier else "", act.form.value),
            ("verb", verbs[-1].role.value if verbs else "", verbs[-1].proclitics[-1:] if verbs else ""),
            ("verb", tokens[verbs[-1].at].norm if verbs else ""),
        ]
        values = list(Factuality)
        about = tokens[act.first].start
        chances = self._judge.probabilities(
            FACTUALITY, about, values, [[(value.value, *cue) for cue in cues] for value in values]
        )
        return values[max(range(len(values)), key=chances.__getitem__)]

    # --- whether at all

    def is_event(
        self, act: NamedAct, arguments: Arguments, ruled: Arguments, said: Said | None, held: Sequence[bool]
    ) -> bool:
        """Tell whether an act found is an event told; ``held`` are the verdicts of the rules on it."""
        if EVENT not in self._judge.decisions:
            return all(held)
        tokens, form = self._reading.tokens, act.form.value
        before = tokens[act.first - 1].norm if act.first else ""
        after = tokens[act.last].norm if act.last < len(tokens) else ""
        source = arguments.sources[0] if arguments.sources else None
        target = arguments.targets[0] if arguments.targets else None
        mode = act.act.mode or ""
        rows: list[Feature] = [
            ("bias",),
            ("id", act.act.id),
            ("id", act.act.id, form),
            ("mode", act.plover_type, mode),
            ("confidence", str(int(act.act.confidence * 10))),
            ("form", form, _YES[act.is_definite], act.proclitics[-1:]),
            ("source", act.plover_type, source.sector if source else "nobody"),
            ("target", act.plover_type, target.sector if target else "nobody"),
            ("sides", _YES[bool(source)], _YES[bool(target)], _YES[bool(arguments.places)], act.plover_type),
            ("ruled", _YES[bool(ruled.sources)], _YES[bool(ruled.targets)], _YES[ruled.is_inherited], form),
            ("told", _YES[held[0]]),
            ("public", _YES[held[1]], act.plover_type),
            ("armed", _YES[held[2]]),
            ("said", _YES[said is not None], act.plover_type),
            ("before", before),
            ("after", after),
            ("news", self._story.news),
            ("news", self._story.news, act.plover_type),
            *(("around", word) for word in self._words_around(act)),
            ("acts", _count(self._story.acts), act.plover_type),
            ("acts", _count(self._story.acts)),
            ("density", str(min(8, 4 * self._story.acts // max(1, sum(self._story.named.values()))))),
            ("sentence", _count(self._story.sentence)),
            ("first", _YES[act.first < 3], form),
            ("country", _YES[bool(source and source.country == self._story.setting)]),
            ("again", _few(sum(1 for other, _ in self._told[:-1] if other.plover_type == act.plover_type)), form),
            (
                "again",
                _YES[
                    any(
                        other.plover_type == act.plover_type
                        and {a.code for a in told.sources} == {a.code for a in arguments.sources}
                        for other, told in self._told[:-1]
                    )
                ],
                act.plover_type,
            ),
            (
                "retold",
                _few(self._story.tellings[act.plover_type, frozenset(a.code for a in arguments.sources)]),
                _YES[act.is_definite],
                form,
            ),
            ("told", _YES[held[0]], form, _YES[act.is_definite], act.plover_type),
            ("found", arguments.found_by, form),
            ("place", _YES[bool(ruled.places)], _YES[bool(ruled.sources)], _YES[bool(ruled.targets)], form),
            ("length", _count(act.last - act.first), _YES[bool(act.act.needs)]),
            ("powers", _YES[any(code[3:] in ("GOV", "MIL", "REB") for code in self._story.named)]),
        ]
        about = tokens[act.first].start
        return self._judge.probabilities(EVENT, about, [act, None], [rows, []])[0] >= _NOBODY[EVENT]

    def _words_around(self, act: NamedAct) -> Iterator[str]:
        tokens = self._reading.tokens
        for position in (*range(max(0, act.first - _AROUND), act.first), *range(act.last, act.last + _AROUND)):
            if position < len(tokens) and tokens[position].is_word:
                yield tokens[position].norm.removeprefix("و").removeprefix("ال")


def news(judge: Judge, words: Iterable[str]) -> str:
    """Return how likely a text of such words is to tell of politics or conflict, in tenths; "" for a snippet."""
    unique = set(words)
    if NEWS not in judge.decisions or len(unique) < _SNIPPET:
        return ""
    features: list[list[Feature]] = [[("word", word) for word in sorted(unique)], [("none",)]]
    return str(int(judge.probabilities(NEWS, 0, [True, None], features)[0] * 10))


def _running(size: int, positions: Iterable[int]) -> list[int]:
    """Return, for every token position, how many of some positions lie before it."""
    marked = set(positions)
    counts, total = [0] * (size + 1), 0
    for position in range(size):
        counts[position] = total
        total += position in marked
    counts[size] = total
    return counts


def _count(number: int) -> str:
    """Return a number's bucket, so that near numbers share a weight."""
    return _COUNTS[max(-1, min(number, _BUCKETS[-1])) + 1]


def _few(number: int) -> str:
    return str(min(number, 2))


def _ago(span: timedelta) -> str:
    days = span.days
    return "future" if days < 0 else str(days) if days < 3 else "week" if days < 8 else "older"
