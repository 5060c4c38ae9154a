"""A fault in a data file is told with its file and line."""

import pytest

from extract.datafiles import DataRecord, read_csv, read_yaml
from extract.errors import UsageError
from extract.outlets import Outlet, find_outlet, load_outlets
from extract.settings import PACKAGE


class Row(DataRecord):
    name: str
    count: int = 0


def test_a_csv_fault_names_its_line_and_column(tmp_path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("name,count\na,1\nb,many\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"rows\.csv:3: count: "):
        list(read_csv(path, Row))


def test_empty_cells_are_absent_values(tmp_path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("name,count\na,\n", encoding="utf-8")
    assert list(read_csv(path, Row)) == [Row(name="a", count=0)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "source_id: x\nname_ar: س\nname_en: X\nhomepage: ftp://x\nfeeds: [http://x.example/f]\n",
            r"x\.yml:4: homepage",
        ),
        ("source_id: x\nname_ar: س\nname_en: X\nhomepage: http://x.example\nfeed: y\n", r"x\.yml:5: feed: Extra"),
        ("source_id: x\n  name_ar: [", r"x\.yml:\d+: no YAML"),
        ("source_id: x\nname_ar: س\nname_en: X\nhomepage: http://x.example\n", "at least one feed or sitemap"),
        (
            "source_id: x\nname_ar: س\nname_en: X\nhomepage: http://x.example\n"
            "feeds: [http://x.example/f]\ntime_zone: Mars/Base\n",
            r"x\.yml:6: time_zone: .*Mars/Base",
        ),
        (
            "source_id: y\nname_ar: س\nname_en: X\nhomepage: http://x.example\nfeeds: [http://x.example/f]\n",
            "must be the file's name",
        ),
    ],
)
def test_an_outlet_fault_names_its_line(tmp_path, text: str, told: str) -> None:
    (tmp_path / "x.yml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        load_outlets(tmp_path)


def test_an_unknown_outlet_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"unknown outlet 'nosuch': .* has almarsa, bayadir, nakhla, rawasi, shurfa"):
        find_outlet(PACKAGE / "sources", "nosuch")


def test_the_outlets_that_ship_are_valid() -> None:
    outlets = load_outlets(PACKAGE / "sources")
    assert all(isinstance(outlet, Outlet) and outlet.allow_loopback for outlet in outlets.values())


def test_a_missing_file_is_told(tmp_path) -> None:
    with pytest.raises(UsageError, match=r"none\.yml: cannot be read"):
        read_yaml(tmp_path / "none.yml", Row)
