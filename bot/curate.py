"""The commands for those who make timelines: from sources to an index, and back."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot import opening, places, terminal
from index.errors import BadData, TimelineError

commands = typer.Typer()

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help=f"Folder of the index. [default: {places.INDEX}, else one in your cache folder]", show_default=False),
]


@commands.command()
def build(
    sources: Annotated[list[Path] | None, typer.Argument(metavar="SOURCE", help="Timelines. [default: the built-in one]", show_default=False)] = None,
    index: IndexOption = None,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="A sentence-transformers model by name or folder.", show_default="all-MiniLM-L6-v2")
    ] = "",
    year: Annotated[int | None, typer.Option(help="Of dates without one in plain articles.", show_default=False)] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many generations of the index to keep.")] = 3,
    preview: Annotated[bool, typer.Option("--preview", help="Show what is read, with its dates, and build nothing.")] = False,
    to_native: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write what is read as a native timeline, to be edited, and build nothing.", show_default=False)
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Build again whenever a source changes, until Ctrl-C.")] = False,
) -> int:
    """Compile sources into an index, or bring it up to date.

    Sources are native folders, JSON Lines, TimelineJS (.json, .csv) and plain articles (.txt, .md). Only new text is embedded.
    """
    from index import BUILTIN

    given = sources or [BUILTIN]
    if preview or to_native is not None:
        return convert(given, year, to_native)
    folder = index or places.index_folder()
    once = partial(bring_up_to_date, given, folder, model or None, keep, year)
    if watch:
        from index.watch import watch as call_on_change

        call_on_change(given, partial(undeterred, once))
    once()
    return 0


def bring_up_to_date(sources: Sequence[Path], folder: Path, model: str | None, keep: int, year: int | None) -> None:
    from index import build as compile_index

    with terminal.progress(f"building {folder.name}") as tell:
        report = compile_index(sources, folder, model=model, progress=tell, keep=keep, year=year, milvus=places.milvus())
    say_left_out(report.skipped)
    if report.why_all:
        terminal.say(f"everything was embedded anew: {report.why_all}")
    terminal.say(
        f"{folder}: {counted(report.events, 'event')}, {counted(report.passages, 'passage')} ({report.embedded} embedded, {report.reused} as before)"
        f" in {report.seconds:.1f} s; generation {report.generation}"
    )


def undeterred(act: Callable[[], None]) -> None:
    """What is half edited cannot be read for a moment: that is said, and the next change tried."""
    try:
        act()
    except TimelineError as error:
        terminal.say(str(error))


def convert(sources: Sequence[Path], year: int | None, folder: Path | None) -> int:
    """Write what is read as a native timeline in `folder`, or show it where there is none."""
    from index.sources import read

    reading = read(sources, year=year)
    if folder is None:
        from index.export import preview

        terminal.show_table(("id", "date", "dated", "text"), preview(reading), sys.stdout)
        if reading.timeline.description:  # of an article: which year it was read with
            terminal.say(reading.timeline.description)
    else:
        from index.native_writer import write

        for path in write(reading, folder):
            terminal.say(str(path))
    say_left_out(reading.skipped)
    return 0


@commands.command()
def lint(sources: Annotated[list[Path], typer.Argument(metavar="SOURCE", help="Timelines.")]) -> int:
    """Point out what a curator will want to mend.

    No date, no source, names that no entity knows, doubles, contradictions, texts that are too long: hints, not faults.
    """
    from index.embed import SentenceTransformerEmbedder
    from index.lint import lint as look_through
    from index.sources import read

    reads = None
    with contextlib.suppress(BadData):  # where the model is not installed, its length is estimated
        reads = SentenceTransformerEmbedder().reads
    reading = read(sources)
    findings = look_through(reading, reads)
    for finding in findings:
        print(finding)
    say_left_out(reading.skipped)
    terminal.say(f"{counted(len(reading.events), 'event')}, {counted(len(findings), 'hint')}")
    return 0


@commands.command()
def export(
    format: Annotated[str, typer.Option(metavar="FORMAT", help="jsonl, timelinejs, csv or ics.")] = "jsonl",
    index: IndexOption = None,
) -> int:
    """Write the events of an index for other programs."""
    from index import open_index
    from index.export import write

    opened_index = open_index(opening.existing(index), milvus=places.milvus())
    say_left_out(write(opened_index.timeline, opened_index.events(), format, sys.stdout))
    return 0


@commands.command()
def check(index: IndexOption = None) -> int:
    """Verify an index.

    Every file against its digest, the count of vectors in Milvus if they are there, and the query encoder on sentences whose vectors
    are known. Exit status 1 when something is wrong.
    """
    from index import generations, verify

    folder = opening.existing(index)
    faults = verify(folder, milvus=places.milvus())
    for line in faults:
        terminal.say(line)
    if not faults:
        current = next(generation for generation in generations(folder) if generation.current)
        print(f"{folder}: good; generation {current.name} of {current.created}, {counted(current.events, 'event')}")
    return 1 if faults else 0


@commands.command()
def generations(index: IndexOption = None) -> int:
    """List what is kept of an index, newest first."""
    from index import generations as kept

    folder = opening.existing(index)
    for generation in kept(folder):
        mark, about = "*" if generation.current else " ", f"{generation.created}  {counted(generation.events, 'event')}"
        print(f"{mark} {generation.name}  {generation.fault or about}")
    return 0


@commands.command()
def rollback(
    to: Annotated[
        str | None, typer.Argument(metavar="GENERATION", help="[default: the newest good one before the current]", show_default=False)
    ] = None,
    index: IndexOption = None,
) -> int:
    """Make an earlier generation of an index current again.

    A running bot takes it up by itself.
    """
    from index import rollback as make_current

    folder = opening.existing(index)
    terminal.say(f"{folder}: {make_current(folder, to, milvus=places.milvus())} is current now")
    return 0


def counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def say_left_out(lines: Sequence[str], most: int = 20) -> None:
    for line in lines[:most]:
        terminal.say(f"left out: {line}")
    if len(lines) > most:
        terminal.say(f"left out: {len(lines) - most:,} more")
