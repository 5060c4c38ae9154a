"""Publish a build that passed its gates: write ``meta`` into it, then switch the link that readers open.

The switch is one rename, so a reader sees the build before or the build after, never a mixture.
"""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import duckdb

from expectations.gate import GateResult, Severity, load_results
from extract.errors import GateStopped, WaqaiError
from extract.lake import Lake
from extract.records import Mention, OutletOfDay
from extract.settings import Settings

ATTRIBUTION = (
    ("licence", "Apache-2.0 (code); event data derived from the outlets named in dim_sources"),
    ("places", "Contains data from GeoNames (CC BY 4.0), Who's On First, OpenSyria and OCHA/HDX (CC BY 3.0 IGO)"),
    ("countries", "Country names from Unicode CLDR (Unicode licence)"),
    ("ontology", "Event types follow PLOVER 0.8 (CC BY-SA 4.0), with crosswalks to CAMEO, ACLED labels and UCDP types"),
)
_RUNS = """
    create table meta.runs (
        run_date date not null,
        build_file varchar not null,
        published_at timestamp not null, -- UTC
        waqai_version varchar not null,
        coder_versions varchar not null,
        outlets integer not null,
        missing_outlets varchar not null,
        articles integer not null,
        mentions integer not null,
        events integer not null
    )
"""
_GATE_RESULTS = """
    create table meta.gate_results (
        run_date date not null,
        gate varchar not null,
        subject varchar not null default '',
        table_name varchar not null,
        rule_id varchar not null,
        description varchar not null,
        severity varchar not null,
        is_passed boolean not null,
        observed varchar,
        unexpected_count bigint not null,
        examples varchar[] not null
    )
"""


def publish(run_date: date, build: Path, settings: Settings, *, published_at: datetime) -> Path:
    """Make a build the one that readers open; return the link to it. Published already, it is left alone.

    Raises GateStopped when this build has not passed its gates: nothing unchecked is ever published; WaqaiError
    when it does not exist, or was built before the published one and so may lack what that one holds.
    """
    if not build.is_file():
        raise WaqaiError(f"{build} does not exist: run `waqai build --run-date {run_date}` first")
    if settings.published.exists():
        if settings.published.resolve() == build.resolve():
            return settings.published
        if build.stat().st_mtime_ns < settings.published.stat().st_mtime_ns:
            raise WaqaiError(
                f"{build.name} was built before the published one: run `waqai build --run-date {run_date}`"
            )
    results = _passed_results(run_date, build, settings)
    _write_meta(run_date, build, settings, results, published_at)
    _switch(settings.published, build)
    _forget_old_builds(settings)
    return settings.published


def missing_outlets(run_date: date, settings: Settings) -> list[str]:
    """Return the outlets of a night that brought nothing to code, in order."""
    lake = Lake(settings.lake)
    return sorted(set(lake.outlets(OutletOfDay.TABLE, run_date)) - set(lake.outlets(Mention.TABLE, run_date)))


def _passed_results(run_date: date, build: Path, settings: Settings) -> list[GateResult]:
    results = load_results(run_date, settings)
    checked = {result.subject for result in results}
    failed = [result.rule_id for result in results if result.severity is Severity.STOP and not result.passed]
    if failed:
        raise GateStopped(f"{run_date} is not published: {', '.join(failed)} failed; see {settings.data_docs}")
    if not {run_date.isoformat(), build.name} <= checked:
        raise GateStopped(f"{build.name} is not published: run `waqai gate --run-date {run_date}` on it first")
    return results


def _write_meta(
    run_date: date, build: Path, settings: Settings, results: Sequence[GateResult], published_at: datetime
) -> None:
    """Fill the build's schema ``meta``, carrying the earlier runs over from the published build."""
    lake = Lake(settings.lake)
    missing = missing_outlets(run_date, settings)
    with closing(duckdb.connect(str(build))) as warehouse:
        warehouse.execute("begin")
        warehouse.execute("drop schema if exists meta cascade")
        warehouse.execute("create schema meta")
        warehouse.execute(_RUNS)
        warehouse.execute(_GATE_RESULTS)
        warehouse.execute("create table meta.dataset (topic varchar not null, text varchar not null)")
        warehouse.execute(
            """
            create table meta.coder_versions as
            select coder_version, min(run_date) as first_run_date, max(run_date) as last_run_date, count(*) as mentions
            from staging.stg_lake__mentions
            group by all
            """
        )
        warehouse.executemany("insert into meta.dataset values (?, ?)", list(ATTRIBUTION))
        for table, (columns, rows) in _earlier(settings.published, run_date).items():
            if rows:
                names, marks = ", ".join(columns), ", ".join("?" * len(columns))
                warehouse.executemany(f"insert into meta.{table} ({names}) values ({marks})", rows)  # noqa: S608
        warehouse.execute(
            """
            insert into meta.runs
            select
                $run_date, $build, $published_at, $version,
                (select coalesce(string_agg(distinct coder_version, ', ' order by coder_version), 'none')
                 from staging.stg_lake__mentions where run_date = $run_date),
                $outlets, $missing,
                (select count(*) from staging.stg_lake__articles where run_date = $run_date),
                (select count(*) from staging.stg_lake__mentions where run_date = $run_date),
                (select count(*) from marts.fct_events)
            """,
            {
                "run_date": run_date,
                "build": build.name,
                "published_at": published_at.astimezone(UTC).replace(tzinfo=None),
                "version": version("waqai"),
                "outlets": len(lake.outlets(OutletOfDay.TABLE, run_date)),
                "missing": ", ".join(missing),
            },
        )
        warehouse.executemany(
            "insert into meta.gate_results values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (run_date, r.gate, r.subject, r.table, r.rule_id, r.description, r.severity.value, r.passed, r.observed,
                 r.unexpected_count, list(r.examples))
                for r in results
            ],
        )  # fmt: skip
        # Staging reads the lake by its path on this machine: it is for the build, not for readers.
        warehouse.execute("drop schema staging cascade")
        warehouse.execute("commit")


def _earlier(published: Path, run_date: date) -> dict[str, tuple[list[str], list[tuple[object, ...]]]]:
    """Return the published build's runs and gate results of other run dates: column names, rows."""
    if not published.exists():
        return {}
    found = {}
    with closing(duckdb.connect(str(published.resolve()), read_only=True)) as current:
        for table in ("runs", "gate_results"):
            rows = current.execute(f"select * from meta.{table} where run_date <> ?", [run_date])  # noqa: S608
            found[table] = ([column[0] for column in rows.description or ()], rows.fetchall())
    return found


def _switch(link: Path, build: Path) -> None:
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(build.relative_to(link.parent))
    fresh.replace(link)


def _forget_old_builds(settings: Settings) -> None:
    """Keep the newest builds, and always the published one; readers with an older file open keep reading it."""
    current = settings.published.resolve()
    builds = sorted(settings.builds.glob("*.duckdb"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for build in builds[settings.keep_builds :]:
        if build.resolve() != current:
            build.unlink()
