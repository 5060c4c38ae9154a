"""The night: from the outlets' sites to a published warehouse.

Each outlet is read on its own (discover → fetch → extract → code), so that one that is down never stops the
others. Then the day as a whole is checked, the warehouse is built from all days, checked again and published, and
the brief is written. What a task writes it writes whole, so any of them may be run again. It starts at 01:00 UTC
and is about the UTC day before, unless it is given a ``run_date``. Heavy imports stand inside tasks: this file is
parsed all the time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from airflow.sdk import Asset, Param, dag, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowFailException
from airflow.timetables.interval import CronDataIntervalTimetable

from extract.errors import GateStopped
from extract.settings import settings

WAREHOUSE = Asset(name="waqai_warehouse", uri="x-waqai://warehouse/current")
BRIEF = Asset(name="waqai_brief", uri="x-waqai://brief/latest")

FETCHING = "waqai_fetching"  # as many outlets at once as the pool has slots
WRITING = "waqai_warehouse"  # one slot: a DuckDB file has one writer


def the_day() -> date:
    """Return the day this run is about: its ``run_date`` parameter, else the start of its data interval."""
    context = get_current_context()
    given = context["params"].get("run_date")
    if given:
        return date.fromisoformat(given)
    interval_start = context.get("data_interval_start")
    if interval_start is None:
        raise ValueError('a run without a schedule needs its day: trigger it with {"run_date": "YYYY-MM-DD"}')
    return interval_start.date()


@dag(
    dag_id="nightly_news",
    description="Arabic news of one day into the published event warehouse",
    schedule=CronDataIntervalTimetable("0 1 * * *", timezone="UTC"),  # zero-width intervals with a bare cron string
    start_date=datetime(2024, 11, 27, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": settings().task_retries,
        "retry_delay": timedelta(seconds=settings().task_retry_seconds),
    },
    params={"run_date": Param(None, type=["null", "string"], format="date", title="The day to read (YYYY-MM-DD)")},
    doc_md=__doc__,
    tags=["waqai"],
)
def nightly_news() -> None:
    """Wire the night together."""

    @task
    def outlets_of_the_night() -> list[str]:
        from extract.lake import Lake
        from extract.outlets import load_outlets, record_outlets

        outlets = load_outlets(settings().sources)
        record_outlets(outlets.values(), the_day(), Lake(settings().lake))
        return list(outlets)

    @task_group
    def read_outlet(source_id: str) -> None:
        @task(pool=FETCHING, map_index_template="{{ outlet }}")
        def discover(source_id: str) -> str:
            from extract.discover import discover as find_addresses

            find_addresses(*_outlet_and_day(source_id), _lake(), settings())
            return source_id

        @task(pool=FETCHING, map_index_template="{{ outlet }}")
        def fetch(source_id: str) -> str:
            from extract.fetch import fetch as fetch_and_archive

            fetch_and_archive(*_outlet_and_day(source_id), _lake(), settings(), clock=lambda: datetime.now(UTC))
            return source_id

        @task(map_index_template="{{ outlet }}")
        def extract(source_id: str) -> str:
            from extract.articles import extract_articles

            extract_articles(*_outlet_and_day(source_id), _lake(), settings())
            return source_id

        @task(map_index_template="{{ outlet }}")
        def code(source_id: str) -> str:
            from extract.code import code_articles
            from extract.coding.coder import default_coder

            code_articles(*_outlet_and_day(source_id), _lake(), default_coder())
            return source_id

        code(extract(fetch(discover(source_id))))

    # An outlet whose reading failed is missing tonight; the gate says so and decides whether that matters.
    @task(trigger_rule="all_done")
    def gate_lake(to_read: list[str] | None) -> None:
        from expectations.gate import gate_lake as check

        if not to_read:
            raise AirflowFailException("it is not known whom this night was to read: outlets_of_the_night failed")
        with _final(GateStopped):
            check(the_day(), settings())

    @task(pool=WRITING)
    def build() -> str:
        from extract.warehouse.build import build as build_warehouse

        return str(build_warehouse(the_day(), settings()))

    @task(pool=WRITING)
    def gate_marts(build_file: str) -> str:
        from pathlib import Path

        from expectations.gate import gate_marts as check

        with _final(GateStopped):
            check(the_day(), Path(build_file), settings())
        return build_file

    @task(pool=WRITING, outlets=[WAREHOUSE])
    def publish(build_file: str) -> None:
        from pathlib import Path

        from extract.warehouse.publish import publish as switch_readers

        switch_readers(the_day(), Path(build_file), settings(), published_at=datetime.now(UTC))

    @task(outlets=[BRIEF])
    def brief() -> str:
        from bi.brief import write_brief

        return str(write_brief(the_day(), settings()))

    tonight = outlets_of_the_night()
    every_outlet = read_outlet.expand(source_id=tonight)
    built = build()
    every_outlet >> gate_lake(tonight) >> built
    publish(gate_marts(built)) >> brief()


def _outlet_and_day(source_id: str) -> tuple[Any, date]:
    from extract.outlets import find_outlet

    get_current_context()["outlet"] = source_id  # names the mapped task in Airflow's pages
    return find_outlet(settings().sources, source_id), the_day()


@contextmanager
def _final(*faults: type[Exception]) -> Iterator[None]:
    """Fail at once on what a further try would find again."""
    try:
        yield
    except faults as fault:
        raise AirflowFailException(str(fault)) from fault


def _lake() -> Any:
    from extract.lake import Lake

    return Lake(settings().lake)


nightly_news()
