"""Reading the published warehouse: SQL that can change nothing and reach no file."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from extract.errors import UsageError, WaqaiError


@dataclass(frozen=True, slots=True)
class Result:
    """The columns and rows of a query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def as_csv(self) -> str:
        """Return the result as CSV with a header."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return out.getvalue()

    def as_json(self) -> str:
        """Return the result as a JSON list of objects, Arabic as it is."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return json.dumps(rows, ensure_ascii=False, default=_plain)


@contextmanager
def reading(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published warehouse read-only, with no way out to other files.

    Raises WaqaiError when nothing was published yet.
    """
    if not published.exists():
        raise WaqaiError(f"nothing is published at {published}: `make run` publishes the demo")
    connection = duckdb.connect(str(published.resolve()), read_only=True, config={"enable_external_access": "false"})
    try:
        yield connection
    finally:
        connection.close()


def query(published: Path, sql: str) -> Result:
    """Run one query on the published warehouse; raises UsageError with DuckDB's reason when it cannot be run."""
    with reading(published) as warehouse:
        try:
            cursor = warehouse.execute(sql)
            rows = tuple(cursor.fetchall()) if cursor.description else ()
        except (duckdb.Error, AttributeError) as fault:  # DuckDB answers an empty query with nothing at all
            raise UsageError(f"the query cannot be run: {' '.join(str(fault).split())}") from fault
        return Result(tuple(column[0] for column in cursor.description or ()), rows)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return str(value)
