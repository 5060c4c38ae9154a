"""The rules of the published tables: each is a query for the rows that break it, so that none found is well."""

from collections.abc import Sequence
from typing import get_args

from expectations.rules import Rule, Suite, stop
from extract.coding.lexicons import PloverType
from extract.records import Factuality

_BATCH = "{batch}"  # Great Expectations puts the suite's table here; beside a JOIN it must be given a name
_ACTOR_CODE = "^[A-Z]{{3}}([A-Z]{{3}})?$"  # braces doubled, for the same reason


def suites(*, has_mentions: bool) -> tuple[Suite, ...]:
    """Return a suite per table of the schema ``marts``: facts first, then dimensions, then views for others.

    With ``has_mentions`` (the lake has some for the run date) a warehouse without events is a fault.
    """
    return (
        _events(has_mentions),
        _event_mentions(),
        _event_actors(),
        _event_locations(),
        _articles(),
        _daily_events(),
        Suite(
            "dim_actors",
            ("actor_id",),
            (*_key("dim_actors", "actor_id"), _codes_well_formed("dim_actors", "actor_id")),
        ),
        _actor_roles(),
        _locations(),
        Suite("dim_event_types", ("event_type_id",), _key("dim_event_types", "event_type_id")),
        Suite("dim_sources", ("source_id",), _key("dim_sources", "source_id")),
        Suite("dim_dates", ("date_day",), _key("dim_dates", "date_day")),
        Suite("gdelt_events", ("GlobalEventID",), _key("gdelt_events", "GlobalEventID")),
        Suite("acled_events", ("event_id_cnty",), _key("acled_events", "event_id_cnty")),
        Suite("ucdp_events", ("id",), _key("ucdp_events", "id")),
    )


def _events(has_mentions: bool) -> Suite:
    types, factualities = _listed(get_args(PloverType)), _listed([value.value for value in Factuality])
    return Suite(
        "fct_events",
        ("event_id",),
        (
            stop(
                "fct_events.any",
                "There are events if the lake has mentions for the run date.",
                "ExpectTableRowCountToBeBetween",
                min_value=1 if has_mentions else 0,
            ),
            *_key("fct_events", "event_id"),
            stop(
                "fct_events.has_mention",
                "Every event is told by at least one mention.",
                "UnexpectedRowsExpectation",
                unexpected_rows_query=(
                    f"SELECT e.event_id FROM {_BATCH} AS e"  # noqa: S608
                    " ANTI JOIN marts.fct_event_mentions AS m ON e.event_id = m.event_id"
                ),
            ),
            stop(
                "fct_events.mention_count_is_right",
                "Every event's mention_count is the number of its mentions.",
                "UnexpectedRowsExpectation",
                unexpected_rows_query=(
                    f"SELECT e.event_id, e.mention_count, m.found FROM {_BATCH} AS e"  # noqa: S608
                    " LEFT JOIN (SELECT event_id, count(*) AS found FROM marts.fct_event_mentions GROUP BY event_id)"
                    " AS m ON e.event_id = m.event_id"
                    " WHERE e.mention_count IS DISTINCT FROM coalesce(m.found, 0)"
                ),
            ),
            _never(
                "fct_events.titles_present",
                "Every event has a title in Arabic and one in English.",
                "event_id, title_ar, title_en",
                "coalesce(trim(title_ar), '') = '' OR coalesce(trim(title_en), '') = ''",
            ),
            _refers("fct_events", "event_id", "event_date", "dim_dates", "date_day"),
            _refers("fct_events", "event_id", "event_type_id", "dim_event_types"),
            _never(
                "fct_events.type_known",
                "Every event's type is one of PLOVER's sixteen.",
                "event_id, plover_type",
                f"plover_type IS NULL OR plover_type NOT IN ({types})",
            ),
            _never(
                "fct_events.factuality_known",
                "Every event is asserted, claimed, planned, denied or called-for.",
                "event_id, factuality",
                f"factuality IS NULL OR factuality NOT IN ({factualities})",
            ),
            _never(
                "fct_events.scores_in_range",
                "Quad class is 1 to 4, the Goldstein score -10 to 10, confidence above 0 and at most 1.",
                "event_id, quad_class, goldstein, confidence",
                "NOT coalesce(quad_class BETWEEN 1 AND 4 AND goldstein BETWEEN -10 AND 10"
                " AND confidence > 0 AND confidence <= 1, false)",
            ),
            _refers("fct_events", "event_id", "source_actor_id", "dim_actors", "actor_id", optional=True),
            _refers("fct_events", "event_id", "target_actor_id", "dim_actors", "actor_id", optional=True),
            _refers("fct_events", "event_id", "location_id", "dim_locations", optional=True),
            *(
                _never(
                    f"fct_events.{column}_in_order",
                    f"The numbers of {column} are all unknown, or not negative and in order: low, best, high.",
                    f"event_id, {column}_low, {column}_best, {column}_high",
                    f"NOT coalesce(0 <= {column}_low AND {column}_low <= {column}_best"
                    f" AND {column}_best <= {column}_high,"
                    f" coalesce({column}_low, {column}_best, {column}_high) IS NULL)",
                )
                for column in ("deaths", "injured", "detained")
            ),
            _never(
                "fct_events.counts_positive",
                "Every event has at least one mention, in one article, of one source.",
                "event_id, mention_count, article_count, source_count",
                "NOT coalesce(mention_count >= 1 AND article_count >= 1 AND source_count >= 1, false)",
            ),
            _never(
                "fct_events.reported_in_order",
                "No event was last reported before it was first reported.",
                "event_id, first_reported_at, last_reported_at",
                "NOT coalesce(first_reported_at <= last_reported_at, false)",
            ),
        ),
    )


def _event_mentions() -> Suite:
    table = "fct_event_mentions"
    return Suite(
        table,
        ("mention_id",),
        (
            *_key(table, "mention_id"),
            _refers(table, "mention_id", "event_id", "fct_events"),
            stop(
                f"{table}.article_id_exists",
                "The article revision of every mention is in fct_articles.",
                "UnexpectedRowsExpectation",
                unexpected_rows_query=(
                    f"SELECT m.mention_id, m.article_id, m.article_revision FROM {_BATCH} AS m"  # noqa: S608
                    " ANTI JOIN marts.fct_articles AS a"
                    " ON m.article_id = a.article_id AND m.article_revision = a.revision"
                ),
            ),
            _refers(table, "mention_id", "source_id", "dim_sources"),
            _never(
                f"{table}.trigger_is_in_sentence",
                "Every sentence says the mention's trigger where its offsets tell.",
                "mention_id, trigger_text",
                "trigger_text IS NULL OR trigger_text = '' OR trigger_text IS DISTINCT FROM"
                " substring(sentence_text, trigger_start - sentence_start + 1, length(trigger_text))",
            ),
            _refers(table, "mention_id", "event_type_id", "dim_event_types"),
            _refers(table, "mention_id", "source_actor_id", "dim_actors", "actor_id", optional=True),
            _refers(table, "mention_id", "target_actor_id", "dim_actors", "actor_id", optional=True),
            _refers(table, "mention_id", "location_id", "dim_locations", optional=True),
        ),
    )


def _event_actors() -> Suite:
    table, keys = "fct_event_actors", "event_id, actor_id, role"
    return Suite(
        table,
        ("event_id", "actor_id", "role"),
        (
            *_key(table, keys),
            _refers(table, keys, "event_id", "fct_events"),
            _refers(table, keys, "actor_id", "dim_actors"),
            _never(
                f"{table}.role_known",
                "Every actor is a source or a target.",
                keys,
                "role IS NULL OR role NOT IN ('source', 'target')",
            ),
            _codes_well_formed(table, keys),
        ),
    )


def _event_locations() -> Suite:
    table, keys = "fct_event_locations", "event_id, location_id"
    return Suite(
        table,
        ("event_id", "location_id"),
        (
            *_key(table, keys),
            _refers(table, keys, "event_id", "fct_events"),
            _refers(table, keys, "location_id", "dim_locations"),
        ),
    )


def _articles() -> Suite:
    table, keys = "fct_articles", "article_id, revision"
    return Suite(
        table,
        ("article_id", "revision"),
        (
            stop(
                f"{table}.any",
                "There is at least one article.",
                "ExpectTableRowCountToBeBetween",
                min_value=1,
            ),
            *_key(table, keys),
            stop(
                f"{table}.one_latest_revision",
                "Every article has exactly one latest revision.",
                "UnexpectedRowsExpectation",
                unexpected_rows_query=(
                    f"SELECT article_id, count_if(is_latest) AS latest FROM {_BATCH}"  # noqa: S608
                    " GROUP BY article_id HAVING count_if(is_latest) <> 1"
                ),
            ),
            _never(
                f"{table}.title_present",
                "Every article has a title.",
                f"{keys}, title",
                "coalesce(trim(title), '') = ''",
            ),
            _refers(table, keys, "source_id", "dim_sources"),
            _refers(table, keys, "publication_date", "dim_dates", "date_day"),
        ),
    )


def _daily_events() -> Suite:
    table = "agg_daily_events"
    happened = _listed([Factuality.ASSERTED.value, Factuality.CLAIMED.value])
    events = f"(SELECT count(*) FROM marts.fct_events WHERE factuality IN ({happened}))"  # noqa: S608
    return Suite(
        table,
        ("event_date", "country", "admin1", "plover_type"),
        (
            _unique(table, "event_date, country, admin1, plover_type"),
            stop(
                f"{table}.adds_up",
                "The daily numbers add up to the events that are asserted or claimed.",
                "UnexpectedRowsExpectation",
                unexpected_rows_query=(
                    f"SELECT sum(event_count) AS counted, {events} AS events FROM {_BATCH}"  # noqa: S608
                    f" HAVING coalesce(sum(event_count), 0) <> {events}"
                ),
            ),
        ),
    )


def _actor_roles() -> Suite:
    table, keys = "dim_actor_roles", "actor_id, code, office_en, valid_from"
    return Suite(
        table,
        ("actor_id", "code", "office_en", "valid_from"),
        (_unique(table, keys), _refers(table, keys, "actor_id", "dim_actors"), _codes_well_formed(table, keys)),
    )


def _locations() -> Suite:
    table = "dim_locations"
    return Suite(
        table,
        ("location_id",),
        (
            *_key(table, "location_id"),
            _never(
                f"{table}.point_in_range",
                "Every latitude that is given is between -90 and 90, every longitude between -180 and 180.",
                "location_id, lat, lon",
                "NOT coalesce(lat BETWEEN -90 AND 90, true) OR NOT coalesce(lon BETWEEN -180 AND 180, true)",
            ),
        ),
    )


def _never(rule_id: str, description: str, columns: str, fault: str) -> Rule:
    """Return a rule that no row may show a fault (SQL); ``columns`` are told of a row that does."""
    query = f"SELECT {columns} FROM {_BATCH} WHERE {fault}"  # noqa: S608
    return stop(rule_id, description, "UnexpectedRowsExpectation", unexpected_rows_query=query)


def _key(table: str, columns: str) -> tuple[Rule, ...]:
    """Return the rules that make columns the key of a table: never missing, never twice."""
    missing = " OR ".join(f"{column} IS NULL" for column in columns.split(", "))
    description = f"Every row has its key: {columns}."
    return _never(f"{table}.key_present", description, columns, missing), _unique(table, columns)


def _unique(table: str, columns: str) -> Rule:
    return stop(
        f"{table}.key_unique",
        f"No two rows have the same {columns}.",
        "UnexpectedRowsExpectation",
        unexpected_rows_query=(
            f"SELECT {columns}, count(*) AS row_count FROM {_BATCH}"  # noqa: S608
            f" GROUP BY {columns} HAVING count(*) > 1"
        ),
    )


def _refers(
    table: str, keys: str, column: str, other: str, other_column: str | None = None, *, optional: bool = False
) -> Rule:
    """Return the rule that every value of a column stands in another table; an optional one may be missing."""
    told = dict.fromkeys([*keys.split(", "), column])
    described = f"Every {column} that is given" if optional else f"Every {column}"
    return stop(
        f"{table}.{column}_exists",
        f"{described} is in {other}.",
        "UnexpectedRowsExpectation",
        unexpected_rows_query=(
            f"SELECT {', '.join(f't.{name}' for name in told)} FROM {_BATCH} AS t"  # noqa: S608
            f" ANTI JOIN marts.{other} AS o ON t.{column} = o.{other_column or column}"
            + (f" WHERE t.{column} IS NOT NULL" if optional else "")
        ),
    )


def _codes_well_formed(table: str, keys: str) -> Rule:
    return _never(
        f"{table}.code_well_formed",
        "Every actor's code is three capital letters, or six.",
        ", ".join(dict.fromkeys([*keys.split(", "), "code"])),
        f"NOT coalesce(regexp_full_match(code, '{_ACTOR_CODE}'), false)",
    )


def _listed(values: Sequence[str]) -> str:
    """Return values of ours as a list of SQL texts."""
    return ", ".join(f"'{value}'" for value in values)
