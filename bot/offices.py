"""Who holds an office: the leader of a group, a minister of a state, a spokesman. A text says so right beside the name.

"Who commanded the Brook Guard" asks for one name, and whoever else takes part in what a text tells of the guard is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.lexicon import EMPTY
from index.entities import Entities
from index.types import Entity
from index.words import sentences, stem, stems, words

_LEADERS = "leader|head|chief|boss|commander|commander-in-chief|chairman|chairwoman|chairperson|chair|director|ruler"
_OFFICES = (
    rf"chief\s+of\s+staff|{_LEADERS}|president|minister|premier|chancellor|spokesman|spokeswoman|spokesperson|envoy|ambassador|mayor|governor|"
    r"king|queen|emir|sultan|secretary|secretary-general|coordinator|prosecutor|speaker|coach|manager|adviser|advisor"
)
_LEADS = frozenset(stems(_LEADERS.replace("|", " ")))
"""Words for whoever leads: where one of them is asked for, any of them answers."""
_BESIDE = frozenset(stems("acting supreme top overall new old current then former late military political rebel interim longtime powerful veteran"))
"""What stands before such a word without making another office of it."""
_SAME = ((re.compile(r"\bpremier\b", re.IGNORECASE), "prime minister"), (re.compile(r"\bspokes(?:woman|person)\b", re.IGNORECASE), "spokesman"))
_OFFICE = re.compile(rf"\b(?:{_OFFICES})\b", re.IGNORECASE)
_BE = r"(?:is|was|were|are)"
_STILL = r"(?:(?:the|an?|still|then|now|currently)\s+)*"
_LEADING = re.compile(
    rf"^(?:who|which\s+\w+)\s+(?:{_BE}\s+)?(?:leads?|led|leading|heads?|headed|heading|commands?|commanded|commanding|runs?|ran|running|chairs?|chaired)\s+(?P<holder>\S.*)$",
    re.IGNORECASE,
)
_OFFICE_OF = re.compile(rf"^who\s+{_BE}\s+{_STILL}(?P<office>(?:[\w-]+\s+){{0,2}}?(?:{_OFFICES}))\s+(?:of|for)\s+(?P<holder>\S.*)$", re.IGNORECASE)
_OWN = re.compile(
    rf"^who\s+{_BE}\s+{_STILL}(?P<holder>\S.*?)(?:['’]s?)?\s+"
    rf"(?P<office>(?:(?:prime|foreign|defen[cs]e|interior|finance|media|press|vice|deputy)\s+)?(?:{_OFFICES}))$",
    re.IGNORECASE,
)
_TITLES = r"(?:(?:General|Brigadier|Colonel|Major|Captain|Sheikh|Sir|Dr|Mr|Mrs|Ms|President)\.?\s+)*"
_BEFORE = re.compile(rf"(?P<title>[^,;:.\"“”]*?)(?:\s*\([^)]*\))?,?\s+{_TITLES}$", re.IGNORECASE)
"""What stands before a name, from the last comma but one: "SDF commander", "the head of the Guard,"."""
_BEHIND = re.compile(r"(?:\s*\([^)]*\))?(?:,\s+|\s+(?:is|was|became|remained|served\s+as|has\s+been|had\s+been)\s+)(?P<title>[^,;:.]{3,120})")
"""What stands behind it: ", commander of the Guard,", "is the commander of the Guard"."""
_UNDER = re.compile(
    rf"(?:\s*\([^)]*\))?(?:,\s+(?:an?|the|its)\s+[^,;.]{{2,60}}?)?,?\s+(?:under|(?:led|headed|commanded|run|chaired)\s+by|of)\s+{_TITLES}$",
    re.IGNORECASE,
)
"""Between a group and whoever leads it: "the Guard, a force under", "the Guard, led by", "the Guard of"."""
_NAME = re.compile(
    r"(?:(?:[A-Z]\.\s?|(?:al|el|bin|ibn|von|van|de)[ -])*[A-Z][\w’'-]+\s+)+(?:(?:[A-Z]\.\s?|(?:al|el|bin|ibn|von|van|de)[ -])*[A-Z][\w’'-]+)"
)
_DEMONYM = re.compile(r"^[A-Z]\w+(?:an|ish|i|ese)$")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_WHOSE = re.compile(r"\s+(?:of|for)\s+")
_ENDS = re.compile(r"\s+(?:in|at|on|from|since|until|who|which|that|said|says|told)\s.*$")


@dataclass(frozen=True, slots=True)
class Office:
    """An office that is asked for."""

    title: frozenset[str]
    """The stems of its words; empty for whoever leads."""
    holder: frozenset[str]
    """Whose it is: canonical names, and stems of what is no name."""
    described: str
    """The same in the question's own words."""


def asked(topic: str, entities: Entities) -> Office | None:
    """The office that a question asks for, or None for any other question."""
    match = _LEADING.match(topic) or _OFFICE_OF.match(topic) or _OWN.match(topic)
    if match is None:
        return None
    title, holder = frozenset(stems(_plain(match.groupdict().get("office") or ""))), match["holder"]
    named = frozenset(_said(_ENDS.sub("", holder), entities) or _said(holder, entities))
    return Office(frozenset() if title <= _LEADS else title, named, holder) if named else None


def held_by(text: str, office: Office, entities: Entities) -> tuple[str, int, int] | None:
    """Who holds an office, and the sentence text[start:end] that says so; None where none does."""
    for start, end in sentences(text):
        sentence = text[start:end]
        for name, at, behind in _people(sentence, entities):
            titles = [m["title"] for m in (_BEFORE.search(sentence[:at]), _BEHIND.match(sentence, behind)) if m is not None]
            if _led(sentence[:at], office, entities) or any(_is(part, office, name, entities) for title in titles for part in _AND.split(title)):
                return name, start, end
    return None


def may_hold(entity: Entity, office: Office, entities: Entities) -> bool:
    """Whether it is a person, and not one who belongs elsewhere: no minister of another country."""
    named = {name for name in office.holder if entities.get(name) is not None}
    return entity.kind == "person" and (not entity.part_of or not named or not named.isdisjoint(entities.wider(entity.name)))


def _plain(title: str) -> str:
    for word, usual in _SAME:
        title = word.sub(usual, title)
    return title


def _people(sentence: str, entities: Entities) -> list[tuple[str, int, int]]:
    if entities.all:
        return [(m.entity.name, m.start, m.end) for m in entities.find(sentence) if m.entity.kind == "person"]
    return [(m.group(), m.start(), m.end()) for m in _NAME.finditer(sentence)]


def _led(before: str, office: Office, entities: Entities) -> bool:
    """Whether the words before a name say that it leads the holder."""
    link = None if office.title else _UNDER.search(before)
    return link is not None and _ends_with(office.holder, _said(before[: link.start()], entities))


def _is(title: str, office: Office, name: str, entities: Entities) -> bool:
    """Whether a title beside a name is that office."""
    title = _plain(title)
    for word in _OFFICE.finditer(title):
        of = _WHOSE.match(title, word.end())
        left = _said(title[: word.start()], entities)
        kinds = frozenset(left) - office.holder - _BESIDE
        if of is not None:
            whose = _ends_with(office.holder, _said(_ENDS.sub("", title[of.end() :]), entities))
        else:
            whose = office.holder <= frozenset(left) or (not entities.find(title) and office.holder <= entities.wider(name))
        called = kinds | frozenset(stems(word.group()))
        if whose and (called == office.title if office.title else called <= _LEADS):
            return True
    return False


def _ends_with(holder: frozenset[str], said: list[str]) -> bool:
    """Whether words name a holder and nothing that belongs to it: "the Guard", not "the Guard's navy"."""
    return holder <= frozenset(said) and said[-1] in holder


def _said(text: str, entities: Entities) -> list[str]:
    """The names of a text, as canonical names, and the stems of its other words, in order."""
    mentions = entities.find(text)
    found = {m.start: m.entity.name for m in mentions}
    for word in words(text):
        if word.stem not in EMPTY and not any(m.start <= word.start < m.end for m in mentions):
            found[word.start] = _of_people(word.text, entities) or stem(word.fold)
    return [found[at] for at in sorted(found)]


def _of_people(word: str, entities: Entities) -> str:
    """The country whose people are called so: Lebanon of "Lebanese"."""
    if not _DEMONYM.match(word):
        return ""
    found = (entities.get(word[:-cut]) for cut in (1, 2, 3))
    return next((e.name for e in found if e is not None and e.kind == "place"), "")
