"""A small build of the warehouse in which every rule holds: the columns that the gate reads, and few rows."""

from pathlib import Path

import duckdb

_TABLES = """
CREATE SCHEMA marts;
SET schema = 'marts';

CREATE TABLE dim_sources AS SELECT unnest(['rawasi', 'shurfa']) AS source_id;
CREATE TABLE dim_dates AS SELECT unnest([DATE '2024-12-05', DATE '2024-12-06']) AS date_day;
CREATE TABLE dim_event_types AS SELECT unnest(['COERCE/seize', 'CONSULT/meet']) AS event_type_id;
CREATE TABLE dim_actors AS FROM (VALUES ('ops', 'SYRREB'), ('generic:SYR', 'SYR')) t (actor_id, code);
CREATE TABLE dim_actor_roles AS FROM (VALUES
    ('ops', 'SYRREB', 'Commander', DATE '2017-10-01'), ('ops', 'SYRGOV', NULL, NULL)
) t (actor_id, code, office_en, valid_from);
CREATE TABLE dim_locations (location_id VARCHAR, lat DOUBLE, lon DOUBLE);
INSERT INTO dim_locations VALUES ('hama', 35.13, 36.75), ('nowhere', NULL, NULL);

CREATE TABLE fct_articles AS FROM (VALUES
    ('a1', 1, false, 'rawasi', 'عنوان', DATE '2024-12-05'),
    ('a1', 2, true, 'rawasi', 'عنوان', DATE '2024-12-05'),
    ('a2', 1, true, 'shurfa', 'عنوان آخر', DATE '2024-12-06')
) t (article_id, revision, is_latest, source_id, title, publication_date);

CREATE TABLE fct_events AS FROM (VALUES
    ('ev_1', DATE '2024-12-05', 'COERCE/seize', 'COERCE', 'asserted', 4, -9.2e0, 0.8e0, 'ops', 'generic:SYR', 'hama',
     3, 4, 6, NULL, NULL, NULL, 0, 0, 0, 2, 2, 2, TIMESTAMP '2024-12-05 10:00', TIMESTAMP '2024-12-06 10:00',
     'سيطرة', 'Seizure'),
    ('ev_2', DATE '2024-12-06', 'CONSULT/meet', 'CONSULT', 'planned', 1, 1e0, 1e0, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 1,
     TIMESTAMP '2024-12-06 10:00', TIMESTAMP '2024-12-06 10:00', 'لقاء', 'Meeting')
) t (
    event_id, event_date, event_type_id, plover_type, factuality, quad_class, goldstein, confidence,
    source_actor_id, target_actor_id, location_id,
    deaths_low, deaths_best, deaths_high, injured_low, injured_best, injured_high,
    detained_low, detained_best, detained_high, mention_count, article_count, source_count,
    first_reported_at, last_reported_at, title_ar, title_en
);

CREATE TABLE fct_event_mentions AS FROM (VALUES
    ('m1', 'ev_1', 'a1', 2, 'rawasi', 40, 46, 'دخلت', 'وقد دخلت القوات', 'COERCE/seize', 'ops', 'generic:SYR', 'hama'),
    ('m2', 'ev_1', 'a2', 1, 'shurfa', 0, 0, 'دخلت', 'دخلت القوات', 'COERCE/seize', 'ops', NULL, 'hama'),
    ('m3', 'ev_2', 'a2', 1, 'shurfa', 90, 95, 'لقاء', 'عقد لقاء', 'CONSULT/meet', NULL, NULL, NULL)
) t (
    mention_id, event_id, article_id, article_revision, source_id, sentence_start, trigger_start,
    trigger_text, sentence_text, event_type_id, source_actor_id, target_actor_id, location_id
);
UPDATE fct_event_mentions SET trigger_start = sentence_start + instr(sentence_text, trigger_text) - 1;

CREATE TABLE fct_event_actors AS FROM (VALUES
    ('ev_1', 'ops', 'source', 'SYRREB'), ('ev_1', 'generic:SYR', 'target', 'SYR')
) t (event_id, actor_id, role, code);
CREATE TABLE fct_event_locations AS FROM (VALUES ('ev_1', 'hama')) t (event_id, location_id);
CREATE TABLE agg_daily_events AS FROM (VALUES
    (DATE '2024-12-05', 'SYR', NULL, 'COERCE', 1)
) t (event_date, country, admin1, plover_type, event_count);

CREATE TABLE gdelt_events AS SELECT row_number() OVER () AS GlobalEventID FROM fct_events;
CREATE TABLE acled_events AS SELECT 'SYR' || event_id AS event_id_cnty FROM fct_events WHERE factuality = 'asserted';
CREATE TABLE ucdp_events AS SELECT 1 AS id;
"""


def clean_build(path: Path) -> Path:
    """Write the build to a file and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    change_build(path, _TABLES)
    return path


def change_build(path: Path, statements: str) -> None:
    """Run SQL statements in a build."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET schema = 'main'")
        connection.execute(statements)
