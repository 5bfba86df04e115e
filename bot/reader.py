"""What an answer is made from: one generation of an index, with the parser and the judge that read it."""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from functools import lru_cache

from bot import follow, grammar, talk
from bot.answer import Answer
from bot.evidence import FEATURES, Evidence, Judge, Term, weights
from bot.lexicon import same
from bot.parse import Parser, option_label, tidied
from bot.question import Anchor, Question
from bot.short import later
from index.dates import DAY, day
from index.embed import Vector
from index.passages import by_time
from index.search import Index
from index.types import MINUTE_MAX, MINUTE_MIN, Event, Hit, When
from index.words import stem, words

_TITLED, _DENSE, _TOGETHER, _BESIDE = 0.2, 0.05, 0.1, 0.4
"""What tells of two events that fit a statement the one that is meant, in probability."""
_AS_LIKELY = 0.05
"""Events whose standing differs by no more are as likely meant."""
_START = stem("start")
_FITS = 0.3
_SPOKEN_OF = 4.0
"""So many times likelier it is that a follow-up asks of the event that answered before it."""
_STATEMENTS_KEPT = 256
CANDIDATES = 12
"""So many passages are judged for a question about one event: from 10 to 20, within 3 of 1,307 development questions are right."""
_NEARER = 2.0
"""By so much, in log odds, the nearest passage of a search goes before one that scores nothing; what was added without a score goes with
the nearest. Whether an event is believed is not touched by it."""
_FAR = 0.5
"""A passage that scores less than this share of the best is not judged. Of 630 right citations of development questions none is lost, and a
third of all passages; with 0.6 half of them, and one citation."""


class Reader:
    """Understands questions and finds evidence for them. Safe to use from several threads."""

    def __init__(self, index: Index, today: Callable[[], date]) -> None:
        self.index, self.today = index, today
        self.parse = Parser(index)
        self.judge = Judge(index)
        self.stated = lru_cache(_STATEMENTS_KEPT)(self._stated)
        """A statement as what is searched for."""
        _, self.threshold = weights()
        self.searching = threading.local()
        """How long this thread has searched for the question in hand, in `seconds`."""

    def understand(self, text: str, previous: Answer | None) -> Question:
        now = self.today()
        today = day(now.year, now.month, now.day)
        if previous is not None and previous.question.full:
            spelt, corrections = self.parse.spelt(tidied(text))
            completed = follow.complete(spelt, previous, self.index.entities)
            if completed is not None:
                question = self.parse(completed.text, today=today, near=completed.near, read=None if completed.bare else self.vector)
                about = tuple(id for id in completed.about if self.index.event(id) is not None)  # a newer generation may have dropped it
                question = replace(question, text=text, full=completed.text, corrections=corrections, about=about, follow_up=True)
                if completed.bare and about:
                    return replace(question, bare=True, after=previous.question.spoken)
                again = question.asks == previous.question.asks == ("when",)  # it asks for another time than the event's that answered
                return replace(question, about=() if again else about, closed=completed.closed and bool(about))
        return self.parse(text, today=today, read=self.vector)

    def begin(self, *questions: Question) -> None:
        """Have what will be searched for encoded meanwhile; two at a time, so that each has a pass of its own and always the same vector."""
        for question in questions:
            self.vector(question.full)

    def vector(self, full: str) -> Future[Vector]:
        """Of a question in full: it can be encoded while the question is read, and finds as well as its topic alone."""
        return self.index.embed_soon(self.index.entities.spelt(full))

    def searches(self, text: str, previous: Answer | None) -> list[list[Evidence]]:
        """The evidence of every search that answering a question takes."""
        question = self.understand(text, previous)
        if question.options:
            return [self.evidence_for(f"{question.topic} {option_label(option)[1]}".strip()) for option in question.options]
        if question.form == "neighbours" and question.anchor is not None:
            return [self.evidence_for(question.anchor.text)]
        question = self.placed(question)
        terms = self.judge.terms(question)
        return [[e for e in self.judged(question, terms) if beyond(e.event, question)]] if terms else []

    # --- time -------------------------------------------------------------------------------------------------------

    def placed(self, question: Question) -> Question:
        """With the window that its anchor opens."""
        if question.anchor is None or question.form == "neighbours":
            return question
        anchor = question.anchor
        if anchor.relation in ("before", "after") and anchor.amount is None and self.judge.names(anchor.text) and self.judge.terms(question):
            found = self.located(f"{question.topic} {anchor.text}")  # "Which team did he play for" "before Barrow": his time at Barrow
            if found is not None and found.event.when is not None:
                pivot = found.event.when
                window = When(MINUTE_MIN, pivot.start) if anchor.relation == "before" else When(pivot.start + 1, MINUTE_MAX)
                return replace(question, window=window, relation=anchor.relation, pivot=pivot, measured=(found.event,))
        tells = self.judge.tells(anchor.text)
        if tells:
            self.begin(self.stated(anchor.text))
        opened, measured = self.opened(anchor) if tells else (None, ())
        if opened is None:  # not an event of the timeline: perhaps an event says the whole of it
            return replace(question, anchor=None, topic=f"{question.topic} {anchor.text} {anchor.other}".strip())
        both = opened if question.window is None else question.window.meet(opened)
        if both is None:  # a date that the question states is surer than an event found for its words
            return replace(question, anchor=None)
        return replace(question, window=both, relation=anchor.relation, measured=measured)

    def opened(self, anchor: Anchor) -> tuple[When | None, tuple[Event, ...]]:
        """The window that an anchor opens, and its events; None where one of them is not found."""
        statements = [statement for statement in (anchor.text, anchor.other) if statement]
        self.begin(*map(self.stated, statements))
        found = [self.located(statement) for statement in statements]
        events = tuple(e.event for e in found if e is not None)
        whens = [when for e in found if e is not None and (when := happened(e)) is not None]
        if len(whens) < len(found):
            return None, ()
        return grammar.place(anchor, *whens), events

    def located(self, statement: str) -> Evidence | None:
        """The event that a statement tells of, or None when no event does."""
        return next(iter(self.meant(statement, self.evidence_for(statement))), None)

    def meant(self, statement: str, judged: Sequence[Evidence]) -> list[Evidence]:
        """The events that state it, the one that is most likely meant first; those that say themselves that they were the first, or
        the last, go before others where the statement says so. Of events as likely, the first one tells of a start."""
        good = [e for e in judged if e.probability >= self.threshold]
        ordered = grammar.order_of(statement)
        standing = {e.event.id: self.standing(e, judged) for e in good}
        best = max(standing.values(), default=0.0)
        begins = any(same(word.stem, _START) for word in words(statement))  # of what is told of again and again, the first tells the start

        def rank(evidence: Evidence) -> tuple[object, ...]:
            ours, likely = evidence.event, standing[evidence.event.id]
            unsaid = ordered is None or stem(ordered[0]) not in evidence.profile.stems
            return (unsaid, False, by_time(ours)) if begins and likely >= best - _AS_LIKELY else (unsaid, True, -likely)

        return sorted(good, key=rank)

    def standing(self, evidence: Evidence, judged: Sequence[Evidence]) -> float:
        """How likely an event is the one that is meant, of several that fit: more so where its title says it, where the timeline is full around it
        and others of the same days fit as well, less so where it speaks of it only beside something else ("the first visit since Assad fell")."""
        told = [e for e in judged if e is not evidence and e.probability > _FITS and _beside(e) < _FITS]
        others = sum(e.probability for e in told if _together(e.event, evidence.event))
        tells = _TITLED * evidence.features[FEATURES.index("headline")] - _BESIDE * _beside(evidence)
        return evidence.probability + tells + _DENSE * self.density(evidence.event) + _TOGETHER * math.log1p(others)

    def density(self, event: Event) -> float:
        """How full the two months around an event are, 0 to 1: of two events that fit, what the timeline is about is meant."""
        if event.when is None or len(self.index) < 2:
            return 0.0
        around = When(event.when.start - 30 * DAY, event.when.end + 30 * DAY)
        return math.log(max(self.index.count(around), 1)) / math.log(len(self.index))

    def date(self, statement: str) -> When | None:
        """The time that a statement is, where it is nothing but a date."""
        question = self.parse(statement)
        return question.window if not self.judge.terms(question) and question.anchor is None else None

    def evidence_for(self, statement: str) -> list[Evidence]:
        asked = self.stated(statement)
        terms = self.judge.terms(asked)
        return self.judged(asked, terms) if terms else []

    def _stated(self, statement: str) -> Question:
        aside = self.parse(statement)
        topic = statement if aside.window is None else aside.topic
        return self.parse.with_roles(replace(aside, topic=topic, asks=(), form="fact", noun="", anchor=None, order=None, told=True))

    # --- evidence ---------------------------------------------------------------------------------------------------

    def judged(self, question: Question, terms: Sequence[Term], k: int = CANDIDATES) -> list[Evidence]:
        """Candidates inside the window, the likeliest first: the most probable, and of those nearly as probable what the search found nearest."""
        began = time.perf_counter()
        names = [t.text for t in terms if t.kind == "entity"]
        query = self.index.entities.spelt(f"{question.topic} {question.aside}".strip() or question.full)
        vector = self.vector(question.full)
        weighing = self.judge.weighing(question, terms)
        hits = self.index.search(
            query, within=question.window, k=k, vector=vector, boost=names, meanwhile=lambda event: self.judge.weigh(weighing, event)
        )
        near = [hit for hit in hits if hit.score >= _FAR * hits[0].score]
        judged = self.judge.judge(question, terms, self.with_answers(near, vector), weighing)
        if question.about:
            judged = self.favoured(question, terms, judged, vector)
        if question.closed:
            judged = [e for e in judged if e.event.id in question.about]
        self.searching.seconds = getattr(self.searching, "seconds", 0.0) + time.perf_counter() - began
        nearest = max((hit.score for hit in hits), default=0.0)
        return sorted(judged, key=lambda e: -e.log_odds() - _NEARER * min((e.hit.score or nearest) / max(nearest, 1e-9), 1.0))

    def with_answers(self, hits: Sequence[Hit], vector: Future[Vector]) -> list[Hit]:
        """In a conversation, with the lines that answer to what came up; an answer is as near as its question."""
        asked = {answer.id: hit for hit in hits if talk.asks(hit.passage.event) and (answer := talk.beside(self.index, hit.passage.event, 1))}
        found = [replace(hit, cosine=max(hit.cosine, asked[hit.passage.event.id].cosine)) if hit.passage.event.id in asked else hit for hit in hits]
        known = {hit.passage.event.id for hit in hits}
        for id, hit in asked.items():
            passages = self.index.passages(id)[:1] if id not in known else []
            cosines = self.index.cosines(vector.result(), passages)
            found += [replace(hit, passage=passage, cosine=max(hit.cosine, cosine)) for passage, cosine in zip(passages, cosines, strict=True)]
        return found

    def favoured(self, question: Question, terms: Sequence[Term], judged: Sequence[Evidence], vector: Future[Vector]) -> list[Evidence]:
        """With the events that a follow-up speaks of, which need less to be believed, but something: it may ask what they do not say."""
        missing = [id for id in question.about if all(e.event.id != id for e in judged)]
        events = [event for id in missing if (event := self.index.event(id)) is not None and within(event, question.window)]
        passages = [passage for event in events for passage in self.index.passages(event.id)[:1]]
        cosines = self.index.cosines(vector.result(), passages) if passages else []
        hits = [Hit(passage, 0.0, cosine, 0.0) for passage, cosine in zip(passages, cosines, strict=True)]
        found = [*judged, *self.judge.judge(question, terms, hits)]
        odds = {id: _SPOKEN_OF if at == 0 else math.sqrt(_SPOKEN_OF) for at, id in enumerate(question.about)}  # the first one was the answer itself
        return [replace(e, probability=_likelier(e.probability, odds.get(e.event.id, 1.0))) for e in found]

    def nearest(self, window: When) -> list[Event]:
        middle = max(min(window.start, MINUTE_MAX - 1), MINUTE_MIN)
        return [*self.index.before(middle, 2), *self.index.after(middle, 2)]


def happened(evidence: Evidence) -> When | None:
    """When that happened of which an event was found to speak: on its day, or on a later one that its sentence names ("will meet on 7 May")."""
    said = Counter(sentence for match in evidence.matches for sentence, _ in match.places if sentence < len(evidence.profile.spans))
    start, end = evidence.profile.spans[max(said, key=lambda i: (said[i], -i))] if said else (0, 0)
    return later(evidence.event, evidence.event.text[start:end]) or evidence.event.when


def _likelier(probability: float, times: float) -> float:
    """A probability whose odds are so many times better."""
    return times * probability / (1 + (times - 1) * probability)


def _beside(evidence: Evidence) -> float:
    """The share of the terms that it speaks of in clauses beside its main one alone."""
    said = [match.places for match in evidence.matches if match.places]
    return sum(all(at in evidence.profile.beside for _, at in places) for places in said) / max(len(said), 1)


def _together(a: Event, b: Event) -> bool:
    """Whether two events happened within hours of each other, as far as is known. A time of more than three days says too little."""
    if a.when is None or b.when is None or max(a.when.width, b.when.width) > 3 * DAY:
        return False
    return a.when.start < b.when.end + DAY // 4 and b.when.start < a.when.end + DAY // 4


def beyond(event: Event, question: Question) -> bool:
    """Whether an event begins on the asked side of what was named."""
    if question.pivot is None:
        return True
    if event.when is None:
        return False
    if question.relation == "before":
        return event.when.start < question.pivot.start
    return event.when.start >= question.pivot.end if question.pivot.width <= DAY else event.when.start > question.pivot.start


def within(event: Event, window: When | None) -> bool:
    """Whether an event's time overlaps a window; an undated one is in none."""
    return window is None or (event.when is not None and event.when.overlaps(window))
