"""Choosing among all that could be meant: what the rules propose is one voice of several.

For every decision (who did it, to whom, where, when, how sure it is, whether it is told at all) the options are
listed with the features that speak for or against each, and the judge weighs them. Options come from the
sentence, from what the article has told before, and from what an act implies (a shelled town has inhabitants).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from extract.coding.actors import ActorReader
from extract.coding.acts import NamedAct
from extract.coding.arguments import Arguer, Arguments
from extract.coding.attribution import Said
from extract.coding.clauses import Reading
from extract.coding.dates import When
from extract.coding.features import YES, Frame, ago, count, few
from extract.coding.judge import Feature, Judge
from extract.coding.places import NamedPlace, whole_country
from extract.coding.sides import SOURCE, Sides
from extract.coding.story import Story
from extract.records import Factuality

PLACE, DATE, FACTUALITY, EVENT, NEWS = "place", "date", "factuality", "event", "news"
_NOWHERE = 0.75  # how sure it must be that an act has no place
_TOLD = 0.45  # and that it is told, to be kept
_SNIPPET = 50  # different words: a shorter text does not tell what it is about


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
        self._reading = reading
        self._story = story
        self._dates = dates
        self._frame = Frame(reading, arguer)
        self._sides = Sides(judge, actors, reading, arguer, story, self._frame)

    # --- who, to whom

    def arguments(self, act: NamedAct, ruled: Arguments, said: Said | None) -> Arguments:
        """Return the arguments of an act, given those that the rules find."""
        places = self._places(act, ruled) if PLACE in self._judge.decisions else ruled.places
        if SOURCE not in self._judge.decisions:
            return replace(ruled, places=places)
        return self._sides.choose(act, ruled, said, places)

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
        here = few(len(named))
        features: list[list[Feature]] = []
        for found, is_here in options:
            place = found.place
            loose = place.feature_type
            rows: list[Feature] = [
                ("place", act.plover_type, loose),
                ("place", act.plover_type, act.act.mode or "", YES[whole_country(place)]),
                ("place", "setting", YES[place.country == self._story.setting], loose),
                ("place", "named", count(self._story.place_counts[place.location_id]), YES[is_here]),
                ("place", "told", YES[place.location_id in told], YES[is_here], here),
                ("place", "rules", YES[bool(ruled.places)], YES[is_here]),
            ]
            if is_here:
                rows += [
                    *self._frame.of_position(act, found),
                    ("place", "rule", YES[found.first in ruled_first], act.plover_type),
                    ("place", "near", found.precision),
                    ("place", "actor", YES[self._is_of_actor(found)], act.plover_type),
                ]
            else:
                is_first, is_last = found is self._story.first_place, found is self._story.last_place
                rows += [
                    ("place", "story", YES[is_first], YES[is_last], here),
                    ("place", "story", act.plover_type, here),
                    ("place", "story", act.form.value, loose, here),
                ]
            features.append(rows)
        nowhere: list[Feature] = [
            ("nowhere",),
            ("nowhere", act.plover_type),
            ("nowhere", act.plover_type, act.act.mode or ""),
            ("nowhere", "rules", YES[bool(ruled.places)], act.form.value),
            ("nowhere", "here", here),
        ]
        found_places: list[NamedPlace | None] = [*(found for found, _ in options), None]
        chances = self._judge.probabilities(PLACE, about, found_places, [*features, nowhere])
        if chances[-1] >= _NOWHERE:
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
        yesterday, today = few(self._story.days[1]), few(self._story.days[0])
        dated = few(len(self._dates))

        def add(day: date, precision: str, rows: Iterable[Feature]) -> None:
            options.setdefault((day, precision), []).extend(rows)

        for when in self._dates:
            after = when.first >= act.last
            first, last = (act.last, when.first) if after else (when.last, act.first)
            triggers, breaks, _ = self._frame.between(first, last)
            side = "after" if after else "before"
            add(
                when.day,
                when.precision,
                [
                    ("date", side, count(last - first)),
                    ("date", side, few(triggers), few(breaks), dated),
                    ("date", "rule", YES[when == ruled]),
                    ("date", "precision", when.precision),
                    ("date", "ago", ago(published - when.day), when.precision),
                    ("date", "future", YES[act.is_future], YES[when.day > published]),
                ],
            )
        last_when = self._story.last_when
        if last_when:
            rows = [("last", ago(published - last_when.day), last_when.precision, dated), ("last", act.form.value)]
            add(last_when.day, last_when.precision, rows)
        add(usual, "day", [("usual", ago(published - usual), dated), ("usual", act.form.value)])
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
            ("future", YES[act.is_future]),
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
            ("form", form, YES[act.is_definite], act.proclitics[-1:]),
            ("source", act.plover_type, source.sector if source else "nobody"),
            ("target", act.plover_type, target.sector if target else "nobody"),
            ("sides", YES[bool(source)], YES[bool(target)], YES[bool(arguments.places)], act.plover_type),
            ("ruled", YES[bool(ruled.sources)], YES[bool(ruled.targets)], YES[ruled.is_inherited], form),
            ("told", YES[held[0]]),
            ("public", YES[held[1]], act.plover_type),
            ("armed", YES[held[2]]),
            ("said", YES[said is not None], act.plover_type),
            ("before", before),
            ("after", after),
            ("news", self._story.news),
            ("news", self._story.news, act.plover_type),
            *(("around", word) for word in self._frame.words_around(act)),
            ("acts", count(self._story.acts), act.plover_type),
            ("acts", count(self._story.acts)),
            ("density", str(min(8, 4 * self._story.acts // max(1, sum(self._story.named.values()))))),
            ("sentence", count(self._story.sentence)),
            ("first", YES[act.first < 3], form),
            ("country", YES[bool(source and source.country == self._story.setting)]),
            ("again", few(sum(1 for other, _ in self._sides.told[:-1] if other.plover_type == act.plover_type)), form),
            (
                "again",
                YES[
                    any(
                        other.plover_type == act.plover_type
                        and {a.code for a in told.sources} == {a.code for a in arguments.sources}
                        for other, told in self._sides.told[:-1]
                    )
                ],
                act.plover_type,
            ),
            (
                "retold",
                few(self._story.tellings[act.plover_type, frozenset(a.code for a in arguments.sources)]),
                YES[act.is_definite],
                form,
            ),
            ("told", YES[held[0]], form, YES[act.is_definite], act.plover_type),
            ("found", arguments.found_by, form),
            ("place", YES[bool(ruled.places)], YES[bool(ruled.sources)], YES[bool(ruled.targets)], form),
            ("length", count(act.last - act.first), YES[bool(act.act.needs)]),
            ("powers", YES[any(code[3:] in ("GOV", "MIL", "REB") for code in self._story.named)]),
        ]
        about = tokens[act.first].start
        return self._judge.probabilities(EVENT, about, [act, None], [rows, []])[0] >= _TOLD


def news(judge: Judge, words: Iterable[str]) -> str:
    """Return how likely a text of such words is to tell of politics or conflict, in tenths; "" for a snippet."""
    unique = set(words)
    if NEWS not in judge.decisions or len(unique) < _SNIPPET:
        return ""
    features: list[list[Feature]] = [[("word", word) for word in sorted(unique)], [("none",)]]
    return str(int(judge.probabilities(NEWS, 0, [True, None], features)[0] * 10))
