"""One clean line per mention for people, in Arabic and in English, as a desk would write it.

The words are data: titles.csv has the phrases of each type and mode, title_names.csv the names of actors whom the
text does not name («Syrian rebels»), titles.yml the grammar of the others.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from extract.coding.actors import NamedActor
from extract.coding.lexicons import Agreement, Country, EventType, Lexicon, Nationality, Place, TitleName, TitlePhrase
from extract.coding.numbers import Casualties
from extract.coding.places import NamedPlace
from extract.coding.text import normalise
from extract.records import Factuality

_NAMED_AT_MOST = 3
_ANYBODY = frozenset({"شخص", "شخصا", "شخصان", "شخصين", "اشخاص"})  # counted, not named
_HEAD_WORDS = 3  # words of a key of title_names.csv
_MATERIAL = frozenset({"ASSAULT", "COERCE", "RETREAT", "MOBILIZE"})  # «claims seizure of Hama»
_SAME_LETTERS = ("s", "x", "z", "ch", "sh", "o")  # after them English says «es»
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.&'-]*(?: [A-Za-z0-9][A-Za-z0-9.&'-]*)*")
_ISOLATED = "\u2066\\g<0>\u2069"  # left to right, whatever stands around it
_IN_AR = "في"
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WIDE = frozenset({"country", "governorate", "region", "sea", "river"})
_KNOWN_TO_ALL = 86  # the importance of a place that needs no area behind its name
_KINDS_OF_AREA = frozenset({"محافظة", "ولاية", "بلدية", "إقليم"})
_DIRECTIONS = frozenset({"الشمال", "الجنوب", "الشرق", "الغرب"})


@dataclass(frozen=True, slots=True)
class Told:
    """How a text tells an act: what a title must not leave out."""

    text: str
    factuality: Factuality
    casualties: Casualties
    speaker: NamedActor | None = None
    is_credited: bool = False  # to somebody, be he known or not


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a title; ``oblique`` is its Arabic form behind a verb or a preposition."""

    arabic: str
    oblique: str
    english: str
    agreement: Agreement
    is_many: bool
    nisba: tuple[str, str] | None = None  # of an army: «قصف إسرائيلي», «غارة إسرائيلية»
    country: str = ""  # of a name that is a country's


@dataclass(frozen=True, slots=True)
class _Filled:
    """The names of a title in one language, joined, and its date."""

    source: str
    target: str
    place: str
    at: str  # the place with its preposition
    toll: str
    day: str


class Titler:
    """Writes titles such as "Syrian rebels seize Al-Rastan, Talbiseh (Homs), 6 Dec 2024"."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._phrases = lexicon.title_phrases
        self._months_ar = {month.number: f"{month.names[1]}/{month.names[0]}" for month in lexicon.words.months}
        self._names = {row.key: row for row in lexicon.title_names}
        self._heads = {normalise(row.key): row for row in lexicon.title_names if not row.key.isascii()}
        self._countries = {country.iso3: country for country in lexicon.countries}
        self._nationalities = {row.iso3: row for row in lexicon.nationalities}
        self._nation_words = {
            country.iso3: _nation_words(country, self._nationalities.get(country.iso3)) for country in lexicon.countries
        }
        self._feminine = frozenset(lexicon.title_words.feminine)
        self._people = frozenset(lexicon.title_words.human_plurals)
        self._women = frozenset(lexicon.title_words.women)
        self._plural_en = frozenset(lexicon.title_words.plural_en)
        self._areas = _areas(lexicon.places)
        self._composed: dict[tuple[str, str], _Name] = {}

    def titles(
        self,
        event_type: EventType,
        sources: Sequence[NamedActor],
        targets: Sequence[NamedActor],
        places: Sequence[NamedPlace],
        day: date | None,
        told: Told,
    ) -> tuple[str, str]:
        """Return the Arabic and the English title of one act."""
        phrase = self._phrases[event_type.plover_type, event_type.plover_mode]
        if event_type.plover_type == "PROTEST":  # «Protest in Baghdad»: that it is by people goes without saying
            sources = [actor for actor in sources if actor.sector != "CVL" or self._head(actor, told.text)]
        by, to = _sides(self._named(sources, told.text), self._named(targets, told.text))
        if phrase.en_place:  # «visits Damascus», not «visits Syria in Damascus»
            to = [name for name in to if name.country not in {found.place.country for found in places}]
        if len(by) > 1 and not to and "{source}" in phrase.en_target:
            by, to = by[:1], by[1:]
        shown = {name.arabic for name in (*by, *to)}
        close = {(found.place.country, found.place.admin1) for found in places if found.place.feature_type not in _WIDE}
        where = list(
            {
                found.place.name_ar: found
                for found in places
                if found.place.name_ar not in shown
                and (found.place.feature_type not in _WIDE or (found.place.country, found.place.admin1) not in close)
            }.values()
        )
        speaker = self._name(told.speaker, told.text) if told.speaker else None
        is_own = told.speaker is not None and told.speaker.code in {actor.code for actor in sources}
        english = _english(phrase, by, to, self._filled_en(by, to, where, day, told), told, speaker, is_own)
        abroad = not any(found.place.country == sources[0].country for found in where) if sources else False
        arabic = _arabic(phrase, by, to, self._filled_ar(by, to, where, day, told), told, speaker, is_own, abroad)
        if arabic.lower() != arabic or arabic.upper() != arabic:
            arabic = _LATIN.sub(_ISOLATED, arabic)
        return arabic, english[:1].upper() + english[1:]

    # --- names

    def _named(self, actors: Iterable[NamedActor], text: str) -> list[_Name]:
        names = (self._name(actor, text) for actor in actors)
        return list({name.arabic: name for name in names if name}.values())

    def _name(self, actor: NamedActor, text: str) -> _Name | None:
        """Return what a title calls an actor; None for somebody of whom nothing is known."""
        if actor.is_country and actor.country in self._countries:
            return self._country(actor.country)
        row = self._names.get(actor.actor_id)
        if row is None and actor.name_ar and not actor.actor_id.startswith(("generic:", "country:")):
            return self._of_lexicon(actor)
        if normalise(text[actor.start : actor.end]) in _ANYBODY:
            return None
        row = row or self._head(actor, text) or self._names.get(actor.code) or self._names.get(actor.sector)
        if row:
            return self._of_nation(row, actor.country)
        return None if actor.sector or actor.country not in self._countries else self._country(actor.country)

    def _head(self, actor: NamedActor, text: str) -> TitleName | None:
        """Return the row of the words that a text calls an actor by, if it knows all of them."""
        if actor.start >= actor.end:
            return None
        words = normalise(text[actor.start : actor.end]).split(" ", _HEAD_WORDS + 1)
        for count in range(min(_HEAD_WORDS, len(words)), 0, -1):
            key = " ".join(words[:count])
            row = self._heads.get(key) or self._heads.get(key.removeprefix("ال"))
            if row and (
                "{" not in row.name_ar
                or count == len(words)
                or words[count] in self._nation_words.get(actor.country, ())
            ):
                return row
        return None

    def _country(self, iso3: str) -> _Name:
        row, country = self._names.get(iso3), self._countries[iso3]
        if row:
            return self._of_nation(row, iso3)
        return _Name(
            country.name_ar, country.name_ar, country.name_en, "m" if country.is_masculine else "f", False, None, iso3
        )

    def _of_lexicon(self, actor: NamedActor) -> _Name:
        arabic, english = _short(actor.name_ar), _short(actor.name_en)
        army = self._of_nation(self._names["MIL"], actor.country)
        if arabic == army.arabic:  # «Israeli army» rather than «Israel Defense Forces»
            return army
        first = arabic.split(" ", 1)[0]
        if actor.is_person:
            return _Name(arabic, arabic, english, "f" if first in self._women else "m", is_many=False)
        is_many = english.rsplit(" ", 1)[-1] in self._plural_en
        if first in self._people:
            return _Name(arabic, _oblique(arabic), english, "mp", is_many)
        is_feminine = first in self._feminine or first.endswith(("ة", "ات"))
        return _Name(arabic, arabic, english, "f" if is_feminine else "m", is_many)

    def _of_nation(self, row: TitleName, iso3: str) -> _Name:
        known = self._composed.get((row.key, iso3))
        if known:
            return known
        country, nationality = self._countries.get(iso3), self._nationalities.get(iso3)
        forms = _forms(nationality)
        forms["nation"] = country.adjective_en if country else ""
        arabic, oblique = (_spaced(name.format_map(forms)) for name in (row.name_ar, row.oblique_ar or row.name_ar))
        if country and not nationality and "{" in row.name_ar:
            arabic, oblique = f"{arabic} {_IN_AR} {country.name_ar}", f"{oblique} {_IN_AR} {country.name_ar}"
        is_army = row.key == "MIL" and nationality is not None
        name = _Name(
            arabic,
            oblique,
            _spaced(row.name_en.format_map(forms)),
            row.agreement,
            row.number == "many",
            (forms["ms"], forms["fs"]) if is_army else None,
        )
        self._composed[row.key, iso3] = name
        return name

    # --- each language's names, places, figures and date

    def _filled_en(
        self, by: Sequence[_Name], to: Sequence[_Name], where: Sequence[NamedPlace], day: date | None, told: Told
    ) -> _Filled:
        place = self._places_en(where)
        lead = "near" if where and where[0].precision == "near" else "in"
        return _Filled(
            _joined_en([name.english for name in by]),
            _joined_en([name.english for name in to]),
            place,
            f" {lead} {place}" if place else "",
            _toll_en(told),
            f", {day.day} {_MONTHS_EN[day.month - 1]} {day.year}" if day else "",
        )

    def _filled_ar(
        self, by: Sequence[_Name], to: Sequence[_Name], where: Sequence[NamedPlace], day: date | None, told: Told
    ) -> _Filled:
        place = self._places_ar(where)
        lead = "قرب" if where and where[0].precision == "near" else _IN_AR
        return _Filled(
            _joined_ar([name.arabic for name in by], "وغيرهم"),
            _joined_ar([name.oblique for name in to], "وغيرهم"),
            place,
            f" {lead} {place}" if place else "",
            _toll_ar(told),
            f"، {day.day} {self._months_ar[day.month]} {day.year}" if day else "",
        )

    def _places_en(self, where: Sequence[NamedPlace]) -> str:
        named = [(_short(found.place.name_en), _area(found.place)) for found in where]
        area = _common_area(named)
        if area:
            names = ", ".join(name for name, _ in named[:_NAMED_AT_MOST])
            return f"{names}{' and others' if len(named) > _NAMED_AT_MOST else ''} ({area})"
        return _joined_en([_with_area(name, area) for name, area in named])

    def _places_ar(self, where: Sequence[NamedPlace]) -> str:
        named = [
            (_short(found.place.name_ar), self._areas.get((found.place.country, _area(found.place)), ""))
            for found in where
        ]
        area = _common_area(named)
        if area:
            return f"{_joined_ar([name for name, _ in named], 'وغيرها')} ({area})"
        return _joined_ar([_with_area(name, area) for name, area in named], "وغيرها")


# --- sentences


def _english(
    phrase: TitlePhrase,
    by: Sequence[_Name],
    to: Sequence[_Name],
    names: _Filled,
    told: Told,
    speaker: _Name | None,
    is_own: bool,
) -> str:
    noun = _fill(_chosen(phrase.en_noun_target, phrase.en_noun_place, phrase.en_noun, names), names)
    verb = _fill(_chosen(phrase.en_target, phrase.en_place, phrase.en_alone, names), names)
    joint = bool(by and to) and "{source}" in phrase.en_target  # «clashes between ...» names its sides itself
    acts = bool(by) and not joint
    noun = verb if joint else noun
    is_many = len(by) > 1 or any(name.is_many for name in by)
    match told.factuality:
        case Factuality.PLANNED:
            return (f"{names.source} to {verb}" if acts else f"planned {noun}") + names.day
        case Factuality.CALLED_FOR:
            called = noun.removeprefix("call for ")
            return (f"call for {names.source} to {verb}" if acts else f"call for {called}") + names.day
        case Factuality.DENIED:
            done = f"{noun} by {names.source}" if acts and not is_own else noun
            if speaker is None:
                return f"{done} denied{names.day}"
            return f"{speaker.english} {'deny' if speaker.is_many else 'denies'} {done}{names.day}"
    is_claimed = told.factuality is Factuality.CLAIMED
    says = ""
    if is_claimed and acts and is_own and phrase.plover_type in _MATERIAL:
        verb, is_own = f"claim {noun}", True
    elif is_claimed:
        says = _says_en(speaker, told, is_own and acts, is_many)
    if not acts and not joint and names.toll and phrase.plover_type == "ASSAULT":
        return f"{names.toll} in {noun}{says}{names.day}"
    line = f"{names.source} {verb if is_many else _third_person(verb)}" if acts else noun
    return f"{line}{', ' + names.toll if names.toll else ''}{_held_en(told)}{says}{names.day}"


def _arabic(
    phrase: TitlePhrase,
    by: Sequence[_Name],
    to: Sequence[_Name],
    names: _Filled,
    told: Told,
    speaker: _Name | None,
    is_own: bool,
    abroad: bool,
) -> str:
    sides = _joined_ar([name.oblique for name in by], "وغيرهم")
    noun = _fill(_chosen(phrase.ar_noun_target, phrase.ar_noun_place, phrase.ar_noun, names), names)
    verb = _fill(_chosen(phrase.ar_target, phrase.ar_place, phrase.ar_alone, names), names, sides)
    joint = bool(by and to) and "{source}" in phrase.ar_target
    acts = bool(by) and not joint
    noun = verb if joint else noun
    match told.factuality:
        case Factuality.PLANNED:
            return (_sentence_ar(by, names.source, verb, "س") if acts else f"خطط {_for(noun)}") + names.day
        case Factuality.CALLED_FOR:
            called = noun.removeprefix("دعوة إلى ")
            return (f"دعوة {sides} إلى {noun}" if acts else f"دعوة إلى {called}") + names.day
        case Factuality.DENIED:
            done = noun
            if acts and not is_own:
                inflected = _inflected(verb, "mp" if len(by) > 1 else by[0].agreement)
                done = f"{'أنباء عن ' if speaker is None else ''}أن {sides} {inflected}"
            if speaker is None:
                return f"نفي {done}{names.day}"
            return f"{speaker.arabic} {_inflected('ينفي', speaker.agreement)} {done}{names.day}"
    says = ""
    toll = names.toll and phrase.ar_toll
    if told.factuality is Factuality.CLAIMED:
        if acts and is_own and not toll:
            verb = f"يعلن {noun}"
        else:
            says = f"، بحسب {speaker.oblique}" if speaker else "، بحسب مصدر" if told.is_credited else "، وفق تقارير"
    if toll and joint:
        return f"{names.toll} {_IN_AR} {noun}{_held_ar(told)}{says}{names.day}"
    if toll:
        return f"{names.toll} {_toll_of(toll, by, sides, names, abroad)}{_held_ar(told)}{says}{names.day}"
    line = _sentence_ar(by, names.source, verb) if acts else noun
    return f"{line}{'، ' + names.toll if names.toll else ''}{_held_ar(told)}{says}{names.day}"


def _toll_of(template: str, by: Sequence[_Name], sides: str, names: _Filled, abroad: bool) -> str:
    """«في قصف إسرائيلي على بيت لاهيا», «في هجوم لتنظيم ... على ... في ...»."""
    noun, gender, towards = template.rsplit(" ", 2)
    line = f"{_IN_AR} {noun}"
    nisba = by[0].nisba if len(by) == 1 and abroad else None
    if nisba:
        line += f" {nisba[gender == 'f']}"
    elif by:
        line += f" {_for(sides)}"
    if towards == _IN_AR:
        return line + names.at
    if names.target:
        return f"{line} {towards} {names.target}{names.at}"
    return f"{line} {towards} {names.place}" if names.place else line


def _sentence_ar(by: Sequence[_Name], names: str, phrase: str, future: str = "") -> str:
    """One subject stands before its verb, several behind it, where the verb is singular whoever they are."""
    if len(by) == 1:
        return f"{names} {future}{_inflected(phrase, by[0].agreement)}"
    verb, _, rest = _inflected(phrase, "f" if by[0].agreement == "f" else "m").partition(" ")
    return f"{future}{verb} {names} {rest}".rstrip()


def _says_en(speaker: _Name | None, told: Told, is_own: bool, is_many: bool) -> str:
    if is_own:
        return f", by {'their' if is_many else 'its'} own account"
    if speaker:
        return f", {speaker.english} {'say' if speaker.is_many else 'says'}"
    return ", source says" if told.is_credited else ", reports say"


# --- phrases


def _chosen(target: str, place: str, alone: str, names: _Filled) -> str:
    """Return the fullest template whose slots can all be filled; a place that none takes follows it."""
    can = (names.target or "{target}" not in target) and (names.place or "{place}" not in target)
    can = can and (names.source or "{source}" not in target)
    if target and can and names.target:
        chosen = target
    elif place and names.place:
        chosen = place
    else:
        chosen = alone
    return chosen if "{place}" in chosen or not names.place else f"{chosen}{names.at}"


def _fill(template: str, names: _Filled, source: str = "") -> str:
    if "{" not in template:
        return template
    if " ل{target}" in template:
        template = template.replace(" ل{target}", " " + _for(names.target))
    filled = template.replace("{target}", names.target).replace("{place}", names.place)
    return filled.replace("{source}", source or names.source)


def _third_person(phrase: str) -> str:
    """«carry out attack» → «carries out attack»."""
    verb, space, rest = phrase.partition(" ")
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        verb = verb[:-1] + "ies"
    else:
        verb += "es" if verb.endswith(_SAME_LETTERS) else "s"
    return verb + space + rest


def _inflected(phrase: str, agreement: Agreement) -> str:
    """«يسيطر على ...» → «تسيطر», «يسيطرون»."""
    if agreement == "f":
        return "ت" + phrase[1:]
    if agreement == "m":
        return phrase
    verb, space, rest = phrase.partition(" ")
    return (verb[:-1] if verb[-1] in "يىو" else verb) + "ون" + space + rest


def _for(name: str) -> str:
    """Put «ل» before a name: «للجيش», «لقوات», «للجنة»."""
    if name.startswith("الل"):
        return "ل" + name[2:]
    return "لل" + name[2:] if name.startswith("ال") else "ل" + name


def _toll_en(told: Told) -> str:
    counts = ((told.casualties.deaths, "killed"), (told.casualties.injured, "injured"))
    return ", ".join(f"{count:,} {what}" for count, what in counts if count)


def _held_en(told: Told) -> str:
    return f", {told.casualties.detained:,} detained" if told.casualties.detained else ""


def _toll_ar(told: Told) -> str:
    counts = (("مقتل", told.casualties.deaths), ("إصابة", told.casualties.injured))
    return " و".join(f"{what} {_people_ar(count)}" for what, count in counts if count)


def _held_ar(told: Told) -> str:
    return f"، اعتقال {_people_ar(told.casualties.detained)}" if told.casualties.detained else ""


def _people_ar(count: int) -> str:
    return {1: "شخص", 2: "شخصين"}.get(count, str(count))


# --- names


def _joined_en(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    if len(unique) > _NAMED_AT_MOST:
        return f"{', '.join(unique[:_NAMED_AT_MOST])} and others"
    return " and ".join((", ".join(unique[:-1]), unique[-1])) if len(unique) > 1 else "".join(unique)


def _joined_ar(names: Sequence[str], others: str) -> str:
    unique = list(dict.fromkeys(names))
    joined = " و".join(unique[:_NAMED_AT_MOST])
    return f"{joined} {others}" if len(unique) > _NAMED_AT_MOST else joined


def _area(place: Place) -> str:
    """Return the area that tells where a place is; nobody needs to be told where Paris is."""
    known = place.feature_type in _WIDE or place.importance >= _KNOWN_TO_ALL
    return "" if known or not place.admin1 else place.admin1


def _common_area(named: Sequence[tuple[str, str]]) -> str:
    areas = {area for _, area in named}
    area = next(iter(areas)) if len(areas) == 1 else ""
    return "" if any(area in name or name in area for name, _ in named) else area


def _with_area(name: str, area: str) -> str:
    return name if not area or area in name or name in area else f"{name} ({area})"


def _sides(by: list[_Name], to: list[_Name]) -> tuple[list[_Name], list[_Name]]:
    """Who is named on both sides stands on the one that names him sooner."""
    first, second = {name: at for at, name in enumerate(by)}, {name: at for at, name in enumerate(to)}
    return (
        [name for name in by if first[name] <= second.get(name, first[name])],
        [name for name in to if second[name] < first.get(name, len(by) + len(to))],
    )


def _short(name: str) -> str:
    """Leave out what stands in brackets behind a name."""
    return name.split(" (", 1)[0]


def _spaced(name: str) -> str:
    return " ".join(name.split())


def _oblique(name: str) -> str:
    """«المتمردون الماويون» → «المتمردين الماويين», «محامو الطوارئ» → «محامي الطوارئ»."""
    first, *rest = (word[:-2] + "ين" if word.endswith("ون") else word for word in name.split(" "))
    return " ".join((first[:-1] + "ي" if first.endswith("و") else first, *rest))


def _forms(nationality: Nationality | None) -> dict[str, str]:
    ms = nationality.ms[0] if nationality and nationality.ms else ""
    fs = nationality.fs[0] if nationality and nationality.fs else ms
    mp = nationality.mp[0] if nationality and nationality.mp else ""
    return {
        "ms": ms,
        "fs": fs,
        "mp": mp,
        "mp_oblique": " ".join(word[:-2] + "ين" if word.endswith("ون") else word for word in mp.split(" ")),
        "the_ms": " ".join("ال" + word for word in ms.split()),
        "the_fs": " ".join("ال" + word for word in fs.split()),
    }


def _nation_words(country: Country, nationality: Nationality | None) -> frozenset[str]:
    """Return the words that may follow «وزير الخارجية» and only say whose he is."""
    adjectives = (*nationality.ms, *nationality.fs, *nationality.mp, *nationality.fp) if nationality else ()
    words = {normalise(name.split(" ", 1)[0]) for name in (*adjectives, country.name_ar, *country.aliases_ar)}
    return frozenset((*words, *("ال" + word for word in words)))


def _areas(places: Iterable[Place]) -> dict[tuple[str, str], str]:
    """Return the Arabic names of first-level areas, by country and English name."""
    areas: dict[tuple[str, str], str] = {}
    for place in places:
        area = place.admin1
        if area and (place.feature_type == "governorate" or place.name_en == area):
            kind, _, rest = place.name_ar.partition(" ")
            name = rest if kind in _KINDS_OF_AREA and rest not in _DIRECTIONS else place.name_ar
            areas.setdefault((place.country, area), name)
    return areas
