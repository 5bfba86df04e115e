"""One function a form of question (`question.Form`): evidence becomes an answer, or a reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import compose, grammar, offices, talk
from bot.answer import Answer, Reason
from bot.compose import Draft
from bot.contrary import contrary, told_reversed
from bot.evidence import FEATURES, Evidence, Term, asked_kind, kind_of
from bot.grounds import explains
from bot.lengths import apart, length
from bot.lexicon import ACTS, same
from bot.offices import Office, held_by, may_hold
from bot.parse import option_label
from bot.question import Question
from bot.reader import CANDIDATES, Reader, beyond, within
from bot.short import asks_who_not, objects, says_when, times
from index.dates import DAY, describe
from index.entities import Entities
from index.passages import by_time
from index.types import EVER, MINUTE_MAX, MINUTE_MIN, Entity, Event, When
from index.words import stem, words

NEEDS_SHORT = frozenset({"how-many", "how-far", "how-long"})
"""Questions that only a number answers."""
_YEAR = re.compile(r"\byear\b", re.IGNORECASE)
"""Asked for of what lies far from the thick of the timeline."""
_FEW = 3
"""So few terms fit several events ("when did Aleppo fall"), and the one that is meant has to be told from the others."""
_END = stem("end")
_EQUAL = 0.15
"""Events whose probabilities differ by no more fit about as well."""
_EQUAL_IN_TIME = 0.2
"""The same where the time decides between them."""
_CLOCK = re.compile(r"\b(?:what|which)\s+(?:time|hour)\b|\bo'clock\b|\bhour\s+and\s+minute\b", re.IGNORECASE)
_NAMES = re.compile(r"\bwhat\s+(?:is|was|were|are)\s+the\s+(?:full\s+)?names?\b|^\W*what\b", re.IGNORECASE)
_LINES = 3
"""So many more lines of a conversation are shown with the one that answers."""
_WHO_WHAT = re.compile(r"\bwho\s+\w+\s+what\b", re.IGNORECASE)
_SOME = 30
"""So many passages are judged where several events may answer."""
_MANY = 120
_EVERY = 2000
_NAMED = 0.72
"""From here on an event speaks of the very thing that was asked for, and not of something like it."""
_STATED = 0.45
"""The share of a yes-no question that one sentence has to speak of."""


def answer(reader: Reader, question: Question) -> Answer:
    if not words(question.full):
        return refuse(reader, question, "empty-question", ())
    if question.bare:
        return asked_of(reader, question)
    stated = stated_whole(reader, question)
    if stated is not None:
        return stated
    question = reader.placed(question)
    if question.window is not None and reader.index.span is not None and question.window.meet(reader.index.span) is None:
        return refuse(reader, question, "outside-timeline", reader.nearest(question.window))
    match question.form:
        case "list":
            return listed(reader, question)
        case "count":
            return counted(reader, question)
        case "neighbours":
            return neighbours(reader, question)
        case "choice":
            return choice(reader, question)
        case "precedence":
            return precedence(reader, question)
        case "distance":
            return distance(reader, question)
        case "duration":
            return duration(reader, question)
        case _:
            answer = fact(reader, question)
            told = told_whole(reader, question) if question.pivot is not None else None
            better = told is not None and (not answer.answered or told.confidence > answer.confidence)
            return told if told is not None and better else answer


def fact(reader: Reader, question: Question) -> Answer:
    terms = reader.judge.terms(question)
    if not terms:
        return at(reader, question)
    office = offices.asked(question.topic, reader.index.entities) if question.order is None and question.relation == "in" else None
    held = in_office(reader, question, terms, office) if office is not None else None
    if held is not None:
        return held
    if question.state and question.window is not None and question.relation == "in":
        return stood(reader, question, terms, question.window)
    if question.asks[:1] == ("yes-no",):
        return whether(reader, question, terms)
    judged = reader.judged(question, terms, k=_SOME if plural(question) else CANDIDATES)
    good = [e for e in judged if e.probability >= reader.threshold and beyond(e.event, question)]
    if not good or unexplained(judged, good[0]) or told_reversed(judged, good[0]):
        return refuse_from(reader, question, terms, judged)
    if plural(question) and not asks_who_not(question):
        return several(reader, question, terms, good)
    if question.told or (question.asks == ("when",) and len(terms) <= _FEW and not _YEAR.search(question.full)):
        good = [e for e in reader.meant(question.topic, judged) if e in good]
    return stated_by(reader, question, question, terms, judged, good)


def in_office(reader: Reader, question: Question, terms: Sequence[Term], office: Office) -> Answer | None:
    """Who held an office, as an event says in so many words, in the time asked about or else up to then; of those who are only described
    ("the fighters that took Brook") whoever leads the group that did it."""
    entities = reader.index.entities
    told = [e.event for e in reader.judged(question, terms, k=_SOME)]
    if question.window is not None:
        until = replace(question, window=When(MINUTE_MIN, question.window.end))
        earlier = [e.event for e in reader.judged(until, terms, k=_SOME) if e.event.when and e.event.when.width <= DAY]  # a term says when it ended
        told += sorted(earlier, key=by_time, reverse=True)
    wanted = [office] * len(told)
    if any(entities.get(name) is None for name in office.holder) and (done := reader.located(office.described)) is not None:
        groups = [name for name in done.profile.actors if _is_group(entities.get(name))]
        told += [done.event] * len(groups)
        wanted += [replace(office, holder=frozenset({name})) for name in groups]
    for event, asked in zip(told, wanted, strict=True):
        if (found := held_by(event.text, asked, entities)) is not None:
            name, start, end = found
            draft = Draft()
            draft.lines.append(draft.quote(event, start, end))
            draft.lines += compose.window_lines(question, draft)
            return draft.answer(question, short=name)
    return None


def _is_group(entity: Entity | None) -> bool:
    return entity is not None and kind_of(entity.kind) == "group"


def unexplained(judged: Sequence[Evidence], best: Evidence) -> bool:
    """Whether another event than the best one is more likely meant, and only lacks what was asked for."""
    return any(e.meant > max(e.probability, best.meant) for e in judged)


def stated_by(
    reader: Reader, question: Question, searched: Question, terms: Sequence[Term], judged: Sequence[Evidence], good: Sequence[Evidence]
) -> Answer:
    """What the event says that is chosen of the good ones, in the order of `searched`; the next one where it lacks what was asked."""
    while good:
        best, runner_up = chosen(reader, searched, good)
        if contrary(question, terms, best, reader.index.entities):
            break
        if talk.speaker(best.event):
            answer = conversed(reader, question, terms, judged, good, best, runner_up)
        else:
            answer = compose.fact(question, terms, best, entities=reader.index.entities, others=judged, runner_up=runner_up)
        if not lacks(reader, question, terms, answer, best):
            return answer
        good = [e for e in good if e is not best]
    return refuse(reader, question, "not-stated", [e.event for e in judged], confidence=judged[0].probability / 2)


def conversed(
    reader: Reader,
    question: Question,
    terms: Sequence[Term],
    judged: Sequence[Evidence],
    good: Sequence[Evidence],
    best: Evidence,
    runner_up: Evidence | None,
) -> Answer:
    """What the lines of a conversation state that fit about as well: of "when" the one that says it itself; of other things also what the
    next line answers, and the other lines."""
    entities = reader.index.entities
    equals = [best, *(e for e in good if e is not best and e.probability >= best.probability - _EQUAL)]
    alone = bool(set(question.asks) & {"when", "yes-no"}) or question.order is not None
    if question.asks == ("when",) and question.order is None:
        best = next((e for e in equals if says_when(e.event, e.event.text[slice(*compose.quoted(e, question, terms, entities))])), best)
    elif not alone:
        best = next((e for e in equals if objects(e, question, terms)), best)
    answer = compose.fact(question, terms, best, entities=entities, others=judged, runner_up=runner_up)
    if alone:
        return answer
    reply = talk.goes_on(reader.index, best.event)
    lines = dict.fromkeys([*([reply] if reply is not None else []), *(e.event for e in equals)])
    answer = compose.conversed(answer, [line for line in lines if line.id != best.event.id][:_LINES])
    if answer.short or not {"what", "which"} & set(question.asks):
        return answer
    told = dict.fromkeys(objects(e, question, terms) for e in [best, *equals][: _LINES + 1])
    return replace(answer, short="; ".join(compose.capital(what) if at == 0 else what for at, what in enumerate(filter(None, told))))


def stood(reader: Reader, question: Question, terms: Sequence[Term], window: When) -> Answer:
    """How things stood at a time: as what last brought it about says, up to then."""
    until = replace(question, window=When(MINUTE_MIN, window.end), relation="until")
    judged = reader.judged(until, terms)
    good = [e for e in judged if e.probability >= reader.threshold]
    if question.asks[:1] == ("yes-no",):
        good = [e for e in good if e.features[FEATURES.index("sentence")] >= _STATED]
    else:
        good = [e for e in good if not compose.denied(e, compose.quoted(e, question, terms, reader.index.entities))]
    return stated_by(reader, question, until, terms, judged, good) if good else refuse_from(reader, question, terms, judged)


def whether(reader: Reader, question: Question, terms: Sequence[Term]) -> Answer:
    """Yes or no, where one sentence speaks of all that was asked; a date in the question is put to the test."""
    judged = reader.judged(replace(question, window=None), terms)
    stated = [e for e in judged if e.probability >= reader.threshold and e.features[FEATURES.index("sentence")] >= _STATED]
    if not stated:
        return refuse_from(reader, question, terms, judged)
    window = question.window
    inside = [e for e in stated if window is None or (e.event.when is not None and e.event.when.overlaps(window))]
    best = (inside or stated)[0]
    answer = compose.fact(question, terms, best, entities=reader.index.entities, others=judged)
    if window is not None and best.event.when is not None and (not inside or inside[0].probability < stated[0].probability - 0.2):
        answer = compose.fact(question, terms, stated[0], entities=reader.index.entities, others=judged)
        return replace(answer, short=f"No, as far as the timeline knows: {describe(best.event.when)}")
    return answer


def several(reader: Reader, question: Question, terms: Sequence[Term], good: Sequence[Evidence]) -> Answer:
    """What "which cities" asks for: the names from every event that matches about as well as the best."""
    level = max(reader.threshold, good[0].probability - 0.25)
    chosen = [e for e in good if e.probability >= level]
    if len(chosen) == 1:
        return compose.fact(question, terms, chosen[0], entities=reader.index.entities, others=good)
    return compose.collected(question, terms, chosen, entities=reader.index.entities)


def told_whole(reader: Reader, question: Question) -> Answer | None:
    """The event that tells of what was named and of what was asked ("whom was he expected to call after Hama"), if it says more
    than the question already does. "Which city fell after Hama" asks for another one, and the fall of Hama tells of none."""
    assert question.anchor is not None
    assert question.pivot is not None
    asked = "person" if question.asks[:1] in (("who",), ("whom",)) else asked_kind(question.noun)
    if any(kind_of(mention.entity.kind) == asked for mention in reader.index.entities.find(question.anchor.text)):
        return None
    side = When(MINUTE_MIN, question.pivot.end) if question.relation == "before" else When(question.pivot.start, MINUTE_MAX)
    whole = replace(question, anchor=None, window=side, pivot=None, measured=(), relation="in", topic=f"{question.topic} {question.anchor.text}")
    judged = reader.judged(whole, reader.judge.terms(whole))
    if not judged or judged[0].probability < reader.threshold or judged[0].features[FEATURES.index("said back")] > 0.5:
        return None
    return fact(reader, whole)


def at(reader: Reader, question: Question) -> Answer:
    """A question that names nothing but a time: its first or last event, or all of them."""
    if question.window is None and question.order is None:
        return refuse(reader, question, "no-match", ())
    events = reader.index.events(question.window or EVER, limit=_EVERY, last=question.order == "last")
    if not events:
        return refuse(reader, question, "no-match", reader.nearest(question.window or EVER))
    if question.order is None:
        return compose.listing(question, events, subject=" in this time")
    return compose.fact(question, (), reader.judge.certain(events[-1 if question.order == "last" else 0]), entities=reader.index.entities)


def lacks(reader: Reader, question: Question, terms: Sequence[Term], answer: Answer, best: Evidence) -> bool:
    """Whether what was asked for is not there: no number for "how many", nobody for "who" though the event's fields name its people."""
    asked, entities = set(question.asks), reader.index.entities
    if not answer.short and "who" in asked and question.noun and _NAMES.search(question.full):
        return True  # "the name of the pilot": nobody who is named
    if not answer.short and "which" in asked and question.pivot is not None and entities.all:
        return True  # "which city fell after Hama": none but Hama
    if not answer.short and asks_who_not(question):
        return True
    of_names = asked_kind(question.noun) in ("place", "group")  # a name need not say that it is a party
    if not answer.short and "which" in asked and not of_names and not question.follow_up and not talk.speaker(best.event):
        heads = [(term, match.covered) for term, match in zip(terms, best.matches, strict=True) if term.head]
        a_thing = heads and all(term.stem not in ACTS for term, _ in heads)  # a decision is told by what was done
        if a_thing and max(covered for _, covered in heads) < _NAMED:
            return True  # "which pilot": none is spoken of
    if "why" in asked and not explains(answer.lines[0], question.full):
        return True
    if (
        "who" in asked
        and answer.short
        and (office := _for_a_person(question, entities)) is not None
        and not any(may_hold(m.entity, office, entities) for m in entities.find(answer.short))
    ):
        return True  # whoever else had a part in what the commander's men did is not the commander
    if answer.short or (
        question.asks == ("who",) and len(question.entities) == 1 and set(best.profile.names) >= set(question.entities) and not question.roles.act
    ):
        return False
    return bool(asked & (NEEDS_SHORT | {"when"})) or (bool(asked & {"who", "whom"}) and bool(best.profile.actors or best.profile.affected))


def _for_a_person(question: Question, entities: Entities) -> Office | None:
    """The office that is asked for, if nobody but a person holds it: a minister's, or the lead of a group."""
    office = offices.asked(question.topic, entities) if entities.all else None
    held = office is not None and (office.title or all(_is_group(entities.get(name)) for name in office.holder))
    return office if held else None


def asked_of(reader: Reader, question: Question) -> Answer:
    """Something more about the event that was just cited."""
    event = reader.index.event(question.about[0])
    assert event is not None
    terms = reader.judge.terms(question)
    evidence = reader.judge.certain(event, question, terms)
    answer = compose.fact(question, terms, evidence, entities=reader.index.entities)
    if question.asks[:1] == ("yes-no",):  # "was that on Friday"
        return replace(answer, short="Yes" if within(event, question.window) else "No")
    if (
        reader.judge.kind_missing(question, evidence.profile)
        or lacks(reader, question, terms, answer, evidence)
        or (question.noun and not answer.short)
    ):
        return refuse(reader, question, "not-stated", [event])
    return answer


def chosen(reader: Reader, question: Question, good: Sequence[Evidence]) -> tuple[Evidence, Evidence | None]:
    """The event that answers: the best one, or by time among those that match about as well."""
    best = good[0]
    order = question.order
    if order is None and question.relation in ("before", "until"):
        order = "last"
    elif order is None and question.relation in ("after", "since"):
        order = "first"
    if order is None and _CLOCK.search(question.full):
        best = next((e for e in good if e.probability >= best.probability - _EQUAL_IN_TIME and e.event.when and e.event.when.width < DAY), best)
    if order is None:
        return best, None
    level = max(reader.threshold, best.probability - (_EQUAL_IN_TIME if question.order or question.pivot else _EQUAL))
    equals = [e for e in good if e.probability >= level and e.event.when is not None]
    said = [e for e in equals if question.order in ("first", "last") and stem(order) in e.profile.stems]
    if said:  # what says itself that it was the first goes before what only came early
        return said[0], None
    if not equals:
        return best, None
    equals.sort(key=lambda e: by_time(e.event), reverse=order == "last")
    nth = {"second": 1, "third": 2}.get(order, 0)
    if nth >= len(equals):
        return best, None
    chosen = equals[nth]
    following = equals[nth + 1] if question.order and nth + 1 < len(equals) else None
    return chosen, following


def listed(reader: Reader, question: Question) -> Answer:
    terms = tuple(t for t in reader.judge.terms(question) if not reader.judge.everywhere(t))
    if not terms:
        return at(reader, question if question.window is not None or question.order is not None else replace(question, window=EVER))
    judged = reader.judged(question, terms, k=_MANY)
    names = [t for t in terms if t.kind in ("entity", "name")]
    if names and len(names) == len(terms):
        good = [e for e in judged if all(m.covered > 0.5 for m in e.matches)]
        if question.roles.subject:
            acted = [e for e in good if set(question.roles.subject) & set(e.profile.actors)]
            good = acted or good
    else:
        good = [e for e in judged if e.probability >= reader.threshold]
    if not good and names:
        good = [e for e in judged if all(m.covered > 0.5 for t, m in zip(terms, e.matches, strict=True) if t in names)]
    if not good:
        return refuse_from(reader, question, terms, judged)
    return compose.listing(question, [e.event for e in good], subject=" about this", confidence=max(e.probability for e in good))


def counted(reader: Reader, question: Question) -> Answer:
    terms = reader.judge.terms(question)
    judged = reader.judged(question, terms, k=_MANY)
    good = [e for e in judged if e.probability >= reader.threshold]
    if not good:
        return refuse_from(reader, question, terms, judged)
    stated = times(good[0].event.text, question.roles.act)
    if stated:
        answer = compose.fact(question, terms, good[0], entities=reader.index.entities, others=judged)
        return replace(answer, short=stated)
    answer = compose.listing(question, [e.event for e in good], subject=" that match", short=_times(len(good)), confidence=good[0].probability)
    return replace(answer, lines=(*answer.lines, f"Counted over the {len(reader.index):,} events of this timeline."))


def neighbours(reader: Reader, question: Question) -> Answer:
    assert question.anchor is not None
    event = reader.index.event(question.about[0]) if question.about else None
    anchor = reader.judge.certain(event) if event is not None else reader.located(question.anchor.text)
    if anchor is None or anchor.event.when is None:
        return refuse_anchor(reader, question, question.anchor.text)
    when = anchor.event.when
    one = question.noun == "entry"
    n = 1 if one else 3
    found = following(reader, anchor.event, n) if question.order == "next" else preceding(reader, anchor.event, n)
    if not found:
        return refuse(reader, question, "outside-timeline", [anchor.event])
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


def following(reader: Reader, event: Event, n: int) -> list[Event]:
    """The next n entries: those that begin once this one is over, or stand behind it in the order of time."""
    assert event.when is not None
    later = [e for e in reader.index.after(event.when.start, n + 40) if by_time(e) > by_time(event)]
    return [e for e in later if e.when is not None and e.when.start >= event.when.end][:n] or later[:n]


def preceding(reader: Reader, event: Event, n: int) -> list[Event]:
    assert event.when is not None
    earlier = reader.index.before(event.when.start, n)
    return sorted(earlier, key=by_time, reverse=True)[:n]


def choice(reader: Reader, question: Question) -> Answer:
    """Which of several came first, or last, or in which order all of them came."""
    labelled = [option_label(option) for option in question.options]
    found = _all_found(reader, question, [f"{question.topic} {statement}".strip() for _, statement in labelled])
    if isinstance(found, Answer):
        return found
    last = question.order == "last"
    known = sorted(zip(labelled, found, strict=True), key=lambda item: (_when(item[1]).start, _when(item[1]).end), reverse=last)
    (label, statement), best = known[0]
    when, other = _when(best), _when(known[1][1])
    draft = Draft()
    if question.order is None:
        short = ", then ".join(f"{label} {said}".strip() for (label, said), _ in known)
    elif when == other:
        short = f"At the same time, as far as the timeline knows: {describe(when)}"
    else:
        short = f"{label} {statement}, {describe(when)}".strip()
    draft.lines.append(f"{'Last' if last else 'First'}: {draft.quote(best.event, *compose.first_sentence(best.event))}")
    for _, evidence in known[1:]:
        draft.lines.append(f"{'Earlier' if last else 'Later'}: {draft.quote(evidence.event, *compose.first_sentence(evidence.event))}")
    if when != other and when.overlaps(other):
        draft.lines.append("Their times overlap as far as they are known, so the order is not certain.")
    return draft.answer(question, short=short, confidence=min(e.probability for e in found))


def precedence(reader: Reader, question: Question) -> Answer:
    """Did one thing come before, or after, another; or which of the two."""
    found = _all_found(reader, question, question.options)
    if isinstance(found, Answer):
        return found
    a, b = found
    if a.event.id == b.event.id:
        return refuse(reader, question, "ambiguous", [a.event])
    first, second = sorted((a, b), key=lambda e: by_time(e.event))
    draft = Draft()
    if _when(a).overlaps(_when(b)):
        short = "The times overlap as far as they are known"
    elif question.order is None:
        short = "Before" if first is a else "After"
    else:
        short = "Yes" if (first is a) == (question.order == "first") else "No"
    for word, evidence in (("First", first), ("Then", second)):
        draft.lines.append(f"{word}: {draft.quote(evidence.event, *compose.first_sentence(evidence.event))}")
    for evidence in (first, second):
        draft.lines += compose.disagreement(draft, evidence.event)
    return draft.answer(question, short=short, confidence=min(a.probability, b.probability))


def distance(reader: Reader, question: Question) -> Answer:
    """The time between two events, or an event and a date."""
    dates = [when for option in question.options if (when := reader.date(option)) is not None]
    found = _all_found(reader, question, [option for option in question.options if reader.date(option) is None])
    if isinstance(found, Answer):
        return found
    found.sort(key=lambda e: by_time(e.event))
    draft = Draft()
    for evidence in found:
        draft.lines.append(draft.quote(evidence.event, *compose.first_sentence(evidence.event)))
    first, second = sorted((*dates, *map(_when, found)), key=lambda w: (w.start, w.end))
    return draft.answer(question, short=apart(first, second, question.unit), confidence=min((e.probability for e in found), default=1.0))


def told_of(reader: Reader, question: Question, statement: str) -> list[Evidence]:
    """The events that a statement tells of; "that", in a follow-up, is the one that was cited."""
    spoken_of = reader.index.event(question.about[0]) if question.about else None
    if spoken_of is not None and not reader.judge.terms(replace(question, topic=statement, aside="")):
        return [reader.judge.certain(spoken_of)]
    return reader.meant(statement, reader.evidence_for(statement))


def _all_found(reader: Reader, question: Question, statements: Sequence[str]) -> list[Evidence] | Answer:
    """The dated events that all statements tell of, each another one where that can be, or why there is no answer."""
    reader.begin(*map(reader.stated, statements[:2]))
    fitting = [[e for e in told_of(reader, question, statement) if e.event.when is not None] for statement in statements]
    missing = next((statement for statement, events in zip(statements, fitting, strict=True) if not events), None)
    if missing is not None:
        return refuse_anchor(reader, question, missing, [events[0].event for events in fitting if events])
    if len(fitting) == 2 and fitting[0][0].event.id == fitting[1][0].event.id and not _says_the_same(reader, *statements):
        loss = [events[0].probability - events[1].probability if len(events) > 1 else 1.0 for events in fitting]
        at = loss.index(min(loss))
        fitting[at] = fitting[at][loss[at] <= _EQUAL :]
    return [events[0] for events in fitting]


def _says_the_same(reader: Reader, a: str, b: str) -> bool:
    """Whether two statements have the same words and one no other names than the other."""
    names = [{m.entity.name for m in reader.index.entities.find(statement)} for statement in (a, b)]
    plain = [{t.stem for t in reader.judge.terms(Question(statement, topic=statement)) if t.kind != "entity"} for statement in (a, b)]
    return plain[0] == plain[1] and (names[0] <= names[1] or names[1] <= names[0])


def _when(evidence: Evidence) -> When:
    assert evidence.event.when is not None
    return evidence.event.when


def duration(reader: Reader, question: Question) -> Answer:
    terms = reader.judge.terms(question)
    judged = reader.judged(question, terms)
    good = [e for e in judged if e.probability >= reader.threshold]
    for evidence in good:
        event = evidence.event
        if event.when is not None and event.span == "during":
            draft = Draft()
            draft.lines.append(draft.quote(event, *compose.quoted(evidence, question, terms, reader.index.entities)))
            draft.lines += compose.disagreement(draft, event, judged)
            return draft.answer(question, short=length(event.when, question.unit), confidence=evidence.probability)
    if question.told and (ended := to_its_end(reader, question)) is not None:
        return ended
    stated = fact(reader, replace(question, form="fact"))
    if stated.answered and stated.short:
        return stated
    return refuse(reader, question, "not-stated" if good else "no-match", [e.event for e in judged])


def to_its_end(reader: Reader, question: Question) -> Answer | None:
    """How long something lasted of which one event tells the beginning and a later one the end."""
    good = [e for e in reader.evidence_for(question.topic) if e.probability >= reader.threshold and within(e.event, question.window)]
    told = sorted((e for e in good if e.event.when is not None), key=lambda e: by_time(e.event))
    over = next((e for e in told[1:] if any(same(w.stem, _END) for w in words(e.event.title or e.event.text[slice(*e.profile.spans[0])]))), None)
    if over is None or _when(told[0]).overlaps(_when(over)):
        return None
    draft = Draft()
    for evidence in (told[0], over):
        draft.lines.append(draft.quote(evidence.event, *compose.first_sentence(evidence.event)))
    return draft.answer(question, short=apart(_when(told[0]), _when(over), question.unit), confidence=min(told[0].probability, over.probability))


def stated_whole(reader: Reader, question: Question) -> Answer | None:
    """The answer of an event that states the question's anchor along with the rest ("heavy fighting before HTS entered Hama"), where
    no other event inside the anchor's window answers better. What is asked of all days of a window lies inside it."""
    if question.anchor is None or question.anchor.through or question.form != "fact":
        return None
    if not reader.judge.terms(question) or not _happens(reader, question.anchor.text):
        return None
    whole = replace(question, anchor=None, topic=f"{question.topic} {question.anchor.text} {question.anchor.other}".strip())
    reader.begin(reader.stated(question.anchor.text))
    answer = fact(reader, whole)
    if not answer.answered or not speaks_of(reader, question, answer.citations[0].event):
        return None
    placed = reader.placed(question)
    inside = fact(reader, placed) if placed.anchor is not None and question.asks[:1] != ("yes-no",) else None
    return inside if inside is not None and inside.confidence >= answer.confidence else answer


def _happens(reader: Reader, text: str) -> bool:
    """Whether words tell of an act, by a verb in the past, or by any word for it beside a name of the timeline: "the capture of Hama"."""
    if grammar.clause(text):
        return True
    told = any(word.stem in ACTS and word.text.islower() for word in words(text))
    return told and bool(reader.index.entities.find(text)) and not reader.judge.names(text)


def speaks_of(reader: Reader, question: Question, event: Event) -> bool:
    """Whether an event covers the part of the question before its anchor."""
    terms = reader.judge.terms(question)
    matches = reader.judge.matches(terms, event)
    total = sum(t.weight for t in terms)
    return sum(t.weight * m.covered for t, m in zip(terms, matches, strict=True)) >= 0.6 * total and any(t.kind == "word" for t in terms)


def refuse_from(reader: Reader, question: Question, terms: Sequence[Term], judged: Sequence[Evidence]) -> Answer:
    """ "not-stated" where an event brings together the names of the question, or speaks of its one name and is not far from an answer."""
    if not judged:
        return refuse(reader, question, "no-match", ())
    best = judged[0]
    named = [m.covered for t, m in zip(terms, best.matches, strict=True) if t.kind in ("entity", "name")]
    spoken = min(named, default=1.0) >= 0.7 and (len(named) > 1 or best.probability > 0.2)
    reason: Reason = "not-stated" if spoken else "no-match"
    return refuse(reader, question, reason, [e.event for e in judged], confidence=best.probability)


def refuse_anchor(reader: Reader, question: Question, statement: str, found: Sequence[Event] = ()) -> Answer:
    hits = reader.index.search(statement, k=4, vector=reader.vector(reader.stated(statement).full))
    related = list(dict.fromkeys([*found, *(hit.passage.event for hit in hits)]))
    return refuse(reader, question, "no-match", related)


def refuse(reader: Reader, question: Question, reason: Reason, related: Sequence[Event], *, confidence: float = 0.0) -> Answer:
    return compose.refusal(question, reason, related, reader.index.timeline, reader.index.span, confidence=confidence)


def plural(question: Question) -> bool:
    """Whether more than one is asked for: "which towns and cities", "who said what"."""
    if question.order is not None:
        return False
    if _WHO_WHAT.search(question.full):
        return True
    noun = question.noun.lower()
    return question.asks[:1] == ("which",) and noun.endswith("s") and not noun.endswith(("ss", "us", "is", "news"))


def _times(n: int) -> str:
    return "Once" if n == 1 else "Twice" if n == 2 else f"{n} times"
