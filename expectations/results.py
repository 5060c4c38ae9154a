"""What a gate found: one record per rule, kept as JSON beside the data."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from extract.errors import WaqaiError
from extract.settings import Settings

GATES = ("lake", "marts")  # in the order in which a night passes them


class Severity(StrEnum):
    """What a broken rule does to the night."""

    STOP = "stop"  # nothing is published
    WARN = "warn"  # published all the same, and said


@dataclass(frozen=True, slots=True)
class GateResult:
    """How one rule of a gate came out."""

    gate: str  # lake | marts
    table: str
    rule_id: str
    description: str
    severity: Severity
    passed: bool
    observed: str | None  # what was seen, in words or as a number
    unexpected_count: int  # rows that break the rule; 0 for a rule about the whole table
    examples: tuple[str, ...]  # keys of up to five of these rows
    subject: str = ""  # what was checked: the run date of a night, the file name of a build


def results_file(gate: str, run_date: date, settings: Settings) -> Path:
    """Return where the results of a gate on a day are kept, whether or not the file exists."""
    return settings.gates / run_date.isoformat() / f"{gate}.json"


def save_results(results: Sequence[GateResult], path: Path) -> None:
    """Replace a file by these results: readers see the old file or the new one, never half of either."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            json.dump([asdict(result) for result in results], file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_results(path: Path) -> list[GateResult]:
    """Return the results of one file, in the order of their rules; raises WaqaiError when it is none."""
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return [
            GateResult(
                **{**row, "severity": Severity(row["severity"]), "examples": tuple(row["examples"])},
            )
            for row in rows
        ]
    except (OSError, ValueError, TypeError, KeyError) as fault:
        raise WaqaiError(f"{path} cannot be read as gate results: {fault}; run that gate again") from fault


def load_results(run_date: date, settings: Settings) -> list[GateResult]:
    """Return the results of the gates that have run on a day, the lake's first; none when none has.

    Raises WaqaiError when a file cannot be read.
    """
    files = [results_file(gate, run_date, settings) for gate in GATES]
    return [result for path in files if path.exists() for result in read_results(path)]
