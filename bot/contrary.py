"""Whether an event states something else than what a question takes for granted, however much of the question it speaks of.

The judge weighs how much is there. What is told of another is no lack that the rest could make up for: another one who did it, the
first where the second was asked for, Jordan's minister where Syria's was.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.evidence import FEATURES, Evidence, Term
from bot.question import Question
from bot.short import MUTUAL, owners_of
from index.entities import Entities

_AGENT, _ELSEWHERE = FEATURES.index("agent missing"), FEATURES.index("subject elsewhere")
_SWAPPED = FEATURES.index("roles swapped")
_ROLES = tuple(map(FEATURES.index, ("kind missing", "roles swapped", "both swapped", "subject elsewhere", "object elsewhere")))
_BY_FAR = 1.5
"""The odds are so much better, as a logarithm."""
_UNSPOKEN = 0.5
"""So much of those before the verb may be missing."""
_ACT = 0.9
"""From here on a match of the act tells of the same act."""


def contrary(question: Question, terms: Sequence[Term], evidence: Evidence, entities: Entities) -> bool:
    """Whether an event is no answer for any of the reasons below."""
    return another_did_it(question, terms, evidence) or another_in_order(question, evidence) or another_owns_it(question, evidence, entities)


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
