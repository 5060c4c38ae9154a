"""The gates: a night passes the first before the warehouse is built, the second before it is published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from expectations.pages import new_site, site_index, write_index
from expectations.results import GateResult, Severity, load_results, results_file, save_results
from extract.errors import GateStopped, UsageError
from extract.lake import Lake
from extract.records import Mention
from extract.settings import Settings

__all__ = ["GateResult", "Severity", "gate_lake", "gate_marts", "load_results", "site_index"]

_RULES_TOLD = 3
_EXAMPLES_TOLD = 3

# Great Expectations takes seconds to import: whoever only loads results must not wait for it.


def gate_lake(run_date: date, settings: Settings) -> list[GateResult]:
    """Check the articles and mentions of one run date, over all outlets, and return a result per rule.

    Writes the results (JSON) and the pages. Raises GateStopped when a rule of severity ``stop`` is broken,
    WaqaiError when a partition cannot be read.
    """
    from expectations import articles, mentions
    from expectations.night import read_night
    from expectations.validation import validate_night

    night = read_night(Lake(settings.lake), run_date)
    suites = (*articles.suites(), *mentions.suites())
    tables = [(suite, getattr(night, suite.table)) for suite in suites]
    with new_site(site_index("lake", run_date, settings).parent) as site:
        results = validate_night("lake", run_date, tables, site)
    return _judge("lake", run_date, run_date.isoformat(), results, settings)


def gate_marts(run_date: date, build: Path, settings: Settings) -> list[GateResult]:
    """Check the schema ``marts`` of a build made on a run date, read-only, and return a result per rule.

    Writes the results (JSON) and the pages. Raises GateStopped when a rule of severity ``stop`` is broken,
    UsageError when there is no such build, WaqaiError when the lake's mentions cannot be read.
    """
    if not build.is_file():
        raise UsageError(f"{build} does not exist: run `waqai build --run-date {run_date}` first")
    from expectations import marts
    from expectations.night import count_rows
    from expectations.validation import validate_build

    suites = marts.suites(has_mentions=count_rows(Lake(settings.lake), Mention.TABLE, run_date) > 0)
    with new_site(site_index("marts", run_date, settings).parent) as site:
        results = validate_build("marts", run_date, suites, build.absolute(), site)
    return _judge("marts", run_date, build.name, results, settings)


def _judge(
    gate: str, run_date: date, subject: str, found: Sequence[GateResult], settings: Settings
) -> list[GateResult]:
    """Keep the results, then return them, or raise GateStopped."""
    results = [replace(result, subject=subject) for result in found]
    save_results(results, results_file(gate, run_date, settings))
    write_index(settings)
    broken = [result for result in results if not result.passed and result.severity is Severity.STOP]
    if broken:
        raise GateStopped(
            f"the {gate} gate of {run_date} stops the night: {_told(broken)}; nothing is published; "
            f"see {site_index(gate, run_date, settings)}"
        )
    return results


def _told(broken: Sequence[GateResult]) -> str:
    told = [_tell(result) for result in broken[:_RULES_TOLD]]
    more = len(broken) - len(told)
    return "; ".join([*told, f"and {more} more {'rules' if more > 1 else 'rule'}"] if more else told)


def _tell(result: GateResult) -> str:
    if not result.unexpected_count:
        return f"{result.rule_id} ({result.table}: {result.observed})"
    examples = ", ".join(result.examples[:_EXAMPLES_TOLD])
    rows = f"{result.unexpected_count} {'row' if result.unexpected_count == 1 else 'rows'}"
    return f"{result.rule_id} ({rows} of {result.table}, such as {examples})"
