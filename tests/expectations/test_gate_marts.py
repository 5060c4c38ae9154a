"""The gate of the marts: each rule catches what it is for, over a build that stays as it was."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from gate_build import change_build, clean_build
from gate_night import DAY, clean_night, is_caught, write_night

from expectations import marts
from expectations.gate import gate_marts, load_results, site_index
from expectations.rules import Suite
from expectations.validation import validate_build
from extract.errors import GateStopped, UsageError
from extract.lake import Lake
from extract.settings import Settings

SUITES = {suite.table: suite for suite in marts.suites(has_mentions=True)}
RULES = {rule.id: suite for suite in SUITES.values() for rule in suite.rules}


def _set(table: str, assignment: str, where: str = "true") -> str:
    return f"UPDATE marts.{table} SET {assignment} WHERE {where}"


def _again(table: str) -> str:
    return f"INSERT INTO marts.{table} SELECT * FROM marts.{table} LIMIT 1"


EVENT, MENTION = "event_id = 'ev_1'", "mention_id = 'm1'"

STOPPED_BY: dict[str, str] = {
    "fct_events.any": "DELETE FROM marts.fct_events",
    "fct_events.key_present": _set("fct_events", "event_id = NULL", EVENT),
    "fct_events.key_unique": _again("fct_events"),
    "fct_events.has_mention": f"DELETE FROM marts.fct_event_mentions WHERE {EVENT}",
    "fct_events.mention_count_is_right": _set("fct_events", "mention_count = 3", EVENT),
    "fct_events.titles_present": _set("fct_events", "title_ar = ' '", EVENT),
    "fct_events.event_date_exists": _set("fct_events", "event_date = DATE '2030-01-01'", EVENT),
    "fct_events.event_type_id_exists": _set("fct_events", "event_type_id = 'COERCE/unheard-of'", EVENT),
    "fct_events.type_known": _set("fct_events", "plover_type = NULL", EVENT),
    "fct_events.factuality_known": _set("fct_events", "factuality = 'rumoured'", EVENT),
    "fct_events.scores_in_range": _set("fct_events", "confidence = 'nan'::DOUBLE", EVENT),
    "fct_events.source_actor_id_exists": _set("fct_events", "source_actor_id = 'gone'", EVENT),
    "fct_events.target_actor_id_exists": _set("fct_events", "target_actor_id = 'gone'", EVENT),
    "fct_events.location_id_exists": _set("fct_events", "location_id = 'gone'", EVENT),
    "fct_events.deaths_in_order": _set("fct_events", "deaths_low = 5", EVENT),
    "fct_events.injured_in_order": _set("fct_events", "injured_best = 2", EVENT),
    "fct_events.detained_in_order": _set("fct_events", "detained_low = -1", EVENT),
    "fct_events.counts_positive": _set("fct_events", "source_count = 0", EVENT),
    "fct_events.reported_in_order": _set("fct_events", "last_reported_at = TIMESTAMP '2024-12-01'", EVENT),
    "fct_event_mentions.key_present": _set("fct_event_mentions", "mention_id = NULL", MENTION),
    "fct_event_mentions.key_unique": _again("fct_event_mentions"),
    "fct_event_mentions.event_id_exists": _set("fct_event_mentions", "event_id = NULL", MENTION),
    "fct_event_mentions.article_id_exists": _set("fct_event_mentions", "article_revision = 7", MENTION),
    "fct_event_mentions.source_id_exists": _set("fct_event_mentions", "source_id = 'gone'", MENTION),
    "fct_event_mentions.trigger_is_in_sentence": _set(
        "fct_event_mentions", "trigger_start = trigger_start + 1", MENTION
    ),
    "fct_event_mentions.event_type_id_exists": _set("fct_event_mentions", "event_type_id = 'gone'", MENTION),
    "fct_event_mentions.source_actor_id_exists": _set("fct_event_mentions", "source_actor_id = 'gone'", MENTION),
    "fct_event_mentions.target_actor_id_exists": _set("fct_event_mentions", "target_actor_id = 'gone'", MENTION),
    "fct_event_mentions.location_id_exists": _set("fct_event_mentions", "location_id = 'gone'", MENTION),
    "fct_event_actors.key_present": _set("fct_event_actors", "role = NULL"),
    "fct_event_actors.key_unique": _again("fct_event_actors"),
    "fct_event_actors.event_id_exists": _set("fct_event_actors", "event_id = 'gone'"),
    "fct_event_actors.actor_id_exists": _set("fct_event_actors", "actor_id = 'gone'"),
    "fct_event_actors.role_known": _set("fct_event_actors", "role = 'bystander'"),
    "fct_event_actors.code_well_formed": _set("fct_event_actors", "code = 'SYRRE'"),
    "fct_event_locations.key_present": _set("fct_event_locations", "location_id = NULL"),
    "fct_event_locations.key_unique": _again("fct_event_locations"),
    "fct_event_locations.event_id_exists": _set("fct_event_locations", "event_id = 'gone'"),
    "fct_event_locations.location_id_exists": _set("fct_event_locations", "location_id = 'gone'"),
    "fct_articles.any": "DELETE FROM marts.fct_articles",
    "fct_articles.key_present": _set("fct_articles", "revision = NULL"),
    "fct_articles.key_unique": _again("fct_articles"),
    "fct_articles.one_latest_revision": _set("fct_articles", "is_latest = true"),
    "fct_articles.title_present": _set("fct_articles", "title = NULL"),
    "fct_articles.source_id_exists": _set("fct_articles", "source_id = 'gone'"),
    "fct_articles.publication_date_exists": _set("fct_articles", "publication_date = NULL"),
    "agg_daily_events.key_unique": _again("agg_daily_events"),
    "agg_daily_events.adds_up": _set("agg_daily_events", "event_count = 2"),
    "dim_actors.key_present": _set("dim_actors", "actor_id = NULL"),
    "dim_actors.key_unique": _again("dim_actors"),
    "dim_actors.code_well_formed": _set("dim_actors", "code = NULL"),
    "dim_actor_roles.key_unique": _again("dim_actor_roles"),
    "dim_actor_roles.actor_id_exists": _set("dim_actor_roles", "actor_id = 'gone'"),
    "dim_actor_roles.code_well_formed": _set("dim_actor_roles", "code = 'syrreb'"),
    "dim_locations.key_present": _set("dim_locations", "location_id = NULL"),
    "dim_locations.key_unique": _again("dim_locations"),
    "dim_locations.point_in_range": _set("dim_locations", "lat = 'nan'::DOUBLE"),
    "dim_event_types.key_present": _set("dim_event_types", "event_type_id = NULL"),
    "dim_event_types.key_unique": _again("dim_event_types"),
    "dim_sources.key_present": _set("dim_sources", "source_id = NULL"),
    "dim_sources.key_unique": _again("dim_sources"),
    "dim_dates.key_present": _set("dim_dates", "date_day = NULL"),
    "dim_dates.key_unique": _again("dim_dates"),
    "gdelt_events.key_present": _set("gdelt_events", "GlobalEventID = NULL"),
    "gdelt_events.key_unique": _again("gdelt_events"),
    "acled_events.key_present": _set("acled_events", "event_id_cnty = NULL"),
    "acled_events.key_unique": _again("acled_events"),
    "ucdp_events.key_present": _set("ucdp_events", "id = NULL"),
    "ucdp_events.key_unique": _again("ucdp_events"),
}


@pytest.fixture
def build(home: Settings) -> Path:
    """A clean build, among whose lake's rows are mentions of the day."""
    write_night(Lake(home.lake), clean_night())
    return clean_build(home.builds / "2024-12-06.duckdb")


def _caught(suite: Suite, build: Path, pages: Path) -> set[str]:
    results = validate_build("marts", DAY, [suite], build, pages)
    return {result.rule_id for result in results if is_caught(result)}


def test_a_clean_build_passes_every_rule_in_their_order(build: Path, home: Settings) -> None:
    results = gate_marts(DAY, build, home)

    assert [(result.rule_id, result.passed) for result in results] == [(rule_id, True) for rule_id in RULES]
    assert load_results(DAY, home) == results
    assert site_index("marts", DAY, home).exists()
    assert "2024-12-06/marts/index.html" in (home.data_docs / "index.html").read_text()


@pytest.mark.parametrize(("rule_id", "statement"), STOPPED_BY.items(), ids=STOPPED_BY)
def test_a_rule_catches_its_fault(rule_id: str, statement: str, build: Path, tmp_path: Path) -> None:
    change_build(build, statement)

    assert rule_id in _caught(RULES[rule_id], build, tmp_path / "pages")


def test_every_rule_has_a_fault_that_it_is_tried_with() -> None:
    assert list(STOPPED_BY) == list(RULES)
    assert len(RULES) == sum(len(suite.rules) for suite in SUITES.values())


@pytest.mark.parametrize(
    ("rule_id", "statement"),
    [
        ("fct_events.titles_present", _set("fct_events", "title_en = NULL", EVENT)),
        ("fct_events.scores_in_range", _set("fct_events", "quad_class = NULL", EVENT)),
        ("fct_events.scores_in_range", _set("fct_events", "goldstein = 10.5", EVENT)),
        ("fct_events.deaths_in_order", _set("fct_events", "deaths_high = NULL", EVENT)),
        ("fct_events.has_mention", "DELETE FROM marts.fct_event_mentions"),
        ("fct_event_mentions.trigger_is_in_sentence", _set("fct_event_mentions", "sentence_text = NULL")),
        ("fct_articles.one_latest_revision", _set("fct_articles", "is_latest = false", "article_id = 'a2'")),
        ("agg_daily_events.adds_up", "DELETE FROM marts.agg_daily_events"),
        ("dim_locations.point_in_range", _set("dim_locations", "lon = 180.5")),
    ],
)
def test_a_rule_catches_its_other_faults(rule_id: str, statement: str, build: Path, tmp_path: Path) -> None:
    change_build(build, statement)

    assert rule_id in _caught(RULES[rule_id], build, tmp_path / "pages")


def test_a_broken_build_stops_and_names_the_rows(build: Path, home: Settings) -> None:
    change_build(build, _set("fct_events", "deaths_low = 5", EVENT))

    with pytest.raises(GateStopped) as stopped:
        gate_marts(DAY, build, home)
    assert str(stopped.value) == (
        "the marts gate of 2024-12-06 stops the night: fct_events.deaths_in_order (1 row of fct_events, such as "
        "event_id=ev_1 deaths_low=5 deaths_best=4 deaths_high=6); nothing is published; "
        f"see {site_index('marts', DAY, home)}"
    )


def test_a_warehouse_without_events_is_well_where_the_lake_has_no_mentions(build: Path, tmp_path: Path) -> None:
    change_build(build, "DELETE FROM marts.fct_events; DELETE FROM marts.fct_event_mentions")
    [events, *_] = marts.suites(has_mentions=False)

    assert all(result.passed for result in validate_build("marts", DAY, [events], build, tmp_path / "pages"))


def test_whether_the_lake_has_mentions_is_asked_of_the_run_date(build: Path, home: Settings) -> None:
    for table in ("fct_events", "fct_event_mentions", "fct_event_actors", "fct_event_locations", "agg_daily_events"):
        change_build(build, f"DELETE FROM marts.{table}")

    assert all(result.passed for result in gate_marts(date(2024, 12, 7), build, home))
    with pytest.raises(GateStopped, match=r"stops the night: fct_events\.any \(fct_events: 0\); nothing"):
        gate_marts(DAY, build, home)


def test_a_missing_table_stops_and_is_named(build: Path, home: Settings) -> None:
    change_build(build, "DROP TABLE marts.dim_dates")

    with pytest.raises(GateStopped, match=r"could not be checked: .*dim_dates does not exist"):
        gate_marts(DAY, build, home)


def test_a_build_that_does_not_exist_is_bad_usage(home: Settings) -> None:
    with pytest.raises(UsageError, match=r"gone\.duckdb does not exist: run `waqai build --run-date 2024-12-06`"):
        gate_marts(DAY, home.builds / "gone.duckdb", home)


def test_the_build_is_left_as_it_was_and_free_to_write(
    build: Path, home: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    before = build.read_bytes()
    gate_marts(DAY, build, home)

    assert build.read_bytes() == before
    assert capfd.readouterr() == ("", "")
    with duckdb.connect(str(build)) as connection:
        connection.execute("CREATE TABLE marts.written AS SELECT 1 AS x")
    assert [path.name for path in home.builds.iterdir()] == [build.name]
