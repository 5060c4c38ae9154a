"""Great Expectations, run over a night or over a build, and its pages: the one module that knows it."""

import html
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import great_expectations as gx
import pyarrow as pa
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from sqlalchemy import URL

from expectations.results import GateResult, Severity
from expectations.rules import Rule, Suite

# Its pages show a severity in its own words; the gate judges by ours.
_SHOWN_AS = {Severity.STOP: "critical", Severity.WARN: "warning"}
_EXAMPLES = 5
_LONGEST = 120  # characters of an example


def validate_night(gate: str, run_date: date, tables: Sequence[tuple[Suite, pa.Table]], site: Path) -> list[GateResult]:
    """Check suites over tables in memory, write the pages below ``site``, return a result per rule, in order."""
    context = _context(site)
    source = context.data_sources.add_pandas(gate)
    results = []
    for suite, table in tables:
        batch = source.add_dataframe_asset(suite.table).add_batch_definition_whole_dataframe("night")
        # Only the keys of a few rows: a page must not hold the night again.
        wanted = {
            "result_format": "SUMMARY",
            "unexpected_index_column_names": list(suite.keys),
            "partial_unexpected_count": _EXAMPLES,
        }
        results += _validate(context, gate, run_date, suite, batch, wanted, {"dataframe": _frame(table)})
    context.build_data_docs()
    return results


def validate_build(gate: str, run_date: date, suites: Sequence[Suite], build: Path, site: Path) -> list[GateResult]:
    """Check suites over the tables of a build's schema ``marts``, opened read-only.

    Writes the pages below ``site`` and returns a result per rule, in order.
    """
    context = _context(site)
    source = context.data_sources.add_sql(
        gate,
        connection_string=URL.create("duckdb", database=str(build)).render_as_string(),
        create_temp_table=False,
        # Without these, Great Expectations and DuckDB disagree on how a transaction ends.
        kwargs={
            "isolation_level": "AUTOCOMMIT",
            "pool_reset_on_return": None,
            "skip_autocommit_rollback": True,
            "connect_args": {"read_only": True},
        },
    )
    results = []
    try:
        for suite in suites:
            # A query is not run before its rules are: a missing table breaks them, and is told so.
            asset = source.add_query_asset(suite.table, query=f"SELECT * FROM marts.{suite.table}")  # noqa: S608
            batch = asset.add_batch_definition_whole_table("build")
            results += _validate(context, gate, run_date, suite, batch, {"result_format": "COMPLETE"})
    finally:
        # Both keep connections, and any left open locks the file against whoever writes next.
        source.get_engine().dispose()
        source.get_execution_engine().close()
    context.build_data_docs()
    return results


def _context(site: Path) -> Any:
    """Return a context that lives in memory only and writes its pages to a folder."""
    pages = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site)},
        "site_section_builders": {"expectations": "None", "profiling": "None"},
    }
    return gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            data_docs_sites={"waqai": pages},
            progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        ),
    )


def _validate(
    context: Any,
    gate: str,
    run_date: date,
    suite: Suite,
    batch: Any,
    wanted: Mapping[str, Any],
    parameters: Mapping[str, Any] | None = None,
) -> list[GateResult]:
    expected = context.suites.add(
        gx.ExpectationSuite(suite.table, expectations=[_expectation(rule) for rule in suite.rules])
    )
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name=suite.table, data=batch, suite=expected)
    )
    outcome = definition.run(
        batch_parameters=parameters,
        result_format=wanted,
        # The night's own time, not the clock's: a gate that is run again writes the same pages.
        run_id=RunIdentifier(gate, datetime.combine(run_date, time.min, UTC)),
    )
    found = {result.expectation_config.meta["rule_id"]: result for result in outcome.results}
    return [_result(gate, suite, rule, found[rule.id]) for rule in suite.rules]


def _expectation(rule: Rule) -> Any:
    return getattr(gx.expectations, rule.kind)(
        **rule.arguments,
        description=rule.description,
        severity=_SHOWN_AS[rule.severity],
        meta={"rule_id": rule.id},
    )


def _result(gate: str, suite: Suite, rule: Rule, outcome: Any) -> GateResult:
    observed, count, rows = _seen(outcome)
    return GateResult(
        gate=gate,
        table=suite.table,
        rule_id=rule.id,
        description=rule.description,
        severity=rule.severity,
        passed=bool(outcome.success),
        observed=observed,
        unexpected_count=count,
        examples=tuple(_example(suite, row) for row in rows[:_EXAMPLES]),
    )


def _seen(outcome: Any) -> tuple[str | None, int, Sequence[Mapping[str, Any]]]:
    """Return what an outcome observed, how many rows break the rule, and some of them."""
    seen = outcome.result
    if not seen:
        return f"could not be checked: {_fault(outcome.exception_info)}", 0, ()
    if "unexpected_count" in seen:
        count = int(seen["unexpected_count"])
        checked = seen["element_count"] - seen.get("missing_count", 0)
        share = f" ({100 * count / checked:.1f} %)" if count else ""
        return f"{count} of {checked} rows{share}", count, seen.get("partial_unexpected_index_list") or ()
    if "details" in seen:  # rows that a query found
        count = int(seen["observed_value"])
        return f"{count} rows", count, seen["details"]["unexpected_rows"]
    return str(seen["observed_value"]), 0, ()


def _fault(raised: Mapping[str, Any]) -> str:
    """Return the first line of the first exception among those that checking a rule raised."""
    faults = [raised] if "exception_message" in raised else list(raised.values())
    lines = str(faults[0]["exception_message"]).strip().splitlines()
    return lines[0] if lines else "no reason given"


def _example(suite: Suite, row: Mapping[str, Any]) -> str:
    """Return the keys of a row, then the values that break the rule, on one line."""
    names = [*(key for key in suite.keys if key in row), *(name for name in row if name not in suite.keys)]
    text = " ".join(f"{name}={html.unescape(str(row[name]))}" for name in names)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _frame(table: pa.Table) -> Any:
    """Return a table as a pandas data frame whose texts are safe to show on a page.

    Great Expectations writes values into its pages as they are, and an address or a word of an article is a
    stranger's. Equal texts stay equal, and unequal ones unequal.
    """
    frame = table.to_pandas()
    for field in table.schema:
        if pa.types.is_string(field.type):
            frame[field.name] = frame[field.name].map(html.escape, na_action="ignore")
    return frame
