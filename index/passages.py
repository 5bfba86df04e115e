"""Event -> passages that remember their offsets, their order in time, and the words they are found by."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.dates import DAY, MONTHS, WEEKDAYS, civil_from_days, describe, weekday
from index.types import MINUTE_MIN, Event, Passage, When
from index.words import Word, sentences, words

Minutes = npt.NDArray[np.int64]

_SAFE_BYTES = 96
"""So short a text is read whole by every encoder: no need to count its tokens."""


def cut(event: Event, reads: Callable[[str], int]) -> list[Passage]:
    """An event's text as passages that the encoder reads whole; together they hold every sentence.

    `reads(text)` says how many characters of a text the encoder reads. One passage where everything fits; otherwise as
    many whole sentences as fit, and a sentence that is too long by itself is cut between words.
    """
    if len(event.text) <= _SAFE_BYTES // 4 or _fits(event.text, reads):
        return [Passage(event, 0, len(event.text))]
    found: list[Passage] = []
    start = end = -1
    for left, right in _pieces(event.text, reads):
        if start >= 0 and not _fits(event.text[start:right], reads):
            found.append(Passage(event, start, end))
            start = -1
        start, end = (left if start < 0 else start), right
    if start >= 0:
        found.append(Passage(event, start, end))
    return found


def _fits(text: str, reads: Callable[[str], int]) -> bool:
    return len(text.encode(errors="replace")) <= _SAFE_BYTES or reads(text) >= len(text.rstrip())


def _pieces(text: str, reads: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    """Sentences, and parts of those the encoder cannot read whole."""
    for begin, end in sentences(text):
        start = begin
        while not _fits(text[start:end], reads):
            length = max(reads(text[start:end]), 1)
            blank = text.rfind(" ", start + 1, start + length)
            middle = blank if blank > start else start + length
            yield start, middle
            start = middle
            while start < end and text[start].isspace():
                start += 1
        if start < end:
            yield start, end


def dense_text(passage: Passage) -> str:
    """What is embedded: the text alone. With the title before it the dense half was worse (nDCG@10 .824 against .858 on 40 questions
    of the built-in timeline's facts); the title counts in the lexical half. Changing this needs a new `build.RECIPE`."""
    return passage.text


def text_hash(text: str) -> bytes:
    """Decides what to embed: passages with an equal hash share one vector."""
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()


def document(passage: Passage) -> list[tuple[Word, bool]]:
    """The words a passage is found by: text, title, printed date with month and weekday, and its names. Each comes with
    whether it stands inside a sentence of the text, where a capital letter says something."""
    event = passage.event
    text = passage.text
    found = words("\n".join((text, event.title, _printed(event.when), *event.actors, *event.affected, *event.places)))
    begins = iter([start for start, _ in sentences(text)])
    begin = next(begins, None)
    marked = []
    for word in found:
        first = begin is not None and word.start >= begin
        while begin is not None and word.start >= begin:
            begin = next(begins, None)
        marked.append((word, not first and word.end <= len(text)))
    return marked


def _printed(when: When | None) -> str:
    if when is None:
        return ""
    parts = [describe(when)]
    if when.width <= DAY + DAY // 4:
        parts.append(WEEKDAYS[weekday(when.start)])
    year, month, _ = civil_from_days(when.start // DAY)
    if when.width <= 31 * DAY and MONTHS[month - 1] not in parts[0]:
        parts.append(f"{MONTHS[month - 1]} {year}")
    return " ".join(parts)


# --- order of time --------------------------------------------------------------------------------------------------


def by_time(event: Event) -> tuple[bool, int, int, str, str]:
    """Sorts events by start, end and id, the undated ones last. Numbers in ids are in their own order: the tenth line of a day comes after
    its second."""
    when, counted = event.when, re.sub(r"\d+", lambda number: number.group().zfill(12), event.id)
    return (True, 0, 0, counted, event.id) if when is None else (False, when.start, when.end, counted, event.id)


def mapped(path: Path) -> npt.NDArray[Any]:
    """An array on disk, read where it is touched; as a plain array, since `np.memmap` slows down every slice."""
    array: npt.NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return array


@dataclass(frozen=True)
class Window:
    """The rows of a window: all of [start, stop), and the listed ones."""

    start: int
    stop: int
    others: npt.NDArray[np.int64]
    """Ascending, none of them in [start, stop): what began earlier and lasts into the window."""

    def __len__(self) -> int:
        return self.stop - self.start + len(self.others)


@dataclass(frozen=True)
class Order:
    """The rows of an index in order of time, so that a window is a slice.

    Rows [0, narrow) are dated, no wider than `widest` minutes, sorted by start; rows [narrow, len(starts)) are the wide
    ones, sorted by start as well; undated rows follow after all dated ones and are in no window.
    """

    starts: Minutes
    ends: Minutes
    narrow: int
    widest: int

    def rows(self, within: When) -> Window:
        """Exactly the rows that overlap `within`."""
        near = self.starts[: self.narrow]
        first = int(np.searchsorted(near, within.start))
        stop = int(np.searchsorted(near, within.end))
        reach = int(np.searchsorted(near, max(within.start - self.widest, MINUTE_MIN)))
        earlier = reach + np.flatnonzero(self.ends[reach:first] > within.start)
        last = self.narrow + int(np.searchsorted(self.starts[self.narrow :], within.end))
        wide = self.narrow + np.flatnonzero(self.ends[self.narrow : last] > within.start)
        return Window(first, stop, np.concatenate((earlier, wide)))

    def overlap(self, rows: npt.NDArray[np.int64], within: When) -> npt.NDArray[np.bool_]:
        """Which of the rows overlap `within`; an undated one does not."""
        if not len(self.starts):
            return np.zeros(len(rows), np.bool_)
        at = np.minimum(rows, len(self.starts) - 1)
        found: npt.NDArray[np.bool_] = (rows < len(self.starts)) & (self.starts[at] < within.end) & (self.ends[at] > within.start)
        return found

    @classmethod
    def everything(cls, size: int) -> Window:
        return Window(0, size, np.empty(0, np.int64))


def arrange(whens: Sequence[When | None]) -> tuple[npt.NDArray[np.int64], Order]:
    """Where each row of the index comes from (a permutation of the positions in `whens`), and its order.

    The border between narrow and wide is where the rows that a question about a moment has to look at besides its own
    are fewest: narrow ones that may still last, and all wide ones.
    """
    dated = np.array([i for i, when in enumerate(whens) if when is not None], dtype=np.int64)
    undated = np.array([i for i, when in enumerate(whens) if when is None], dtype=np.int64)
    starts = np.array([when.start for when in whens if when is not None], dtype=np.int64)
    ends = np.array([when.end for when in whens if when is not None], dtype=np.int64)
    if not len(dated):
        return undated, Order(starts, ends, 0, 0)
    widths = ends.view(np.uint64) - starts.view(np.uint64)  # all of time is 2**63 minutes wide
    ascending = np.sort(widths)
    span = float(ends.max()) - float(starts.min())
    burden = len(dated) * ascending / span + np.arange(len(dated) - 1, -1, -1)
    widest = int(ascending[int(np.argmin(burden))])
    order = np.lexsort((np.arange(len(dated)), ends, starts, widths > widest))
    rows = Order(starts[order], ends[order], int(np.count_nonzero(widths <= widest)), widest)
    return np.concatenate((dated[order], undated)), rows
