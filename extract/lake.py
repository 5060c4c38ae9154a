"""The lake: Parquet tables in hive partitions.

One file each: ``<table>/run_date=YYYY-MM-DD/source_id=<outlet>/part-0.parquet``.

A partition is written whole, to a temporary name that no reader looks at, and then renamed: it is the old one
or the new one, never half of either.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from extract.errors import WaqaiError
from extract.records import SCHEMAS, Article, Discovery, Fetch, Mention, OutletOfDay

Record = TypeVar("Record", OutletOfDay, Discovery, Fetch, Article, Mention)
Flat = TypeVar("Flat", OutletOfDay, Discovery, Fetch, Article)  # mentions, which nest, are read by dbt alone


class _Table(Protocol):
    TABLE: ClassVar[str]


class Lake:
    """The tables below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def partition(self, table: str, run_date: date, source_id: str) -> Path:
        """Return the file that holds one outlet's rows of one day, whether or not it exists."""
        return self.root / table / f"run_date={run_date.isoformat()}" / f"source_id={source_id}" / "part-0.parquet"

    def has(self, kind: type[_Table], run_date: date, source_id: str) -> bool:
        """Tell whether a partition was written."""
        return self.partition(kind.TABLE, run_date, source_id).exists()

    def write(self, kind: type[Record], run_date: date, source_id: str, records: Iterable[Record]) -> Path:
        """Replace one partition by these records (none is a partition too: the outlet was looked at)."""
        table = pa.Table.from_pylist([asdict(record) for record in records], schema=SCHEMAS[kind.TABLE])
        path = self.partition(kind.TABLE, run_date, source_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        # The dot keeps half-written files out of the readers' glob; the process id keeps two writers apart.
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            pq.write_table(table, unfinished, compression="zstd")
            _flush(unfinished)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return path

    def read(self, kind: type[Flat], run_date: date, source_id: str) -> list[Flat]:
        """Return one partition's records.

        Raises WaqaiError when the partition was never written, or is no Parquet file of this schema.
        """
        path = self.partition(kind.TABLE, run_date, source_id)
        if not path.exists():
            raise WaqaiError(f"{kind.TABLE} of {source_id} on {run_date} do not exist ({path}): run that stage first")
        try:
            rows = pq.read_table(path, schema=SCHEMAS[kind.TABLE], partitioning=None).to_pylist()
        except (pa.ArrowInvalid, OSError) as fault:
            raise WaqaiError(f"{path} cannot be read as {kind.TABLE}: {fault}; run its stage again") from fault
        return [_record(kind, row) for row in rows]

    def count(self, kind: type[_Table], run_date: date, source_id: str) -> int:
        """Return how many rows a partition has, from its footer alone."""
        return int(pq.read_metadata(self.partition(kind.TABLE, run_date, source_id)).num_rows)

    def outlets(self, table: str, run_date: date) -> list[str]:
        """Return the outlets that have a partition of a table on a day, in order."""
        day = self.root / table / f"run_date={run_date.isoformat()}"
        return sorted(path.parent.name.removeprefix("source_id=") for path in day.glob("source_id=*/part-0.parquet"))


def _flush(path: Path) -> None:
    """Bring a file's bytes to the disk, so that a renamed file is never an empty one after a power cut."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _record(kind: type[Flat], row: dict[str, Any]) -> Flat:
    names = {field.name for field in fields(kind)}
    values: dict[str, Any] = {name: value for name, value in row.items() if name in names}
    build: Callable[..., Flat] = kind
    return build(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
