"""What an article has told so far: who was named, how often and when last, and the acts already coded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from extract.coding.actors import NamedActor
from extract.coding.arguments import Arguments
from extract.coding.clauses import Reading
from extract.coding.dates import When
from extract.coding.lexicons import ANYWHERE
from extract.coding.places import NamedPlace, whole_country

_REMEMBERED = 3  # actors that are named most, and as many named last


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
    did: set[str] = field(default_factory=set)  # codes of the sources of acts told
    suffered: set[str] = field(default_factory=set)  # and of their targets
    tellings: Counter[tuple[str, frozenset[str]]] = field(default_factory=Counter)  # by type and sources
    last_told: tuple[str, Arguments] | None = None
    first_place: NamedPlace | None = None  # that is no whole country
    last_place: NamedPlace | None = None
    main_place: NamedPlace | None = None  # of those named so far the one the article names most
    country: NamedPlace | None = None  # the first whole country named
    last_when: When | None = None

    def remembered(self) -> list[NamedActor]:
        """Return who may be meant though this sentence does not name him: the most and the last named."""
        most = nlargest(_REMEMBERED, self.seen, key=lambda code: self.named[code])
        last = nlargest(_REMEMBERED, self.seen, key=lambda code: self.seen[code][0])
        chosen = [self.seen[code][1] for code in dict.fromkeys([*most, *last])]
        if self.subject and self.subject.code and all(actor.code != self.subject.code for actor in chosen):
            chosen.append(self.subject)
        return chosen

    def remembered_places(self) -> list[NamedPlace]:
        """Return where an act may have happened that names no place: the last, the first and the most named place."""
        told = self.last_told[1].places if self.last_told else ()
        options = (*told, self.last_place, self.first_place, self.main_place, self.country)
        return list({found.place.location_id: found for found in options if found}.values())

    def tell(self, plover_type: str, arguments: Arguments) -> None:
        """Take in an act that was coded."""
        sources = frozenset(source.code for source in arguments.sources)
        self.did |= sources
        self.suffered |= {target.code for target in arguments.targets}
        self.tellings[plover_type, sources] += 1
        self.last_told = plover_type, arguments

    def go_on(self, reading: Reading, dates: Sequence[When], subject: NamedActor | None) -> None:
        """Take in a sentence that was read."""
        for actor in reading.actors:
            if actor.code and not actor.code.startswith(ANYWHERE):
                self.seen[actor.code] = (self.sentence, actor)
        for found in reading.places:
            if whole_country(found.place):
                self.country = self.country or found
                continue
            self.first_place = self.first_place or found
            self.last_place = found
            most = self.main_place
            if most is None or self.place_counts[found.place.location_id] > self.place_counts[most.place.location_id]:
                self.main_place = found
        if dates:
            self.last_when = dates[-1]
        self.subject = subject
        self.sentence += 1
