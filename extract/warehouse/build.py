"""Build the warehouse from the lake with dbt, into a DuckDB file of its own that no reader sees yet."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from extract.coding.lexicons import FOLDER as LEXICON
from extract.errors import BuildFailed, WaqaiError
from extract.settings import PROJECT, Settings

DBT_PROJECT = PROJECT / "dbt_project"


def build(run_date: date, settings: Settings) -> Path:
    """Run every dbt model and test over the whole lake; return the new build's file.

    The file gets its name only when it is whole. Raises BuildFailed with the first model or test that failed.
    """
    if not any(settings.lake.glob("mentions/run_date=*/source_id=*/part-0.parquet")):
        raise WaqaiError(f"{settings.lake} holds no coded mentions: run discover, fetch, extract and code first")
    settings.builds.mkdir(parents=True, exist_ok=True)
    # What the gate said of an earlier build of this day says nothing of this one.
    (settings.gates / run_date.isoformat() / "marts.json").unlink(missing_ok=True)
    unfinished = settings.builds / f"unfinished_{os.getpid()}.duckdb"
    work = settings.home / "dbt" / str(os.getpid())
    environment = {
        **os.environ,
        "WAQAI_HOME": str(settings.home),
        "WAQAI_LEXICON": str(LEXICON),
        "WAQAI_BUILD": str(unfinished),
        "WAQAI_DUCKDB_MEMORY": settings.duckdb_memory,
        "DBT_TARGET_PATH": str(work / "target"),
        "DBT_LOG_PATH": str(work / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }
    dbt = str(Path(sys.executable).with_name("dbt"))
    where = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    try:
        finished = subprocess.run([dbt, "build", *where], env=environment, capture_output=True, text=True, check=False)
        if finished.returncode != 0:
            failure = _first_failure(work / "target", finished.stdout)
            raise BuildFailed(f"dbt build failed at {failure}; log: {work / 'logs' / 'dbt.log'}")
        built = _named(unfinished, run_date, settings)
    finally:
        for leftover in settings.builds.glob(f"{unfinished.name}*"):
            leftover.unlink()
    shutil.rmtree(work)
    return built


def builds_of(run_date: date, settings: Settings) -> list[Path]:
    """Return the builds of a run date, oldest first."""
    return sorted(settings.builds.glob(f"{run_date.isoformat()}.*.duckdb"))


def newest_build(run_date: date, settings: Settings) -> Path:
    """Return the last build of a run date; raises WaqaiError when there is none."""
    builds = builds_of(run_date, settings)
    if not builds:
        raise WaqaiError(f"{run_date} has no build in {settings.builds}: run `waqai build --run-date {run_date}` first")
    return builds[-1]


def _named(unfinished: Path, run_date: date, settings: Settings) -> Path:
    """Give a finished build the day's next number; two builds that end at once get two."""
    number = max((int(path.name.split(".")[1]) for path in builds_of(run_date, settings)), default=0)
    while True:
        number += 1
        built = settings.builds / f"{run_date.isoformat()}.{number:04d}.duckdb"
        try:
            os.link(unfinished, built)
        except FileExistsError:
            continue
        return built


def _first_failure(target: Path, output: str) -> str:
    """Return the node that failed first and what it said, in one line."""
    try:
        results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    except (OSError, ValueError, KeyError):
        results = []
    for result in results:
        if result["status"] in ("error", "fail"):
            message = " ".join(str(result.get("message") or "no message").split())
            return f"{result['unique_id']}: {message[:300]}"
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "start-up"
