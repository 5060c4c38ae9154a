"""The views for users of GDELT, ACLED and UCDP."""

from datetime import date

from dbt_lake import Build

GDELT_HEAD = ["GlobalEventID", "Day", "MonthYear", "Year", "FractionDate", "Actor1Code", "Actor1Name"]
ACLED = [
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "actor2", "country", "admin1", "admin2", "location", "latitude", "longitude", "geo_precision",
    "source", "notes", "fatalities",
]  # fmt: skip


def columns(warehouse: Build, view: str) -> list[str]:
    return warehouse.column(
        f"select column_name from information_schema.columns where table_name = '{view}' order by ordinal_position"
    )


def test_gdelt_readers_find_their_61_columns(warehouse: Build) -> None:
    names = columns(warehouse, "gdelt_events")
    assert len(names) == 61
    assert names[:7] == GDELT_HEAD
    assert names[-2:] == ["DATEADDED", "SOURCEURL"]


def test_a_gdelt_row_says_the_same_as_the_event(warehouse: Build) -> None:
    (row,) = warehouse.read("select * from marts.gdelt_events where EventCode = '194'")
    event = warehouse.event("ASSAULT/heavy-weapons", "sy-hama")
    assert row["GlobalEventID"] == int(event["event_id"][3:18], 16)
    assert (row["Day"], row["MonthYear"], row["Year"], row["FractionDate"]) == (20241206, 202412, 2024, 2024.9205)
    assert (row["Actor1Code"], row["Actor1Name"], row["Actor1CountryCode"], row["Actor1Type1Code"]) == (
        "SYRMIL", "Syrian army", "SYR", "MIL",
    )  # fmt: skip
    assert row["Actor2Code"] == "SYRCVL"
    assert (row["EventBaseCode"], row["EventRootCode"], row["QuadClass"], row["GoldsteinScale"]) == (
        "194", "19", 4, -10.0,
    )  # fmt: skip
    assert (row["IsRootEvent"], row["NumMentions"], row["NumSources"], row["NumArticles"]) == (1, 4, 2, 3)
    assert (row["ActionGeo_FullName"], row["ActionGeo_CountryCode"]) == ("Hama, Syria", "SY")
    assert (row["DATEADDED"], row["SOURCEURL"]) == (20241206090000, "https://news.example/shelling")


def test_gdelt_has_international_actors_and_no_plans(warehouse: Build) -> None:
    (row,) = warehouse.read("select * from marts.gdelt_events where EventCode = '040'")
    assert (row["Actor1Code"], row["Actor1KnownGroupCode"], row["Actor1CountryCode"]) == ("IGOUNO", "UNO", None)
    assert row["Actor2Code"] == "JOR"


def test_acled_readers_find_their_columns(warehouse: Build) -> None:
    assert columns(warehouse, "acled_events") == ACLED


def test_an_acled_row_says_the_same_as_the_event(warehouse: Build) -> None:
    (row,) = warehouse.read(
        "select * from marts.acled_events where event_type = 'Explosions/Remote violence' and location = 'Hama'"
    )
    assert row["event_id_cnty"].startswith("SYR")
    assert (row["time_precision"], row["geo_precision"], row["disorder_type"]) == (1, 1, "Political violence")
    assert (row["actor1"], row["actor2"], row["country"]) == ("Syrian army", "Syrian civilians", "Syria")
    assert (row["source"], row["fatalities"]) == ("Nakhla Daily; Rawasi Daily; Shurfa Daily", 7)


def test_acled_has_no_meetings_or_condemnations(warehouse: Build) -> None:
    assert set(warehouse.column("select distinct event_type from marts.acled_events")) == {
        "Battles", "Explosions/Remote violence",
    }  # fmt: skip


def test_ucdp_has_the_deadly_events_alone(warehouse: Build) -> None:
    rows = warehouse.read("select * from marts.ucdp_events order by type_of_violence")
    assert [(row["type_of_violence"], row["side_b"], row["best"]) for row in rows] == [
        (1, "Syrian armed opposition", 3),
        (2, "Syrian armed opposition", 2),
        (3, "Civilians", 7),
    ]
    assert [(row["deaths_civilians"], row["deaths_unknown"]) for row in rows] == [(0, 3), (0, 2), (7, 0)]
    assert (rows[2]["low"], rows[2]["high"], rows[2]["date_end"]) == (5, 7, date(2024, 12, 6))
