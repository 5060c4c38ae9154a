"""A small lake and lexicon, written as the stages before dbt write them, and a build of the warehouse over them."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from extract.lake import Lake
from extract.records import Article, Fetch, Mention, MentionActor, MentionLocation, OutletOfDay

PROJECT = Path(__file__).resolve().parents[2]
SHIPPED_LEXICON = PROJECT / "extract" / "coding" / "lexicon"
OUTLETS = ("nakhla", "rawasi", "shurfa")

LEXICON = {
    "actors": """\
actor_id,kind,name_ar,name_en,country,sector,code,parent_id,aliases_ar,valid_from,valid_to,note,ambiguous_ar
syr-army,armed force,الجيش السوري,Syrian army,SYR,MIL,SYRMIL,,الجيش العربي السوري|قوات النظام,,2024-12-08,,
ops-command,armed group,إدارة العمليات العسكرية,Military Operations Command,SYR,REB,SYRREB,,,2024-11-27,2025-01-29,,
isr-army,armed force,الجيش الإسرائيلي,Israeli army,ISR,MIL,ISRMIL,,,,,,
un,organisation,الأمم المتحدة,United Nations,,IGO,IGOUNO,,,,,,
sharaa,person,أحمد الشرع,Ahmad al-Sharaa,SYR,REB,SYRREB,ops-command,,,,,
""",
    "actor_roles": """\
actor_id,code,office_en,office_ar,valid_from,valid_to,provenance
sharaa,SYRREB,Commander,قائد,2017-10-01,2024-12-07,public record
sharaa,SYRGOV,Head of administration,قائد الإدارة,2024-12-08,,public record
""",
    "places": """\
location_id,name_ar,name_en,feature_type,country,admin1,admin2,lat,lon,precision_km,importance,aliases_ar,source
sy-hama,حماة,Hama,city,SYR,Hama,Hama,35.13,36.75,5,70,,own
sy-homs,حمص,Homs,city,SYR,Homs,Homs,34.73,36.71,5,75,,own
sy-quneitra,القنيطرة,Quneitra,town,SYR,Quneitra,Quneitra,33.12,35.82,5,60,,own
sy-daraa,درعا,Daraa,city,SYR,Daraa,Daraa,32.62,36.1,5,70,,own
sy,سوريا,Syria,country,SYR,,,35.0,38.3,300,90,,own
""",
    "countries": """\
iso3,iso2,name_ar,name_en,aliases_ar,capital_ar
SYR,SY,سوريا,Syria,سورية,دمشق
ISR,IL,إسرائيل,Israel,,
JOR,JO,الأردن,Jordan,المملكة الأردنية,عمان
""",
}

ACTORS = {
    "syr-army": ("SYRMIL", "الجيش السوري", "Syrian army"),
    "ops-command": ("SYRREB", "إدارة العمليات العسكرية", "Military Operations Command"),
    "isr-army": ("ISRMIL", "الجيش الإسرائيلي", "Israeli army"),
    "un": ("IGOUNO", "الأمم المتحدة", "United Nations"),
    "generic:SYRCVL": ("SYRCVL", "مدنيون سوريون", "Syrian civilians"),
    "generic:SYRREB": ("SYRREB", "مسلحون سوريون", "Syrian armed opposition"),
    "country:JOR": ("JOR", "الأردن", "Jordan"),
    "country:ISR": ("ISR", "إسرائيل", "Israel"),
}
PLACES = {
    "sy-hama": ("حماة", "Hama", "city", "Hama", 35.13, 36.75),
    "sy-homs": ("حمص", "Homs", "city", "Homs", 34.73, 36.71),
    "sy-quneitra": ("القنيطرة", "Quneitra", "town", "Quneitra", 33.12, 35.82),
    "sy-daraa": ("درعا", "Daraa", "city", "Daraa", 32.62, 36.1),
    "sy-unlisted": ("تل مجهول", "Tall Majhul", "hill", "Hama", 35.2, 36.9),
}


def at(moment: str) -> datetime:
    """Return an instant, «2024-12-06 09:00» in UTC."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def article(name: str, text: str, published: str, *, fetched: str | None = None, **values: Any) -> Article:
    """Return an article; its id is told by its name, so that another text of that name is its next revision."""
    article_id = hashlib.sha256(name.encode()).hexdigest()[:16]
    published_at = at(published)
    return Article(
        **{
            "article_id": article_id,
            "revision": 1,
            "url": f"https://news.example/{name}",
            "canonical_url": f"https://news.example/{name}",
            "title": text[:40],
            "text": text,
            "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
            "word_count": len(text.split()),
            "language": "ar",
            "fetched_at": at(fetched) if fetched else published_at + timedelta(hours=2),
            "published_at": published_at,
            "published_at_source": "meta",
            "modified_at": None,
            "parser_version": "1",
            "authors": ("سلمى", "خالد"),
        }
        | values
    )


def _actor(actor_id: str, text: str) -> MentionActor:
    code, name_ar, name_en = ACTORS[actor_id]
    start = text.find(name_ar)
    found = start >= 0
    return MentionActor(
        actor_id, code, name_ar, name_en, name_ar, start if found else None, start + len(name_ar) if found else None
    )


def _place(location_id: str, text: str) -> MentionLocation:
    name_ar, name_en, kind, admin1, lat, lon = PLACES[location_id]
    start = text.find(name_ar)
    found = start >= 0
    return MentionLocation(
        location_id, name_ar, name_en, kind, "SYR", admin1, admin1, lat, lon, kind, name_ar,
        start if found else None, start + len(name_ar) if found else None,
    )  # fmt: skip


def mention(
    story: Article,
    trigger: str,
    kind: str,
    *,
    source: str | None = None,
    target: str | None = None,
    place: str | None = None,
    **values: Any,
) -> Mention:
    """Return a mention of an act (kind: TYPE/mode) whose trigger stands in the story's text."""
    plover_type, _, plover_mode = kind.partition("/")
    text = story.text
    start = text.index(trigger)
    ends = [0, *(found.end() for found in re.finditer(r"[.؟!]\s*|\n", text)), len(text)]
    index = next(i for i, end in enumerate(ends) if end > start) - 1
    cameo_code, quad_class, goldstein = CAMEO[kind]
    return Mention(
        **{
            "mention_id": hashlib.sha256(f"{story.article_id} {start} {kind}".encode()).hexdigest()[:16],
            "doc_id": story.article_id,
            "sentence_index": index,
            "sentence_start": ends[index],
            "sentence_end": ends[index + 1],
            "trigger_start": start,
            "trigger_end": start + len(trigger),
            "trigger_text": trigger,
            "rule_id": "test",
            "plover_type": plover_type,
            "plover_mode": plover_mode or None,
            "cameo_code": cameo_code,
            "quad_class": quad_class,
            "goldstein": goldstein,
            "acled_event_type": None,
            "acled_sub_event_type": None,
            "factuality": "asserted",
            "confidence": 0.8,
            "coder_version": "1",
            "title_ar": f"{trigger} ({story.url.rpartition('/')[2]})",
            "title_en": f"{kind} in {place}",
            "sources": (_actor(source, text),) if source else (),
            "targets": (_actor(target, text),) if target else (),
            "locations": (_place(place, text),) if place else (),
            "event_date": date(2024, 12, 6),
            "event_date_precision": "day",
        }
        | values
    )


CAMEO = {
    "ASSAULT/heavy-weapons": ("194", 4, -10.0),
    "ASSAULT/explosives": ("183", 4, -10.0),
    "ASSAULT/clash": ("190", 4, -10.0),
    "COERCE/seize": ("192", 4, -9.5),
    "CONSULT/meet": ("040", 1, 1.0),
    "ACCUSE/disapprove": ("111", 3, -2.0),
}


@dataclass
class Night:
    """What one outlet brought on one run date."""

    run_date: date
    source_id: str
    articles: list[Article] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def add(self, story: Article, *mentions: Mention) -> None:
        """Take a story and what was coded from it."""
        self.articles.append(story)
        self.mentions.extend(mentions)


def write_lake(home: Path, nights: list[Night]) -> None:
    """Write the nights' partitions; a night without articles gets partitions without rows."""
    lake = Lake(home / "lake")
    for night in nights:
        outlet = OutletOfDay(
            name_ar="جريدة", name_en=f"{night.source_id.title()} Daily", country="JOR", language="ar",
            kind="newspaper", homepage="https://news.example/", time_zone="Asia/Amman",
            expected_daily_min=0, expected_daily_max=50,
        )  # fmt: skip
        fetches = [
            Fetch(story.url, story.canonical_url, "feed", story.fetched_at, 200, "fetched") for story in night.articles
        ]
        lake.write(OutletOfDay, night.run_date, night.source_id, [outlet])
        lake.write(Fetch, night.run_date, night.source_id, fetches)
        lake.write(Article, night.run_date, night.source_id, night.articles)
        lake.write(Mention, night.run_date, night.source_id, night.mentions)


def write_lexicon(folder: Path) -> None:
    """Write the small lexicon, with the event types that ship."""
    folder.mkdir(parents=True)
    for name, rows in LEXICON.items():
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    shutil.copy(SHIPPED_LEXICON / "event_types.csv", folder)


@dataclass(frozen=True)
class Build:
    """A built warehouse, and what dbt said."""

    path: Path
    returncode: int
    output: str

    def read(self, query: str) -> list[dict[str, Any]]:
        """Run a query as a reader of the published file would: read only, and with no other file in reach."""
        config = {"enable_external_access": "false"}
        with duckdb.connect(str(self.path), read_only=True, config=config) as connection:
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def column(self, query: str) -> list[Any]:
        """Run a query that gives one column."""
        return [value for row in self.read(query) for value in row.values()]

    def event(self, kind: str, place: str | None = None, source: str | None = None) -> dict[str, Any]:
        """Return the one event of a type, place and source that was told as having happened."""
        (row,) = (
            row
            for row in self.read("select * from marts.fct_events where factuality in ('asserted', 'claimed')")
            if row["event_type_id"] == kind
            and row["location_id"] == place
            and (source is None or row["source_actor_id"] == source)
        )
        return row


def build(folder: Path, nights: list[Night], *arguments: str) -> Build:
    """Write a lake and a lexicon below an empty folder and run ``dbt build`` over them, with further arguments."""
    write_lake(folder / "home", nights)
    write_lexicon(folder / "lexicon")
    path = folder / "waqai.duckdb"
    environment = os.environ | {
        "WAQAI_HOME": str(folder / "home"),
        "WAQAI_LEXICON": str(folder / "lexicon"),
        "WAQAI_BUILD": str(path),
        "WAQAI_DUCKDB_MEMORY": "1GB",
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    dbt = Path(sys.executable).with_name("dbt")
    project = str(PROJECT / "dbt_project")
    done = subprocess.run(
        [dbt, "build", "--project-dir", project, "--profiles-dir", project, "--no-use-colors", *arguments],
        env=environment, capture_output=True, text=True, check=False, cwd=folder,
    )  # fmt: skip
    return Build(path, done.returncode, done.stdout + done.stderr)
