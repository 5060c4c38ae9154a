"""Data files that people edit (YAML, CSV) as validated records; a fault is told as ``file:line: what``."""

import csv
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from extract.errors import UsageError


class DataRecord(BaseModel):
    """One record of a data file: frozen, and a key that is not known is a fault, not a silent nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Row = TypeVar("Row", bound=DataRecord)
_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C where the machine has it


def read_yaml(path: Path, kind: type[Row]) -> Row:
    """Read a YAML file as one record.

    Raises UsageError with file and line when it is no YAML or breaks the record's rules.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"{path}: cannot be read: {fault}") from fault
    try:
        # The quick reader reads what is right; only a fault is worth the slow one that knows lines.
        return kind.model_validate(yaml.load(text, Loader=_QUICK))  # noqa: S506
    except (yaml.YAMLError, ValidationError):
        return _read_yaml_by_line(path, text, kind)


def _read_yaml_by_line(path: Path, text: str, kind: type[Row]) -> Row:
    try:
        tree = YAML(typ="rt").load(text)
    except MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise UsageError(f"{path}:{line}: no YAML: {fault.problem}") from fault
    try:
        return kind.model_validate(_plain(tree))
    except ValidationError as fault:
        raise UsageError(_first_fault(path, fault, tree)) from fault


def read_csv(path: Path, kind: type[Row]) -> Iterator[Row]:
    """Read a CSV file (UTF-8, with a header) as records; an empty cell is an absent value.

    Raises UsageError with file and line at the first row that breaks the record's rules.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                try:
                    yield kind.model_validate({key: cell for key, cell in row.items() if cell != ""})
                except ValidationError as fault:
                    first = fault.errors()[0]
                    column = ".".join(str(part) for part in first["loc"]) or "row"
                    raise UsageError(f"{path}:{reader.line_num}: {column}: {first['msg']}") from fault
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise UsageError(f"{path}: cannot be read: {fault}") from fault


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text file (``.gz`` too) that are not blank, with their numbers, from 1.

    Raises UsageError with file and line when it is missing, torn or no UTF-8.
    """
    number = 0
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig") if path.suffix == ".gz" else path.open(encoding="utf-8-sig")
        ) as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except FileNotFoundError as fault:
        raise UsageError(f"{path}: no such file; name a JSONL file or a folder of them") from fault
    except (OSError, EOFError, zlib.error) as fault:
        raise UsageError(f"{path}:{number + 1}: cannot be read: {fault}; name a whole JSONL file") from fault
    except UnicodeDecodeError as fault:
        raise UsageError(f"{path}:{number + 1}: no UTF-8 text: {fault.reason}; save the file as UTF-8") from fault


def _plain(tree: Any) -> Any:
    """Turn ruamel's line-keeping containers into plain ones."""
    if isinstance(tree, dict):
        return {str(key): _plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    return tree


def _first_fault(path: Path, fault: ValidationError, tree: Any) -> str:
    first = fault.errors()[0]
    line, node = 1, tree
    for part in first["loc"]:
        if isinstance(node, CommentedMap) and part in node:
            line, node = node.lc.key(part)[0] + 1, node[part]
        elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            line, node = node.lc.item(part)[0] + 1, node[part]
    where = ".".join(str(part) for part in first["loc"]) or "file"
    return f"{path}:{line}: {where}: {first['msg']}"
