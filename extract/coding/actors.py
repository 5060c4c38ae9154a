"""Who is named in a sentence: known actors, heads with a side («قوات النظام السوري»), countries, peoples."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from extract.coding.lexicons import ANYWHERE, Actor, ActorHead, ActorSide, Lexicon
from extract.coding.morphology import segmentations
from extract.coding.phrases import Found, PhraseIndex
from extract.coding.text import Token, normalise, words_of

ARMED = frozenset({"MIL", "REB", "PRM", "COP", "SPY"})
_STAFFED = frozenset({"building", "base", "checkpoint"})  # «المحكمة», «القاعدة»: a place that acts by its people
_TOWARDS = frozenset({"مع", "علي", "بين", "ضد", "عن"})  # «فرض عقوبات على طهران»: a capital behind them is its state
_WORDS_REMEMBERED = 50_000
_NAMES_AT_MOST = 4  # words of a person's name
_ALI = "علي"
_SHORTEST_SURNAME = 4  # letters; shorter ones are everyday words too often
_NAME_JOINTS = frozenset({"بن", "ابن", "ابو", "عبد", "ال", "ام", "بنت", "دي", "فان", "فون"})
_MODIFIERS_AT_MOST = 6  # words between a head and the word that tells whose it is


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor at tokens ``[first, last)``. ``country`` is empty while only the context can tell it."""

    first: int
    last: int
    actor_id: str  # empty for a head: then the code says all that is known
    country: str
    sector: str
    code: str
    name_ar: str
    name_en: str
    proclitics: str
    start: int = 0  # characters of the text, proclitics left out: true in any sentence, unlike ``first``
    end: int = 0
    is_person: bool = False
    is_country: bool = False
    is_bare: bool = False  # a head that means little without its country
    context: str = ""  # the name by which actor_contexts.csv tells what it means where

    @property
    def is_armed(self) -> bool:
        """True for armies, police, rebels and militias (a country may act through any of them)."""
        return self.sector in ARMED or self.is_country

    @property
    def reports(self) -> bool:
        """True for those who only tell the news: media and monitors never do what they report."""
        return self.sector in {"JRN", "NGO"}


class ActorReader:
    """Finds actors in tokens, by the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._sectors = lexicon.words.sectors
        self._countries = {country.iso3: country for country in lexicon.countries}
        self._roles: dict[str, list[tuple[date, date, str]]] = {}
        for role in lexicon.actor_roles:
            span = (role.valid_from or date.min, role.valid_to or date.max, role.code)
            self._roles.setdefault(role.actor_id, []).append(span)
        self._named: PhraseIndex[Actor] = PhraseIndex(
            (words_of(name), actor)
            for actor in lexicon.actors
            for name in (actor.name_ar, *actor.aliases_ar)
            if words_of(name) and name not in actor.ambiguous_ar
        )
        self._ambiguous: PhraseIndex[Actor] = PhraseIndex(
            (words_of(name), actor) for actor in lexicon.actors for name in actor.ambiguous_ar if words_of(name)
        )
        self._contexts: dict[str, dict[str, str]] = {}
        for row in lexicon.actor_contexts:
            self._contexts.setdefault(_context(words_of(row.name)), {})[row.country] = row.code
        # «محافظة حمص» is a place, not a governorate's office.
        kinds_of_place = frozenset(
            words_of(word.word) for word in lexicon.place_words if not _STAFFED & set(word.feature_type)
        )
        self._heads: PhraseIndex[ActorHead] = PhraseIndex(
            (words, head) for words, head in _head_phrases(lexicon.actor_heads) if words not in kinds_of_place
        )
        self._sides: PhraseIndex[ActorSide] = PhraseIndex(
            (words_of(side.side_ar), side) for side in lexicon.actor_sides
        )
        own_names = {words_of(country.name_ar) for country in lexicon.countries}
        self._country_names: PhraseIndex[str] = PhraseIndex(
            (words_of(name), country.iso3)
            for country in lexicon.countries
            for name in (country.name_ar, *country.aliases_ar)
        )
        self._capitals: PhraseIndex[str] = PhraseIndex(
            (words_of(name), country.iso3)
            for country in lexicon.countries
            if country.capital_ar
            for name in country.capital_ar.split("|")
            if words_of(name) not in own_names
        )
        self._placing = frozenset(
            form
            for word in (*lexicon.words.prepositions, *(kind.word for kind in lexicon.place_words))
            for form in (normalise(word), "ال" + normalise(word))
        )
        self._adjectives: dict[str, str] = {}
        self._peoples: dict[str, str] = {}
        for nationality in lexicon.nationalities:
            for form in (
                *nationality.ms,
                *nationality.fs,
                *nationality.mp,
                *nationality.fp,
                *nationality.extra,
            ):
                self._adjectives.setdefault(normalise(form), nationality.iso3)
                self._adjectives.setdefault("ال" + normalise(form), nationality.iso3)
            for form in (*nationality.mp, *nationality.fp):
                for written in (normalise(form), "ال" + normalise(form)):
                    self._peoples.setdefault(written, nationality.iso3)
        self._transparent = frozenset(normalise(word) for word in lexicon.words.transparent)
        self._given_names = frozenset(normalise(name) for name in lexicon.words.given_names) | {
            words_of(actor.name_ar)[0] for actor in lexicon.actors if actor.kind == "person"
        }
        self._given_names -= {normalise(word) for word in lexicon.words.negations}  # Geir is written like «غير»
        self._opens = lru_cache(maxsize=_WORDS_REMEMBERED)(self._may_open)
        self._groups = frozenset(
            form for word in lexicon.words.groups_of for form in (normalise(word), "ال" + normalise(word))
        )

    def nationality(self, word: str) -> str | None:
        """Return the country of an adjective («إسرائيلية» → ISR), with or without proclitics, or None."""
        return next((self._adjectives[rest] for _, rest, _ in segmentations(word) if rest in self._adjectives), None)

    def country_name(self, iso3: str) -> tuple[str, str]:
        """Return a country's Arabic and English names."""
        country = self._countries.get(iso3)
        return (country.name_ar, country.name_en) if country else (iso3, iso3)

    def find(
        self,
        tokens: Sequence[Token],
        day: date,
        introduced: frozenset[str] = frozenset(),
        met: dict[str, NamedActor] | None = None,
    ) -> list[NamedActor]:
        """Return the actors of a sentence in order, none overlapping; codes are those of ``day``.

        ``introduced`` are the ids of actors the text has named in full before: after «محمود عباس», «عباس» is he.
        ``met`` are the people no lexicon knows, by surname; those that this sentence introduces with a title are
        added to it.
        """
        met = {} if met is None else met
        found: list[NamedActor] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            opens = token.is_word and (self._opens(token.norm) or (bool(met) and self._surname(token.norm, met)))
            actor = self._at(tokens, position, day) if opens else None
            if actor is None and opens:
                known = introduced | {earlier.actor_id for earlier in found}
                actor = (
                    self._short_name(tokens, position, day, known)
                    or self._again(tokens, position, met)
                    or self._capital(tokens, position)
                )
            if actor is None:
                position += 1
                continue
            actor = self._with_name(tokens, actor, met)
            start = tokens[actor.first].start + len(actor.proclitics)
            found.append(replace(actor, start=start, end=tokens[actor.last - 1].end))
            partner = self._dual_partner(tokens, actor)
            if partner:
                found.append(partner)
            position = found[-1].last
        return found

    def _dual_partner(self, tokens: Sequence[Token], actor: NamedActor) -> NamedActor | None:
        """Return the second actor of a dual: «وزيري الخارجية الإيراني والروسي», «وزيري خارجية روسيا وإيران»."""
        head = self._heads.at(tokens, actor.first)
        if not head or head.entries[0].number != "du" or actor.last >= len(tokens) or actor.is_person:
            return None
        word = tokens[actor.last]
        if word.norm[0] != "و":
            return None
        country = self._adjectives.get(word.norm[1:])
        last = actor.last + 1
        if not country:
            named = self._country_names.at(tokens, actor.last)
            if not named or named.proclitics != "و":
                return None
            country, last = named.entries[0], named.last
        second = replace(actor, first=actor.last, last=last, proclitics="و", start=word.start + 1)
        return replace(self.generic(second, country, actor.sector), end=tokens[last - 1].end)

    def with_context(self, actor: NamedActor, evidence: Sequence[Counter[str]], near: str | None) -> NamedActor:
        """Complete an actor by the countries its text names, closest evidence first.

        «الجيش» in a story on Syria is SYRMIL; «المقاومة» is what the lexicon says that it is there. ``near`` is
        the country of a bare head for which the lexicon has no such list.
        """
        meanings = self._contexts.get(actor.context)
        if meanings:
            named = next((seen for seen in evidence if any(seen[country] for country in meanings)), Counter())
            country = max(meanings, key=lambda country: named[country])  # of equals, the one listed first
            return self.generic(actor, meanings[country][:3], meanings[country][3:], keep=bool(actor.actor_id))
        if actor.code.startswith(ANYWHERE) and near:  # a group of any country is of the one it operates in
            return replace(actor, country=near, code=near + actor.sector)
        if actor.country or not near:
            return actor
        return self.generic(actor, near, actor.sector)

    def of_nationality(self, iso3: str, sector: str, position: int, token: Token) -> NamedActor:
        """Return the actor behind an adjective on an act: «غارة إسرائيلية» with MIL → ISRMIL."""
        bare = NamedActor(position, position + 1, "", iso3, sector, iso3 + sector, "", "", "", token.start, token.end)
        return self.generic(bare, iso3, sector)

    def _at(self, tokens: Sequence[Token], first: int, day: date) -> NamedActor | None:
        named = self._named.at(tokens, first)
        head = self._heads.at(tokens, first)
        country = self._country_names.at(tokens, first)
        if country and country.proclitics.endswith("ك"):
            country = None  # «كلاوس» is Klaus; and what is like a country is not that country
        if named and (not head or named.last > head.last) and (not country or named.last >= country.last):
            return self._from_lexicon(tokens, named, day)
        if head and not self._is_adjective(tokens, head):
            return self._from_head(tokens, head, day)
        if named and (not country or named.last >= country.last):
            return self._from_lexicon(tokens, named, day)
        if country:
            iso3 = country.entries[0]
            names = self.country_name(iso3)
            return NamedActor(
                first,
                country.last,
                f"country:{iso3}",
                iso3,
                "",
                iso3,
                *names,
                country.proclitics,
                is_country=True,
            )
        return self._people(tokens, first)

    def _is_adjective(self, tokens: Sequence[Token], head: Found[ActorHead]) -> bool:
        """«العمل الإرهابي», «هجوم إرهابي»: such a word is an actor only where it cannot belong to a noun."""
        if head.entries[0].is_adjective != "yes" or head.proclitics or head.first == 0:
            return False
        before = tokens[head.first - 1]
        if not before.is_word or before.norm in self._placing or before.norm in self._groups:
            return False
        return tokens[head.first].norm.startswith("ال") == before.norm.lstrip("وفبك").startswith(("ال", "لل"))

    def _short_name(
        self, tokens: Sequence[Token], first: int, day: date, introduced: frozenset[str]
    ) -> NamedActor | None:
        found = self._ambiguous.at(tokens, first)
        if not found:
            return None
        known = [actor for actor in found.entries if actor.actor_id in introduced]
        return self._named_actor(known[0], found.first, found.last, found.proclitics, day) if known else None

    def _with_name(self, tokens: Sequence[Token], actor: NamedActor, met: dict[str, NamedActor]) -> NamedActor:
        """Take in a name behind a title («المتحدث أحمد المسماري») and remember the surname."""
        title = self._heads.at(tokens, actor.first)
        if not title or (actor.actor_id and not actor.actor_id.startswith("generic:")):
            return actor
        first = actor.last + (actor.last < len(tokens) and tokens[actor.last].norm == "،")
        if first >= len(tokens) or tokens[first].norm not in self._given_names or self._named.at(tokens, first):
            return actor
        if tokens[first].norm == _ALI and not (first + 1 < len(tokens) and tokens[first + 1].norm in self._given_names):
            return actor  # «على», the preposition, is written alike
        last = first + 1
        while last < len(tokens) and last - first < _NAMES_AT_MOST and self._is_name(tokens, last):
            last += 1
        if last - first < 2:
            return actor
        named = replace(actor, last=last, is_person=True)
        surname = tokens[last - 1].norm
        if len(surname) >= _SHORTEST_SURNAME:
            met[surname] = named
            met.setdefault(surname.removeprefix("ال"), named)
        return named

    def _is_name(self, tokens: Sequence[Token], position: int) -> bool:
        token = tokens[position]
        before = tokens[position - 1].norm
        if not token.is_word or token.norm in self._placing or token.norm in self._adjectives:
            return before in _NAME_JOINTS
        is_joint = token.norm in self._given_names or token.norm in _NAME_JOINTS
        return is_joint or before in self._given_names or before in _NAME_JOINTS

    def _may_open(self, word: str) -> bool:
        """Tell whether an actor's name may begin with a word: of most words nothing more needs to be asked."""
        indexes = (self._named, self._heads, self._country_names, self._ambiguous, self._capitals)
        return any(index.opens(word) for index in indexes) or any(
            rest in self._peoples for _, rest, _ in segmentations(word)
        )

    @staticmethod
    def _surname(word: str, met: dict[str, NamedActor]) -> bool:
        return any(rest in met for _, rest, _ in segmentations(word))

    def _again(self, tokens: Sequence[Token], first: int, met: dict[str, NamedActor]) -> NamedActor | None:
        for proclitics, rest, _ in segmentations(tokens[first].norm):
            if rest in met:
                return replace(met[rest], first=first, last=first + 1, proclitics=proclitics)
        return None

    def _capital(self, tokens: Sequence[Token], first: int) -> NamedActor | None:
        """«طالبت أنقرة»: a capital that no preposition or type word makes a place stands for its government."""
        found = self._capitals.at(tokens, first)
        if not found or found.proclitics not in ("", "و", "ل") or first == 0 or not tokens[first - 1].is_word:
            return None
        before = tokens[first - 1].norm
        if before in self._placing and before not in _TOWARDS:
            return None
        bare = NamedActor(first, found.last, "", found.entries[0], "GOV", "", "", "", found.proclitics, is_country=True)
        return self.generic(bare, found.entries[0], "GOV")

    def _people(self, tokens: Sequence[Token], first: int) -> NamedActor | None:
        for proclitics, rest, _ in segmentations(tokens[first].norm):
            iso3 = self._peoples.get(rest)
            if iso3:
                people = NamedActor(first, first + 1, "", iso3, "CVL", iso3 + "CVL", "", "", proclitics)
                return self.generic(people, iso3, "CVL")
        return None

    def _from_lexicon(self, tokens: Sequence[Token], found: Found[Actor], day: date) -> NamedActor:
        actor = next(
            (entry for entry in found.entries if (entry.valid_from or date.min) <= day <= (entry.valid_to or date.max)),
            found.entries[0],
        )
        return self._named_actor(actor, found.first, found.last, found.proclitics, day)

    def _named_actor(self, actor: Actor, first: int, last: int, proclitics: str, day: date) -> NamedActor:
        code = next(
            (code for start, end, code in self._roles.get(actor.actor_id, ()) if start <= day <= end),
            actor.code,
        )
        return NamedActor(
            first,
            last,
            actor.actor_id,
            code[:3],
            code[3:],
            code,
            actor.name_ar,
            actor.name_en,
            proclitics,
            is_person=actor.kind == "person",
            context=self._context_of(actor) if code.startswith(ANYWHERE) else "",
        )

    def _context_of(self, actor: Actor) -> str:
        names = (_context(words_of(name)) for name in (actor.name_ar, *actor.aliases_ar, *actor.ambiguous_ar))
        return next((name for name in names if name in self._contexts), "")

    def _from_head(self, tokens: Sequence[Token], head: Found[ActorHead], day: date) -> NamedActor | None:
        """Read on from a head until a word tells whose it is: a nationality, side, country or known actor."""
        sector, is_bare = head.entries[0].sector, head.entries[0].needs_nationality == "yes"
        country, code, last, position = "", "", head.last, head.last
        context = _context([token.norm for token in tokens[head.first : head.last]])
        context = _context([context.removeprefix(head.proclitics)])
        # «الحكومة», «وزارة الخارجية»: a definite name is not the first part of a longer one.
        last_word = tokens[head.last - 1].norm
        closed = last_word.startswith("ال") or (head.last - head.first == 1 and last_word.lstrip("وف").startswith("لل"))
        limit = min(len(tokens), head.last + _MODIFIERS_AT_MOST)
        while position < limit:
            word = tokens[position].norm
            adjective = self._adjectives.get(word)
            side = self._sides.at(tokens, position)
            inner = self._heads.at(tokens, position)
            named = self._named.at(tokens, position) or self._ambiguous.at(tokens, position)
            named_country = self._country_names.at(tokens, position)
            if adjective:
                country = country or adjective
                last = position = position + 1
            elif side and side.proclitics in ("", "ل") and not country:
                entry = side.entries[0]
                country = country or entry.iso3 or ""
                if sector in ARMED or sector == "UNK":
                    code = code or entry.code_when_military or ""
                    sector = code[3:] or entry.sector or sector
                elif entry.sector:
                    sector = entry.sector
                last = position = side.last
                context = _context(words_of(entry.side_ar)) if not entry.iso3 else context
            elif named and named.proclitics in ("", "ل") and named.last > (inner.last if inner else 0):
                owner = self._from_lexicon(tokens, named, day)
                if country and (not owner.is_person or owner.country != country):
                    break
                if closed and not owner.is_person and not named.proclitics:
                    break  # «اتهمت السلطات تنظيم القاعدة»: they are not its authorities
                if sector in ARMED and owner.sector == "GOV":  # «قوات الأسد» are not the president
                    owner = self.generic(owner, owner.country, sector)
                return replace(owner, first=head.first, proclitics=head.proclitics)
            elif named_country and named_country.proclitics in ("", "ل") and not country:
                country = country or named_country.entries[0]
                last = position = named_country.last
                break
            elif inner and (country or (closed and not inner.proclitics)):
                break
            elif inner and inner.proclitics in ("", "ل"):
                if sector in {"UNK", "CVL"} or inner.entries[0].sector in ARMED:
                    sector = inner.entries[0].sector
                is_bare = is_bare and inner.entries[0].needs_nationality == "yes"
                last = position = inner.last
            elif word in self._transparent:
                last = position = position + 1
            elif word == "من" and position == head.last:
                position += 1  # «عناصر من قوات النظام»
            elif word in self._groups:
                position += 1
            else:
                break
        if head.entries[0].is_adjective and is_bare and not country and context.endswith("يا"):
            return None  # «عسكريا»: an adverb, unless a nation follows
        code = code or (country + sector if country else "")
        actor = NamedActor(
            head.first, last, "", code[:3] or country, sector, code, "", "", head.proclitics, is_bare=is_bare
        )
        if context in self._contexts and not country:
            actor = replace(actor, context=context)
        person = self._person_after(tokens, last, actor.country, day)
        if person:
            return replace(person, first=head.first, proclitics=head.proclitics)
        return self.generic(actor, actor.country, sector) if actor.country else actor

    def _person_after(self, tokens: Sequence[Token], position: int, country: str, day: date) -> NamedActor | None:
        """Return the person whose title just ended: «الرئيس التركي، رجب طيب أردوغان»."""
        if position < len(tokens) and tokens[position].norm == "،":
            position += 1
        if position >= len(tokens) or not tokens[position].is_word:
            return None
        found = self._named.at(tokens, position) or self._ambiguous.at(tokens, position)
        if not found or found.proclitics:
            return None
        person = self._from_lexicon(tokens, found, day)
        return person if person.is_person and (not country or person.country == country) else None

    def generic(self, actor: NamedActor, country: str, sector: str, keep: bool = False) -> NamedActor:
        """Code an actor by country and sector alone; ``keep`` leaves it the name that it has."""
        if keep:
            return replace(actor, country=country, sector=sector, code=country + sector)
        country_ar, country_en = self.country_name(country)
        sector_ar, sector_en = self._sectors.get(sector, self._sectors["UNK"])
        return replace(
            actor,
            actor_id=f"generic:{country}{sector}",
            country=country,
            sector=sector,
            code=country + sector,
            name_ar=f"{sector_ar} ({country_ar})",
            name_en=f"{country_en} {sector_en}",
        )


def _context(words: Sequence[str]) -> str:
    return " ".join(words).removeprefix("ال")


def _head_phrases(heads: Sequence[ActorHead]) -> Iterator[tuple[tuple[str, ...], ActorHead]]:
    for head in heads:
        words = words_of(head.head)
        if not words:
            continue
        yield words, head
        if not words[0].startswith("ال"):
            yield ("ال" + words[0], *words[1:]), head
