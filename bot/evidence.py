"""Does an event state what a question asks? Judged on what both say, never on a rank.

For each event the terms of the question are looked for in what the event says: names through their aliases, numbers as they are,
other words by stem, by the lexicon, or by the similarity of their vectors. Together with the roles, the cosine of the whole and
whether the asked kind is there at all they make a few features, and a logistic regression turns these into a probability.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from operator import mul
from pathlib import Path
from typing import Literal

import numpy as np
from rapidfuzz.distance import OSA

from bot import talk
from bot.clauses import Range, Sides, sides
from bot.grammar import clause
from bot.grounds import explains
from bot.lexicon import ACTS, EMPTY, LIGHT, QUALITIES, WORDS, converses, groups, instances, opposites, read_plainly, same
from bot.numbers import FIGURE, about, many, numbers, value
from bot.question import Question
from bot.sorts import direction, elsewhere, may_be
from bot.states import called, members
from index.dates import Context, find_dates
from index.embed import Vectors
from index.entities import Entities
from index.search import Index
from index.types import Event, Hit
from index.words import Word, sentences, stem, stems, words

Kind = Literal["entity", "name", "number", "word", "quote"]

FEATURES = (
    "bias", "coverage", "words", "sentence", "entity missing", "names missing", "number missing", "worst word missing", "no word", "head missing", "agent missing", "act missing", "act apart", "opposite", "cosine", "close", "said back", "headline", "fields",
    "roles swapped", "both swapped", "subject elsewhere", "object elsewhere", "roles agree", "act beside", "kind missing", "narrow",
    "told", "told and coverage", "told and cosine", "told and said back", "told and headline", "told and fields", "told and act missing", "long", "long and coverage", "long and cosine", "long and said back",
)  # fmt: skip
"""What the judgement is made of; `bot.calibrate` fits a weight for each.

words         share of its words that are no names
coverage      share of the question's terms, by weight, that the event speaks of; `sentence`: that one of its sentences, or its title, does
entity missing share of the timeline's own names in the question that it does not speak of
names missing share of all names that it does not speak of; the three after it: whether a number is missing, the weightiest other word
              missing, and whether all of them are
head missing  the thing asked for ("car" of "which car") is not spoken of
agent missing share of the words before the verb that it does not speak of
act           the verb of the question is not spoken of, or not beside a name of the question
said back     share of that sentence, by weight, that the question speaks of
headline      like `sentence`, of its title, or of its first sentence where it has none
fields        share of the question's names that are among its actors, affected and places, not only mentioned
opposite      it says the opposite of a word of the question
cosine        of question and passage, in deviations above that of unrelated passages, so that it means the same for every encoder
close         how close together the terms stand in that sentence
roles         who acts and who is acted on, in the sentence around the act, else in the event's fields
act beside    it tells the act only beside something else
kind missing  no date, number or reason is there though one was asked for
narrow        how much of the timeline the question's window leaves out
long          the number of terms, up to twelve, which weighs some of these anew
told          the question is a whole statement ("when did this happen: ..."), likely a paraphrase, and weighs these anew
"""
_NUMBER = re.compile(rf"(?<![\w-])(?:{FIGURE}|several\b)", re.IGNORECASE)
DISTANCE = re.compile(rf"{_NUMBER.pattern}\s*-?(?:nautical\s+)?(?:km|kilomet\w+|miles?|mi|metres?|meters?|m|feet|foot|yards?)\b", re.IGNORECASE)
_LONG = re.compile(rf"{_NUMBER.pattern}[\s-]+(?:\w+\s+)?(?:minute|hour|day|week|month|year|decade)s?\b|\b(?:until|till|since)\b", re.IGNORECASE)
_OLD = re.compile(r"\bold\b", re.IGNORECASE)
_AGE = re.compile(r"\b(?:aged?|years?[\s-]olds?|born)\b", re.IGNORECASE)
_CLASSES: dict[str, frozenset[str]] = {
    "place": frozenset(
        map(
            stem,
            "city town country village place region province state area district capital location site land nation island river suburb neighbourhood neighborhood municipality county kingdom republic hamlet settlement power superpower continent".split(),
        )
    ),
    "person": frozenset(
        map(
            stem,
            "person member man woman leader president minister official general commander politician spokesman figure player politician king head chief ruler envoy diplomat boss chairman chairwoman premier chancellor mayor governor senator ambassador monarch emir sultan dictator lawmaker activist foreigner visitor guest relative singer actor artist scientist teacher friend".split(),
        )
    ),
    "group": frozenset(
        map(
            stem,
            "group faction force army side party militia organisation organization company team employer school university club country government state body agency movement institution position post office job title role".split(),
        )
    ),
}
"""Nouns that ask for a kind of name rather than stand in the text themselves."""


_OFFICERS = frozenset(("officer", "officers"))
"""Their stem is that of an office."""
_ANYBODY = frozenset(
    map(
        stem,
        "person man woman member figure politician player official officer leader head boss relative friend visitor guest foreigner activist".split(),
    )
)
"""Those that any person may be; "a senator" is only whom the text calls so."""


def asked_kind(noun: str) -> str:
    """The kind of name that a noun asks for: "city" a place, "leader" a person, "team" a group; empty for any other noun."""
    asked = {w.stem for w in words(noun)}
    if any(w.fold in _OFFICERS for w in words(noun)):
        return "person"
    return next((kind for kind, nouns in _CLASSES.items() if asked & nouns), "")


_WHOSE = re.compile(r"['’]s?\s")


def place_noun(noun: str) -> str:
    """The stem of the noun that asks for a place: "city" of "which Syrian city"; empty where none does, as in "which country's border"."""
    return next((w.stem for w in reversed(words(_WHOSE.split(noun)[-1])) if w.stem in _CLASSES["place"]), "")


def kind_of(kind: str) -> str:
    """The kind of name that a noun asks for, of an entity's kind."""
    return "group" if kind == "organisation" else kind


@dataclass(frozen=True, slots=True)
class Term:
    """A word or name of the question that an event has to speak of."""

    text: str
    stem: str
    kind: Kind
    weight: float
    head: bool = False
    """The noun asked for: "bridge" of "which bridge"."""
    asked: str = ""
    """The kind of name that the noun asks for: place, person or group."""
    parts: tuple[str, ...] = ()
    """The stems that a name is made of."""
    initials: str = ""
    """Of a name that the timeline does not list: "eu" of "European Union", and of "EU"."""


@dataclass(frozen=True, slots=True)
class Match:
    """How far an event speaks of a term (0 to 1), and where: (sentence, which word of it)."""

    covered: float
    places: tuple[tuple[int, int], ...] = ()


_NONE = Match(0.0)


@dataclass(frozen=True)
class Profile:
    """What an event speaks of, prepared once. Sentences are numbered; the title is one more, at the end."""

    event: Event
    of: tuple[str, ...]
    """Of which of the speakers each word of a line of a conversation is told, as a stem; empty for any other event."""
    earlier: frozenset[int]
    """Which words its speaker had said before, in the line that somebody asked about."""
    spans: tuple[tuple[int, int], ...]
    """Its sentences."""
    words: tuple[tuple[Word, int], ...]
    """With their sentence."""
    plainly: Mapping[int, tuple[str, ...]]
    """Which of them begins a phrasal verb -> the stems of the verb that says the same; none where it only carries its noun."""
    names: Mapping[str, tuple[tuple[int, int], ...]]
    """Canonical names -> (sentence, which word of it); names that stand in the fields alone have no place."""
    actors: tuple[str, ...]
    affected: tuple[str, ...]
    places: tuple[str, ...]
    kinds: frozenset[str]
    """Of the names: place, person, group."""
    content: tuple[Mapping[int, float], ...]
    """Of each sentence, which words tell something -> how rare they are."""
    negated: frozenset[str]
    """Names of whom a sentence says that they did not."""
    beside: frozenset[int]
    """Which words stand in a clause beside the main one ("hours before the offensive began"), or in a question, which states nothing."""
    untrue: frozenset[int]
    """Which words it says are not so ("without finding hidden cells"), or in a conversation only asks."""
    wider: frozenset[str]
    """What the names are part of."""
    acting: frozenset[str]
    """The actors and all they are part of."""
    acted_on: frozenset[str]
    called: frozenset[int]
    """Which words are names, where the timeline lists none."""

    @cached_property
    def stems(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """Stem -> (sentence, which word of it); those of the fields alone have no place."""
        found: dict[str, list[tuple[int, int]]] = {}
        for at, (word, sentence) in enumerate(self.words):
            plainly = self.plainly.get(at)
            for key in (word.stem,) if plainly is None else (word.stem, *plainly) if plainly else ():
                found.setdefault(key, []).append((sentence, at))
        for name in (*self.actors, *self.affected, *self.places):
            for word in words(name):
                found.setdefault(word.stem, [])
        return {key: tuple(places) for key, places in found.items()}

    def around(self, sentence: int, at: int) -> Sides:
        """Who stands around the act that is word `at`."""
        key = sentence, at
        if key not in self._around:
            begin = next(i for i, (_, s) in enumerate(self.words) if s == sentence)
            told = [word for word, s in self.words if s == sentence]
            start, stop = self.spans[sentence] if sentence < len(self.spans) else (0, 0)
            text = self.event.text[start:stop] if stop else self.event.title
            self._around[key] = sides(told, text, at - begin).moved(begin)
        return self._around[key]

    @cached_property
    def _around(self) -> dict[tuple[int, int], Sides]:
        return {}

    @cached_property
    def counts(self) -> bool:
        """Whether a number stands in it that is not part of a date."""
        text = self.event.text
        dates = find_dates(text, Context(near=self.event.when))
        counted = [*words(text)]
        starts = [*(m.start() for m in _NUMBER.finditer(text)), *(counted[first].start for _, first, _ in numbers(counted))]
        return any(not any(d.start <= start < d.end for d in dates) for start in starts)

    def named_in(self, ranges: Sequence[Range]) -> set[str]:
        """The names that stand in some ranges of words."""
        if self.called:
            return {self.words[at][0].stem for at in self.called if any(a <= at < b for a, b in ranges)}
        return {name for name, places in self.names.items() if any(a <= at < b for _, at in places for a, b in ranges)}

    @cached_property
    def initials(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """What names written in full are in short, and where they stand: "eu" of "European Union"."""
        found: dict[str, list[tuple[int, int]]] = {}
        for run in _runs([word for word, _ in self.words]):
            found.setdefault(_initials([self.words[at][0] for at in run]), []).append((self.words[run[0]][1], run[0]))
        return {short: tuple(places) for short, places in found.items()}

    @cached_property
    def short(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """Words in capitals, and where they stand."""
        found: dict[str, list[tuple[int, int]]] = {}
        for at, (word, sentence) in enumerate(self.words):
            if _is_short(word):
                found.setdefault(word.fold, []).append((sentence, at))
        return {short: tuple(places) for short, places in found.items()}

    def quotes(self, wanted: str) -> Match:
        """Whether quoted words, as stems with blanks between, stand in it one after the other."""
        run = wanted.split()
        stems = [word.stem for word, _ in self.words]
        at = next((i for i in range(len(stems) - len(run) + 1) if stems[i : i + len(run)] == run), None)
        return _NONE if at is None else Match(1.0, ((self.words[at][1], at),))

    @cached_property
    def numbers(self) -> Mapping[float, tuple[tuple[int, int], ...]]:
        """Numbers, written in words or in figures, and where they stand."""
        found: dict[float, list[tuple[int, int]]] = {}
        for amount, first, _ in numbers([word for word, _ in self.words]):
            found.setdefault(amount, []).append((self.words[first][1], first))
        return {amount: tuple(places) for amount, places in found.items()}

    @cached_property
    def groups(self) -> Mapping[int, tuple[tuple[int, int], ...]]:
        """Group of the lexicon -> where one of its words stands."""
        found: dict[int, list[tuple[int, int]]] = {}
        for key, places in self.stems.items():
            for group in groups(key):
                found.setdefault(group, []).extend(places)
        return {group: tuple(places) for group, places in found.items()}

    @cached_property
    def beginnings(self) -> Mapping[str, Sequence[tuple[str, tuple[tuple[int, int], ...]]]]:
        """First three letters -> the stems that begin with them, and their places."""
        found: dict[str, list[tuple[str, tuple[tuple[int, int], ...]]]] = {}
        for key, places in self.stems.items():
            found.setdefault(key[:3], []).append((key, places))
        return found


def _is_short(word: Word) -> bool:
    return word.text.isupper() and 1 < len(word.fold) < 6


def _initials(run: Sequence[Word]) -> str:
    return "".join(word.fold[0] for word in run)


def _runs(found: Sequence[Word]) -> Iterator[range]:
    """Which words with a capital letter stand next to each other, two and more."""
    start = 0
    for at in range(len(found) + 1):
        named = at < len(found) and found[at].text[0].isupper() and found[at].stem not in EMPTY
        if not named or found[at].start != found[at - 1].end + 1:
            if at - start > 1:
                yield range(start, at)
            start = at if named else at + 1


def doers(question: Question, profile: Profile, entities: Entities) -> list[str]:
    """Of "how many ministers met", those who did, where an event names nobody else as its actors."""
    kind = asked_kind(question.noun)
    if not kind or question.roles.subject or question.agent:
        return []  # "how many towns did the army lose": they are not its actors
    fitting = [name for name in profile.actors if (e := entities.get(name)) is not None and kind_of(e.kind) == kind]
    return fitting if len(fitting) == len(profile.actors) else []


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well one event answers a question."""

    hit: Hit
    profile: Profile
    features: tuple[float, ...]
    matches: tuple[Match, ...]
    """Of each term."""
    probability: float

    @property
    def event(self) -> Event:
        return self.hit.passage.event

    @property
    def meant(self) -> float:
        """How likely it tells of what is asked, whether or not it states the kind of thing that was asked for."""
        return 1 / (1 + math.exp(-self.log_odds(_KIND)))

    def log_odds(self, *without: int) -> float:
        """Of its probability, as if some of the features had not been there."""
        odds = self.probability / max(1 - self.probability, 1e-9)
        return math.log(max(odds, 1e-9)) - sum(weights()[0][at] * self.features[at] for at in without)


_KIND = FEATURES.index("kind missing")
_COSINE_OF = tuple(
    (FEATURES.index(name), FEATURES.index(by)) for name, by in (("cosine", "bias"), ("told and cosine", "told"), ("long and cosine", "long"))
)
"""The features that the cosine makes, and by which other one it is multiplied there; "bias" is always 1."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the events of one question are weighed by, and those that have been: a vector is not needed for it, so that it can be
    done while the question is encoded."""

    question: Question
    terms: Sequence[Term]
    asked: Vectors
    """Of each term; zeros for all but words."""
    narrow: float
    denying: bool
    """The question itself speaks of what was not."""
    converse: bool
    """It has an act that can be told from its other side."""
    known: dict[str, tuple[tuple[Match, ...], tuple[float, ...]]] = field(default_factory=dict)
    """By event."""


@cache
def weights() -> tuple[tuple[float, ...], float]:
    """The fitted coefficients, one a feature (0 for one that was not there yet), and the threshold: what `bot.calibrate` has written."""
    content = json.loads((Path(__file__).parent / "judge.json").read_text(encoding="utf-8"))
    return tuple(content["weights"].get(name, 0.0) for name in FEATURES), float(content["threshold"])


def title_stems(index: Index) -> frozenset[str]:
    """Of the words that the timeline's own title is made of."""
    return frozenset(w.stem for w in words(index.timeline.title.replace("_", " ").replace("-", " ")) if w.stem not in EMPTY)


_CLAUSE_BESIDE = re.compile(
    r"\b(?:(?:\w+\s+)?(?:hours?|days?|weeks?|months?)\s+)?(?:before|after|when|while|once|since|until|as|following|where|because|although|though|despite)\b[^,;:.]*",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:,[^,]{2,40},\s*)?(?:(?:did|do|does|was|were|had|has|have|would|will|is|are)\s+not|never|refused|stayed\s+out|kept\s+out)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:not|no|never|nobody|none|without|refus\w+|absent|stay\w*\s+out)\b|n['’]t\b", re.IGNORECASE)
_UNTRUE = re.compile(
    r"(?:\b(?:(?:do|does|did|was|were|has|have|had|is|are|could|can|would)\s+(?:not|never)|never|(?:fail|refuse|decline)(?:s|d|ed)?\s+to|unable\s+to|"
    r"(?:without|instead\s+of|rather\s+than)(?=\s+\w+ing\b))|n['’]t\b)(?!\s+(?:only|longer|yet|more|less|fewer|doubt)\b)(?:\s+[\w'’-]+){1,3}",
    re.IGNORECASE,
)
"""What a text says was not so: "without finding hidden cells"."""
_UNTRUE_SAID = re.compile(rf"{_UNTRUE.pattern}|\bno(?:\s+[\w'’-]+){{1,2}}", re.IGNORECASE)
"""The same in a conversation, where "no kayaks for me" is no result that was reported."""
_EXCEPT = re.compile(
    r"\b(?:except|but|excluding|other\s+than|apart\s+from|aside\s+from)\s+(?:for\s+)?(?:the\s+ones?\s+(?:at|in|of|near)\s+|the\s+|that\s+of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“][^\"”]{3,300}[\"”]")
_BESIDE = 0.6
"""What a term counts in a sentence that speaks of it only beside its main clause."""
_TIMES = frozenset("hour hours date year month week weekday minute clock o'clock".split())
"""Words of a question for a time that the time itself answers."""
_EARLIER = 0.85
"""What a term counts that stands in what the speaker of a line had said before."""
_OF = re.compile(r"\s+of\s+(?:the\s+)?", re.IGNORECASE)
_FEW = frozenset("two three four five six several".split())
_SOUGHT = re.compile(r"\b(?:which|what|whose|the)\s+$", re.IGNORECASE)
"""Before a number that says how many answers are wanted, or are known: "which two cities", "of the three prisons"."""
_SAYS = groups(stem("say"))
"""The groups of the lexicon for acts of saying."""
_TOLD = 0.65
"""From here on a match of the act is believed to tell of the same act."""
CALLED = 0.5
"""A word that a timeline without a list of names writes with a capital letter more often than so is taken for one."""
_LIGHTLY = 0.3
"""What a light word weighs as the act of the question, or in a whole statement, beside what its rareness would give it."""
_LEAST = 0.01
"""What any word weighs at least, and no more any other light one, however seldom the timeline has it."""
_HOW = 0.5
"""What a word weighs that only says how something is or was done."""
_ASIDE = 0.4
"""What a word beside the question proper weighs."""


class Judge:
    """Judges events of one index. Safe to use from several threads."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._mean, self._deviation = index.background
        self._rare = max(index.idf("\x00"), 1e-9)
        self._title = title_stems(index)
        self._idf = lru_cache(65536)(index.idf)
        self._profile_of = lru_cache(8192)(self._profile)
        self._vectors_of = lru_cache(4096)(self._word_vectors)

    # --- the question -----------------------------------------------------------------------------------------------

    def terms(self, question: Question) -> tuple[Term, ...]:
        """What an event has to speak of, each once, in order."""
        found: dict[str, Term] = {}
        for text, share in ((question.topic, 1.0), (question.aside, _ASIDE)):
            for term in self._terms_of(text, question, share):
                found.setdefault(term.text if term.kind == "entity" else term.stem, term)
        return tuple(found.values())

    def everywhere(self, term: Term) -> bool:
        """Whether a fifth of the timeline speaks of it, as of the country it is about: no list is narrowed by that."""
        return term.kind in ("entity", "name") and self.index.df(term.stem) > max(self.index.manifest.passages / 5, 10)

    def names(self, text: str) -> bool:
        """Whether words only name something ("Barrow A.F.C.") and do not tell what happened."""
        terms = tuple(self._terms_of(text, Question(text)))
        plain = [t for t in terms if t.kind == "word"]
        return len(plain) < len(terms) and not clause(text) and (not plain or any(asked_kind(t.text) for t in plain))

    def tells(self, text: str) -> bool:
        """Whether words say enough to find one event by: a name, or two words at least."""
        terms = tuple(self._terms_of(text, Question(text)))
        return len(terms) > 1 or any(t.kind != "word" for t in terms)

    def _terms_of(self, text: str, question: Question, share: float = 1.0) -> Iterator[Term]:
        """With `share` of their weight."""
        mentions = [m for m in self.index.entities.find(text) if m.entity.name[:1].isupper()]  # "opposition factions" is a description, not a name
        for mention in mentions:
            name = mention.entity.name
            yield Term(name, stem(name.lower()), "entity", 1.5 * share, parts=tuple(w.stem for w in words(name)))
        quotes = [m for m in _QUOTED.finditer(text) if len(words(m.group())) > 1]
        for quote in quotes:
            yield Term(quote.group(), " ".join(w.stem for w in words(quote.group())), "quote", 2.0 * share)
        noun = {w.stem for w in words(question.noun)}
        heads = noun - LIGHT or noun  # of "which notorious village" the village
        found = [*words(text)]
        initials = {at: _initials([found[i] for i in run]) for run in _runs(found) for at in run}
        for at, word in enumerate(found):
            if (
                word.stem in EMPTY
                or len(word.fold) < 2
                or any(m.start <= word.start < m.end for m in mentions)
                or any(q.start() <= word.start < q.end() for q in quotes)
            ):
                continue
            if word.fold in _FEW and _SOUGHT.search(text[: word.start]):
                continue
            if "when" in question.asks and word.fold in _TIMES:
                continue
            if word.stem == "name" and (of := _OF.match(text, word.end)) and any(m.start == of.end() for m in mentions):
                continue  # "the name of the mayor" asks for the mayor, where the timeline has one by name
            kind = self._kind(word, at == 0)
            weight = min(self._idf(word.stem) / self._rare, 1.0)
            weight = {"number": 1.0, "name": 1.2 * max(weight, 0.5)}.get(kind, weight)
            if word.stem in self._title and kind != "number":
                weight *= 0.3  # every event of a timeline is about its subject
            if word.stem in LIGHT and kind == "word" and word.stem not in heads:
                weight = _LIGHTLY * weight if question.told or word.stem == question.roles.act else _LEAST
            elif kind == "word" and word.stem not in heads and (word.stem in QUALITIES or (word.fold.endswith("ly") and word.fold not in WORDS)):
                weight *= _HOW
            head = word.stem in heads
            yield Term(
                word.text,
                word.stem,
                kind,
                max(weight, _LEAST) * share,
                head,
                asked_kind(word.text) if head and question.asks[:1] != ("who",) else "",
                initials=word.fold if _is_short(word) else initials.get(at, ""),
            )

    def _calls(self, word: Word) -> bool:
        """Whether a word of an event is a name, as far as its letters tell."""
        return word.text[0].isupper() and word.stem not in EMPTY and self.index.capitalised(word.stem) > CALLED

    def _kind(self, word: Word, opening: bool) -> Kind:
        if word.fold[0].isdigit():
            return "number"
        if word.fold in WORDS and (word.text[0].islower() or (word.text.isupper() and self.index.df(word.stem) == 0)):
            return "word"  # "the port", whatever the timeline calls so, and "TV" where it has television
        capital = word.text[0].isupper() and not opening
        if (capital and (self.index.df(word.stem) == 0 or self.index.capitalised(word.stem) > 0.5)) or self.index.capitalised(word.stem) > 0.8:
            return "name"
        return "word"

    # --- the events -------------------------------------------------------------------------------------------------

    def judge(self, question: Question, terms: Sequence[Term], hits: Sequence[Hit], weighing: Weighing | None = None) -> list[Evidence]:
        """One for each event among the hits (its best passage), in the order of the hits. `weighing` is that of the question, when it has begun."""
        best: dict[str, Hit] = {}
        for hit in hits:
            known = best.setdefault(hit.passage.event.id, hit)
            if hit.cosine > known.cosine:
                best[hit.passage.event.id] = hit
        weighing = weighing or self.weighing(question, terms)
        return [self._evidence(weighing, hit) for hit in best.values()]

    def weighing(self, question: Question, terms: Sequence[Term]) -> Weighing:
        denying = question.asks[:1] == ("yes-no",) or _DENIES.search(question.full) is not None
        converse = any(term.kind == "word" and converses(term.stem) for term in terms)
        return Weighing(question, terms, self._asked(terms), self._narrow(question), denying, converse)

    def weigh(self, weighing: Weighing, event: Event) -> tuple[tuple[Match, ...], tuple[float, ...]]:
        """How far an event speaks of each term, and its features but for the cosine, which are 0."""
        if event.id not in weighing.known:
            profile, question, terms = self._profile_of(event.id), weighing.question, weighing.terms
            matches = self._matches(terms, weighing.asked, profile, weighing.denying)
            if weighing.converse and self._lets_converse(question, profile):
                matches = tuple(
                    m if m.covered >= 0.9 else max(m, self._converse(t, profile), key=lambda m: m.covered)
                    for t, m in zip(terms, matches, strict=True)
                )
            weighing.known[event.id] = matches, self._features(question, terms, matches, profile, weighing.narrow)
        return weighing.known[event.id]

    def _asked(self, terms: Sequence[Term]) -> Vectors:
        """A vector for each term: zeros for all but words."""
        vectors = np.zeros((len(terms), self.index.manifest.dimensions), np.float32)
        rows = [i for i, term in enumerate(terms) if term.kind == "word"]
        if rows:
            vectors[rows] = self.index.word_vectors([(terms[i].stem, terms[i].text.lower()) for i in rows])
        return vectors

    def _narrow(self, question: Question) -> float:
        """0 without a window, 1 for one that holds a single event; by logarithm between."""
        if question.window is None or len(self.index) < 2:
            return 0.0
        return 1 - math.log(max(self.index.count(question.window), 1)) / math.log(len(self.index))

    def certain(self, event: Event, question: Question | None = None, terms: Sequence[Term] = ()) -> Evidence:
        """Evidence for an event that is known to be meant, with what it says of a question's terms."""
        hit = Hit(self.index.passages(event.id)[0], 0.0, 1.0, 0.0)
        matches = self.weigh(self.weighing(question, terms), event)[0] if question is not None and terms else ()
        return Evidence(hit, self._profile_of(event.id), (0.0,) * len(FEATURES), matches, 1.0)

    def _evidence(self, weighing: Weighing, hit: Hit) -> Evidence:
        matches, features = self.weigh(weighing, hit.passage.event)
        cosine = (hit.cosine - self._mean) / self._deviation / 5
        whole = list(features)
        for at, other in _COSINE_OF:
            whole[at] = cosine * features[other]
        features = tuple(whole)
        coefficients, _ = weights()
        z = sum(map(mul, coefficients, features))
        return Evidence(hit, self._profile_of(hit.passage.event.id), features, matches, 1 / (1 + math.exp(-max(-30.0, min(30.0, z)))))

    def _features(self, question: Question, terms: Sequence[Term], matches: Sequence[Match], profile: Profile, narrow: float) -> tuple[float, ...]:
        """All but those of the cosine, which are 0."""
        both = list(zip(terms, matches, strict=True))
        total = sum(term.weight for term in terms) or 1.0
        coverage = sum([t.weight * m.covered for t, m in both]) / total if terms else 1.0
        named = [(t, m) for t, m in both if t.kind in ("entity", "name")]
        missing = sum([t.weight * (1 - m.covered) for t, m in named]) / (sum([t.weight for t, _ in named]) or 1.0)
        known = [m.covered for t, m in named if t.kind == "entity"]
        plain = [(t, m) for t, m in both if t.kind in ("word", "number", "quote")]
        worded = sum([t.weight * m.covered for t, m in plain]) / sum([t.weight for t, _ in plain]) if plain else 1.0
        numbers = [1 - m.covered for t, m in plain if t.kind == "number"]
        others = [(t, m) for t, m in plain if t.kind == "word" and not t.head]
        heads = [t.weight * (1 - m.covered) for t, m in both if t.head]
        contrary = "how-long" not in question.asks and any(  # "how long was it shut" is told where it opens again
            m.covered < 0.8 and not opposites(t.stem).isdisjoint(profile.stems) for t, m in plain if t.kind == "word" and opposites(t.stem)
        )
        sentence, close, back, headline = self._sentence(both, total, profile)
        long = min(len(terms) / 12, 1.0)
        told, fields = float(question.told), self._in_fields(named, profile)
        act = self._act(question, both)
        return (
            1.0, coverage, worded, sentence, 1 - min(known, default=1.0), missing, max(numbers, default=0.0), max([t.weight * (1 - m.covered) for t, m in others], default=0.0),
            1 - max([m.covered for _, m in others], default=1.0),
            max(heads, default=0.0), self._agent(question, both), *act, float(contrary), 0.0, close, back, headline, fields,
            *self._roles(question, both, profile), float(self.kind_missing(question, profile)), narrow,
            told, told * coverage, 0.0, told * back, told * headline, told * fields, told * act[0], long, long * coverage, 0.0, long * back,
        )  # fmt: skip

    @staticmethod
    def _agent(question: Question, both: Sequence[tuple[Term, Match]]) -> float:
        if not question.agent:
            return 0.0
        wanted = [(t, m) for t, m in both if (t.text if t.kind == "entity" else t.stem) in question.agent]
        return sum(t.weight * (1 - m.covered) for t, m in wanted) / (sum(t.weight for t, _ in wanted) or 1.0)

    @staticmethod
    def _act(question: Question, both: Sequence[tuple[Term, Match]]) -> tuple[float, float]:
        """How far the question's verb is missing, and whether it stands in no sentence with a name of the question."""
        act = next((m for t, m in both if t.stem == question.roles.act and t.kind == "word"), None) if question.roles.act else None
        if act is None:
            return 0.0, 0.0
        beside = {sentence for t, m in both if t.kind in ("entity", "name") for sentence, _ in m.places}
        apart = bool(act.places) and bool(beside) and beside.isdisjoint(sentence for sentence, _ in act.places)
        return 1 - act.covered, float(apart)

    def _sentence(self, both: Sequence[tuple[Term, Match]], total: float, profile: Profile) -> tuple[float, float, float, float]:
        """Of the sentence that says most: the share of the terms it holds, how close together they stand, and the share of it that
        the question says. Last, the share of the terms in the headline."""
        count = len(profile.spans) + 1
        shares = [0.0] * count
        held: list[list[list[int]]] = [[] for _ in range(count)]
        loose = 0.0
        for term, match in both:
            if not match.places:
                loose += 0.7 * term.weight * match.covered
                continue
            inside: dict[int, list[int]] = {}
            for sentence, at in match.places:
                inside.setdefault(sentence, []).append(at)
            for sentence, places in inside.items():
                main = sentence == count - 1 or not profile.beside or not profile.beside.issuperset(places)
                shares[sentence] += term.weight * match.covered * (1.0 if main else _BESIDE)
                held[sentence].append(places)
        best = shares.index(max(shares))
        close = 1.0
        if len(held[best]) > 1:
            first = held[best][0]
            reach = min(max(min(abs(at - start) for at in places) for places in held[best]) for start in first)
            close = min(len(held[best]) / (reach + 1), 1.0)
        headline = shares[-1] if profile.event.title else shares[0]
        return min((shares[best] + loose) / total, 1.0), close, self._said_back(held[best], best, profile), min(headline / total, 1.0)

    @staticmethod
    def _in_fields(named: Sequence[tuple[Term, Match]], profile: Profile) -> float:
        total = sum(term.weight for term, _ in named)
        if not total:
            return 0.0
        if not (profile.actors or profile.places):
            return sum(t.weight * m.covered for t, m in named) / total
        fields = profile.acting | profile.acted_on | set(profile.places)
        return sum(t.weight for t, _ in named if t.text in fields) / total

    @staticmethod
    def _said_back(held: Sequence[Sequence[int]], sentence: int, profile: Profile) -> float:
        content = profile.content[sentence]
        said = {at for places in held for at in places}
        total = sum(content.values())
        return sum(content.get(at, 0.0) for at in said) / total if total else 0.0

    def matches(self, terms: Sequence[Term], event: Event) -> tuple[Match, ...]:
        """How far an event speaks of each term."""
        return self._matches(terms, self._asked(terms), self._profile_of(event.id))

    def _matches(self, terms: Sequence[Term], asked: Vectors, profile: Profile, denying: bool = True) -> tuple[Match, ...]:
        found = [self._match(term, profile) for term in terms]
        if profile.negated and not denying:
            found = [Match(0.2, m.places) if t.text in profile.negated else m for t, m in zip(terms, found, strict=True)]
        unsure = [i for i, (t, m) in enumerate(zip(terms, found, strict=True)) if t.kind == "word" and m.covered < 0.7]
        if unsure:
            matrix, at = self._vectors_of(profile.event.id)
            if len(matrix):
                similar = matrix @ asked[unsure].T
                for i, row, cosine in zip(unsure, similar.argmax(axis=0).tolist(), similar.max(axis=0).tolist(), strict=True):
                    covered = min(max((cosine - 0.35) / 0.45, 0.0), 0.7)
                    if covered > found[i].covered:
                        found[i] = Match(covered, profile.stems[at[row]])
        if profile.of:
            found = self._of_the_other(terms, found, profile)
        if profile.untrue and not denying:
            found = [
                Match(min(m.covered, 0.1), m.places) if t.kind == "word" and m.places and profile.untrue.issuperset(at for _, at in m.places) else m
                for t, m in zip(terms, found, strict=True)
            ]
        return tuple(found)

    @staticmethod
    def _of_the_other(terms: Sequence[Term], found: Sequence[Match], profile: Profile) -> list[Match]:
        """What a line tells of one speaker alone is not told of another: "your store" of the one who says so."""
        found = (
            [Match(_EARLIER * m.covered, m.places) if m.places and all(at in profile.earlier for _, at in m.places) else m for m in found]
            if profile.earlier
            else list(found)
        )
        speakers = set(profile.of) - {""}
        asked = [term.stem for term in terms if term.stem in speakers]
        others = speakers - set(asked)
        if len(asked) != 1 or not others:
            return found
        return [
            Match(min(m.covered, 0.3), m.places) if t.stem not in asked and m.places and all(profile.of[at] in others for _, at in m.places) else m
            for t, m in zip(terms, found, strict=True)
        ]

    def _match(self, term: Term, profile: Profile) -> Match:
        if term.kind == "entity":
            if term.text in profile.names:
                return Match(1.0, profile.names[term.text] or self._described(term, profile))
            inside = profile.stems.get(term.parts[-1], ()) if self._surnamed(term) else ()  # "Vogel" in "Vogel's government"
            if term.text in profile.wider:
                return Match(0.75, inside)
            if term.parts and all(part in profile.stems for part in term.parts):
                return Match(0.7, profile.stems[term.parts[0]])  # "Aleppo" in "western Aleppo countryside"
            return Match(0.6, inside) if inside else _NONE
        if term.kind == "quote":
            return profile.quotes(term.stem)
        places = profile.stems.get(term.stem)
        if places is not None:
            return Match(1.0, places)
        counted = value(term.stem)
        if counted is not None and counted in profile.numbers:
            return Match(1.0, profile.numbers[counted])
        if counted is not None and (near := next((at for other, at in profile.numbers.items() if about(counted, other)), None)):
            return Match(0.8, near)
        if places := tuple(at for amount, found in profile.numbers.items() if many(term.text.lower(), amount) for at in found):
            return Match(0.8, places)
        if term.kind == "number":
            return _NONE
        if term.asked and (term.asked in profile.kinds or not self.index.entities.all):
            return Match(0.8 if term.asked != "person" or term.stem in _ANYBODY else 0.4)
        ones = instances(term.stem) if term.head or term.stem not in ACTS else ()  # "the ship sank" is told of a brig
        for others, covered in ((called(term.stem), 0.9), (members(term.stem), 0.75), (ones, 0.8 if term.head else 0.75)):
            if places := tuple(at for other in others for at in profile.stems.get(other, ())):
                return Match(covered, places)
        if term.kind == "name":
            if term.initials and (places := (profile.initials if term.initials == term.text.lower() else profile.short).get(term.initials)):
                return Match(0.9, places)
            named = max((Match(_alike(term.stem, other), at) for other, at in profile.stems.items()), key=lambda m: m.covered, default=_NONE)
            return named if named.covered else _NONE
        office = term.head and asked_kind(term.text) == "person"  # a "governor" is not spoken of where a "government" is
        related = [(_alike(term.stem, other), at) for other, at in profile.beginnings.get(term.stem[:3], ()) if not office]
        if any(group in profile.groups for group in groups(term.stem)):  # a word of many senses says less
            alike = tuple(at for group in groups(term.stem) for at in profile.groups.get(group, ()))
            related.append((max(0.9 - 0.03 * len(groups(term.stem)), 0.65), alike))
        covered, places = max(related, key=lambda pair: pair[0], default=(0.0, ()))
        return Match(covered, places) if covered else _NONE

    def _described(self, term: Term, profile: Profile) -> tuple[tuple[int, int], ...]:
        """Where a sentence speaks of a name that stands in the fields alone by half of its words: "the citadel" of "Aleppo citadel". The
        rarest one of each sentence."""
        said: dict[int, list[tuple[float, tuple[int, int]]]] = {}
        for part in term.parts:
            for sentence, at in dict(profile.stems.get(part, ())).items():
                said.setdefault(sentence, []).append((self._idf(part), (sentence, at)))
        return tuple(max(parts)[1] for parts in said.values() if 2 * len(parts) >= len(term.parts))

    def _surnamed(self, term: Term) -> bool:
        """Whether it is the person that the last part of the name alone means."""
        entity = self.index.entities.get(term.text)
        return entity is not None and entity.kind == "person" and self.index.entities.get(words(entity.name)[-1].text) is entity

    @staticmethod
    def _lets_converse(question: Question, profile: Profile) -> bool:
        """Whether the one who does it in the question is one to whom it is done in the event, or is not named."""
        others = profile.acted_on - profile.acting
        if "who" in question.asks and not others:
            return False  # "who bought the house" is not stated where somebody sold it
        if question.roles.subject:
            return set(question.roles.subject) <= others
        return set(question.agent) <= {w.stem for name in others for w in words(name)}

    @staticmethod
    def _converse(term: Term, profile: Profile) -> Match:
        """The act told from its other side: "the army lost Hama" where "rebels captured Hama from the army"."""
        places = tuple(at for other in converses(term.stem) for at in profile.stems.get(other, ())) if term.kind == "word" else ()
        return Match(0.9, places) if places else _NONE

    def _roles(self, question: Question, both: Sequence[tuple[Term, Match]], profile: Profile) -> tuple[float, ...]:
        """Whether the event has the question's roles the other way round, its subject or its object neither way, or both as asked; and
        whether it tells the act only beside something else.

        The sentence around the act decides; where it names nobody, the event's fields do.
        """
        verb = question.roles.act
        act = next((m for t, m in both if t.stem == verb and t.kind == "word"), None) or self._match(Term(verb, verb, "word", 0.0), profile)
        places = act.places
        if _SAYS & groups(verb):  # "said" in the title and "told" in the text are one act
            places = tuple(dict.fromkeys((*places, *(at for group in groups(verb) & _SAYS for at in profile.groups.get(group, ())))))
        told = [profile.around(*place) for place in places if self._tells(verb, profile, place)] if act.covered >= _TOLD else []
        beside = float(bool(told) and not any(side.main for side in told))
        subject, object = set(question.roles.subject), set(question.roles.object) - set(question.roles.subject)
        if profile.called:  # names that only the texts have: they are known by their last word
            subject, object = ({words(name)[-1].stem for name in names} for names in (subject, object))
            agent = [
                (t, m) for t, m in both if t.kind == "name" and t.stem in subject and (m.places or not called(t.stem))
            ]  # a people acts by its own
            patient = [(t, m) for t, m in both if t.kind == "name" and t.stem in object]
        else:
            agent = [(t, m) for t, m in both if (t.text in subject if t.kind == "entity" else t.stem in question.agent and t.stem != verb)]
            patient = [(t, m) for t, m in both if t.kind == "entity" and t.text in object]
        if not (agent or subject or object):
            return 0.0, 0.0, 0.0, 0.0, 0.0, beside
        does, done, swapped = self._by_fields(question, profile, subject, object)
        if told:
            does_, done_, swapped_ = max((self._by_words(side, profile, agent, patient) for side in told), key=lambda v: (v[0] + v[1], -v[2]))
            if act.covered < 1 and does > 0 and not object:
                does_ = max(does_, 0)  # another word for the act may be told of others, beside what the actor of the event does
            does, done = does_ or does, done_ or done
            swapped = swapped_ or (swapped and (does_ <= 0 if subject else done_ < 0))
        agree = min(does if agent or subject else done, done if object else does) > 0
        return float(swapped), float(swapped and does < 0 and done < 0), float(does < 0), float(done < 0), float(agree), beside

    def _by_words(
        self, side: Sides, profile: Profile, agent: Sequence[tuple[Term, Match]], patient: Sequence[tuple[Term, Match]]
    ) -> tuple[int, int, bool]:
        """Whether those around an act are those of the question: 1 as asked, -1 others, 0 nobody is named; and whether they changed places."""
        inside = {(s, at + i) for t, m in patient for s, at in m.places for i in range(len(t.parts))}  # "army" of "the Free Army"
        agent = [(t, m) if t.kind == "entity" else (t, Match(m.covered, tuple(at for at in m.places if at not in inside))) for t, m in agent]
        does, done = self._stands(agent, side.doing, profile), self._stands(patient, side.done_to, profile)
        named = [(t, m) for t, m in agent if t.kind == "entity" or profile.called]
        if does <= 0 and not patient and all(t.text in profile.places for t, _ in named):
            return 0, done, False  # "the airport fell" where somebody took it
        turned = self._stands(patient, side.doing, profile) > 0
        suffers = does <= 0 and self._stands(agent, side.done_to, profile) > 0 and (bool(named) or turned or does < 0)
        crossed = suffers or (turned and (done <= 0 or does < 0))
        return does if named or crossed else max(does, 0), done, crossed and does + done < 1

    @staticmethod
    def _tells(act: str, profile: Profile, place: tuple[int, int]) -> bool:
        """Whether the word at a place tells the act from the same side."""
        found = profile.words[place[1]][0].stem
        return found not in converses(act) or same(found, act)

    def _stands(self, asked: Sequence[tuple[Term, Match]], ranges: Sequence[Range], profile: Profile) -> int:
        """1 where what was asked for stands in these words, or what is part of it; -1 where only other names do."""
        if not asked:
            return 0
        names = {t.text for t, _ in asked if t.kind == "entity"}
        wanted = asked if names else asked[-1:]  # of "the Arab official" the official
        if any(a <= at < b for t, m in wanted for _, at in m.places for a, b in ranges):
            return 1
        found = profile.named_in(ranges) - (set(profile.places) - profile.acting)  # "hundreds in Leeds marched": the place does nothing
        return 0 if not found else 1 if self._fits(names, found) else -1

    def _by_fields(self, question: Question, profile: Profile, subject: set[str], object: set[str]) -> tuple[int, int, bool]:
        if not profile.actors:
            return 0, 0, False
        actors, affected, places = profile.acting, profile.acted_on, set(profile.places)
        if (
            question.roles.act not in profile.stems
            and not converses(question.roles.act).isdisjoint(profile.stems)
            and self._lets_converse(question, profile)
        ):
            actors, affected = affected, actors | affected
        does = bool(subject & actors)
        done = bool(object & (affected | places))
        swapped = (bool(subject) and not does and bool(subject & affected)) or (bool(object) and object <= actors and not done)
        acts = {name for name in subject if name in places and not object and "whom" not in question.asks}  # "Hama fell" has no agent
        stray = bool(subject) and not does and not subject <= acts and not self._fits(subject, set(profile.actors))
        return int(does) - int(stray), (int(done) or -1) if object else 0, swapped and not acts

    def _fits(self, asked: set[str], named: set[str]) -> bool:
        """Whether somebody named is one who was asked for, or one is part of the other."""
        wider = self.index.entities.wider
        return any(a in wider(n) or n in wider(a) for a in asked for n in named)

    def kind_missing(self, question: Question, profile: Profile) -> bool:
        text = profile.event.text
        for ask in question.asks:
            match ask:
                case "when" if profile.event.when is None:
                    return True
                case "how-many" if _OLD.search(question.noun):
                    return not _AGE.search(text)
                case "how-many" if question.form != "count" and not profile.counts and len(doers(question, profile, self.index.entities)) < 2:
                    return True
                case "how-long" if profile.event.span != "during" and not _LONG.search(text):
                    return True
                case "how-far" if not DISTANCE.search(text):
                    return True
                case "why" if not explains(text, question.full):
                    return True
                case "who" | "whom" if self.index.entities.all and not (profile.names.keys() - set(question.entities)) and not profile.actors:
                    return True
                case "where" if self.index.entities.all and not (profile.places and self._leads(question, profile)):
                    return True
                case "which" if (noun := place_noun(question.noun)) and self.index.entities.all and not self._has_place(noun, question, profile):
                    return True
        return False

    def _has_place(self, noun: str, question: Question, profile: Profile) -> bool:
        """Whether an event names a place that may be what the noun asks for, beside those of the question."""
        others = [
            e for name in (*profile.places, *profile.names) if name not in question.entities and (e := self.index.entities.get(name)) is not None
        ]
        return any(e.kind == "place" and may_be(e.name, noun, e.part_of) for e in others)

    def _leads(self, question: Question, profile: Profile) -> bool:
        """Whether an event names a place where somebody went to, or came from, if that is asked."""
        way, text = direction(question), profile.event.text
        return not way or not elsewhere(way, text, self.index.entities.find(text)).issuperset(set(profile.places) - set(question.entities))

    # --- profiles ---------------------------------------------------------------------------------------------------

    def _profile(self, id: str) -> Profile:
        event = self.index.event(id)
        assert event is not None
        entities = self.index.entities
        spans = tuple(sentences(event.text))
        said_by = talk.speaker(event)
        said_to = talk.spoken_to(self.index, event) if said_by else ""
        asked = {i for i, (a, b) in enumerate(spans) if said_by and talk.question(event.text[a:b])}
        echoed = {i for i, (a, b) in enumerate(spans) if said_by and talk.reaction(event.text[a:b])}
        asking = {i for i, (_, end) in enumerate(spans) if event.text[:end].rstrip("\"'”’) ").endswith("?")}
        earlier = ""
        if said_by and not event.title:  # what a line answers is what it is about
            earlier, asking_it = talk.answers(self.index, event)
            event = replace(event, title=f"{earlier} {asking_it}".strip())
        found: list[tuple[Word, int]] = []
        of: list[str] = []
        known: list[bool] = []
        for i, (start, end) in enumerate([*spans, (0, 0)]):
            text = event.text[start:end] if i < len(spans) else event.title
            if not said_by:
                found += [(word, i) for word in words(text)]
                continue
            if i < len(spans):
                line = talk.told(text, said_by, said_to)
            else:
                line = [told for a, b in sentences(earlier) for told in talk.moved(talk.told(earlier[a:b], said_by, said_to), a)]
                known += [False] * len(found) + [True] * len(line)
                line += talk.moved(talk.told(text[len(earlier) :], said_to, said_by), len(earlier))
            found += [(told.word, i) for told in line]
            of += [stem(told.of.lower()) for told in line]
        begins = [next((at for at, (_, s) in enumerate(found) if s == i), 0) for i in range(len(spans) + 1)]
        names: dict[str, list[tuple[int, int]]] = {}
        negated: set[str] = set()
        affirmed: set[str] = set()
        kinds = []
        for i, text in enumerate((*(event.text[a:b] for a, b in spans), event.title)):
            for mention in entities.find(text):
                excepted = _EXCEPT.search(text[: mention.start]) is not None  # "closed all crossings but Masnaa" does not say it of Masnaa
                if i < len(spans):
                    (negated if excepted or _NOT.match(text[mention.end :]) else affirmed).add(mention.entity.name)
                if excepted:
                    continue
                at = begins[i] + len(words(text[: mention.start]))
                names.setdefault(mention.entity.name, []).append((i, at))
                kinds.append(mention.entity.kind)
        told = (*(event.text[a:b] for a, b in spans), event.title)
        plainly: dict[int, tuple[str, ...]] = {}
        for i, text in enumerate(told):
            starts = {word.start: at for at, (word, s) in enumerate(found) if s == i}
            plainly |= {starts[start]: tuple(stems(verb)) for start, verb in read_plainly(text).items() if start in starts}
        clauses = [[m.span() for m in _CLAUSE_BESIDE.finditer(text) if m.start() > 0] for text in told]
        denied = [[m.span() for m in (_UNTRUE_SAID if said_by else _UNTRUE).finditer(text)] for text in told]
        beside = [False] * len(found)
        for at, (word, i) in enumerate(found):
            beside[at] = i in asking or i in echoed or any(left <= word.start < right for left, right in clauses[i])
        actors, affected, places = (tuple(map(entities.canonical, field)) for field in (event.actors, event.affected, event.places))
        acting, acted_on = (frozenset[str]().union(*map(entities.wider, field)) for field in (actors, affected))
        for name in (*actors, *affected, *places):
            names.setdefault(name, [])
            entity = entities.get(name)
            kinds += [entity.kind] if entity is not None else []
        plain = frozenset(map(kind_of, kinds))
        return Profile(
            event,
            tuple(of),
            frozenset(at for at, before in enumerate(known) if before),
            spans,
            tuple(found),
            plainly,
            {name: tuple(at) for name, at in names.items()},
            actors,
            affected,
            places,
            plain,
            tuple({at: self._idf(w.stem) for at, (w, s) in enumerate(found) if s == i and w.stem not in EMPTY} for i in range(len(spans) + 1)),
            frozenset(negated - affirmed),
            frozenset(at for at, is_beside in enumerate(beside) if is_beside),
            frozenset(at for at, (word, i) in enumerate(found) if i in asked or any(left < word.start < right for left, right in denied[i])),
            frozenset(upper for name in names for upper in entities.wider(name)),
            acting,
            acted_on,
            frozenset(() if entities.all or said_by else (at for at, (w, _) in enumerate(found) if self._calls(w))),
        )

    def _word_vectors(self, id: str) -> tuple[Vectors, tuple[str, ...]]:
        """Vectors of an event's content words, and their stems."""
        profile = self._profile_of(id)
        content = {w.stem: w.fold for w, _ in profile.words if w.stem in profile.stems and w.stem not in EMPTY and not w.fold[0].isdigit()}
        vectors = self.index.word_vectors(list(content.items())) if content else np.empty((0, self.index.manifest.dimensions), np.float32)
        return vectors, tuple(content)


@lru_cache(maxsize=65536)
def _alike(a: str, b: str) -> float:
    """Two spellings of a name, or a name and its adjective: "Kadafi" and "Gaddafi", "Libya" and "Libyan"."""
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) < 4:
        return 0.0
    if longer.startswith(shorter) and len(longer) - len(shorter) <= 3:
        return 0.9
    common = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(shorter))
    if common >= 4 and len(longer) - common <= 3:
        return 0.8
    if len(shorter) >= 6 and OSA.normalized_similarity(a, b) >= 0.7:
        return 0.8
    return 0.0
