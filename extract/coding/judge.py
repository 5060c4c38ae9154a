"""The learned layer: linear weights that judge options the rules propose (who, to whom, where, when, how sure).

A model is a table of weights for features that people can read, such as ``slot|noun|after|على``. ``waqai train``
writes it; nothing else in the coder knows how a weight came about.
"""

import gzip
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from pathlib import Path

Feature = tuple[str, ...]
Weights = Mapping[Feature, float]
MODEL = Path(__file__).parent / "model" / "weights.json.gz"
_SEPARATOR = "|"
_NOTHING = repeat(0.0)  # the weight of a feature never learnt


class Judge:
    """Tells how likely each option of a decision is, by a conditional logistic model over their features."""

    def __init__(self, weights: Mapping[str, Weights]) -> None:
        self._weights = weights

    @property
    def decisions(self) -> frozenset[str]:
        """The decisions this judge was trained for; what it was not trained for the rules decide."""
        return frozenset(self._weights)

    def probabilities(
        self, decision: str, about: int, options: Sequence[object], features: Sequence[Iterable[Feature]]
    ) -> list[float]:
        """Return the probability of each option of a decision, by its features; together they are 1.

        ``about`` is where in the text the act stands; it and the options themselves are for those who learn.
        """
        weight = self._weights[decision].get
        scores = [sum(map(weight, option, _NOTHING)) for option in features]
        highest = max(scores)
        powers = [math.exp(score - highest) for score in scores]
        total = sum(powers)
        return [power / total for power in powers]


def read_judge(path: Path = MODEL) -> Judge:
    """Read a model file as ``write_weights`` wrote it."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        tables: dict[str, dict[str, float]] = json.load(file)
    return Judge(
        {
            decision: {tuple(name.split(_SEPARATOR)): weight for name, weight in table.items()}
            for decision, table in tables.items()
        }
    )


def write_weights(weights: Mapping[str, Weights], path: Path = MODEL) -> None:
    """Write a model file: the same weights always give the same bytes."""
    tables = {
        decision: {_SEPARATOR.join(feature): round(weight, 3) for feature, weight in sorted(table.items())}
        for decision, table in sorted(weights.items())
    }
    path.parent.mkdir(exist_ok=True)
    content = json.dumps(tables, ensure_ascii=False, indent=0).encode()
    path.write_bytes(gzip.compress(content, mtime=0))
