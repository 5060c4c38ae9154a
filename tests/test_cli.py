"""Bad usage is one clear line and exit code 2; failed work is one line and exit code 1; nothing is half-written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extract.settings import PROJECT
from extract.site.server import running_site

WAQAI = str(Path(sys.executable).with_name("waqai"))
SENTENCE = "قصف الجيش الإسرائيلي بلدة الخيام في جنوب لبنان، أمس الجمعة."


def waqai(*arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "WAQAI_HOME": str(home), **variables}
    return subprocess.run([WAQAI, *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("discover", "--run-date", "2024-12-06", "--source", "nosuch"), "unknown outlet 'nosuch'"),
        (("discover", "--run-date", "6 December"), "'6 December' is no date: write it as YYYY-MM-DD"),
        (("code",), "code takes one of --run-date DAY, --jsonl FILE or --text FILE"),
        (("code", "--text", "nosuch.txt", "--published", "2024-12-06"), "nosuch.txt: cannot be read"),
        (("code", "--text", "nosuch.txt"), "--text needs --published"),
        (("code", "--jsonl", "nosuch.jsonl"), "nosuch.jsonl: no such file"),
        (("run", "--corpus", "pyproject.toml", "--run-date", "2024-12-06"), "pyproject.toml:1"),
        (("site", "--corpus", "nosuch.jsonl"), "nosuch.jsonl"),
        (("evaluate", "--texts", "nosuch.jsonl", "--gold", "nosuch.jsonl"), "nosuch.jsonl: no such file"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    ended = waqai(*arguments, home=tmp_path / "home")
    assert ended.returncode == 2, ended.stderr
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_setting_that_cannot_be_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    ended = waqai("status", "--run-date", "2024-12-06", home=tmp_path, WAQAI_KEEP_BUILDS="0")
    assert ended.returncode == 2
    assert ended.stderr.startswith("waqai: WAQAI_KEEP_BUILDS=0: ")
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("sql", "select 1"), "nothing is published"),
        (("explain", "ev_0"), "nothing is published"),
        (("build", "--run-date", "2024-12-06"), "holds no coded mentions"),
        (("publish", "--run-date", "2024-12-06"), "2024-12-06 has no build"),
        (
            ("fetch", "--run-date", "2024-12-06", "--source", "rawasi"),
            "discoveries of rawasi on 2024-12-06 do not exist",
        ),
        (("status", "--run-date", "2024-12-06"), "nothing was read for 2024-12-06"),
    ],
)
def test_work_that_cannot_be_done_is_one_line_and_exit_code_1(
    arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    ended = waqai(*arguments, home=tmp_path / "home")
    assert ended.returncode == 1, ended.stderr
    assert told in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert not list((tmp_path / "home").glob("**/*.parquet"))


def test_a_dead_outlet_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    with running_site(PROJECT / "demo" / "corpus", 0) as base_url:
        folder = tmp_path / "sources"
        folder.mkdir()
        for name in ("rawasi", "shurfa"):
            text = (PROJECT / "extract" / "sources" / f"{name}.yml").read_text(encoding="utf-8")
            address = base_url if name == "rawasi" else "http://127.0.0.1:9"
            (folder / f"{name}.yml").write_text(text.replace("http://127.0.0.1:8041", address), encoding="utf-8")
        ended = waqai(
            "discover", "--run-date", "2024-12-06", "--json", home=tmp_path / "home", WAQAI_SOURCES=str(folder)
        )
    told = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert list(told["outlets"]) == ["rawasi"]
    assert told["outlets"]["rawasi"] > 5
    assert "shurfa" in told["failed"][0]


def test_code_reads_a_text_file(tmp_path: Path) -> None:
    file = tmp_path / "news.txt"
    file.write_text(SENTENCE, encoding="utf-8")
    ended = waqai("code", "--text", str(file), "--published", "2024-12-07", "--json", home=tmp_path)
    (mention,) = json.loads(ended.stdout)
    assert mention["plover_type"] == "ASSAULT"
    assert mention["event_date"] == "2024-12-06"
    assert mention["doc_id"] == "news"


def test_code_reads_jsonl_and_workers_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    lines = [{"doc": f"d{n}", "published": "2024-12-07", "text": SENTENCE} for n in range(6)]
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    alone = waqai("code", "--jsonl", str(file), home=tmp_path)
    together = waqai("code", "--jsonl", str(file), "--workers", "2", home=tmp_path)
    assert alone.returncode == together.returncode == 0
    assert alone.stdout == together.stdout
    assert [json.loads(line)["doc_id"] for line in alone.stdout.splitlines()] == [f"d{n}" for n in range(6)]


def test_every_command_explains_itself(tmp_path: Path) -> None:
    listed = waqai("--help", home=tmp_path).stdout
    for command in ("discover", "fetch", "extract", "code", "evaluate", "build", "gate", "publish", "brief", "sql",
                    "explain", "site", "run", "up", "status", "sources"):  # fmt: skip
        assert command in listed
