"""A rule: what must hold, how grave it is when it does not, and the expectation that checks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from expectations.results import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a suite."""

    id: str
    severity: Severity
    description: str  # a plain sentence, true when the rule holds; without markup, for it is shown on a page
    kind: str  # a class of great_expectations.expectations
    arguments: Mapping[str, Any]  # of that class


@dataclass(frozen=True, slots=True)
class Suite:
    """The rules of one table, in the order in which a reader would check them."""

    table: str
    keys: tuple[str, ...]  # the columns that name a row that breaks a rule
    rules: tuple[Rule, ...]


def stop(rule_id: str, description: str, kind: str, **arguments: Any) -> Rule:
    """Return a rule that nothing is published without."""
    return Rule(rule_id, Severity.STOP, description, kind, arguments)


def warn(rule_id: str, description: str, kind: str, **arguments: Any) -> Rule:
    """Return a rule whose breach is said but stops nothing."""
    return Rule(rule_id, Severity.WARN, description, kind, arguments)
