"""Answer -> what a Telegram chat shows: HTML and a plain twin of each message, and the buttons below. Needs no Telegram.

A message is made of blocks, a block of atoms, an atom of runs. Messages are cut between atoms, so a sentence or a cited
source stays whole unless it is longer than a message by itself.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answer import Answer, Citation
from index.dates import describe
from index.types import Event, Source

LIMIT = 4096
"""UTF-16 units of a message. Telegram counts what is left after parsing; we count the markup as well, to be safe under either reading."""
ENTITIES = 90
"""Links and styles in one message. Telegram drops what is beyond 100."""
DATA_LIMIT = 64
"""Bytes of a button's data."""
REF_LIMIT = 48
"""Characters of an event's reference: with its action and generation it fits a button, with its prefix a deep link."""
LABEL_LIMIT = 48
"""UTF-16 units of a button's label: what a phone shows on one line."""

Style = Literal["", "b", "i"]


# --- the parts of a message -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style, perhaps a link."""

    text: str
    style: Style = ""
    url: str | None = None

    @property
    def html(self) -> str:
        text = html.escape(self.text, quote=False)
        if self.style:
            text = f"<{self.style}>{text}</{self.style}>"
        return f'<a href="{html.escape(self.url)}">{text}</a>' if self.url else text

    @property
    def plain(self) -> str:
        return f"{self.text} ({self.url})" if self.url else self.text

    @property
    def entities(self) -> int:
        return bool(self.style) + bool(self.url)


Atom = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Atoms in a row. Blocks are set apart by a blank line, quoted ones stand together in one expandable quotation."""

    atoms: tuple[Atom, ...]
    joiner: str = " "
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent, and what is sent instead when Telegram refuses the markup."""

    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    data: str


Rows = tuple[tuple[Button, ...], ...]


def width(text: str) -> int:
    """In UTF-16 units, as Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


_UNSENDABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Without what cannot be sent: control characters and halves of surrogate pairs."""
    return _UNSENDABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def shorten(text: str, limit: int) -> str:
    """On one line of at most `limit` UTF-16 units, cut at a word where there is one."""
    text = " ".join(clean(text).split())
    if width(text) <= limit:
        return text
    kept = _head(text, limit - 1)
    if text[len(kept)].isalnum() and " " in kept[len(kept) // 2 :]:
        kept = kept.rsplit(" ", 1)[0]
    return kept.rstrip(" ,;:") + "…"


def _head(text: str, limit: int) -> str:
    used = 0
    for at, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > limit:
            return text[:at]
    return text


def run(text: str, style: Style = "", url: str | None = None) -> Run:
    return Run(clean(text), style, url if url and _linkable(url) else None)


def block(*atoms: Run | Iterable[Run], joiner: str = " ", quote: bool = False) -> Block:
    tuples = ((atom,) if isinstance(atom, Run) else tuple(atom) for atom in atoms)
    return Block(tuple(atom for atom in tuples if any(part.text for part in atom)), joiner, quote)


def _linkable(url: str) -> bool:
    return bool(re.fullmatch(r"https?://[^\s\x00-\x1f\x7f\ud800-\udfff]+", url)) and width(html.escape(url)) <= 1500


# --- cutting into messages ------------------------------------------------------------------------------------------


def messages(blocks: Sequence[Block], limit: int = LIMIT) -> list[Message]:
    """Every atom, in order, in as few messages as hold them; each at most `limit` UTF-16 units with its markup, and as plain text."""
    parts = [(at, block, piece) for at, block in enumerate(blocks) for atom in block.atoms for piece in _pieces(atom, limit - 64)]
    made: list[Message] = []
    rest: list[tuple[int, Block, Atom]] = []
    for part in parts:
        candidate = _message([*rest, part])
        fits = width(candidate.html) <= limit and width(candidate.plain) <= limit
        if rest and not (fits and sum(run.entities for _, _, atom in [*rest, part] for run in atom) <= ENTITIES):
            made.append(_message(rest))
            rest = []
        rest.append(part)
    return [*made, _message(rest)] if rest else made


def _message(parts: Sequence[tuple[int, Block, Atom]]) -> Message:
    """Of blocks with their numbers. A quotation is opened and closed inside the message, wherever it was cut."""
    marked: list[str] = []
    plain: list[str] = []
    before: tuple[int, Block] | None = None
    for at, block, atom in parts:
        if before is not None:
            if block.quote and not before[1].quote:
                gap = "\n\n" if at != before[0] else block.joiner
            elif at == before[0]:
                gap = block.joiner
            else:
                gap = "\n" if block.quote else "\n\n"
            if before[1].quote and not block.quote:
                marked.append("</blockquote>")
            marked.append(gap)
            plain.append(gap)
        if block.quote and (before is None or not before[1].quote):
            marked.append("<blockquote expandable>")
        marked += (run.html for run in atom)
        plain += (run.plain for run in atom)
        before = at, block
    if before is not None and before[1].quote:
        marked.append("</blockquote>")
    return Message("".join(marked).strip(), "".join(plain).strip())


def _pieces(atom: Atom, room: int) -> Iterator[Atom]:
    """The atom itself, or what it has to be cut into."""
    if sum(width(run.html) for run in atom) <= room:
        yield atom
        return
    for run_ in atom:
        text = run_.text
        space = room - width(Run("", run_.style, run_.url).html)
        while width(html.escape(text, quote=False)) > space:
            head = _escaped_head(text, space)
            cut = max(head.rfind(" "), head.rfind("\n")) + 1
            head = head[:cut] if cut > len(head) // 2 else head
            yield (Run(head, run_.style, run_.url),)
            text = text[len(head) :]
        if text:
            yield (Run(text, run_.style, run_.url),)


def _escaped_head(text: str, space: int) -> str:
    used = 0
    for at, character in enumerate(text):
        used += width(html.escape(character, quote=False))
        if used > space:
            return text[:at]
    return text


# --- answers and events ---------------------------------------------------------------------------------------------


def answer_blocks(answer: Answer, note: str = "") -> list[Block]:
    """The short answer first, the sentences, then the sources; or why there is none and what is near."""
    lines = [run(line) for line in answer.lines]
    blocks = [
        block(run(note, "i")),
        block(run(answer.short, "b")),
        block(*lines, joiner="\n"),
    ]
    window = answer.question.window
    if window is not None and answer.answered and describe(window) not in f"{answer.short} {answer.text}":
        blocks.append(block(run(f"Looked at: {describe(window)}", "i")))
    if answer.related and not all(event.title and event.title in answer.text for event in answer.related):
        blocks.append(block(run("Nearest in the timeline:"), *(_line(event) for event in answer.related), joiner="\n"))
    blocks += [block(_cited(citation), quote=True) for citation in answer.citations]
    return [block for block in blocks if block.atoms]


def event_blocks(event: Event, number: int | None = None) -> list[Block]:
    """Everything the timeline holds of one event."""
    mark = "" if number is None else f"[{number}] "
    head = block(run(mark + (event.title or shorten(event.text, 80)), "b"), run(date_text(event), "i"), joiner="\n")
    blocks = [head, block(run(event.text))]
    if event.accounts:
        accounts = [
            [run(f"• {account.whose}: {account.what}" + (f" ({describe(account.when)})" if account.when else "")), *_links(account.sources, " · ")]
            for account in event.accounts
        ]
        blocks.append(block(run("Others say otherwise:" if event.confidence == "contested" else "Other accounts:"), *accounts, joiner="\n"))
    blocks.append(block(list(_links(event.sources)), quote=True))
    return [block for block in blocks if block.atoms]


def source_blocks(events: Sequence[Event]) -> list[Block]:
    return [part for number, event in enumerate(events, 1) for part in event_blocks(event, number)]


def list_blocks(title: str, events: Sequence[Event], rest: int = 0) -> list[Block]:
    """A list of events, one line each; `rest` is how many more there are."""
    more = [run(f"… and {rest:,} more", "i")] if rest else []
    return [block(run(title, "b")), block(*(_line(event) for event in events), *more, joiner="\n")]


def _line(event: Event) -> Atom:
    title = event.title or shorten(event.text, 140)
    contested = " (contested)" if event.confidence == "contested" else ""
    return (run("• "), run(date_text(event), "i"), run(f": {title}{contested}"))


def date_text(event: Event) -> str:
    return "no date" if event.when is None else describe(event.when)


def _cited(citation: Citation) -> Atom:
    event = citation.event
    date = () if event.when is None else (run(describe(event.when), "i"), run(" · "))
    return (run(f"[{citation.n}] "), *date, run(f"“{citation.quote}”"), *_links(event.sources, " · "))


def _links(sources: Sequence[Source], before: str = "", most: int = 4) -> Iterator[Run]:
    for source in sources[:most]:
        if before:
            yield run(before)
        yield run(source.publisher or source.title or source.key, url=source.url)
        before = ", "
    if len(sources) > most:
        yield run(f" and {len(sources) - most} more")


# --- references and buttons -----------------------------------------------------------------------------------------


def ref(event_id: str) -> str:
    """An event's id where it fits a deep link and a button, else a digest of it, which begins with "h_"."""
    if re.fullmatch(rf"(?!h_)[A-Za-z0-9_-]{{1,{REF_LIMIT}}}", event_id):
        return event_id
    digest = hashlib.sha256(event_id.encode("utf-8", "surrogatepass")).digest()[:18]
    return "h_" + base64.urlsafe_b64encode(digest).decode()


def tag(generation: str) -> str:
    """A generation of the index in eight characters."""
    return hashlib.sha256(generation.encode()).hexdigest()[:8]


Action = Literal["earlier", "later", "back", "forth", "sources", "up", "down", "event"]
"""`earlier` and `later` stand below answers and open an event; `back` and `forth` stand below an event and replace it."""
_ACTIONS: dict[Action, str] = {"earlier": "p", "later": "n", "back": "b", "forth": "f", "sources": "s", "up": "u", "down": "d", "event": "e"}
_DATA = re.compile(r"([pnbfsude]):([0-9a-f]{8}):([A-Za-z0-9_-]*)")


@dataclass(frozen=True, slots=True)
class Press:
    """What a pressed button says."""

    action: Action
    generation: str
    """Its tag."""
    ref: str


def data(action: Action, generation: str, event_id: str = "") -> str:
    return f"{_ACTIONS[action]}:{tag(generation)}:{ref(event_id) if event_id else ''}"


def pressed(data: str) -> Press | None:
    """None for data that is not ours."""
    match = _DATA.fullmatch(data)
    if match is None:
        return None
    action = next(name for name, letter in _ACTIONS.items() if letter == match[1])
    return Press(action, match[2], match[3])


def answer_buttons(answer: Answer) -> Rows:
    generation = answer.generation
    votes = (Button("👍", data("up", generation)), Button("👎", data("down", generation)))
    if not answer.citations:
        return (*event_buttons(answer.related, generation), votes)
    first = answer.citations[0].event.id
    return (
        (Button("◀ Earlier", data("earlier", generation, first)), Button("Later ▶", data("later", generation, first))),
        (Button("Sources", data("sources", generation, first)), *votes),
    )


def walk_buttons(event: Event, generation: str) -> Rows:
    """Below an event: replace it by its neighbour. An event without a date has none."""
    if event.when is None:
        return ()
    return ((Button("◀ Earlier", data("back", generation, event.id)), Button("Later ▶", data("forth", generation, event.id))),)


def event_buttons(events: Sequence[Event], generation: str, most: int = 5) -> Rows:
    """One row an event, which opens it."""
    return tuple((Button(shorten(event.title or event.text, LABEL_LIMIT), data("event", generation, event.id)),) for event in events[:most])


def hashed_refs(events: Iterable[Event]) -> dict[str, str]:
    """reference -> event id for those whose reference does not show the id."""
    return {ref(event.id): event.id for event in events if ref(event.id) != event.id}
