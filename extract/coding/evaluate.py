"""How well the coder reads: its mentions against annotated events, by the rules of the annotation guide.

A mention matches an annotated event of the same sentence whose type (or a type the annotator would accept) it
has; of several, the nearest triggers pair first. Attributes are judged on matched pairs only, and only where
the annotation has a value.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.coding.coder import Coder
from extract.coding.gold import GoldEvent, GoldPlace
from extract.coding.text import normalise
from extract.records import Mention, SourceText

_SENTENCE_END = re.compile(r"[.!?؟](?!\d)|\n")
_SAME_PLACE_KM = 25.0
_EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True, slots=True)
class TypeScore:
    """How many annotated events of a type there are, and how many were found."""

    gold: int
    found: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The result of an evaluation; shares are between 0 and 1, None where nothing could be judged."""

    documents: int
    gold: int
    predicted: int
    matched: int
    precision: float
    recall: float
    f1: float
    central: int
    central_recall: float
    central_with_source_country: float  # central events found with the right country of the actor
    attributes: dict[str, tuple[float, int]]  # share right, number judged
    whole_event_f1: float  # events whose source, target, place and date are right where annotated
    by_type: dict[str, TypeScore]


def evaluate(coder: Coder, texts: Sequence[SourceText], gold: Sequence[GoldEvent]) -> Scores:
    """Code the texts and score the mentions against the annotations of the same documents."""
    mentions = {text.doc_id: coder.code(text) for text in texts}
    return score(texts, gold, mentions)


def score(texts: Sequence[SourceText], gold: Sequence[GoldEvent], mentions: dict[str, list[Mention]]) -> Scores:
    """Score mentions, keyed by document, against annotations."""
    by_doc: dict[str, list[GoldEvent]] = defaultdict(list)
    for event in gold:
        by_doc[event.doc].append(event)
    matched: list[tuple[GoldEvent, Mention]] = []
    judged: list[GoldEvent] = []
    for text in texts:
        judged.extend(by_doc[text.doc_id])
        matched.extend(pairs(text.text, by_doc[text.doc_id], mentions.get(text.doc_id, [])))
    predicted = sum(len(mentions.get(text.doc_id, [])) for text in texts)
    central = [event for event in judged if event.is_central]
    central_pairs = [(event, mention) for event, mention in matched if event.is_central]
    right_country = [pair for pair in central_pairs if _source_country(*pair) is not False]
    precision, recall = _share(len(matched), predicted), _share(len(matched), len(judged))
    whole = sum(_whole(*pair) is not False for pair in matched)
    found = Counter(event.types[0] for event, _ in matched)
    totals = Counter(event.types[0] for event in judged)
    return Scores(
        documents=len(texts),
        gold=len(judged),
        predicted=predicted,
        matched=len(matched),
        precision=precision,
        recall=recall,
        f1=_share(2 * precision * recall, precision + recall),
        central=len(central),
        central_recall=_share(len(central_pairs), len(central)),
        central_with_source_country=_share(len(right_country), len(central)),
        whole_event_f1=_share(2 * whole, predicted + len(judged)),
        attributes={name: _accuracy(judge, matched) for name, judge in _JUDGES.items()},
        by_type={name: TypeScore(total, found[name]) for name, total in totals.most_common()},
    )


def misses_and_extras(
    coder: Coder, texts: Sequence[SourceText], gold: Sequence[GoldEvent]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield what was missed and what was found beside the annotations: kind, document, type, words around."""
    for text in texts:
        mentions = coder.code(text)
        events = [event for event in gold if event.doc == text.doc_id]
        matched = pairs(text.text, events, mentions)
        for event in events:
            if all(event is not other for other, _ in matched):
                yield "missed", text.doc_id, event.types[0], _around(text.text, event.position(text.text))
        for mention in mentions:
            if all(mention is not other for _, other in matched):
                yield "extra", text.doc_id, mention.plover_type, _around(text.text, mention.trigger_start)


def _around(text: str, position: int) -> str:
    return " ".join(text[max(0, position - 40) : position + 60].split())


def pairs(text: str, gold: Sequence[GoldEvent], mentions: Sequence[Mention]) -> list[tuple[GoldEvent, Mention]]:
    """Match the annotated events of one text with its mentions, each at most once."""
    places = [event.position(text) for event in gold]
    candidates = []
    for g, event in enumerate(gold):
        start, end = _sentence_around(text, places[g])
        for m, mention in enumerate(mentions):
            if start <= mention.trigger_start < end and mention.plover_type in event.types:
                accepted = mention.plover_type != event.types[0]
                candidates.append((abs(mention.trigger_start - places[g]), accepted, g, m))
    taken_gold: set[int] = set()
    taken_mentions: set[int] = set()
    found = []
    for _, _, g, m in sorted(candidates):
        if g not in taken_gold and m not in taken_mentions:
            taken_gold.add(g)
            taken_mentions.add(m)
            found.append((gold[g], mentions[m]))
    return found


def _sentence_around(text: str, position: int) -> tuple[int, int]:
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return max((end for end in ends if end <= position), default=0), min(
        (end for end in ends if end > position), default=len(text)
    )


def _codes_agree(gold: Sequence[str], predicted: Iterable[str], length: int) -> bool | None:
    wanted = {code[:length] for code in gold if not (length > 3 and code.endswith("UNK"))}
    return bool(wanted & {code[:length] for code in predicted}) if wanted else None


def _source(event: GoldEvent, mention: Mention) -> bool | None:
    return _codes_agree(event.source, (actor.code for actor in mention.sources), 6)


def _source_country(event: GoldEvent, mention: Mention) -> bool | None:
    return _codes_agree(event.source, (actor.code for actor in mention.sources), 3)


def _target(event: GoldEvent, mention: Mention) -> bool | None:
    return _codes_agree(event.target, (actor.code for actor in mention.targets), 6)


def _target_country(event: GoldEvent, mention: Mention) -> bool | None:
    return _codes_agree(event.target, (actor.code for actor in mention.targets), 3)


def _place(event: GoldEvent, mention: Mention) -> bool | None:
    if not event.places:
        return None
    return any(
        is_place(place, found.name_ar, found.lat, found.lon) for place in event.places for found in mention.locations
    )


def is_place(place: GoldPlace, name: str, lat: float | None, lon: float | None) -> bool:
    """Tell whether an annotated place is one of that name or within 25 km of that point (degrees)."""
    gold_name, gold_lat, gold_lon = place
    if _bare(gold_name) == _bare(name):
        return True
    if gold_lat is None or gold_lon is None or lat is None or lon is None:
        return False
    return _kilometres(gold_lat, gold_lon, lat, lon) <= _SAME_PLACE_KM


def _date(event: GoldEvent, mention: Mention) -> bool | None:
    if event.date is None:
        return None
    return mention.event_date is not None and mention.event_date.isoformat() == event.date


def _factuality(event: GoldEvent, mention: Mention) -> bool | None:
    return event.factuality == mention.factuality


def _whole(event: GoldEvent, mention: Mention) -> bool | None:
    return all(judge(event, mention) is not False for judge in (_source, _target, _place, _date))


_JUDGES: dict[str, Callable[[GoldEvent, Mention], bool | None]] = {
    "source": _source,
    "source_country": _source_country,
    "target": _target,
    "target_country": _target_country,
    "place": _place,
    "date": _date,
    "factuality": _factuality,
    "whole_event": _whole,
}


def _accuracy(
    judge: Callable[[GoldEvent, Mention], bool | None], matched: Sequence[tuple[GoldEvent, Mention]]
) -> tuple[float, int]:
    verdicts = [verdict for verdict in (judge(event, mention) for event, mention in matched) if verdict is not None]
    return _share(sum(verdicts), len(verdicts)), len(verdicts)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _bare(name: str) -> str:
    return " ".join(normalise(word).removeprefix("ال") for word in name.split())


def _kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance of two points in degrees (haversine)."""
    a, b, c, d = map(math.radians, (lat, lon, other_lat, other_lon))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(half))
