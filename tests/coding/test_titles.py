"""What people read of a mention: one clean line in Arabic, one in English."""

import csv
import time
from datetime import date
from functools import lru_cache
from itertools import product

import pytest

from extract.coding.actors import ActorReader, NamedActor
from extract.coding.coder import Coder
from extract.coding.lexicons import FOLDER, default_lexicon
from extract.coding.numbers import Casualties
from extract.coding.places import NamedPlace
from extract.coding.titles import Titler, Told
from extract.records import Factuality, SourceText

SATURDAY = date(2024, 12, 7)
DAY_AR = "7 كانون الأول/ديسمبر 2024"
DAY_EN = "7 Dec 2024"


@lru_cache(maxsize=1)
def coder() -> Coder:
    """The rules alone: what a title says then hangs on no model."""
    return Coder(default_lexicon())


@lru_cache(maxsize=1)
def titler() -> Titler:
    return Titler(default_lexicon())


@pytest.mark.parametrize(
    ("text", "english", "arabic"),
    [
        (
            "سيطرت فصائل المعارضة السورية على مدينتي الرستن وتلبيسة في ريف حمص، الجمعة.",
            "Syrian rebels seize Al-Rastan, Talbiseh (Homs), 6 Dec 2024",
            "فصائل المعارضة السورية تسيطر على الرستن وتلبيسة (حمص)، 6 كانون الأول/ديسمبر 2024",
        ),
        (
            "قُتل 12 شخصاً في قصف إسرائيلي على بيت لاهيا.",
            f"Israeli army shells Beit Lahia (North Gaza), 12 killed, {DAY_EN}",
            f"مقتل 12 في قصف إسرائيلي على بيت لاهيا (شمال غزة)، {DAY_AR}",
        ),
        (
            "قُتل 15 مدنياً وأصيب 30 آخرون في غارة إسرائيلية على مخيم جباليا.",
            "Israeli army carries out air strike on Palestinian civilians in Jabalia camp (Gaza Strip), "
            f"15 killed, 30 injured, {DAY_EN}",
            f"مقتل 15 وإصابة 30 في غارة إسرائيلية على مدنيين فلسطينيين في مخيم جباليا (قطاع غزة)، {DAY_AR}",
        ),
        (
            "قصف الجيش الإسرائيلي بلدة الخيام، أمس الجمعة.",
            "Israeli army shells El Khiyam (Nabatieh), 6 Dec 2024",
            "الجيش الإسرائيلي يقصف الخيام (النبطية)، 6 كانون الأول/ديسمبر 2024",
        ),
        (
            "اندلعت اشتباكات بين الجيش السوداني وقوات الدعم السريع في مدينة الفاشر.",
            f"Clashes between Sudanese army and Rapid Support Forces in El Fasher, {DAY_EN}",
            f"اشتباكات بين الجيش السوداني وقوات الدعم السريع في الفاشر، {DAY_AR}",
        ),
        (
            "خرجت مظاهرة في بغداد، الجمعة.",
            "Protest in Baghdad, 6 Dec 2024",
            "مظاهرة في بغداد، 6 كانون الأول/ديسمبر 2024",
        ),
        (
            "تظاهر مئات المتظاهرين في بغداد ضد الحكومة العراقية.",
            f"Protest against Iraqi government in Baghdad, {DAY_EN}",
            f"مظاهرة ضد الحكومة العراقية في بغداد، {DAY_AR}",
        ),
        (
            "سيجتمع وزير الخارجية التركي مع نظيره الروسي في الدوحة غداً.",
            "Turkish foreign minister to meet Russian counterpart in Doha, 8 Dec 2024",
            "وزير الخارجية التركي سيلتقي نظيره الروسي في الدوحة، 8 كانون الأول/ديسمبر 2024",
        ),
        (
            "من المقرر أن يلتقي الرئيس التركي نظيره الروسي في موسكو.",
            "Turkish president to meet Russian counterpart in Moscow",
            "الرئيس التركي سيلتقي نظيره الروسي في موسكو",
        ),
        (
            "يعتزم الجيش التركي قصف مدينة منبج.",
            "Turkish army to shell Manbij (Aleppo)",
            "الجيش التركي سيقصف منبج (حلب)",
        ),
        (
            "أعلنت هيئة تحرير الشام السيطرة على مدينة حماة.",
            f"Hayat Tahrir al-Sham claims seizure of Hama, {DAY_EN}",
            f"هيئة تحرير الشام تعلن السيطرة على حماة، {DAY_AR}",
        ),
        (
            "أعلن الجيش الإسرائيلي أن حزب الله قصف حيفا.",
            f"Hezbollah shells Haifa, Israeli army says, {DAY_EN}",
            f"حزب الله يقصف حيفا، بحسب الجيش الإسرائيلي، {DAY_AR}",
        ),
        (
            "نفى الجيش السوري انسحاب قواته من مدينة حمص.",
            f"Syrian army denies withdrawal from Homs, {DAY_EN}",
            f"الجيش السوري ينفي الانسحاب من حمص، {DAY_AR}",
        ),
        (
            "انسحب الجيش السوري من مدينة حمص.",
            f"Syrian army withdraws from Homs, {DAY_EN}",
            f"الجيش السوري ينسحب من حمص، {DAY_AR}",
        ),
        (
            "انسحبت قوات النظام السوري من مدينة حماة.",
            f"Syrian government forces withdraw from Hama, {DAY_EN}",
            f"قوات النظام السوري تنسحب من حماة، {DAY_AR}",
        ),
        (
            "هاجم مجهولون حاجزاً للشرطة العراقية في كركوك.",
            f"Unknown attackers attack Iraqi police in Kirkuk, {DAY_EN}",
            f"مجهولون يهاجمون الشرطة العراقية في كركوك، {DAY_AR}",
        ),
        (
            "أدانت السعودية ومصر والأردن القصف الإسرائيلي على دمشق.",
            f"Israeli army shells Damascus, {DAY_EN}",
            f"الجيش الإسرائيلي يقصف دمشق، {DAY_AR}",
        ),
        (
            "اعتقلت الشرطة التركية 25 شخصاً في إسطنبول.",
            f"Turkish police make arrests in Istanbul, 25 detained, {DAY_EN}",
            f"الشرطة التركية تنفذ اعتقالات في إسطنبول، اعتقال 25، {DAY_AR}",
        ),
        (
            "أفرجت حركة حماس عن أسرى إسرائيليين في غزة.",
            f"Hamas releases Israeli prisoners in Gaza City, {DAY_EN}",
            f"حركة حماس تفرج عن أسرى إسرائيليين في غزة، {DAY_AR}",
        ),
        (
            "زار وزير الخارجية الإيراني عباس عراقجي دمشق، الأحد.",
            "Abbas Araghchi visits Damascus, 1 Dec 2024",
            "عباس عراقجي يزور دمشق، 1 كانون الأول/ديسمبر 2024",
        ),
        (
            "هدد الرئيس الأمريكي إيران بعقوبات جديدة.",
            f"US president threatens Iran with sanctions, {DAY_EN}",
            f"الرئيس الأمريكي يهدد إيران بعقوبات، {DAY_AR}",
        ),
        (
            "أرسلت روسيا مساعدات إنسانية إلى سوريا.",
            f"Russia delivers humanitarian aid to Syria, {DAY_EN}",
            f"روسيا تقدم مساعدات إنسانية إلى سوريا، {DAY_AR}",
        ),
        (
            "استقال رئيس الوزراء الفرنسي في باريس.",
            f"French prime minister resigns in Paris, {DAY_EN}",
            f"رئيس الوزراء الفرنسي يقدم الاستقالة في باريس، {DAY_AR}",
        ),
        (
            "فرضت السلطات السورية حظر تجول في دمشق.",
            f"Syrian authorities impose curfew on Damascus, {DAY_EN}",
            f"السلطات السورية تفرض حظر تجول في دمشق، {DAY_AR}",
        ),
        (
            "هاجم مستوطنون إسرائيليون قرية في نابلس.",
            f"Israeli settlers attack Nablus, {DAY_EN}",
            f"مستوطنون إسرائيليون يهاجمون نابلس، {DAY_AR}",
        ),
        (
            "قتل 3 جنود وأصيب 5 في هجوم للحوثيين على مأرب.",
            f"Houthis attack Yemeni soldiers in Ma'rib, 3 killed, 5 injured, {DAY_EN}",
            f"مقتل 3 وإصابة 5 في هجوم لجماعة الحوثي على جنود يمنيين في مأرب، {DAY_AR}",
        ),
        (
            "أغلقت السلطات الأردنية معبر جابر.",
            f"Jordanian authorities impose restrictions in Jaber border crossing (Mafraq), {DAY_EN}",
            f"السلطات الأردنية تفرض قيودا في معبر جابر (المفرق)، {DAY_AR}",
        ),
        (
            "أعدم تنظيم الدولة الإسلامية 4 مدنيين في دير الزور.",
            f"Islamic State executes Syrian civilians in Deir ez-Zor, {DAY_EN}",
            f"تنظيم الدولة الإسلامية يعدم مدنيين سوريين في دير الزور، {DAY_AR}",
        ),
        (
            "رفضت إيران التفاوض مع الولايات المتحدة.",
            f"Iran refuses to meet US, {DAY_EN}",
            f"إيران ترفض لقاء الولايات المتحدة، {DAY_AR}",
        ),
        (
            "سيطرت قوات سوريا الديمقراطية على دير الزور والبوكمال والميادين والعشارة وصبيخان.",
            "Syrian Democratic Forces seize Deir ez-Zor, Al-Bukamal (Deir ez-Zor), Al `Asharah (Deir ez-Zor) "
            f"and others, {DAY_EN}",
            f"قوات سوريا الديمقراطية تسيطر على دير الزور والبوكمال (دير الزور) والعشارة (دير الزور) وغيرها، {DAY_AR}",
        ),
        (
            "طالب المتظاهرون في تبليسي باستقالة الحكومة الجورجية.",
            f"Georgian protesters urge Georgian government to back down in Tbilisi, {DAY_EN}",
            f"متظاهرون جورجيون يطالبون الحكومة الجورجية بالتراجع في تبليسي، {DAY_AR}",
        ),
        (
            "سيطرت هيئة تحرير الشام على مدينة حماة، الخميس.",
            "Hayat Tahrir al-Sham seizes Hama, 5 Dec 2024",
            "هيئة تحرير الشام تسيطر على حماة، 5 كانون الأول/ديسمبر 2024",
        ),
    ],
)
def test_a_sentence_and_its_titles(text: str, english: str, arabic: str) -> None:
    titles = {mention.title_en: mention.title_ar for mention in coder().code(SourceText("doc", SATURDAY, text))}
    assert english in titles, titles
    assert titles[english] == arabic


# --- every type, whoever and wherever


READER = ActorReader(default_lexicon())


def actor(code: str, is_country: bool = False) -> NamedActor:
    bare = NamedActor(0, 1, "", code[:3], code[3:], code, "", "", "", is_country=is_country)
    return READER.generic(bare, code[:3], code[3:])


SYRIAN_ARMY = actor("SYRMIL")
REBELS = actor("SYRREB")
CIVILIANS = actor("LBNCVL")
UNPLACED = NamedActor(0, 1, "", "", "MIL", "", "", "", "")
NOWHERE = NamedActor(0, 1, "", "XXX", "REB", "XXXREB", "", "", "")
ISRAEL = actor("ISRGOV", is_country=True)
PERSON = NamedActor(
    0, 1, "person.x", "TUR", "GOV", "TURGOV", "هاكان فيدان", "Hakan Fidan (minister)", "", is_person=True
)
PLACES = {place.name_en: NamedPlace(0, 1, 0, place, "", place.feature_type) for place in default_lexicon().places}
HAMA, ROAD, SYRIA = PLACES["Hama"], PLACES["M5 highway"], PLACES["Syria"]


def told(factuality: Factuality, casualties: Casualties = Casualties(), speaker: NamedActor | None = None) -> Told:  # noqa: B008
    return Told("نص الخبر", factuality, casualties, speaker, speaker is not None)


def is_arabic(letter: str) -> bool:
    return "\u0600" <= letter <= "\u06ff"


def assert_clean(arabic: str, english: str) -> None:
    for title in (arabic, english):
        assert title == title.strip()
        assert not any(flaw in title for flaw in ("None", "XXX", "  ", "{", "}", " ,", " ،", "()", ",,", "،،")), title
        assert title[-1] not in ",،:–-", title
    assert any(is_arabic(letter) for letter in arabic), arabic
    assert "," not in arabic, arabic
    assert not any(is_arabic(letter) for letter in english), english
    assert not english[0].islower(), english
    latin = [position for position, letter in enumerate(arabic) if letter.isascii() and letter.isalpha()]
    assert all("\u2066" in arabic[:position] and "\u2069" in arabic[position:] for position in latin), arabic


SIDES: list[list[NamedActor]] = [
    [],
    [SYRIAN_ARMY],
    [REBELS],
    [PERSON],
    [UNPLACED],
    [SYRIAN_ARMY, CIVILIANS],
    [NOWHERE, REBELS, PERSON, ISRAEL, CIVILIANS],
]


@pytest.mark.parametrize("event_type", default_lexicon().event_types.values(), ids=lambda row: row.name_en)
def test_titles_are_clean_whoever_does_it_wherever(event_type) -> None:
    for sources, targets, places, factuality in product(
        SIDES, ([], [CIVILIANS], [ISRAEL, REBELS]), ([], [HAMA], [HAMA, ROAD, SYRIA]), Factuality
    ):
        for casualties, speaker in ((Casualties(), None), (Casualties(12, 2, 1), SYRIAN_ARMY)):
            telling = told(factuality, casualties, speaker)
            assert_clean(*titler().titles(event_type, sources, targets, places, SATURDAY, telling))


def test_every_sector_of_every_country_has_a_name() -> None:
    lexicon = default_lexicon()
    event_type = lexicon.event_types["CONSULT", "meet"]
    sectors = [sector for sector in lexicon.words.sectors if sector != "UNK"]
    for country, sector in product([*(country.iso3 for country in lexicon.countries), "XXX", ""], sectors):
        one = NamedActor(0, 1, "", country, sector, country + sector, "", "", "")
        arabic, english = titler().titles(event_type, [one], [], [], None, told(Factuality.ASSERTED))
        assert_clean(arabic, english)
        assert not english.startswith("Meeting"), (country, sector)


def test_every_actor_of_the_lexicon_reads_clean() -> None:
    event_type = default_lexicon().event_types["ASSAULT", None]
    for known in default_lexicon().actors:
        one = NamedActor(
            0, 1, known.actor_id, known.code[:3], known.code[3:], known.code, known.name_ar, known.name_en, "",
            is_person=known.kind == "person",
        )  # fmt: skip
        assert_clean(*titler().titles(event_type, [one], [CIVILIANS], [HAMA], None, told(Factuality.ASSERTED)))


def test_every_event_type_has_its_phrases() -> None:
    with (FOLDER / "titles.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["plover_type"], row["plover_mode"] or None) for row in csv.DictReader(file)]
    assert sorted(rows, key=str) == sorted(default_lexicon().event_types, key=str)


@pytest.mark.parametrize(
    ("factuality", "speaker", "english", "arabic"),
    [
        (Factuality.CALLED_FOR, None, "Call for Syrian army to shell Hama", "دعوة الجيش السوري إلى قصف حماة"),
        (Factuality.PLANNED, None, "Syrian army to shell Hama", "الجيش السوري سيقصف حماة"),
        (
            Factuality.DENIED,
            None,
            "Shelling of Hama by Syrian army denied",
            "نفي أنباء عن أن الجيش السوري يقصف حماة",
        ),
        (
            Factuality.DENIED,
            REBELS,
            "Syrian rebels deny shelling of Hama by Syrian army",
            "فصائل المعارضة السورية تنفي أن الجيش السوري يقصف حماة",
        ),
        (
            Factuality.CLAIMED,
            REBELS,
            "Syrian army shells Hama, Syrian rebels say",
            "الجيش السوري يقصف حماة، بحسب فصائل المعارضة السورية",
        ),
        (Factuality.CLAIMED, None, "Syrian army shells Hama, reports say", "الجيش السوري يقصف حماة، وفق تقارير"),
    ],
)
def test_how_the_text_holds_it(factuality, speaker, english: str, arabic: str) -> None:
    shelling = default_lexicon().event_types["ASSAULT", "heavy-weapons"]
    telling = told(factuality, Casualties(), speaker)
    assert titler().titles(shelling, [SYRIAN_ARMY], [], [HAMA], None, telling) == (arabic, english)


@pytest.mark.parametrize(
    ("factuality", "casualties", "english", "arabic"),
    [
        (Factuality.ASSERTED, Casualties(12), "12 killed in shelling of Hama", "مقتل 12 في قصف على حماة"),
        (Factuality.ASSERTED, Casualties(1, 2), "1 killed, 2 injured in shelling of Hama", None),
        (Factuality.PLANNED, Casualties(), "Planned shelling of Hama", "خطط لقصف حماة"),
        (Factuality.CALLED_FOR, Casualties(), "Call for shelling of Hama", "دعوة إلى قصف حماة"),
        (Factuality.DENIED, Casualties(), "Shelling of Hama denied", "نفي قصف حماة"),
    ],
)
def test_nobody_is_known_to_have_done_it(factuality, casualties: Casualties, english: str, arabic: str | None) -> None:
    shelling = default_lexicon().event_types["ASSAULT", "heavy-weapons"]
    written = titler().titles(shelling, [], [], [HAMA], None, told(factuality, casualties))
    assert written[1] == english
    assert written[0] == (arabic or "مقتل شخص وإصابة شخصين في قصف على حماة")


def test_several_subjects_follow_their_verb() -> None:
    condemn = default_lexicon().event_types["ACCUSE", "disapprove"]
    sources = [actor(code, is_country=True) for code in ("SAUGOV", "EGYGOV", "JORGOV", "QATGOV")]
    assert titler().titles(condemn, sources, [ISRAEL], [], None, told(Factuality.ASSERTED)) == (
        "تنتقد السعودية ومصر والأردن وغيرهم إسرائيل",
        "Saudi Arabia, Egypt, Jordan and others condemn Israel",
    )


def test_a_country_on_both_sides_stands_on_one() -> None:
    accuse = default_lexicon().event_types["ACCUSE", None]
    syria = actor("SYRGOV", is_country=True)
    assert titler().titles(accuse, [syria, ISRAEL], [ISRAEL, syria], [], None, told(Factuality.ASSERTED)) == (
        "سوريا تتهم إسرائيل",
        "Syria accuses Israel",
    )


def test_titles_take_next_to_no_time() -> None:
    shelling = default_lexicon().event_types["ASSAULT", "heavy-weapons"]
    telling = told(Factuality.ASSERTED, Casualties(12))
    started = time.perf_counter()
    for _ in range(2000):
        titler().titles(shelling, [SYRIAN_ARMY], [CIVILIANS], [HAMA, ROAD], SATURDAY, telling)
    assert (time.perf_counter() - started) / 2000 < 0.001
