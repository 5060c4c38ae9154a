"""The README's promise, kept through Airflow: a day of news becomes a published warehouse, twice the same."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.errors import GateStopped
from extract.local_airflow import run_dag
from extract.night import run_night, summary
from extract.outlets import load_outlets
from extract.settings import PACKAGE, PROJECT, Settings
from extract.site.corpus import load_corpus
from extract.site.outlet_files import write_outlet_files
from extract.site.server import running_site

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(900)]
DAY = date(2024, 12, 6)
CORPUS = PROJECT / "demo" / "corpus"


def tables(published: Path) -> dict[str, list[tuple]]:
    """All rows of every table of ``marts``."""
    with duckdb.connect(str(published.resolve()), read_only=True) as warehouse:
        names = [
            row[0]
            for row in warehouse.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall()
        ]
        return {name: sorted(warehouse.execute(f"select * from marts.{name}").fetchall(), key=repr) for name in names}


def waqai(home: Path, *arguments: str) -> subprocess.CompletedProcess:
    program = Path(sys.executable).with_name("waqai")
    return subprocess.run(
        [str(program), *arguments],
        env={"WAQAI_HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def night(tmp_path_factory) -> Settings:
    """A home after one night over the demo corpus."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    run_night(CORPUS, DAY, 0, settings)
    return settings


def test_a_newcomer_gets_events_of_many_types(night) -> None:
    asked = "select plover_type, count(*) from marts.fct_events group by all order by 2 desc"
    answer = waqai(night.home, "sql", asked, "--format", "json")
    assert answer.returncode == 0, answer.stderr
    rows = json.loads(answer.stdout)
    assert len(rows) >= 8
    assert all(row["count_star()"] > 0 for row in rows)


def test_the_summary_says_where_things_lie(night) -> None:
    told = summary(DAY, night)
    assert "5 to read, none missing" in told
    assert str(night.published) in told
    assert (night.briefs / "2024-12-06.html").is_file()
    assert (night.data_docs / "index.html").is_file()


def test_every_event_shows_its_sentence(night) -> None:
    with duckdb.connect(str(night.published.resolve()), read_only=True) as warehouse:
        event_id, trigger = warehouse.execute(
            "select event_id, trigger_text from marts.fct_event_mentions order by mention_id limit 1"
        ).fetchone()
    shown = waqai(night.home, "explain", event_id)
    assert shown.returncode == 0, shown.stderr
    assert trigger in shown.stdout


def test_the_views_work_under_the_published_name(night) -> None:
    with duckdb.connect(str(night.published), read_only=True) as warehouse:
        for view in ("gdelt_events", "acled_events", "ucdp_events"):
            assert warehouse.execute(f"select count(*) from marts.{view}").fetchone()[0] >= 0
        assert warehouse.execute("select count(*) from marts.gdelt_events").fetchone()[0] > 0


def test_meta_says_what_was_run(night) -> None:
    with duckdb.connect(str(night.published.resolve()), read_only=True) as warehouse:
        runs = warehouse.execute("select run_date, outlets, missing_outlets from meta.runs").fetchall()
        stopped = warehouse.execute(
            "select count(*) from meta.gate_results where severity = 'stop' and not is_passed"
        ).fetchone()
    assert runs == [(DAY, 5, "")]
    assert stopped == (0,)


def test_a_second_night_of_the_same_day_leaves_the_same_tables(night) -> None:
    before = tables(night.published)
    run_night(CORPUS, DAY, 0, night)
    after = tables(night.published)
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert after["fct_events"] == before["fct_events"]
    assert after["fct_event_mentions"] == before["fct_event_mentions"]


def test_a_dead_outlet_is_missing_and_the_others_are_not(night) -> None:
    day = date(2024, 12, 7)
    known = load_outlets(PACKAGE / "sources")
    folder = night.home / "other-sources"
    with running_site(CORPUS, 0, datetime(2024, 12, 8, tzinfo=UTC), known) as base_url:
        write_outlet_files(load_corpus(CORPUS, known), base_url, folder, known)
        dead = folder / "bayadir.yml"
        dead.write_text(dead.read_text(encoding="utf-8").replace(base_url, "http://127.0.0.1:9"), encoding="utf-8")
        run_dag("nightly_news", day, night, {"WAQAI_SOURCES": str(folder), "WAQAI_TASK_RETRIES": "0"})
    told = summary(day, night)
    assert "missing: bayadir" in told
    with duckdb.connect(str(night.published.resolve()), read_only=True) as warehouse:
        read = warehouse.execute(
            "select distinct source_id from marts.fct_articles where first_run_date = ? order by 1", [day]
        ).fetchall()
        missing = warehouse.execute("select missing_outlets from meta.runs where run_date = ?", [day]).fetchone()
    assert read == [("almarsa",), ("nakhla",), ("rawasi",), ("shurfa",)]
    assert missing == ("bayadir",)


def test_a_query_that_cannot_be_run_is_one_line(night) -> None:
    for query in ("", "select nonsense", "create table x (y int)", "select * from read_csv('/etc/passwd')"):
        refused = waqai(night.home, "sql", query)
        assert refused.returncode == 2
        assert refused.stderr.startswith("waqai: the query cannot be run: ")
        assert len(refused.stderr.strip().splitlines()) == 1


def test_publishing_the_published_build_again_changes_nothing(night) -> None:
    before = night.published.resolve().read_bytes()
    day = night.published.readlink().name[:10]
    again = waqai(night.home, "publish", "--run-date", day)
    assert again.returncode == 0, again.stderr
    assert night.published.resolve().read_bytes() == before


def test_a_build_that_is_older_than_the_published_one_is_refused(night) -> None:
    old = night.builds / "2024-12-05.0001.duckdb"
    shutil.copy(night.published.resolve(), old)
    os.utime(old, (1, 1))
    refused = waqai(night.home, "publish", "--run-date", "2024-12-05")
    old.unlink()
    assert refused.returncode == 1
    assert "was built before the published one" in refused.stderr


def test_readers_find_marts_and_meta_and_nothing_of_the_workshop(night) -> None:
    with duckdb.connect(str(night.published.resolve()), read_only=True) as warehouse:
        listed = "select distinct table_schema from information_schema.tables"
        schemas = {row[0] for row in warehouse.execute(listed).fetchall()}
    assert {"marts", "meta"} <= schemas
    assert "staging" not in schemas


def test_a_stopped_gate_publishes_nothing(night, tmp_path) -> None:
    from expectations.gate import gate_lake

    home = tmp_path / "home"
    shutil.copytree(night.home, home, symlinks=True, ignore=shutil.ignore_patterns("airflow", "dbt"))
    broken = Settings(home=home)
    published = broken.published.readlink()
    part = broken.lake / "mentions" / "run_date=2024-12-06" / "source_id=rawasi" / "part-0.parquet"
    table = pq.read_table(part, partitioning=None)
    pq.write_table(pa.concat_tables([table, table.slice(0, 1)]), part)
    unchecked = broken.builds / "2024-12-06.0099.duckdb"
    shutil.copy(broken.published.resolve(), unchecked)
    refused = waqai(home, "publish", "--run-date", "2024-12-06")
    assert refused.returncode == 1
    assert (
        "2024-12-06.0099.duckdb is not published: run `waqai gate --run-date 2024-12-06` on it first" in refused.stderr
    )
    with pytest.raises(GateStopped, match=r"mentions\.id_unique"):
        gate_lake(DAY, broken)
    refused = waqai(home, "publish", "--run-date", "2024-12-06")
    assert refused.returncode == 1
    assert "is not published: mentions.id_unique failed" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert broken.published.readlink() == published
