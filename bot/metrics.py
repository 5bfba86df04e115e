"""What is measured of one question: a function a metric, all of them in METRICS.

A metric is None for a question that it says nothing about. A missing answer is a wrong one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.answer import MARK, Answer
from bot.gold import Gold
from index.dates import Context, describe, find_dates
from index.errors import TimelineError
from index.types import Event, When
from index.words import fold


@dataclass(frozen=True)
class Case:
    """A question that was asked, and all that is needed to judge what came back."""

    gold: Gold
    answer: Answer | None
    milliseconds: float = 0.0
    """Of the question itself, its context not counted."""
    ranked: tuple[str, ...] = ()
    """Event ids as search found them for the question's topic in its window, best first."""
    stored: Mapping[str, Event] = field(default_factory=dict)
    """The right and the cited events by id, as the index holds them."""
    dates: Context = field(default_factory=Context)
    """What dates without a year are completed from."""

    @property
    def answered(self) -> bool:
        return self.answer is not None and self.answer.answered

    @property
    def cited(self) -> tuple[str, ...]:
        return tuple(citation.event.id for citation in self.answer.citations) if self.answer else ()


# --- what stands where ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[str, ...]:
    """SQuAD's normalisation (Rajpurkar et al. 2016): small letters, no articles, no punctuation.

    Here punctuation and hyphens separate, so that "al-Oudeh" is "al Oudeh", and diacritics are dropped; "1,500" stays one number.
    """
    folded = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", fold(text))
    return tuple(token for token in re.findall(r"\w+", folded) if token not in ("a", "an", "the"))


def runs(wanted: str, text: str) -> bool:
    """Whether the tokens of one text stand in the other, in order and side by side."""
    inner = " ".join(tokens(wanted))
    return bool(inner) and f" {inner} " in f" {' '.join(tokens(text))} "


@lru_cache(maxsize=65536)
def mentions(text: str, dates: Context) -> tuple[When, ...]:
    return tuple(mention.when for mention in find_dates(text, dates))


@lru_cache(maxsize=65536)
def as_date(text: str, dates: Context) -> When | None:
    """The date that a text is as a whole. A bare number is a year only where the timeline has that year."""
    bare = text.strip(" .")
    found = find_dates(bare, dates)
    if len(found) != 1 or found[0].end - found[0].start != len(bare):
        return None
    if bare.isdigit() and not (dates.period and dates.period.overlaps(found[0].when)):
        return None
    return found[0].when


def stands(wanted: str, texts: Sequence[str], dates: Context) -> bool:
    """Whether it stands in one of the texts; a date also in another form, or more exactly than was asked."""
    when = as_date(wanted, dates)
    return any(runs(wanted, text) or (when is not None and any(map(when.contains, mentions(text, dates)))) for text in texts)


def first_seen(case: Case) -> list[str]:
    """Where an acceptable short answer has to stand: the short answer and the first line, or as far as the set allows."""
    answer = case.answer
    if answer is None or not answer.answered:
        return []
    if case.gold.reach is None:
        return [answer.short, *(MARK.sub("", line) for line in answer.lines[:1])]
    return [f"{answer.short} {MARK.sub('', answer.text)}"[: case.gold.reach]]


def all_seen(case: Case) -> list[str]:
    """Where a required fact may stand: the answer, and what it cites."""
    answer = case.answer
    if answer is None or not answer.answered:
        return []
    cited = [text for c in answer.citations for text in (c.quote, describe(c.event.when) if c.event.when else "")]
    return [answer.short, MARK.sub("", answer.text), *cited]


def _acceptable(case: Case, wanted: str) -> bool:
    """Numbers, letters, yes and no stand in many a sentence by chance: where there is a short answer, it has to say them."""
    seen, short = first_seen(case), case.answer.short if case.answer else ""
    words = tokens(wanted)
    if len(words) == 1:
        if len(words[0]) == 1 and not words[0].isdigit():
            return tokens(short) == words
        if short and (words[0].isdigit() or words[0] in ("yes", "no")):
            seen = [short]
    return stands(wanted, seen, case.dates)


# --- one question ---------------------------------------------------------------------------------------------------


def right(case: Case) -> float:
    """Answered, an acceptable short answer first, and all required facts; or refused what cannot be answered."""
    gold = case.gold
    if not gold.answerable:
        return float(case.answer is not None and not case.answered)
    if not case.answered:
        return 0.0
    if not gold.answers and not gold.facts:
        return float(bool(set(case.cited) & set(gold.events)))
    said = not gold.answers or any(_acceptable(case, wanted) for wanted in gold.answers)
    return float(said and facts(case) in (None, 1.0))


def cited(case: Case) -> float | None:
    """One of the right events is among the citations."""
    if not case.gold.events:
        return None
    return float(case.answered and bool(set(case.cited) & set(case.gold.events)))


def right_and_cited(case: Case) -> float | None:
    """Of the answerable ones: right, with one of the right events cited."""
    supported = cited(case)
    return None if supported is None else right(case) * supported


def exact(case: Case) -> float | None:
    """The short answer is an acceptable one, word for word."""
    return _best(case, lambda wanted, given: float(wanted == given))


def f1(case: Case) -> float | None:
    """Tokens that the short answer shares with the nearest acceptable one: harmonic mean of precision and recall."""

    def overlap(wanted: tuple[str, ...], given: tuple[str, ...]) -> float:
        shared = sum((Counter(wanted) & Counter(given)).values())
        return 2 * shared / (len(wanted) + len(given)) if shared else 0.0

    return _best(case, overlap)


def _best(case: Case, score: Callable[[tuple[str, ...], tuple[str, ...]], float]) -> float | None:
    if not case.gold.answers:
        return None
    if case.answer is None or not case.answered:
        return 0.0
    given = tokens(case.answer.short)
    return max(score(tokens(wanted), given) for wanted in case.gold.answers)


def facts(case: Case) -> float | None:
    """The share of required facts that stand in the answer or in what it cites."""
    required = case.gold.facts
    if not required:
        return None
    seen = all_seen(case)
    return sum(any(stands(wording, seen, case.dates) for wording in wordings) for wordings in required) / len(required)


def date(case: Case) -> float | None:
    """Every date that is asked for is said exactly as precisely as the question's gold or the timeline states it."""
    wanted = [(case.gold.answers, first_seen), *((wordings, all_seen) for wordings in case.gold.facts)]
    groups = [(set(whens), seen(case)) for texts, seen in wanted if texts and None not in (whens := [as_date(t, case.dates) for t in texts])]
    if not groups:
        return None
    stated = {event.when for id in case.gold.events if (event := case.stored.get(id)) is not None}

    def said(whens: set[When | None], texts: Sequence[str]) -> bool:
        exact = whens | {inner for inner in stated if inner and any(outer and outer.contains(inner) for outer in whens)}
        return any(when in exact for text in texts for when in mentions(text, case.dates))

    return float(all(said(whens, texts) for whens, texts in groups))


def citation_recall(case: Case) -> float | None:
    """The share of the answer's lines that cite a right event."""
    support = list(_support(case))
    if not case.gold.events:
        return None
    return sum(any(marks) for marks in support) / len(support) if support else 0.0


def citation_precision(case: Case) -> float | None:
    """The share of citations, each in its line, that are of a right event."""
    marks = [mark for marks in _support(case) for mark in marks]
    if not case.gold.events:
        return None
    return sum(marks) / len(marks) if marks else 0.0


def _support(case: Case) -> Iterator[list[bool]]:
    """For each line, whether each of its citations is of a right event.

    ALCE (Gao, Yen, Yu and Chen, "Enabling Large Language Models to Generate Text with Citations", EMNLP 2023) asks of every
    statement whether its citations support it, and of every citation whether it takes part in that; the gold events decide here
    where ALCE lets a model of entailment decide.
    """
    if case.answer is None or not case.answered:
        return
    events = {citation.n: citation.event.id for citation in case.answer.citations}
    for line in case.answer.lines:
        yield [events.get(int(n)) in case.gold.events for n in MARK.findall(line)]


def verbatim(case: Case) -> float | None:
    """The share of quotes that are a slice of the event as the index holds it."""
    if case.answer is None or not case.answer.citations:
        return None

    def holds(event: Event, start: int, end: int, quote: str) -> bool:
        kept = case.stored.get(event.id)
        return kept is not None and 0 <= start < end <= len(kept.text) and kept.text == event.text and kept.text[start:end] == quote

    good = [holds(citation.event, citation.start, citation.end, citation.quote) for citation in case.answer.citations]
    return sum(good) / len(good)


def refused(case: Case) -> float | None:
    """Of the unanswerable ones: not answered."""
    return None if case.gold.answerable else right(case)


def false_answers(case: Case) -> float | None:
    """Of the unanswerable ones: answered."""
    return None if case.gold.answerable else 1.0 - right(case)


def false_refusals(case: Case) -> float | None:
    """Of the answerable ones: not answered."""
    return float(not case.answered) if case.gold.answerable else None


def ndcg_10(case: Case) -> float | None:
    """nDCG@10 of search, by event."""
    return _ranking(case, "nDCG@10")


def recall_5(case: Case) -> float | None:
    """The share of right events among the first five of search."""
    return _ranking(case, "R@5")


def mrr(case: Case) -> float | None:
    """1 / the rank of the first right event in search."""
    return _ranking(case, "RR")


def _ranking(case: Case, measure: str) -> float | None:
    if not case.gold.events:
        return None
    try:
        import ir_measures
    except ModuleNotFoundError:
        raise TimelineError("evaluation needs ir-measures: pip install ir-measures") from None
    relevant = {"q": dict.fromkeys(case.gold.events, 1)}
    found = {"q": {event: -float(rank) for rank, event in enumerate(case.ranked, 1)}}
    return float(next(ir_measures.iter_calc([ir_measures.parse_measure(measure)], relevant, found)).value)


METRICS: dict[str, Callable[[Case], float | None]] = {
    metric.__name__: metric
    for metric in (
        right, right_and_cited, cited, refused, false_answers, false_refusals, exact, f1, facts, date,
        citation_precision, citation_recall, verbatim, ndcg_10, recall_5, mrr,
    )
}  # fmt: skip
