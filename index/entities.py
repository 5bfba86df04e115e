"""Names: which entities a text speaks of, through aliases, transliterations and misspellings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.types import Entity
from index.words import Word, fold, words

_ARTICLES = frozenset({"al", "el", "the", "ad", "ar", "as", "ash", "at", "az"})
"""Words that names are written with and without. `as` and `at` only count inside a hyphenated name."""
_GOVERNMENTS = frozenset({"government", "regime", "administration"})
_CASED = frozenset({"us", "is", "it", "as", "in", "on", "or", "an", "am", "so", "who", "may", "leaf", "south"})
"""Aliases that are also everyday words: only a capital letter makes them a name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands in a text, text[start:end]."""

    entity: Entity
    start: int
    end: int


_ARTICLE_BEFORE = re.compile(r"\b(?:the|these|those|both|all)\s+$", re.IGNORECASE)
_OF = re.compile(r"\s+of\s+(?:the\s+)?[A-Z]")


class Entities:
    """The names of a timeline. Matching folds case and diacritics and passes over Arabic articles."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.all: tuple[Entity, ...] = tuple(entities)
        self._found = lru_cache(2048)(self._find)
        self._named = lru_cache(8192)(self._get)
        self._wider = lru_cache(8192)(self._upwards)

    def get(self, name: str) -> Entity | None:
        """The entity with this name or alias, or None."""
        return self._named(name)

    def _get(self, name: str) -> Entity | None:
        found = self._keys.get(_key(words(name)))
        return found[0] if found else None

    def names(self, name: str) -> tuple[str, ...]:
        """Every way to write this name: itself alone when no entity has it."""
        entity = self.get(name)
        return (name,) if entity is None else (entity.name, *entity.aliases)

    def canonical(self, name: str) -> str:
        entity = self.get(name)
        return name if entity is None else entity.name

    def wider(self, name: str) -> frozenset[str]:
        """A canonical name, with the names of everything it is a part of, however far up.

        A force or an office also belongs to whoever its government is named after; a person does not.
        """
        return self._wider(name)

    def _upwards(self, name: str) -> frozenset[str]:
        person = (entity := self.get(name)) is not None and entity.kind == "person"
        found: set[str] = set()
        open = [name]
        while open:
            here = self.canonical(open.pop())
            if here not in found:
                found.add(here)
                entity = self.get(here)
                open += entity.part_of if entity is not None else ()
                open += self._named_after(entity) if entity is not None and not person else ()
        return frozenset(found)

    def _named_after(self, entity: Entity) -> Iterator[str]:
        """ "Vogel government" is what Vogel does with it: the people in whose name a government acts."""
        for cut in map(words, entity.aliases if entity.kind in ("group", "organisation") else ()):
            owners = self._keys.get(_key(cut[:-1]), ()) if len(cut) > 1 and cut[-1].fold in _GOVERNMENTS else ()
            yield from (owner.name for owner in owners if owner.kind == "person")

    def find(self, text: str) -> list[Mention]:
        """The names in a text, in order, longest first, none overlapping."""
        return list(self._found(text)) if self._keys else []

    def _find(self, text: str) -> list[Mention]:
        cut = [w for w in words(text) if not ((w.fold in _ARTICLES and text[w.end : w.end + 1] in ("-", "‑")) or w.fold in ("the", "al", "el"))]
        folds = [w.fold for w in cut]
        found: list[Mention] = []
        at = 0
        while at < len(cut):
            for length in range(min(self._reach(folds[at]), len(cut) - at), 0, -1):
                run = tuple(folds[at : at + length])
                candidates = self._keys.get(run)
                if candidates is None or (length == 1 and at + 1 < len(cut) and not _ARTICLE_BEFORE.search(text[: cut[at].start])):
                    candidates = self._possessor(run) or candidates
                if candidates and (length > 1 or _written_as_name(cut[at], candidates)):
                    start, end = cut[at].start, cut[at + length - 1].end
                    if text[start:end].islower() and _OF.match(text, end) and " " not in text[start:end]:
                        continue  # "the capital of France" is another one
                    found.append(Mention(candidates[0], start, end))
                    at += length
                    break
            else:
                at += 1
        return found

    def spelt(self, text: str) -> str:
        """A text with the timeline's own spelling of every name of more than a few letters: "Kweires" -> "Kuweires air base"."""
        for mention in reversed(self.find(text)):
            name = mention.entity.name
            if mention.end - mention.start > 4 and name[:1].isupper() and fold_name(text[mention.start : mention.end]) != fold_name(name):
                text = f"{text[: mention.start]}{name}{text[mention.end :]}"
        return text

    def _reach(self, first: str) -> int:
        """Of how many words the longest name is that begins with this one, or with whom it is the possessive of."""
        return max(self._longest.get(first, 0), self._longest.get(first[:-1], 0))

    def _possessor(self, run: tuple[str, ...]) -> list[Entity] | None:
        """Whose "vogels speech" is: a possessive as it is typed in haste. "The Vogels" alone are the family, and "vogels boat" the boat."""
        first, *others = run
        owners = self._keys.get((first[:-1], *others)) if len(first) > 4 and first.endswith("s") else None
        return owners if owners and (others or run not in self._keys or owners[0].kind == "person") else None

    def near(self, folded: str) -> list[tuple[str, int]]:
        """The words of names that a misspelt one may stand for, and how many edits off each is, in no order.

        One edit in words of four to six letters, two in longer ones (Damerau's distance, where a swap of neighbours is one edit);
        where there is none, other transliterations of the same consonants, with no more than half of the letters changed.
        """
        edits = 1 if len(folded) < 7 else 2
        near = [
            (word, distance)
            for length in range(max(len(folded) - edits, 4), len(folded) + edits + 1)
            for word, distance, _ in process.extract(
                folded, self._words_of_length.get(length, ()), scorer=OSA.distance, score_cutoff=edits, limit=None
            )
        ]
        same_sound = () if near else self._skeletons.get(skeleton(folded), ())
        spelt = ((word, OSA.distance(folded, word)) for word in same_sound if (word[0] in _VOWELS) == (folded[0] in _VOWELS))
        return near + [(word, distance) for word, distance in spelt if 2 * distance <= len(folded)]

    @cached_property
    def _keys(self) -> dict[tuple[str, ...], list[Entity]]:
        keys: dict[tuple[str, ...], list[Entity]] = defaultdict(list)
        for entity in self.all:
            for name in (entity.name, *entity.aliases):
                key = _key(words(name))
                if key and entity not in keys[key]:
                    keys[key].append(entity)
        surnames: dict[tuple[str, ...], list[Entity]] = defaultdict(list)
        for entity in self.all:
            last = _key(words(entity.name))[-1:]
            if entity.kind == "person" and last and len(last[0]) > 3:
                surnames[last].append(entity)
        for last, owners in surnames.items():
            if len(owners) == 1 and last not in keys:
                keys[last] = owners
        return dict(keys)

    @cached_property
    def _longest(self) -> dict[str, int]:
        """First word -> of how many words the longest name is that begins with it."""
        longest: dict[str, int] = defaultdict(int)
        for key in self._keys:
            longest[key[0]] = max(longest[key[0]], len(key))
        return dict(longest)

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The folded words that names are made of."""
        return frozenset(word for key in self._keys for word in key)

    @cached_property
    def _words_of_length(self) -> dict[int, list[str]]:
        lengths: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self.name_words):
            lengths[len(word)].append(word)
        return dict(lengths)

    @cached_property
    def _skeletons(self) -> dict[str, list[str]]:
        keys: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.name_words):
            if len(word) > 3 and len(skeleton(word)) > 1:
                keys[skeleton(word)].append(word)
        return dict(keys)


def _key(cut: Sequence[Word]) -> tuple[str, ...]:
    """The folded words of a name without articles; a name made only of them keeps them."""
    kept = tuple(w.fold for w in cut if w.fold not in _ARTICLES)
    return kept or tuple(w.fold for w in cut)


def _written_as_name(word: Word, candidates: Sequence[Entity]) -> bool:
    if word.fold not in _CASED:
        return True
    return word.text.isupper() if len(word.text) <= 3 else word.text[0].isupper()


_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"dh|th|z"), "z"),
    (re.compile(r"kh|ch|gh|q|c|k"), "k"),
    (re.compile(r"dj|j|g"), "j"),
    (re.compile(r"sh|s"), "s"),
    (re.compile(r"[aeiouyhw']"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


_VOWELS = "aeiouy"


def skeleton(folded: str) -> str:
    """The consonants of a transliterated name, alike for its spellings: "joulani", "golani" and "jawlani" are "jln"."""
    for pattern, replacement in _SOUNDS:
        folded = pattern.sub(replacement, folded)
    return folded


def fold_name(name: str) -> str:
    """A name as matching sees it, for comparing two of them: "Al-Bukamal crossing" -> "bukamal crossing"."""
    return " ".join(_key(words(name))) or fold(name)
