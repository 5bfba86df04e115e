"""The grammar of time in questions: which window a question speaks of, which events it measures from, and in which order.

A small closed grammar. A date comes from `index.dates`; here it meets the word before it ("since 5 December") and becomes a
half-open interval. What is not a date ("before Hama fell") becomes an `Anchor`, which the engine places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.lexicon import ACTS, EMPTY
from bot.question import Anchor, Order, Relation
from index.dates import DAY, PARTS_OF_DAY, Context, DateMention, day_of, find_dates, moved_by, number, ordinal, part_of, shift, week_of
from index.types import EVER, MINUTE_MAX, MINUTE_MIN, When
from index.words import PAST, participle, words

# --- dates with the word before them --------------------------------------------------------------------------------

_RELATIONS: tuple[tuple[Relation, str], ...] = (
    ("since", r"since|starting(?:\s+(?:on|from))?|beginning(?:\s+(?:on|from))?|(?:on|in)\s+or\s+after|as\s+of|not\s+before"),
    (
        "until",
        r"until|till|up\s+(?:to|until)(?:\s+and\s+including)?|by|through|no\s+later\s+than|(?:on|in)\s+or\s+before|not\s+after|(?:by|before)\s+the\s+end\s+of",
    ),
    ("before", r"before|prior\s+to|ahead\s+of|earlier\s+than|preceding"),
    ("after", r"after|following|later\s+than|past"),
    ("around", r"around|about|circa|near|close\s+to|approximately"),
    ("in", r"on|in|at|during|within|throughout|over|for|of|from|between|as\s+(?:on|at)"),
)
_BEFORE_DATE = re.compile(
    r"(?:\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _RELATIONS) + r")\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|from)\s+(?:the\s+)?$", re.IGNORECASE)
_ONWARDS = re.compile(r"\s+(?:on|onwards?|and\s+(?:after|later))\b(?!\s+\w+\s+(?:day|date))", re.IGNORECASE)
_JOIN = re.compile(r"\s*,?\s*(?:and|to|until|till|through|-|–)\s*(?:the\s+|on\s+)?", re.IGNORECASE)
_NAMES_A_THING = re.compile(r"\bthe\s+$", re.IGNORECASE)
_NOUN_FOLLOWS = re.compile(r"\s+[a-z]+(?:\s|$|\?)")
_NO_NOUN = re.compile(
    r"\s+(?:and|or|to|did|was|were|is|are|had|has|when|who|what|where|why|how|by|in|on|at|from|until|before|after|of)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A window that a question states, and the part of the text that states it."""

    relation: Relation
    when: When
    start: int
    end: int


def constraints(text: str, context: Context) -> list[Constraint]:
    """Every stated window, in order. "the 1974 agreement" names a thing and is none."""
    mentions = [m for m in find_dates(text, context) if not _names_a_thing(text, m)]
    found: list[Constraint] = []
    at = 0
    while at < len(mentions):
        mention = mentions[at]
        joined = at + 1 < len(mentions) and _JOIN.fullmatch(text[mention.end : mentions[at + 1].start])
        between = _BETWEEN.search(text[: mention.start])
        if joined and between:
            last = mentions[at + 1]
            if mention.when.start < last.when.end:
                found.append(Constraint("in", mention.when.hull(last.when), between.start(), last.end))
                at += 2
                continue
        counted = _COUNTED_DATE.search(text[: mention.start])
        measure = None if counted is None else _measure(counted)
        if counted is not None and measure is not None and measure.amount is not None:
            when = place(measure, mention.when)
            assert when is not None  # only "between" has none
            found.append(Constraint("in", when, counted.start(), mention.end))
            at += 1
            continue
        before = _BEFORE_DATE.search(text[: mention.start])
        assert before is not None
        onwards = _ONWARDS.match(text[mention.end :])
        relation: Relation = next((name for name, _ in _RELATIONS if before.group(name)), "in")
        if onwards:
            relation = "since"
        found.append(Constraint(relation, window_of(relation, mention.when), before.start(), mention.end + (onwards.end() if onwards else 0)))
        at += 1
    return found


def window_of(relation: Relation, when: When) -> When:
    """The event time that a word and a date leave open."""
    match relation:
        case "before":
            return When(MINUTE_MIN, when.start)
        case "until":
            return When(MINUTE_MIN, when.end)
        case "after":
            return When(when.end, MINUTE_MAX)
        case "since":
            return When(when.start, MINUTE_MAX)
        case "around":
            margin = max(when.width // 2, DAY if when.width >= DAY else 60)
            return When(when.start - margin, when.end + margin)
        case _:
            return when


def _names_a_thing(text: str, mention: DateMention) -> bool:
    """A year that belongs to a name: "the 1974 agreement", "Resolution 2254"."""
    if mention.when.width < 300 * DAY or not text[mention.start : mention.end].isdigit():
        return False
    rest = text[mention.end :]
    if _NAMES_A_THING.search(text[: mention.start]) and _NOUN_FOLLOWS.match(rest) and not _NO_NOUN.match(rest):
        return True
    before = text[: mention.start].split()
    return bool(before) and before[-1][:1].isupper() and before[-1].lower() not in _MONTH_OR_CUE and len(before) > 1


_MONTH_OR_CUE = frozenset(
    "in on since before after until by during around from between of january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn fall winter early late mid".split()
)


def meet(found: Sequence[Constraint]) -> When | None:
    """What all stated windows share; where they share nothing, the last one."""
    if not found:
        return None
    common: When | None = EVER
    for constraint in found:
        common = None if common is None else common.meet(constraint.when)
    return common or found[-1].when


_OPENING = re.compile(
    r"^(?P<opening>(?:right\s+|just\s+|shortly\s+|immediately\s+|soon\s+)?(?:after|before|since|when|while|once|during|between|following|until|by|on|in|at|within|from|the|"
    r"\d+|one|two|three|four|five|six|seven|a|an|as|of)\b.+?)\s*,\s*(?P<rest>(?:(?:in|on|at|to|by|from|with|for|of|under|through|near|into)\s+)?"
    r"(?:who|whom|whose|what|which|when|where|why|how|did|was|were|is|are|had|has|does|do)\b.+)$",
    re.IGNORECASE,
)


_LED_IN = re.compile(
    r"^(?P<what>(?!(?:who|whom|whose|what|which|when|where|why|how|did|was|were|is|are)\b)[^:?]{3,120}?)\s*:\s+"
    r"(?P<rest>(?:(?:in|on|at|to|by|from|with|for|of)\s+)?(?:who|whom|whose|what|which|when|where|why|how)\b.+)$",
    re.IGNORECASE,
)
_APART = re.compile(
    r"^(?P<what>(?!(?:who|whom|whose|what|which|when|where|why|how|did|was|were|is|are|in|on|at|after|before|since|when|while|once)\b|(?:the|a|\w+)\s+(?:\w+\s+)?(?:day|night|morning|evening|week|month|year)s?\b)(?:[\w'’-]+\s+){0,5}[\w'’-]+),\s+"
    r"(?P<before>(?:who|whom|what|which|when|where|why|how|did|was|were|is|are|had|has)\b[^,]*?\b)(?:he|she|they|it)\b(?P<after>.+)$",
    re.IGNORECASE,
)
"""Somebody named apart from the question: "the minister, what did he say"."""
_OF_THEM = re.compile(
    r"\b(?P<of>of\s+(?:the|these|those)\s+(?:two|three|four|five))\b(?!\s+\w+s\b)|\b(?:it|they|this|that)\b(?!\s+(?:the|a|an)\b)", re.IGNORECASE
)


def in_order(text: str) -> str:
    """With what opens a question moved to where it belongs: "after Hama fell, who spoke" -> "who spoke after Hama fell", "the truce: who
    broke it" -> "who broke the truce", "her minister, what did he say" -> "what did her minister say"."""
    if match := _LED_IN.match(text):
        what, rest = match["what"], match["rest"]
        named = _OF_THEM.sub(lambda m: f"{m['of']} {what}" if m["of"] else what, rest)
        return named if named != rest else f"{rest} {what[:1].lower() + what[1:] if what.split()[0].lower() in _SMALL else what}"
    if match := _APART.match(text):
        return f"{match['before']}{match['what']}{match['after']}"
    if match := _OPENING.match(text):
        return f"{match['rest']} {match['opening'][:1].lower()}{match['opening'][1:]}"
    return text


_SMALL = frozenset({"the", "a", "an", "on", "in", "at", "during", "after", "before", "since", "while"})


_FROM_TO = re.compile(r"\b(?:between|from)\s+(?P<a>.+?)\s*,?\s+(?P<join>and|to|until|till|up\s+to)\s+(?P<b>.+)$", re.IGNORECASE)


def between_named(text: str, context: Context) -> int | None:
    """Where "between A and B" begins in which a date only tells which A or B is meant: "between the truce of May and the raid of June"."""
    match = _FROM_TO.search(text)
    if match is None or match["join"].lower() != "and":
        return None
    sides = [(side, find_dates(side, context)) for side in (match["a"], match["b"])]
    dated = any(found for _, found in sides)
    return match.start() if dated and all(any(m.start > 0 for m in found) or not found for _, found in sides) else None


def since_until(text: str, context: Context) -> str:
    """With "since" and "until" where time runs between an event and a date: "between the truce and 20 December"."""
    match = _FROM_TO.search(text)
    if match is None or any(m.start < match.start("join") < m.end for m in find_dates(text, context)):
        return text  # "between 1 and 6 December" is one time
    a, b = match["a"], match["b"]
    begins, ends = ([m for m in find_dates(side, context) if not side[: m.start].strip()] for side in (a, b))
    started, ended = any(not a[m.end :].strip() for m in begins), bool(ends)
    if started == ended or find_dates(a if ended else b, context):
        return text
    return f"{text[: match.start()]}since {a} until {b}"


_FEASTS = {
    "new year's eve": "31 December",
    "new year's day": "1 January",
    "new year": "1 January",
    "christmas eve": "24 December",
    "christmas day": "25 December",
    "christmas": "25 December",
}
_SEASONS = {"christmas": "24–26 December"}
_THROUGH = frozenset({"at", "around", "over", "during"})
_FEAST = re.compile(
    rf"\b(?P<lead>before|after|since|until|till|by|on|at|around|over|during|between|from|and|to)\s+(?:the\s+)?(?P<feast>{'|'.join(_FEASTS)})"
    r"(?=\W*(?:$|\d{4}\b|(?:did|was|were|is|had|has|who|what|which|when|where|and|in)\b))",
    re.IGNORECASE,
)


def with_feasts(text: str) -> str:
    """With the date of a feast that stands for its day, "after New Year", "by Christmas 2024"; "at" Christmas is more days than one."""

    def dated(match: re.Match[str]) -> str:
        lead, feast = match["lead"], " ".join(match["feast"].lower().split())
        return f"{lead} {_SEASONS.get(feast, _FEASTS[feast]) if lead.lower() in _THROUGH else _FEASTS[feast]}"

    return _FEAST.sub(dated, text)


# --- anchors --------------------------------------------------------------------------------------------------------

_UNIT = r"(?P<unit>minute|hour|day|night|weekend|week|month|year|morning|afternoon|evening)"
_COUNTED = (
    r"(?:(?P<lead>in|on|during|over|within|exactly|under|less\s+than|no\s+more\s+than|at\s+most)\s+)?(?P<the>the\s+)?(?:very\s+)?"
    r"(?:(?P<nth>first|second|third|fourth|fifth|sixth|seventh|next|following|last|final)\s+)?"
    r"(?:(?P<amount>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a\s+few|few|a\s+couple\s+of|couple\s+of|several)\s+)?(?:full\s+|whole\s+)?"
    rf"{_UNIT}(?P<plural>s?)\s+(?P<side>after|following|before|prior\s+to|leading\s+up\s+to|of|into)"
)
""" "two days after", "in the week before", "within 24 hours of", "on the third day of"; `_measure` tells what it says."""
_ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "seventh"})
_WITHIN = frozenset({"within", "under", "less than", "no more than", "at most"})
_SPANS = frozenset({"in", "during", "over"})
_EDGE = r"(?:(?:right|just|shortly|immediately|soon|directly|straight|(?:not\s+)?long|some\s+time)\s+)?"
_CLAUSE = r"(?P<clause>.+)"
_PHRASAL = r"(?<!\bgo\s)(?<!\bgoes\s)(?<!\bwent\s)(?<!\blook\s)(?<!\blooked\s)(?<!\bnamed\s)(?<!\bcame\s)"
"""Not "go after", which is an act."""
_THIS = r"(?:this\s*:\s*)?"

_ANCHOR_PHRASES: tuple[tuple[str, Relation], ...] = (
    (rf"(?:in\s+)?(?:the\s+time\s+)?between\s+{_THIS}(?P<clause>.+?)\s*[;,]?\s+and\s+{_THIS}(?P<other>.+)", "between"),
    (rf"after\s+{_THIS}(?P<clause>.+?)\s*,?\s+(?:and|but)\s+before\s+{_THIS}(?P<other>.+)", "between"),
    (rf"(?:on\s+|in\s+|during\s+)?the\s+(?:same\s+)?{_UNIT}\s+(?:that|when|of|as|on\s+which)\s+{_THIS}{_CLAUSE}", "in"),
    (rf"(?:at\s+)?(?:around|about)\s+(?:when|the\s+time(?:\s+(?:of|that|when))?)\s+{_THIS}{_CLAUSE}", "around"),
    (rf"(?:in\s+the\s+time\s+)?from\s+{_THIS}(?P<clause>.+?)\s*,?\s+(?:until|till|up\s+to)\s+{_THIS}(?P<other>.+)", "between"),
    (rf"{_EDGE}(?:before|prior\s+to|ahead\s+of|in\s+the\s+run-?up\s+to|leading\s+up\s+to)\s+{_THIS}{_CLAUSE}", "before"),
    (rf"{_PHRASAL}{_EDGE}(?:after|following|in\s+the\s+wake\s+of|once|as\s+soon\s+as)\s+{_THIS}{_CLAUSE}", "after"),
    (rf"(?:ever\s+)?since\s+{_THIS}{_CLAUSE}", "since"),
    (rf"(?:until|till|up\s+to|by\s+the\s+time(?:\s+(?:of|that))?)\s+{_THIS}{_CLAUSE}", "until"),
    (rf"(?:while|during|at\s+the\s+time\s+(?:of|that|when)|when|at\s+the\s+moment\s+(?:of|that|when)|throughout|amid)\s+{_THIS}{_CLAUSE}", "in"),
)
_ANCHORS = [(re.compile(rf"(?:^|(?<=[\s,;])){pattern}\s*$", re.IGNORECASE), relation) for pattern, relation in _ANCHOR_PHRASES]
_COUNTED_FROM = re.compile(rf"(?:^|(?<=[\s,;])){_COUNTED}\s+{_THIS}{_CLAUSE}\s*$", re.IGNORECASE)
_COUNTED_DATE = re.compile(rf"(?:^|(?<=[\s,;])){_COUNTED}\s+(?:the\s+)?$", re.IGNORECASE)
_THE_DAY = re.compile(rf"\b(?:on\s+|in\s+)?the\s+(?:same\s+|very\s+)?{_UNIT}\s+(?P<clause>(?P<who>\S+)\s.+)$", re.IGNORECASE)
""" "the day Damascus fell", without a word between: only where somebody or something named follows, and that it happened."""
_WHO = re.compile(r"[A-Z\d].*|the|an?|he|she|it|they|we|his|her|its|their|all|\w+s", re.DOTALL)


def anchor_of(text: str, *, opening: bool = False) -> tuple[Anchor, int] | None:
    """The event a question measures from, and where in the text that begins: the longest one that leaves a question before it, or
    with `opening` any."""
    best: tuple[Anchor, int] | None = None
    for pattern, relation in _ANCHORS:
        match = pattern.search(text)
        if match is None or (match.start() == 0 and not opening):
            continue
        groups = match.groupdict()
        unit = (groups.get("unit") or "").lower()
        anchor = Anchor(_tidy(match["clause"]), relation, _tidy(groups.get("other") or ""), 0 if unit else None, unit)
        if anchor.text and (best is None or match.start() < best[1]):
            best = (anchor, match.start())
    counted = _COUNTED_FROM.search(text)
    if counted is not None and (counted.start() or opening) and (best is None or counted.start() <= best[1]):
        measure = _measure(counted)
        if measure is not None:
            named = _tidy(counted["clause"])
            begins = (
                counted["side"].lower() in ("of", "into") and measure.relation != "since"
            )  # "the third day of the siege" is counted from its start
            best = (replace(measure, text=f"the start of {named}" if begins else named), counted.start())
    the_day = _THE_DAY.search(text)
    if best is None and the_day and the_day.start() and clause(the_day["clause"]) and (_WHO.fullmatch(the_day["who"]) or _did(the_day["clause"])):
        best = (Anchor(_tidy(the_day["clause"]), "in", "", 0, the_day["unit"].lower()), the_day.start())
    return best


def _did(text: str) -> bool:
    """Whether the first word is somebody, written small, and the second what he did: "assad fled"."""
    who, *act = words(text)[:2]
    return (
        bool(act) and who.stem not in EMPTY and who.stem not in ACTS and who.stem != act[0].stem and act[0].text.islower() and participle(act[0].fold)
    )


def _measure(match: re.Match[str]) -> Anchor | None:
    """What "two days after" and its like say of a text that is still to be named; None for "the day of", which another rule reads."""
    lead, unit, side = (" ".join((match[name] or "").lower().split()) for name in ("lead", "unit", "side"))
    nth = (match["nth"] or "").lower()
    amount = number(match["amount"]) or None if match["amount"] else None if match["plural"] else 1
    place = ordinal(nth) if nth in _ORDINALS else 0
    if side == "of":
        if amount is None or unit not in _LENGTHS or (lead not in _WITHIN and not place):
            return None
        return Anchor("", "in", "", max(place, amount), unit, through=place == 1) if place else Anchor("", "since", "", amount, unit)
    if side == "into":
        return Anchor("", "after", "", amount, unit) if match["amount"] else None
    relation: Relation = "after" if side in ("after", "following") else "before"
    if place > 1 and amount == 1:
        amount = place
    if amount is None:
        return Anchor("", relation)
    if lead in _WITHIN and relation == "after":
        return Anchor("", "since", "", amount, unit)
    whole = lead in _WITHIN | _SPANS or (match["the"] is not None and (match["amount"] is not None or unit in ("week", "month", "year")))
    return Anchor("", relation, "", amount, unit, through=whole and unit in _LENGTHS and place < 2)


def _tidy(clause: str) -> str:
    return clause.strip(" ,;:?.!")


def place(anchor: Anchor, when: When, other: When | None = None) -> When | None:
    """The window that an anchor opens, once its event's time is known. None when two events leave no time between them."""
    if anchor.relation == "between":
        if other is None:
            return None
        first, last = sorted((when, other), key=lambda w: (w.start, w.end))
        return When(first.start, max(last.end, first.end))
    if anchor.amount is not None and anchor.unit:
        return _shifted(anchor, when)
    if anchor.relation == "in" and when.width < DAY:
        return When(day_of(when.start).start, day_of(when.end - 1).end)  # "when Damascus fell" is not its minute
    return window_of(anchor.relation, when)


_LENGTHS = frozenset({"minute", "hour", "day", "week", "month", "year"})


def _shifted(anchor: Anchor, when: When) -> When:
    unit, amount = anchor.unit, anchor.amount or 0
    if unit in PARTS_OF_DAY:
        base = day_of(when.start)
        moved = shift(base, amount if anchor.relation == "after" else -amount, "day") if anchor.relation in ("after", "before") else base
        return part_of(moved, unit)
    if unit in ("week", "weekend") and not amount:
        week = week_of(when.start)
        return week if unit == "week" else When(week.end - 2 * DAY, week.end)
    if anchor.relation == "since":
        return When(when.start, _days_out(moved_by(when.end, amount, unit), unit))
    if anchor.relation == "in" and amount:  # "on the third day of the siege", "in its first three days"
        first = day_of(when.start).start if unit not in ("minute", "hour") else when.start
        return When(first if anchor.through else moved_by(first, amount - 1, unit), moved_by(first, amount, unit))
    if anchor.through:
        return (
            When(when.end, _days_out(moved_by(when.end, amount, unit), unit))
            if anchor.relation == "after"
            else When(_days_in(moved_by(when.start, -amount, unit), unit), when.start)
        )
    if unit in ("minute", "hour"):
        step = amount * (1 if unit == "minute" else 60)
        return When(when.end, when.end + step + 1) if anchor.relation == "after" else When(when.start - step - 1, when.start)
    sign = -1 if anchor.relation == "before" else 1
    base = when if when.width >= DAY else day_of(when.start)
    return shift(base, sign * amount, unit)


def _days_out(minute: int, unit: str) -> int:
    """The end of its day, where whole days are counted."""
    return minute if unit in ("minute", "hour") else day_of(minute - 1).end


def _days_in(minute: int, unit: str) -> int:
    return minute if unit in ("minute", "hour") else day_of(minute).start


def clause(text: str) -> bool:
    """Whether words tell something that happened ("HTS got into Hama") and do not only name it ("Barrow A.F.C.")."""
    return any(w.text.islower() and participle(w.fold) and w.fold not in _PLURALS for w in words(text))


_UNDERGOES = re.compile(
    r"(?:(?:was|were|is|are)\s+(?:being\s+)?|(?:had|has|have)\s+been\s+)(?:\w+ly\s+|also\s+|then\s+|first\s+|later\s+)?(?P<done>[a-z]+)\b(?P<to>\s+to\b)?",
    re.IGNORECASE,
)
_IS_SO = frozenset(
    "involved based located situated prepared interested opposed allied armed engaged supposed united determined convinced married born present gone done".split()
)
"""Participles that tell how somebody is, not what was done to him."""
_EXPECTED = frozenset("said reported believed expected thought known alleged rumoured rumored meant claimed seen due set".split())
"""Of whom this is told does something himself in the next verb."""


def undergoes(text: str) -> bool:
    """Whether an act is told from the side of those to whom it is done: what follows "who" in "who was arrested in Brook"."""
    match = _UNDERGOES.match(text)
    if match is None:
        return False
    done = match["done"].lower()
    return participle(done) and done not in PAST and done not in _IS_SO and not (match["to"] and done in _EXPECTED)


_PLURALS = frozenset({"men", "women", "children", "people", "feet", "teeth", "mice"})


# --- order ----------------------------------------------------------------------------------------------------------

_WORDS_OF_ORDER: tuple[tuple[Order, str], ...] = (
    (
        "first",
        r"(?:at\s+|the\s+very\s+|the\s+)?first(?!\s+(?:\d+|few|two|three|four|several)?\s*(?:minutes?|hours?|days?|weeks?|months?|years?|half)\b)(?:\s+(?:of\s+all|time))?|(?:the\s+)?earliest|initially|(?:the\s+)?soonest|to\s+begin\s+with",
    ),
    ("last", r"(?:the\s+)?(?:very\s+)?last(?:\s+time)?|(?:the\s+)?latest|(?:the\s+)?most\s+recent(?:ly)?|(?:the\s+)?final|finally|in\s+the\s+end"),
    ("second", r"(?:the\s+)?second"),
    ("third", r"(?:the\s+)?third"),
)
_ORDERS = [(order, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for order, words in _WORDS_OF_ORDER]


def order_of(text: str, names: Sequence[tuple[int, int]] = ()) -> tuple[Order, int, int] | None:
    """A word of order and where it stands: the first one in the text that is not inside a name, given as spans."""
    found = [
        (match.start(), order, match.end())
        for order, pattern in _ORDERS
        for match in pattern.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in names)
    ]
    if not found:
        return None
    start, order, end = min(found)
    return order, start, end
