"""A night's rows of the lake as the rules need them: beside each value what it is compared to.

Great Expectations passes over missing values. So a value whose absence is a fault comes as one that no rule
admits (an empty text, an infinity); a value that may be absent, or that a rule is not about, is missing.
"""

from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from extract.errors import WaqaiError
from extract.lake import Lake
from extract.records import SCHEMAS, Article, Mention, OutletOfDay

_KINDS = (OutletOfDay, Article, Mention)

_OUTLETS = """
    WITH counted AS (
        SELECT
            source_id,
            expected_daily_min,
            expected_daily_max,
            (SELECT count(*) FROM articles WHERE articles.source_id = outlets.source_id) AS article_count,
            source_id IN (SELECT source_id FROM coded) AS was_coded
        FROM outlets
    )
    SELECT
        source_id,
        expected_daily_min,
        expected_daily_max,
        article_count,
        nullif(article_count, 0) AS article_count_if_any,
        CASE WHEN article_count > 0 THEN was_coded END AS was_coded_if_any
    FROM counted
    ORDER BY source_id
"""

_ARTICLES = """
    SELECT
        article_id,
        revision,
        source_id,
        coalesce(canonical_url, '') AS canonical_url,
        coalesce(length(trim(title)), 0) AS title_length,
        coalesce(length(text), 0) AS text_length,
        coalesce(text_sha256, '') AS text_sha256,
        coalesce(sha256(text), 'no text') AS sha256_of_text,
        coalesce(word_count, 0) AS word_count,
        coalesce(language, '') AS language,
        duplicate_of,
        (epoch(published_at) - epoch($run_date::TIMESTAMP)) / 86400 AS published_day,
        CASE WHEN language = 'ar' AND duplicate_of IS NULL
            THEN (SELECT count(*) FROM mentions WHERE mentions.doc_id = articles.article_id)
        END AS mention_count_of_arabic
    FROM articles
    ORDER BY source_id, article_id, revision
"""

# Mentions are of the last revision that the night brought of an article.
_TEXTS = """
    SELECT article_id, text FROM articles
    QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY revision DESC) = 1
"""

_MENTIONS = f"""
    SELECT
        mention_id,
        doc_id,
        source_id,
        texts.article_id,
        length(texts.text) AS text_length,
        coalesce(sentence_start, -1) AS sentence_start,
        coalesce(sentence_end, -1) AS sentence_end,
        coalesce(trigger_start, -1) AS trigger_start,
        coalesce(trigger_end, -1) AS trigger_end,
        coalesce(trigger_text, '') AS trigger_text,
        substring(texts.text, trigger_start + 1, trigger_end - trigger_start) AS text_at_trigger,
        coalesce(plover_type, '') AS plover_type,
        coalesce(plover_type, '') || coalesce('/' || plover_mode, '') AS event_type,
        coalesce(factuality, '') AS factuality,
        coalesce(quad_class, 0) AS quad_class,
        CASE WHEN isnan(goldstein) OR goldstein IS NULL THEN 'infinity' ELSE goldstein END AS goldstein,
        CASE WHEN isnan(confidence) OR confidence IS NULL THEN 'infinity' ELSE confidence END AS confidence,
        event_date - $run_date::DATE AS event_day,
        year(event_date) AS event_year,
        deaths,
        injured,
        detained,
        len(sources) + len(targets) AS actor_count,
        coalesce(coder_version, '') AS coder_version
    FROM mentions
    LEFT JOIN ({_TEXTS}) AS texts ON mentions.doc_id = texts.article_id
    ORDER BY source_id, doc_id, trigger_start
"""  # noqa: S608 - a constant is put together, nothing from outside

_MENTION_ACTORS = """
    SELECT mention_id, 'source' AS role, coalesce(actor.code, '') AS code
    FROM (SELECT mention_id, unnest(sources) AS actor FROM mentions)
    UNION ALL
    SELECT mention_id, 'target' AS role, coalesce(actor.code, '') AS code
    FROM (SELECT mention_id, unnest(targets) AS actor FROM mentions)
    ORDER BY mention_id, role
"""

# A place without a point is allowed; a point that is no number is not.
_MENTION_LOCATIONS = """
    SELECT
        mention_id,
        place.location_id,
        CASE WHEN isnan(place.lat) THEN 'infinity' ELSE place.lat END AS lat,
        CASE WHEN isnan(place.lon) THEN 'infinity' ELSE place.lon END AS lon
    FROM (SELECT mention_id, unnest(locations) AS place FROM mentions)
    ORDER BY mention_id, place.location_id
"""


@dataclass(frozen=True, slots=True)
class Night:
    """The tables of one run date, over all outlets.

    ``published_day`` and ``event_day`` are days since the run date began in UTC, negative before it.
    """

    outlets: pa.Table
    articles: pa.Table
    mentions: pa.Table
    mention_actors: pa.Table
    mention_locations: pa.Table


def read_night(lake: Lake, run_date: date) -> Night:
    """Read one run date of the lake; a table without partitions is one without rows.

    Raises WaqaiError when a partition is no Parquet file of its table.
    """
    with duckdb.connect() as connection:
        for kind in _KINDS:
            connection.register(kind.TABLE, _read_table(lake, kind.TABLE, run_date))
        connection.register("coded", pa.table({"source_id": _strings(lake.outlets(Mention.TABLE, run_date))}))

        def select(query: str) -> pa.Table:
            found = connection.execute(query, {"run_date": run_date} if "$run_date" in query else None)
            return found.to_arrow_table()

        return Night(
            outlets=select(_OUTLETS),
            articles=select(_ARTICLES),
            mentions=select(_MENTIONS),
            mention_actors=select(_MENTION_ACTORS),
            mention_locations=select(_MENTION_LOCATIONS),
        )


def count_rows(lake: Lake, table: str, run_date: date) -> int:
    """Return how many rows a table has on a day; raises WaqaiError when a partition is no Parquet file."""
    total = 0
    for source_id in lake.outlets(table, run_date):
        path = lake.partition(table, run_date, source_id)
        try:
            total += pq.read_metadata(path).num_rows
        except (pa.ArrowInvalid, OSError) as fault:
            raise WaqaiError(f"{path} cannot be read as {table}: {fault}; run its stage again") from fault
    return total


def _read_table(lake: Lake, table: str, run_date: date) -> pa.Table:
    # Rows are checked here, so a missing value must be let in, to be told of as a broken rule.
    schema = pa.schema([field.with_nullable(True) for field in SCHEMAS[table]])
    parts = [schema.empty_table().append_column("source_id", _strings([]))]
    for source_id in lake.outlets(table, run_date):
        path = lake.partition(table, run_date, source_id)
        try:
            rows = pq.read_table(path, schema=schema, partitioning=None)
        except (pa.ArrowInvalid, OSError) as fault:
            raise WaqaiError(f"{path} cannot be read as {table}: {fault}; run its stage again") from fault
        parts.append(rows.append_column("source_id", _strings([source_id] * len(rows))))
    return pa.concat_tables(parts)


def _strings(values: list[str]) -> pa.Array:
    return pa.array(values, pa.string())
