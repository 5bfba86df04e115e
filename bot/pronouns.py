"""Pronouns of a follow-up: whether the question explains them itself, and the names that they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer import Answer
from bot.evidence import asked_kind
from bot.lexicon import ACTS, EMPTY, LIGHT
from bot.parse import ACTORS, BELONGS, noun_phrases
from bot.phrasing import unaddressed
from bot.short import SAYS
from index.entities import Entities, Mention
from index.types import Event
from index.words import words

_PRONOUN = re.compile(
    r"\b(?P<p>they|them|themselves|(?:those|these|the)\s+two|both(?:\s+of\s+them)?|he|him|himself|she|her|herself|it|there|(?:those|these)(?!\s+[a-z]+s\b)|their|his|its|(?:this|that)(?=\s*$)|(?:(?<=was )|(?<=is ))(?:this|that)(?=\s+\w+e[dn]\b))\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:(?:who|what|where|when|which\s+\w+)\s+(?:is|was)\s+it(?=\s+(?:before|after|that|who)\b|$)|it\s+(?:take|took|true|that(?!\s+(?:day|night|morning|evening|week|month|year)\b)|is|was\s+(?:that|when))|"
    r"(?:is|was|does|did)\s+it\s+(?:take|true|that|possible|clear)|(?:were|was|is|are|had|been|be)\s+there(?!$)|(?:these|those)\s*:|there\s+(?:was|were|is|are|been))\b",
    re.IGNORECASE,
)
_WHEN_IT = re.compile(
    r"\b(?P<w>when|while|before|after|since|until|once)\s+(?:it|that|this)\s+(?:all\s+)?(?:started|begins?|began|happened|took\s+place|occurred)\b",
    re.IGNORECASE,
)
_THE_TOWN = re.compile(r"\b(?:the|that|this)\s+(?:city|town|village|place|country)\b(?!\s+(?:of|in|near|that|which)\b)", re.IGNORECASE)
_WHO = re.compile(r"^who\b(?!\s+(?:did|does|do|was|were|is|are|had|has|have|will|would|can|could)\s+(?:he|she|his|her)\b)", re.IGNORECASE)
"""Whoever is asked for acts, and may be the one meant: "who said that he would leave"."""
_DID_IT = re.compile(rf"\b(?:did|do|does|done|doing|{SAYS})\s+\w+$", re.IGNORECASE)
_DOES = re.compile(r"\b(?:did|does|do|had|has|have)\s+the\s+$", re.IGNORECASE)
_WERE = re.compile(r"\b(?:were|are)\s+$", re.IGNORECASE)
_WAS = re.compile(r"\b(?:was|is|been)\s+$", re.IGNORECASE)
_WHAT_IS = re.compile(r"^what(?:['’]s|\s+(?:is|was))\s+(?P<name>(?:the\s+)?[A-Z0-9].*)$")
_JOINT = re.compile(r"\s+(?:about|to|of|on|over|with|for|at|by|against)\s+$", re.IGNORECASE)
_LEADS_TO_PLACE = re.compile(r"\b(?:in|from|into|around|at|near|inside|outside)\s*$", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:^|\b(?:did|does|do|was|were|is|are|had|has|have|will|would|can|could)\s+)(?:the\s+)?$", re.IGNORECASE)


# --- does it refer to anything ------------------------------------------------------------------------------------------


def refers(body: str, entities: Entities) -> bool:
    """Whether a question has a pronoun that nothing in it explains, or speaks of "the town" and names none."""
    mentions = entities.find(body)
    if _THE_TOWN.search(body) and not any(m.entity.kind == "place" for m in mentions):
        return True
    masked = _EXPLETIVE.sub(lambda m: "\u00b7" * len(m.group()), body)
    for match in _PRONOUN.finditer(masked):
        word, at = match["p"].lower(), match.start()
        before = [m for m in mentions if m.end <= at]
        if word in ("he", "she", "his", "himself", "herself") and _WHO.match(body):
            continue
        possessive = word in ("their", "his", "its") or (word == "her" and re.match(r"\s+\w", masked[match.end() :]) is not None)
        if possessive and (mentions or _content(body[:at])):
            continue
        explains = [
            m
            for m in before
            if (
                m.entity.kind != "person"
                if word == "it"
                else m.entity.kind == "place"
                if word == "there"
                else m.entity.kind in ACTORS or word in ("those", "these")
            )
        ]
        if all(_another(word, m, before, body, at) for m in explains):
            return True
    return False


def _another(word: str, named: Mention, before: Sequence[Mention], body: str, at: int) -> bool:
    """ "what did Assad tell him", "what did Russia say about it": the one who acts is not the one meant."""
    if word in ("him", "them", "her"):
        return len(before) == 1
    return word in ("it", "this", "that") and _content(body[named.end : at]) and _SUBJECT.search(body[: named.start]) is not None


def _content(text: str) -> bool:
    return any(w.stem not in EMPTY for w in words(text))


# --- to what ------------------------------------------------------------------------------------------------------------


def named(body: str, previous: Answer, event: Event | None, entities: Entities) -> str:
    """The question with names for its pronouns, and without those that stand for the cited event itself."""
    spoken = _Spoken(body, previous, event, entities)
    if not any(m.entity.kind == "place" for m in entities.find(body)):
        body = _THE_TOWN.sub(lambda m: spoken.place() or m.group(), body)
    if event is not None:
        body = _WHEN_IT.sub(lambda m: f"{m['w']} {event.title or event.text}", body)
    masked = _EXPLETIVE.sub(lambda m: m.group().replace("it", "\u00b7\u00b7").replace("there", "\u00b7" * 5), body)
    out, at = [], 0
    for match in _PRONOUN.finditer(masked):
        name = spoken.name(match, body)
        out += [body[at : match.start()] if name else _JOINT.sub("", body[at : match.start()]), name]
        at = match.end()
    return " ".join("".join([*out, body[at:]]).split())


class _Spoken:
    """What was spoken of last: by the answer, by the question before it, and by the event that was cited."""

    def __init__(self, body: str, previous: Answer, event: Event | None, entities: Entities) -> None:
        question = previous.question
        self._entities, self._event, self._question = entities, event, question
        self._full = unaddressed(question.spoken)
        self._in_question = entities.find(self._full)
        self._answered = [m.entity for m in entities.find(previous.short)]
        self._people = list(dict.fromkeys(e.name for e in self._answered)) if question.asks[:1] in (("who",), ("whom",)) else []
        acting = [name for name in question.entities if self._kind(name) in ACTORS]
        present = {m.entity.name for m in entities.find(body)}
        taking_part = () if event is None else (*event.actors, *event.affected)
        spoken_of = (*self._people, *question.roles.subject, *acting, *taking_part)
        self._somebody = [name for name in spoken_of if entities.canonical(name) not in present]
        self._doing: set[str] = set()
        """Who already stands for a pronoun that acts: "did he tell him" speaks of two."""

    def _kind(self, name: str) -> str:
        entity = self._entities.get(name)
        return "" if entity is None else entity.kind

    def name(self, pronoun: re.Match[str], body: str) -> str:
        word, before = pronoun["p"].lower(), body[: pronoun.start()]
        led = _LEADS_TO_PLACE.search(before) is not None
        if word == "there":
            where = self.thing() or self.place()
            return where if led or not where else f"at {where}" if where.startswith("the ") else f"in {where}"
        if word in ("it", "its", "this", "that"):
            done = pronoun.end() == len(body) and _DID_IT.search(body) is not None  # "who did it", "when did he say that"
            return "" if done else self._it(word, before)
        if word.endswith("two") or word.startswith("both"):
            return " and ".join([n for n in dict.fromkeys(self._somebody) if self._kind(n) == "person"][:2]) or pronoun.group()
        if word in ("they", "them") and len(self._people) > 1 and all(e.kind == "person" for e in self._answered):
            return " and ".join(self._people)
        if (word == "them" or (word == "they" and _WERE.search(before))) and not self._people and self.several():
            return self.several()
        return self.somebody(word) or (pronoun.group() if self._event is None else "")

    def _it(self, word: str, before: str) -> str:
        """A thing; a place where one can be meant. Of an event it is the place that tells: "what did they say about it"."""
        if _LEADS_TO_PLACE.search(before):
            return self.place()
        found = self.thing()
        if not found and _JOINT.search(before):
            found = next((m.entity.name for m in self._in_question if m.entity.kind == "place"), "")
        elif not found and word.startswith("it") and (_acted_on(before) or _WAS.search(before)):
            found = self.place()
        elif not found and word == "it" and _SUBJECT.search(before):
            found = next((name for name in self._question.roles.subject if self._kind(name) != "person"), "")
        return f"{found}'s" if found and word == "its" else found

    def somebody(self, word: str) -> str:
        """Who acts: a person for "he" and "she", rather a group for "they"."""
        one = word in ("he", "him", "himself", "she", "her", "herself", "his")
        free = [name for name in self._somebody if word not in ("him", "them") or name not in self._doing]
        kinds = ("person",) if one else ("group", "organisation", "place", "person")
        found = next((name for name in (*(n for kind in kinds for n in free if self._kind(n) == kind), *free)), "")
        if word in ("he", "she", "they"):
            self._doing.add(found)
        return f"{found}'s" if found and word in ("their", "his") else found

    def thing(self) -> str:
        """A place that the answer named, what the question asked about by name, else one thing that the question described and that does not act itself."""
        told = [e for e in self._answered if e.kind == "place"] if {"which", "where"} & set(self._question.asks) else []
        if len(told) == 1:
            return told[0].name
        if "which" in self._question.asks and asked_kind(self._question.noun) not in ("", "person", "place"):
            return f"the {self._question.noun}"
        if asked := _WHAT_IS.match(self._full[:1].lower() + self._full[1:]):
            return asked["name"]
        return next((self._the(span) for span in self._described() if not self._is_several(span)), "")

    def several(self) -> str:
        """Things that the question counted or described: "how many prisoners", "the flights"."""
        if self._question.asks[:1] == ("how-many",) and re.search(r"s$|\b(?:people|men|women|children)$", self._question.noun):
            return f"the {self._question.noun}"
        return next((self._the(span) for span in self._described() if self._is_several(span)), "")

    def place(self) -> str:
        """The place that the answer named, that the question named and where the event was, or where the event was; else what the
        question named."""
        told = [e.name for e in self._answered if e.kind == "place"] if {"where", "which"} & set(self._question.asks) else []
        own = () if self._event is None else tuple(map(self._entities.canonical, self._event.places))
        asked = [m.entity.name for m in self._in_question if m.entity.kind == "place"]
        exact = [name for name in asked if name in own and not any(name in self._entities.wider(o) for o in own[:1])]
        bodies = [m.entity.name for m in self._in_question if m.entity.kind in ("group", "organisation")] if not asked else []
        return next(iter((*told, *exact, *bodies, *own, *asked)), "")

    def _described(self) -> list[tuple[int, int]]:
        """Where the question has a description of what does not act itself: not the army of "did the army leave Hama"."""
        found = []
        for start, end in noun_phrases(self._full, self._in_question):
            acts = _DOES.search(self._full[:start]) is not None and any(m.entity.kind == "place" and m.start >= end for m in self._in_question)
            says = [w for w in words(self._full[start:end]) if w.stem not in LIGHT]
            if says and not acts and asked_kind(self._full[start:end]) != "person":
                found.append((start, end))
        return found

    def _the(self, span: tuple[int, int]) -> str:
        return f"the {self._full[slice(*span)]}"

    def _is_several(self, span: tuple[int, int]) -> bool:
        head = BELONGS.split(self._full[slice(*span)])[0].lower()
        return head.endswith("s") and not head.endswith(("ss", "us", "is"))


def _acted_on(before: str) -> bool:
    """Whether words end with a verb, or with what stands between it and its object."""
    last = words(before)[-1:]
    return any((w.stem in ACTS and w.stem not in EMPTY) or w.fold in ("of", "through") for w in last)
