"""The features that the judge weighs: how a name stands to an act, and numbers in buckets."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from extract.coding.actors import NamedActor
from extract.coding.acts import Form, NamedAct
from extract.coding.arguments import Arguer
from extract.coding.clauses import Reading
from extract.coding.judge import Feature
from extract.coding.places import NamedPlace

YES = ("", "y")
_AROUND = 4  # words on either side of an act that tell what it is about
_BUCKETS = (0, 1, 2, 3, 5, 8, 13, 21)
_COUNTS = tuple(str(max((b for b in _BUCKETS if b <= number), default=-1)) for number in range(-1, _BUCKETS[-1] + 1))


class Frame:
    """The frame of one sentence: what stands between any two of its words."""

    def __init__(self, reading: Reading, arguer: Arguer) -> None:
        self._reading = reading
        size = len(reading.tokens)
        self._triggers_before = _running(size, arguer.triggers)
        self._breaks_before = _running(size, reading.breaks)
        self._names_before = _running(size, {actor.first for actor in reading.actors})
        self.nouns = {act.last - 1 for act in reading.acts if act.form is Form.NOUN}  # where verbal nouns end
        self.finite = frozenset(arguer.finite)  # where finite verbs stand

    def between(self, first: int, last: int) -> tuple[int, int, int]:
        """Return how many triggers, breaks and actors stand at tokens ``[first, last)``."""
        last = max(first, last)
        return (
            self._triggers_before[last] - self._triggers_before[first],
            self._breaks_before[last] - self._breaks_before[first],
            self._names_before[last] - self._names_before[first],
        )

    def of_position(self, act: NamedAct, name: NamedActor | NamedPlace) -> list[Feature]:
        """How a name of the sentence stands to the act."""
        after = name.first >= act.last
        first, last = (act.last, name.first) if after else (name.last, act.first)
        side, form = ("after" if after else "before"), act.form.value
        triggers, breaks, names = self.between(first, last)
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
            ("far", form, side, count(last - first)),
            ("cut", form, side, few(triggers), few(breaks)),
            ("past", form, side, few(names), YES[listed]),
            ("slot", form, side, slot),
            ("near", form, side, slot, few(triggers), few(names)),
            ("next", form, side, slot, YES[last - first == 0]),
            ("slot", act.plover_type, side, slot),
            ("slot", act.act.id, side, slot),
            ("governed", governed, side, form, few(triggers + breaks)),
            ("genitive", act.act.genitive, side, form, slot, YES[last - first <= 1]),
            ("patient", YES[act.act.patient_first], side, form, slot, few(triggers)),
            ("reciprocal", YES[act.act.reciprocal], side, slot),
            ("proclitic", act.proclitics[-1:], side, form, few(triggers)),
            ("opens", YES[name.first == 0 or self._names_before[name.first] == 0], side, few(triggers)),
        ]

    def words_around(self, act: NamedAct) -> Iterator[str]:
        """Yield the words near an act, without conjunction and article."""
        tokens = self._reading.tokens
        for position in (*range(max(0, act.first - _AROUND), act.first), *range(act.last, act.last + _AROUND)):
            if position < len(tokens) and tokens[position].is_word:
                yield tokens[position].norm.removeprefix("و").removeprefix("ال")


def _running(size: int, positions: Iterable[int]) -> list[int]:
    """Return, for every token position, how many of some positions lie before it."""
    marked = set(positions)
    counts, total = [0] * (size + 1), 0
    for position in range(size):
        counts[position] = total
        total += position in marked
    counts[size] = total
    return counts


def count(number: int) -> str:
    """Return a number's bucket, so that near numbers share a weight."""
    return _COUNTS[max(-1, min(number, _BUCKETS[-1])) + 1]


def few(number: int) -> str:
    """Return none, one or more as a feature's value."""
    return str(min(number, 2))


def ago(span: timedelta) -> str:
    """Return how long ago something was, in the steps in which news counts."""
    days = span.days
    return "future" if days < 0 else str(days) if days < 3 else "week" if days < 8 else "older"
