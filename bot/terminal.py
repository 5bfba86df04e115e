"""Answers for a terminal and for a pipe, questions line by line, and progress on stderr.

Rich is imported only where a terminal is: an answer in a pipe does not wait for it.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, TextIO

from index.dates import describe
from index.types import Event

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.engine import Engine

Span = tuple[str, str]
"""Some text, and its style in words that Rich knows; "" = plain."""
Lines = list[list[Span]]

Progress = Callable[[str, int, int], None]

DOTS = " · "


def layout(answer: Answer) -> Lines:
    """The short answer, the sentences, then each source; or why there is no answer, then what is near."""
    lines: Lines = []
    if answer.short:
        lines += [[(answer.short, "bold")], []]
    lines += [[(line, "")] for line in answer.lines]
    if answer.citations:
        lines.append([])
    for citation in answer.citations:
        event = citation.event
        lines.append([(f"[{citation.n}] ", "bold"), (headline(event), "")])
        if citation.quote not in answer.text:
            lines.append([(f"    “{citation.quote}”", "italic")])
        for source in event.sources:
            lines.append([("    " + DOTS.join(part for part in (source.title, source.publisher) if part), "dim")])
            if source.url:
                lines.append([("    ", ""), (source.url, f"dim link {source.url}")])
    if answer.related:
        lines += [[], [("Near it in the timeline:", "bold")]]
        lines += [[(f"  {headline(event)}", "")] for event in answer.related]
    return lines


def headline(event: Event) -> str:
    """When it was, and its title; an event without a title is named by its text."""
    return DOTS.join(part for part in ("" if event.when is None else describe(event.when), event.title or event.text) if part)


def show(answer: Answer, stream: TextIO) -> None:
    """In colours to a terminal, else as plain text with the same content."""
    lines = layout(answer)
    if not stream.isatty():
        print(*("".join(text for text, _ in line) for line in lines), sep="\n", file=stream, flush=True)
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    for line in lines:
        text = Text.assemble(*line)
        if not line or any("link" in style for _, style in line):  # an address that is cut in two cannot be copied
            console.print(text, soft_wrap=True)
        else:
            indent = len(text.plain) - len(text.plain.lstrip())
            console.print(Padding(text[indent:], (0, 0, 0, indent), expand=False))


def explain(answer: Answer, engine: Engine, stream: TextIO) -> None:
    """What was understood, what was found for it, and how long each stage took."""
    question = answer.question
    window = "" if question.window is None else describe(question.window)
    rows = [
        ("asks", ", ".join(question.asks)),
        ("about", question.topic),
        ("names", ", ".join(question.entities)),
        ("read as", ", ".join(f"{written} → {read}" for written, read in question.corrections)),
        ("window", f"{window} (from “{question.anchor}”)" if question.anchor else window),
        ("order", question.order or ""),
        ("follow-up", "yes, completed from the question before" if question.follow_up else ""),
        ("outcome", "answered" if answer.answered else f"not answered: {answer.reason}"),
        ("took", ", ".join(f"{stage} {ms:.1f} ms" for stage, ms in answer.timings.items())),
        ("timeline", f"{engine.index.timeline.title}, generation {answer.generation or engine.index.generation}"),
    ]
    print(file=stream)
    print(*(f"{name:>10}  {value}" for name, value in rows if value), sep="\n", file=stream)
    hits = engine.index.search(question.topic, within=question.window, k=5)
    if hits:
        print("   nearest  score cosine   BM25", file=stream)
    for hit in hits:
        print(f"{'':10}  {hit.score:.3f}  {hit.cosine:5.2f} {hit.lexical:6.2f}  {headline(hit.passage.event)}", file=stream)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]], stream: TextIO) -> None:
    """A table in a terminal, else a line a row with tabs between."""
    tidied = ([" ".join(cell.split()) for cell in row] for row in rows)
    if not stream.isatty():
        print(*("\t".join(row) for row in (columns, *tidied)), sep="\n", file=stream)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=None, header_style="bold", padding=(0, 2, 0, 0))
    for row in tidied:
        table.add_row(*(Text(cell) for cell in row))
    Console(file=stream, highlight=False).print(table)


def say(line: str) -> None:
    """One line on stderr, whatever the text holds."""
    print(visible(" ".join(line.split())), file=sys.stderr, flush=True)


def visible(text: str) -> str:
    """Control characters, which a terminal would obey, written out."""
    return "".join(c if not unicodedata.category(c).startswith("C") else c.encode("unicode_escape").decode() for c in text)


# --- asking in a terminal -------------------------------------------------------------------------------------------

BYE = ("quit", "exit", "q", ":q", "bye")
WELCOME = "Ask about: {title}. A follow-up (“and who led them?”) is understood; quit or Ctrl-D leaves."


def questions(prompt: str = "? ") -> Iterator[str]:
    """What is typed, line by line, without blank lines, until `quit`, the end or Ctrl-C. From a pipe there is no prompt."""
    typed = sys.stdin.isatty()
    if typed:
        import readline  # noqa: F401  # input() then edits lines and remembers them
    while True:
        try:
            line = input(prompt if typed else "").strip()
        except (EOFError, KeyboardInterrupt):
            if typed:
                print(file=sys.stderr)
            return
        if line.lower() in BYE:
            return
        if line:
            yield line


# --- progress -------------------------------------------------------------------------------------------------------


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """A bar on stderr for the stages of a build; where stderr is no terminal, a line when there is work and one when it is long."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield partial(_lines, iter([title]))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=None)

        def tell(stage: str, done: int, total: int) -> None:
            bars.update(task, description=f"{title}: {stage}", completed=done, total=total or None)

        yield tell


def _lines(title: Iterator[str], stage: str, done: int, total: int) -> None:
    for line in title:  # at the first call alone: sources that are refused have their own line
        say(f"{line} ...")
    if stage == "embedding" and done == 0 and total:
        say(f"embedding {total} passages ...")
