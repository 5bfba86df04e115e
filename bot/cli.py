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
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.main import get_command

from bot import curate, opening, terminal
from bot.batch import answer_batch, answer_last, opened, readable
from bot.curate import IndexOption
from index.errors import BadData, StaleIndex, StoreDown, TimelineError

if TYPE_CHECKING:
    from bot.answer import Answer
    from index import Index
    from index.types import When

app = typer.Typer(
    name="timeline-bot",
    help="Answers small, exact questions about a timeline of events, and cites them.",
    epilog='Try: timeline-bot ask "who entered Damascus first and when"',
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(curate.commands)


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
    index: IndexOption = None,
) -> int:
    """Ask one question, or a file of them.

    A line of the file: {"id": "q1", "question": "...", "context": ["earlier question", ...]}; context is optional.
    """
    if batch:
        if question is not None or previous or explain:
            raise BadData("--batch has its questions in the file: leave out the question, --previous and --explain")
        with opened(batch) as lines:
            answer_batch(lines, "standard input" if batch == "-" else batch, opening.open_engine(index))
        return 0
    if question is None:
        raise BadData('a question is missing: timeline-bot ask "who entered Damascus first and when"')
    asked = [readable(text) for text in [*(previous or ()), question]]
    engine = opening.open_engine(index)
    answer = answer_last(engine, asked)
    if as_json:
        print(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2))
    else:
        terminal.show(answer, sys.stdout)
    if explain:
        terminal.explain(answer, engine, sys.stderr)
    return 0


@app.command()
def chat(index: IndexOption = None) -> int:
    """Ask in a conversation, with follow-ups."""
    engine = opening.open_engine(index)
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


@app.command()
def run(log_json: Annotated[bool, typer.Option("--log-json", help="Log as JSON, an object a line.")] = False) -> int:
    """Run the Telegram bot.

    TELEGRAM_BOT_TOKEN is all that it needs; the README lists the other settings.
    """
    from bot.config import Settings

    settings = Settings.from_env()
    if log_json:
        settings = settings.model_copy(update={"log_json": True})
    from bot.app import run as serve

    return serve(settings)


@app.command()
def picture(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.png", help="Where the picture goes.")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help='Such as 2024-12-05 or "5 December".', show_default=False)] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="The whole of it is still drawn.", show_default=False)] = "",
    about: Annotated[str, typer.Option(metavar="TEXT", help="A name, or words that the events hold.", show_default=False)] = "",
    index: IndexOption = None,
) -> int:
    """Draw a timeline, made to be read on a phone."""
    opened_index = opening.open_engine(index).index
    from bot.browse import choose
    from bot.picture import draw, layout

    selection = choose(opened_index, about, between(since, until, opened_index))
    if not any(event.when for event in selection.events):
        raise BadData("there is no dated event to draw; widen --from and --to, or leave --about out")
    try:
        output.write_bytes(draw(layout(selection)))
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


# --- quality -------------------------------------------------------------------------------------------------------


@app.command("eval")
def evaluate(
    questions: Annotated[list[Path], typer.Argument(metavar="QUESTIONS...", help="Files of questions with what is right, YAML or JSON Lines.")],
    report: Annotated[Path | None, typer.Option(metavar="DIR", help="Write report.json and report.html there.", show_default=False)] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An earlier report.json: which answers have changed.", show_default=False)
    ] = None,
    gate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Limits that have to hold, else the exit status is 1.", show_default=False)
    ] = None,
    index: IndexOption = None,
) -> int:
    """Ask questions whose answers are known, and measure."""
    engine = opening.open_engine(index)
    from bot.evaluate import run as measure

    return measure(questions, engine, report=report, baseline=baseline, gate=gate)


@app.command("export-questions")
def export_questions() -> int:
    """Print what people asked the Telegram bot and how they voted.

    JSON Lines in the form of evaluation questions; what is right has to be added by hand.
    """
    from bot.config import Settings
    from bot.state import exported

    for record in exported(Settings.from_env().state):
        print(json.dumps(record, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
