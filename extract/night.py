"""One night on one machine: a corpus played on loopback, the nightly DAG run over it by Airflow, and its summary."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from threading import Event

from expectations.gate import load_results
from extract.errors import WaqaiError
from extract.lake import Lake
from extract.local_airflow import run_dag
from extract.outlets import load_outlets
from extract.records import Article, Fetch, Mention, OutletOfDay
from extract.settings import PACKAGE, Settings
from extract.site.corpus import load_corpus
from extract.site.outlet_files import write_outlet_files
from extract.site.server import running_site
from extract.warehouse.publish import missing_outlets
from extract.warehouse.query import query


def run_night(corpus: Path, run_date: date, port: int, settings: Settings) -> None:
    """Run ``nightly_news`` for one day over a corpus served as its outlets' sites.

    The sites show what was published by the end of the day. Raises WaqaiError when the run failed.
    """
    known = load_outlets(PACKAGE / "sources")
    end_of_day = datetime.combine(run_date + timedelta(days=1), time(), UTC)
    with running_site(corpus, port, end_of_day, known) as base_url:
        sources = settings.home / "site" / "sources"
        for stale in sources.glob("*.yml"):
            stale.unlink()
        write_outlet_files(load_corpus(corpus, known), base_url, sources, known)
        run_dag("nightly_news", run_date, settings, {"WAQAI_SOURCES": str(sources), "WAQAI_TASK_RETRIES": "0"})


def serve_site(corpus: Path, port: int, sources: Path | None, now: datetime | None) -> None:
    """Serve a corpus until interrupted; write outlet files that point to it when a folder is given."""
    known = load_outlets(PACKAGE / "sources")
    with running_site(corpus, port, now, known) as base_url:
        if sources:
            write_outlet_files(load_corpus(corpus, known), base_url, sources, known)
        print(f"{base_url}/ plays {corpus}; stop it with Ctrl-C", flush=True)
        with suppress(KeyboardInterrupt):
            Event().wait()


def summary(run_date: date, settings: Settings) -> str:
    """Say in a few lines what a day brought, what the gates found, and where things lie."""
    lake = Lake(settings.lake)
    outlets = lake.outlets(OutletOfDay.TABLE, run_date)
    if not outlets:
        raise WaqaiError(f"nothing was read for {run_date} in {settings.home}: `waqai run --run-date {run_date}`")
    fetches = [row for outlet in lake.outlets(Fetch.TABLE, run_date) for row in lake.read(Fetch, run_date, outlet)]
    articles = [row for outlet in lake.outlets(Article.TABLE, run_date) for row in lake.read(Article, run_date, outlet)]
    mentions = sum(lake.count(Mention, run_date, outlet) for outlet in lake.outlets(Mention.TABLE, run_date))
    missing = missing_outlets(run_date, settings)
    silent = [outlet for outlet in lake.outlets(Article.TABLE, run_date) if not lake.count(Article, run_date, outlet)]
    results = load_results(run_date, settings)
    warnings = [result for result in results if not result.passed]
    lines = [
        f"Waqai, {run_date}",
        f"  outlets    {len(outlets)} to read, "
        + (f"missing: {', '.join(missing)}" if missing else "none missing")
        + (f"; without an article that day: {', '.join(silent)}" if silent else ""),
        f"  pages      {len(fetches)} fetched or tried, {len(articles)} articles extracted",
        f"  mentions   {mentions}",
    ]
    if settings.published.exists():
        events, days, kinds = query(
            settings.published,
            "select count(*), count(distinct event_date), count(distinct plover_type) from marts.fct_events",
        ).rows[0]
        lines.append(f"  events     {events} of {kinds} types on {days} days in the published warehouse")
    lines.append(f"  gates      {len(results) - len(warnings)} of {len(results)} rules passed")
    lines.extend(
        f"             {result.severity.value}: {result.rule_id}: {result.observed or result.description}"
        for result in warnings
    )
    lines += [
        f"  warehouse  {settings.published}",
        f"  brief      {settings.briefs / f'{run_date}.html'}",
        f"  data docs  {settings.data_docs}",
        'Ask it:      .venv/bin/waqai sql "select event_date, title_en from marts.fct_events limit 10"',
    ]
    return "\n".join(lines)
