"""The lexicons: data files an Arabic-speaking analyst reads and edits, as validated, frozen records.

Each file's format is the record class here that reads it; a fault in a file is told as ``file:line: what``.
"""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from extract.datafiles import DataRecord, read_csv, read_yaml
from extract.errors import UsageError
from extract.settings import settings

FOLDER = Path(__file__).parent / "lexicon"
ANYWHERE = "XXX"  # the country of seas, continents and groups that have none (user-assigned in ISO 3166)


def _split(cell: object) -> object:
    return tuple(part.strip() for part in cell.split("|") if part.strip()) if isinstance(cell, str) else cell


Listed = Annotated[tuple[str, ...], BeforeValidator(_split)]
Iso3 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
ActorCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}([A-Z]{3})?$")]
Agreement = Literal["m", "f", "mp"]
TitleTemplate = Annotated[str, StringConstraints(pattern=r"^([^{}]|\{(source|target|place)\})*$")]
PloverType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "ACCUSE",
    "REQUEST", "REJECT", "THREATEN", "PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT",
]  # fmt: skip


class Country(DataRecord):
    """A country by its Arabic names (countries.csv)."""

    iso3: Iso3
    iso2: str | None = None
    name_ar: str
    name_en: str
    aliases_ar: Listed = ()
    capital_ar: str | None = None
    adjective_en: str  # as it stands before a noun: «Syrian army», «US army»
    is_masculine: Literal["yes"] | None = None  # in Arabic, where most countries are feminine


class Nationality(DataRecord):
    """The adjectives of a country, without the article (nationalities.csv)."""

    iso3: Iso3
    ms: Listed = ()
    fs: Listed = ()
    mp: Listed = ()
    fp: Listed = ()
    extra: Listed = ()


class ActorHead(DataRecord):
    """A noun that makes an actor with a nationality, a country or a side (actor_heads.csv): «قوات», «وزير»."""

    head: str
    number: str | None = None
    gender: str | None = None
    sector: str
    kind: str | None = None
    needs_nationality: Literal["yes", "no"] = "yes"
    is_adjective: Literal["yes"] | None = None  # «إرهابي»: right behind a noun it is no actor
    note: str | None = None


class ActorSide(DataRecord):
    """A side that follows a head in place of a nationality (actor_sides.csv): «قوات النظام»."""

    side_ar: str
    iso3: Iso3 | None = None
    sector: str | None = None
    code_when_military: ActorCode | None = None
    note: str | None = None


class Actor(DataRecord):
    """An actor known by name (actors.csv). ``ambiguous_ar`` are names that are everyday words too."""

    actor_id: str
    kind: str
    name_ar: str
    name_en: str
    country: Iso3 | None = None
    sector: str | None = None
    code: ActorCode
    parent_id: str | None = None
    aliases_ar: Listed = ()
    valid_from: date | None = None
    valid_to: date | None = None
    note: str | None = None
    ambiguous_ar: Listed = ()


class ActorRole(DataRecord):
    """What code and office an actor had between two dates (actor_roles.csv)."""

    actor_id: str
    code: ActorCode
    office_en: str | None = None
    office_ar: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    provenance: str | None = None


class ActorContext(DataRecord):
    """What a name or a bare head means in the news of a country (actor_contexts.csv): «المقاومة», «داعش»."""

    name: str
    country: Iso3
    code: ActorCode
    note: str | None = None


class Place(DataRecord):
    """A place (places.csv); ``importance`` 0-100 ranks homonyms, ``precision_km`` is how loose its point is."""

    location_id: str
    name_ar: str
    name_en: str
    feature_type: str
    country: Iso3 = ANYWHERE
    admin1: str | None = None
    admin2: str | None = None
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    precision_km: float | None = None
    importance: int = Field(default=10, ge=0, le=100)
    aliases_ar: Listed = ()
    source: str | None = None


class PlaceWord(DataRecord):
    """A word before a name that chooses or bends the place (place_words.csv): «محافظة»، «ريف»، «شمال»."""

    word: str
    feature_type: Listed = ()
    number: str | None = None
    meaning: Literal["type", "offset", "part"]


class EventType(DataRecord):
    """One PLOVER type and mode with its codes in the other ontologies (event_types.csv)."""

    plover_type: PloverType
    plover_mode: str | None = None
    cameo_code: str
    cameo_root: str
    cameo_base: str
    quad_class: int = Field(ge=1, le=4)
    goldstein: float = Field(ge=-10, le=10)
    acled_event_type: str | None = None
    acled_sub_event_type: str | None = None
    name_en: str
    name_ar: str


class TitlePhrase(DataRecord):
    """How a title words one type and mode (titles.csv): the base form in English, «يـ» in Arabic.

    Of the phrases with a target, with a place and alone a title takes the first of which it fills every slot;
    a place without a slot follows behind «in», «في». ``noun`` phrases stand where nobody is known to have done it.
    ``ar_toll`` is a noun, its gender and what leads to the target: «مقتل 12 في قصف على ...».
    """

    plover_type: PloverType
    plover_mode: str | None = None
    en_target: TitleTemplate = ""
    en_place: TitleTemplate = ""
    en_alone: TitleTemplate
    en_noun_target: TitleTemplate = ""
    en_noun_place: TitleTemplate = ""
    en_noun: TitleTemplate
    ar_target: TitleTemplate = ""
    ar_place: TitleTemplate = ""
    ar_alone: TitleTemplate
    ar_noun_target: TitleTemplate = ""
    ar_noun_place: TitleTemplate = ""
    ar_noun: TitleTemplate
    ar_toll: Annotated[str, StringConstraints(pattern=r"^\S.* [mf] \S+$")] | None = None


class TitleName(DataRecord):
    """What a title calls an actor (title_names.csv), found by actor id, words of the text, code or sector.

    Slots are the nationality's forms: ``{nation}`` in English; ``{ms}``, ``{fs}``, ``{mp}``, with ``the_`` before
    them or ``_oblique`` behind, in Arabic. ``agreement`` is that of the Arabic verb, ``number`` of the English.
    """

    key: str
    agreement: Agreement
    name_ar: str
    oblique_ar: str = ""
    name_en: str
    number: Literal["many"] | None = None


class TitleWords(DataRecord):
    """What titles must know of the grammar of names (titles.yml)."""

    feminine: tuple[str, ...]
    human_plurals: tuple[str, ...]
    women: tuple[str, ...]
    plural_en: tuple[str, ...]


class Expectation(DataRecord):
    """What the coder must make of an act's example sentence."""

    source: tuple[ActorCode, ...] = ()
    target: tuple[ActorCode, ...] = ()
    places: tuple[str, ...] = ()
    deaths: int | None = None
    injured: int | None = None
    detained: int | None = None


class Act(DataRecord):
    """One act: the words that report it, and where its actor, target and place stand around them.

    ``verbs`` are third person perfect («سيطر», irregular ones «أدان/يدين»), ``nouns`` verbal nouns (a phrase
    inflects in its first word), ``participles`` masculine singular: every form is generated. ``needs`` are
    words of which one must follow within nine words («أطلق … النار»); ``bars`` cancel the act when they stand
    within six words after or two before. Slots of ``source`` and ``target``: subject, object, or a
    preposition («على», «ضد», «من قبل» ...).
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    mode: str | None = None
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    participles: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    source: tuple[str, ...] = ("subject",)
    target: tuple[str, ...] = ("object",)
    place: tuple[str, ...] = ("في", "ب", "object", "على", "إلى", "من")
    genitive: Literal["subject", "object"] = "subject"
    reciprocal: bool = False
    armed: bool = False  # the source must bear arms: «دخلت القوات المدينة», not «دخل الطلاب»
    patient_first: bool = False  # «قتل 15 شخصاً»: a lone noun after the verb suffers the act
    default_source_sector: str | None = None  # of a nationality alone: «غارة إسرائيلية» is ISR + this
    counts: Literal["deaths", "injured", "detained"] | None = None
    confidence: float = Field(default=0.8, gt=0, le=1)
    example: str
    expect: Expectation = Expectation()


class ActFile(DataRecord):
    """The acts of one PLOVER type (acts/<type>.yml)."""

    type: PloverType
    acts: tuple[Act, ...]


class CalendarMonth(DataRecord):
    """A month's names: Gregorian, Levantine, Maghrebi."""

    number: int = Field(ge=1, le=12)
    names: tuple[str, ...]


class Words(DataRecord):
    """The closed classes of words that the coder must know (words.yml)."""

    prepositions: tuple[str, ...]
    breaks: tuple[str, ...]  # words that open a new clause
    linking_verbs: tuple[str, ...]  # verbs that carry a verbal noun: «شن هجوماً», «أجرى محادثات»
    speech_verbs: tuple[str, ...]
    speech_nouns: tuple[str, ...]  # «بحسب», «وفق», «نقلاً عن»
    plain_verbs: tuple[str, ...]  # verbs that report no act but open a clause
    deny_verbs: tuple[str, ...]
    negations: tuple[str, ...]
    planned: tuple[str, ...]
    hypothetical: tuple[str, ...]
    elsewhere: tuple[str, ...]  # after them it is not the speaker who tells any more
    no_aims: tuple[str, ...]  # before «لهجوم» they make it a cause or a reference, not an aim
    transparent: tuple[str, ...]  # adjectives inside an actor's name that say nothing of its country
    groups_of: tuple[str, ...]  # «مجموعة من», «عشرات»: the actor is what follows
    vague_sources: tuple[str, ...]  # «مصدر عسكري»، «مصادر محلية»
    people: tuple[str, ...]  # «شخص», «مدني»: what casualties are counted in
    dead: tuple[str, ...]
    hurt: tuple[str, ...]
    held: tuple[str, ...]
    no_units: tuple[str, ...]  # after a number they make it a time, a date or a share, not a count of things
    sport: tuple[str, ...]  # a text with several of these is about a game
    weekdays: tuple[str, ...]  # Monday first, as datetime counts
    months: tuple[CalendarMonth, ...]
    sectors: dict[str, tuple[str, str]]
    given_names: tuple[str, ...]  # after a title they begin a person's name: «المتحدث أحمد …»


class Lexicon:
    """All lexicons of one folder, read once; ``gazetteer`` is a further file of places, in the format of places.csv."""

    def __init__(self, folder: Path = FOLDER, gazetteer: Path | None = None) -> None:
        self.countries = tuple(read_csv(folder / "countries.csv", Country))
        self.nationalities = tuple(read_csv(folder / "nationalities.csv", Nationality))
        self.actor_heads = tuple(read_csv(folder / "actor_heads.csv", ActorHead))
        self.actor_sides = tuple(read_csv(folder / "actor_sides.csv", ActorSide))
        self.actors = tuple(read_csv(folder / "actors.csv", Actor))
        self.actor_roles = tuple(read_csv(folder / "actor_roles.csv", ActorRole))
        self.actor_contexts = tuple(read_csv(folder / "actor_contexts.csv", ActorContext))
        self.places = tuple(read_csv(folder / "places.csv", Place))
        if gazetteer:
            known = {place.location_id for place in self.places}
            self.places += tuple(place for place in read_csv(gazetteer, Place) if place.location_id not in known)
        self.place_words = tuple(read_csv(folder / "place_words.csv", PlaceWord))
        self.event_types: dict[tuple[str, str | None], EventType] = {
            (row.plover_type, row.plover_mode): row for row in read_csv(folder / "event_types.csv", EventType)
        }
        self.title_phrases: dict[tuple[str, str | None], TitlePhrase] = {
            (row.plover_type, row.plover_mode): row for row in read_csv(folder / "titles.csv", TitlePhrase)
        }
        self.title_names = tuple(read_csv(folder / "title_names.csv", TitleName))
        self.title_words = read_yaml(folder / "titles.yml", TitleWords)
        self.act_files = tuple(read_yaml(path, ActFile) for path in sorted((folder / "acts").glob("*.yml")))
        self.words = read_yaml(folder / "words.yml", Words)


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """Return the lexicon that ships with the project, with the places of WAQAI_GAZETTEER.

    Raises UsageError when that names no file.
    """
    gazetteer = settings().gazetteer
    if gazetteer and not gazetteer.is_file():
        raise UsageError(f"WAQAI_GAZETTEER={gazetteer}: no such file: `waqai gazetteer import` makes one")
    return Lexicon(gazetteer=gazetteer)
