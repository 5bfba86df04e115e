"""Whether a date in a clause tells when its act took place, and the date of an act from all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.article.clauses import finite, outside
from index.dates import DAY, MONTHS, DateMention, hull
from index.types import When
from index.words import words

_ASPECT = frozenset("began begun start started continued managed helped failed refused came went tried used had forced able".split())
"""What "to" after these brings is the act itself: "began to advance"."""
_PLANS = frozenset(
    "appear arrange attend ban be begin build buy close come convene cut debate decide discuss end face go hear hold host implement introduce join launch leave meet "
    "open organise organize pay play publish quit raise release resign resume retire return run sell sign speak start stop take testify travel visit vote".split()
)
_FUTURE = frozenset("will would shall should".split())
_SIDELONG = re.compile(
    r"\b(?:since|until|till|from|following|after|before|of|that|which|who|where|when|whose|during|between|established|founded|born)\s+(?:\S+\s+){0,6}\Z",
    re.IGNORECASE,
)
"""A year after these dates something else."""
_ASIDE = re.compile(r",\s+(?:which|who|whom|whose|where)\b[^,;]*\Z", re.IGNORECASE)
"""In a relative clause: "the party, which won last week, left"."""
_DETERMINED = re.compile(r"\b(?:the|a|an|its|his|her|their|this|that|of)\s+\Z", re.IGNORECASE)
_NOUN = re.compile(r"\s+(?!(?:and|as|but|when|while|in|on|at|by)\b)[a-z]{3,}")
_NAMED = re.compile(rf"\d{{4}}|\b(?:{'|'.join(name[:3] for name in MONTHS)})", re.IGNORECASE)
"""What a date has that is said by its name, not by its distance from another."""
_RELATIVE_TO = re.compile(r"\b(?:after|before|since|until|till|following|from)\s+(?:the\s+)?\Z", re.IGNORECASE)


def dates_the_act(clause: str, mention: DateMention, by_day: bool) -> bool:
    """Not when it stands in a quotation, belongs to something planned ("to arrange a meeting on"), to an earlier past ("where he
    had spoken in"), or is part of a name ("the 2016 agreement").

    In a text that tells of days (`by_day`) a year alone is background, unless it stands at the beginning or beside the one verb.
    """
    before = clause[: mention.start]
    if mention.start and not outside(clause)[mention.start - 1]:
        return not by_day and before.rfind("(") > before.rfind(")")
    if _DETERMINED.search(before[-8:]) and _NOUN.match(clause, mention.end):
        return False
    if _ASIDE.search(before):
        return False
    cut = words(before)
    if len(cut) == 1 and cut[0].fold == "since":
        return True
    verbs = [i for i in range(len(cut)) if finite(cut, i)]
    if verbs and _planned_or_past(verbs, [word.fold for word in cut]):
        return False
    if not by_day or mention.when.width <= 40 * DAY:
        return True
    one = verbs and verbs[-1] - verbs[0] <= 2  # "had suffered" is one, too
    return bool(len(cut) <= 3 or one) and not _SIDELONG.search(before[-100:])


def _planned_or_past(verbs: Sequence[int], folds: Sequence[str]) -> bool:
    """Whether the verb nearest to what follows is a plan or an earlier past beside the main verb."""
    nearest = verbs[-1]
    if folds[nearest] not in _ASPECT and any(a == "to" and b in _PLANS for a, b in zip(folds[nearest:], folds[nearest + 1 :], strict=False)):
        return True
    group = folds[max(nearest - 2, 0) : nearest + 1]
    return not _FUTURE.isdisjoint(group[-2:]) or ("had" in group and verbs[0] < nearest - 2)


def when_of(text: str, mentions: Sequence[DateMention]) -> When | None:
    """One interval for an act with these dates: the narrowest where one holds another, else from first to last.

    "after 5 December" counts only where there is no other, and "two days later" only where it does not contradict a date.
    """
    named = [m.when for m in mentions if _NAMED.search(text, m.start, m.end)]
    chosen = [m for m in mentions if not named or any(m.when.overlaps(when) for when in named)]
    direct = [m.when for m in chosen if not _RELATIVE_TO.search(text[max(m.start - 20, 0) : m.start])] or [m.when for m in chosen]
    return hull([when for when in direct if not any(other != when and when.contains(other) for other in direct)])
