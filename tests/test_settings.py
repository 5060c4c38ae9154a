"""The one table of settings is true."""

import re

from extract.settings import PROJECT, Settings


def test_docs_and_settings_agree() -> None:
    page = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `WAQAI_(\w+)` \| `([^`]*)` \| (.+?) \|$", page, re.M)
    documented = {name.lower(): (default, meaning) for name, default, meaning in rows}
    assert set(documented) == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        assert documented[name][1] == field.description
        default = str(field.default).removeprefix(str(PROJECT) + "/")
        assert documented[name][0] == default


def test_paths_are_absolute(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WAQAI_HOME", "here")
    assert Settings().lake == tmp_path / "here" / "lake"
