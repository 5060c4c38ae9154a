"""The event types that the coder and dbt share."""

from extract.coding.lexicons import FOLDER, EventType
from extract.datafiles import read_csv

TYPES = {(row.plover_type, row.plover_mode): row for row in read_csv(FOLDER / "event_types.csv", EventType)}

# The modes of the annotation guide, and PLOVER's own beside them.
MODES = {
    "AGREE": "",
    "CONSULT": "visit meet third-party phone host negotiate multilateral",
    "SUPPORT": "praise endorse recognise condole",
    "CONCEDE": "resign reform",
    "COOPERATE": "share",
    "AID": "economic military humanitarian asylum",
    "RETREAT": "withdraw surrender release return ceasefire disarm access ease resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove allege investigate",
    "REJECT": "assist change yield meet deny",
    "THREATEN": "restrict ban arrest relations expel territory violence",
    "PROTEST": "demo hunger boycott strike obstruct riot vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict ban censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "beat torture execute sexual assassinate firearms explosives suicide-attack heavy-weapons aerial clash "
    "abduct massacre unconventional targeted destroy primitive drone crowd-control",
}


def quad_class(root: int) -> int:
    return 1 if root <= 5 else 2 if root <= 9 else 3 if root <= 14 else 4


def test_every_type_and_mode_has_its_row() -> None:
    expected = {(kind, mode) for kind, modes in MODES.items() for mode in (None, *modes.split())}
    assert set(TYPES) == expected


def test_roots_and_quad_classes_follow_from_the_code() -> None:
    for key, row in TYPES.items():
        assert (row.cameo_root, row.cameo_base) == (row.cameo_code[:2], row.cameo_code[:3]), key
        assert row.quad_class == quad_class(int(row.cameo_root)), key


def test_one_code_has_one_goldstein_score() -> None:
    scores: dict[str, set[float]] = {}
    for row in TYPES.values():
        scores.setdefault(row.cameo_code, set()).add(row.goldstein)
    assert all(len(values) == 1 for values in scores.values())
    published = {"042": 1.9, "0874": 10.0, "111": -2.0, "130": -4.4, "181": -9.0, "192": -9.5}
    assert {code: scores[code].pop() for code in published} == published


def test_only_the_taking_of_territory_leaves_its_acled_label_open() -> None:
    open_labels = {key for key, row in TYPES.items() if row.acled_event_type and not row.acled_sub_event_type}
    assert open_labels == {("COERCE", "seize")}
    assert not any(row.acled_sub_event_type and not row.acled_event_type for row in TYPES.values())
