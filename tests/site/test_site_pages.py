from datetime import UTC, datetime

from extract.site.pages import TEMPLATES, arabic_date, direction, excerpt, paragraphs, template_of


def test_short_lines_within_a_text_are_headings() -> None:
    text = "\n".join(
        [
            "الخرطوم - رواسي",
            "وصل المسافرون إلى المحطة بعد رحلة استمرت ست ساعات على الطريق الساحلي الجديد.",
            "",
            "الطريق الساحلي",
            "افتتح الطريق في الربيع.",
            "قائمة أولى",
            "قائمة ثانية",
            "انتهى الخبر هنا.",
            "وكالات",
        ]
    )
    read = paragraphs(text)
    assert [paragraph.text for paragraph in read] == [row for row in text.split("\n") if row]
    assert [paragraph.text for paragraph in read if paragraph.is_heading] == ["الطريق الساحلي", "قائمة ثانية"]


def test_the_date_line_has_both_names_of_the_month() -> None:
    assert arabic_date(datetime(2024, 12, 6, 13, 50, tzinfo=UTC)) == "الجمعة 6 كانون الأول/ديسمبر 2024"
    assert arabic_date(datetime(2024, 9, 2, tzinfo=UTC)) == "الاثنين 2 أيلول/سبتمبر 2024"


def test_an_excerpt_ends_between_words() -> None:
    long = "كلمة " * 100
    cut = excerpt(f"الخرطوم - رواسي\n{long}\nفقرة ثانية")
    assert cut.endswith("…") and 150 < len(cut) <= 161
    assert set(cut.removesuffix("…").split()) == {"كلمة"}


def test_an_excerpt_is_never_a_whole_paragraph() -> None:
    assert excerpt("خبر قصير من ست كلمات فقط.\nوسطر ثان") == "خبر قصير من ست كلمات…"
    assert excerpt("كلمة") == "كلم…"


def test_templates_are_chosen_by_the_outlet_alone() -> None:
    demo = {name: template_of(name) for name in ("rawasi", "almarsa", "bayadir", "nakhla", "shurfa")}
    assert demo == {
        "rawasi": "wire",
        "almarsa": "newspaper",
        "bayadir": "portal",
        "nakhla": "newspaper",
        "shurfa": "portal",
    }
    # Pinned: an archive of these pages must be comparable with one made by a later version.
    assert [template_of(name) for name in ("okaz", "sabq", "aawsat")] == ["newspaper", "wire", "portal"]
    assert {template_of(f"outlet_{number}") for number in range(30)} == set(TEMPLATES)


def test_direction_follows_the_language() -> None:
    assert [direction(tag) for tag in ("ar", "fa-IR", "ckb", "en", "tr")] == ["rtl", "rtl", "rtl", "ltr", "ltr"]
