"""A long sentence -> the clauses that each tell of one act, so that a date goes to the act it belongs to.

No grammar is parsed: a sentence is cut at a comma or semicolon where what follows has a subject of its own (no pronoun) and
a verb in the past tense or an auxiliary. Where that is not plain, it stays whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from index.words import Word, words

LONG = 28
"""A sentence of fewer words is cut only where its dates differ."""
_SHORT = 5
"""No piece has fewer words."""

_PAST = frozenset(
    "was were had did became began broke brought built burnt bought caught came chose cut dealt died drew drove fell fled flew fought found froze gave got grew "
    "held hit kept knew laid launched led left lost made meant met overran overthrew paid put quit ran rose said sank sat saw seized sent set shot shut sold "
    "spent spoke spread stood stole struck swept swore taught thought threw told took went withdrew won wrote".split()
)
_AUXILIARY = frozenset("is are has have will would can could may might must shall should does do says".split())
_NO_VERB = frozenset(
    "allied armed united red hundred need bed shed seed speed indeed feed weed breed creed greed deed unprecedented so-called embed sacred naked wicked led".split()
)
"""Look like a past tense, and mostly are none. "led" is more often "led by"."""
_REPORTING = frozenset("said says told added reported wrote announced claimed stated noted warned explained insisted according".split())
_RELATIVE = frozenset("that which who whom whose where when to if because".split())
_CONJUNCTIONS = frozenset("and but while whereas yet as then".split())
_PREPOSITIONS = frozenset(
    "in on at by with amid after before near from to for of under over between through including despite during against according because since until without "
    "within just only not especially such namely across along around towards toward into onto off out upon beyond behind beside besides like unlike except "
    "following regarding given due when where which who whom whose that if unless although though even once so or nor than also both either neither".split()
)
_OPENERS = frozenset("as when while after although though even if because since once before until unless whenever despite whereas".split())
"""A sentence that begins with one of these has its main clause after a comma."""
_PRONOUNS = frozenset("he she it they we i you this that these those who which there his her its their both all some many others one what".split())
_NOT_A_CLAUSE = re.compile(r"as\s+(?:well|if|of|though|part|a|an|much|many|long|far|soon|to|for|in|opposed|such)\b", re.IGNORECASE)

_CUT = re.compile(r"[,;](?:[\"”’'](?=\s))?\s+")
_OPEN, _CLOSE = "“(", "”)"


@dataclass(frozen=True, slots=True)
class _Segment:
    """What stands between two cuts, sentence[start:end]."""

    start: int
    end: int
    body: int
    """Where it goes on after its conjunction."""
    conjunction: str
    cut: list[Word]
    """The words of the body outside of quotations and brackets."""
    semicolon: bool
    length: int
    """Words in all."""

    @property
    def verb(self) -> int | None:
        """The number of words before its first finite verb."""
        return next((i for i in range(len(self.cut)) if finite(self.cut, i)), None)

    @property
    def settled(self) -> bool:
        """Whether nothing in it waits for its verb: not so "said that the army"."""
        waiting = max((i for i, word in enumerate(self.cut) if word.fold in _RELATIVE and word.fold != "to"), default=-1)
        return any(finite(self.cut, i) for i in range(waiting + 1, len(self.cut)))

    @property
    def named(self) -> bool:
        """Whether it begins with a noun."""
        first = self.cut[0].fold if self.cut else "of"
        return not (first in _PREPOSITIONS or first in _PRONOUNS or first.endswith(("ing", "ed")) or finite(self.cut, 0))

    @property
    def stands_alone(self) -> bool:
        return self.named and bool(self.verb) and not any(word.fold in _RELATIVE or word.fold.endswith("ing") for word in self.cut[1 : self.verb])


def finite(cut: list[Word], i: int) -> bool:
    """Whether word i looks like a finite verb."""
    word = cut[i].fold
    if word in _AUXILIARY:
        return True
    if word not in _PAST and not (word.endswith("ed") and len(word) > 3 and word not in _NO_VERB):
        return False
    after = cut[i + 1].fold if i + 1 < len(cut) else ""
    before = cut[i - 1].fold if i else ""
    return after != "by" and before not in ("the", "a", "an", "to") and not (before == "so" and word == "called")


def clauses(sentence: str, forced: bool = False) -> list[tuple[int, int]]:
    """The clauses of one sentence as half-open spans in order, without the conjunction and comma between them.

    One span when it is short (unless `forced`) or cannot be cut safely.
    """
    whole = [(0, len(sentence))]
    segments = _segments(sentence)
    if len(segments) < 2 or (not forced and len(words(sentence)) < LONG):
        return whole
    begins = [0]
    length = segments[0].length
    complete = segments[0].settled and segments[0].cut[0].fold not in _OPENERS
    for i, segment in enumerate(segments[1:], 1):
        if complete and length >= _SHORT and sum(s.length for s in segments[i:]) >= _SHORT and _begins(segment, segments[i + 1 :]):
            begins.append(i)
            complete, length = False, 0
        length += segment.length
        complete = segment.settled or (complete and not _waits(segment))
    ends = [*(number - 1 for number in begins[1:]), len(segments) - 1]
    return [(segments[a].body if a else 0, segments[b].end) for a, b in zip(begins, ends, strict=True)]


def _waits(segment: _Segment) -> bool:
    return not segment.settled and any(word.fold == "that" for word in segment.cut)


def _begins(segment: _Segment, rest: list[_Segment]) -> bool:
    """Whether a new clause begins with this segment; `rest` follows it."""
    if segment.conjunction or segment.semicolon:
        if segment.stands_alone:
            return True
        until = list(takewhile(lambda s: not s.conjunction, rest))
        if segment.named:  # "as several countries, including China, began"
            return any(s.verb == 0 for s in until)
        # "and after heavy fighting, HTS entered"
        first = segment.cut[0].fold if segment.cut else ""
        adjunct = first in _PREPOSITIONS and first not in ("which", "who", "whom", "whose", "that", "where", "so", "or", "nor", "not", "also")
        return segment.conjunction in ("and", "but") and adjunct and any(s.stands_alone for s in until)
    verb = segment.verb
    return segment.stands_alone and verb is not None and segment.cut[verb].fold not in _REPORTING


def _segments(sentence: str) -> list[_Segment]:
    closed = outside(sentence)
    found: list[_Segment] = []
    start, semicolon = 0, False
    for match in _CUT.finditer(sentence):
        mark = match.group().rstrip()
        if not closed[match.start() + len(mark) - 1]:
            continue
        quoted = len(mark) > 1
        found.append(_segment(sentence, closed, start, match.start() + (len(mark) if quoted else 0), semicolon))
        start, semicolon = match.end(), mark[0] == ";"
    found.append(_segment(sentence, closed, start, len(sentence), semicolon))
    return found


def _segment(sentence: str, closed: list[bool], start: int, end: int, semicolon: bool) -> _Segment:
    every = words(sentence[start:end])
    cut = [word for word in every if closed[start + word.start]]
    conjunction = cut[0].fold if cut and cut[0].fold in _CONJUNCTIONS and not _NOT_A_CLAUSE.match(sentence, start) else ""
    body = start + cut[1].start if conjunction and len(cut) > 1 else start
    return _Segment(start, end, body, conjunction, cut[1:] if conjunction else cut, semicolon, len(every))


def outside(sentence: str) -> list[bool]:
    """For each character, whether what stands after it is outside of quotations and brackets."""
    depth = 0
    quoted = False
    found = []
    for character in sentence:
        if character == '"':
            quoted = not quoted
        elif character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(depth - 1, 0)
        found.append(depth == 0 and not quoted)
    return found
