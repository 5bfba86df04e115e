"""Numbers in words and in figures: "forty-five" is 45, "a hundred thousand" is 100,000."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.words import Word, stem, words

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNITS = {word: value for value, word in enumerate(_ONES)} | {word: 10 * value for value, word in enumerate(_TENS, 2)}
_HUNDREDS = {"dozen": 12, "hundred": 100}
_THOUSANDS = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SCALES = _HUNDREDS | _THOUSANDS
_OPENINGS = (
    (("a", "couple", "of"), 2.0),
    (("a", "couple"), 2.0),
    (("a", "quarter", "of", "a"), 0.25),
    (("quarter", "of", "a"), 0.25),
    (("half", "a"), 0.5),
    (("half",), 0.5),
    (("couple", "of"), 2.0),
    (("couple",), 2.0),
    (("a",), 1.0),
    ((), 1.0),
)
_OPENS = _UNITS.keys() | _SCALES.keys() | {opening[0] for opening, _ in _OPENINGS if opening}
"""What a number that is not in figures begins with."""
_ROUND = ("hundreds", "thousands", "dozens", "millions")
_WRITTEN = "|".join(sorted((*_ONES[1:], *_TENS, *_SCALES, *_ROUND), key=len, reverse=True))
FIGURE = rf"(?:\d[\d,.]*\d|\d|(?:{_WRITTEN})(?:[\s-]+(?:and\s+)?(?:{_WRITTEN}))*\b)(?:\s+(?:{'|'.join(_SCALES)})\b)?"
"""A number in a text, as the source of a pattern: "1,500", "forty-three", "two million", "hundreds"."""
_BY_STEM = {stem(word): float(value) for word, value in _UNITS.items()}
_ORDINAL = re.compile(r"[\s-]+(?:first|second|third|(?:four|fif|six|seven|eigh|nin|ten|hundred|thousand)th)\b", re.IGNORECASE)


def numbers(found: Sequence[Word]) -> Iterator[tuple[float, int, int]]:
    """(value, first, one past the last) of every number among words, in order. "hundreds" and "16:00" are none."""
    folds = [word.fold for word in found] + [""] * 5
    at = 0
    while at < len(found):
        value, end = _number(folds, at) if folds[at] in _OPENS or folds[at][0].isdecimal() else (0.0, at)
        if end > at:
            yield value, at, end
        at = max(end, at + 1)


def _number(folds: Sequence[str], at: int) -> tuple[float, int]:
    """A number and where it ends; it ends where it should begin when there is none."""
    total = 0.0
    while True:
        part, end = _part(folds, at)
        if end == at:
            return total, at
        if folds[end] in _HUNDREDS:
            part, end = part * _HUNDREDS[folds[end]], end + 1
            rest, after = _below_hundred(folds, end + (folds[end] == "and"))
            part, end = (part + rest, after) if rest else (part, end)
        if folds[end] not in _THOUSANDS:
            return total + part, end
        total, end = total + part * _THOUSANDS[folds[end]], end + 1
        at = end
        if folds[end] == "and" and _below_hundred(folds, end + 1)[0]:
            at = end + 1


def _part(folds: Sequence[str], at: int) -> tuple[float, int]:
    """What stands before "hundred", "thousand" and their kin, or alone."""
    if folds[at].replace(".", "", 1).isdecimal():
        return float(folds[at]), at + 1
    for opening, value in _OPENINGS:
        end = at + len(opening)
        if tuple(folds[at:end]) == opening and folds[end] in _SCALES and (opening or folds[end] != "dozen"):
            return value, end
    return _below_hundred(folds, at)


def _below_hundred(folds: Sequence[str], at: int) -> tuple[float, int]:
    value = _UNITS.get(folds[at])
    if value is None:
        return 0.0, at
    more = _UNITS.get(folds[at + 1], 0) if value >= 20 else 0
    return (value + more, at + 2) if 0 < more < 10 else (value, at + 1)


def value(stem: str) -> float | None:
    """What a single word counts, by its stem: "45", "seven"."""
    return float(stem) if stem.replace(".", "", 1).isdecimal() else _BY_STEM.get(stem)


def about(round: float, exact: float) -> bool:
    """Whether people say the one for the other: 2,000 for 2,130. Only a large number with one or two figures may be meant so."""
    figures = f"{round:.0f}".rstrip("0")
    return round >= 1_000 and len(figures) <= 2 and abs(exact - round) <= 0.15 * round


_MANY = {"dozens": (20, 200), "scores": (30, 200), "hundreds": (150, 2_000), "thousands": (1_500, 100_000), "millions": (1_500_000, 1_000_000_000)}


def many(folded: str, exact: float) -> bool:
    """Whether people say "dozens", "hundreds" or their kin for a number; it is taken for a year where it may be one."""
    least, most = _MANY.get(folded, (1, 0))
    return least <= exact <= most and not (1900 < exact < 2100 and exact % 100)


def in_figures(text: str) -> str:
    """A text with its larger numbers in figures: "forty-five raids" -> "45 raids". Small ones, dates and names stay."""
    found = words(text)
    spans = list(numbers(found))
    for value, first, end in reversed(spans):
        written = [word.text for word in found[first:end]]
        beside = any(first in (e, e - 1) or end == f for _, f, e in spans if f != first)  # "nineteen eighty-four"
        if (value > 12 or len(written) > 1) and "".join(written).islower() and not beside and not _ORDINAL.match(text, found[end - 1].end):
            text = f"{text[: found[first].start]}{value:.10g}{text[found[end - 1].end :]}"
    return text
