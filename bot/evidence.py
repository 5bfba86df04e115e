"""Does an event state what a question asks? Judged on what both say, never on a rank.

For each event the terms of the question are looked for in what the event says: names through their aliases, numbers as they are,
other words by stem, by the lexicon, or by the similarity of their vectors. Together with the roles, the cosine of the whole and
whether the asked kind is there at all they make a few features, and a logistic regression turns these into a probability.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from rapidfuzz.distance import OSA

from bot.lexicon import EMPTY, opposite, same
from bot.question import Question
from index.embed import Vectors
from index.search import Index
from index.types import Event, Hit
from index.words import Word, sentences, stem, words

Kind = Literal["entity", "name", "number", "word"]

FEATURES = (
    "bias", "coverage", "names missing", "worst word missing", "act missing", "opposite", "cosine", "roles swapped", "roles agree",
    "kind missing", "long", "long and coverage",
)  # fmt: skip
_KM = re.compile(r"\b\d[\d,.]*\s*-?(?:km|kilomet\w+|miles?|mi|metres?|meters?|m)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![\w-])(?:\d[\d,.]*\d|\d|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundreds?|thousands?|dozens?|millions?|several|one)\b)",
    re.IGNORECASE,
)
REASON = re.compile(
    r"\b(?:because|since|so\s+that|in\s+order\s+to|in\s+response\s+to|in\s+protest\s+(?:at|against|over)|due\s+to|owing\s+to|thanks\s+to|out\s+of|for\s+fear|to\s+(?!the\b|a\b|an\b)[a-z]+|"
    r"over\b|after\b|as\s+(?:a\s+result|part)|amid|prompted|aimed?|citing|saying|following|against)\b",
    re.IGNORECASE,
)
_CLASSES: dict[str, frozenset[str]] = {
    "place": frozenset(
        map(stem, "city town country village place region province state area district capital location site land nation island river".split())
    ),
    "person": frozenset(
        map(
            stem,
            "person man woman leader president minister official general commander politician spokesman figure player politician king head chief ruler envoy diplomat".split(),
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


def asked_kind(noun: str) -> str:
    """The kind of name that a noun asks for: "city" a place, "leader" a person, "team" a group; empty for any other noun."""
    asked = {w.stem for w in words(noun)}
    return next((kind for kind, nouns in _CLASSES.items() if asked & nouns), "")


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


@dataclass(frozen=True)
class Profile:
    """What an event speaks of, prepared once."""

    event: Event
    words: tuple[Word, ...]
    """Of the text, then of the title."""
    stems: frozenset[str]
    names: frozenset[str]
    """Canonical names in text, title and fields."""
    actors: tuple[str, ...]
    affected: tuple[str, ...]
    places: tuple[str, ...]
    kinds: frozenset[str]
    """Of the names."""
    spans: tuple[tuple[int, int], ...]
    """Its sentences."""

    @cached_property
    def sentence_stems(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(w.stem for w in words(self.event.text[a:b])) for a, b in self.spans)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well one event answers a question."""

    hit: Hit
    profile: Profile
    features: tuple[float, ...]
    covered: tuple[float, ...]
    """Of each term, 0 to 1."""
    probability: float

    @property
    def event(self) -> Event:
        return self.hit.passage.event


@cache
def weights() -> tuple[tuple[float, ...], float]:
    """The fitted coefficients, one a feature, and the threshold: what `bot.calibrate` has written."""
    content = json.loads((Path(__file__).parent / "judge.json").read_text(encoding="utf-8"))
    return tuple(content["weights"][name] for name in FEATURES), float(content["threshold"])


class Judge:
    """Judges events of one index. Safe to use from several threads."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._mean, self._deviation = index.background
        self._rare = max(index.idf("\x00"), 1e-9)
        self._profile_of = lru_cache(8192)(self._profile)
        self._vectors_of = lru_cache(4096)(self._word_vectors)

    # --- the question -----------------------------------------------------------------------------------------------

    def terms(self, question: Question, text: str | None = None) -> tuple[Term, ...]:
        """What an event has to speak of, each once, in order."""
        text = question.topic if text is None else text
        mentions = self.index.entities.find(text)
        heads = {w.stem for w in words(question.noun)}
        found: dict[str, Term] = {}
        for mention in mentions:
            name = mention.entity.name
            if name[:1].islower():  # "opposition factions" is a description, not a name
                continue
            found.setdefault(name, Term(name, stem(name.lower()), "entity", 1.5))
        title = {w.stem for w in words(self.index.timeline.title)}
        first = True
        for word in words(text):
            inside = any(m.start <= word.start < m.end and m.entity.name[:1].isupper() for m in mentions)
            opening, first = first, False
            if inside or word.stem in EMPTY or len(word.fold) < 2:
                continue
            kind = self._kind(word, opening)
            weight = min(self.index.idf(word.stem) / self._rare, 1.0)
            weight = {"number": 1.0, "name": 1.2 * max(weight, 0.5)}.get(kind, weight)
            if word.stem in title and kind != "number":
                weight *= 0.3  # every event of a timeline is about its subject
            head = word.stem in heads
            asked = asked_kind(word.text) if head else ""
            found.setdefault(word.stem, Term(word.text, word.stem, kind, max(weight, 0.05), head, asked))
        return tuple(found.values())

    def _kind(self, word: Word, opening: bool) -> Kind:
        if word.fold[0].isdigit():
            return "number"
        capital = word.text[0].isupper() and not opening
        if (capital and (self.index.df(word.stem) == 0 or self.index.capitalised(word.stem) > 0.5)) or self.index.capitalised(word.stem) > 0.8:
            return "name"
        return "word"

    # --- the events -------------------------------------------------------------------------------------------------

    def judge(self, question: Question, terms: Sequence[Term], hits: Sequence[Hit]) -> list[Evidence]:
        """One for each event among the hits (its best passage), in the order of the hits."""
        seen: set[str] = set()
        judged = []
        for hit in hits:
            if hit.passage.event.id not in seen:
                seen.add(hit.passage.event.id)
                judged.append(self._evidence(question, terms, hit))
        return judged

    def _evidence(self, question: Question, terms: Sequence[Term], hit: Hit) -> Evidence:
        profile = self._profile_of(hit.passage.event.id)
        covered = tuple(self._covered(term, question, profile) for term in terms)
        features = self._features(question, terms, covered, profile, hit)
        coefficients, _ = weights()
        z = sum(w * x for w, x in zip(coefficients, features, strict=True))
        return Evidence(hit, profile, features, covered, 1 / (1 + math.exp(-max(-30.0, min(30.0, z)))))

    def _features(self, question: Question, terms: Sequence[Term], covered: Sequence[float], profile: Profile, hit: Hit) -> tuple[float, ...]:
        total = sum(term.weight for term in terms) or 1.0
        coverage = sum(t.weight * c for t, c in zip(terms, covered, strict=True)) / total if terms else 1.0
        named = [(t, c) for t, c in zip(terms, covered, strict=True) if t.kind in ("entity", "name")]
        missing = sum(t.weight * (1 - c) for t, c in named) / (sum(t.weight for t, _ in named) or 1.0)
        others = [t.weight * (1 - c) for t, c in zip(terms, covered, strict=True) if t.kind in ("word", "number")]
        acts = [c for t, c in zip(terms, covered, strict=True) if t.kind == "word" and not t.head]
        contrary = any(c < 0.8 and any(opposite(t.stem, s) for s in profile.stems) for t, c in zip(terms, covered, strict=True) if t.kind == "word")
        swapped, agree = self._roles(question, profile)
        length = min(len(terms) / 12, 1.5)
        return (
            1.0,
            coverage,
            missing,
            max(others, default=0.0),
            1 - max(acts, default=1.0),
            float(contrary),
            (hit.cosine - self._mean) / self._deviation / 5,
            float(swapped),
            float(agree),
            float(self._kind_missing(question, profile)),
            length,
            length * coverage,
        )

    def _covered(self, term: Term, question: Question, profile: Profile) -> float:
        if term.kind == "entity":
            return 1.0 if term.text in profile.names else 0.0
        if term.stem in profile.stems:
            return 1.0
        if term.kind == "number":
            return 0.0
        if term.asked and (term.asked in profile.kinds or not self.index.entities.all):
            return 0.8
        if term.kind == "name":
            return max((_alike(term.stem, w.stem) for w in profile.words), default=0.0)
        if any(same(term.stem, other) for other in profile.stems):
            return 0.85
        near = max((_alike(term.stem, s) for s in profile.stems if s[:3] == term.stem[:3]), default=0.0)
        return max(near, self._similar(term, profile))

    def _similar(self, term: Term, profile: Profile) -> float:
        """By the cosine of word vectors; unrelated words lie around .2, close ones above .6."""
        vector = self.index.word_vectors([(term.stem, term.text.lower())])[0]
        matrix = self._vectors_of(profile.event.id)
        best = float((matrix @ vector).max()) if len(matrix) else 0.0
        return min(max((best - 0.35) / 0.45, 0.0), 0.7)

    def _roles(self, question: Question, profile: Profile) -> tuple[bool, bool]:
        """Whether the event has the question's roles the other way round, and whether it has them as asked."""
        roles = question.roles
        if not profile.actors or not (roles.subject or roles.object):
            return False, False
        actors, affected = set(profile.actors), set(profile.affected)
        subject, others = set(roles.subject), set(roles.object)
        swapped = bool(subject & affected and not subject & actors) or bool(
            others & actors and not others & affected and not (subject & actors) and "who" in question.asks
        )
        agree = bool(subject & actors) or bool(others & affected and not others & actors)
        return swapped, agree and not swapped

    def _kind_missing(self, question: Question, profile: Profile) -> bool:
        text = profile.event.text
        for ask in question.asks:
            match ask:
                case "when" if profile.event.when is None:
                    return True
                case "how-many" if not _NUMBER.search(text):
                    return True
                case "how-far" if not _KM.search(text):
                    return True
                case "why" if not REASON.search(text):
                    return True
                case "who" | "whom" if self.index.entities.all and not (profile.names - set(question.entities)) and not profile.actors:
                    return True
                case "where" if self.index.entities.all and not profile.places:
                    return True
        return False

    # --- profiles ---------------------------------------------------------------------------------------------------

    def _profile(self, id: str) -> Profile:
        event = self.index.event(id)
        assert event is not None
        entities = self.index.entities
        found = (*words(event.text), *words(event.title))
        names = [m.entity for field in (event.text, event.title) for m in entities.find(field)]
        actors, affected, places = (tuple(map(entities.canonical, field)) for field in (event.actors, event.affected, event.places))
        names += [e for name in (*actors, *affected, *places) if (e := entities.get(name)) is not None]
        stems = frozenset(w.stem for w in found) | frozenset(w.stem for name in (*actors, *affected, *places) for w in words(name))
        kinds = frozenset({"organisation": "group"}.get(e.kind, e.kind) for e in names)
        named = frozenset(e.name for e in names) | frozenset(actors) | frozenset(affected) | frozenset(places)
        return Profile(event, found, stems, named, actors, affected, places, kinds, tuple(sentences(event.text)))

    def _word_vectors(self, id: str) -> Vectors:
        content = {w.stem: w.fold for w in self._profile_of(id).words if w.stem not in EMPTY and not w.fold[0].isdigit()}
        return self.index.word_vectors(list(content.items())) if content else np.empty((0, self.index.manifest.dimensions), np.float32)


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
