"""Every act of the lexicon is found in the sentence that was written for it."""

from collections.abc import Sequence
from datetime import date

import pytest

from extract.coding.coder import Coder, default_coder
from extract.coding.judge import Judge
from extract.coding.lexicons import Act, default_lexicon
from extract.records import Mention, SourceText

ACTS = [(file.type, act) for file in default_lexicon().act_files for act in file.acts]
PUBLISHED = date(2024, 12, 6)

# Shares of the examples whose expectation is met, rounded down: what was reached may not be lost.
FLOORS = {"source": 0.97, "target": 0.94, "places": 0.98, "casualties": 1.0}


RULES = default_coder().with_judge(Judge({}))  # an entry is a rule: it must hold before anything is weighed


def read(act: Act, plover_type: str, coder: Coder = RULES) -> Mention | None:
    mentions = coder.code(SourceText(act.id, PUBLISHED, act.example))
    of_type = [mention for mention in mentions if mention.plover_type == plover_type]
    return next((mention for mention in of_type if mention.plover_mode == act.mode), of_type[0] if of_type else None)


@pytest.mark.parametrize(("plover_type", "act"), ACTS, ids=[act.id for _, act in ACTS])
def test_found_in_its_example(plover_type: str, act: Act) -> None:
    assert read(act, plover_type) is not None, act.example


def test_the_judge_lets_the_examples_pass() -> None:
    passed = [read(act, plover_type, default_coder()) is not None for plover_type, act in ACTS]
    assert sum(passed) / len(passed) >= 0.93


def test_there_are_enough_of_them() -> None:
    assert len(ACTS) >= 1500


def test_ids_are_unique() -> None:
    assert len({act.id for _, act in ACTS}) == len(ACTS)


def test_every_type_and_mode_has_codes() -> None:
    known = set(default_lexicon().event_types)
    assert {(plover_type, act.mode) for plover_type, act in ACTS} <= known


def test_all_sixteen_types_have_acts() -> None:
    assert len({plover_type for plover_type, _ in ACTS}) == 16


def test_arguments_of_the_examples() -> None:
    met: dict[str, list[bool]] = {name: [] for name in FLOORS}
    for plover_type, act in ACTS:
        mention, expect = read(act, plover_type), act.expect
        if mention is None:
            continue
        if expect.source:
            met["source"].append(has_codes(expect.source, mention.sources))
        if expect.target:
            met["target"].append(has_codes(expect.target, mention.targets))
        if expect.places:
            texts = [place.text for place in mention.locations] + [place.name_ar for place in mention.locations]
            met["places"].append(all(any(name in text for text in texts) for name in expect.places))
        for name in ("deaths", "injured", "detained"):
            if getattr(expect, name) is not None:
                met["casualties"].append(getattr(expect, name) == getattr(mention, name))
    shares = {name: sum(verdicts) / len(verdicts) for name, verdicts in met.items()}
    assert all(shares[name] >= floor for name, floor in FLOORS.items()), shares


def has_codes(expected: Sequence[str], actors: Sequence) -> bool:
    return set(expected) <= {actor.code for actor in actors}
