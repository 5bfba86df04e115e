"""Whether an event states something else than what a question takes for granted, however much of the question it speaks of.

The judge weighs how much is there. What is told of another is no lack that the rest could make up for: another one who did it, the
first where the second was asked for, Jordan's minister where Syria's was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import talk
from bot.compose import NEGATION
from bot.evidence import FEATURES, Evidence, Term
from bot.lexicon import ACTS, LIGHT, converses, same
from bot.question import Question
from bot.short import MUTUAL, owners_of
from index.entities import Entities
from index.words import stem, stems, words

_AGENT, _ELSEWHERE = FEATURES.index("agent missing"), FEATURES.index("subject elsewhere")
_SWAPPED = FEATURES.index("roles swapped")
_ROLES = tuple(map(FEATURES.index, ("kind missing", "roles swapped", "both swapped", "subject elsewhere", "object elsewhere")))
_BY_FAR = 1.5
"""The odds are so much better, as a logarithm."""
_UNSPOKEN = 0.5
"""So much of those before the verb may be missing."""
_ACT = 0.9
"""From here on a match of the act tells of the same act."""
_ALIKE = 0.6
"""Below it a word only looks like the act."""
_WIDE = LIGHT | frozenset(
    stems(
        "be do have take get go start begin stop end stay leave live try see find pick send carry hold bring call help work move run show talk speak agree "
        "happen spread join"
    )
)
"""Acts of so many senses that an event seldom tells them by the same word: "take the staff out", "go for the bridge"."""
_SAY = stem("say")
_BEFORE_NOUN = frozenset("the a an his her its their".split())
_DENYING = re.compile(r"\b(?:not|never|nobody|none)\b|n['’]t\b", re.IGNORECASE)


def contrary(question: Question, terms: Sequence[Term], evidence: Evidence, entities: Entities) -> bool:
    """Whether an event is no answer for any of the reasons below."""
    return (
        another_did_it(question, terms, evidence)
        or another_in_order(question, evidence)
        or another_owns_it(question, evidence, entities)
        or another_act(question, terms, evidence)
        or nothing_denied(question, evidence)
    )


def another_did_it(question: Question, terms: Sequence[Term], evidence: Evidence) -> bool:
    """Nothing is said of those who are asked about, or the very act is told of others; whoever met somebody was met too."""
    if evidence.features[_AGENT] > _UNSPOKEN:
        return True
    told = any(t.stem == question.roles.act and t.kind == "word" and m.covered >= _ACT for t, m in zip(terms, evidence.matches, strict=True))
    return told and evidence.features[_ELSEWHERE] > 0 and question.roles.act not in MUTUAL and not question.follow_up


def told_reversed(judged: Sequence[Evidence], best: Evidence) -> bool:
    """Whether another event is meant by far, and only has the roles changed: "when did Brook shell Arden" is not answered by a
    lesser one than that Arden shelled Brook."""
    return any(e.features[_SWAPPED] and e.log_odds(*_ROLES) > best.log_odds(*_ROLES) + _BY_FAR for e in judged)


def another_in_order(question: Question, evidence: Evidence) -> bool:
    """It calls itself the first, and the second was asked for."""
    stems = evidence.profile.stems
    return question.order in ("second", "third") and question.order not in stems and "first" in stems


def another_owns_it(question: Question, evidence: Evidence, entities: Entities) -> bool:
    """Everybody named who could be meant belongs to another: Jordan's minister where "which Syrian minister" was asked."""
    owners = owners_of(question.noun, entities)
    if not owners:
        return False
    asked = set(question.entities) - {mention.entity.name for mention in entities.find(question.noun)}
    people = [e for name in evidence.profile.names if name not in asked and (e := entities.get(name)) is not None and e.kind == "person"]
    return bool(people) and all(person.part_of and owners.isdisjoint(entities.wider(person.name)) for person in people)


def another_act(question: Question, terms: Sequence[Term], evidence: Evidence) -> bool:
    """Nothing is told like the very act, however much else is: "who signed the pact" where somebody broke it. A word that is already
    what another term stands for tells no act: the "deal" of "who negotiated the deal"."""
    act = question.roles.act
    if (
        question.told
        or question.follow_up
        or question.asks[:1] == ("yes-no",)
        or act not in ACTS
        or act in _WIDE
        or same(act, _SAY)
        or talk.speaker(evidence.event)
    ):
        return False
    said = words(question.full)
    verbs = [i for i, word in enumerate(said) if word.stem == act and not (i and said[i - 1].fold in _BEFORE_NOUN)]
    if not verbs or not converses(act).isdisjoint(evidence.profile.stems):
        return False  # what stands for a phrasal verb is a paraphrase itself
    at = next((i for i, term in enumerate(terms) if term.stem == act and term.kind == "word"), None)
    if at is None:
        return False
    found = evidence.matches[at]
    meant = {place for i, match in enumerate(evidence.matches) if i != at and match.covered > found.covered for place in match.places}
    return found.covered < _ALIKE or (found.covered < _ACT and bool(found.places) and meant.issuperset(found.places))


def nothing_denied(question: Question, evidence: Evidence) -> bool:
    """What was not so is asked of an event that only tells what was: "why didn't they shake hands"."""
    return (
        not question.told and question.asks[:1] != ("yes-no",) and bool(_DENYING.search(question.full)) and not NEGATION.search(evidence.event.text)
    )
