"""The rules of a night's mentions, of the actors they name and of the places."""

from typing import get_args

from expectations.rules import Rule, Suite, stop, warn
from extract.coding.lexicons import FOLDER, EventType, PloverType
from extract.datafiles import read_csv
from extract.records import Factuality

_ACTOR_CODE = r"^[A-Z]{3}(?:[A-Z]{3})?\Z"
_TOO_MANY_CASUALTIES = 1_000_000
_DAYS_AHEAD = 400  # an election or a summit is announced about a year before


def suites() -> tuple[Suite, ...]:
    """Return the suites of the tables ``mentions``, ``mention_actors`` and ``mention_locations`` of a night.

    Raises UsageError (file:line) when the lexicon's event_types.csv is broken.
    """
    return _mentions(), _actors(), _locations()


def _mentions() -> Suite:
    return Suite(
        "mentions",
        ("mention_id", "doc_id"),
        (
            warn(
                "mentions.any",
                "The coder found at least one mention in the night's articles.",
                "ExpectTableRowCountToBeBetween",
                min_value=1,
            ),
            stop(
                "mentions.id_present",
                "Every mention has an id.",
                "ExpectColumnValuesToNotBeNull",
                column="mention_id",
            ),
            stop(
                "mentions.id_unique",
                "No two mentions share an id.",
                "ExpectColumnValuesToBeUnique",
                column="mention_id",
            ),
            stop(
                "mentions.article_exists",
                "The article of every mention is among the night's articles.",
                "ExpectColumnValuesToNotBeNull",
                column="article_id",
            ),
            *_offsets(),
            *_what_happened(),
            warn(
                "mentions.mostly_with_actors",
                "At most 40 % of the mentions name no actor.",
                "ExpectColumnValuesToBeBetween",
                column="actor_count",
                min_value=1,
                mostly=0.6,
            ),
            warn(
                "mentions.one_coder_version",
                "All mentions of the night come from one version of the coder.",
                "ExpectColumnUniqueValueCountToBeBetween",
                column="coder_version",
                max_value=1,
            ),
        ),
    )


def _offsets() -> tuple[Rule, ...]:
    """Return the rules that make every mention traceable to the characters it was read from."""
    return (
        stop(
            "mentions.sentence_starts_in_text",
            "No sentence starts before its text does.",
            "ExpectColumnValuesToBeBetween",
            column="sentence_start",
            min_value=0,
        ),
        stop(
            "mentions.trigger_starts_in_sentence",
            "No trigger starts before its sentence does.",
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A="trigger_start",
            column_B="sentence_start",
            or_equal=True,
        ),
        stop(
            "mentions.trigger_not_empty",
            "Every trigger ends after it starts.",
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A="trigger_end",
            column_B="trigger_start",
        ),
        stop(
            "mentions.trigger_ends_in_sentence",
            "No trigger ends after its sentence does.",
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A="sentence_end",
            column_B="trigger_end",
            or_equal=True,
        ),
        stop(
            "mentions.sentence_ends_in_text",
            "No sentence ends after its text does.",
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A="text_length",
            column_B="sentence_end",
            or_equal=True,
            ignore_row_if="either_value_is_missing",  # without its article: mentions.article_exists says so
        ),
        stop(
            "mentions.trigger_is_in_text",
            "Every trigger_text is what the article says at the trigger's offsets.",
            "ExpectColumnPairValuesToBeEqual",
            column_A="trigger_text",
            column_B="text_at_trigger",
            ignore_row_if="either_value_is_missing",
        ),
    )


def _what_happened() -> tuple[Rule, ...]:
    return (
        stop(
            "mentions.type_known",
            "Every type is one of PLOVER's sixteen.",
            "ExpectColumnValuesToBeInSet",
            column="plover_type",
            value_set=list(get_args(PloverType)),
        ),
        stop(
            "mentions.mode_known",
            "Every mode is one that the lexicon's event_types.csv has for its type.",
            "ExpectColumnValuesToBeInSet",
            column="event_type",
            value_set=_event_types(),
        ),
        stop(
            "mentions.factuality_known",
            "Every act is asserted, claimed, planned, denied or called-for.",
            "ExpectColumnValuesToBeInSet",
            column="factuality",
            value_set=[factuality.value for factuality in Factuality],
        ),
        stop(
            "mentions.quad_class_in_range",
            "Every quad class is 1, 2, 3 or 4.",
            "ExpectColumnValuesToBeInSet",
            column="quad_class",
            value_set=[1, 2, 3, 4],
        ),
        stop(
            "mentions.goldstein_in_range",
            "Every Goldstein score is between -10 and 10.",
            "ExpectColumnValuesToBeBetween",
            column="goldstein",
            min_value=-10,
            max_value=10,
        ),
        stop(
            "mentions.event_not_before_1900",
            "No event is dated before 1900.",
            "ExpectColumnValuesToBeBetween",
            column="event_year",
            min_value=1900,
        ),
        stop(
            "mentions.event_not_far_ahead",
            f"No event is dated later than {_DAYS_AHEAD} days after the run date.",
            "ExpectColumnValuesToBeBetween",
            column="event_day",
            max_value=_DAYS_AHEAD,
        ),
        *(
            stop(
                f"mentions.{column}_believable",
                f"No number of {column} is negative or reaches a million.",
                "ExpectColumnValuesToBeBetween",
                column=column,
                min_value=0,
                max_value=_TOO_MANY_CASUALTIES,
                strict_max=True,
            )
            for column in ("deaths", "injured", "detained")
        ),
        stop(
            "mentions.confidence_in_range",
            "Every confidence is above 0 and at most 1.",
            "ExpectColumnValuesToBeBetween",
            column="confidence",
            min_value=0,
            max_value=1,
            strict_min=True,
        ),
    )


def _actors() -> Suite:
    return Suite(
        "mention_actors",
        ("mention_id", "role"),
        (
            stop(
                "mention_actors.code_well_formed",
                "Every actor's code is three capital letters, or six.",
                "ExpectColumnValuesToMatchRegex",
                column="code",
                regex=_ACTOR_CODE,
            ),
        ),
    )


def _locations() -> Suite:
    return Suite(
        "mention_locations",
        ("mention_id", "location_id"),
        tuple(
            stop(
                f"mention_locations.{name}_in_range",
                f"Every {name} that is given is a number between -{limit} and {limit}.",
                "ExpectColumnValuesToBeBetween",
                column=column,
                min_value=-limit,
                max_value=limit,
            )
            for column, name, limit in (("lat", "latitude", 90), ("lon", "longitude", 180))
        ),
    )


def _event_types() -> list[str]:
    """Return every known type as ``TYPE`` or ``TYPE/mode``, as the frame of mentions writes it."""
    rows = read_csv(FOLDER / "event_types.csv", EventType)
    return [f"{row.plover_type}/{row.plover_mode}" if row.plover_mode else row.plover_type for row in rows]
