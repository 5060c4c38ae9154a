"""A GeoNames dump → a places file that the coder reads beside its own: the long tail of villages and hills.

The dump is read as a stream: only the rows that are kept stay in memory. docs/gazetteer.md is the page for people.
"""

import csv
import os
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import IO, Any, NamedTuple

from pydantic import ValidationError

from extract.coding.lexicons import FOLDER, Lexicon, Listed, Place
from extract.coding.morphology import noun_forms, participle_forms, verb_forms
from extract.coding.text import normalise, words_of
from extract.errors import UsageError

PUBLISHED_AT = "download.geonames.org/export/dump"
_COLUMNS = 19
_EVERY = 1_000_000  # rows between two lines of progress
_SAME_PLACE_KM = 10.0  # within it a name is the same place
_DEGREE_KM = 111.2  # of latitude
_EARTH_KM = 6371.0

_EVERYDAY = 3  # the importance up to which the coder wants a word that says «قرية» or «بلدة»
_OBSCURE = 20  # below it the coder wants the place's area, or a type word, to vouch for the name
_HIGHEST = 40
_BY_POPULATION = ((50_000, 40), (20_000, 38), (10_000, 34), (5_000, 30), (2_000, 23), (1_000, 18), (1, 6), (0, 5))
_CITY, _TOWN = 50_000, 5_000
_GONE = frozenset({"PPLH", "PPLCH", "PPLQ", "PPLW"})  # historical, abandoned, destroyed
_SEATS = {
    "PPLC": ("city", 40),
    "PPLG": ("city", 38),
    "PPLA": ("city", 38),
    "PPLA2": ("town", 30),
    "PPLA3": ("town", 20),
}


class _Kind(NamedTuple):
    """What a GeoNames feature code is here."""

    feature_type: str
    precision_km: float
    importance: int


_BUILDING = _Kind("building", 1, 5)
_REGION = _Kind("region", 20, 8)
_HILL, _MOUNTAIN = _Kind("hill", 2, 5), _Kind("mountain", 8, 8)
_LAKE, _RIVER, _ISLAND = _Kind("lake", 8, 8), _Kind("river", 20, 8), _Kind("island", 8, 12)
_AIRPORT, _BASE, _PORT = _Kind("airport", 2, 20), _Kind("base", 2, 12), _Kind("port", 2, 12)
_CROSSING = _Kind("crossing", 1, 12)
_SEA = _Kind("sea", 100, 20)
_KINDS = {
    "ADM1": _Kind("governorate", 50, 40),
    "ADM2": _Kind("district", 15, 18),
    "ADM3": _Kind("subdistrict", 8, 12),
    "CMPRF": _Kind("camp", 1, 12),
    **dict.fromkeys(("HLL", "HLLS", "MND"), _HILL),
    **dict.fromkeys(("MT", "MTS", "PK", "PKS", "RDGE"), _MOUNTAIN),
    **dict.fromkeys(("AIRP", "AIRF"), _AIRPORT),
    **dict.fromkeys(("AIRB", "MILB", "INSM"), _BASE),
    **dict.fromkeys(("PSTB", "CSTM"), _CROSSING),
    **dict.fromkeys(("PRT", "HBR"), _PORT),
    **dict.fromkeys(("ISL", "ISLS", "ISLT", "ATOL"), _ISLAND),
    **dict.fromkeys(("LK", "LKS", "LKI", "LKN", "RSV"), _LAKE),
    **dict.fromkeys(("STM", "STMX", "STMM"), _RIVER),
    **dict.fromkeys(("SEA", "GULF"), _SEA),
    "STRT": _Kind("strait", 20, 20),
    **dict.fromkeys(("RGN", "AREA", "OAS", "WAD", "VAL", "VALS", "PLN", "PLAT", "DSRT", "PEN"), _REGION),
    **dict.fromkeys(("BDG", "DAM", "PRN", "HSP", "UNIV", "FT", "CSTL", "PAL", "MUS", "STDM"), _BUILDING),
    **dict.fromkeys(("MSQE", "CH", "MSTY", "SHRN", "OILF", "GASF", "OILR", "PS", "PSH", "PSN"), _BUILDING),
}

_ARABIC = frozenset(map(chr, [*range(0x0621, 0x063B), *range(0x0641, 0x064B), 0x20]))
_MARKS = dict.fromkeys([*range(0x064B, 0x0653), 0x0670, 0x0640, 0x200E, 0x200F])  # vowels, tatweel, direction
_ARTICLE = "ال"
_NAME_PARTS = frozenset(  # with given names they are a person's name: «أبو بكر», «الشيخ إبراهيم»
    normalise(word)
    for word in ("أبو", "أبي", "أم", "ابن", "بن", "بني", "آل", "عبد", "الله", "شيخ", "حاج", "سيد", "نبي")
)


@dataclass
class Tally:
    """What became of a dump's rows."""

    read: int = 0
    kept: int = 0
    no_arabic_name: int = 0
    already_known: int = 0
    other_countries: int = 0
    other_features: int = 0
    too_small: int = 0


@dataclass(slots=True)
class _Kept:
    """A row that is kept, its area still a code."""

    place: Place
    iso2: str
    admin1: str
    admin2: str


def import_geonames(
    dump: Path,
    target: Path,
    countries: Iterable[str] = (),
    minimum_population: int = 0,
    say: Callable[[str], None] = lambda line: None,
) -> Tally:
    """Write the places of a GeoNames dump (``.txt``, or ``.zip`` as published) to a places file.

    ``countries`` are ISO 3166 codes of three letters, none means all. ``minimum_population`` is asked of
    settlements alone. The file is written whole or not at all. Raises UsageError with file and line for a dump
    that is none, and for a country that is unknown.
    """
    if target.resolve() in (dump.resolve(), (FOLDER / "places.csv").resolve()):
        raise UsageError(f"{target}: would be overwritten: name another file with --to")
    lexicon = Lexicon()
    wanted = _wanted(lexicon, countries)
    known, everyday, areas = _Known(lexicon.places), EverydayWords(lexicon), _Areas()
    tally, kept = Tally(), list[_Kept]()
    for number, cells in _rows(dump):
        tally.read += 1
        if tally.read % _EVERY == 0:
            say(f"{dump.name}: {tally.read:,} rows read, {len(kept):,} kept")
        iso2 = cells[8]
        country = wanted.get(iso2)
        if country is None:
            tally.other_countries += 1
            continue
        if twin := known.by_id.get(f"gn:{cells[0]}"):
            tally.already_known += 1
            if twin.country == country:
                areas.learn(iso2, cells[10], cells[11], twin)
            continue
        population = _whole_number(cells[14] or "0", "population", dump, number)
        kind = _kind(cells[6], cells[7], population)
        if kind is None:
            tally.other_features += 1
            continue
        if cells[6] == "P" and population < minimum_population:
            tally.too_small += 1
            continue
        names = arabic_names((cells[1], *cells[3].split(",")))
        if not names:
            tally.no_arabic_name += 1
            continue
        place = _place(cells, names, kind, country, everyday, dump, number)
        if known.holds(place):
            tally.already_known += 1
            continue
        kept.append(_Kept(place, iso2, cells[10], cells[11]))
    if not tally.read:
        raise UsageError(f"{dump}: holds no rows: download it anew from {PUBLISHED_AT}")
    areas.read_names(dump.parent, {one.iso2 for one in kept})
    _write(target, (areas.located(one) for one in kept))
    tally.kept = len(kept)
    return tally


def arabic_names(names: Iterable[str]) -> list[str]:
    """Return the names that are in Arabic letters alone, without vowel signs, each spelling once, in order."""
    found: dict[tuple[str, ...], str] = {}
    for name in names:
        plain = " ".join(name.translate(_MARKS).split())
        if plain and _ARABIC.issuperset(plain):
            found.setdefault(words_of(plain), plain)
    return list(found.values())


class EverydayWords:
    """Tells names that are everyday words too: those that the lexicon uses as words, persons' names, scraps."""

    def __init__(self, lexicon: Lexicon) -> None:
        words, people = lexicon.words, lexicon.words.given_names
        verbs = {*words.linking_verbs, *words.speech_verbs, *words.plain_verbs, *words.deny_verbs}
        nouns: set[str] = set()
        for value in words.__dict__.values():
            if isinstance(value, tuple):
                nouns.update(word for word in value if isinstance(word, str) and word not in verbs)
        nouns.update(name for month in words.months for name in month.names)
        nouns.update(head.head for head in lexicon.actor_heads)
        nouns.update(word.word for word in lexicon.place_words)
        nouns.update(name for actor in lexicon.actors for name in actor.ambiguous_ar)
        participles = {
            form for row in lexicon.nationalities for form in (*row.ms, *row.fs, *row.mp, *row.fp, *row.extra)
        }
        for act in (act for file in lexicon.act_files for act in file.acts):
            verbs.update(act.verbs)
            nouns.update((*act.nouns, *act.needs, *act.bars))
            participles.update(act.participles)
        forms: set[str] = set()
        for listed, written in ((verbs, verb_forms), (nouns, noun_forms), (participles, participle_forms)):
            forms.update(form for word in listed if " " not in word for form in written(word))
        homographs = {key for place in lexicon.places if place.importance <= _EVERYDAY for key in _keys(place)}
        self._words = homographs | {(_bare(form),) for form in forms}
        self._people = frozenset(_bare(normalise(name)) for name in people) | _NAME_PARTS

    def __contains__(self, name: object) -> bool:
        words = words_of(str(name))
        if _key(words) in self._words or len("".join(words)) < 3:
            return True
        return len(words) > 1 and all(_bare(word) in self._people for word in words)


def _bare(word: str) -> str:
    """Return a normalised word without the article."""
    return word[2:] if word.startswith(_ARTICLE) and len(word) > 4 else word


def _wanted(lexicon: Lexicon, countries: Iterable[str]) -> dict[str, str]:
    """Return ISO2 → ISO3 of the countries that are asked for, all for none."""
    asked = {code.strip().upper() for code in countries if code.strip()}
    every = {country.iso2: country.iso3 for country in lexicon.countries if country.iso2}
    if unknown := sorted(asked - set(every.values())):
        raise UsageError(f"unknown country {unknown[0]!r}: name ISO 3166 codes of three letters, e.g. SYR,IRQ")
    return {iso2: iso3 for iso2, iso3 in every.items() if not asked or iso3 in asked}


# --- the dump


def _rows(dump: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield a dump's rows with their line numbers, from 1."""
    number = 0
    try:
        with _opened(dump) as file:
            for number, line in enumerate(file, start=1):
                cells = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n").split("\t")
                if len(cells) == _COLUMNS:
                    yield number, cells
                elif cells != [""]:
                    raise UsageError(
                        f"{dump}:{number}: {len(cells)} columns where a GeoNames dump has {_COLUMNS}: give "
                        f"allCountries or a country's file from {PUBLISHED_AT}"
                    )
    except UnicodeDecodeError as fault:
        raise UsageError(
            f"{dump}:{number}: no UTF-8 text: {fault.reason}; download it anew from {PUBLISHED_AT}"
        ) from fault
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
        raise UsageError(
            f"{dump}:{number + 1}: cannot be read: {fault}; name a dump of {PUBLISHED_AT}, .txt or .zip"
        ) from fault


@contextmanager
def _opened(dump: Path) -> Iterator[IO[bytes]]:
    """Open a dump; of a .zip the one text file that is no readme."""
    if dump.suffix.lower() != ".zip":
        with dump.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(dump) as archive:
        texts = [name for name in archive.namelist() if name.endswith(".txt") and "readme" not in name.lower()]
        if len(texts) != 1:
            raise UsageError(f"{dump}: holds {len(texts)} dumps, not one: unpack it and name the .txt file")
        with archive.open(texts[0]) as member:
            yield member


def _kind(feature_class: str, code: str, population: int) -> _Kind | None:
    if feature_class != "P":
        return _KINDS.get(code)
    if code in _GONE:
        return None
    importance = next(importance for least, importance in _BY_POPULATION if population >= least)
    if code == "PPLX":
        return _Kind("quarter", 1, min(importance, 12))  # its population is often its city's
    size = "city" if population >= _CITY else "town" if population >= _TOWN else "village"
    seat, at_least = _SEATS.get(code, (size, 0))
    feature_type = "city" if "city" in (size, seat) else "town" if "town" in (size, seat) else "village"
    return _Kind(feature_type, 4 if feature_type == "city" else 2, min(max(importance, at_least), _HIGHEST))


def _place(
    cells: list[str], names: list[str], kind: _Kind, country: str, everyday: EverydayWords, dump: Path, number: int
) -> Place:
    """Return a row as a place; an everyday word is no alias, and as the only name it makes the place a homograph."""
    own = [name for name in names if name not in everyday]
    chosen = own or names
    try:
        return Place.model_validate(
            {
                "location_id": f"gn:{_whole_number(cells[0], 'geonameid', dump, number)}",
                "name_ar": chosen[0],
                "name_en": cells[2] or cells[1],
                "feature_type": kind.feature_type,
                "country": country,
                "lat": cells[4],
                "lon": cells[5],
                "precision_km": kind.precision_km,
                "importance": kind.importance if own else min(kind.importance, _EVERYDAY),
                "aliases_ar": tuple(chosen[1:]),
                "source": "geonames",
            }
        )
    except ValidationError as fault:
        first = fault.errors()[0]
        column = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{dump}:{number}: {column}: {first['msg']}; mend or delete the line") from fault


def _whole_number(cell: str, column: str, dump: Path, number: int) -> int:
    if not (cell.isascii() and cell.isdigit()):
        raise UsageError(f"{dump}:{number}: {column} {cell!r} is no whole number; mend or delete the line")
    return int(cell)


# --- what places.csv knows


class _Known:
    """The places that the lexicon holds, by id and by name."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_id: dict[str, Place] = {}
        self._by_name: dict[tuple[str, ...], list[Place]] = {}
        for place in places:
            self.by_id[place.location_id] = place
            for key in _keys(place):
                self._by_name.setdefault(key, []).append(place)

    def holds(self, place: Place) -> bool:
        """Tell whether a place of the same name is as near as to be the same."""
        return any(_same_spot(place, other) for key in _keys(place) for other in self._by_name.get(key, ()))


def _keys(place: Place) -> set[tuple[str, ...]]:
    return {_key(words) for name in (place.name_ar, *place.aliases_ar) if (words := words_of(name))}


def _key(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name under which its spellings with and without the article meet."""
    return (_bare(words[0]), *words[1:])


def _same_spot(place: Place, known: Place) -> bool:
    """Within 10 km; of one type also within the known one's looseness: the middle of a governorate is anywhere."""
    if place.lat is None or place.lon is None or known.lat is None or known.lon is None:
        return False
    reach = _SAME_PLACE_KM
    if place.feature_type == known.feature_type:
        reach = max(reach, known.precision_km or 0)
    if abs(place.lat - known.lat) * _DEGREE_KM > reach:
        return False
    south, north = radians(place.lat), radians(known.lat)
    half_lat, half_lon = (north - south) / 2, radians(known.lon - place.lon) / 2
    chord = sin(half_lat) ** 2 + cos(south) * cos(north) * sin(half_lon) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, chord))) <= reach


# --- areas

_Code = tuple[str, ...]


@dataclass
class _Areas:
    """Names of admin1 and admin2 codes: as places.csv spells them where a row shows it, else as GeoNames does.

    The coder tells homonyms apart by the areas that a text names, so one area must have one spelling.
    """

    votes: dict[_Code, Counter[str]] = field(default_factory=dict)
    names: dict[_Code, str] = field(default_factory=dict)

    def learn(self, iso2: str, admin1: str, admin2: str, known: Place) -> None:
        """Take in what a row that places.csv holds too shows about its codes."""
        for code, name in (((iso2, admin1), known.admin1), ((iso2, admin1, admin2), known.admin2)):
            if code[-1] and name:
                self.votes.setdefault(code, Counter())[name] += 1

    def read_names(self, folder: Path, countries: set[str]) -> None:
        """Read admin1CodesASCII.txt and admin2Codes.txt where they lie; without them nothing is learnt."""
        for file, votes_of in (("admin1CodesASCII.txt", 2), ("admin2Codes.txt", 3)):
            path = folder / file
            if not path.exists():
                continue
            try:
                lines = path.read_text(encoding="utf-8-sig").split("\n")
            except (OSError, UnicodeDecodeError) as fault:
                raise UsageError(f"{path}: cannot be read: {fault}; download it anew from {PUBLISHED_AT}") from fault
            for number, line in enumerate(lines, start=1):
                cells = line.split("\t")
                code = tuple(cells[0].split("."))
                if not line.strip() or code[0] not in countries:
                    continue
                if len(cells) < 3 or len(code) != votes_of:
                    raise UsageError(
                        f"{path}:{number}: no code and names between tabs: download it anew from {PUBLISHED_AT}"
                    )
                self.names[code] = cells[2].strip() or cells[1].strip()

    def located(self, one: _Kept) -> Place:
        """Return a place with the names of its areas; an obscure one without is left to the type words."""
        admin1 = self._name(one.iso2, one.admin1)
        update: dict[str, Any] = {"admin1": admin1, "admin2": self._name(one.iso2, one.admin1, one.admin2)}
        if admin1 is None and one.place.importance < _OBSCURE:
            update["importance"] = min(one.place.importance, _EVERYDAY)
        return one.place.model_copy(update=update)

    def _name(self, *code: str) -> str | None:
        if votes := self.votes.get(code):
            return min(votes, key=lambda name: (-votes[name], name))
        return self.names.get(code)


# --- writing


def _write(target: Path, places: Iterable[Place]) -> None:
    """Write a places file under a name of its own, then rename it: a reader finds the old one or the new one."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(Place.model_fields)
            for place in places:
                writer.writerow(_cell(value) for value in place.__dict__.values())
        unfinished.replace(target)
    except OSError as fault:
        raise UsageError(f"{target}: cannot be written: {fault}; name another file with --to") from fault
    finally:
        unfinished.unlink(missing_ok=True)


def _cell(value: Listed | str | float | None) -> str:
    if isinstance(value, tuple):
        return "|".join(value)
    return "" if value is None else f"{value:.8g}" if isinstance(value, float) else str(value)
