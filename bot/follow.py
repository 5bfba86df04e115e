"""Follow-ups: an elliptical question completed from the answer before it, in one place.

A complete question never inherits anything. What is missing decides what is taken over:

"why?", "who says so?"           the event that was cited, asked about anew
"what happened next?"            the entries after it
"was that before Homs fell?"     the event, as one of the two
"and in Homs?", "no, in 2016"    the question before, with another name or another time
"and who was second?"            the question before, with another order
"who was it before him?"         the question before, of the time before whom it named
"what about Hama?"               after "which towns fell", whether that is one of them
"who led them?", "did he agree?" names for the pronouns, and the cited events come first
"... that evening", "two days later"   only the time that was spoken of
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot import grammar
from bot.answer import Answer
from bot.evidence import asked_kind
from bot.lexicon import ACTS, EMPTY
from bot.parse import ACTORS
from bot.phrasing import asked_whether, unaddressed
from bot.pronouns import named, refers
from bot.short import SAYS
from index.dates import Context, describe, find_dates
from index.entities import Entities, Mention
from index.passages import by_time
from index.types import Event, When
from index.words import Word, stem, words

_AUX = r"(?:did|does|do|was|were|is|are|had|has|have|will|would|can|could)"
_ABOUT = re.compile(r"^(?:(?:what|how)\s+about|same\s+(?:question\s+)?for|and\s+for|or|not\s+[^,]{2,40}(?:,|\s+but))\s+(?P<rest>.+)$", re.IGNORECASE)
_NEXT = re.compile(
    r"^(?:what|and)?\s*(?:else\s+)?(?:happened|happens|came|followed|occurred|was|comes)?\s*(?:right\s+|immediately\s+|just\s+|directly\s+)?"
    r"(?P<side>next|then|afterwards?|after\s+(?:that|this|it)|before\s+(?:that|this|it)|previously|earlier|later)(?:\s+(?:happened|what))?(?:\s+there)?$|^then\s+what$|^what\s+(?:next|then)$",
    re.IGNORECASE,
)
_LIKEWISE = re.compile(
    rf"^{_AUX}\s+(?P<rest>(?:the\s+)?(?:[\w'’-]+\s+){{0,3}}?[\w'’-]+?)(?:\s+do)?(?:\s+(?:the\s+same|so|it|that|likewise|too|as\s+well|also))+$",
    re.IGNORECASE,
)
"""Another one of whom the same is asked: "did Turkey do the same"."""
_THE = re.compile(r"\bthe\s+(?P<what>[a-z]+(?:\s+[a-z]+)?)", re.IGNORECASE)
_KNOWN = re.compile(r"\b(?:that|this|those|these)\s+(?:[a-z]+)\b(?<!that\she)(?<!that\sit)|\bany(?:one|body|thing)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:(?:at|on|in|into|by|for|from|to|(?:(?:together|along)\s+)?with|since|until|till|of|under|over|through|about|against)\s+)?(?P<wh>(?P<noun>how\s+(?:many|much)|what|which|whose)|how(?:\s+(?:long|far|come))?|whom|who|when|where|why)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(r"\b(?:their|his|its|her)\s+\w", re.IGNORECASE)
_WHO_IS = re.compile(r"^(?:who|what)\s+(?:is|are|was|were)\s+(?:he|she|they)\b", re.IGNORECASE)
_SAYS_SO = re.compile(rf"^who\s+(?:\w+ly\s+)?(?!den){SAYS}\s+(?:so|that|this|it)$|^says\s+who$|^according\s+to\s+whom?$", re.IGNORECASE)
_WHEN_IT_BEGAN = re.compile(r"^(?:when|since\s+when)\b.*\b(?:start|started|begin|began|begun|occur|occurred)$", re.IGNORECASE)
"""Behind a question for a time it asks for another one: of the beginning of what was ended."""
_OF_ANY_EVENT = frozenset(map(stem, "start begin last occur order cause carry behind".split()))
"""What may be asked of any event without a name for it: "when did it start", "who ordered that"."""
_DOES_SOMETHING = frozenset("let tell told know knew knows like liked mention mentioned".split())
"""Verbs among the words that say nothing of an event."""
_SHORT = re.compile(
    r"^(?:in|at|on|for|from|to|with|near|by|of|around|after|before|during|since|until|between|the)\s+(?!(?:what|which|whom|whose|when|where|how)\b).+$",
    re.IGNORECASE,
)
_DEICTIC = re.compile(
    r"\b(?:that|the\s+same)\s+(?:day|night|evening|morning|afternoon|week|month|year)\b|\bthe\s+(?:next|following|previous)\s+(?:day|morning|evening|night)\b|\b\w+\s+(?:hours?|days?|weeks?|months?|years?)\s+(?:later|earlier|afterwards?)\b|\bthe\s+day\s+(?:after|before)$",
    re.IGNORECASE,
)
_WAS_THAT = re.compile(
    r"^(?:was|were|is|did|had)\s+(?:that|this|it|they|those)\s+(?:all\s+)?(?:come\s+|happen(?:ed)?\s+|take\s+place\s+)?(?:(?:right|just|long)\s+)?"
    r"(?P<side>before|after|earlier\s+than|later\s+than|prior\s+to|on|in|at)\s+\S",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^(?:(?:who|which|what)\s+(?:one\s+)?(?:was|were|is|came|went)\s+)?(?:the\s+)?(?P<order>first|last|second|third|latest|earliest)(?:\s+ones?)?$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"^\W*(?:and|but|so|ok|okay|also|then|well|no|oh|sorry|wait|i\s+mean)\b", re.IGNORECASE)
_ONE_BESIDE = re.compile(
    r"^(?:(?:who|what|which)\s+)?(?:(?:was|came|is)\s+)?(?:the\s+ones?\s+(?P<side>before|after)(?:\s+(?:him|her|them|it|that|this))?|"
    r"(?:right\s+|just\s+)?(?P<side2>before|after)\s+(?:him|her|them)|the\s+(?P<order>previous|next|following)\s+ones?)$",
    re.IGNORECASE,
)
_THEREUPON = re.compile(r"\s*\b(?:(?:before|after|since|by|until)\s+(?:that|this|then)|afterwards?|thereafter|beforehand)\b", re.IGNORECASE)
_DAY_AFTER_THAT = re.compile(r"\b(the\s+(?:day|night|morning|evening|week|month|year)\s+(?:after|before))\s+(?:that|this|it)\b", re.IGNORECASE)
_DAYS_AFTER_THAT = re.compile(
    r"\b(?P<many>\w+\s+(?:minutes?|hours?|days|nights|weeks?|months?|years?))\s+(?P<side>after|before)\s+(?:that|this|it)\b", re.IGNORECASE
)
_HOW_LONG_AFTER = re.compile(r"^how\s+(?:long|soon|many\s+\w+)\s+(?:later\s+)?(?:after|before|since)\s+(?:that|this|it)\s+\w", re.IGNORECASE)
_ELSEWHEN = re.compile(r"\b(?:next|previous\w*|earlier|later|before|after|first|second|third)\b", re.IGNORECASE)
_ENDS = re.compile(r"\b(?:last|end|ended|over|stop|stopped|finish|finished)\b", re.IGNORECASE)
_WHICH_ONE = re.compile(r"^(?:which|what)\s+(?:ones?|of\s+(?:them|these|those))\b", re.IGNORECASE)
_WH = re.compile(rf"^(?:who|whom|whose|what|which|when|where|why|how|{_AUX})\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_THE_BEHIND = re.compile(r"\bthe\s+$", re.IGNORECASE)
_THE_BEFORE = re.compile(r"^the\s+", re.IGNORECASE)
_OWNER = re.compile(r"\b[A-Z][\w-]*(?:\s[A-Z][\w-]*)*['’]s?(?=\s+\w)")
_BEFORE_WHOM = re.compile(
    r"^who\s+(?:was|were|is)\s+(?:it\s+|that\s+|there\s+)?(?:right\s+|just\s+)?(?:before|after)\s+(?:him|her|them)$", re.IGNORECASE
)
_WHICH_THING = re.compile(
    r"^(?:which|what)\s+(?:\w+\s+){1,2}?(?P<said>(?P<done>(?:did|does|do|(?:had|has|have)(?=\s+(?:the|they|he|she|it)\b))\s+.+)|(?:(?:was|were|is|are|had|has|have)\s+\w+|\w+(?:ed|ell|ook|ame)\b).*)$",
    re.IGNORECASE,
)


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
    closed: bool = False
    """Nothing but these events can answer it."""


def complete(text: str, previous: Answer, entities: Entities) -> Completed | None:
    """The follow-up in full, or None when the question is complete by itself."""
    if not previous.citations and not previous.question.spoken:
        return None
    return _Talk(previous, entities).complete(text)


class _Talk:
    """A conversation as it stands: what was asked last, and what the answer was about."""

    def __init__(self, previous: Answer, entities: Entities) -> None:
        self._previous, self._entities = previous, entities
        self._full = previous.question.spoken
        self._near = _near(previous)
        self._cited = _cited(previous)
        self._main = self._cited[0] if self._cited else None

    def complete(self, text: str) -> Completed | None:
        body = _DAY_AFTER_THAT.sub(r"\1", grammar.in_order(unaddressed(text)))
        if self._main is not None and _HOW_LONG_AFTER.match(body):
            return Completed(body, (self._main.id,), self._near)
        body = _DAYS_AFTER_THAT.sub(lambda m: f"{m['many']} {'later' if m['side'].lower() == 'after' else 'earlier'}", body)
        if (found := self._walked_on(body) or self._ordered(body)) is not None:
            return found
        if self._main is not None and (found := self._asked_of(body, self._main)) is not None:
            return found
        joined = _JOINED.match(text) is not None and not _WH.match(body)
        return self._fragment(body, joined) or self._referring(body)

    def _walked_on(self, body: str) -> Completed | None:
        """ "what happened next" """
        match = _NEXT.match(body)
        if match is None:
            return None
        side = (match["side"] or "next").lower()
        back = side.startswith(("before", "previously", "earlier"))
        event = _edge(self._previous, self._cited, back)
        word = "before" if back else "after"
        return None if event is None else Completed(f"what happened {word} {event.title or event.text}", (event.id,), self._near)

    def _ordered(self, body: str) -> Completed | None:
        """ "and who was second", "and the one before" """
        question, main = self._previous.question, self._main
        if (match := _ORDER.match(body)) and question.form == "fact":
            _, start, end = grammar.order_of(self._full) or ("", len(self._full), len(self._full))
            return Completed(f"{self._full[:start].rstrip()} {match['order']}{self._full[end:]}", (), self._near)
        if (match := _ONE_BESIDE.match(body)) and main is not None and main.when is not None:
            side = (match["side"] or match["side2"] or ("before" if match["order"].lower() == "previous" else "after")).lower()
            listed = question.form in ("list", "neighbours")
            told = f"what happened {side} {main.title or main.text}" if listed else f"{_undated(self._full, self._near)} {side} {describe(main.when)}"
            return Completed(told, (), self._near)
        if _BEFORE_WHOM.match(body) and question.asks[:1] == ("who",) and main is not None:
            whom = named(body[body.lower().rindex(" ") + 1 :], self._previous, main, self._entities)
            return Completed(f"{_undated(self._full, self._near)} {'before' if ' before ' in body.lower() else 'after'} {whom}", (), self._near)
        return None

    def _asked_of(self, body: str, event: Event) -> Completed | None:
        """ "why", "who says so", "was that before Homs fell" """
        if _SAYS_SO.match(body):
            return Completed("who said it", (event.id,), self._near, bare=True)
        if _asks_alone(body, self._entities) and not (_WHEN_IT_BEGAN.match(body) and "when" in self._previous.question.asks):
            return Completed(body, (event.id,), self._near, bare=True)
        if match := _WAS_THAT.match(body):
            named_too = bool(self._entities.find(body))
            dated = bool(find_dates(body, Context(near=self._near)))
            if named_too or dated or match["side"]:
                return Completed(body, (event.id,), self._near, bare=dated and not named_too)
        return None

    def _fragment(self, body: str, joined: bool) -> Completed | None:
        """ "and in Homs", "no, in 2016", "what about his brother" """
        likewise = _LIKEWISE.match(body)
        about = _ABOUT.match(body) or (likewise if likewise and _is_name(likewise["rest"], self._entities) else None)
        short = _SHORT.match(body) is not None and len(words(body)) <= 6
        if not (about or joined or short or _only_names(body, self._entities)):
            return None
        rest = about["rest"].strip() if about else body
        if self._main is not None and not _WH.match(rest) and refers(rest, self._entities):
            if _ELSEWHEN.search(rest):
                return None  # "the city before it"
            rest = named(rest, self._previous, self._main, self._entities)
        replaced = _other_time(rest, self._full, self._near) or self._one_of_them(rest) or _other_name(rest, self._full, self._entities)
        return None if replaced is None else Completed(replaced, (), self._near)

    def _one_of_them(self, rest: str) -> str | None:
        """Of "which prisons were opened", with one that is named: "were Sednaya opened"; of "which towns did they take", "did they take Hama"."""
        asked = _WHICH_THING.match(_undated(self._full, self._near))
        if asked is None or self._previous.question.asks[:1] != ("which",) or not _is_name(rest, self._entities):
            return None
        alike = [m for m in self._entities.find(asked["said"]) if m.entity.kind == self._entities.find(rest)[0].entity.kind]
        if alike:
            return None
        return f"{asked['done']} {rest}" if asked["done"] else asked_whether(f"{rest} {asked['said']}")

    def _referring(self, body: str) -> Completed | None:
        """ "who led them", "who spoke after that", "what happened that evening", "who gave that number" """
        main, entities = self._main, self._entities
        about = tuple(event.id for event in self._cited[:3])
        if main is not None and (match := _THEREUPON.search(body)):
            rest = " ".join(f"{body[: match.start()]} {body[match.end() :]}".split())
            return Completed(rest if entities.find(rest) else named(rest, self._previous, main, entities), about, self._near)
        if main is not None and _WHICH_ONE.match(body) and not entities.find(body):
            return Completed(f"{body} {main.title}", (main.id,), self._near)
        if (main is not None or self._previous.question.entities) and refers(body, entities):
            return Completed(named(body, self._previous, main, entities), about, self._near)
        if _DEICTIC.search(body):
            return Completed(body, (), self._near)
        if main is not None and _leans(body, main, entities):
            return Completed(body, about, self._near, closed=True)
        return None


def _cited(previous: Answer) -> list[Event]:
    """What the answer was about: where it only spoke of what was asked, its nearest event."""
    if previous.reason == "not-stated" or (previous.reason and previous.question.bare):
        return list(previous.related[:1])
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


def _asks_alone(body: str, entities: Entities) -> bool:
    """Whether it asks without naming what of: "why", "who ordered that", "on which evening was it", "with how many men"."""
    asks = _ASKS.match(body)
    if asks is None or _OWNED.search(body) or _WHO_IS.match(body) or entities.find(body) or find_dates(body, Context()):
        return False
    rest = words(body[asks.end() :])
    own = [w for w in rest if w.stem not in EMPTY]
    if asks["noun"] and own == rest[: len(own)] and len(own) <= 2:
        own = []  # the thing asked for
    if _ELSEWHEN.search(body) or (asks["wh"].lower() == "when" and _ENDS.search(body)):
        return False  # it is another event that tells
    return all(w.stem in _OF_ANY_EVENT for w in own) and not any(w.fold in _DOES_SOMETHING for w in rest)


def _leans(body: str, event: Event, entities: Entities) -> bool:
    """Whether it names nothing, and takes it as known what it speaks of: "who gave that number", "was anyone hurt", "who took the prison"
    after an event that speaks of one."""
    if not _WH.match(body) or entities.find(body) or find_dates(body, Context()) or re.search(r"\S\s+[A-Z0-9]", body):
        return False
    said = {w.stem for w in words(f"{event.title} {event.text}")} - EMPTY
    known = any(w.stem in said for match in _THE.finditer(body) for w in words(match["what"]))
    return known or _KNOWN.search(body) is not None or sum(w.stem not in EMPTY for w in words(body)) < 2


def _is_name(text: str, entities: Entities) -> bool:
    mentions = entities.find(text)
    return len(mentions) == 1 and text[: mentions[0].start].lower() in ("", "the ") and mentions[0].end == len(text)


def _only_names(body: str, entities: Entities) -> bool:
    """ "Homs" or "Homs and Hama"."""
    mentions = entities.find(body)
    return (
        bool(mentions)
        and not _WH.match(body)
        and not [w for w in words(body) if w.stem not in EMPTY and not any(m.start <= w.start < m.end for m in mentions)]
    )


def _undated(full: str, near: When | None) -> str:
    """A question without the times that it states."""
    for constraint in reversed(grammar.constraints(full, Context(period=near, near=near))):
        full = f"{full[: constraint.start].rstrip()} {full[constraint.end :].lstrip()}".strip()
    return full


def _other_time(rest: str, full: str, near: When | None) -> str | None:
    found = find_dates(rest, Context(period=near, near=near))
    if not found or [w for w in words(rest) if w.stem not in EMPTY and not any(d.start <= w.start < d.end for d in found)]:
        return None
    phrase = rest if _SHORT.match(rest) and not rest.lower().startswith("the ") else f"on {rest}"
    return f"{_undated(full, near)} {phrase}"


def _other_name(rest: str, full: str, entities: Entities) -> str | None:
    """The question before with this name, or description, in the place of one of its kind."""
    new = entities.find(rest)
    described = [w for w in words(rest) if w.stem not in EMPTY and not any(m.start <= w.start < m.end for m in new)]
    if described:
        old = _described(rest, described, full, entities)
        if old is None and not new and len(words(rest)) <= 3:  # a name that the timeline does not have
            known = entities.find(full) if any(w.text[0].isupper() for w in described) else []
            rest = rest[described[0].start :] if known else rest
            old = (known[-1].start, known[-1].end) if known else (len(full), len(full))
        if old is None:
            return None
        put_in = _THE_BEFORE.sub("", rest) if _THE_BEHIND.search(full[: old[0]]) else rest
        return f"{full[: old[0]].rstrip()} {put_in}{full[old[1] :]}"
    if not new:
        return None
    name = rest[new[0].start : new[-1].end]
    if _POSSESSIVE.search(name) and (owner := _OWNER.search(full)):  # "and France's?"
        return f"{full[: owner.start()]}{name}{full[owner.end() :]}"
    put = _of_its_kind(new[0], rest, full, entities)
    return f"{full} {rest}" if put is None else f"{full[: put.start]}{name}{full[put.end :]}"


def _described(rest: str, described: Sequence[Word], full: str, entities: Entities) -> tuple[int, int] | None:
    """Where a question has what a description stands for: another of the same thing or kind ("the army chief" for "the foreign
    minister"), a name of that kind, or the one whose it is ("Anna's wife" for "Anna")."""
    kind, found = asked_kind(rest), words(full)
    same = [i for i, w in enumerate(found) if w.stem == described[-1].stem]
    names = entities.find(full)
    alike = [i for i, w in enumerate(found) if kind and asked_kind(w.text) == kind and not any(m.start <= w.start < m.end for m in names)]
    at = next((i for i in (*same, *(i for i in alike if i + 1 not in alike))), None)
    if at is None:
        owners = {m.entity.name for m in entities.find(rest)}
        named_so = next((m for m in names if m.entity.name in owners or m.entity.kind == kind), None)
        return None if named_so is None else (named_so.start, named_so.end)
    first = at
    while first and found[first - 1].stem not in EMPTY and found[first - 1].stem not in ACTS:
        first -= 1
    return found[first].start, found[at].end


def _of_its_kind(new: Mention, rest: str, full: str, entities: Entities) -> Mention | None:
    """The name in a question that another one, in a fragment, stands for. A state is a place, and acts as well."""
    states = {name for entity in entities.all if entity.kind in ACTORS for name in entity.part_of}

    def kind(mention: Mention) -> str:
        return "state" if mention.entity.kind == "place" and mention.entity.name in states else mention.entity.kind

    old = [m for m in entities.find(full) if m.entity.name not in {n.entity.name for n in entities.find(rest)}]
    led = _SHORT.match(rest) is not None and not rest.lower().startswith("the ")
    alike = [m for m in old if kind(m) == kind(new)]
    acting = [m for m in old if m.entity.kind in ACTORS or kind(m) == "state"] if new.entity.kind in ACTORS or kind(new) == "state" else []
    places = [m for m in old if m.entity.kind == "place"] if new.entity.kind == "place" else []
    for fitting in (alike, *((places, acting) if led else (acting, places))):
        if fitting:
            return fitting[-1] if new.entity.kind == "place" and (led or kind(new) == "place") else fitting[0]
    return None
