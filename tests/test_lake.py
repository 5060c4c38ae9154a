"""The lake writes a partition whole or not at all, and gives back what it was given."""

from dataclasses import fields
from datetime import UTC, date, datetime

import pyarrow.dataset as ds
import pytest

from extract import records
from extract.errors import WaqaiError
from extract.lake import Lake
from extract.records import SCHEMAS, Article, Discovery, Fetch, Mention, OutletOfDay

DAY = date(2024, 12, 6)
FOUND = Discovery(
    "http://a.example/1?x=1",
    "http://a.example/1",
    "feed",
    "http://a.example/feed",
    "عنوان",
    datetime(2024, 12, 6, 9, tzinfo=UTC),
)


@pytest.mark.parametrize("kind", [OutletOfDay, Discovery, Fetch, Article, Mention])
def test_every_record_and_its_schema_have_the_same_fields(kind: type) -> None:
    names = {field.name for field in fields(kind)}
    assert names == set(SCHEMAS[kind.TABLE].names)


def test_nested_schemas_match_their_records() -> None:
    mentions = SCHEMAS[Mention.TABLE]
    for column, kind in (("sources", records.MentionActor), ("locations", records.MentionLocation)):
        struct = mentions.field(column).type.value_type
        assert [struct.field(i).name for i in range(struct.num_fields)] == [field.name for field in fields(kind)]


def test_what_is_written_is_read_back(tmp_path) -> None:
    lake = Lake(tmp_path)
    lake.write(Discovery, DAY, "rawasi", [FOUND])
    assert lake.read(Discovery, DAY, "rawasi") == [FOUND]
    assert lake.outlets("discoveries", DAY) == ["rawasi"]
    assert lake.count(Discovery, DAY, "rawasi") == 1


def test_an_empty_partition_is_a_partition(tmp_path) -> None:
    lake = Lake(tmp_path)
    lake.write(Discovery, DAY, "rawasi", [])
    assert lake.read(Discovery, DAY, "rawasi") == []
    assert lake.has(Discovery, DAY, "rawasi")


def test_hive_readers_see_the_partition_keys(tmp_path) -> None:
    lake = Lake(tmp_path)
    lake.write(Discovery, DAY, "rawasi", [FOUND])
    table = ds.dataset(tmp_path / "discoveries", partitioning="hive").to_table()
    assert table["source_id"].to_pylist() == ["rawasi"]
    assert table["run_date"].to_pylist() == ["2024-12-06"]


def test_a_failed_write_leaves_the_old_partition_and_no_remains(tmp_path) -> None:
    lake = Lake(tmp_path)
    path = lake.write(Discovery, DAY, "rawasi", [FOUND])
    with pytest.raises(Exception, match="url"):
        lake.write(Discovery, DAY, "rawasi", [Discovery(None, "x", "feed", "y")])  # type: ignore[arg-type]
    assert lake.read(Discovery, DAY, "rawasi") == [FOUND]
    assert [file.name for file in path.parent.iterdir()] == ["part-0.parquet"]


def test_a_partition_that_was_never_written_is_told(tmp_path) -> None:
    with pytest.raises(WaqaiError, match=r"discoveries of rawasi on 2024-12-06 do not exist .* run that stage first"):
        Lake(tmp_path).read(Discovery, DAY, "rawasi")


def test_a_broken_file_is_told(tmp_path) -> None:
    lake = Lake(tmp_path)
    path = lake.write(Discovery, DAY, "rawasi", [FOUND])
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(WaqaiError, match=r"part-0\.parquet cannot be read as discoveries"):
        lake.read(Discovery, DAY, "rawasi")
