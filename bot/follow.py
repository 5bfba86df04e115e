"""Follow-ups: an elliptical question completed from the answer before it, in one place.

A complete question never inherits anything. What is missing decides what is taken over:

"why?", "when was that?"         the event that was cited, asked about anew
"what happened next?"            the entries after it
"and in Homs?", "what about X?"  the question before, with another name
"and on 7 December?"             the question before, with another time
"who led them?", "did he agree?" names for the pronouns, and the cited events come first
"... that evening", "two days later"   only the time that was spoken of
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot import grammar
from bot.answer import Answer
from bot.lexicon import ACTS, EMPTY
from bot.parse import noun_phrases
from index.dates import Context, find_dates
from index.entities import Entities, Mention
from index.passages import by_time
from index.types import Event, When
from index.words import words

_LEAD = re.compile(r"^(?:(?:and|but|so|ok|okay|also|then|well|yes|no|hm+|oh)\b[\s,]*)+(?=\S)", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:(?:what|how)\s+about|same\s+(?:question\s+)?for|and\s+for|or)\s+(?P<rest>.+)$", re.IGNORECASE)
_NEXT = re.compile(
    r"^(?:what|and)?\s*(?:else\s+)?(?:happened|happens|came|followed|occurred|was|comes)?\s*(?:right\s+|immediately\s+|just\s+|directly\s+)?"
    r"(?P<side>next|then|afterwards?|after\s+(?:that|this|it)|before\s+(?:that|this|it)|previously|earlier|later)(?:\s+(?:happened|what))?$|^then\s+what$|^what\s+(?:next|then)$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?P<wh>why|when|where|who|whom|how|what|how\s+come|how\s+(?:many|much|long|far)|(?:at\s+|on\s+|in\s+)?(?:what|which)\s+(?:time|day|date|month|year|place|city|country)|by\s+whom|whom|for\s+how\s+long|who\s+else)"
    r"(?:\s+(?:exactly|precisely|else|so))?"
    r"(?:\s+(?:was|is|were|did|does|had|has)\s+(?:that|this|it|they|he|she)(?:\s+(?:happen|happened|do|take\s+place|start|end|last|occur|be|do\s+(?:it|that|this)))?|\s+(?:did|does)\s+(?:that|this|it)|\s+(?:of\s+)?(?:them|those|it|that))?"
    r"(?:\s+(?:exactly|precisely))?$",
    re.IGNORECASE,
)
_WHO_DID = re.compile(r"^who\s+(?:did|said|ordered|caused|carried\s+out|was\s+behind)\s+(?:it|that|this)$", re.IGNORECASE)
_SHORT = re.compile(r"^(?:in|at|on|for|from|to|with|near|by|of|around|after|before|during|since|until|between|the)\s+.+$", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?P<p>they|them|themselves|he|him|himself|she|her|herself|it|there|those|these|their|his|its)\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\b(?:it\s+(?:take|took|true|that|is|was\s+(?:that|when))|(?:is|was|does|did)\s+it\s+(?:take|true|that|possible|clear)|(?:were|was|is|are|had|been|be)\s+there(?!$)|(?:these|those)\s*:|there\s+(?:was|were|is|are|been))\b",
    re.IGNORECASE,
)
_DEICTIC = re.compile(
    r"\b(?:that|the\s+same)\s+(?:day|night|evening|morning|afternoon|week|month|year)\b|\bthe\s+(?:next|following|previous)\s+(?:day|morning|evening|night)\b|\b\w+\s+(?:hours?|days?|weeks?|months?|years?)\s+(?:later|earlier|afterwards?)\b|\bthe\s+day\s+(?:after|before)$",
    re.IGNORECASE,
)
_WHEN_IT = re.compile(
    r"\b(?P<w>when|while|before|after|since|until|once)\s+(?:it|that|this)\s+(?:all\s+)?(?:started|begins?|began|happened|took\s+place|occurred)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(r"^(?:the\s+)?(?P<order>first|last|second|third|latest|earliest)$", re.IGNORECASE)
_WHO = re.compile(r"^(?:who|whose|which)\b", re.IGNORECASE)
_THEREUPON = re.compile(r"\s*\b(?:(?:before|after|since|by|until)\s+(?:that|this|then)|afterwards?|thereafter|beforehand)\b", re.IGNORECASE)
_WHICH_ONE = re.compile(r"^(?:which|what)\s+(?:ones?|of\s+(?:them|these|those))\b", re.IGNORECASE)
_WH = re.compile(r"^(?:who|whom|whose|what|which|when|where|why|how|did|was|were|is|are|has|had|does|do|can|could|will|would)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Completed:
    """A question that stands alone."""

    text: str
    about: tuple[str, ...] = ()
    """Events that it speaks of."""
    near: When | None = None
    """The time that was spoken of."""
    bare: bool = False
    """It asks something of these events and names nothing itself."""


def complete(text: str, previous: Answer, entities: Entities) -> Completed | None:
    """The follow-up in full, or None when the question is complete by itself."""
    body = grammar.in_order(_LEAD.sub("", text).strip())
    if not previous.citations and not previous.question.full:
        return None
    near = _near(previous)
    cited = _cited(previous) or (list(previous.related[:1]) if previous.question.bare else [])  # "why?" may have had no answer
    main = cited[:1]
    if match := _NEXT.match(body):
        side = (match["side"] or "next").lower()
        back = side.startswith(("before", "previously", "earlier"))
        event = _edge(previous, cited, back)
        if event is not None:
            word = "before" if back else "after"
            return Completed(f"what happened {word} {event.title or event.text}", (event.id,), near)
    if _BARE.match(body) or _WHO_DID.match(body):
        if main:
            return Completed("who" if _WHO_DID.match(body) else body, (main[0].id,), near, bare=True)
        return None
    if match := _ORDER.match(body):
        ordered = grammar.order_of(previous.question.full)
        if ordered is not None:
            full = previous.question.full
            return Completed(f"{full[: ordered[1]]}{match['order']}{full[ordered[2] :]}", (), near)
    about = _ABOUT.match(body)
    rest = about["rest"].strip() if about else body
    if about or (body != text and not _WH.match(body)) or (_SHORT.match(body) and len(words(body)) <= 6) or _only_names(body, entities):
        replaced = _other_time(rest, previous, near) or _other_name(rest, previous, entities)
        if replaced is not None:
            return Completed(replaced, (), near)
    if main and (match := _THEREUPON.search(body)):
        rest = " ".join(f"{body[: match.start()]} {body[match.end() :]}".split())
        return Completed(
            rest if entities.find(rest) else _named(rest, main[0], entities, previous),
            tuple(event.id for event in cited[:3]),
            near,
        )
    if main and _WHICH_ONE.match(body) and not entities.find(body):
        return Completed(f"{body} {main[0].title}", (main[0].id,), near)
    pronoun = _pronoun(body, entities)
    if pronoun is not None and main:
        return Completed(_named(body, main[0], entities, previous), tuple(event.id for event in cited[:3]), near)
    if _DEICTIC.search(body):
        return Completed(body, (), near)
    return None


def _cited(previous: Answer) -> list[Event]:
    return list({citation.event.id: citation.event for citation in previous.citations}.values())


def _near(previous: Answer) -> When | None:
    """The cited event's time; for a list, the window it was made for."""
    question = previous.question
    if previous.listing and question.window is not None and question.anchor is None:
        return question.window
    return next((citation.event.when for citation in previous.citations if citation.event.when is not None), question.window)


def _edge(previous: Answer, cited: Sequence[Event], back: bool) -> Event | None:
    """Where the conversation stands: the event itself, or the end of a list that it moves on from."""
    dated = [event for event in cited if event.when is not None]
    if not dated:
        return None
    if not previous.listing:
        return dated[0]
    return min(dated, key=by_time) if back else max(dated, key=by_time)


def _only_names(body: str, entities: Entities) -> bool:
    """ "Homs" or "Homs and Hama"."""
    mentions = entities.find(body)
    return (
        bool(mentions)
        and not _WH.match(body)
        and not [w for w in words(body) if w.stem not in EMPTY and not any(m.start <= w.start < m.end for m in mentions)]
    )


def _other_time(rest: str, previous: Answer, near: When | None) -> str | None:
    context = Context(period=near, near=near)
    found = find_dates(rest, context)
    if not found or [w for w in words(rest) if w.stem not in EMPTY and not any(d.start <= w.start < d.end for d in found)]:
        return None
    core = previous.question.full
    for constraint in reversed(grammar.constraints(core, context)):
        core = f"{core[: constraint.start].rstrip()} {core[constraint.end :].lstrip()}".strip()
    phrase = rest if _SHORT.match(rest) and not rest.lower().startswith("the ") else f"on {rest}"
    return f"{core} {phrase}"


def _other_name(rest: str, previous: Answer, entities: Entities) -> str | None:
    """The question before with this name in the place of one of its kind."""
    full = previous.question.full
    new = entities.find(rest)
    if not new:
        return None if len(words(rest)) > 3 else f"{full} {rest}"
    if [w for w in words(rest) if w.stem not in EMPTY and not any(m.start <= w.start < m.end for m in new)]:
        return None
    old = entities.find(full)
    chosen = [m for m in old if m.entity.kind == new[0].entity.kind and m.entity.name not in {n.entity.name for n in new}]
    acting = _acting(old, full)
    if not chosen and acting and new[0].entity.kind in _ACTORS:
        chosen = acting
    name = rest[new[0].start : new[-1].end]
    if not chosen:
        return f"{full} {rest}"
    target = chosen[-1] if new[0].entity.kind == "place" else chosen[0]
    return f"{full[: target.start]}{name}{full[target.end :]}"


_ACTORS = ("person", "group", "organisation")


def _acting(mentions: Sequence[Mention], text: str) -> list[Mention]:
    return [m for m in mentions if m.entity.kind in _ACTORS]


def _pronoun(body: str, entities: Entities) -> re.Match[str] | None:
    """A pronoun that nothing in the question itself explains."""
    masked = _EXPLETIVE.sub(lambda m: "·" * len(m.group()), body)
    mentions = entities.find(body)
    for match in _PRONOUN.finditer(masked):
        word = match["p"].lower()
        before = [m for m in mentions if m.end <= match.start()]
        if word in ("he", "she", "his", "himself", "herself") and _WHO.match(body):
            continue
        possessive = word in ("their", "his", "its") or (word == "her" and re.match(r"\s+\w", masked[match.end() :]) is not None)
        if possessive and (mentions or _content_before(body, match.start())):
            continue
        explains = [
            m for m in before if (m.entity.kind != "person" if word == "it" else m.entity.kind in _ACTORS or word in ("there", "those", "these"))
        ]
        if explains and not _addressed(word, before):
            continue
        return match
    return None


def _addressed(word: str, before: Sequence[Mention]) -> bool:
    """ "what did Assad tell him": the one named is not the one meant."""
    return word in ("him", "them", "her") and len(before) == 1


def _content_before(body: str, at: int) -> bool:
    return bool([w for w in words(body[:at]) if w.stem not in EMPTY])


def _named(body: str, event: Event, entities: Entities, previous: Answer) -> str:
    """The question with names for its pronouns, and without those that stand for the event itself.

    A person is the one that the answer named or that the question before was about, else one of the event's; "it" behind a verb is
    the event's place, else the thing that the question before was about.
    """
    present = {m.entity.name for m in entities.find(body)}
    asked = previous.question.asks[:1]
    answered = [m.entity.name for m in entities.find(previous.short)] if asked == ("who",) else []
    spoken_of = (*answered, *previous.question.roles.subject)
    things = noun_phrases(previous.question.full, entities.find(previous.question.full))
    given: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        word = match["p"].lower()
        people = [n for n in (*spoken_of, *event.actors, *event.affected) if entities.canonical(n) not in present]
        led = re.search(r"\b(?:in|of|from|to|into|around|at|near)\s*$", body[: match.start()], re.IGNORECASE)
        if word == "there":
            return "" if not event.places else event.places[0] if led else f"in {event.places[0]}"
        if word in ("it", "its"):
            last = words(body[: match.start()])[-1:]
            behind = led or any(w.stem in ACTS and w.stem not in EMPTY for w in last)
            if behind:
                return event.places[0] if event.places else ""
            return "the " + previous.question.full[slice(*things[0])] if things and word == "it" else ""
        kinds = ("person",) if word in ("he", "him", "himself", "she", "her", "herself", "his") else ("group", "organisation", "person", "place")
        free = [n for n in people if given.get(n, word) == word]  # another pronoun means another one
        fitting = [n for kind in kinds for n in free if (e := entities.get(n)) is not None and e.kind == kind] or free
        if word in ("they", "them") and len(answered) > 1 and all((e := entities.get(n)) is not None and e.kind == "person" for n in answered):
            return " and ".join(answered)
        if not fitting:
            return ""
        given[fitting[0]] = word
        return f"{fitting[0]}'s" if word in ("their", "his") else fitting[0]

    body = _WHEN_IT.sub(lambda m: f"{m['w']} {event.title or event.text}", body)
    masked = _EXPLETIVE.sub(lambda m: m.group().replace("it", "\u00b7\u00b7").replace("there", "\u00b7" * 5), body)
    out, at = [], 0
    for match in _PRONOUN.finditer(masked):
        out += [body[at : match.start()], name(match)]
        at = match.end()
    return " ".join("".join([*out, body[at:]]).split())
