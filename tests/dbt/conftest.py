from datetime import date

import pytest
from dbt_lake import Build, Night, article, build, mention

FRIDAY, SATURDAY, SUNDAY = date(2024, 12, 6), date(2024, 12, 7), date(2024, 12, 8)

SHELLING = "🔴 عاجل: قصف الجيش السوري أحياء سكنية في مدينة حماة. وأسفر القصف عن مقتل 5 مدنيين."
COPIED_SHELLING = "🔴 عاجل : قصف الجيش السوري أحياءً سكنيّة في مدينة حماة.\nوأسفر القصف عن مقتل 5 مدنيين"


def three_nights() -> list[Night]:
    """Three nights of three outlets, in which each rule of the warehouse has its case."""
    nights = {
        (day, outlet): Night(day, outlet)
        for day in (FRIDAY, SATURDAY, SUNDAY)
        for outlet in ("nakhla", "rawasi", "shurfa")
    }

    # one shelling: reported, reported otherwise by another outlet, copied by a third, and fetched again unchanged
    first = article("shelling", SHELLING, "2024-12-06 09:00")
    shelled = {"source": "syr-army", "target": "generic:SYRCVL", "place": "sy-hama"}
    shot = mention(first, "قصف الجيش", "ASSAULT/heavy-weapons", **shelled)
    toll = mention(first, "مقتل", "ASSAULT/heavy-weapons", target="generic:SYRCVL", deaths=5, same_as=shot.mention_id)
    nights[FRIDAY, "rawasi"].add(first, shot, toll)
    nights[SATURDAY, "rawasi"].add(
        article("shelling", SHELLING, "2024-12-06 09:00", fetched="2024-12-07 11:00"), shot, toll
    )
    other = article(
        "hama-toll", "قالت المعارضة إن قصف الجيش السوري على حماة أوقع 7 قتلى و12 جريحاً.", "2024-12-06 12:00"
    )
    nights[FRIDAY, "nakhla"].add(
        other,
        mention(
            other, "قصف", "ASSAULT/heavy-weapons", **shelled, deaths=7, injured=12, confidence=0.9,
            factuality="claimed", attributed_to="المعارضة",
        ),
    )  # fmt: skip
    copy = article("shelling-copied", COPIED_SHELLING, "2024-12-06 15:00")
    nights[FRIDAY, "shurfa"].add(
        copy, mention(copy, "قصف الجيش", "ASSAULT/heavy-weapons", **shelled, deaths=50, confidence=0.95)
    )

    # an article whose second text takes back what the first said
    taken = article("hama-taken", "سيطرت إدارة العمليات العسكرية على مدينة حماة وقتلت 40 جندياً.", "2024-12-07 08:00")
    nights[SATURDAY, "nakhla"].add(
        taken, mention(taken, "سيطرت", "COERCE/seize", source="ops-command", place="sy-hama", deaths=40)
    )
    mended = article(
        "hama-taken",
        "تصحيح: سيطرت إدارة العمليات العسكرية على مدينة حماة دون قتال يذكر.",
        "2024-12-07 08:00",
        fetched="2024-12-08 10:00",
    )
    nights[SUNDAY, "nakhla"].add(
        mended, mention(mended, "سيطرت", "COERCE/seize", source="ops-command", place="sy-hama")
    )
    israel = article("quneitra", "دخل الجيش الإسرائيلي مدينة القنيطرة ثم استعاد الجيش السوري درعا.", "2024-12-08 09:00")
    nights[SUNDAY, "rawasi"].add(
        israel,
        mention(israel, "دخل", "COERCE/seize", source="isr-army", place="sy-quneitra"),
        mention(israel, "استعاد", "COERCE/seize", source="syr-army", place="sy-daraa"),
    )

    # an explosion of which the first report names nobody, the second the opposition, the third Israel
    for name, hour, actor in (("blast", 7, None), ("blast-2", 9, "ops-command"), ("blast-3", 11, "isr-army")):
        blast = article(name, f"وقع انفجار في حمص، وفق رواية {name}.", f"2024-12-07 {hour:02}:00")
        nights[SATURDAY, "shurfa"].add(
            blast, mention(blast, "انفجار", "ASSAULT/explosives", source=actor, place="sy-homs")
        )

    # a meeting that was held, and the same one planned and denied
    for name, factuality in (("held", "asserted"), ("planned", "planned"), ("denied", "denied")):
        meeting = article(name, f"لقاء في درعا ({name}).", "2024-12-07 10:00")
        nights[SATURDAY, "rawasi"].add(
            meeting,
            mention(
                meeting, "لقاء", "CONSULT/meet", source="un", target="country:JOR", place="sy-daraa",
                factuality=factuality, event_date=None, event_date_precision=None,
            ),
        )  # fmt: skip

    # condemnations without a place: two sentences of one article are one event, another article's is its own
    for name in ("condemned", "condemned-too"):
        story = article(name, f"أدان الأردن إسرائيل ({name}). وكرر الأردن شجبه لإسرائيل.", "2024-12-07 12:00")
        nights[SATURDAY, "nakhla"].add(
            story,
            *(
                mention(story, word, "ACCUSE/disapprove", source="country:JOR", target="country:ISR")
                for word in ("أدان", "شجبه")
            ),
        )

    # deadly clashes: the state's with the armed, and of the armed among themselves; a place that no lexicon has
    clash = article(
        "clash", "اشتبك الجيش السوري مع مسلحين وقتل 3. وتقاتلت فصائل قرب تل مجهول وقتل 2.", "2024-12-06 18:00"
    )
    nights[FRIDAY, "nakhla"].add(
        clash,
        mention(
            clash, "اشتبك", "ASSAULT/clash", source="syr-army", target="generic:SYRREB", place="sy-homs", deaths=3
        ),
        mention(
            clash, "تقاتلت", "ASSAULT/clash", source="ops-command", target="generic:SYRREB",
            place="sy-unlisted", deaths=2,
        ),
    )  # fmt: skip
    return list(nights.values())


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The warehouse over three nights of three outlets."""
    built = build(tmp_path_factory.mktemp("warehouse"), three_nights())
    assert built.returncode == 0, built.output
    return built
