"""The learned layer: options weighed by readable features, written and read again without loss."""

from pathlib import Path

import pytest

from extract.coding.judge import Judge, read_judge, write_weights
from extract.coding.train import Example, fit_decision

NEAR, FAR, VERB = ("far", "after", "0"), ("far", "after", "8"), ("form", "verb")


def test_chances_are_shares_of_one() -> None:
    chances = Judge({"source": {NEAR: 2.0}}).probabilities("source", 0, ["a", "b"], [[NEAR], [FAR]])
    assert sum(chances) == pytest.approx(1.0)
    assert chances[0] > 0.85


def test_an_unknown_feature_says_nothing() -> None:
    assert Judge({"source": {}}).probabilities("source", 0, ["a", "b"], [[NEAR], [FAR]]) == [0.5, 0.5]


def test_what_is_right_is_learnt() -> None:
    examples = [Example("source", str(i), ((NEAR, VERB), (FAR, VERB)), (True, False)) for i in range(20)]
    weights = fit_decision(examples, strength=1.0)
    assert weights[NEAR] > 0 > weights[FAR]
    assert abs(weights.get(VERB, 0.0)) < 0.02  # what every option has tells them not apart


def test_weights_survive_the_file_and_the_same_weights_give_the_same_bytes(tmp_path: Path) -> None:
    weights = {"source": {NEAR: 1.25, ("slot", "noun", "after", "على"): -0.5}}
    write_weights(weights, tmp_path / "a.json.gz")
    write_weights(dict(reversed(weights.items())), tmp_path / "b.json.gz")
    assert (tmp_path / "a.json.gz").read_bytes() == (tmp_path / "b.json.gz").read_bytes()
    judge = read_judge(tmp_path / "a.json.gz")
    assert judge.decisions == {"source"}
    assert judge.probabilities("source", 0, [1, 2], [[NEAR], []])[0] == pytest.approx(0.777, abs=0.001)
