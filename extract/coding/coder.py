"""The coder: one article in, its event mentions out; a pure function of text, date and lexicon."""

import gc
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from extract.coding.actors import ActorReader, NamedActor
from extract.coding.acts import ActReader, NamedAct
from extract.coding.arguments import Arguer, Arguments, armed_enough
from extract.coding.attribution import AttributionReader, Said
from extract.coding.choosing import Chooser, news
from extract.coding.clauses import Clauses, Reading
from extract.coding.dates import DateReader, When
from extract.coding.judge import MODEL, Judge, read_judge
from extract.coding.lexicons import ANYWHERE, FOLDER, EventType, Lexicon, default_lexicon
from extract.coding.numbers import Casualties, CasualtyReader, Number
from extract.coding.places import NamedPlace, PlaceReader, whole_country
from extract.coding.story import Story
from extract.coding.text import Sentence, Token, normalise, sentences, tokens
from extract.coding.titles import Titler, Told
from extract.records import Factuality, Mention, MentionActor, MentionLocation, SourceText
from extract.settings import settings

_LONGEST = 400  # tokens that are read at once: a page without full stops must not take forever
_SPORT_WORDS = 3  # so many different words of sport make a text one about a game,
_SPORT_EVERY = 100  # if every hundredth word is one
_AMONG_THE_POWERFUL = frozenset(
    {"REQUEST", "SUPPORT", "CONSULT", "AID", "AGREE", "COOPERATE", "REJECT", "ACCUSE", "CONCEDE"}
)
_PRIVATE = frozenset({"BUS", "EDU", "MED", "JRN"})
_PEOPLE = frozenset({"CVL", "REL", "LAB", "REF"})
_LOCALS = frozenset({"CVL", "MED", "REF", "EDU", "REL"})  # people of the place where it happens
_RECENT = timedelta(days=3)
_TELLINGS_AT_MOST = 50  # different acts of one kind and day that a later one is compared with: a page is no book


@dataclass(frozen=True, slots=True)
class _Coded:
    """One act of one sentence with everything read about it."""

    sentence: Sentence
    act: NamedAct
    reading: Reading
    arguments: Arguments
    casualties: Casualties
    counted: tuple[Number, Token] | None
    when: When | None
    said: Said | None
    factuality: Factuality


class Coder:
    """Codes texts by one lexicon and one judge; safe to use from many processes, each with its own.

    A judge without a model leaves every decision to the rules.
    """

    def __init__(self, lexicon: Lexicon, judge: Judge | None = None) -> None:
        self.version = coder_version()
        self._judge = judge or Judge({})
        self._actors = ActorReader(lexicon)
        self._places = PlaceReader(lexicon)
        self._acts = ActReader(lexicon)
        self._clauses = Clauses(lexicon.words)
        self._dates = DateReader(lexicon)
        self._casualties = CasualtyReader(lexicon)
        self._attribution = AttributionReader(lexicon.words)
        self._titles = Titler(lexicon)
        self._event_types = lexicon.event_types
        self._sport = frozenset(
            form for word in lexicon.words.sport for form in (normalise(word), "ال" + normalise(word))
        )

    def with_judge(self, judge: Judge) -> "Coder":
        """Return a coder with the same lexicon and another judge."""
        other = copy(self)
        other._judge = judge
        return other

    def code(self, source: SourceText) -> list[Mention]:
        """Return the mentions of a text in order of their triggers; an empty text has none."""
        cut = [
            (sentence, words[start : start + _LONGEST])
            for sentence in sentences(source.text)
            for words in (tokens(source.text, sentence),)
            for start in range(0, len(words), _LONGEST)
        ]
        if self._is_about_sport(cut):
            return []
        named: list[list[NamedActor]] = []
        introduced: frozenset[str] = frozenset()
        met: dict[str, NamedActor] = {}
        for _, words in cut:
            named.append(self._actors.find(words, source.published, introduced, met))
            introduced |= {actor.actor_id for actor in named[-1] if actor.is_person}
        headline = self._actors.find(tokens(source.title, Sentence(0, 0, len(source.title))), source.published)
        setting = _setting([headline, *named]) or source.country
        whole = Counter(_countries(found for one in named for found in one))
        known: Counter[str] = Counter()
        readings: list[tuple[Sentence, Reading, list[When]]] = []
        paragraph: Counter[str] = Counter()
        end = 0
        for (sentence, words), found in zip(cut, named, strict=True):
            if "\n" in source.text[end : sentence.start]:
                paragraph = Counter()
            end = sentence.end
            taken = [(actor.first, actor.last) for actor in found if not actor.is_country]
            places = self._places.find(words, taken, known, setting)
            here = Counter(place.place.country for place in places)
            paragraph.update(_countries(found))
            spoken_of = next((country for country, _ in paragraph.most_common(1)), setting)
            whole.update(here)
            evidence = (here, paragraph, whole)
            actors = [
                self._actors.with_context(actor, evidence, self._country_near(actor, places, spoken_of))
                for actor in found
            ]
            names = [*taken, *((place.first, place.last) for place in places)]
            acts, verbs = self._acts.find(words, names)
            reading = self._clauses.read(words, actors, places, acts, verbs)
            readings.append((sentence, reading, self._dates.find(words, source.published)))
        dates = [when for _, _, found in readings for when in found]
        usual = _usual_day(dates, source.published)
        coded: list[_Coded] = []
        story = _story(setting, headline, [reading for _, reading, _ in readings], dates, source.published)
        story.news = news(self._judge, (token.norm for _, words in cut for token in words if token.is_word))
        for sentence, reading, whens in readings:
            arguer = Arguer(reading, self._actors, story.subject)
            if reading.acts:
                chooser = Chooser(self._judge, self._actors, reading, arguer, story, whens)
                told = self._code_sentence(sentence, reading, whens, arguer, chooser, usual, source.published)
                for one in told:
                    story.tell(one.act.plover_type, one.arguments)
                coded.extend(told)
            story.go_on(reading, whens, arguer.subject())
        return self._linked([self._mention(source, one) for one in coded])

    def _is_about_sport(self, cut: Sequence[tuple[Sentence, Sequence[Token]]]) -> bool:
        """A text is about a game when several words of sport stand in it, and not lost in something longer."""
        words = [token.norm for _, words in cut for token in words if token.norm in self._sport]
        return len(set(words)) >= _SPORT_WORDS and len(words) * _SPORT_EVERY >= sum(len(words) for _, words in cut)

    @staticmethod
    def _country_near(actor: NamedActor, places: Sequence[NamedPlace], spoken_of: str | None) -> str | None:
        """A bare head is of the country of the place right behind it, people of any place, else the paragraph's."""
        near = [found.place.country for found in places if actor.last <= found.first <= actor.last + 3]
        if not near and actor.sector in _LOCALS:
            near = [found.place.country for found in places if not whole_country(found.place)]
        return near[0] if near and near[0] != ANYWHERE else spoken_of

    def _code_sentence(
        self,
        sentence: Sentence,
        reading: Reading,
        dates: Sequence[When],
        arguer: Arguer,
        chooser: Chooser,
        usual: date,
        published: date,
    ) -> list[_Coded]:
        coded: list[_Coded] = []
        for act in reading.acts:
            if self._attribution.is_negated(reading.tokens, act):
                continue
            if coded and arguer.continues(coded[-1].act, act):
                continue
            ruled = arguer.arguments(act)
            said = self._attribution.said(reading, act)
            arguments = chooser.arguments(act, ruled, said)
            reach = _reach(reading, act)
            casualties = self._casualties.read(reading.tokens, act.first, reach)
            held = (
                _is_told(act, ruled, casualties),
                _is_public(act, ruled),
                armed_enough(act, ruled.sources),
            )
            if not chooser.is_event(act, arguments, ruled, said, held):
                continue
            when = chooser.when(act, _nearest(dates, act), usual, published)
            coded.append(
                _Coded(
                    sentence,
                    act,
                    reading,
                    arguments,
                    casualties,
                    self._casualties.counted(reading.tokens, act.last, reach) if casualties == Casualties() else None,
                    when,
                    said,
                    chooser.factuality(act, self._attribution.factuality(reading, act, said), said, when),
                )
            )
        return _without_echoes(_with_casualties(coded))

    def _event_type(self, act: NamedAct) -> EventType:
        return self._event_types.get((act.plover_type, act.act.mode)) or self._event_types[act.plover_type, None]

    def _mention(self, source: SourceText, one: _Coded) -> Mention:
        act, words, arguments = one.act, one.reading.tokens, one.arguments
        event_type = self._event_type(act)
        start, end = words[act.first].start, words[act.last - 1].end
        day = one.when.day if one.when else None
        precision = one.when.precision if one.when else None
        factuality = one.factuality
        if day and day > source.published and factuality in (Factuality.ASSERTED, Factuality.CLAIMED):
            factuality = Factuality.PLANNED
        if factuality is Factuality.PLANNED and day and day <= source.published:
            day, precision = None, None
        rule = f"{act.act.id}:{act.form}"
        said = one.said
        titles = self._titles.titles(
            event_type,
            arguments.sources,
            arguments.targets,
            arguments.places,
            day if precision == "day" else None,
            Told(source.text, factuality, one.casualties, said.speaker if said else None, said is not None),
        )
        return Mention(
            mention_id=hashlib.sha256(f"{source.doc_id}\n{start}\n{rule}".encode()).hexdigest()[:16],
            doc_id=source.doc_id,
            sentence_index=one.sentence.index,
            sentence_start=one.sentence.start,
            sentence_end=one.sentence.end,
            trigger_start=start,
            trigger_end=end,
            trigger_text=source.text[start:end],
            rule_id=rule,
            plover_type=act.plover_type,
            plover_mode=act.act.mode,
            cameo_code=event_type.cameo_code,
            quad_class=event_type.quad_class,
            goldstein=event_type.goldstein,
            acled_event_type=event_type.acled_event_type,
            acled_sub_event_type=event_type.acled_sub_event_type,
            factuality=factuality.value,
            confidence=_confidence(one),
            coder_version=self.version,
            title_ar=titles[0],
            title_en=titles[1],
            sources=tuple(_mention_actor(actor, source.text) for actor in arguments.sources),
            targets=tuple(_mention_actor(actor, source.text) for actor in arguments.targets),
            locations=tuple(_mention_location(place, source.text) for place in arguments.places),
            event_date=day,
            event_date_precision=precision,
            attributed_to=source.text[words[said.text_first].start : words[said.text_last - 1].end] if said else None,
            deaths=one.casualties.deaths,
            injured=one.casualties.injured,
            detained=one.casualties.detained,
            count=one.counted[0].value if one.counted else None,
            count_unit=source.text[one.counted[1].start : one.counted[1].end] if one.counted else None,
        )

    @staticmethod
    def _linked(mentions: list[Mention]) -> list[Mention]:
        """Link the same act told again in an article to its first telling."""
        linked: list[Mention] = []
        firsts: dict[tuple[object, ...], list[Mention]] = {}
        for mention in mentions:
            alike = firsts.setdefault((mention.plover_type, mention.plover_mode, mention.event_date), [])
            first = next((earlier for earlier in alike[-_TELLINGS_AT_MOST:] if _same_act(earlier, mention)), None)
            if first is None:
                alike.append(mention)
            linked.append(replace(mention, same_as=first.mention_id) if first else mention)
        return linked


def _countries(actors: Iterable[NamedActor]) -> list[str]:
    """Return the countries of actors who are in the news rather than tell it."""
    return [
        actor.country for actor in actors if actor.country not in ("", "IGO", "NGO", ANYWHERE) and not actor.reports
    ]


def _setting(named: Sequence[Sequence[NamedActor]]) -> str | None:
    """Return the country most named in a title and its text."""
    countries = Counter(_countries(actor for found in named for actor in found))
    return next((country for country, _ in countries.most_common(1)), None)


def _story(
    setting: str | None,
    headline: Sequence[NamedActor],
    readings: Sequence[Reading],
    dates: Sequence[When],
    published: date,
) -> Story:
    return Story(
        setting,
        frozenset(actor.code for actor in headline if actor.code),
        Counter(actor.code for reading in readings for actor in reading.actors if actor.code),
        Counter(found.place.location_id for reading in readings for found in reading.places),
        Counter((published - when.day).days for when in dates if when.precision == "day"),
        sum(len(reading.acts) for reading in readings),
    )


def _usual_day(dates: Sequence[When], published: date) -> date:
    """Return the day of acts that name none: the recent day the text names most, else that of publication."""
    recent = Counter(
        when.day for when in dates if when.precision == "day" and published - _RECENT <= when.day <= published
    )
    return max(recent, key=lambda day: (recent[day], day)) if recent else published


def _reach(reading: Reading, act: NamedAct) -> int:
    """Casualties are counted up to the next full break, commas passed over."""
    stops = [
        position
        for position in range(act.last, len(reading.tokens))
        if reading.tokens[position].norm in ("؛", ".", ":") or position - act.last > 24
    ]
    return min(stops, default=len(reading.tokens))


def _nearest(dates: Sequence[When], act: NamedAct) -> When | None:
    """Return the date that stands closest to an act in its sentence; one behind it wins over one before."""
    return min(
        dates,
        key=lambda when: when.first - act.last if when.first >= act.last else (act.first - when.last) * 1.5,
        default=None,
    )


def _is_told(act: NamedAct, arguments: Arguments, casualties: Casualties) -> bool:
    """A trigger without anyone or anywhere tells of no event, nor does «الهجوم» that only refers back."""
    sides = bool(arguments.targets) or (bool(arguments.sources) and not arguments.is_inherited)
    counted = casualties != Casualties()
    if act.act.counts:
        return counted or bool(arguments.targets)
    if act.is_definite:
        return sides or bool(arguments.sources and arguments.places)
    return sides or bool(arguments.sources) or bool(arguments.places) or counted


def _is_public(act: NamedAct, arguments: Arguments) -> bool:
    """Words and kindnesses are events only among those who act in public: a firm that thanks a school is none."""
    if act.plover_type not in _AMONG_THE_POWERFUL:
        return True
    sides = arguments.sources or tuple(actor for actor in arguments.targets if actor.sector not in _PEOPLE)
    return any(actor.sector not in _PRIVATE for actor in sides)


def _with_casualties(coded: list[_Coded]) -> list[_Coded]:
    """«مقتل 12 في غارة»: the killing is told of the attack that caused it, so the two are one event."""
    attacks = [one for one in coded if one.act.plover_type == "ASSAULT" and not one.act.act.counts]
    if not attacks:
        return coded
    merged: dict[int, _Coded] = {one.act.first: one for one in coded}
    for one in coded:
        if one.act.act.counts not in ("deaths", "injured"):
            continue
        nearest = min(attacks, key=lambda attack: abs(attack.act.first - one.act.first))
        attack = merged[nearest.act.first]
        told = attack.casualties
        merged[nearest.act.first] = replace(
            attack,
            casualties=Casualties(
                one.casualties.deaths if one.casualties.deaths is not None else told.deaths,
                one.casualties.injured if one.casualties.injured is not None else told.injured,
                told.detained,
            ),
            arguments=replace(
                attack.arguments,
                targets=attack.arguments.targets or one.arguments.targets,
                places=attack.arguments.places or one.arguments.places,
            ),
        )
        del merged[one.act.first]
    return sorted(merged.values(), key=lambda one: one.act.first)


def _without_echoes(coded: list[_Coded]) -> list[_Coded]:
    """«شنت هجمات استهدفت حواجز» is one act: the same act with nothing new in its sentence is dropped."""
    kept: list[_Coded] = []
    for one in coded:
        echo = next(
            (
                earlier
                for earlier in kept
                if earlier.act.plover_type == one.act.plover_type
                and (earlier.act.act.mode == one.act.act.mode or one.act.act.mode is None)
                and _codes(earlier.arguments.sources) == _codes(one.arguments.sources)
                and _codes(one.arguments.targets) <= _codes(earlier.arguments.targets)
                and _places(one) <= _places(earlier)
            ),
            None,
        )
        if echo is None:
            kept.append(one)
    return kept


def _codes(actors: Sequence[NamedActor]) -> frozenset[str]:
    return frozenset(actor.code for actor in actors)


def _places(one: _Coded) -> frozenset[str]:
    return frozenset(found.place.location_id for found in one.arguments.places)


def _confidence(one: _Coded) -> float:
    """The act's own confidence, less for each side or place that had to be guessed or is missing."""
    confidence = one.act.act.confidence
    if not one.arguments.sources:
        confidence *= 0.8
    elif one.arguments.is_inherited:
        confidence *= 0.9
    if not one.arguments.places:
        confidence *= 0.9
    return round(confidence, 3)


def _mention_actor(actor: NamedActor, text: str) -> MentionActor:
    start, end = actor.start, actor.end
    return MentionActor(
        actor.actor_id or f"generic:{actor.sector}",
        actor.code or f"{ANYWHERE}{actor.sector}",
        actor.name_ar or text[start:end],
        actor.name_en or actor.sector,
        text[start:end],
        start,
        end,
    )


def _mention_location(found: NamedPlace, text: str) -> MentionLocation:
    place, start, end = found.place, found.start, found.end
    return MentionLocation(
        place.location_id,
        place.name_ar,
        place.name_en,
        place.feature_type,
        place.country,
        place.admin1,
        place.admin2,
        place.lat,
        place.lon,
        found.precision,
        text[start:end],
        start,
        end,
    )


def _same_act(first: Mention, second: Mention) -> bool:
    """Tell whether two mentions of one kind and day are one act: the same hold, a side and a place in common."""
    if (first.factuality == Factuality.PLANNED) != (second.factuality == Factuality.PLANNED):
        return False
    here, there = {x.location_id for x in first.locations}, {x.location_id for x in second.locations}
    if here and there and not here & there:
        return False
    if not (here and there) and first.locations != second.locations and not (first.targets and second.targets):
        return False
    for ours, theirs in ((first.sources, second.sources), (first.targets, second.targets)):
        codes, others = {actor.code for actor in ours}, {actor.code for actor in theirs}
        if codes and others and not codes & others:
            return False
    return bool(first.sources and second.sources) or bool(here & there)


@lru_cache(maxsize=1)
def coder_version() -> str:
    """Return a digest of the rules, the lexicon and WAQAI_GAZETTEER: what a mention was read by."""
    digest = hashlib.sha256()
    rules = Path(__file__).parent
    for path in sorted([*rules.glob("*.py"), *FOLDER.rglob("*.*"), *MODEL.parent.glob("*")]):
        digest.update(path.relative_to(rules).as_posix().encode())
        digest.update(path.read_bytes())
    if gazetteer := settings().gazetteer:
        digest.update(gazetteer.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=1)
def default_coder() -> Coder:
    """Return the coder with the lexicon that ships with the project."""
    collecting = gc.isenabled()
    gc.disable()  # nothing that loading makes is garbage: looking for it would double the time
    try:
        return Coder(default_lexicon(), read_judge() if MODEL.exists() else None)
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
