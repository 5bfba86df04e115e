"""The console script `timeline-bot`.

stdout carries the answer or the JSON, stderr everything else. Exit status: 0 answered or honestly not answered, 1 a check that
failed, 2 bad usage or bad input, 3 no usable index, 130 interrupted, 141 nobody reads any more.

What a command needs is imported when it runs: `ask` answers before torch or Telegram would be imported.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.main import get_command

from bot import places, terminal
from bot.batch import answer_batch, answer_last, opened, readable
from index.errors import BadData, StaleIndex, StoreDown, TimelineError

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.engine import Engine
    from index import Index
    from index.types import When

app = typer.Typer(
    name="timeline-bot",
    help="Answers small, exact questions about a timeline of events, and cites them.",
    epilog='Try: timeline-bot ask "who entered Damascus first and when"',
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# Paths are plain strings here: typer would import pydantic to make a Path of one.
IndexOption = Annotated[
    str,
    typer.Option("--index", metavar="DIR", help=f"Folder of the index. [default: {places.INDEX}, else one in your cache folder]", show_default=False),
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status, and never shows a traceback for what a user can do."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    command = get_command(app)
    try:
        with command.make_context("timeline-bot", list(sys.argv[1:] if arguments is None else arguments)) as context:
            status = command.invoke(context)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except typer.Exit as done:
        return done.exit_code
    except typer.TyperException as error:
        terminal.say(f"timeline-bot: {error.format_message()} (timeline-bot --help)")
        return 2
    except (StaleIndex, StoreDown) as error:
        terminal.say(f"timeline-bot: {error}")
        return 3
    except TimelineError as error:
        terminal.say(f"timeline-bot: {error}")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # What Python still has to write when it ends goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


@app.callback(invoke_without_command=True)
def start(context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False) -> int:
    if version:
        from importlib.metadata import version as version_of

        print(version_of("timeline-bot"))
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
    return 0


# --- an index -------------------------------------------------------------------------------------------------------


@app.command()
def build(
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Timelines. [default: the built-in one]", show_default=False)] = None,
    index: IndexOption = "",
    model: Annotated[
        str, typer.Option(metavar="NAME", help="A sentence-transformers model by name or folder.", show_default="all-MiniLM-L6-v2")
    ] = "",
    year: Annotated[int | None, typer.Option(help="Of dates without one in plain articles.", show_default=False)] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many generations of the index to keep.")] = 3,
    preview: Annotated[bool, typer.Option("--preview", help="Show what is read, with its dates, and build nothing.")] = False,
    to_native: Annotated[
        str, typer.Option(metavar="DIR", help="Write what is read as a native timeline, to be edited, and build nothing.", show_default=False)
    ] = "",
    watch: Annotated[bool, typer.Option("--watch", help="Build again whenever a source changes, until Ctrl-C.")] = False,
) -> int:
    """Compile sources into an index, or bring it up to date: only new text is embedded."""
    from index import BUILTIN

    given = sources or [str(BUILTIN)]
    if preview or to_native:
        return convert(given, year, Path(to_native) if to_native else None)
    folder = Path(index) if index else places.index_folder()
    once = partial(bring_up_to_date, given, folder, model or None, keep, year)
    if watch:
        from index.watch import watch as call_on_change

        call_on_change(given, partial(undeterred, once))
    once()
    return 0


def bring_up_to_date(sources: Sequence[str], folder: Path, model: str | None, keep: int, year: int | None) -> None:
    from index import build as compile_index

    with terminal.progress(f"building {folder.name}") as tell:
        report = compile_index(sources, folder, model=model, progress=tell, keep=keep, year=year)
    for line in report.skipped:
        terminal.say(f"left out: {line}")
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


def convert(sources: Sequence[str], year: int | None, folder: Path | None) -> int:
    """Write what is read as a native timeline in `folder`, or show it where there is none."""
    from index.sources import read

    reading = read(sources, year=year)
    if folder is None:
        from index.export import preview

        terminal.show_table(("id", "date", "dated", "text"), preview(reading), sys.stdout)
    else:
        from index.native_writer import write

        for path in write(reading, folder):
            terminal.say(str(path))
    for line in reading.skipped:
        terminal.say(f"left out: {line}")
    return 0


@app.command()
def lint(sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help="Timelines.")]) -> int:
    """Point out what a curator will want to mend: no date, no source, unknown names, doubles, contradictions. Exit status 1 if any."""
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
    for line in reading.skipped:
        terminal.say(f"left out: {line}")
    terminal.say(f"{counted(len(reading.events), 'event')}, {counted(len(findings), 'hint')}")
    return 1 if findings else 0


@app.command()
def export(
    format: Annotated[str, typer.Option(metavar="FORMAT", help="jsonl, timelinejs, csv or ics.")] = "jsonl",
    index: IndexOption = "",
) -> int:
    """Write the events of an index to stdout, in a form that other programs read."""
    from index import open_index
    from index.export import write

    opened_index = open_index(existing(index))
    for line in write(opened_index.timeline, opened_index.events(), format, sys.stdout):
        terminal.say(f"left out: {line}")
    return 0


@app.command()
def check(index: IndexOption = "") -> int:
    """Verify an index: every file, and the query encoder. Exit status 1 when something is wrong."""
    from index import generations, verify

    folder = existing(index)
    faults = verify(folder)
    for line in faults:
        terminal.say(line)
    if not faults:
        current = next(generation for generation in generations(folder) if generation.current)
        print(f"{folder}: good; generation {current.name} of {current.created}, {counted(current.events, 'event')}")
    return 1 if faults else 0


@app.command()
def generations(index: IndexOption = "") -> int:
    """List the generations of an index that are kept, newest first."""
    from index import generations as kept

    folder = existing(index)
    for generation in kept(folder):
        mark, about = "*" if generation.current else " ", f"{generation.created}  {counted(generation.events, 'event')}"
        print(f"{mark} {generation.name}  {generation.fault or about}")
    return 0


@app.command()
def rollback(
    to: Annotated[
        str | None, typer.Argument(metavar="GENERATION", help="[default: the newest good one before the current]", show_default=False)
    ] = None,
    index: IndexOption = "",
) -> int:
    """Make an earlier generation of an index current again. A running bot takes it up by itself."""
    from index import rollback as make_current

    folder = existing(index)
    terminal.say(f"{folder}: {make_current(folder, to)} is current now")
    return 0


# --- questions ------------------------------------------------------------------------------------------------------


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="In your own words.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as JSON.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="What was understood and found, on stderr.")] = False,
    previous: Annotated[
        list[str] | None,
        typer.Option(metavar="QUESTION", help="Asked just before, for follow-ups; may be repeated, oldest first.", show_default=False),
    ] = None,
    batch: Annotated[str, typer.Option(metavar="FILE", help="Questions as JSON Lines, answered likewise; - is stdin.", show_default=False)] = "",
    index: IndexOption = "",
) -> int:
    """Ask one question, or a file of them.

    A line of the file: {"id": "q1", "question": "...", "context": ["earlier question", ...]}; context is optional.
    """
    if batch:
        if question is not None or previous or explain:
            raise BadData("--batch has its questions in the file: leave out the question, --previous and --explain")
        with opened(batch) as lines:
            answer_batch(lines, "standard input" if batch == "-" else batch, open_engine(index))
        return 0
    if question is None:
        raise BadData('a question is missing: timeline-bot ask "who entered Damascus first and when"')
    asked = [readable(text) for text in [*(previous or ()), question]]
    engine = open_engine(index)
    answer = answer_last(engine, asked)
    if as_json:
        print(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2))
    else:
        terminal.show(answer, sys.stdout)
    if explain:
        terminal.explain(answer, engine, sys.stderr)
    return 0


@app.command()
def chat(index: IndexOption = "") -> int:
    """Ask in a conversation: follow-ups are understood from the answer before."""
    engine = open_engine(index)
    terminal.say(terminal.WELCOME.format(title=engine.index.timeline.title))
    previous: Answer | None = None
    with contextlib.suppress(KeyboardInterrupt):
        for text in terminal.questions():
            try:
                if engine.refresh():
                    terminal.say("(the timeline has been brought up to date)")
                previous = engine.ask(readable(text), previous)
            except TimelineError as error:
                terminal.say(str(error))
                continue
            terminal.show(previous, sys.stdout)
            print(flush=True)
    return 0


@app.command("eval")
def evaluate(
    questions: Annotated[list[str], typer.Argument(metavar="QUESTIONS...", help="Files of questions with what is right, YAML or JSON Lines.")],
    report: Annotated[str, typer.Option(metavar="DIR", help="Write report.json and report.html there.", show_default=False)] = "",
    baseline: Annotated[str, typer.Option(metavar="FILE", help="An earlier report.json: which answers have changed.", show_default=False)] = "",
    gate: Annotated[str, typer.Option(metavar="FILE", help="Limits that have to hold, else the exit status is 1.", show_default=False)] = "",
    index: IndexOption = "",
) -> int:
    """Ask questions whose answers are known, and measure."""
    engine = open_engine(index)
    from bot.evaluate import run as measure

    files = [Path(file) for file in questions]
    given = {name: Path(file) for name, file in (("report", report), ("baseline", baseline), ("gate", gate)) if file}
    return measure(files, engine, **given)


# --- for people -----------------------------------------------------------------------------------------------------


@app.command()
def run(log_json: Annotated[bool, typer.Option("--log-json", help="Log as JSON, an object a line.")] = False) -> int:
    """Run the Telegram bot. TELEGRAM_BOT_TOKEN is all that it needs; the README lists the other settings."""
    from bot.config import Settings

    settings = Settings.from_env()
    if log_json:
        settings = settings.model_copy(update={"log_json": True})
    if settings.telegram_bot_token is not None:
        ensure(settings.index)
    from bot.app import run as serve

    return serve(settings)


@app.command("export-questions")
def export_questions() -> int:
    """Print what people asked the Telegram bot and voted on, as JSON Lines in the form of evaluation questions."""
    from bot.config import Settings
    from bot.state import exported

    for record in exported(Settings.from_env().state):
        print(json.dumps(record, ensure_ascii=False))
    return 0


@app.command()
def picture(
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE.png", help="Where the picture goes.")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help='Such as 2024-12-05 or "5 December".', show_default=False)] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="The whole of it is still drawn.", show_default=False)] = "",
    about: Annotated[str, typer.Option(metavar="TEXT", help="A name, or words that the events hold.", show_default=False)] = "",
    index: IndexOption = "",
) -> int:
    """Draw a timeline, made to be read on a phone."""
    opened_index = open_engine(index).index
    from bot.browse import choose
    from bot.picture import draw, layout

    selection = choose(opened_index, about, between(since, until, opened_index))
    if not any(event.when for event in selection.events):
        raise BadData("there is no dated event to draw; widen --from and --to, or leave --about out")
    try:
        Path(output).write_bytes(draw(layout(selection)))
    except OSError as error:
        raise BadData(f"cannot be written: {error.strerror}", output) from None
    terminal.say(f"{output}: {selection.title}")
    return 0


def between(since: str, until: str, index: Index) -> When | None:
    """From the start of one date to the end of another; an end that is not given is the timeline's own. Both empty: None."""
    if index.span is None or not (since or until):
        return None
    start = moment(since, index).start if since else index.span.start
    end = moment(until, index).end if until else index.span.end
    if start >= end:
        raise BadData(f"--from {since or 'the first event'} is not before --to {until or 'the last event'}")
    from index.types import When

    return When(start, end)


def moment(text: str, index: Index) -> When:
    """A date as people write it; what it leaves out is where the timeline has most."""
    from index.dates import Context, find_dates, parse_iso

    with contextlib.suppress(ValueError):
        return parse_iso(text)
    found = find_dates(text, Context(period=index.span, weight=index.count))
    if len(found) != 1:
        raise BadData(f'{text!r} is not a date such as 2024-12-05 or "5 December"')
    return found[0].when


# --- what the commands share ----------------------------------------------------------------------------------------


def counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def existing(index: str) -> Path:
    """The folder of an index that has to be there."""
    from index import generations

    folder = Path(index) if index else places.index_folder()
    if not generations(folder) and not (folder / "CURRENT").exists():
        raise StaleIndex(f"there is no index in {folder}; run timeline-bot build")
    return folder


def open_engine(index: str = "") -> Engine:
    """The engine on an index. The default index is built when there is none; one that was asked for has to be there."""
    from index import open_index

    folder = Path(index) if index else places.index_folder()
    if not index:
        ensure(folder)
    opened = open_index(folder)  # the query encoder loads in the background while the rest is imported
    for warning in opened.warnings:
        terminal.say(f"warning: {warning}")
    from bot.engine import Engine

    return Engine(opened)


def ensure(folder: Path) -> None:
    """Build the built-in timeline's index where there is none at all. A damaged one is left for `check` and `build`."""
    if (folder / "CURRENT").exists():
        return
    from index import BUILTIN, generations
    from index import build as compile_index

    if not generations(folder):
        with terminal.progress("building the index of the built-in timeline, once") as tell:
            compile_index([BUILTIN], folder, progress=tell)


if __name__ == "__main__":
    sys.exit(main())
