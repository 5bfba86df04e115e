"""Which places can be what a question asks for.

By sort: "Aleppo province" is no city, "Base 46" no town, and "Syria" neither. A bare name may be of any sort but a state, which the list of
states tells, and what lies inside another place is none. By direction: of "fled Damascus for Moscow" one is where somebody went.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from bot.lexicon import same
from bot.question import Question
from bot.states import is_seat, is_state
from index.entities import Mention
from index.words import stem, stems, words

_ANY = frozenset(stems("place location site spot area land capital stop stage scene"))
_STATE = frozenset(stems("country nation state kingdom republic power superpower"))
_PART = frozenset(stems("region part area district province"))
_SETTLED = frozenset(stems("city town village hamlet settlement municipality"))
"""What a bare name may be, whichever of these it is called."""
_SAID = frozenset(
    stems(
        "province governorate district region county countryside airport airfield port harbour base crossing border bridge road highway street square palace "
        "prison jail hospital university school mosque church cathedral temple citadel castle fortress mount mountain hill river lake sea gulf strait canal "
        "island valley desert heights plain zone camp embassy consulate building station factory plant dam park museum theatre site headquarters regiment"
    )
)
"""Nouns by which a name says what it is: last in "Nasib crossing", first in "Mount Hermon" and "Base 46"."""
_TOWARDS = frozenset("north south east west northern southern eastern western central northeast northwest southeast southwest upper lower".split())


@lru_cache(maxsize=4096)
def sort_of(name: str) -> str:
    """The stem of the noun that a name says its sort by, "state" for a state, "region" for a part of something; empty for a bare name."""
    found = words(name)
    if is_state(name) or not found:
        return stem("state")
    said = next((word.stem for word in (found[-1], found[0]) if word.stem in _SAID), "")
    return said or (stem("region") if len(found) > 1 and found[0].fold in _TOWARDS else "")


def may_be(name: str, noun: str, part_of: Sequence[str] = ()) -> bool:
    """Whether a place of this name can be what a noun asks for, given as a stem: "which city" is not answered by "Nasib crossing". Any can
    where there is no noun. `part_of` is what it lies in."""
    sort = sort_of(name)
    if noun in _STATE and (part_of or is_seat(name)):
        return False
    if noun in _ANY or not noun or not sort:
        return True
    if sort == stem("state"):
        return noun in _STATE
    if noun in _PART and sort in _PART:
        return True
    return sort == noun or (noun not in _SETTLED and noun not in _STATE and same(sort, noun))


_GOES = frozenset(stems("go flee fly travel head move escape run drive sail"))
_TO = re.compile(r"^(?:to|towards?)\s+where\b|\b(?:to|towards?)$", re.IGNORECASE)
_FROM = re.compile(r"^from\s+where\b|\bfrom$", re.IGNORECASE)
_OF_IT = r"(?:(?:the|its|his|her|their|a|an|both)\s+)?(?:(?!(?:to|for|into|and|or)\b)[\w'’-]+\s+){0,4}?"
_BEFORE = {
    "from": re.compile(rf"\b(?:from|out\s+of|left|leave|leaves|leaving|fled|flee|fleeing|quit|abandoned|departed)\s+{_OF_IT}$", re.IGNORECASE),
    "to": re.compile(rf"\b(?:to|into|for|towards?|arrived?\s+(?:in|at)|reach(?:ed|ing)?|enter(?:ed|ing)?)\s+{_OF_IT}$", re.IGNORECASE),
}
"""What stands before the name of a place that somebody left or went to."""
Direction = Literal["", "to", "from"]


def direction(question: Question) -> Direction:
    """Whether it asks where somebody went to, or came from."""
    if "where" not in question.asks:
        return ""
    if _FROM.search(question.full):
        return "from"
    return "to" if _TO.search(question.full) or question.roles.act in _GOES else ""


def told_as(way: Direction, text: str, names: Sequence[Mention]) -> set[str]:
    """Of the places that a text names, those it tells of as left by somebody ("from"), or as where somebody went ("to")."""
    if not way:
        return set()
    found = set()
    for mention in names:
        sentence = text[max(text.rfind(". ", 0, mention.start) + 1, 0) : mention.start]
        if mention.entity.kind == "place" and _BEFORE[way].search(sentence):
            found.add(mention.entity.name)
    return found


def elsewhere(way: Direction, text: str, names: Sequence[Mention]) -> set[str]:
    """Of the places that a text names, those at the other end of the way alone: left by whoever went, reached by whoever came."""
    other: Direction = "from" if way == "to" else "to" if way else ""
    return told_as(other, text, names) - told_as(way, text, names)
