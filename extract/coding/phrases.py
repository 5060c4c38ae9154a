"""Finding lexicon phrases among tokens: longest first, the first word with or without proclitics."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from extract.coding.morphology import segmentations
from extract.coding.text import Token

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Found(Generic[Entry]):
    """A phrase at tokens ``[first, last)``; ``proclitics`` were cut off its first word."""

    first: int
    last: int
    proclitics: str
    entries: tuple[Entry, ...]


class PhraseIndex(Generic[Entry]):
    """Phrases (tuples of normalised words), each with the entries it may stand for."""

    def __init__(self, phrases: Iterable[tuple[Sequence[str], Entry]]) -> None:
        by_phrase: dict[tuple[str, ...], list[Entry]] = {}
        for words, entry in phrases:
            entries = by_phrase.setdefault(tuple(words), [])
            if entry not in entries:
                entries.append(entry)
        by_first: dict[str, list[tuple[tuple[str, ...], tuple[Entry, ...]]]] = {}
        for phrase, found in by_phrase.items():
            by_first.setdefault(phrase[0], []).append((phrase[1:], tuple(found)))
        self._by_first = {
            first: tuple(sorted(rests, key=lambda rest: -len(rest[0]))) for first, rests in by_first.items()
        }

    def at(self, tokens: Sequence[Token], first: int) -> Found[Entry] | None:
        """Return the longest phrase that begins at a token; of equally long ones that with the fewest cuts."""
        best: Found[Entry] | None = None
        for found in self.all_at(tokens, first):
            if best is None or found.last > best.last:
                best = found
        return best

    def all_at(self, tokens: Sequence[Token], first: int) -> Iterator[Found[Entry]]:
        """Yield every phrase that begins at a token, least cut first, for each cut the longest first."""
        for proclitics, rest in segmentations(tokens[first].norm):
            for following, entries in self._by_first.get(rest, ()):
                last = first + 1 + len(following)
                if last <= len(tokens) and all(
                    tokens[first + 1 + offset].norm == word for offset, word in enumerate(following)
                ):
                    yield Found(first, last, proclitics, entries)
