"""Evidence -> Answer: quotes and templates over fields, each claim with its citation."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot import talk
from bot.answer import Answer, Citation, Reason
from bot.evidence import DISTANCE, Evidence, Term
from bot.grounds import ground
from bot.lexicon import opposites, same
from bot.phrasing import disputed
from bot.question import Asks, Question
from bot.short import amount, asks_who_not, owner, short_answer, speaker, those_not
from index.dates import day_of, describe, hull
from index.entities import Entities
from index.passages import by_time
from index.types import EVER, Account, Event, Timeline, When
from index.words import sentences, stem, words

LINES = 15
"""So many lines a list has at most; the rest is counted."""
WHOLE = 400
"""Characters of a text that is quoted whole where a "what" or "why" is asked."""
_RELATED = 3


@dataclass
class Draft:
    """Lines and their citations while an answer is put together. Numbers run from 1 in order of first use."""

    lines: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def cite(self, event: Event, start: int, end: int) -> str:
        """The mark of a slice of an event's text; the same slice keeps its number."""
        for citation in self.citations:
            if (citation.event.id, citation.start, citation.end) == (event.id, start, end):
                return f"[{citation.n}]"
        self.citations.append(Citation(len(self.citations) + 1, event, start, end))
        return f"[{len(self.citations)}]"

    def quote(self, event: Event, start: int, end: int, *, dated: bool = True) -> str:
        """ "7 December 2024: the words themselves [1]"."""
        when = f"{capital(describe(event.when))}: " if dated and event.when is not None else ""
        return f"{when}{event.text[start:end]} {self.cite(event, start, end)}"

    def answer(self, question: Question, *, short: str = "", listing: bool = False, confidence: float = 1.0) -> Answer:
        return Answer(question, tuple(self.lines), short, tuple(self.citations), listing=listing, confidence=confidence)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- one event ------------------------------------------------------------------------------------------------------


def fact(
    question: Question,
    terms: Sequence[Term],
    best: Evidence,
    *,
    entities: Entities,
    others: Sequence[Evidence] = (),
    runner_up: Evidence | None = None,
) -> Answer:
    """What one event states. `others` came up as well and may support the accounts that differ."""
    draft = Draft()
    span = quoted(best, question, terms, entities)
    quote = best.event.text[span[0] : span[1]]
    differs = disputed(question.full)
    if differs is not None:
        short = "No other account is known" if not best.event.accounts else "Yes" if differs else "No"
    elif question.asks[:1] == ("yes-no",):
        short = yes_or_no(question, best, terms, span)
    else:
        short = short_answer(best, question, terms, entities, quote)
    draft.lines.append(draft.quote(best.event, *span))
    draft.lines += disagreement(draft, best.event, others)
    if runner_up is not None and runner_up.event.when is not None and all(c.event.id != runner_up.event.id for c in draft.citations):
        start, end = first_sentence(runner_up.event)
        word = "Next" if question.order == "first" else "Before that"
        draft.lines.append(f"{word}: {draft.quote(runner_up.event, start, end)}")
    draft.lines += window_lines(question, draft)
    return draft.answer(question, short=capital(short), confidence=best.probability)


def conversed(answer: Answer, lines: Sequence[Event]) -> Answer:
    """An answer with further lines of the conversation it is from."""
    draft = Draft(list(answer.lines), list(answer.citations))
    for event in lines:
        draft.lines.append(draft.quote(event, *((0, len(event.text)) if len(event.text) <= WHOLE else first_sentence(event))))
    return replace(answer, lines=tuple(draft.lines), citations=tuple(draft.citations), listing=answer.listing or bool(lines))


NEGATION = re.compile(
    r"\b(?:no|not|none|never|neither|nor|nobody|nothing|without|cannot|little|unfounded|false|untrue|hardly|scarcely|barely|den(?:y|ies|ied)|refus\w+|reject\w*|except|fail(?:ed|s)?|unable|yet\s+to|rule[ds]?\s+out|stay(?:ed)?\s+out|did\s+not|"
    r"(?:keep|keeps|kept|keeping)\s+(?:[\w'’-]+\s+){1,4}from|hid(?:e|es|ing)?|hidden\s+from|conceal\w*|with(?:hold|held)\w*|prevent\w*|forbid\w*|forbade|"
    r"cancel\w*|call(?:s|ed)?\s+off|miss(?:es|ed)?|lack(?:s|ed)?|refrain\w*|avoid\w*|exclud\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Words that say that something is not so, or is kept from being so."""


_CLAUSE = re.compile(
    r"[;:.]|,(?!\s+(?-i:(?:[A-Z]|al-)[\w’'-]*(?:\s+(?:[A-Z]|al-)[\w’'-]*){0,3})(?:[,.]|$))|\b(?:but|while|whereas|although)\b|"
    r"\band\b(?!\s+(?:even\s+|also\s+)?(?:from|in|at|to|of|by|with|for|on)\b)",
    re.IGNORECASE,
)
"""Where another clause begins: not before a name that says who was spoken of, nor before one more thing of which the same is said ("from
most of her aides and from her brother, Karl")."""
_STILL = re.compile(r"\bstill\b|\bany\s+longer\b", re.IGNORECASE)
_TRUE_OR_FALSE = re.compile(r"\btrue\s+or\s+(?:false|untrue)\b", re.IGNORECASE)
_SURE = 0.8
_OVER = tuple(map(stem, ("leave", "end", "withdraw", "lift", "flee")))


def yes_or_no(question: Question, best: Evidence, terms: Sequence[Term], span: tuple[int, int]) -> str:
    """Yes where the quote says what was asked, no where a clause that speaks of it says it is not so, or no longer."""
    asked = len(NEGATION.findall(_TRUE_OR_FALSE.sub("", question.full))) % 2
    clauses = _clauses(best, span) or [best.event.text[slice(*span)]]
    said = any(NEGATION.search(clause) for clause in clauses) or any(
        opposites(t.stem) & best.profile.stems.keys() for t, m in zip(terms, best.matches, strict=True) if m.covered < 0.9
    )
    if _STILL.search(question.full):
        said |= any(same(word.stem, over) for clause in clauses for word in words(clause) for over in _OVER)
    if said:
        return "Yes" if asked else "No"
    return "No" if asked else "Yes"


def denied(evidence: Evidence, span: tuple[int, int]) -> bool:
    """Whether a clause of the quote that speaks of a term says that it is not so."""
    return any(NEGATION.search(clause) for clause in _clauses(evidence, span))


def _clauses(evidence: Evidence, span: tuple[int, int]) -> list[str]:
    """The clauses of the quote that speak of a term in its own words."""
    text, spans = evidence.event.text[slice(*span)], evidence.profile.spans
    at = {
        spans[i][0] + evidence.profile.words[place][0].start - span[0]
        for match in evidence.matches
        if match.covered >= _SURE
        for i, place in match.places
        if i < len(spans)
    }
    edges = [0, *(m.start() for m in _CLAUSE.finditer(text)), len(text)]
    return [text[a:b] for a, b in itertools.pairwise(edges) if any(a <= start < b for start in at)]


def disagreement(draft: Draft, event: Event, others: Sequence[Evidence] = ()) -> list[str]:
    """The accounts that differ, in one line, each cited with an event of the same source where there is one."""
    if not event.accounts:
        return []
    told = [_account(draft, event, account, others) for account in event.accounts[:5]]
    return [f"Accounts differ: {'; '.join(told)}."]


def _account(draft: Draft, event: Event, account: Account, others: Sequence[Evidence]) -> str:
    keys = {source.key for source in account.sources}
    support = next((e.event for e in others if e.event.id != event.id and keys & {source.key for source in e.event.sources}), event)
    if support is event:
        start, end = draft.citations[0].start, draft.citations[0].end
    else:
        start, end = first_sentence(support)
    what = account.what.rstrip(" .")
    return f"{what} ({account.whose}) {draft.cite(support, start, end)}"


def window_lines(question: Question, draft: Draft) -> list[str]:
    """The window that was used, when the question had one, and the events that it was measured from."""
    if question.window is None or question.window == EVER:
        return []
    told = [f"Measured from: {draft.quote(event, *first_sentence(event))}" for event in question.measured]
    return told if question.pivot is not None else [*told, f"Time asked about: {describe(question.window)}."]


def quoted(evidence: Evidence, question: Question, terms: Sequence[Term], entities: Entities) -> tuple[int, int]:
    """The sentence, or the run of sentences, that states what was asked: fewest sentences for most of the terms."""
    profile = evidence.profile
    spans = profile.spans
    if len(spans) < 2:
        return spans[0] if spans else (0, len(profile.event.text))
    if set(question.asks) & {"what", "why", "how", "yes-no"} and len(spans) <= 3 and len(profile.event.text) <= WHOLE:
        return spans[0][0], spans[-1][1]  # what was said or why it was done may stand in any of them
    if talk.speaker(profile.event) and "when" not in question.asks and len(profile.event.text) <= WHOLE:
        return spans[0][0], spans[-1][1]
    marks = [_marks(i, evidence, question, terms, entities) for i in range(len(spans))]
    asks = [profile.event.text[start:end].endswith("?") for start, end in spans]
    best = max(range(len(spans)), key=lambda i: (sum(marks[i].values()) * (0.5 if asks[i] else 1.0), -i))
    low = high = best
    total = sum(term.weight for term in terms) or 1.0
    for i in sorted(range(len(spans)), key=lambda i: abs(i - best)):
        new = sum(w for key, w in marks[i].items() if key not in _union(marks[low : high + 1]))
        if new > 0.2 * total and high - low < 2:
            low, high = min(low, i), max(high, i)
    if low and _ANAPHORA.match(profile.event.text[spans[low][0] :]):
        low -= 1
    return spans[low][0], spans[high][1]


_ANAPHORA = re.compile(r"(?:It|He|She|They|This|These)\b")
"""A sentence that opens so is not understood without the one before it."""


def _union(marks: Sequence[dict[str, float]]) -> set[str]:
    return {key for mark in marks for key in mark}


def _marks(i: int, evidence: Evidence, question: Question, terms: Sequence[Term], entities: Entities) -> dict[str, float]:
    """What a sentence says of the terms, by term, and of the kind that was asked."""
    start, end = evidence.profile.spans[i]
    text = evidence.event.text[start:end]
    found = {t.stem: t.weight * m.covered for t, m in zip(terms, evidence.matches, strict=True) if any(sentence == i for sentence, _ in m.places)}
    worth = max(0.6, 0.25 * sum(term.weight for term in terms))
    return found | {f"?{ask}": worth for ask in question.asks if _states(ask, text, question, entities)}


def _states(ask: Asks, text: str, question: Question, entities: Entities) -> bool:
    """Whether a sentence holds a thing of the kind that was asked, where its words can tell."""
    match ask:
        case "how-far":
            return DISTANCE.search(text) is not None
        case "how-many":
            return bool(amount(text, question))
        case "why":
            return bool(ground(text, question.full))
        case "who" | "whom" | "which" if asks_who_not(question):
            return bool(those_not(text, entities))
        case "who":
            whose = re.match(r"\W*whose\b", question.full, re.IGNORECASE)
            return bool(speaker(question, entities, text) or (whose and owner(question, entities, text)))
        case _:
            return False


def first_sentence(event: Event) -> tuple[int, int]:
    found = sentences(event.text)
    return found[0] if found else (0, len(event.text))


# --- several events -------------------------------------------------------------------------------------------------


def listing(question: Question, events: Sequence[Event], *, subject: str, short: str = "", confidence: float = 1.0) -> Answer:
    """Events in order of time, one line each, all cited. Of more than LINES the ones that lie wholly in the window and have most sources and
    accounts are shown, and the rest is counted."""
    ordered = sorted(events, key=by_time)
    shown = ordered
    if len(ordered) > LINES:
        inside = question.window or EVER
        told = sorted(ordered, key=lambda e: (e.when is None or not inside.contains(e.when), -len(e.sources) - len(e.accounts), by_time(e)))[:LINES]
        shown = sorted(told, key=by_time)
    draft = Draft()
    for event in shown:
        start, end = first_sentence(event)
        draft.lines.append(draft.quote(event, start, end))
    rest = len(ordered) - len(shown)
    if rest:
        draft.lines.append(f"… and {rest} more{subject}.")
    draft.lines += window_lines(question, draft)
    return draft.answer(question, short=short, listing=True, confidence=confidence)


_AND = re.compile(r",\s+|\s+and\s+")


def collected(question: Question, terms: Sequence[Term], chosen: Sequence[Evidence], *, entities: Entities) -> Answer:
    """Names from several events, each event quoted, in order of time."""
    draft = Draft()
    names: list[str] = []
    for evidence in sorted(chosen, key=lambda e: by_time(e.event))[:LINES]:
        start, end = quoted(evidence, question, terms, entities)
        name = short_answer(evidence, question, terms, entities, evidence.event.text[start:end])
        parts = _AND.split(name)
        names += [part for part in (parts if all(entities.get(part) for part in parts) else [name]) if part and part not in names]
        draft.lines.append(draft.quote(evidence.event, start, end))
    draft.lines += window_lines(question, draft)
    return draft.answer(question, short=", ".join(names), listing=True, confidence=max(e.probability for e in chosen))


def spread(events: Sequence[Event]) -> When | None:
    return hull([e.when for e in events if e.when is not None])


# --- no answer ------------------------------------------------------------------------------------------------------


def refusal(
    question: Question, reason: Reason, related: Sequence[Event], timeline: Timeline, span: When | None, *, confidence: float = 0.0
) -> Answer:
    """Why there is no answer, with the nearest events by title."""
    title = timeline.title or "This timeline"
    period = f" It runs from {describe(day_of(span.start))} to {describe(day_of(span.end - 1))}." if span is not None else ""
    match reason:
        case "empty-question":
            line = "Please ask a question, such as: what happened first, and when?"
        case "outside-timeline":
            asked = f" {describe(question.window)} is outside it." if question.window is not None else ""
            line = f"{title} does not reach that far.{period}{capital(asked) if asked else ''}"
        case "not-stated":
            line = "The timeline speaks of this, but does not state what was asked."
        case "ambiguous":
            line = "It is not clear which event is meant; please name it."
        case _:
            line = "The timeline does not hold an answer to this."
    near = related[:_RELATED]
    lines = [line]
    if near:
        lines.append("Nearest: " + "; ".join(_named(event) for event in near) + ".")
    return Answer(question, tuple(lines), reason=reason, related=tuple(near), confidence=confidence)


def _named(event: Event) -> str:
    name = event.title or _shortened(event.text)
    return f"{name.rstrip('.')} ({describe(event.when)})" if event.when is not None else name.rstrip(".")


def _shortened(text: str) -> str:
    if len(text) <= 90:
        return text
    return re.sub(r"\s+\S*$", "", text[:88]) + " …"
