"""Annotated texts: what careful readers found, in the format of the annotation guide.

The project's own gold set (``gold/``) has three parts: passages written for it, its demo corpus, and stand-off
annotations of real articles, whose texts are not the project's to ship and must be at hand in a corpus file.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from extract.coding.text import sentences as split
from extract.datafiles import numbered_lines
from extract.errors import UsageError
from extract.records import SourceText
from extract.settings import PROJECT

GOLD = PROJECT / "gold"
DEMO = PROJECT / "demo" / "corpus"
GoldPlace = tuple[str, float | None, float | None]  # name, latitude and longitude in degrees


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One annotated event. ``start`` is where its trigger stands, for annotations that stand off from the text."""

    doc: str
    sentence: str
    trigger: str
    types: tuple[str, ...]  # the annotator's own first, then those it would accept
    source: tuple[str, ...]
    target: tuple[str, ...]
    places: tuple[GoldPlace, ...]
    date: str | None
    factuality: str
    is_central: bool
    start: int | None = None

    def position(self, text: str) -> int:
        """Return where in the text the act is told."""
        if self.start is not None:
            return self.start
        sentence = max(text.find(self.sentence), 0)
        trigger = text.find(self.trigger, sentence)
        return trigger if trigger >= 0 else sentence


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Texts and every event in them."""

    texts: tuple[SourceText, ...]
    events: tuple[GoldEvent, ...]

    def __add__(self, other: "GoldSet") -> "GoldSet":
        return GoldSet(self.texts + other.texts, self.events + other.events)

    def sentences(self, every: int) -> "GoldSet":
        """Return every so-many-th sentence of each text as a text of its own: news comes in snippets, too."""
        texts, events = [], []
        for text in self.texts:
            told = [(event, event.position(text.text)) for event in self.events if event.doc == text.doc_id]
            for sentence in split(text.text)[::every]:
                doc = f"{text.doc_id}#{sentence.index}"
                texts.append(replace(text, doc_id=doc, text=text.text[sentence.start : sentence.end], title=""))
                events += [
                    replace(event, doc=doc, start=position - sentence.start)
                    for event, position in told
                    if sentence.start <= position < sentence.end
                ]
        return GoldSet(tuple(texts), tuple(events))

    def undated(self) -> "GoldSet":
        """Return the same without days, to learn all but dates from."""
        return GoldSet(self.texts, tuple(replace(event, date=None) for event in self.events))


def read_texts(path: Path) -> list[SourceText]:
    """Read lines of {"doc", "published", "text"}; raises UsageError with the line that is none."""
    texts = []
    for number, row in _json_lines(path):
        try:
            published = date.fromisoformat(str(row["published"])[:10])
            # JSON may hold half a character, which could not be printed again.
            text = str(row["text"]).encode("utf-8", "replace").decode("utf-8")
            texts.append(SourceText(str(row["doc"]), published, text, str(row.get("title") or "")))
        except (KeyError, ValueError) as fault:
            raise UsageError(
                f'{path}:{number}: a text needs "doc", "published" (YYYY-MM-DD) and "text": {fault}'
            ) from fault
    return texts


def read_gold(path: Path) -> list[GoldEvent]:
    """Read annotated events, one JSON object a line; raises UsageError with the line that is none."""
    events = []
    for number, row in _json_lines(path):
        if "type" not in row:  # a text without an event is listed, too
            continue
        try:
            start = row.get("start")
            events.append(
                GoldEvent(
                    row["doc"],
                    row["sent"] if start is None else row.get("sent", ""),
                    row["trigger"] if start is None else row.get("trigger", ""),
                    (row["type"], *row.get("accept", ())),
                    tuple(row["source"]),
                    tuple(row["target"]),
                    tuple((place["ar"], place.get("lat"), place.get("lon")) for place in row["places"]),
                    row["date"],
                    row["factuality"],
                    bool(row.get("central", True)),
                    start,
                )
            )
        except (KeyError, TypeError) as fault:
            raise UsageError(f"{path}:{number}: no annotated event: {fault} is missing or wrong") from fault
    return events


def passages() -> GoldSet:
    """Return the passages written for the gold set."""
    return GoldSet(tuple(read_texts(GOLD / "passages.texts.jsonl")), tuple(read_gold(GOLD / "passages.events.jsonl")))


def demo() -> GoldSet:
    """Return the demo corpus with its annotations."""
    texts = {text.doc_id: text for path in sorted(DEMO.glob("*.jsonl")) for text in read_texts(path)}
    annotated = [str(row["doc"]) for _, row in _json_lines(GOLD / "demo.jsonl")]
    return GoldSet(tuple(texts[doc] for doc in annotated), tuple(read_gold(GOLD / "demo.events.jsonl")))


def articles(corpus: Path) -> GoldSet:
    """Return the annotated real articles, their texts taken from a corpus file (JSONL, ``.gz`` too).

    Raises UsageError when the corpus lacks one of them or has another text under its name.
    """
    texts = {text.doc_id: text for text in read_texts(corpus)}
    found = []
    for number, row in _json_lines(GOLD / "articles.jsonl"):
        text = texts.get(row["doc"])
        if text is None or hashlib.sha256(text.text.encode()).hexdigest() != row["sha256"]:
            raise UsageError(
                f"{GOLD / 'articles.jsonl'}:{number}: {corpus} does not hold the text of {row['doc']} that was "
                "annotated; name the corpus that gold/README.md describes"
            )
        found.append(text)
    return GoldSet(tuple(found), tuple(read_gold(GOLD / "articles.events.jsonl")))


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in numbered_lines(path):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as fault:
            raise UsageError(f"{path}:{number}: no JSON: {fault.msg}") from fault
        if not isinstance(row, dict):
            raise UsageError(f"{path}:{number}: a line must be one JSON object")
        yield number, row
