"""A small night of the lake in which every rule holds, and the means to spoil it."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.gate import GateResult
from extract.lake import Lake
from extract.records import (
    SCHEMAS,
    Article,
    Mention,
    MentionActor,
    MentionLocation,
    OutletOfDay,
)

DAY = date(2024, 12, 6)
OUTLETS = ("rawasi", "shurfa")
TRIGGER = "دخلت"
SENTENCE = "دخلت قوات المعارضة السورية مدينة حماة صباح الخميس، وفق ما قال سكان."

Row = dict[str, Any]
Night = dict[str, dict[str, list[Row]]]  # table, outlet, rows
Spoil = Callable[[Night], object]


def clean_night() -> Night:
    """Return a night of two outlets: two articles each, and a mention of each article."""
    night: Night = {OutletOfDay.TABLE: {}, Article.TABLE: {}, Mention.TABLE: {}}
    for outlet in OUTLETS:
        articles = [_article(outlet, number) for number in (1, 2)]
        night[OutletOfDay.TABLE][outlet] = [_outlet(outlet)]
        night[Article.TABLE][outlet] = articles
        night[Mention.TABLE][outlet] = [_mention(article) for article in articles]
    return night


def write_night(lake: Lake, night: Night, day: date = DAY) -> None:
    """Write a night's partitions, with values missing that a stage would never leave out."""
    for table, outlets in night.items():
        schema = pa.schema([_relaxed(field) for field in SCHEMAS[table]])
        for outlet, rows in outlets.items():
            path = lake.partition(table, day, outlet)
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def first(night: Night, table: str) -> Row:
    """Return the first row of the first outlet."""
    return night[table][OUTLETS[0]][0]


def every(night: Night, table: str) -> list[Row]:
    """Return all rows of a table, over its outlets."""
    return [row for rows in night[table].values() for row in rows]


def spoil(table: str, **values: Any) -> Spoil:
    """Return what changes values of the first row of a table."""
    return lambda night: first(night, table).update(values)


def spoil_some(table: str, count: int, **values: Any) -> Spoil:
    """Return what changes values of the first rows of a table."""
    return lambda night: [row.update(values) for row in every(night, table)[:count]]


def empty(table: str, *outlets: str) -> Spoil:
    """Return what takes the rows of a table away; its partitions stay."""
    return lambda night: night[table].update({outlet: [] for outlet in outlets})


def is_caught(result: GateResult) -> bool:
    """Tell whether a rule found its fault, rather than failed for a reason of its own."""
    return not result.passed and "could not be checked" not in str(result.observed)


def _relaxed(field: pa.Field) -> pa.Field:
    return field.with_nullable(True)


def _outlet(source_id: str) -> Row:
    return asdict(
        OutletOfDay(
            name_ar="رواسي",
            name_en=source_id.title(),
            country="SYR",
            language="ar",
            kind="newspaper",
            homepage=f"https://{source_id}.example/",
            time_zone="Asia/Damascus",
            expected_daily_min=1,
            expected_daily_max=2,
        )
    )


def _article(source_id: str, number: int) -> Row:
    url = f"https://{source_id}.example/2024/12/06/{number}"
    text = f"{source_id} {number}: {SENTENCE}\nوتقع المدينة على نهر العاصي."
    return asdict(
        Article(
            article_id=hashlib.sha256(url.encode()).hexdigest()[:16],
            revision=1,
            url=url,
            canonical_url=url,
            title="المعارضة تدخل حماة",
            text=text,
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            word_count=len(text.split()),
            language="ar",
            fetched_at=datetime(2024, 12, 7, 1, tzinfo=UTC),
            published_at=datetime(2024, 12, 6, 10, tzinfo=UTC),
            published_at_source="json_ld",
            modified_at=None,
            parser_version="1",
        )
    )


def _mention(article: Row) -> Row:
    start = article["text"].index(TRIGGER)
    return asdict(
        Mention(
            mention_id=f"m-{article['article_id']}",
            doc_id=article["article_id"],
            sentence_index=0,
            sentence_start=0,
            sentence_end=article["text"].index("\n"),
            trigger_start=start,
            trigger_end=start + len(TRIGGER),
            trigger_text=TRIGGER,
            rule_id="enter:verb",
            plover_type="COERCE",
            plover_mode="seize",
            cameo_code="171",
            quad_class=4,
            goldstein=-9.2,
            acled_event_type=None,
            acled_sub_event_type=None,
            factuality="asserted",
            confidence=0.8,
            coder_version="1+abc",
            title_ar="المعارضة تسيطر على حماة",
            title_en="Opposition seizes Hama",
            sources=(MentionActor("syr_opp", "SYRREB", "المعارضة", "Opposition", "قوات المعارضة", 20, 33),),
            targets=(MentionActor("generic:SYR", "SYR", "سوريا", "Syria", "السورية", 34, 41),),
            locations=(
                MentionLocation(
                    "hama", "حماة", "Hama", "city", "SYR", "Hama", None, 35.13, 36.75, "city", "حماة", 48, 52
                ),
            ),
            event_date=DAY - timedelta(days=1),
            event_date_precision="day",
            deaths=3,
        )
    )
