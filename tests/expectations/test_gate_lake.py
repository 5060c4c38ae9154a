"""The gate of the lake: each rule catches what it is for, and only stop rules stop."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from gate_night import (
    DAY,
    OUTLETS,
    Night,
    Spoil,
    clean_night,
    empty,
    every,
    first,
    is_caught,
    spoil,
    spoil_some,
    write_night,
)

from expectations import articles, mentions
from expectations.gate import GateResult, Severity, gate_lake, load_results, site_index
from expectations.night import read_night
from expectations.validation import validate_night
from extract.errors import GateStopped, WaqaiError
from extract.lake import Lake
from extract.settings import Settings


def _twice(table: str) -> Spoil:
    return lambda night: night[table][OUTLETS[0]].append(first(night, table))


def _inside(field: str, **values: object) -> Spoil:
    """Return what changes the first actor or place of the first mention."""
    return lambda night: first(night, "mentions")[field][0].update(values)


STOPPED_BY: dict[str, list[Spoil]] = {
    "articles.any": [empty("articles", *OUTLETS)],
    "articles.id_present": [spoil("articles", article_id=None)],
    "articles.revision_present": [spoil("articles", revision=None)],
    "articles.id_and_revision_unique": [_twice("articles")],
    "articles.canonical_url_is_http": [
        spoil("articles", canonical_url="ftp://rawasi.example/1"),
        spoil("articles", canonical_url=None),
    ],
    "articles.title_present": [spoil("articles", title=" "), spoil("articles", title=None)],
    "articles.text_long_enough": [spoil("articles", text="صورة"), spoil("articles", text=None)],
    "articles.text_is_its_hash": [
        spoil("articles", text_sha256="0" * 64),
        spoil("articles", text_sha256=None),
    ],
    "articles.word_count_positive": [spoil("articles", word_count=0)],
    "mentions.id_present": [spoil("mentions", mention_id=None)],
    "mentions.id_unique": [_twice("mentions")],
    "mentions.article_exists": [spoil("mentions", doc_id="gone"), spoil("mentions", doc_id=None)],
    "mentions.sentence_starts_in_text": [spoil("mentions", sentence_start=-1)],
    "mentions.trigger_starts_in_sentence": [spoil("mentions", sentence_start=12)],
    "mentions.trigger_not_empty": [spoil("mentions", trigger_start=11, trigger_end=11, trigger_text="")],
    "mentions.trigger_ends_in_sentence": [spoil("mentions", sentence_end=12)],
    "mentions.sentence_ends_in_text": [spoil("mentions", sentence_end=10_000)],
    "mentions.trigger_is_in_text": [
        spoil("mentions", trigger_text="خرجت"),
        spoil("mentions", trigger_start=12, trigger_end=16),
    ],
    "mentions.type_known": [spoil("mentions", plover_type="INVADE"), spoil("mentions", plover_type=None)],
    "mentions.mode_known": [spoil("mentions", plover_mode="aerial")],  # a mode, but none of COERCE
    "mentions.factuality_known": [spoil("mentions", factuality="rumoured")],
    "mentions.quad_class_in_range": [spoil("mentions", quad_class=5), spoil("mentions", quad_class=None)],
    "mentions.goldstein_in_range": [spoil("mentions", goldstein=10.1), spoil("mentions", goldstein=math.nan)],
    "mentions.event_not_before_1900": [spoil("mentions", event_date=date(1899, 12, 31))],
    "mentions.event_not_far_ahead": [spoil("mentions", event_date=DAY + timedelta(days=401))],
    "mentions.deaths_believable": [spoil("mentions", deaths=-1), spoil("mentions", deaths=1_000_000)],
    "mentions.injured_believable": [spoil("mentions", injured=-1)],
    "mentions.detained_believable": [spoil("mentions", detained=2_000_000)],
    "mentions.confidence_in_range": [
        spoil("mentions", confidence=0.0),
        spoil("mentions", confidence=1.01),
        spoil("mentions", confidence=math.nan),
    ],
    "mention_actors.code_well_formed": [_inside("sources", code="SYRRE"), _inside("targets", code="syr")],
    "mention_locations.latitude_in_range": [
        _inside("locations", lat=90.5),
        _inside("locations", lat=math.nan),
        _inside("locations", lat=-math.inf),
    ],
    "mention_locations.longitude_in_range": [_inside("locations", lon=-180.1)],
}

WARNED_BY: dict[str, Spoil] = {
    "articles.published_not_in_future": spoil("articles", published_at=datetime(2024, 12, 8, 0, 1, tzinfo=UTC)),
    "articles.published_recently": spoil("articles", published_at=datetime(2024, 12, 2, 23, tzinfo=UTC)),
    "articles.mostly_arabic": spoil_some("articles", 3, language="en"),
    "articles.not_mostly_duplicates": spoil_some("articles", 3, duplicate_of="another"),
    "articles.mostly_with_mentions": lambda night: night["mentions"].update(
        {OUTLETS[0]: [], OUTLETS[1]: night["mentions"][OUTLETS[1]][:1]}
    ),
    "outlets.none_silent": lambda night: [empty(table, OUTLETS[0])(night) for table in ("articles", "mentions")],
    "outlets.enough_articles": spoil("outlets", expected_daily_min=3),
    "outlets.not_too_many_articles": spoil("outlets", expected_daily_max=1),
    "outlets.coded": lambda night: night["mentions"].pop(OUTLETS[0]),
    "mentions.any": empty("mentions", *OUTLETS),
    "mentions.mostly_with_actors": spoil_some("mentions", 2, sources=[], targets=[]),
    "mentions.one_coder_version": spoil("mentions", coder_version="2+def"),
}


def _allowed(night: Night) -> None:
    """Bring a night to the edge of what is well: values that may be absent are, shares are just met."""
    first(night, "mentions").update(
        event_date=None, deaths=None, plover_mode=None, sources=[], targets=[], sentence_end=10 + 70
    )
    first(night, "mentions")["locations"][0].update(lat=None, lon=None)
    last = every(night, "mentions")[-1]
    last.update(event_date=DAY + timedelta(days=400), injured=999_999, confidence=1.0, goldstein=-10.0)
    last["locations"][0].update(lat=-90.0, lon=180.0)
    first(night, "articles").update(published_at=None, language="en")
    every(night, "articles")[1].update(published_at=datetime(2024, 12, 3, tzinfo=UTC), language="en")
    every(night, "articles")[2].update(published_at=datetime(2024, 12, 7, 23, tzinfo=UTC), duplicate_of="another")


Gate = Callable[..., list[GateResult]]
SUITES = (*articles.suites(), *mentions.suites())
RULES = {rule.id: (rule, suite) for suite in SUITES for rule in suite.rules}


@pytest.fixture
def gate(home: Settings) -> Gate:
    """Return a function that spoils a clean night, writes it and lets it through the gate."""

    def run(change: Spoil = lambda night: None) -> list[GateResult]:
        night = clean_night()
        change(night)
        write_night(Lake(home.lake), night)
        return gate_lake(DAY, home)

    return run


@pytest.fixture
def check(home: Settings, tmp_path: Path) -> Callable[[str, Spoil], GateResult]:
    """Return a function that spoils a clean night and tells how one rule comes out (its suite alone is run)."""

    def run(rule_id: str, change: Spoil) -> GateResult:
        night = clean_night()
        change(night)
        write_night(Lake(home.lake), night)
        suite = RULES[rule_id][1]
        table = getattr(read_night(Lake(home.lake), DAY), suite.table)
        results = validate_night("lake", DAY, [(suite, table)], tmp_path / "pages")
        return next(result for result in results if result.rule_id == rule_id)

    return run


def _broken(results: list[GateResult]) -> set[str]:
    return {result.rule_id for result in results if not result.passed}


def test_a_clean_night_passes_every_rule_in_their_order(gate: Gate, home: Settings) -> None:
    results = gate()

    assert [(result.rule_id, result.passed) for result in results] == [(rule_id, True) for rule_id in RULES]
    assert {result.gate for result in results} == {"lake"}
    assert load_results(DAY, home) == results


def test_a_night_at_the_edge_of_the_rules_passes(gate: Gate) -> None:
    assert _broken(gate(_allowed)) == set()


@pytest.mark.parametrize(
    ("rule_id", "change"),
    [pytest.param(rule_id, change, id=rule_id) for rule_id, changes in STOPPED_BY.items() for change in changes],
)
def test_a_rule_catches_its_fault(rule_id: str, change: Spoil, check: Callable[[str, Spoil], GateResult]) -> None:
    result = check(rule_id, change)

    assert is_caught(result)
    assert result.unexpected_count == len(result.examples) <= 2


@pytest.mark.parametrize(("rule_id", "change"), WARNED_BY.items(), ids=WARNED_BY)
def test_a_rule_warns_of_its_fault(rule_id: str, change: Spoil, check: Callable[[str, Spoil], GateResult]) -> None:
    assert is_caught(check(rule_id, change))


def test_every_rule_has_a_fault_that_it_is_tried_with() -> None:
    rules = [rule for rule, _ in RULES.values()]

    assert {rule.id for rule in rules if rule.severity is Severity.STOP} == set(STOPPED_BY)
    assert {rule.id for rule in rules if rule.severity is Severity.WARN} == set(WARNED_BY)
    assert len(rules) == sum(len(suite.rules) for suite in SUITES)


def test_a_rule_that_stops_does_stop(gate: Gate, home: Settings) -> None:
    with pytest.raises(GateStopped) as stopped:
        gate(spoil("mentions", quad_class=5))

    [broken] = [result for result in load_results(DAY, home) if not result.passed]
    assert (broken.rule_id, broken.severity, broken.observed) == (
        "mentions.quad_class_in_range",
        Severity.STOP,
        "1 of 4 rows (25.0 %)",
    )
    assert str(stopped.value) == (
        "the lake gate of 2024-12-06 stops the night: mentions.quad_class_in_range (1 row of mentions, such as "
        f"{broken.examples[0]}); nothing is published; see {site_index('lake', DAY, home)}"
    )


def test_warnings_are_said_and_stop_nothing(gate: Gate, home: Settings) -> None:
    def spoil_all(night: Night) -> None:
        for change in (
            WARNED_BY["articles.published_not_in_future"],
            WARNED_BY["outlets.enough_articles"],
            WARNED_BY["outlets.not_too_many_articles"],
            WARNED_BY["mentions.any"],
        ):
            change(night)

    results = gate(spoil_all)

    assert _broken(results) == {
        "articles.published_not_in_future",
        "articles.mostly_with_mentions",
        "outlets.enough_articles",
        "outlets.not_too_many_articles",
        "mentions.any",
    }
    assert load_results(DAY, home) == results


def test_a_missing_outlet_is_named(gate: Gate) -> None:
    results = {result.rule_id: result for result in gate(WARNED_BY["outlets.none_silent"])}

    assert results["outlets.none_silent"].examples == ("source_id=rawasi article_count=0",)


def test_the_message_names_rule_table_rows_and_examples(gate: Gate) -> None:
    with pytest.raises(GateStopped) as stopped:
        gate(spoil_some("mentions", 4, quad_class=7))

    told, _, rest = str(stopped.value).removeprefix("the lake gate of 2024-12-06 stops the night: ").partition("; ")
    assert told.startswith("mentions.quad_class_in_range (4 rows of mentions, such as mention_id=m-")
    assert told.count("quad_class=7") == 3
    assert rest.startswith("nothing is published; see ")


def test_of_many_broken_rules_the_message_tells_the_first(gate: Gate) -> None:
    with pytest.raises(GateStopped, match=r"and 2 more rules; nothing is published"):
        gate(
            lambda night: first(night, "mentions").update(
                plover_type="X", plover_mode=None, factuality="x", quad_class=0, goldstein=99.0
            )
        )


def test_a_night_without_anything_is_stopped(home: Settings) -> None:
    with pytest.raises(GateStopped, match=r"articles\.any \(articles: 0\)"):
        gate_lake(DAY, home)


def test_an_older_revision_of_the_same_night_does_not_break_the_offsets(gate: Gate) -> None:
    def revise(night: Night) -> None:
        older = dict(first(night, "articles"))
        first(night, "articles").update(revision=2)
        night["articles"][OUTLETS[0]].append(older)

    assert _broken(gate(revise)) == {"outlets.not_too_many_articles"}


def test_a_partition_that_is_no_parquet_is_named_and_nothing_is_written(home: Settings) -> None:
    write_night(Lake(home.lake), clean_night())
    broken = Lake(home.lake).partition("mentions", DAY, OUTLETS[1])
    broken.write_bytes(b"PAR1 cut short")

    with pytest.raises(WaqaiError, match=r"cannot be read as mentions.*run its stage again"):
        gate_lake(DAY, home)
    assert not home.gates.exists()
    assert not home.data_docs.exists()


def test_the_words_of_a_stranger_are_no_markup_on_the_pages(gate: Gate, home: Settings) -> None:
    with pytest.raises(GateStopped):
        gate(spoil("articles", canonical_url="<script>alert(1)</script>"))

    pages = "".join(page.read_text() for page in home.data_docs.rglob("*.html"))
    assert "&lt;script&gt;alert(1)" in pages
    assert "<script>alert(1)" not in pages
    [result] = [result for result in load_results(DAY, home) if result.rule_id == "articles.canonical_url_is_http"]
    assert result.examples[0].endswith("canonical_url=<script>alert(1)</script>")


def test_pages_are_few_small_and_led_by_an_index(gate: Gate, home: Settings) -> None:
    gate()

    files = [path for path in home.data_docs.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 500_000
    assert "2024-12-06/lake/index.html" in (home.data_docs / "index.html").read_text()
    assert "mentions" in site_index("lake", DAY, home).read_text()
    assert not [path for path in files if "great-expectations-web-assets" in path.read_text(errors="ignore")]


def test_a_second_run_replaces_pages_and_results_and_leaves_nothing_beside_them(gate: Gate, home: Settings) -> None:
    with pytest.raises(GateStopped):
        gate(spoil("mentions", quad_class=9))
    stopped = sorted(path for path in home.home.rglob("*") if path.is_file())
    gate()

    assert sorted(path for path in home.home.rglob("*") if path.is_file()) == stopped
    assert not [path for path in stopped if path.name.startswith(".")]
    assert all(result.passed for result in load_results(DAY, home))
    assert "passed 44 of 44 rules" in (home.data_docs / "index.html").read_text()


def test_the_gate_keeps_quiet(gate: Gate, capfd: pytest.CaptureFixture[str]) -> None:
    gate()

    assert capfd.readouterr() == ("", "")
