"""The pages of the gates: one site per night and gate, and an index of the nights, all static files."""

import html
import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from expectations.results import GATES, GateResult, Severity, read_results
from extract.errors import WaqaiError
from extract.settings import Settings

log = logging.getLogger(__name__)

# Great Expectations' pages fetch their maker's logo from its server, with an id of this installation.
_LOGO = re.compile(r"https://great-expectations-web-assets[^'\"]*")
_NO_IMAGE = "data:,"

_INDEX = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Waqai: quality gates</title>
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ text-align: start; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #ccc; vertical-align: top }}
</style>
<h1>Quality gates</h1>
<table>
<tr><th>Run date</th><th>Gate</th><th>Outcome</th></tr>
{rows}
</table>
</html>
"""


def site_index(gate: str, run_date: date, settings: Settings) -> Path:
    """Return the first page of a gate's site of a day, whether or not it exists."""
    return settings.data_docs / run_date.isoformat() / gate / "index.html"


@contextmanager
def new_site(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write a site into; it takes the place of ``folder`` when the block ends well."""
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        _trim(unfinished)
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def write_index(settings: Settings) -> None:
    """Write ``index.html`` of all nights that have results and pages, the newest first.

    A night whose results cannot be read is left out: an old fault is no reason to stop a new night.
    """
    files = [
        path
        for folder in sorted(settings.gates.iterdir(), reverse=True)
        for path in (folder / f"{gate}.json" for gate in GATES)
        if path.exists() and (settings.data_docs / folder.name / path.stem).is_dir()
    ]
    rows = "\n".join(_row(path.parent.name, path.stem, results) for path, results in _readable(files))
    index = settings.data_docs / "index.html"
    unfinished = index.with_name(f".{index.name}.{os.getpid()}")
    unfinished.write_text(_INDEX.format(rows=rows), encoding="utf-8")
    unfinished.replace(index)


def _readable(files: Iterable[Path]) -> Iterator[tuple[Path, list[GateResult]]]:
    for path in files:
        try:
            yield path, read_results(path)
        except WaqaiError as fault:
            log.warning("%s", fault)


def _row(day: str, gate: str, results: list[GateResult]) -> str:
    broken = [result for result in results if not result.passed]
    stops = [result.rule_id for result in broken if result.severity is Severity.STOP]
    warnings = [result.rule_id for result in broken if result.severity is Severity.WARN]
    outcome = (
        f"stopped by {', '.join(stops)}" if stops else f"passed {len(results) - len(broken)} of {len(results)} rules"
    )
    if warnings:
        outcome += f"; warnings: {', '.join(warnings)}"
    link = f'<a href="{day}/{gate}/index.html">{gate}</a>'
    return f"<tr><td>{html.escape(day)}</td><td>{link}</td><td>{html.escape(outcome)}</td></tr>"


def _trim(site: Path) -> None:
    """Keep what the pages show: of 4 MB of images and fonts they use one icon."""
    for folder in ("fonts", "styles"):
        shutil.rmtree(site / "static" / folder, ignore_errors=True)
    for image in (site / "static" / "images").iterdir():
        if image.name != "favicon.ico":
            image.unlink()
    for page in site.rglob("*.html"):
        page.write_text(_LOGO.sub(_NO_IMAGE, page.read_text(encoding="utf-8")), encoding="utf-8")
