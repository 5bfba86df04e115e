"""Misspelt and hastily typed words, read as what was most likely meant.

A noisy channel, as in Kernighan, Church and Gale, "A Spelling Correction Program Based on a Noisy Channel Model" (COLING 1990): a
reading costs what went wrong between the head and the keys, and more the rarer the word is. That a word is meant as it stands costs
nothing where it is in use, little where it is a regular form of one that is. What costs least is read.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.lexicon import EMPTY
from index.entities import Entities
from index.words import stem, words

_TYPED = {
    "2day": "today", "abt": "about", "aftr": "after", "agst": "against", "alot": "a lot", "asap": "soon", "b4": "before", "bc": "because",
    "bcos": "because", "bcoz": "because", "bcuz": "because", "bcz": "because", "bfr": "before", "btwn": "between",
    "cos": "because", "coz": "because", "cud": "could", "cuz": "because", "dat": "that", "dept": "department", "frm": "from", "gonna": "going to",
    "govt": "government", "govts": "governments", "gvt": "government", "hav": "have", "hes": "he is", "hows": "how is", "hrs": "hours",
    "hw": "how", "hwo": "who", "hwy": "why", "intl": "international", "kno": "know", "lil": "little", "mins": "minutes", "msg": "message",
    "msgs": "messages", "mtg": "meeting", "ppl": "people", "ppls": "people", "prez": "president", "shes": "she is", "shud": "should",
    "smb": "somebody", "smth": "something", "teh": "the", "thats": "that is", "theres": "there is", "theyre": "they are", "thru": "through",
    "tht": "that", "thx": "thanks", "til": "until", "waht": "what", "wat": "what", "wats": "what's", "wen": "when", "wer": "were",
    "whats": "what's", "whens": "when's", "wher": "where", "wheres": "where's", "whitch": "which", "whn": "when", "whos": "who's", "whr": "where",
    "wht": "what", "whts": "what's", "wich": "which", "wot": "what", "wud": "would", "wut": "what", "xmas": "Christmas",
    "yday": "yesterday", "youre": "you are", "yrs": "years",
}  # fmt: skip
"""Words as they are typed in haste, those that their letters alone would not tell."""
_WITH = re.compile(r"(?<!\S)w/(?P<out>o(?!\w))?\s*", re.IGNORECASE)
_WERE = re.compile(r"^were(?=\s+(?:did|does|do|was|is|are|has|have|can)\b)", re.IGNORECASE)
"""Where "where" is meant."""
_NEGATION = re.compile(r"(?:is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should|must|need|ai)nt")
"""As "didn't" is folded, or typed."""

UNKNOWN, COMPOUND, FORM = 2.0, 1.6, 1.0
"""What it costs to let a word stand that nobody knows, that is two common words in one, that is a regular form of a known one."""
RARITY = 0.25
"""What a word costs for every tenfold of its rank among all words, the most frequent being the first."""
JOINING, TOLD, NAMED = 5, 30, 100
"""The rank, at most, of words that join others, of those that the timeline uses, and of its names, divided by how often they are told."""
MISFIT = 1.0
"""What it costs to read a word with a capital inside a sentence as an everyday one.

All of these were chosen on the questions of the development files, with one or two random slips in each: 934 in everyday words and 627
in names, of which 86 and 91 in 100 are read right; most others are words themselves, or too short.
"""
_READ_KEPT = 4096
"""So many words are kept as they were read; questions are mostly made of the same ones."""
COMMON = 6000
"""The rank of the rarest words that compounds are looked for of."""


@dataclass(frozen=True, slots=True)
class Correction:
    """text[start:end] is read as other words."""

    start: int
    end: int
    meant: str


class Spelling:
    """Reads words as those of one timeline and of everyday English."""

    def __init__(self, names: Entities, known: Callable[[str], bool], told: Callable[[str], int], vocabulary: Callable[[], Sequence[str]]) -> None:
        """`known` says whether a folded word is in use anywhere, `told` how often the timeline uses it; `vocabulary` is everyday English, the
        most frequent word first, asked for when the first unknown word comes up. Where it is empty, only names are corrected."""
        self.names, self.known, self.told, self.vocabulary = names, known, told, vocabulary
        self._read = lru_cache(_READ_KEPT)(self._meant)

    def corrections(self, text: str) -> list[Correction]:
        """What of a text is to be read as something else, in order, none overlapping."""
        found = [Correction(*match.span(), "without " if match["out"] else "with ") for match in _WITH.finditer(text)]
        if match := _WERE.match(text):
            found.append(Correction(*match.span(), "where"))
        even = text.isupper() or text.istitle()  # then capitals tell nothing
        for at, word in enumerate(words(text)):
            meant = _TYPED.get(word.fold) or self._read(word.fold, at > 0 and word.text[0].isupper() and not even)
            if meant != word.fold:
                found.append(Correction(word.start, word.end, meant))
        return sorted(found, key=lambda correction: correction.start)

    def _meant(self, folded: str, capital: bool) -> str:
        """The word itself where it is in use, or where nothing that costs less is near."""
        if len(folded) < 3 or not folded.isalpha() or folded in self.names.name_words or self.known(folded) or _NEGATION.fullmatch(folded):
            return folded
        everyday = ((cost + MISFIT * capital, meant) for cost, meant in self._everyday(folded))
        if len(folded) == 3:  # as near to too many others: only those that every question is made of, with all of its letters
            return min((o for o in everyday if o[0] < UNKNOWN and stem(o[1]) in EMPTY and set(folded) <= set(o[1])), default=(0, folded))[1]
        stands = self._stands(folded)
        return min([(stands, folded), *everyday, *self._names(folded, stands)])[1]

    def _stands(self, folded: str) -> float:
        if any(map(self.known, bases(folded))) or self._has_forms(folded):
            return FORM
        return COMPOUND if any(self._common(folded[:at]) and self._common(folded[at:]) for at in range(3, len(folded) - 2)) else UNKNOWN

    def _has_forms(self, folded: str) -> bool:
        """Whether a known word can only be a form of this one: "expire" of "expired"."""
        for form in (f"{folded}s", f"{folded}d", f"{folded}ed", f"{folded}ing", f"{folded[:-1]}ing"):
            if form in self._ranks and folded in (of := bases(form)) and not any(base in self._ranks for base in of if base != folded):
                return True
        return False

    def _common(self, word: str) -> bool:
        return self._ranks.get(word, COMMON) < COMMON

    def _everyday(self, folded: str) -> Iterator[tuple[float, str]]:
        """Words one slip away, two where the word is long or joins others, with the same first letter or the first two swapped. No word is a
        misspelling of what it is a form of."""
        most, of = 1 if len(folded) < 6 else 2, bases(folded)
        for first in {folded[0], folded[1]}:
            for length in range(len(folded) - most, len(folded) + most + 1):
                for meant, edits, _ in process.extract(
                    folded, self._lists.get((first, length), ()), scorer=OSA.distance, score_cutoff=most, limit=None
                ):
                    joins = stem(meant) in EMPTY
                    if not joins and (len(meant) == 3 or edits > (1 if len(folded) < 8 else 2)):
                        continue
                    if (first != folded[0] and meant[:2] != folded[1::-1]) or meant in of or folded in bases(meant):
                        continue
                    rank = min(self._ranks[meant], JOINING if joins else TOLD if self.told(meant) else len(self._ranks))
                    yield slips(folded, meant, edits) * weight(folded) + RARITY * math.log10(rank), meant

    def _names(self, folded: str, stands: float) -> Iterator[tuple[float, str]]:
        """Words of names; one that nobody knows is rather the farthest of them than nothing."""
        for meant, edits in self.names.near(folded):
            rank = max(NAMED / (1 + self.told(meant)), 1)
            cost = (slips(folded, meant, edits) + 0.5 * (meant[0] != folded[0])) * weight(folded) + RARITY * math.log10(rank)
            yield (cost if cost < stands or stands < UNKNOWN else UNKNOWN - 1 / (1 + 1000 * cost)), meant

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {word: rank for rank, word in enumerate((word for word in self.vocabulary() if len(word) > 1), 1)}

    @cached_property
    def _lists(self) -> dict[tuple[str, int], list[str]]:
        """The everyday words of three letters or more by their first letter and length."""
        lists: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._ranks:
            if len(word) > 2:
                lists[word[0], len(word)].append(word)
        return lists


def mended(text: str, corrections: Sequence[Correction]) -> str:
    """A text as it is to be read; what was written with a capital letter keeps it."""
    for correction in reversed(corrections):
        meant = correction.meant.capitalize() if text[correction.start].isupper() else correction.meant
        text = f"{text[: correction.start]}{meant}{text[correction.end :]}"
    return text


# --- slips ----------------------------------------------------------------------------------------------------------

_VOWELS = frozenset("aeiouy")
_SOUNDS = (_VOWELS, *map(frozenset, ("ckqsz", "fv", "gj", "dt", "bp", "mn")))
_KEYS = {key: (row, column + row / 2) for row, keys in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm")) for column, key in enumerate(keys)}


def weight(folded: str) -> float:
    """Of one slip in a word: the longer it is, the more of it is left to know it by."""
    return 6 / max(len(folded), 4)


def slips(written: str, meant: str, edits: int) -> float:
    """What went wrong, in so many edits at most: about their number, where a likely one counts less than one and an unlikely one more.

    With more than two it is their number: another transliteration is no slip.
    """
    if written == meant or edits > 2:
        return 0.0 if written == meant else edits
    if not edits:
        return math.inf
    at = next((at for at, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), min(len(written), len(meant)))
    head, key, tail, missing = written[:at], written[at : at + 1], written[at + 1 :], meant[at : at + 1]
    costs = []
    if key:
        costs.append((0.6 if head.endswith(key) else 1.0) + slips(head + tail, meant, edits - 1))
    if missing:
        easily = head.endswith(missing) or (not key and meant.endswith("ing"))
        costs.append((0.6 if easily else 0.9 if missing in _VOWELS else 1.0) + slips(head + missing + key + tail, meant, edits - 1))
    if key and missing:
        near = any({key, missing} <= sound for sound in _SOUNDS) or _beside(key, missing)
        costs.append((1.0 if near else 1.8) + slips(head + missing + tail, meant, edits - 1))
        if tail[:1] == missing:
            costs.append(0.9 + slips(head + missing + key + tail[1:], meant, edits - 1))
    return min(costs)


def _beside(a: str, b: str) -> bool:
    """Whether two keys of an English keyboard touch."""
    if a not in _KEYS or b not in _KEYS:
        return False
    (row, column), (other, place) = _KEYS[a], _KEYS[b]
    return abs(row - other) <= 1 and abs(column - place) <= 1


# --- forms of words -------------------------------------------------------------------------------------------------

_SUFFIXES = (
    "s es ed ing er ers est ly ness ment ments able ism ist ists or ors ful less ion ions ity ive ation ative ize ise ized ised ance ence"
).split()
_DOUBLING = frozenset({"ed", "ing", "er", "ers", "est"})
_PREFIXES = "un re non anti counter pre mis over out inter sub super dis under post".split()
_HISSING = ("s", "x", "z", "ch", "sh")
_CLOSED = re.compile(r"[^aeiou]*[aeiouy][bdfgklmnprtvz]")
"""Of one syllable, whose last letter is doubled before "ed": "stop"."""


def bases(folded: str) -> list[str]:
    """What a word is a regular form of, if there is such a word: "stopped" -> "stoppe", "stopp", "stop"."""
    found = [folded.removeprefix(prefix) for prefix in _PREFIXES if folded.startswith(prefix) and len(folded) - len(prefix) > 4]
    for suffix in _SUFFIXES:
        base = folded.removesuffix(suffix)
        if base == folded or len(base) < 3 or (suffix == "s" and base.endswith(_HISSING)):
            continue
        doubling = suffix in _DOUBLING
        if not (doubling and _CLOSED.fullmatch(base)) and (suffix != "es" or base.endswith((*_HISSING, "o"))):
            found.append(base)
        if suffix[0] in _VOWELS and suffix != "es" and base[-1] not in "ae":
            found.append(f"{base}e")
        if doubling and base[-1] == base[-2] and base[-1] not in _VOWELS and base[-3] in _VOWELS:
            found.append(base[:-1])
        if base[-1] == "i" and suffix != "ing":
            found.append(f"{base[:-1]}y")
    return found
