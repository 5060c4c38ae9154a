"""One clean line per mention for people, in Arabic and in English."""

from collections.abc import Sequence
from datetime import date

from extract.coding.actors import NamedActor
from extract.coding.lexicons import EventType, Words
from extract.coding.places import NamedPlace

_NAMED_AT_MOST = 3


class Titler:
    """Writes titles such as "Syria armed groups: seize territory, Al-Rastan (Homs), 6 Dec 2024"."""

    def __init__(self, words: Words) -> None:
        self._months_ar = {month.number: month.names[0] for month in words.months}

    def titles(
        self,
        event_type: EventType,
        sources: Sequence[NamedActor],
        targets: Sequence[NamedActor],
        places: Sequence[NamedPlace],
        day: date | None,
    ) -> tuple[str, str]:
        """Return the Arabic and the English title of one act."""
        # Whoever is only known to be somebody adds nothing to a title.
        sources = [actor for actor in sources if actor.sector != "UNK"]
        targets = [actor for actor in targets if actor.sector != "UNK"]
        arabic = event_type.name_ar
        english = event_type.name_en
        if sources:
            arabic = f"{_joined([actor.name_ar for actor in sources], ' و')}: {arabic}"
            english = f"{_joined([actor.name_en for actor in sources], ' and ')}: {english}"
        if targets:
            arabic += f" – {_joined([actor.name_ar for actor in targets], ' و')}"
            english += f" – {_joined([actor.name_en for actor in targets], ' and ')}"
        if places:
            arabic += f"، {_joined([found.place.name_ar for found in places], ' و')}"
            english += f", {_joined([_english_place(found) for found in places], ' and ')}"
        if day:
            arabic += f"، {day.day} {self._months_ar[day.month]} {day.year}"
            english += f", {day.day} {day:%b} {day.year}"
        return arabic, english


def _joined(names: Sequence[str], conjunction: str) -> str:
    unique = list(dict.fromkeys(names))[:_NAMED_AT_MOST]
    return conjunction.join(unique)


def _english_place(found: NamedPlace) -> str:
    place = found.place
    return f"{place.name_en} ({place.admin1})" if place.admin1 and place.admin1 != place.name_en else place.name_en
