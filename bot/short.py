"""The short answer: the person, moment, place or number that was asked for, as a slice of the event's text or from its fields."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from bot.evidence import Evidence, Term, asked_kind, doers, kind_of, place_noun
from bot.grammar import clause, undergoes
from bot.grounds import ground
from bot.lengths import to_date
from bot.lexicon import ACTS, EMPTY, WORDS, converses, opposites, same
from bot.numbers import FIGURE, numbers
from bot.question import Asks, Question
from bot.sorts import direction, elsewhere, may_be, told_as
from index.dates import DAY, WEEKDAYS, Context, DateMention, describe, find_dates, weekday, year_of
from index.entities import Entities
from index.types import Event, When
from index.words import participle, sentences, stem, words

_QUOTED = re.compile(r"[\"“][^\"”]{2,300}[\"”]")
_QUANTITY = r"(?:(?:more|fewer|less)\s+than\s+|at\s+least\s+|at\s+most\s+|about\s+|around\s+|some\s+|nearly\s+|almost\s+|over\s+|up\s+to\s+|roughly\s+|an?\s+estimated\s+|between\s+\d[\d,.]*\s+and\s+|dozens\s+of\s+|hundreds\s+of\s+|thousands\s+of\s+)?"
_FIGURE = rf"(?:[$€£]\s?)?{FIGURE}(?:\s+to\s+\d[\d,.]*)?(?:\s*(?:%|percent|per\s+cent))?"
_NUMBER = re.compile(rf"(?<![\w.,-]){_QUANTITY}{_FIGURE}(?![\w])", re.IGNORECASE)
_MEASURE = re.compile(
    r"[\s-]*(?:square\s+)?(?:minutes?|hours?|days?|weeks?|months?|years?|kilomet\w+|km|miles?|%|percent|per\s+cent|a\.?m|p\.?m|o'clock)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?:%|percent|per\s+cent)$", re.IGNORECASE)
"""A share is no number of what stands behind it: "50 percent for career soldiers"."""
_NUMBERED = re.compile(
    r"(?:^|\W)(?!(?:In|At|On|Of|From|Within|By|With|For|To|And|But|The|After|Before)\b)[A-Z][\w’'-]+\s+$|\b(?:flight|number|article|no\.)\s+$"
)
"""What makes the number behind it a name: "Resolution 2254"."""
_VAGUE = re.compile(r"[a-z]+\s+.*\d|hundreds|thousands|dozens|.*\d,\d{3}|.*million", re.IGNORECASE)
_PART = re.compile(r"\s+(?:out\s+)?of\s+(?:the|its|his|her|their|these|those|our)\s+", re.IGNORECASE)
"""Between a number and the whole that it is a part of: "38 of the 140 people"."""
_FAR = re.compile(rf"{_QUANTITY}{_FIGURE}\s*-?(?:nautical\s+)?(?:kilomet\w+|km|miles?|metres?|meters?|feet|foot|yards?)\b", re.IGNORECASE)
_LONG = re.compile(rf"{_QUANTITY}{_FIGURE}[\s-]+(?:minutes?|hours?|days?|weeks?|months?|years?|decades?)\b", re.IGNORECASE)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_RELATIVE = re.compile(
    r"\b(?P<what>(?:the\s+day\s+before\s+)?yesterday|last\s+night|today|tonight|(?:the\s+day\s+after\s+)?tomorrow|this\s+(?:morning|afternoon|evening)|"
    rf"(?P<unit>last|past|next|coming|this(?:\s+past)?)\s+(?P<span>week|weekend|month|year|summer|winter|spring|autumn|fall|{_WEEKDAY})|"
    r"(?:over|at|on|during)\s+the\s+(?P<end>weekend)|"
    r"(?P<n>an?|one|two|three|four|five|six|seven|eight|nine|ten|an?\s+few|a\s+couple\s+of|several|\d+)\s+(?P<units>day|week|weekend|month|year)s?\s+(?:ago|back)|"
    r"in\s+(?P<in>an?|one|two|three|four|five|six|a\s+few|a\s+couple\s+of|\d+)\s+(?P<ins>day|week|month|year)s?)\b",
    re.IGNORECASE,
)
_BARE = re.compile(rf"\b(?:(?:on|since|this)\s+)?(?P<day>{_WEEKDAY})\b", re.IGNORECASE)
_I = re.compile(r"\b(?:I|my|me|we|our|us)\b", re.IGNORECASE)
"""Whoever writes so counts from the day of the entry."""
_AHEAD = re.compile(
    r"\b(?:will|gonna|going\s+to|plan\w*|hop(?:e|ing)|open(?:s|ing)|starts?|begins?|can['’]t\s+wait|looking\s+forward|coming\s+up)\b|['’]ll\b",
    re.IGNORECASE,
)


_UNTIL = re.compile(r"\b(?:until|till|by|before|up\s+to|no\s+later\s+than)\s+(?:the\s+)?$", re.IGNORECASE)


def later(event: Event, quote: str) -> When | None:
    """The one date in the quoted words where it is after the event: of what was planned, published or took effect then. Words such as
    "next Friday" are no date."""
    if event.when is None:
        return None
    named = _dates(quote, event.when)
    if len(named) != 1 or _UNTIL.search(quote[: named[0].start]) or not re.search(r"\d", quote[named[0].start : named[0].end]):
        return None
    when = named[0].when
    return when if when.width <= DAY and when.start >= event.when.end and when.start // DAY > event.when.start // DAY else None


def moment(event: Event, quote: str) -> str:
    """When it happened, as precisely as it is known: by the event's own time, or by a date that the quoted words name or count from it."""
    if event.when is None:
        return ""
    if (when := later(event, quote)) is not None:
        return describe(when)
    if event.dated == "inferred":  # the neighbourhood's date gives way to one that the words themselves name
        named = [m.when for m in find_dates(quote, Context(near=event.when)) if m.when.width <= DAY]
        if len(named) == 1:
            return describe(named[0])
    said = _RELATIVE.search(quote) if event.when.width <= DAY else None
    if said is not None and not _in_quotation(quote, said.start()):
        return _counted(said, event.when)
    return (_told_of(quote, event.when) if event.when.width <= DAY and _I.search(quote) else "") or describe(event.when)


def says_when(event: Event, quote: str) -> bool:
    """Whether the quoted words themselves say when, and leave it not to the date of the event."""
    return event.when is not None and moment(event, quote) != describe(event.when)


def _told_of(quote: str, when: When) -> str:
    """The one weekday, month or day that somebody names who tells of himself: "on Friday" is the one before, or after where it lies ahead."""
    named = [m for m in _dates(quote, when) if not _UNTIL.search(quote[: m.start]) and not _in_quotation(quote, m.start)]
    if len(named) != 1:
        return ""
    bare = _BARE.fullmatch(quote[named[0].start : named[0].end])
    if bare is None:
        return describe(named[0].when)
    if bare["day"].capitalize() == WEEKDAYS[weekday(when.start)]:
        return ""
    return f"the {bare['day'].capitalize()} {'after' if _AHEAD.search(quote) else 'before'} {_day(when)}"


_BOUND = re.compile(r"\W*(?:and\s+)?(?P<side>since|until|till)\s+(?:when|what|which)\b", re.IGNORECASE)
_BEFORE_BOUND = {
    side: re.compile(rf"\b(?:{words})\s+(?:the\s+)?$", re.IGNORECASE)
    for side, words in (("since", "since"), ("until", "until|till"), ("till", "until|till"))
}


def bound(event: Event, quote: str, side: str) -> str:
    """Since or until when: the date that the words give so, or where the event begins or a lasting one ends."""
    if event.when is None:
        return ""
    for mention in find_dates(quote, Context(near=event.when)):
        if _BEFORE_BOUND[side].search(quote[: mention.start]):
            return describe(mention.when)
    if side == "since":
        return moment(event, quote)
    last = DAY if event.when.end % DAY == 0 else 1  # a time that ends with a day is known to the day
    return describe(When(event.when.end - last, event.when.end)) if event.span == "during" else ""


def lasted(event: Event, quote: str, unit: str) -> str:
    """From the event to the date until which, as the words say, it was to last."""
    if event.when is None:
        return ""
    for mention in find_dates(quote, Context(near=event.when)):
        if _BEFORE_BOUND["until"].search(quote[: mention.start]) and mention.when.start > event.when.start:
            return f"{to_date(mention.when.start // DAY - event.when.start // DAY, unit)}, until {describe(mention.when)}"
    return ""


def begun(event: Event, quote: str) -> str:
    """Since when it had lasted, as the words say, and for how many years: "since 2012, about 12 years"."""
    for mention in find_dates(quote, Context(near=event.when)):
        if event.when is not None and _BEFORE_BOUND["since"].search(quote[: mention.start]) and mention.when.end <= event.when.start:
            years = year_of(event.when.start) - year_of(mention.when.start)
            return f"since {describe(mention.when)}" + (
                f", about {years} year{'' if years == 1 else 's'}" if mention.when.width > DAY and years else ""
            )
    return ""


def _in_quotation(text: str, at: int) -> bool:
    return any(m.start() < at < m.end() for m in _QUOTED.finditer(text))


def _day(when: When) -> str:
    return describe(When(when.start // DAY * DAY, when.start // DAY * DAY + DAY))


def _counted(said: re.Match[str], when: When) -> str:
    """ "last week" in an entry of 6 July is "the week before 6 July 2023": no more exact than what was written."""
    span, way = (said["span"] or said["end"] or "").lower(), (said["unit"] or "").lower()
    if way in ("last", "past", "this past", "next", "coming", "") and span and span not in ("month", "year"):
        side = "after" if way in ("next", "coming") else "before"
        return f"the {span.capitalize() if span.endswith('day') else span} {side} {_day(when)}"
    if said["units"] and said["units"].lower() in ("week", "weekend"):
        return f"{_many(said['n'], said['units'])} before {_day(when)}"
    if said["in"]:
        return f"{_many(said['in'], said['ins'])} after {_day(when)}"
    found = find_dates(said.group(), Context(near=None, today=when))
    return describe(found[0].when) if found else describe(when)


def _many(n: str, unit: str) -> str:
    amount = " ".join(n.lower().split())
    return f"one {unit.lower()}" if amount in ("a", "an", "one", "1") else f"{amount} {unit.lower()}s"


_BECOMES = stem("become")


def agents(evidence: Evidence, question: Question, entities: Entities) -> str:
    """Who did it: the words of the sentence up to the last of its actors, or the actors by name."""
    profile, event = evidence.profile, evidence.event
    said = {w.stem for w in words(question.topic)}
    asked = _asked(question, entities) | {entities.canonical(name) for name in question.roles.subject}
    asked |= {name for name in (*profile.actors, *profile.affected) if {w.stem for w in words(name)} <= said}
    wanted = [name for name in profile.actors if name not in asked]
    act = question.roles.act
    other_side = act and act not in profile.stems and not (opposites(act) | converses(act)).isdisjoint(profile.stems)
    if other_side and profile.affected:  # "who lost Hama" where somebody took it
        wanted = [name for name in profile.affected if name not in asked]
    passive = "who" in question.asks and bool(question.roles.subject) and not wanted
    if passive or (not wanted and (profile.actors or not question.roles.object)):  # nobody is said to have done it to them
        wanted = [name for name in profile.affected if name not in asked]
    if act == _BECOMES:  # whom others named to be it
        people = [name for name in (*profile.actors, *profile.affected) if (e := entities.get(name)) is not None and e.kind == "person"]
        wanted = [name for name in people if name not in asked] or wanted
    if re.match(r"\W*what\b", question.full, re.IGNORECASE):  # a name is asked for
        wanted = [name for name in wanted if (e := entities.get(name)) is not None and e.kind == "person"]
    if not wanted:
        return ""
    leading = _leading(event, profile.spans[0], wanted, asked, entities) if profile.actors and wanted == list(profile.actors) else ""
    return leading or _joined(wanted)


def _leading(event: Event, span: tuple[int, int], actors: Sequence[str], asked: set[str], entities: Entities) -> str:
    """ "Factions of the Southern Operations Room, led by Ahmad al-Oudeh" where a sentence opens with its actors."""
    text = event.text[span[0] : span[1]]
    end = 0
    for mention in entities.find(text):
        gap = re.sub(r"\([^)]*\)", "", text[end : mention.start])
        limit = 28 if end == 0 else 24
        if mention.entity.name not in actors or len(gap) > limit or re.search(r"[;:\"“]", gap):
            break
        if end and not re.fullmatch(
            r"\s*,?\s*(?:and|with|under|led\s+by|headed\s+by|of|'s|’s|,|\s|the|its|leader|commander|chief)*\s*(?:\w+\s+){0,2}", gap
        ):
            break
        end = mention.end
    if not end:
        return ""
    found = text[:end]
    return found if not any(name in asked for name in (m.entity.name for m in entities.find(found))) else ""


def _joined(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}" if unique else ""


SAYS = (
    r"(?:say|says|said|tell|tells|told|announce[sd]?|declare[sd]?|claim(?:s|ed)?|report(?:s|ed)?|write|writes|wrote|call(?:s|ed)?|confirm(?:s|ed)?|"
    r"state[sd]?|speak|speaks|spoke|spoken|describe[sd]?|promise[sd]?|warn(?:s|ed)?|vow(?:s|ed)?|add(?:s|ed)?|den(?:y|ies|ied)|count(?:s|ed)?|mention(?:s|ed)?)"
)
_SPEECH = re.compile(
    rf"\bwho\s+(?:\w+ly\s+|first\s+|(?:had|has|have)\s+)?{SAYS}\b|\bwhose\s+(?:words|phrase|statement|claim|quote)\b|\bby\s+who(?:m)?\b.*\b{SAYS}\b",
    re.IGNORECASE,
)
_SAID_BEHIND = re.compile(rf"(?:\s*\([^)]*\))?(?:,[^,;.]{{2,60}},|,)?\s+(?:\w+ly\s+|later\s+|also\s+)?{SAYS}\b", re.IGNORECASE)
_SAID_BEFORE = re.compile(rf"\b(?:according\s+to|{SAYS}\s+by)\s+(?:[\w'’-]+\s+){{0,6}}$", re.IGNORECASE)


def speaker(question: Question, entities: Entities, quote: str) -> str:
    """Who says it, where that was asked: the name before or behind a word of saying."""
    if not _SPEECH.search(question.full):
        return ""
    asked = _asked(question, entities)
    for mention in reversed(entities.find(quote)):
        if mention.entity.name not in asked and (_SAID_BEHIND.match(quote[mention.end :]) or _SAID_BEFORE.search(quote[: mention.start])):
            return mention.entity.name
    return ""


_BE = r"(?:did|does|do|was|were|is|are|had|has|have|would|could)"
_AWAY = r"never|(?:was|were)\s+(?:absent|missing|left\s+out)|stayed\s+(?:away|out)|boycotted"
_WHO_NOT = re.compile(rf"\b(?:who|which(?:\s+(?!{_BE})[\w'’-]+){{0,5}})\s+(?:{_BE}(?:\s+not|n['’]t)|{_AWAY})\b", re.IGNORECASE)
_IS_NOT = re.compile(rf"\s+(?:{_BE}\s+not|{_AWAY})\b")


def asks_who_not(question: Question) -> bool:
    """Whether it asks for those of whom something is not so: "who did not come"."""
    return _WHO_NOT.search(question.full) is not None


def those_not(quote: str, entities: Entities) -> str:
    """Of whom the quote says that something is not so: all that a sentence says before it, where that tells of no act."""
    for start, end in sentences(quote):
        match = _IS_NOT.search(quote, start, end)
        said = quote[start : match.start()] if match is not None else ""
        tells = any(w.stem in ACTS and participle(w.fold) and said[w.start - 1 : w.start] != "-" for w in words(said))
        if entities.find(said) and not tells:
            return said
    return ""


def owner(question: Question, entities: Entities, quote: str) -> str:
    """Whose it is: "the tomb of Hafez al-Assad", "Hafez al-Assad's tomb", "the Russian delegation"."""
    if not question.noun.strip():
        return ""
    noun = re.escape(_OF.split(question.noun)[0].split()[-1].rstrip("s"))
    for mention in entities.find(quote):
        before, after = quote[: mention.start], quote[mention.end - 2 :]
        behind = rf"\w?['’]s\s+(?:\w+\s+){{0,2}}{noun}|..\s+{noun}"
        if re.search(rf"\b{noun}s?\s+of\s+(?:the\s+|president\s+|\w+\s+){{0,2}}$", before, re.IGNORECASE) or re.match(behind, after, re.IGNORECASE):
            return mention.entity.name
    return ""


def is_identity(question: Question, terms: Sequence[Term]) -> bool:
    """ "who is Ahmad al-Oudeh": a name, and nothing that it did."""
    return question.asks == ("who",) and len(question.entities) == 1 and all(t.kind == "entity" for t in terms) and bool(terms)


def identity(question: Question, entities: Entities, text: str) -> str:
    """What a text calls somebody: "the leader of Hayat Tahrir al-Sham", "rebel commander"; of whom only that is known, the name."""
    asked = next(iter(entities.find(question.topic)), None)
    if asked is not None and asked.entity.kind == "person":
        called = {w.fold for w in words(question.topic[asked.start : asked.end])}
        if called.isdisjoint(w.fold for w in words(asked.entity.name)) and not called.isdisjoint(WORDS):
            return asked.entity.name  # "who is the leader of HTS"
    for mention in entities.find(text):
        if mention.entity.name != question.entities[0]:
            continue
        behind = re.match(
            r"\s*(?:\([^)]*\))?,\s+((?:the|a|an|commander|leader|head|chief|spokesman|spokeswoman|president|prime|foreign|minister)\b[^,;.]{3,90})[,;.]",
            text[mention.end :],
        )
        if behind:
            return behind.group(1)
        before = re.search(r"(?:^|[,;.]\s|\band\s|\bof\s)((?:[\w'’-]+\s){1,5})$", text[: mention.start])
        if (
            before
            and not re.search(r"\b(?:by|with|of|that|who|said|told|to|from|in)\s*$", before.group(1))
            and asked_kind(before.group(1)) == "person"
        ):
            return before.group(1).strip()
    return ""


_WHO_IS = re.compile(r"^who\s+(?:is|was|are|were)\s+(?:still\s+|then\s+|now\s+)?(?P<what>.+)$", re.IGNORECASE)
_CALLED_BEHIND = re.compile(r"(?:\s*\([^)]*\))?,\s+(?P<called>[^,;.]{3,80})")
_LEADERS = frozenset(map(stem, "leader head chief boss commander".split()))
_LED_BY = re.compile(r"(?:\s*\([^)]*\))?,?\s+(?:(?:which\s+)?(?:is|was)\s+)?(?:led|headed|commanded|run)\s+by\s+", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:named|appointed|elected|made|chose|declared|proclaimed|crowned)\s+$", re.IGNORECASE)
_NAMED_SO = re.compile(r"\s+(?:as\s+)?(?:the\s+)?(?P<called>[^,;.]{3,60})")
_CALLED_BEFORE = re.compile(r"(?P<called>(?:[\w'’-]+\s+){0,5}[\w'’-]+),?\s+$")


def holder(question: Question, entities: Entities, text: str) -> str:
    """Who holds an office, where a text calls somebody so: "Mazloum Abdi, commander of the SDF", "Kremlin spokesman Dmitry Peskov"."""
    match = _WHO_IS.match(question.topic)
    if match is None or clause(match["what"]):
        return ""
    owners = entities.find(match["what"])
    office = {w.stem for w in words(match["what"]) if w.stem not in EMPTY and not any(m.start <= w.start < m.end for m in owners)}
    found = entities.find(text) if office else []
    for group, mention in itertools.pairwise(found) if office & _LEADERS else ():
        if mention.entity.kind == "person" and _LED_BY.fullmatch(text[group.end : mention.start]) and any(m.entity is group.entity for m in owners):
            return mention.entity.name
    for mention in found:
        if mention.entity.kind != "person" or any(mention.entity is m.entity for m in owners):
            continue
        before, behind = text[: mention.start], text[mention.end :]
        title = _CALLED_BEFORE.search(before)
        called = [m["called"] for m in (_CALLED_BEHIND.match(behind), _NAMED_SO.match(behind) if _NAMED.search(before) else None) if m is not None]
        if title is not None and words(title["called"])[-1].stem in office:
            called.append(title["called"])
        for phrase in called:
            said = {w.stem for w in words(phrase)}
            whose = {name for m in entities.find(phrase) for name in (m.entity.name, *entities.wider(m.entity.name))}
            holds = all(o in said or any(same(o, s) for s in said) for o in office)
            if holds and all(m.entity.name in whose or stem(m.entity.name.lower())[:5] in {s[:5] for s in said} for m in owners):
                return mention.entity.name
    return ""


def _asked(question: Question, entities: Entities) -> set[str]:
    """Names in the question proper, and the one it measures from where it asks for the next to that: they are no answer to it. Those
    of an event that it measures from may be."""
    beside = question.anchor.text if question.pivot is not None and question.anchor is not None else ""
    return {m.entity.name for m in entities.find(f"{question.topic}\n{beside}")}


MUTUAL = frozenset(map(stem, "meet talk speak negotiate confer agree marry clash fight".split()))
"""What both do, whoever is said to do it: "Anna met Otto" tells whom Otto met."""


_TOLD_WHOM = re.compile(
    r"\b(?P<told>told|asked|urged|warned|promised|assured|ordered|informed|advised|reminded|invited|thanked|greeted|accused|allowed|forbade)\s+"
    r"(?P<whom>(?:(?:the|his|her|its|their|all|some|many|an?)\s+)+[\w'’-]+"
    r"(?:\s+(?!(?:to|that|in|on|at|by|not|as|from|about|how|what|where|when|and)\b)[\w'’-]+){0,3})",
)
"""Somebody without a name who is spoken to: "told the people of Leeds that"."""


def patients(evidence: Evidence, question: Question, entities: Entities) -> str:
    asked = _asked(question, entities)
    wanted = [name for name in evidence.profile.affected if name not in asked]
    if not wanted:
        others = evidence.profile.actors if question.roles.act in MUTUAL else evidence.profile.actors[1:]
        wanted = [name for name in others if name not in asked]
    told = _TOLD_WHOM.search(evidence.event.text)
    if not wanted and told is not None and same(question.roles.act, stem(told["told"])):
        return told["whom"]
    return _joined(wanted)


def places(evidence: Evidence, question: Question, entities: Entities) -> str:
    fresh = [name for name in evidence.profile.places if name not in _asked(question, entities)]
    if way := direction(question):
        text, found = evidence.event.text, entities.find(evidence.event.text)
        told, others = told_as(way, text, found), elsewhere(way, text, found)
        fresh = [name for name in fresh if name in told] or [name for name in fresh if name not in others]
    return ", ".join(dict.fromkeys(fresh[:2])) if fresh else ""


_OF = re.compile(r"\s+(?:of|on|in|at|from|for|to|with|near|by|against)\s+", re.IGNORECASE)


def amount(quote: str, question: Question, *, known: bool = True) -> str:
    """The number in the quote that counts the asked noun: the nearest one before it, else the nearest at all.

    Where the quote has another word for the noun, the only number in it; not so when the event does not speak of such a thing
    (`known` is False).
    """
    noun_asked = _OF.split(question.noun)[0]
    wanted = {w.stem for w in words(noun_asked)[-1:]} or {w.stem for w in words(noun_asked)} - EMPTY
    plural = noun_asked.endswith("s")
    nouns = [
        w
        for w in words(quote)
        if (w.stem in wanted and w.fold.endswith("s") == plural) or (w.stem not in wanted and any(same(w.stem, s) for s in wanted))
    ]
    known_already = _values(question.topic)  # "how many men got the rise of ten percent": not ten
    found = [
        m
        for m in _NUMBER.finditer(quote)
        if not (
            _is_date(quote, m)
            or _NUMBERED.search(quote[: m.start()])
            or (nouns and _SHARE.search(m.group()) and not quote[m.end() :].startswith(" of "))
        )
        and known_already.isdisjoint(_values(m.group()))
    ]
    found = [m for at, m in enumerate(found) if at == 0 or not _PART.fullmatch(quote[found[at - 1].end() : m.start()])]
    if not found:
        return ""
    ranked = sorted(
        ((noun.start - m.end() if m.end() <= noun.start else 60 + m.start() - noun.end), m.start(), m, noun) for m in found for noun in nouns
    )
    if not ranked or ranked[0][0] > 90:
        if not (known or nouns):
            return ""
        if _MEASURE.match(noun_asked):  # "over how many days": hours tell it too
            told = [f"{m.group()}{unit.group()}" for m in found if (unit := _MEASURE.match(quote[m.end() :]))]
            return told[0] if len(told) == 1 else ""
        free = [m for m in found if not _MEASURE.match(quote[m.end() :])]
        free = [m for m in free if _VAGUE.match(m.group())] or free  # a number of people is often round
        return free[0].group() if len(free) == 1 else ""
    _, _, match, noun = ranked[0]
    if match.end() <= noun.start and noun.end - match.start() <= 60 and not re.search(r"[,;.]\s", quote[match.end() : noun.start]):
        return quote[match.start() : noun.end]
    return match.group()


def _values(text: str) -> set[float]:
    return {value for value, _, _ in numbers(words(text))}


def times(text: str, act: str = "") -> str:
    """ "at least eight times" where a text counts itself, or "eight strikes" where a number stands before a word for the act, as a stem."""
    for found in re.finditer(rf"(?<![\w.,-]){_QUANTITY}{_FIGURE}\s+(?:[a-z]+\s+)?(?P<what>[a-z]+s)\b", text, re.IGNORECASE):
        what = stem(found["what"].lower())
        if found["what"].lower() == "times" or (act and (what == act or same(what, act))):
            return found.group()[:1].upper() + found.group()[1:]
    return ""


def _is_date(text: str, match: re.Match[str]) -> bool:
    return any(d.start <= match.start() < d.end for d in _dates(text, When(0, 1)))


@lru_cache(2048)
def _dates(quote: str, near: When) -> list[DateMention]:
    """The dates in words of the timeline, which come up again and again."""
    return find_dates(quote, Context(near=near))


_OBJECT = re.compile(
    r"\s+(?!(?:is|are|was|were|on|in|at|to|for|of|and|or|with|that|it|them|this|her|him|together)\b)(?P<what>[^,;:.!?()\[—–]{2,80}?)(?=\s*(?:[,;:.!?()\[—–]|\s-\s|$)|"
    r"\s+(?:and\s+I|but|because|so|since|when|while|which|who|for|about|a\s+while|at|in|on|last|next|this|yesterday|today|tomorrow|with|from|by|that|is|are|was|were|again|lately|recently)\b)",
    re.IGNORECASE,
)


def objects(evidence: Evidence, question: Question, terms: Sequence[Term]) -> str:
    """What follows the act that a question ends with where a line of a conversation tells it: "adoption agencies" of "Researching adoption
    agencies" for "what did she research"."""
    profile, act = evidence.profile, question.roles.act
    asked = [(term, match) for term, match in zip(terms, evidence.matches, strict=True) if not term.text.endswith("ly")]
    if not asked or asked[-1][0].stem != act:
        return ""
    for sentence, at in asked[-1][1].places:
        word = profile.words[at][0]
        if sentence < len(profile.spans) and at not in profile.untrue and (word.stem == act or same(word.stem, act)):
            found = _OBJECT.match(evidence.event.text[slice(*profile.spans[sentence])], word.end)
            if found is not None and any(w.stem not in EMPTY for w in words(found["what"])):
                return found["what"]
    return ""


_DEMONYM = re.compile(r"^[A-Z]\w+(?:an|ish|i|ese)$")
_IN_WHICH = re.compile(r"\b(?:in|into|to|from|through|at|near|on|across|over|inside)\s+(?:which|what)\b", re.IGNORECASE)


def named(evidence: Evidence, question: Question, entities: Entities, quote: str) -> str:
    """The name that "which bridge" or "which city" asks for."""
    nouns = [w for w in words(question.noun) if w.stem not in EMPTY]
    kind = asked_kind(question.noun)
    if not (nouns or kind):
        return ""
    asked = _asked(question, entities)
    profile = evidence.profile
    if kind:
        sides = (profile.actors, profile.affected)
        if _suffers(question) and any(_is(kind, name, entities) for name in profile.affected if name not in asked):
            sides = sides[::-1]
        fields = profile.places if kind == "place" else next((side for side in sides if set(side) - asked), ())
        found = [name for name in fields if name not in asked]
        fitting = [name for name in found if _is(kind, name, entities)]
        if kind == "person":
            office = [m.entity.name for m in entities.find(question.noun) if m.entity.kind == "person" and m.entity.name in profile.names]
            owners = owners_of(question.noun, entities)  # "which UN envoy", where others took part
            fitting = office or [name for name in fitting if not owners.isdisjoint(entities.wider(name))] or fitting
        found = fitting or (found if kind == "group" else [name for name in found if entities.get(name) is None])
        states = [name for side in sides for name in side if (e := entities.get(name)) is not None and e.kind == "place" and name not in asked]
        if "country" in question.noun and not _IN_WHICH.search(question.full):  # a country that does something, or to which it is done
            found = states or found
        if kind == "place":
            found = [name for name in found if may_be(name, place_noun(question.noun), _part_of(name, entities))]
        if kind == "place" and not found:
            told = [m.entity.name for m in entities.find(quote) if m.entity.kind == "place" and m.entity.name not in asked] or states
            found = [name for name in told if may_be(name, place_noun(question.noun), _part_of(name, entities))]
        several = re.split(r"['’]s\b", question.noun)[0].endswith("s")
        return _joined(found if several or kind != "place" else found[:1])
    last = nouns[-1]
    for mention in entities.find(quote):
        if mention.entity.name not in asked and any(w.stem == last.stem for w in words(_OF.split(mention.entity.name)[0])):
            return quote[mention.start : mention.end]
    noun = rf"(?i:{re.escape(last.text)}s?)\b"
    inside = re.search(rf"\b(?:(?:[A-Z][\w’'-]*|al-[A-Z][\w’'-]*)\s+)+{noun}(?:\s\d+\b)?|\b{noun}\s\d+\b", quote)
    return inside.group() if inside else ""


def _part_of(name: str, entities: Entities) -> tuple[str, ...]:
    entity = entities.get(name)
    return () if entity is None else entity.part_of


def _is(kind: str, name: str, entities: Entities) -> bool:
    entity = entities.get(name)
    return entity is not None and kind_of(entity.kind) == kind


def _suffers(question: Question) -> bool:
    """Whether the act was done to what "which" asks for: "which minister was dismissed"."""
    _, noun, behind = question.topic.partition(question.noun)
    return bool(noun) and undergoes(behind.lstrip())


def owners_of(noun: str, entities: Entities) -> set[str]:
    """Whose an asked person is to be, and what these are part of, as canonical names: Syria of "Syrian minister"."""
    before = noun[: next((w.start for w in words(noun) if asked_kind(w.text) == "person"), 0)]
    owners = [mention.entity for mention in entities.find(before)]
    if not owners:
        adjectives = [w.text for w in words(before) if _DEMONYM.search(w.text)]
        owners = [e for w in adjectives for cut in (1, 2, 3) if (e := entities.get(w[:-cut])) is not None and e.kind == "place"]
    return {name for owner in owners for name in entities.wider(owner.name)}


def short_answer(evidence: Evidence, question: Question, terms: Sequence[Term], entities: Entities, quote: str) -> str:
    """One part for each thing that was asked, in that order; empty where the timeline states no such thing by itself."""
    parts = [_part(ask, evidence, question, terms, entities, quote) for ask in question.asks]
    return ", ".join(part for part in dict.fromkeys(parts) if part)


_TOLD = 0.8
"""From here on an event is believed to tell of an act that a noun stands for."""


def _part(ask: Asks, evidence: Evidence, question: Question, terms: Sequence[Term], entities: Entities, quote: str) -> str:
    if question.noun and re.match(r"\W*whose\b", question.full, re.IGNORECASE):
        act = words(_OF.split(question.noun)[0])[-1].stem
        acted = act in ACTS and all(m.covered >= _TOLD for t, m in zip(terms, evidence.matches, strict=False) if t.stem == act)
        forces = same(act, stem("troops")) or same(act, stem("warplane"))
        doing = agents(evidence, question, entities) if acted or forces else ""  # "whose visit", "whose soldiers closed the road"
        return owner(question, entities, quote) or speaker(question, entities, quote) or doing
    match ask:
        case "who" | "whom" | "which" if asks_who_not(question):
            return those_not(quote, entities)
        case "when" if (side := _BOUND.match(question.full)) and not question.topic.endswith(" end"):  # its end is an event of its own
            return bound(evidence.event, quote, side["side"].lower())
        case "when":
            return moment(evidence.event, quote)
        case "who" if is_identity(question, terms):
            return identity(question, entities, evidence.event.text)
        case "who" if question.bare and _SPEECH.search(question.full):
            return speaker(question, entities, quote)
        case "who":
            return holder(question, entities, evidence.event.text) or agents(evidence, question, entities) or speaker(question, entities, quote)
        case "whom":
            return patients(evidence, question, entities)
        case "where":
            return places(evidence, question, entities)
        case "how-many":
            heads = [m.covered for t, m in zip(terms, evidence.matches, strict=False) if t.head]
            told = amount(quote, question, known=max(heads, default=1.0) >= 0.5 and question.noun != "years old")
            those = doers(question, evidence.profile, entities)
            counts_them = any(w.stem in {n.stem for n in words(question.noun)} for w in words(told))  # "three sponsors" are not "the states"
            return told if counts_them or len(those) < 2 else f"{len(those)} ({_joined(those)})"
        case "how-far":
            far = _FAR.search(quote)
            return far.group() if far else ""
        case "how-long":
            long = _LONG.search(quote)
            return long.group() if long else lasted(evidence.event, quote, question.unit) or begun(evidence.event, quote)
        case "why":
            return ground(quote, question.full)
        case "which":
            return named(evidence, question, entities, quote)
        case "what":
            said = _QUOTED.search(quote)
            return (
                said.group()
                if said and re.search(r"\b(?:say|said|tell|told|call|called|state|stated|claim|promise|vow|warn|announce)\w*\b", question.full)
                else ""
            )
        case _:
            return ""
