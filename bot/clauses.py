"""Who does what to whom in a sentence, from the order of its words.

A sentence is cut into clauses at conjunctions and punctuation; within its clause, whoever does an act stands before it and whoever
it is done to behind it, a passive the other way round, and an act told by a noun ("the capture of Hama by the rebels", "Assad's
fall") has them in "of", "by" and the possessive. A clause that names no subject of its own has that of the clause before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.lexicon import ACTS
from index.words import Word, participle

Range = tuple[int, int]

_BESIDE = frozenset("before after when while once until since as because although though despite following where if unless whether".split())
"""They open a clause that goes with another one."""
_RELATIVE = frozenset("who which whom whose that".split())
_JOINS = frozenset("and but or then nor".split())
_BE = frozenset("am is are was were be been being get gets got".split())
_BETWEEN = frozenset("not never also then reportedly allegedly only just still already later soon first finally again now all both".split())
"""Words that may stand between a conjunction or a form of "be" and its verb."""
_BEFORE_NOUN = frozenset(
    "the a an his her its their this that these those of in on for from with by after before during since until into no any".split()
)
_BEFORE_GERUND = frozenset("on by after before without for from of".split())
"""Behind these "sending messages" is done by the one of whom the clause tells."""
_AROUND = frozenset("in at near on during within outside inside around beside opposite as south north east west".split())
"""What follows only says where, or as what."""
_OWNS = ("'s", "’s", "s'", "s’")
_STOPS = re.compile(r"[;:—–\"“”]|\s-\s")


@dataclass(frozen=True, slots=True)
class Sides:
    """Where those who do an act and those it is done to can stand, as ranges [start, stop) of the words of the sentence."""

    doing: tuple[Range, ...]
    done_to: tuple[Range, ...]
    main: bool
    """The act is what its sentence tells, not said beside something else ("hours after Hama had fallen")."""

    def moved(self, by: int) -> Sides:
        """The same for words that are numbered from another beginning."""
        doing, done_to = (tuple((a + by, b + by) for a, b in ranges) for ranges in (self.doing, self.done_to))
        return Sides(doing, done_to, self.main)


def sides(sentence: Sequence[Word], text: str, at: int) -> Sides:
    """Of the act that is word `at` of the sentence; the words' offsets are into `text`."""
    start, stop = _clause(sentence, text, at)
    subject = _subject(sentence, text, start)
    main = sentence[start].fold not in _BESIDE
    by = next((i for i in range(at + 1, stop) if sentence[i].fold == "by"), None)
    if _noun(sentence, at):
        of = next((i for i in range(at + 1, min(stop, at + 4)) if sentence[i].fold == "of"), None)
        owner = next((i for i in range(max(at - 3, start), at) if sentence[i].text.endswith(_OWNS)), None)
        either = [(start, owner + 1)] if owner is not None else []
        if of is not None:
            either.append((of, by if by is not None and by > of else stop))
        be = next((i for i in range(at - 1, max(at - 4, start), -1) if sentence[i].fold in _BE), None)
        if be is not None and by is None:  # "Vogel was a member of the board"
            return Sides(((start, be),), tuple(either), main)
        return Sides(((by, stop),) if by is not None else tuple(either), tuple(either), main)
    before = (start, at) if _names_subject(sentence, start, at) else subject
    if at > start and sentence[at - 1].fold == "to":  # "and met Vogel to discuss it", "and asked Vogel to leave": either may do it
        finite = next((i for i in range(at - 2, start - 1, -1) if sentence[i].stem in ACTS and _finite(sentence[i])), at)
        doing = ((start, at),) if _names_subject(sentence, start, finite) else (subject, (start, at))
        return Sides(doing, ((at + 1, _reach(sentence, text, at, stop)),), main)
    if _passive(sentence, start, at):
        return Sides(((by, stop),) if by is not None else (), (before, (at + 1, by)) if by is not None else (before,), main)
    return Sides((before,), ((at + 1, _reach(sentence, text, at, stop)),), main)


def _reach(sentence: Sequence[Word], text: str, at: int, stop: int) -> int:
    """Where what an act is done to ends: "captured Calder, 40 km south of Brook" and "captured Calder near Brook" do not speak of Brook."""
    for i in range(at + 2, stop):
        if sentence[i].fold in _AROUND or ("," in text[sentence[i - 1].end : sentence[i].start] and sentence[i - 1].text[0].isupper()):
            return i
    return stop


def _clause(sentence: Sequence[Word], text: str, at: int) -> Range:
    start = next((i for i in range(at, 0, -1) if _begins(sentence, text, i)), 0)
    stop = next((i for i in range(at + 1, len(sentence)) if _begins(sentence, text, i)), len(sentence))
    return start, stop


def _begins(sentence: Sequence[Word], text: str, at: int) -> bool:
    """Whether a clause begins with this word."""
    word = sentence[at]
    if word.fold in _BESIDE or word.fold in ("who", "which", "whom", "whose"):
        return True
    if word.fold == "that":
        return not (at + 1 < len(sentence) and sentence[at + 1].stem in ACTS and _noun(sentence, at + 1))
    gap = text[sentence[at - 1].end : word.start]
    if _STOPS.search(gap) or _aside_before(sentence, text, at) is not None:
        return True
    if word.fold in _JOINS:
        following = next((w for w in sentence[at + 1 :] if w.fold not in _BETWEEN), None)
        return following is not None and (following.fold in _BE | {"had", "has", "have"} or (following.stem in ACTS and _finite(following)))
    return "," in gap and word.fold.endswith("ing") and word.stem in ACTS


def _aside_before(sentence: Sequence[Word], text: str, at: int) -> int | None:
    """Where the clause between commas began that ends before this word: "Trump, who was in Paris, | wrote"."""
    if "," not in text[sentence[at - 1].end : sentence[at].start]:
        return None
    for i in range(at - 1, 0, -1):
        if "," in text[sentence[i - 1].end : sentence[i].start]:
            return i if sentence[i].fold in _RELATIVE | {"where"} else None
    return None


def _finite(word: Word) -> bool:
    """Whether a word looks like a verb that tells: "took", "captured", "takes"."""
    return participle(word.fold) or (word.fold.endswith("s") and not word.fold.endswith("ss"))


def _noun(sentence: Sequence[Word], at: int) -> bool:
    if at == 0:
        return False
    before = sentence[at - 1]
    if participle(sentence[at].fold) and not before.fold.startswith("the"):
        return False
    if before.fold in _BEFORE_GERUND and sentence[at].fold.endswith("ing") and at + 1 < len(sentence) and sentence[at + 1].fold not in ("of", "by"):
        return False
    return before.fold in _BEFORE_NOUN or before.text.endswith(_OWNS)


def _passive(sentence: Sequence[Word], start: int, at: int) -> bool:
    if not participle(sentence[at].fold):
        return False
    for i in range(at - 1, max(start - 1, at - 4), -1):
        if sentence[i].fold in _BE:
            return True
        if sentence[i].fold not in _BETWEEN and not sentence[i].fold.endswith("ly"):
            break
    return at + 1 < len(sentence) and sentence[at + 1].fold == "by"


def _names_subject(sentence: Sequence[Word], start: int, at: int) -> bool:
    """Whether something that can act stands between the beginning of a clause and its act."""
    passed = _BESIDE | _JOINS | _BETWEEN | _BE | {"had", "has", "have", "would", "will", "could", "to", "that"} | _RELATIVE
    return any(word.fold not in passed and not word.fold.endswith("ly") for word in sentence[start:at])


def _subject(sentence: Sequence[Word], text: str, start: int) -> Range:
    """The subject of the clause before, for one that names none: the last words before a "who", else up to its verb."""
    if start == 0:
        return 0, 0
    if sentence[start].fold in _RELATIVE - {"that"}:
        return max(start - 6, 0), start
    aside = _aside_before(sentence, text, start)
    if aside is not None:
        return _clause(sentence, text, aside - 1)[0], aside
    earlier, _ = _clause(sentence, text, start - 1)
    verb = next((i for i in range(earlier, start) if sentence[i].stem in ACTS and _finite(sentence[i]) and not _noun(sentence, i)), start)
    if not _names_subject(sentence, earlier, verb) and earlier > 0:
        return _subject(sentence, text, earlier)
    return earlier, verb
