"""Who speaks in a line of a conversation ("Nadia: I sold my first bowl"), and of whom it speaks: "I" and "my" are of the speaker, "you"
and "your" of the one spoken to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.search import Index
from index.types import Event
from index.words import Word, fold, sentences, stem, words

_SPEAKER = re.compile(r"(?P<name>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)?): ")
_ADDRESSED = re.compile(r"(?:^|[,!.?:]\s+(?:\w+\s+){0,2})(?P<name>[A-Z][\w’'-]*)(?=[,!.?])")
"""Who is spoken to in it, of whom it says nothing: "Thanks, Caroline!"."""
_FIRST = frozenset("i me my mine myself we us our ours ourselves".split())
_SECOND = frozenset("you your yours yourself u ya".split())
_OBJECTS = frozenset("me myself us you u ya".split())
"""To whom something may only be done; "you" does it where it opens a clause."""
_BEFORE_SUBJECT = frozenset(
    "that how what when where why which who if because cause since and but so as while did do does are were have had can could will would".split()
)
_OF_THE_OTHER = re.compile(
    r"(?:\W*(?:oh|wow|woah|whoa|yay|aww+|haha|hey|hi|yes|yeah|yep|so|very|thanks|[A-Z]\w+)\b\W+)*"
    r"(?:congrat\w*|good\s+(?:luck|for|on|job)|way\s+to|well\s+done|(?:that|this|it|which|those|these)(?:['’]s|\s+is|\s+are|\s+must)?\s+(?:all\s+)?sounds?|sounds?|looks?|"
    r"(?:that|those)(?:['’]s|\s+is|\s+was|\s+are|\s+must)|what\s+an?|(?:so\s+)?(?:glad|happy|proud|sorry|excited)\s+(?:for|to\s+hear|about|of)|nice|great|awesome|cool|amazing|beautiful)\b",
    re.IGNORECASE,
)
"""What answers to the news of the other: "Sounds special, those trips!"."""
_TAG = re.compile(
    r"\w,\s+(?:right|huh|eh|ok|okay|you\s+know|can\s+you\s+\w+\s+it|(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)(?:n['’]t)?\s+(?:i|you|he|she|it|we|they))\W*$",
    re.IGNORECASE,
)
"""What makes a question of a statement only in form."""
_CUT_SHORT = re.compile(
    r"(?:(?:just|still|also|already|finally|really|only|actually|recently|lately|oh|so|and|but|yeah|yes|yep|well)\W+)*"
    r"(?:been|had|took|got|gonna|gotta|wanna|can['’]t\s+wait|couldn['’]t|went|came|made|saw|did|found|started|finished|working|looking|trying|planning|getting|going|doing)\b",
    re.IGNORECASE,
)
"""A sentence that leaves out its "I": "Just got back", "Been reading a lot"."""


def speaker(event: Event) -> str:
    """Whose line of a conversation it is; empty for any other text."""
    match = _SPEAKER.match(event.text)
    return match["name"] if match is not None else ""


def spoken_to(index: Index, event: Event) -> str:
    """Who said the line before, or else the line after, on the same day; empty where nobody else did."""
    other = beside(index, event, -1) or beside(index, event, 1)
    return speaker(other) if other is not None else ""


def beside(index: Index, event: Event, step: int) -> Event | None:
    """The line before (step -1) or after (step 1) one of a conversation, where somebody else says it on the same day."""
    other = index.beside(event.id, step)
    return other if other is not None and other.when == event.when and speaker(other) not in ("", speaker(event)) else None


def asks(event: Event) -> bool:
    """Whether a line asks something, which the next line may answer."""
    return "?" in event.text and speaker(event) != ""


def question(sentence: str) -> bool:
    """Whether a sentence only asks: "We sold them all, can you believe it?" tells something."""
    return sentence.endswith("?") and _TAG.search(sentence) is None


def reaction(sentence: str) -> bool:
    """Whether a sentence only answers to the news of the other."""
    label = _SPEAKER.match(sentence)
    return _OF_THE_OTHER.match(sentence, label.end() if label is not None else 0) is not None


def answers(index: Index, event: Event) -> tuple[str, str]:
    """What a line answers, if the line before asks something: what its speaker had said before that, and what was asked about it."""
    before = beside(index, event, -1)
    if before is None or not asks(before):
        return "", ""
    earlier = beside(index, before, -1)
    said = [line.text[len(speaker(line)) + 2 :] for line in (earlier, before) if line is not None]
    asked = [said[-1][start:end] for start, end in sentences(said[-1]) if question(said[-1][start:end])]
    if not asked or earlier is None or speaker(earlier) != speaker(event):
        return "", " ".join(asked)
    return " ".join(said[0][start:end] for start, end in sentences(said[0]) if not question(said[0][start:end])), " ".join(asked)


def goes_on(index: Index, event: Event) -> Event | None:
    """The line that answers what the other asks about this one: where this one asks, the next one."""
    reply = beside(index, event, 1)
    if reply is None or asks(event):
        return reply
    return beside(index, reply, 1) if asks(reply) else None


@dataclass(frozen=True, slots=True)
class Told:
    """A word of a line, a name where it was a pronoun."""

    word: Word
    of: str
    """Of whom it is told, as far as can be seen: whom the words before it name as "I", "my", "you" or "your"."""


def told(text: str, said_by: str, said_to: str) -> list[Told]:
    """The words of a sentence of a line; who is only addressed is left out.

    A sentence that names no person is of the speaker ("Just came back from a trip"), or of the other where it asks or answers to news
    ("Sounds special"). The name that opens a line says nothing of the one who bears it.
    """
    label = _SPEAKER.match(text)
    start = label.end() if label is not None else 0
    addressed = {m.start("name") for m in _ADDRESSED.finditer(text)}
    found = [word for word in words(text) if word.start >= start and word.start not in addressed]
    persons = [_person(word, said_by, said_to) for word in found]
    of = said_to if text.endswith("?") or _OF_THE_OTHER.match(text, start) else said_by
    named = any(persons) and not (of == said_by and _CUT_SHORT.match(text, start))
    line = [] if named else [Told(Word(word.text, word.fold, word.stem, 0, 0), of) for word in words(of)]
    for at, (word, person) in enumerate(zip(found, persons, strict=True)):
        if person and (at == 0 or word.fold not in _OBJECTS or found[at - 1].fold in _BEFORE_SUBJECT or text[found[at - 1].end : word.start].strip()):
            of = person
        line.append(Told(Word(person, fold(person), stem(fold(person)), word.start, word.end) if person else word, of))
    return line if found else []


def moved(line: Sequence[Told], by: int) -> list[Told]:
    """The same words further on in a text."""
    return [Told(told.word._replace(start=told.word.start + by, end=told.word.end + by), told.of) for told in line]


def _person(word: Word, said_by: str, said_to: str) -> str:
    plain = re.split("['’]", word.text)[0].lower()
    if plain in _FIRST:
        return said_by
    if plain in _SECOND:
        return said_to
    return next((name for name in (said_by, said_to) if word.text[0].isupper() and plain == name.lower()), "")
