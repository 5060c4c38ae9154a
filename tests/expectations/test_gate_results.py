"""Results and pages are kept whole or not at all, and read back without Great Expectations."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from gate_night import DAY

from expectations.gate import GateResult, Severity, load_results, site_index
from expectations.pages import new_site, write_index
from expectations.results import results_file, save_results
from extract.errors import WaqaiError
from extract.settings import Settings

RESULT = GateResult(
    gate="lake",
    table="mentions",
    rule_id="mentions.type_known",
    description="Every type is one of PLOVER's sixteen.",
    severity=Severity.STOP,
    passed=False,
    observed="1 of 2 rows (50.0 %)",
    unexpected_count=1,
    examples=("mention_id=م-1",),
)


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_results_of_both_gates_come_back_as_they_were_the_lake_first(home: Settings) -> None:
    marts = replace(RESULT, gate="marts", severity=Severity.WARN, passed=True, observed=None, examples=())
    save_results([marts], results_file("marts", DAY, home))
    save_results([RESULT], results_file("lake", DAY, home))

    assert load_results(DAY, home) == [RESULT, marts]
    assert _files(home.gates) == ["2024-12-06/lake.json", "2024-12-06/marts.json"]


def test_a_day_without_gates_has_no_results(home: Settings) -> None:
    assert load_results(DAY, home) == []


@pytest.mark.parametrize(
    "content", ["", "[1]", '[{"gate": "lake"}]', "null", '[{"severity": "shrug", "examples": []}]']
)
def test_a_file_that_holds_no_results_is_named(content: str, home: Settings) -> None:
    path = results_file("lake", DAY, home)
    path.parent.mkdir(parents=True)
    path.write_text(content)

    with pytest.raises(
        WaqaiError, match=r"lake\.json cannot be read as gate results: .*; run that gate again"
    ) as fault:
        load_results(DAY, home)
    assert "\n" not in str(fault.value)


def test_results_that_cannot_be_written_leave_the_old_ones(home: Settings) -> None:
    path = results_file("lake", DAY, home)
    save_results([RESULT], path)

    with pytest.raises(TypeError):
        save_results([RESULT, replace(RESULT, observed=object())], path)  # type: ignore[arg-type]
    assert load_results(DAY, home) == [RESULT]
    assert _files(home.gates) == ["2024-12-06/lake.json"]


def test_pages_that_cannot_be_written_leave_the_old_ones(home: Settings) -> None:
    folder = site_index("lake", DAY, home).parent
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("old")

    with pytest.raises(OSError, match="disk full"), new_site(folder) as site:
        (site / "index.html").write_text("half")
        raise OSError("disk full")
    assert (folder / "index.html").read_text() == "old"
    assert _files(home.data_docs) == ["2024-12-06/lake/index.html"]


def test_the_index_tells_what_stopped_each_night_and_links_to_pages_that_are_there(home: Settings) -> None:
    for day, result in (("2024-12-05", RESULT), ("2024-12-06", replace(RESULT, severity=Severity.WARN))):
        save_results([result, replace(RESULT, passed=True)], home.gates / day / "lake.json")
        (home.data_docs / day / "lake").mkdir(parents=True)
    save_results([RESULT], home.gates / "2024-12-04" / "lake.json")  # its pages are gone
    write_index(home)

    index = (home.data_docs / "index.html").read_text()
    assert index.index("passed 1 of 2 rules; warnings: mentions.type_known") < index.index(
        "stopped by mentions.type_known"
    )
    assert index.count("<a href") == 2
    assert '<a href="2024-12-05/lake/index.html">lake</a>' in index


def test_the_door_imports_no_great_expectations_and_forbids_its_reports_home() -> None:
    code = (
        "import os, sys, expectations.gate\n"
        "assert not {'great_expectations', 'pandas'} & set(sys.modules)\n"
        "assert os.environ['GX_ANALYTICS_ENABLED'] == 'false'"
    )
    environment = {name: value for name, value in os.environ.items() if name != "GX_ANALYTICS_ENABLED"}

    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
