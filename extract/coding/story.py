"""What an article has told so far: who was named, how often and when last, and the acts already coded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.coding.actors import NamedActor
from extract.coding.arguments import Arguments
from extract.coding.clauses import Reading
from extract.coding.dates import When
from extract.coding.places import NamedPlace, whole_country

_REMEMBERED = 4  # actors that are named most, and as many named last


@dataclass
class Story:
    """The state of reading one article, sentence by sentence; a new one for every article."""

    setting: str | None  # the country the article is about
    headline: frozenset[str]  # codes of the actors in the title
    named: Counter[str]  # how often each code is named in the whole article
    place_counts: Counter[str]  # how often each place is named in the whole article
    days: Counter[int]  # how often the article speaks of today, yesterday ...: days before publication
    acts: int  # how many acts its sentences hold
    news: str = ""  # how likely it is to be about politics or conflict, in tenths
    subject: NamedActor | None = None  # of the sentence before
    sentence: int = 0
    seen: dict[str, tuple[int, NamedActor]] = field(default_factory=dict)  # code → where last named
    places: list[NamedPlace] = field(default_factory=list)  # in the order named, before this sentence
    told: list[tuple[str, Arguments]] = field(default_factory=list)  # types and arguments coded so far
    last_when: When | None = None

    def remembered(self) -> list[NamedActor]:
        """Return who may be meant though this sentence does not name him: the most and the last named."""
        most = sorted(self.seen, key=lambda code: -self.named[code])[:_REMEMBERED]
        last = sorted(self.seen, key=lambda code: -self.seen[code][0])[:_REMEMBERED]
        chosen = [self.seen[code][1] for code in dict.fromkeys([*most, *last])]
        if self.subject and self.subject.code and all(actor.code != self.subject.code for actor in chosen):
            chosen.append(self.subject)
        return chosen

    def remembered_places(self) -> list[NamedPlace]:
        """Return where an act may have happened that names no place: the last, the first and the most named place."""
        close = [found for found in self.places if not whole_country(found.place)] or self.places
        if not close:
            return []
        most = max(close, key=lambda found: self.place_counts[found.place.location_id])
        told = [place for _, arguments in self.told[-1:] for place in arguments.places]
        chosen = {found.place.location_id: found for found in (*told, close[-1], close[0], most)}
        for found in self.places:
            if whole_country(found.place):
                chosen.setdefault(found.place.location_id, found)
                break
        return list(chosen.values())

    def go_on(self, reading: Reading, dates: Sequence[When], subject: NamedActor | None) -> None:
        """Take in a sentence that was coded."""
        for actor in reading.actors:
            if actor.code and not actor.code.startswith("XXX"):
                self.seen[actor.code] = (self.sentence, actor)
        self.places.extend(reading.places)
        if dates:
            self.last_when = dates[-1]
        self.subject = subject
        self.sentence += 1
