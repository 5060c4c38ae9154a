"""Fitting the learned layer: from annotated texts to the weights that ``judge`` reads.

The coder runs over the texts with a judge that writes down every decision it is asked for, with its options and
their features; the annotations tell which options were right; logistic regression does the rest.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.coding.actors import NamedActor
from extract.coding.choosing import DATE, EVENT, FACTUALITY, NEWS, PLACE
from extract.coding.coder import Coder
from extract.coding.evaluate import Scores, is_place, pairs, score
from extract.coding.gold import GoldEvent, GoldSet
from extract.coding.judge import Feature, Judge, Weights
from extract.coding.places import NamedPlace
from extract.coding.sides import SOURCE, TARGET
from extract.records import Factuality, Mention, SourceText

_SEEN_AT_LEAST = 3  # a feature of fewer options is chance
# How strongly the weights of a decision are pulled to zero.
_STRENGTH = {SOURCE: 3.0, TARGET: 3.0, PLACE: 5.0, DATE: 5.0, FACTUALITY: 10.0, EVENT: 10.0, NEWS: 10.0}
_NEGLIGIBLE = 0.02
_EVERY_SENTENCE = 3  # of each text, one sentence in three is read alone as well


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision the coder took: where, between which options, by which features."""

    kind: str
    about: int
    options: tuple[object, ...]
    features: tuple[tuple[Feature, ...], ...]


class RecordingJudge(Judge):
    """Writes down what it is asked and answers as the annotators would, where there is no answer by the rules.

    Later decisions see earlier ones: whom an act hits is learnt from who really did it. ``events`` are the
    annotated events by where their act stands in the text.
    """

    def __init__(self, events: Mapping[int, GoldEvent], other: Judge | None = None) -> None:
        super().__init__({kind: {} for kind in _STRENGTH})
        self.decisions_taken: list[Decision] = []
        self._events = events
        self._other = other

    def probabilities(
        self, decision: str, about: int, options: Sequence[object], features: Sequence[Iterable[Feature]]
    ) -> list[float]:
        """Return 1 for the options that are right, or what another judge says, or the rules; every act passes."""
        rows = tuple(tuple(option) for option in features)
        self.decisions_taken.append(Decision(decision, about, tuple(options), rows))
        if decision == NEWS:
            return self._other.probabilities(decision, about, options, rows) if self._other else [0.5, 0.5]
        event = self._events.get(about)
        if event and decision != EVENT:
            right = [float(_is_right(decision, option, event)) for option in options]
            if any(right):
                return right
        if self._other and decision in self._other.decisions:
            return self._other.probabilities(decision, about, options, rows)
        return [float(any(_is_the_rules(decision, feature) for feature in row)) for row in rows]


def _is_the_rules(decision: str, feature: Feature) -> bool:
    if decision == EVENT:
        return True
    if decision == SOURCE:
        return feature[:2] == ("rules", "y")
    if decision == TARGET:
        return feature[0] == "rules" and feature[2] == "y"
    if decision == PLACE:
        return feature[:3] == ("place", "rule", "y")
    if decision == DATE:
        return feature == ("date", "rule", "y")
    return feature[0] == feature[-1] and feature[1] == "rule"


@dataclass(frozen=True, slots=True)
class Example:
    """A decision as the annotators would have taken it: the features of its options, and which were right."""

    kind: str
    doc: str
    features: tuple[tuple[Feature, ...], ...]
    right: tuple[bool, ...]


def learn(coder: Coder, gold: GoldSet) -> dict[str, Weights]:
    """Return the weights of every decision, learnt from annotated texts.

    Whether an act is told at all is weighed with the sides the judge will have found, not with the annotators':
    so that is learnt second, on either half of the texts by the sides learnt from the other.
    """
    events = _by_doc(gold.events)
    asked = [(text, asked_of(coder, text, events[text.doc_id])) for text in gold.texts]
    halves = [asked[0::2], asked[1::2]]
    told: list[Example] = []
    for half, other in (halves, halves[::-1]):
        judge = Judge(fit([example for _, examples in other for example in examples]))
        part = GoldSet(tuple(text for text, _ in half), gold.events)
        for unit in (part, part.sentences(_EVERY_SENTENCE)):
            events = _by_doc(unit.events)
            for text in unit.texts:
                told += told_of(coder, judge, text, events[text.doc_id])
    return {**fit([example for _, examples in asked for example in examples]), **fit(told)}


def cross_validated(coder: Coder, gold: GoldSet, folds: int) -> Iterator[tuple[str, Scores]]:
    """Yield the scores of the rules alone and of rules and judge, each text read by a judge that never saw it."""
    mentions: dict[str, list[Mention]] = {}
    for fold in range(folds):
        unseen = gold.texts[fold::folds]
        names = {text.doc_id for text in unseen}
        seen = tuple(text for text in gold.texts if text.doc_id not in names)
        judged = coder.with_judge(Judge(learn(coder, GoldSet(seen, gold.events))))
        mentions.update({text.doc_id: judged.code(text) for text in unseen})
    ruled = coder.with_judge(Judge({}))
    yield "rules alone", score(gold.texts, gold.events, {text.doc_id: ruled.code(text) for text in gold.texts})
    yield "rules and judge", score(gold.texts, gold.events, mentions)


def _by_doc(events: Iterable[GoldEvent]) -> dict[str, list[GoldEvent]]:
    by_doc: dict[str, list[GoldEvent]] = defaultdict(list)
    for event in events:
        by_doc[event.doc].append(event)
    return by_doc


def asked_of(coder: Coder, text: SourceText, events: Sequence[GoldEvent]) -> list[Example]:
    """Return the decisions on the annotated events of a text: who, to whom, where, when, how sure."""
    matched = _matched(text, events, coder.with_judge(RecordingJudge({})).code(text))
    judge = RecordingJudge(matched)
    coder.with_judge(judge).code(text)
    about_news = [
        example
        for decision in judge.decisions_taken
        if decision.kind == NEWS
        for example in _example(text, decision, [(option is None) != bool(events) for option in decision.options])
    ]
    return about_news + [
        example
        for decision in judge.decisions_taken
        if decision.kind not in (EVENT, NEWS) and decision.about in matched
        for example in _example(
            text,
            decision,
            [_is_right(decision.kind, option, matched[decision.about]) for option in decision.options],
        )
    ]


def told_of(coder: Coder, judge: Judge, text: SourceText, events: Sequence[GoldEvent]) -> list[Example]:
    """Return, for every act that a judge of its sides finds in a text, whether the annotators found it too."""
    recording = RecordingJudge({}, judge)
    mentions = coder.with_judge(recording).code(text)
    matched = _matched(text, events, mentions)
    told = {mention.trigger_start for mention in mentions}
    return [
        example
        for decision in recording.decisions_taken
        if decision.kind == EVENT and decision.about in told
        for example in _example(
            text, decision, [(option is None) == (decision.about not in matched) for option in decision.options]
        )
    ]


def _matched(text: SourceText, events: Sequence[GoldEvent], mentions: Sequence[Mention]) -> dict[int, GoldEvent]:
    return {mention.trigger_start: event for event, mention in pairs(text.text, events, mentions)}


def _example(text: SourceText, decision: Decision, right: Sequence[bool]) -> list[Example]:
    if not any(right) or all(right):
        return []
    return [Example(decision.kind, text.doc_id, decision.features, tuple(right))]


def fit(given: Sequence[Example]) -> dict[str, Weights]:
    """Return the weights of every decision of which there are examples."""
    return {
        kind: fit_decision([example for example in given if example.kind == kind], strength)
        for kind, strength in _STRENGTH.items()
        if any(example.kind == kind for example in given)
    }


def fit_decision(given: Sequence[Example], strength: float) -> Weights:
    """Return the weights under which the right options are likeliest, small ones preferred (L2).

    A conditional logit (McFadden 1974): an option's chance is its share of exp(score) among those it stands with.
    """
    import numpy as np  # only who trains needs these
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    options = [(option, number) for number, example in enumerate(given) for option in example.features]
    counts = Counter(feature for option, _ in options for feature in set(option))
    known = sorted(feature for feature, count in counts.items() if count >= _SEEN_AT_LEAST)
    columns = {feature: index for index, feature in enumerate(known)}
    cells = [(row, columns[f]) for row, (option, _) in enumerate(options) for f in option if f in columns]
    matrix = csr_matrix((np.ones(len(cells)), tuple(np.array(cells).T)), shape=(len(options), len(columns)))
    starts = np.cumsum([0, *(len(example.features) for example in given[:-1])])
    of_example = np.array([number for _, number in options])
    right = np.array([verdict for example in given for verdict in example.right])

    def loss(weights: "np.ndarray") -> tuple[float, "np.ndarray"]:
        scores = matrix @ weights
        scores -= np.maximum.reduceat(scores, starts)[of_example]
        powers = np.exp(scores)
        all_chances = powers / np.add.reduceat(powers, starts)[of_example]
        right_powers = powers * right
        right_sums = np.add.reduceat(right_powers, starts)
        missed = -np.log(right_sums / np.add.reduceat(powers, starts)).sum()
        gradient = matrix.T @ (all_chances - right_powers / right_sums[of_example])
        return missed + strength * weights @ weights / 2, gradient + strength * weights

    fitted = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return {feature: float(w) for feature, w in zip(known, fitted.x, strict=True) if abs(w) > _NEGLIGIBLE}


def _is_right(kind: str, option: object, event: GoldEvent) -> bool:
    """Tell whether an option is what the annotators chose."""
    if kind in (SOURCE, TARGET):
        codes = [code for code in (event.source if kind == SOURCE else event.target) if not code.endswith("UNK")]
        return option.code in codes if isinstance(option, NamedActor) else not codes
    if kind == PLACE:
        if not isinstance(option, NamedPlace):
            return not event.places
        return any(is_place(place, option.place.name_ar, option.place.lat, option.place.lon) for place in event.places)
    if kind == DATE:
        return str(option) == event.date
    assert isinstance(option, Factuality)
    return option.value == event.factuality
