"""A GeoNames dump becomes places that the coder reads; what is broken is told with file and line."""

import csv
import json
import os
import subprocess
import sys
import zipfile
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from extract.coding.coder import Coder
from extract.coding.lexicons import Lexicon, Place
from extract.datafiles import read_csv
from extract.errors import UsageError
from extract.gazetteer import EverydayWords, Tally, arabic_names, import_geonames
from extract.records import SourceText

WAQAI = str(Path(sys.executable).with_name("waqai"))


@lru_cache(maxsize=1)
def shipped() -> Lexicon:
    return Lexicon()


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.gazetteer.Lexicon", shipped)


def homs() -> Place:
    return next(place for place in shipped().places if place.name_en == "Homs" and place.feature_type == "city")


def line(
    number: int | str,
    names: str,
    at: tuple[str, str] = ("34.11", "38.91"),
    code: str = "P.PPL",
    country: str = "SY",
    admin: str = "11",
    admin2: str = "",
    population: int | str = 0,
    english: str = "Barnusah",
) -> str:
    feature_class, feature_code = code.split(".")
    cells = [str(number), english, english, names, *at, feature_class, feature_code, country, "", admin, admin2, "", ""]
    return "\t".join([*cells, str(population), "", "700", "Asia/Damascus", "2020-01-01"])


def dump(folder: Path, *lines: str) -> Path:
    path = folder / "SY.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def imported(folder: Path, *lines: str, **options) -> tuple[Tally, list[Place]]:
    target = folder / "out" / "places.csv"
    tally = import_geonames(dump(folder, *lines), target, **options)
    return tally, list(read_csv(target, Place))


def test_a_village_becomes_a_place(tmp_path: Path) -> None:
    tally, (place,) = imported(tmp_path, line(99000001, "Barnousa,Barnusah,بَرنوصة,برنوصه,Барнуса", population=700))
    assert tally == Tally(read=1, kept=1)
    assert place == Place(
        location_id="gn:99000001",
        name_ar="برنوصة",
        name_en="Barnusah",
        feature_type="village",
        country="SYR",
        lat=34.11,
        lon=38.91,
        precision_km=2,
        importance=3,  # no file of codes: nothing says which area it is in
        source="geonames",
    )


def test_the_columns_are_those_of_places_csv(tmp_path: Path) -> None:
    imported(tmp_path, line(99000001, "برنوصة"))
    with (tmp_path / "out" / "places.csv").open(encoding="utf-8") as ours:
        assert next(csv.reader(ours)) == list(Place.model_fields)


def test_every_row_is_counted_once(tmp_path: Path) -> None:
    tally, places = imported(
        tmp_path,
        line(99000001, "برنوصة", population=900),
        line(99000002, "Barnousa,بارنۆسا", population=900),  # Kurdish
        line(homs().location_id.removeprefix("gn:"), "برنوصة الشرقية"),
        line(99000003, "حُمص,Emesa", at=(str(homs().lat), str(homs().lon)), population=900),
        line(99000004, "برنوصة الغربية", country="FR"),
        line(99000005, "برنوصة الغربية", country="YY"),
        line(99000006, "بئر برنوصة", code="H.WLL"),
        line(99000007, "خربة برنوصة", code="P.PPLQ"),
        line(99000008, "برنوصة الجنوبية", population=10),
        line(99000009, "تل برنوصة", code="T.HLL"),
        countries=["syr", "IRQ"],
        minimum_population=500,
    )
    assert tally == Tally(10, 2, 1, 2, 2, 2, 1)
    assert [place.name_ar for place in places] == ["برنوصة", "تل برنوصة"]


@pytest.mark.parametrize(
    ("code", "population", "feature_type", "importance"),
    [
        ("P.PPL", 0, "village", 5),
        ("P.PPL", 1_500, "village", 18),
        ("P.PPL", 7_000, "town", 30),
        ("P.PPL", 300_000, "city", 40),
        ("P.PPLA", 0, "city", 38),
        ("P.PPLA2", 60_000, "city", 40),
        ("P.PPLA3", 0, "town", 20),
        ("P.PPLX", 200_000, "quarter", 12),
        ("A.ADM1", 0, "governorate", 40),
        ("A.ADM2", 0, "district", 18),
        ("T.HLL", 0, "hill", 5),
        ("T.MT", 0, "mountain", 8),
        ("S.AIRP", 0, "airport", 20),
        ("S.AIRB", 0, "base", 12),
        ("S.CMPRF", 0, "camp", 12),
    ],
)
def test_feature_codes_and_population(
    tmp_path: Path, code: str, population: int, feature_type: str, importance: int
) -> None:
    (tmp_path / "admin1CodesASCII.txt").write_text("SY.11\tḤimş\tHims\t1\n", encoding="utf-8")
    _, (place,) = imported(tmp_path, line(99000001, "برنوصة", code=code, population=population))
    assert (place.feature_type, place.importance) == (feature_type, importance)
    assert place.feature_type in {known.feature_type for known in shipped().places}


def test_the_same_name_far_off_is_another_place(tmp_path: Path) -> None:
    near, far = ("35.15", "36.76"), ("35.33", "38.90")
    tally, places = imported(tmp_path, line(99000001, "مدينة حماة,حماه", near), line(99000002, "حماة", far))
    assert (tally.already_known, [place.lat for place in places]) == (1, [35.33])


def test_everyday_words_stay_low(tmp_path: Path) -> None:
    _, places = imported(
        tmp_path,
        line(99000001, "الهجوم", population=60_000),
        line(99000002, "أبو بكر", population=60_000),
        line(99000003, "الهجوم,برنوصة", population=60_000),
    )
    assert [(place.name_ar, place.importance, place.aliases_ar) for place in places] == [
        ("الهجوم", 3, ()),
        ("أبو بكر", 3, ()),
        ("برنوصة", 40, ()),
    ]


def test_everyday_words() -> None:
    words = EverydayWords(shipped())
    everyday = ("سيطرت", "القوات", "رئيس", "مدني", "الاثنين", "محمد علي", "الباب", "عب", "المصرية")
    assert [name for name in everyday if name not in words] == []
    assert [name for name in ("برنوصة", "تل رفعت", "كفرنبل") if name in words] == []


def test_arabic_names_are_in_arabic_letters_alone() -> None:
    assert arabic_names(["تلّ أبيض", "تـل ابيض", "گرگان", "Tell", "تل-أبيض", "", "عين (تل)"]) == ["تل أبيض"]


def test_areas_are_spelled_as_places_csv_does_and_else_as_geonames_does(tmp_path: Path) -> None:
    (tmp_path / "admin1CodesASCII.txt").write_text(
        "SY.11\tḤimş\tHims\t1\nSY.77\tBarnūşah\tBarnusa\t2\nFR.1\n", encoding="utf-8"
    )
    (tmp_path / "admin2Codes.txt").write_text("SY.77.8\tX\tY\t3\n", encoding="utf-8")
    _, places = imported(
        tmp_path,
        line(99000001, "برنوصة"),
        line(99000002, "برنوصة الشرقية", admin="77", admin2="8"),
        line(homs().location_id.removeprefix("gn:"), "حمص"),
        line(99000003, "برنوصة الغربية", admin="99"),
    )
    assert [(place.admin1, place.admin2) for place in places] == [(homs().admin1, None), ("Barnusa", "Y"), (None, None)]


def test_a_zip_is_read_as_it_is_published(tmp_path: Path) -> None:
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "Readme for GeoNames")
        archive.writestr("SY.txt", line(99000001, "برنوصة") + "\n")
    assert import_geonames(path, tmp_path / "places.csv").kept == 1


def test_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.gazetteer._EVERY", 2)
    told: list[str] = []
    imported(tmp_path, *(line(99000001 + n, "برنوصة", country="SY" if n else "YY") for n in range(5)), say=told.append)
    assert told == ["SY.txt: 2 rows read, 0 kept", "SY.txt: 4 rows read, 2 kept"]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("99000002\tBarnusah\tBarnusah", r"SY\.txt:2: 3 columns where a GeoNames dump has 19"),
        (line(99000002, "برنوصة الشرقية", at=("north", "38")), r"SY\.txt:2: lat: .*mend or delete the line"),
        (line(99000002, "برنوصة الشرقية", at=("34", "181")), r"SY\.txt:2: lon: .*180"),
        (line(99000002, "برنوصة الشرقية", population="many"), r"SY\.txt:2: population 'many' is no whole number"),
        (line("Q99", "برنوصة الشرقية"), r"SY\.txt:2: geonameid 'Q99' is no whole number"),
    ],
)
def test_a_broken_line_is_told_and_nothing_is_written(tmp_path: Path, broken: str, told: str) -> None:
    target = tmp_path / "places.csv"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        import_geonames(dump(tmp_path, line(99000001, "برنوصة"), broken), target)
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["SY.txt", "places.csv"]


def test_a_file_that_is_no_dump_is_told(tmp_path: Path) -> None:
    target = tmp_path / "places.csv"
    torn, empty, latin, two = (tmp_path / name for name in ("a.zip", "b.txt", "c.txt", "d.zip"))
    torn.write_bytes(b"PK no zip")
    empty.write_bytes(b"\n")
    latin.write_bytes(line(99000001, "برنوصة").encode() + b"\n\xe9\n")
    with zipfile.ZipFile(two, "w") as archive:
        archive.writestr("SY.txt", "")
        archive.writestr("IQ.txt", "")
    for path, told in (
        (tmp_path / "none.txt", r"none\.txt:1: cannot be read: .*name a dump of download\.geonames\.org"),
        (torn, r"a\.zip:1: cannot be read: File is not a zip file"),
        (empty, r"b\.txt: holds no rows"),
        (latin, r"c\.txt:2: no UTF-8 text"),
        (two, r"d\.zip: holds 2 dumps, not one"),
    ):
        with pytest.raises(UsageError, match=told):
            import_geonames(path, target)
    with pytest.raises(UsageError, match="unknown country 'SYRIA'"):
        import_geonames(latin, target, ["SYRIA"])
    with pytest.raises(UsageError, match=r"c\.txt: would be overwritten"):
        import_geonames(latin, latin)
    (tmp_path / "admin1CodesASCII.txt").write_text("SY.11\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"admin1CodesASCII\.txt:1: no code and names"):
        import_geonames(dump(tmp_path, line(99000001, "برنوصة")), target)
    assert not target.exists()


@pytest.mark.parametrize(
    "text",
    [
        "قصف الجيش السوري قرية برنوصة في ريف حمص، أمس الجمعة.",
        "قصف الجيش السوري مدينة حمص. وقُتل ثلاثة مدنيين في غارة على برنوصة، الجمعة.",
    ],
)
def test_the_coder_places_an_event_in_an_imported_village(tmp_path: Path, text: str) -> None:
    imported(tmp_path, line(homs().location_id.removeprefix("gn:"), "حمص"), line(99000001, "برنوصة"))
    lexicon = Lexicon(gazetteer=tmp_path / "out" / "places.csv")
    mentions = Coder(lexicon).code(SourceText("doc", date(2024, 12, 7), text))
    places = [place for mention in mentions for place in mention.locations]
    assert "gn:99000001" in [place.location_id for place in places]
    without = Coder(shipped()).code(SourceText("doc", date(2024, 12, 7), text))
    assert "gn:99000001" not in [place.location_id for mention in without for place in mention.locations]


def test_what_ships_goes_before_the_same_id(tmp_path: Path) -> None:
    ours = shipped().places
    path = tmp_path / "places.csv"
    path.write_text(
        f"location_id,name_ar,name_en,feature_type\n{ours[0].location_id},س,S,village\ngn:1,س,S,village\n",
        encoding="utf-8",
    )
    assert [place.location_id for place in Lexicon(gazetteer=path).places[len(ours) :]] == ["gn:1"]


def waqai(*arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "WAQAI_GAZETTEER": "", "WAQAI_HOME": str(home), **variables}
    return subprocess.run([WAQAI, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_from_the_command_line(tmp_path: Path) -> None:
    path = dump(tmp_path, line(99000001, "برنوصة"), line(99000002, "برنوصة", country="FR"))
    ended = waqai("gazetteer", "import", str(path), "--countries", "SYR", home=tmp_path)
    made = tmp_path / "gazetteer.csv"
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert [row.split(maxsplit=1) for row in lines[:5]] == [
        ["2", "read"],
        ["1", "kept"],
        ["0", "no Arabic name"],
        ["0", "already known"],
        ["1", "other countries"],
    ]
    assert lines[7] == f"wrote {made}; the coder reads it with WAQAI_GAZETTEER={made}"
    told = json.loads(waqai("gazetteer", "import", str(path), "--json", home=tmp_path).stdout)
    assert (told["read"], told["file"]) == (2, str(made))

    text = tmp_path / "news.txt"
    text.write_text("قصف الجيش السوري قرية برنوصة في ريف حمص، أمس الجمعة.", encoding="utf-8")
    coding = ("code", "--text", str(text), "--published", "2024-12-07", "--json")
    (without,) = json.loads(waqai(*coding, home=tmp_path).stdout)
    (with_it,) = json.loads(waqai(*coding, home=tmp_path, WAQAI_GAZETTEER=str(made)).stdout)
    assert "gn:99000001" in [place["location_id"] for place in with_it["locations"]]
    assert "gn:99000001" not in [place["location_id"] for place in without["locations"]]
    assert with_it["coder_version"] != without["coder_version"]
    made.write_text(made.read_text(encoding="utf-8").replace("38.91", "38.92"), encoding="utf-8")
    (changed,) = json.loads(waqai(*coding, home=tmp_path, WAQAI_GAZETTEER=str(made)).stdout)
    assert changed["coder_version"] not in (with_it["coder_version"], without["coder_version"])


def test_bad_usage_is_one_line(tmp_path: Path) -> None:
    text = tmp_path / "news.txt"
    text.write_text("نص", encoding="utf-8")
    bad = tmp_path / "bad.csv"
    bad.write_text("location_id,name_ar\ngn:1,س\n", encoding="utf-8")
    coding = ("code", "--text", str(text), "--published", "2024-12-07")
    for ended, told in (
        (waqai("gazetteer", "import", "none.zip", home=tmp_path), "none.zip:1: cannot be read"),
        (waqai(*coding, home=tmp_path, WAQAI_GAZETTEER="none.csv"), "none.csv: no such file"),
        (waqai(*coding, home=tmp_path, WAQAI_GAZETTEER=str(bad)), "bad.csv:2: name_en: Field required"),
    ):
        assert ended.returncode == 2
        assert told in ended.stderr
        assert len(ended.stderr.strip().splitlines()) == 1
