"""Finding lexicon phrases among tokens: longest first, the first word with or without clitics."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from extract.coding.morphology import Split, segmentations
from extract.coding.text import Token

Entry = TypeVar("Entry")
# What may follow a first word, by the second word, the longest first: a phrase of one word is under "".
_Rests = dict[str, list[tuple[tuple[str, ...], tuple[Entry, ...]]]]
_WORDS_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Found(Generic[Entry]):
    """A phrase at tokens ``[first, last)``; ``proclitics`` were cut off its first word."""

    first: int
    last: int
    proclitics: str
    entries: tuple[Entry, ...]
    pronoun: str = ""  # as Split.pronoun


class PhraseIndex(Generic[Entry]):
    """Phrases (tuples of normalised words), each with the entries it may stand for.

    ``split`` gives the ways to read a first word; the first of them that begins a phrase as long wins.
    """

    def __init__(
        self,
        phrases: Iterable[tuple[Sequence[str], Entry]],
        split: Callable[[str], Iterable[Split]] = segmentations,
    ) -> None:
        by_phrase: dict[tuple[str, ...], list[Entry]] = {}
        for words, entry in phrases:
            entries = by_phrase.setdefault(tuple(words), [])
            if entry not in entries:
                entries.append(entry)
        self._by_first: dict[str, _Rests[Entry]] = {}
        for phrase, listed in sorted(by_phrase.items(), key=lambda item: -len(item[0])):
            rests = self._by_first.setdefault(phrase[0], {})
            rests.setdefault(phrase[1] if len(phrase) > 1 else "", []).append((phrase[1:], tuple(listed)))
        self._split = split
        # Most words begin no phrase: that is worth remembering.
        self._beginnings = lru_cache(maxsize=_WORDS_REMEMBERED)(self._begin)

    def _begin(self, word: str) -> tuple[tuple[Split, _Rests[Entry]], ...]:
        return tuple((cut, self._by_first[cut.rest]) for cut in self._split(word) if cut.rest in self._by_first)

    def opens(self, word: str) -> bool:
        """Tell whether a phrase may begin with a word."""
        return bool(self._beginnings(word))

    def at(self, tokens: Sequence[Token], first: int) -> Found[Entry] | None:
        """Return the longest phrase that begins at a token; of equally long ones that with the fewest cuts."""
        best: Found[Entry] | None = None
        if self._beginnings(tokens[first].norm):
            for found in self.all_at(tokens, first):
                if best is None or found.last > best.last:
                    best = found
        return best

    def all_at(self, tokens: Sequence[Token], first: int) -> Iterator[Found[Entry]]:
        """Yield every phrase that begins at a token, least cut first, for each cut the longest first."""
        beginnings = self._beginnings(tokens[first].norm)
        if not beginnings:
            return
        second = tokens[first + 1].norm if first + 1 < len(tokens) else ""
        for cut, rests in beginnings:
            for following, entries in (*rests.get(second, ()), *rests.get("", ())) if second else rests.get("", ()):
                last = first + 1 + len(following)
                if len(following) < 2 or (
                    last <= len(tokens)
                    and all(tokens[first + 1 + offset].norm == word for offset, word in enumerate(following))
                ):
                    yield Found(first, last, cut.proclitics, entries, cut.pronoun)
