"""The one path from text to Answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot import compose, follow, grammar
from bot.answer import Answer, Reason
from bot.compose import Draft
from bot.evidence import FEATURES, Evidence, Judge, Term, weights
from bot.parse import Parser, option_label, tidied
from bot.question import Anchor, Question
from bot.short import times
from index.dates import DAY, day, day_of, describe, distance
from index.errors import BadData
from index.passages import by_time
from index.search import Index, open_index
from index.types import EVER, MINUTE_MAX, MINUTE_MIN, Event, Hit, When
from index.words import stem, words

LONGEST = 2000
"""Characters of a question."""
NEEDS_SHORT = frozenset({"how-many", "how-far", "how-long"})
"""Questions that only a number answers."""
_CANDIDATES = 14
_MANY = 120
_EVERY = 2000
_STATED = 0.5
"""The share of a yes-no question that one sentence has to speak of."""


class Engine:
    """Answers questions from one index. Safe to use from several threads."""

    def __init__(self, index: Index, *, today: Callable[[], date] = date.today) -> None:
        """`today` is what "yesterday" and "ten years ago" are counted from."""
        self.today = today
        self._reader = _Reader(index, today)

    @property
    def index(self) -> Index:
        return self._reader.index

    def ask(self, text: str, previous: Answer | None = None) -> Answer:
        """The answer to a question; `previous` is the answer that a follow-up refers to.

        Raises BadData for a text of more than LONGEST characters, never for any other.
        """
        if len(text) > LONGEST:
            raise BadData(f"a question has at most {LONGEST:,} characters, this one has {len(text):,}; ask for one thing at a time")
        return self._reader.ask(text, previous)

    def searches(self, text: str, previous: Answer | None = None) -> list[list[Evidence]]:
        """The evidence of every search that answering takes, as judged: what `bot.calibrate` learns from."""
        return self._reader.searches(text, previous)

    def refresh(self) -> bool:
        """Open a newer generation if there is one; whether there was. Questions in hand keep the old one."""
        if not self.index.stale():
            return False
        self._reader = _Reader(open_index(self.index.folder), self.today)
        return True


class _Reader:
    """One generation with its parser and its judge."""

    def __init__(self, index: Index, today: Callable[[], date]) -> None:
        self.index, self.today = index, today
        self.parse = Parser(index)
        self.judge = Judge(index)
        _, self.threshold = weights()
        self._searching = threading.local()
        """How long this thread has searched for the question in hand, in `seconds`."""

    def ask(self, text: str, previous: Answer | None) -> Answer:
        began, self._searching.seconds = time.perf_counter(), 0.0
        question = self.understand(text, previous)
        understood = time.perf_counter()
        answer = self.answer(question)
        ended = time.perf_counter()
        search = self._searching.seconds
        seconds = {"understand": understood - began, "search": search, "compose": ended - understood - search, "total": ended - began}
        timings = {stage: 1e3 * spent for stage, spent in seconds.items()}
        return replace(answer, generation=self.index.generation, timings=timings)

    def understand(self, text: str, previous: Answer | None) -> Question:
        now = self.today()
        today = day(now.year, now.month, now.day)
        if previous is not None and previous.question.full:
            completed = follow.complete(tidied(text), previous, self.index.entities)
            if completed is not None:
                question = self.parse(completed.text, today=today, near=completed.near)
                full = previous.question.full if completed.bare else completed.text
                return replace(question, text=text, full=full, about=completed.about, bare=completed.bare, follow_up=True)
        return self.parse(text, today=today)

    def searches(self, text: str, previous: Answer | None) -> list[list[Evidence]]:
        question = self.understand(text, previous)
        if question.options:
            return [self.evidence_for(option_label(option)[1]) for option in question.options]
        if question.form == "neighbours" and question.anchor is not None:
            return [self.evidence_for(question.anchor.text)]
        question = self.placed(question)
        terms = self.judge.terms(question)
        return [[e for e in self.judged(question, terms) if self.beyond(e.event, question)]] if terms else []

    # --- forms ------------------------------------------------------------------------------------------------------

    def answer(self, question: Question) -> Answer:
        if not words(question.full):
            return self.refuse(question, "empty-question", ())
        stated = self.stated_whole(question)
        if stated is not None:
            return stated
        question = self.placed(question)
        if question.window is not None and self.index.span is not None and question.window.meet(self.index.span) is None:
            return self.refuse(question, "outside-timeline", self.nearest(question.window))
        match question.form:
            case "list":
                return self.listed(question)
            case "count":
                return self.counted(question)
            case "neighbours":
                return self.neighbours(question)
            case "choice":
                return self.choice(question)
            case "precedence":
                return self.precedence(question)
            case "distance":
                return self.distance(question)
            case "duration":
                return self.duration(question)
            case _:
                answer = self.fact(question)
                told = self.told_whole(question) if not answer.answered and question.pivot is not None else None
                return told if told is not None and told.answered else answer

    def fact(self, question: Question) -> Answer:
        terms = self.judge.terms(question)
        if question.bare:
            return self.asked_of(question)
        if not terms:
            return self.at(question)
        if question.asks[:1] == ("yes-no",):
            return self.whether(question, terms)
        judged = self.judged(question, terms)
        good = [e for e in judged if e.probability >= self.threshold and self.beyond(e.event, question)]
        if not good:
            return self.refuse_from(question, judged)
        if plural(question):
            return self.several(question, terms, good)
        while good:
            best, runner_up = self.chosen(question, good)
            answer = compose.fact(question, terms, best, entities=self.index.entities, others=judged, runner_up=runner_up)
            if not self.lacks(question, answer, best):
                return answer
            good = [e for e in good if e is not best]
        return self.refuse(question, "not-stated", [e.event for e in judged], confidence=judged[0].probability / 2)

    def whether(self, question: Question, terms: Sequence[Term]) -> Answer:
        """Yes or no, where one sentence speaks of all that was asked; a date in the question is put to the test."""
        judged = self.judged(replace(question, window=None), terms)
        stated = [e for e in judged if e.probability >= self.threshold and e.features[FEATURES.index("sentence")] >= _STATED]
        if not stated:
            return self.refuse_from(question, judged)
        window = question.window
        inside = [e for e in stated if window is None or (e.event.when is not None and e.event.when.overlaps(window))]
        best = (inside or stated)[0]
        answer = compose.fact(question, terms, best, entities=self.index.entities, others=judged)
        if window is not None and best.event.when is not None and (not inside or inside[0].probability < stated[0].probability - 0.2):
            answer = compose.fact(question, terms, stated[0], entities=self.index.entities, others=judged)
            return replace(answer, short=f"No, as far as the timeline knows: {describe(best.event.when)}")
        return answer

    def several(self, question: Question, terms: Sequence[Term], good: Sequence[Evidence]) -> Answer:
        """What "which cities" asks for: the names from every event that matches about as well as the best."""
        level = max(self.threshold, good[0].probability - 0.3)
        chosen = [e for e in good if e.probability >= level]
        if len(chosen) == 1:
            return compose.fact(question, terms, chosen[0], entities=self.index.entities, others=good)
        return compose.collected(question, terms, chosen, entities=self.index.entities)

    @staticmethod
    def beyond(event: Event, question: Question) -> bool:
        """Whether an event begins on the asked side of what was named."""
        if question.pivot is None:
            return True
        if event.when is None:
            return False
        return event.when.start < question.pivot.start if question.relation == "before" else event.when.start > question.pivot.start

    def told_whole(self, question: Question) -> Answer | None:
        """The event that tells of what was named and of what was asked ("whom was he expected to call after Hama"), if it says more
        than the question already does."""
        assert question.anchor is not None
        whole = replace(question, anchor=None, window=None, pivot=None, relation="in", topic=f"{question.topic} {question.anchor.text}")
        judged = self.judged(whole, self.judge.terms(whole))
        if not judged or judged[0].probability < self.threshold or judged[0].features[FEATURES.index("said back")] > 0.5:
            return None
        return self.fact(whole)

    def at(self, question: Question) -> Answer:
        """A question that names nothing but a time: its first or last event, or all of them."""
        if question.window is None and question.order is None:
            return self.refuse(question, "no-match", ())
        events = [e for e in self.index.events(question.window, limit=_EVERY) if e.when is not None]
        if not events:
            return self.refuse(question, "no-match", self.nearest(question.window or EVER))
        if question.order is None:
            return compose.listing(question, events, subject=" in this time")
        return compose.fact(question, (), self.judge.certain(events[-1 if question.order == "last" else 0]), entities=self.index.entities)

    def lacks(self, question: Question, answer: Answer, best: Evidence) -> bool:
        """Whether what was asked for is not there: no number for "how many", nobody for "who" though the event's fields name its people."""
        if answer.short or (
            question.asks == ("who",) and len(question.entities) == 1 and set(best.profile.names) >= set(question.entities) and not question.roles.act
        ):
            return False
        asked = set(question.asks)
        return bool(asked & NEEDS_SHORT) or (bool(asked & {"who", "whom"}) and bool(best.profile.actors or best.profile.affected))

    def asked_of(self, question: Question) -> Answer:
        """Something more about the event that was just cited."""
        event = self.index.event(question.about[0])
        assert event is not None
        evidence = self.judge.certain(event)
        answer = compose.fact(question, (), evidence, entities=self.index.entities)
        if self.judge.kind_missing(question, evidence.profile) or self.lacks(question, answer, evidence):
            return self.refuse(question, "not-stated", [event])
        return answer

    def chosen(self, question: Question, good: Sequence[Evidence]) -> tuple[Evidence, Evidence | None]:
        """The event that answers: the best one, or by time among those that match about as well."""
        best = good[0]
        order = question.order
        if order is None and question.relation in ("before", "until"):
            order = "last"
        elif order is None and question.relation in ("after", "since"):
            order = "first"
        if order is None:
            return best, None
        level = max(self.threshold, best.probability - (0.2 if question.order else 0.15))
        equals = [e for e in good if e.probability >= level and e.event.when is not None]
        said = [e for e in equals if question.order in ("first", "last") and stem(order) in e.profile.stems]
        equals = said or equals  # what says itself that it was the first goes before what only came early
        if not equals:
            return best, None
        equals.sort(key=lambda e: by_time(e.event), reverse=order == "last")
        nth = {"second": 1, "third": 2}.get(order, 0)
        if nth >= len(equals):
            return best, None
        chosen = equals[nth]
        following = equals[nth + 1] if question.order and nth + 1 < len(equals) else None
        return chosen, following

    def listed(self, question: Question) -> Answer:
        terms = tuple(t for t in self.judge.terms(question) if not self.judge.everywhere(t))
        if not terms:
            return self.at(question if question.window is not None or question.order is not None else replace(question, window=EVER))
        judged = self.judged(question, terms, k=_MANY)
        names = [t for t in terms if t.kind in ("entity", "name")]
        if names and len(names) == len(terms):
            good = [e for e in judged if all(m.covered > 0.5 for m in e.matches)]
            if question.roles.subject:
                acted = [e for e in good if set(question.roles.subject) & set(e.profile.actors)]
                good = acted or good
        else:
            good = [e for e in judged if e.probability >= self.threshold]
        if not good and names:
            good = [e for e in judged if all(m.covered > 0.5 for t, m in zip(terms, e.matches, strict=True) if t in names)]
        if not good:
            return self.refuse_from(question, judged)
        return compose.listing(question, [e.event for e in good], subject=" about this", confidence=max(e.probability for e in good))

    def counted(self, question: Question) -> Answer:
        terms = self.judge.terms(question)
        judged = self.judged(question, terms, k=_MANY)
        good = [e for e in judged if e.probability >= self.threshold]
        if not good:
            return self.refuse_from(question, judged)
        stated = times(good[0].event.text)
        if stated:
            answer = compose.fact(question, terms, good[0], entities=self.index.entities, others=judged)
            return replace(answer, short=stated)
        answer = compose.listing(question, [e.event for e in good], subject=" that match", short=_times(len(good)), confidence=good[0].probability)
        return replace(answer, lines=(*answer.lines, f"Counted over the {len(self.index):,} events of this timeline."))

    def neighbours(self, question: Question) -> Answer:
        assert question.anchor is not None
        event = self.index.event(question.about[0]) if question.about else None
        anchor = self.judge.certain(event) if event is not None else self.located(question.anchor.text)
        if anchor is None or anchor.event.when is None:
            return self.refuse_anchor(question, question.anchor.text)
        when = anchor.event.when
        one = question.noun == "entry"
        n = 1 if one else 3
        found = self.following(anchor.event, n) if question.order == "next" else self.preceding(anchor.event, n)
        if not found:
            return self.refuse(question, "outside-timeline", [anchor.event])
        draft = Draft()
        for event in found:
            draft.lines.append(draft.quote(event, *compose.first_sentence(event) if not one else (0, len(event.text))))
        side = "After" if question.order == "next" else "Before"
        start, end = compose.first_sentence(anchor.event)
        draft.lines.append(f"{side}: {draft.quote(anchor.event, start, end)}")
        short = describe(found[0].when) if found[0].when is not None and one else ""
        return draft.answer(
            replace(question, window=grammar.window_of(question.anchor.relation, when)), short=short, listing=not one, confidence=anchor.probability
        )

    def following(self, event: Event, n: int) -> list[Event]:
        """The next n entries: those that begin once this one is over, or stand behind it in the order of time."""
        assert event.when is not None
        later = [e for e in self.index.after(event.when.start, n + 40) if by_time(e) > by_time(event)]
        return [e for e in later if e.when is not None and e.when.start >= event.when.end][:n] or later[:n]

    def preceding(self, event: Event, n: int) -> list[Event]:
        assert event.when is not None
        earlier = self.index.before(event.when.start, n)
        return sorted(earlier, key=by_time, reverse=True)[:n]

    def choice(self, question: Question) -> Answer:
        """Which of several came first, or last."""
        labelled = [option_label(option) for option in question.options]
        found = [self.located(statement) for _, statement in labelled]
        if any(e is None or e.event.when is None for e in found):
            missing = next(statement for (_, statement), e in zip(labelled, found, strict=True) if e is None or e.event.when is None)
            return self.refuse_anchor(question, missing, [e.event for e in found if e is not None])
        known = [
            (label, statement, e, e.event.when)
            for (label, statement), e in zip(labelled, found, strict=True)
            if e is not None and e.event.when is not None
        ]
        last = question.order == "last"
        known.sort(key=lambda item: (item[3].start, item[3].end), reverse=last)
        (label, statement, best, when), (_, _, _, other) = known[0], known[1]
        tie = when.overlaps(other) and (when.start, when.end) == (other.start, other.end)
        draft = Draft()
        word = "last" if last else "first"
        name = f"{label} {statement}".strip()
        if tie:
            short = f"At the same time, as far as the timeline knows: {describe(when)}"
        else:
            short = f"{name}, {describe(when)}"
        draft.lines.append(f"{word.capitalize()}: {draft.quote(best.event, *compose.first_sentence(best.event))}")
        for _, _, evidence, _ in known[1:]:
            draft.lines.append(f"{'Earlier' if last else 'Later'}: {draft.quote(evidence.event, *compose.first_sentence(evidence.event))}")
        if not tie and when.overlaps(other):
            draft.lines.append("Their times overlap as far as they are known, so the order is not certain.")
        return draft.answer(question, short=short, confidence=min(e.probability for _, _, e, _ in known))

    def precedence(self, question: Question) -> Answer:
        found = [self.located(statement) for statement in question.options]
        if any(e is None or e.event.when is None for e in found):
            whole = self.fact(replace(question, form="fact", topic=question.full, order=None))
            if whole.answered and all(e is not None for e in found):
                return whole
            missing = next(statement for statement, e in zip(question.options, found, strict=True) if e is None or e.event.when is None)
            return self.refuse_anchor(question, missing, [e.event for e in found if e is not None])
        a, b = (e for e in found if e is not None)
        if a.event.id == b.event.id:
            return self.refuse(question, "ambiguous", [a.event])
        assert a.event.when is not None
        assert b.event.when is not None
        draft = Draft()
        first, second = sorted((a, b), key=lambda e: by_time(e.event))
        yes = (first is a) == (question.order == "first")
        sure = not a.event.when.overlaps(b.event.when)
        short = ("Yes" if yes else "No") if sure else "The times overlap as far as they are known"
        draft.lines.append(f"First: {draft.quote(first.event, *compose.first_sentence(first.event))}")
        draft.lines.append(f"Then: {draft.quote(second.event, *compose.first_sentence(second.event))}")
        for event in (first.event, second.event):
            draft.lines += compose.disagreement(draft, event)[:1]
        return draft.answer(question, short=short, confidence=min(a.probability, b.probability))

    def distance(self, question: Question) -> Answer:
        found = [self.located(statement) for statement in question.options]
        if any(e is None or e.event.when is None for e in found):
            missing = next(statement for statement, e in zip(question.options, found, strict=True) if e is None or e.event.when is None)
            return self.refuse_anchor(question, missing, [e.event for e in found if e is not None])
        a, b = (e for e in found if e is not None)
        first, second = sorted((a, b), key=lambda e: by_time(e.event))
        assert first.event.when is not None
        assert second.event.when is not None
        draft = Draft()
        short = apart(first.event.when, second.event.when, question.unit)
        for evidence in (first, second):
            draft.lines.append(draft.quote(evidence.event, *compose.first_sentence(evidence.event)))
        return draft.answer(question, short=short, confidence=min(a.probability, b.probability))

    def duration(self, question: Question) -> Answer:
        terms = self.judge.terms(question)
        judged = self.judged(question, terms)
        good = [e for e in judged if e.probability >= self.threshold]
        for evidence in good:
            event = evidence.event
            if event.when is not None and event.span == "during":
                draft = Draft()
                draft.lines.append(draft.quote(event, *compose.quoted(evidence, question, terms)))
                draft.lines += compose.disagreement(draft, event, judged)
                return draft.answer(question, short=length(event.when, question.unit), confidence=evidence.probability)
        stated = self.fact(replace(question, form="fact"))
        if stated.answered and stated.short:
            return stated
        return self.refuse(question, "not-stated" if good else "no-match", [e.event for e in judged])

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
        opened, measured = self.opened(anchor) if self.judge.tells(anchor.text) else (None, ())
        if opened is None:  # not an event of the timeline: perhaps an event says the whole of it
            return replace(question, anchor=None, topic=f"{question.topic} {anchor.text} {anchor.other}".strip())
        both = opened if question.window is None else question.window.meet(opened) or opened
        return replace(question, window=both, relation=anchor.relation, measured=measured)

    def stated_whole(self, question: Question) -> Answer | None:
        """The answer of an event that states the question's anchor along with the rest ("heavy fighting before HTS entered Hama"), where
        no other event inside the anchor's window answers better."""
        if question.anchor is None or question.form != "fact" or not self.judge.terms(question) or not grammar.clause(question.anchor.text):
            return None
        whole = replace(question, anchor=None, topic=f"{question.topic} {question.anchor.text} {question.anchor.other}".strip())
        answer = self.fact(whole)
        if not answer.answered or not self.speaks_of(question, answer.citations[0].event):
            return None
        placed = self.placed(question)
        inside = self.fact(placed) if placed.anchor is not None and question.asks[:1] != ("yes-no",) else None
        return inside if inside is not None and inside.confidence >= answer.confidence else answer

    def speaks_of(self, question: Question, event: Event) -> bool:
        """Whether an event covers the part of the question before its anchor."""
        terms = self.judge.terms(question)
        matches = self.judge.matches(terms, event)
        total = sum(t.weight for t in terms)
        return sum(t.weight * m.covered for t, m in zip(terms, matches, strict=True)) >= 0.6 * total and any(t.kind == "word" for t in terms)

    def opened(self, anchor: Anchor) -> tuple[When | None, tuple[Event, ...]]:
        """The window that an anchor opens, and its events; None where one of them is not found."""
        found = [self.located(statement) for statement in (anchor.text, anchor.other) if statement]
        events = tuple(e.event for e in found if e is not None)
        whens = [event.when for event in events if event.when is not None]
        if len(whens) < len(found):
            return None, ()
        return grammar.place(anchor, *whens), events

    def located(self, statement: str) -> Evidence | None:
        """The event that a statement tells of, or None when no event does."""
        judged = self.evidence_for(statement)
        return judged[0] if judged and judged[0].probability >= self.threshold else None

    def evidence_for(self, statement: str) -> list[Evidence]:
        aside = self.parse(statement)
        topic = statement if aside.window is None else aside.topic
        asked = replace(aside, topic=topic, asks=(), form="fact", noun="", anchor=None, order=None, told=True)
        terms = self.judge.terms(asked)
        return self.judged(asked, terms) if terms else []

    # --- evidence ---------------------------------------------------------------------------------------------------

    def judged(self, question: Question, terms: Sequence[Term], k: int = _CANDIDATES) -> list[Evidence]:
        """Candidates inside the window, the most probable first."""
        began = time.perf_counter()
        names = [t.text for t in terms if t.kind == "entity"]
        hits: list[Hit] = list(
            self.index.search(f"{question.topic} {question.aside}".strip() or question.full, within=question.window, k=k, boost=names)
        )
        judged = self.judge.judge(question, terms, hits)
        if question.about:
            judged = self.favoured(question, terms, judged)
        self._searching.seconds = getattr(self._searching, "seconds", 0.0) + time.perf_counter() - began
        return sorted(judged, key=lambda e: (-round(e.probability, 3), -e.hit.score))

    def favoured(self, question: Question, terms: Sequence[Term], judged: Sequence[Evidence]) -> list[Evidence]:
        """With the events that a follow-up speaks of, which need less to be believed."""
        missing = [id for id in question.about if all(e.event.id != id for e in judged)]
        events = [event for id in missing if (event := self.index.event(id)) is not None and _within(event, question.window)]
        passages = [passage for event in events for passage in self.index.passages(event.id)[:1]]
        query = self.index.entities.spelt(question.topic or question.full)
        cosines = self.index.cosines(self.index.embed(query), passages) if passages else []
        hits = [Hit(passage, 0.0, cosine, 0.0) for passage, cosine in zip(passages, cosines, strict=True)]
        found = [*judged, *self.judge.judge(question, terms, hits)]
        doubt = {id: 0.5 if at == 0 else 0.75 for at, id in enumerate(question.about)}  # the first one was the answer itself
        return [replace(e, probability=1 - (1 - e.probability) * doubt.get(e.event.id, 1.0)) for e in found]

    def nearest(self, window: When) -> list[Event]:
        middle = max(min(window.start, MINUTE_MAX - 1), MINUTE_MIN)
        return [*self.index.before(middle, 2), *self.index.after(middle, 2)]

    def refuse_from(self, question: Question, judged: Sequence[Evidence]) -> Answer:
        best = judged[0] if judged else None
        names = best is not None and best.features[FEATURES.index("names missing")] < 0.1
        reason: Reason = "not-stated" if best is not None and names and best.probability > 0.2 else "no-match"
        return self.refuse(question, reason, [e.event for e in judged], confidence=best.probability if best else 0.0)

    def refuse_anchor(self, question: Question, statement: str, found: Sequence[Event] = ()) -> Answer:
        hits = self.index.search(statement, k=4)
        related = list(dict.fromkeys([*found, *(hit.passage.event for hit in hits)]))
        return self.refuse(question, "no-match", related)

    def refuse(self, question: Question, reason: Reason, related: Sequence[Event], *, confidence: float = 0.0) -> Answer:
        return compose.refusal(question, reason, related, self.index.timeline, self.index.span, confidence=confidence)


def _within(event: Event, window: When | None) -> bool:
    return window is None or (event.when is not None and event.when.overlaps(window))


def plural(question: Question) -> bool:
    """Whether "which" asks for more than one: "which towns and cities"."""
    noun = question.noun.lower()
    return question.asks[:1] == ("which",) and noun.endswith("s") and not noun.endswith(("ss", "us", "is", "news"))


def _times(n: int) -> str:
    return "Once" if n == 1 else "Twice" if n == 2 else f"{n} times"


def apart(first: When, second: When, unit: str) -> str:
    """The time from one event to a later one: between their days where both are known to the day, else from the least to the most."""
    if first.width <= DAY and second.width <= DAY and unit not in ("hours", "minutes"):
        days = (day_of(second.start).start - day_of(first.start).start) // DAY
        if days or unit:
            return in_units(days, unit)
    if first.width == second.width == 1:
        return distance(second.start - first.start)
    least, most = max(second.start - first.end + 1, 0), second.end - 1 - first.start
    if least >= DAY and unit not in ("hours", "minutes"):
        return f"between {in_units(least // DAY, unit)} and {in_units(most // DAY, unit)}"
    low, high = distance(least), distance(most)
    return low if low == high else f"between {low} and {high}"


def in_units(days: int, unit: str) -> str:
    """ "204 days", or the whole units that were asked for with the days behind them: "11 years (4,194 days)"."""
    told = f"{days:,} day{'' if days == 1 else 's'}"
    size = {"weeks": 7, "months": 365.25 / 12, "years": 365.25}.get(unit)
    if size is None:
        return told
    whole = int(days / size + 1e-9)
    return f"{whole:,} {unit if whole != 1 else unit[:-1]} ({told})"


def length(when: When, unit: str) -> str:
    """How long an event lasted."""
    if when.width % DAY or unit in ("hours", "minutes"):
        return distance(when.width)
    return in_units(when.width // DAY, unit)
