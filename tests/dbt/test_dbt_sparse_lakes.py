"""Lakes that hold little or nothing still become a warehouse."""

from datetime import date
from pathlib import Path

from dbt_lake import Night, article, build, mention

NIGHT = date(2024, 12, 6)
UNTESTED = ("--exclude", "resource_type:test", "resource_type:unit_test")  # no row, nothing to test
DATA_TESTED = ("--exclude", "resource_type:unit_test")  # unit tests do not read the lake: once is enough


def test_a_night_without_articles_builds(tmp_path: Path) -> None:
    built = build(tmp_path, [Night(NIGHT, "rawasi"), Night(NIGHT, "nakhla")], *UNTESTED)
    assert built.returncode == 0, built.output
    for table in ("fct_events", "fct_event_mentions", "fct_articles", "dim_dates", "agg_daily_events", "gdelt_events"):
        assert built.column(f"select count(*) from marts.{table}") == [0], table
    assert built.column("select count(*) from marts.dim_sources") == [2]


def test_mentions_without_place_or_actor_build(tmp_path: Path) -> None:
    night = Night(NIGHT, "rawasi")
    story = article("bare", "وقع قصف وقتل كثيرون.", "2024-12-06 09:00", published_at=None)
    night.add(story, mention(story, "قصف", "ASSAULT/heavy-weapons", event_date=None, event_date_precision=None))
    built = build(tmp_path, [night], *DATA_TESTED)
    assert built.returncode == 0, built.output
    event = built.event("ASSAULT/heavy-weapons")
    assert (event["source_actor_id"], event["location_id"], event["geo_precision"]) == (None, None, None)
    assert (event["event_date"], event["event_date_precision"]) == (NIGHT, "publication")
    assert built.column("select ActionGeo_Type from marts.gdelt_events") == [0]
    assert built.column("select event_id_cnty[:3] from marts.acled_events") == ["XXX"]


def test_offsets_that_miss_their_words_fail_the_build(tmp_path: Path) -> None:
    night = Night(NIGHT, "rawasi")
    story = article("shifted", "وقع قصف في حماة. ثم ساد الهدوء.", "2024-12-06 09:00")
    night.add(
        story,
        mention(story, "قصف", "ASSAULT/heavy-weapons", place="sy-hama", sentence_start=17, sentence_end=31),
    )
    built = build(tmp_path, [night], "--select", "+assert_sentences_contain_their_trigger")
    assert built.returncode == 1
    assert "assert_sentences_contain_their_trigger" in built.output
