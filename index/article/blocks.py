"""The text of an article or a Markdown file -> headings and paragraphs, with the lines they begin at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from index import markup
from index.dates import Context, DateMention, find_dates, year

_BULLET = re.compile(r"\s{0,8}(?:[-*+•‣–]|\d{1,3}[.)](?!\s*(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)))\s+(?=\S)")
_DATED_LINE = re.compile(r"(?:\d{1,2}\s+\w+(?:\s+\d{4})?|\w+\s+\d{1,2}(?:,?\s+\d{4})?|\d{4}(?:-\d\d){0,2}|\d{1,2}[:.]\d{2})\s*[:–—-]\s")
_WRAPPED = 120
"""A text none of whose lines is longer has paragraphs over several lines."""

_ATX = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
_SETEXT = re.compile(r"\s{0,3}(=+|-{2,})\s*$")
_RULE = re.compile(r"\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_DEFINITION = re.compile(r"\s{0,3}\[[^\]\s]{1,80}\]:\s")
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\]\([^()\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]]{1,500})\]\(\s*<?([^()\s<>]{0,2000})>?(?:\s+\"[^\"]{0,300}\")?\s*\)")
_NOTE = re.compile(r"\[\^[^\[\]\s]{1,40}\]")
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=[\w.!?,;:])_{1,3}(?!\w)|~~|`+")
_KEY = re.compile(r"(\w+):\s+(.+)$")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph."""

    text: str
    """NFC, every run of blanks one space."""
    line: int
    """From 1."""
    heading: bool = False
    links: tuple[tuple[str, str], ...] = ()
    """(url, words)"""


@dataclass(frozen=True)
class Document:
    blocks: tuple[Block, ...]
    about: dict[str, str] = field(default_factory=dict)
    """What the front matter says: title, date, url and so on."""
    skipped: tuple[tuple[int, str], ...] = ()
    """(line, what was left out)"""


def plain(text: str) -> Document:
    """A plain article: a heading is a short line without an end mark before a paragraph, or nothing but a date."""
    lines = text.splitlines()
    wrapped = max(map(len, lines), default=0) <= _WRAPPED
    paragraphs = list(_paragraphs(lines, wrapped))
    blocks = []
    for i, (line, words, alone) in enumerate(paragraphs):
        following = paragraphs[i + 1] if i + 1 < len(paragraphs) else None
        short = alone and _like_heading(words)
        heading = short and (
            _is_date(words) or (following is not None and not (following[2] and _like_heading(following[1]))) or (i == 0 and len(paragraphs) > 1)
        )
        blocks.append(Block(words, line, heading))
    return Document(tuple(blocks))


def _paragraphs(lines: list[str], wrapped: bool) -> Iterator[tuple[int, str, bool]]:
    """(line, text, whether it may be a heading)"""
    longest = max(map(len, lines), default=0)
    gathered: list[str] = []
    begin, marked = 0, False
    for number, raw in enumerate([*lines, ""], 1):
        bullet = _BULLET.match(raw)
        line = tidy(raw[bullet.end() :] if bullet else raw)
        goes_on = (
            wrapped and gathered and line and not bullet and not _DATED_LINE.match(line) and (len(gathered[-1]) > 0.6 * longest or line[0].islower())
        )
        if gathered and not goes_on:
            yield begin, " ".join(gathered), len(gathered) == 1 and not marked
            gathered = []
        if line:
            if not gathered:
                begin, marked = number, bullet is not None
            gathered.append(line)


def _like_heading(text: str) -> bool:
    return len(text) <= 90 and len(text.split()) <= 12 and text[-1] not in ".!?;,\"'”’…)" and not text[0].islower()


def _is_date(text: str) -> bool:
    """Whether a line is nothing but a date."""
    found = mentions(text, Context(period=EVERY))
    left = "".join(text[: found[0].start] + text[found[-1].end :]) if found else text
    return bool(found) and not re.search(r"\w", left)


def tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


# --- Markdown ---------------------------------------------------------------------------------------------------------


def markdown(text: str) -> Document:
    """Its headings and paragraphs as plain text; code, notes and the heads of tables are left out, and said."""
    lines = text.splitlines()
    about, start = _front_matter(lines)
    reader = _Markdown()
    for number in range(start, len(lines)):
        reader.line(number + 1, lines[number])
    reader.end()
    return Document(tuple(reader.blocks), about, tuple(reader.skipped))


def _front_matter(lines: list[str]) -> tuple[dict[str, str], int]:
    if not lines or lines[0].strip() != "---":
        return {}, 0
    about: dict[str, str] = {}
    for number, line in enumerate(lines[1:200], 1):
        if line.strip() in ("---", "..."):
            return about, number + 1
        match = _KEY.match(line.strip())
        if match:
            about[match[1].lower()] = tidy(match[2].strip("\"'"))
    return {}, 0


class _Markdown:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.skipped: list[tuple[int, str]] = []
        self._gathered: list[str] = []
        self._begin = 0
        self._fence = ""
        self._row = False
        """Whether the last line was a row of a table."""

    def line(self, number: int, line: str) -> None:
        fence = _FENCE.match(line)
        if self._fence or fence:
            if not self._fence and fence:
                self.end()
                self._fence = fence[1][:3]
                self.skipped.append((number, "a block of code"))
            elif fence and fence[1][:3] == self._fence:
                self._fence = ""
            return
        line = re.sub(r"^\s{0,3}(?:>\s?)+", "", line)
        heading, setext = _ATX.match(line), _SETEXT.match(line)
        row = line.strip().startswith("|")
        if heading:
            self.end()
            self._add(number, heading[2], True)
        elif setext and self._gathered:
            self._add(self._begin, " ".join(self._gathered), True)
            self._gathered = []
        elif _DEFINITION.match(line):
            self.end()
            if line.lstrip().startswith("[^"):
                self.skipped.append((number, "a note"))
        elif row:
            self.end()
            self._table(number, line.strip().strip("|"))
        elif not line.strip() or _RULE.match(line):
            self.end()
        else:
            bullet = _BULLET.match(line)
            if bullet or _DATED_LINE.match(line):
                self.end()
            if not self._gathered:
                self._begin = number
            self._gathered.append(line[bullet.end() :] if bullet else line)
        self._row = row

    def _table(self, number: int, row: str) -> None:
        cells = [cell.strip() for cell in row.replace("\\|", "¦").split("|")]
        if all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            if self._row and self.blocks:
                head = self.blocks.pop()
                self.skipped.append((head.line, "the head of a table"))
            return
        self._add(number, " – ".join(cell for cell in cells if cell))

    def end(self) -> None:
        if self._gathered:
            self._add(self._begin, " ".join(self._gathered))
            self._gathered = []

    def _add(self, number: int, text: str, heading: bool = False) -> None:
        text = _NOTE.sub("", _IMAGE.sub("", text))
        links = [(url, tidy(_EMPHASIS.sub("", match[1]))) for match in _LINK.finditer(text) if (url := markup.address(match[2]))]
        rest = markup.plain(_EMPHASIS.sub("", _LINK.sub(r"\1", text)))
        if tidy(rest.text):
            self.blocks.append(Block(tidy(rest.text), number, heading, (*links, *rest.links)))


# --- dates --------------------------------------------------------------------------------------------------------------

EVERY = year(2000)
"""Completes any date, to see whether there is one."""
_CHUNK = 2_000


def mentions(text: str, context: Context) -> list[DateMention]:
    """The dates of a text of any length, by chunks: a date across the border of two is lost."""
    found = []
    for at in range(0, len(text), _CHUNK):
        found += [replace(m, start=m.start + at, end=m.end + at) for m in find_dates(text[at : at + _CHUNK], context)]
    return found
