"""What the warehouse says of three nights of three outlets, rule by rule."""

import hashlib
import json
from datetime import date, datetime

from dbt_lake import Build


def test_reports_of_one_act_are_one_event(warehouse: Build) -> None:
    event = warehouse.event("ASSAULT/heavy-weapons", "sy-hama")
    assert (event["mention_count"], event["article_count"], event["source_count"]) == (4, 3, 2)
    assert event["first_reported_at"] == datetime(2024, 12, 6, 9)
    assert event["last_reported_at"] == datetime(2024, 12, 6, 15)
    assert event["factuality"] == "asserted"
    assert event["confidence"] == 0.95


def test_an_event_is_described_by_the_best_original(warehouse: Build) -> None:
    event = warehouse.event("ASSAULT/heavy-weapons", "sy-hama")
    assert event["title_ar"] == "قصف الجيش (shelling)"


def test_figures_come_from_independent_reports(warehouse: Build) -> None:
    event = warehouse.event("ASSAULT/heavy-weapons", "sy-hama")
    assert (event["deaths_low"], event["deaths_best"], event["deaths_high"]) == (5, 7, 7)
    assert (event["injured_low"], event["injured_best"], event["injured_high"]) == (12, 12, 12)
    assert event["detained_best"] is None
    assert event["has_conflict"]


def test_an_event_id_is_a_hash_of_its_key_alone(warehouse: Build) -> None:
    key = "happened|ASSAULT|heavy-weapons|2024-12-06|sy-hama"
    event = warehouse.event("ASSAULT/heavy-weapons", "sy-hama")
    assert event["event_id"] == "ev_" + hashlib.md5(key.encode()).hexdigest()[:16]


def test_only_the_newest_text_of_an_article_counts(warehouse: Build) -> None:
    event = warehouse.event("COERCE/seize", "sy-hama")
    assert (event["mention_count"], event["deaths_high"], event["revision"]) == (1, None, 2)
    revisions = warehouse.read(
        "select revision, is_latest, mention_count, first_run_date from marts.fct_articles "
        "where url like '%/hama-taken' order by revision"
    )
    assert [tuple(row.values()) for row in revisions] == [
        (1, False, 0, date(2024, 12, 7)),
        (2, True, 1, date(2024, 12, 8)),
    ]


def test_a_text_that_is_fetched_again_is_no_revision(warehouse: Build) -> None:
    (row,) = warehouse.read(
        "select revision, mention_count, first_run_date, last_run_date from marts.fct_articles "
        "where url like '%/shelling'"
    )
    assert tuple(row.values()) == (1, 2, date(2024, 12, 6), date(2024, 12, 7))


def test_a_copy_points_to_its_original(warehouse: Build) -> None:
    (row,) = warehouse.read(
        "select copy.is_syndicated, original.url from marts.fct_articles as copy "
        "inner join marts.fct_articles as original on copy.duplicate_of = original.article_id"
    )
    assert row == {"is_syndicated": True, "url": "https://news.example/shelling"}


def test_taking_territory_is_named_after_the_taker(warehouse: Build) -> None:
    taken = {
        row["location_id"]: (row["acled_event_type"], row["acled_sub_event_type"])
        for row in warehouse.read("select * from marts.fct_events where event_type_id = 'COERCE/seize'")
    }
    assert taken == {
        "sy-hama": ("Battles", "Non-state actor overtakes territory"),
        "sy-quneitra": ("Battles", "Non-state actor overtakes territory"),
        "sy-daraa": ("Battles", "Government regains territory"),
    }


def test_an_unnamed_actor_belongs_to_the_first_that_is_named(warehouse: Build) -> None:
    assert warehouse.event("ASSAULT/explosives", "sy-homs", "ops-command")["mention_count"] == 2
    assert warehouse.event("ASSAULT/explosives", "sy-homs", "isr-army")["mention_count"] == 1


def test_plans_and_denials_are_events_of_their_own(warehouse: Build) -> None:
    meetings = warehouse.read(
        "select factuality, mention_count, event_date, event_date_precision from marts.fct_events "
        "where event_type_id = 'CONSULT/meet' order by factuality"
    )
    assert [tuple(row.values()) for row in meetings] == [
        (factuality, 1, date(2024, 12, 7), "publication") for factuality in ("asserted", "denied", "planned")
    ]
    assert warehouse.column("select event_count from marts.agg_daily_events where plover_type = 'CONSULT'") == [1]


def test_articles_without_a_place_are_not_lumped_together(warehouse: Build) -> None:
    counts = warehouse.column("select mention_count from marts.fct_events where event_type_id = 'ACCUSE/disapprove'")
    assert counts == [2, 2]


def test_ucdp_types_follow_from_deaths_and_actors(warehouse: Build) -> None:
    assert warehouse.event("ASSAULT/clash", "sy-homs")["ucdp_type"] == 1
    assert warehouse.event("ASSAULT/clash", "sy-unlisted")["ucdp_type"] == 2
    assert warehouse.event("ASSAULT/heavy-weapons", "sy-hama")["ucdp_type"] == 3
    assert warehouse.event("COERCE/seize", "sy-hama")["ucdp_type"] is None


def test_a_sentence_is_cut_by_characters(warehouse: Build) -> None:
    (row,) = warehouse.read(
        "select * from marts.fct_event_mentions where trigger_text = 'قصف الجيش' and not is_syndicated"
    )
    assert row["sentence_text"] == "🔴 عاجل: قصف الجيش السوري أحياء سكنية في مدينة حماة. "
    assert row["sentence_text"][row["trigger_start"] : row["trigger_end"]] == "قصف الجيش"
    named = {item["role"]: (item["id"], item["text"], item["start"]) for item in json.loads(row["evidence"])}
    assert named["source"] == ("syr-army", "الجيش السوري", 12)
    assert named["place"] == ("sy-hama", "حماة", 46)


def test_actors_and_places_beyond_the_lexicon_are_flagged(warehouse: Build) -> None:
    assert warehouse.column("select actor_id from marts.dim_actors where not is_in_lexicon order by 1") == [
        "country:ISR", "country:JOR", "generic:SYRCVL", "generic:SYRREB",
    ]  # fmt: skip
    assert warehouse.column("select location_id from marts.dim_locations where not is_in_lexicon") == ["sy-unlisted"]


def test_an_actor_has_its_roles_in_order(warehouse: Build) -> None:
    roles = warehouse.column("select code from marts.dim_actor_roles where actor_id = 'sharaa' order by valid_from")
    assert roles == ["SYRREB", "SYRGOV"]


def test_an_actor_and_a_place_stand_once_in_each_event(warehouse: Build) -> None:
    event_id = warehouse.event("ASSAULT/heavy-weapons", "sy-hama")["event_id"]
    actors = warehouse.read(
        f"select actor_id, role, is_principal, mention_count, article_count from marts.fct_event_actors "
        f"where event_id = '{event_id}' order by role"
    )
    assert [tuple(row.values()) for row in actors] == [
        ("syr-army", "source", True, 3, 3),
        ("generic:SYRCVL", "target", True, 4, 3),
    ]
    places = warehouse.read(f"select * from marts.fct_event_locations where event_id = '{event_id}'")
    assert [(row["location_id"], row["is_principal"], row["mention_count"]) for row in places] == [("sy-hama", True, 3)]


def test_days_have_names_in_both_languages(warehouse: Build) -> None:
    days = warehouse.read("select date_day, weekday_en, weekday_ar, iso_week from marts.dim_dates order by 1")
    assert [tuple(row.values()) for row in days] == [
        (date(2024, 12, 6), "Friday", "الجمعة", 49),
        (date(2024, 12, 7), "Saturday", "السبت", 49),
        (date(2024, 12, 8), "Sunday", "الأحد", 49),
    ]


def test_dashboards_read_days_places_and_types(warehouse: Build) -> None:
    (row,) = warehouse.read("select * from marts.agg_daily_events where admin1 = 'Hama' and plover_type = 'ASSAULT'")
    assert (row["event_count"], row["conflict_count"], row["deaths_low"], row["deaths_best"]) == (2, 1, 7, 9)


def test_outlets_are_dated(warehouse: Build) -> None:
    (row,) = warehouse.read("select * from marts.dim_sources where source_id = 'nakhla'")
    assert (row["first_run_date"], row["last_run_date"]) == (date(2024, 12, 6), date(2024, 12, 8))
    assert row["last_fetched_at"] == datetime(2024, 12, 8, 10)


def test_every_column_of_the_marts_is_described_to_readers(warehouse: Build) -> None:
    bare = warehouse.column(
        "select table_name || '.' || column_name from duckdb_columns() where schema_name = 'marts' and comment is null"
    )
    assert bare == []


def test_each_layer_has_its_own_schema(warehouse: Build) -> None:
    schemas = warehouse.column("select distinct table_schema from information_schema.tables order by 1")
    assert schemas == ["intermediate", "marts", "seeds", "staging"]
