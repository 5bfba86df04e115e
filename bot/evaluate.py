"""Gold questions -> one table, one JSON report, one page, and a gate that holds or does not.

Every question goes through `Engine.ask`, like anybody's.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from typing import Any, Protocol

from bot import gold
from bot.answer import Answer
from bot.batch import AT_ONCE
from bot.estimates import NAMES, RESAMPLES, SEED
from bot.gold import Gold
from bot.metrics import Case
from bot.report import FORMAT, VERDICTS, Change, Limit, Outcome, Report, print_table, write
from index.dates import Context
from index.errors import BadData
from index.search import Index
from index.sources.jsonl import loads
from index.sources.native import load_yaml

DEPTH = 50
"""Passages that are fetched to rank events: enough for ten events of several passages."""


class Asks(Protocol):
    """An engine, or anything else that answers from an index."""

    @property
    def index(self) -> Index: ...

    def ask(self, text: str, previous: Answer | None = None) -> Answer | None: ...


def run(questions: Sequence[Path], engine: Asks, *, report: Path | None = None, baseline: Path | None = None, gate: Path | None = None) -> int:
    """Ask, measure, print and write. 0, or 1 when the gate fails. Raises BadData naming file and line for files that cannot be used.

    `report` is a folder, `baseline` a report.json of an earlier run, `gate` a YAML file of limits.
    """
    golds = gold.read(questions, lambda id: engine.index.event(id) is not None)
    earlier = None if baseline is None else read_baseline(baseline)
    limits = None if gate is None else read_gate(gate)
    outcomes = [Outcome.of(case) for case in ask_all(golds, engine)]
    result = Report(
        outcomes,
        settings(questions, engine.index),
        changes=None if earlier is None else compare(earlier, outcomes),
        limits=limits,
    )
    print_table(result)
    if report is not None:
        write(result, report)
    for line in result.failures:
        print(line, file=sys.stderr)
    return 1 if result.failures else 0


def ask_all(golds: Sequence[Gold], engine: Asks) -> list[Case]:
    """Each question in its own conversation, some of them side by side."""
    with ThreadPoolExecutor(AT_ONCE, "question") as pool:
        return list(pool.map(_ask, golds, repeat(engine)))


def _ask(one: Gold, engine: Asks) -> Case:
    try:
        previous: Answer | None = None
        for earlier in one.context:
            previous = engine.ask(earlier, previous=previous)
        begun = time.perf_counter()
        answer = engine.ask(one.question, previous=previous)
        milliseconds = (time.perf_counter() - begun) * 1000
    except BadData as error:
        raise BadData(error.message, one.path, one.line) from None
    index = engine.index
    wanted = {*one.events, *(citation.event.id for citation in (answer.citations if answer else ()))}
    return Case(
        one,
        answer,
        milliseconds,
        _ranked(index, answer) if answer else (),
        {id: event for id in wanted if (event := index.event(id)) is not None},
        Context(period=index.span, weight=index.count),
    )


def _ranked(index: Index, answer: Answer) -> tuple[str, ...]:
    """Event ids as search ranks them, by the vector of the question in full and the words of its topic; a question without a topic is about all
    of its window, in order of time."""
    question = answer.question
    topic = question.topic.strip() or " ".join(question.options)
    if topic:
        vector = index.embed(index.entities.spelt(question.full))
        events = [hit.passage.event for hit in index.search(topic, within=question.window, k=DEPTH, vector=vector)]
    else:
        events = index.events(question.window, limit=DEPTH)
    return tuple(dict.fromkeys(event.id for event in events))


def settings(questions: Sequence[Path], index: Index) -> dict[str, Any]:
    """What was measured, on what, and how."""
    manifest = index.manifest
    large = ("canaries", "canary_vectors", "canary_queries", "files")
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": [{"file": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in questions],
        "timeline": index.timeline.title,
        "index": {key: value for key, value in asdict(manifest).items() if key not in large},
        "manifest": json.loads(manifest.text())["sha256"],
        "at_once": AT_ONCE,
        "bootstrap": {"resamples": RESAMPLES, "seed": SEED, "interval": 0.95},
    }


# --- an earlier run -------------------------------------------------------------------------------------------------


def read_baseline(path: Path) -> dict[str, Mapping[str, Any]]:
    """The questions of a report.json by id."""
    try:
        content = loads(path.read_text(encoding="utf-8"), path, 1)
        if content["format"] != FORMAT:
            raise BadData(f"is a report of format {content['format']}; this version reads {FORMAT}", path)
        rows = {row["id"]: row for row in content["questions"]}
        if not all(row["verdict"] in VERDICTS and {"question", "context", "gold"} <= set(row) for row in rows.values()):
            raise KeyError("verdict")
    except OSError as error:
        raise BadData(f"cannot be read: {error.strerror}", path) from None
    except (KeyError, TypeError, UnicodeDecodeError):
        raise BadData("is not the report.json of an earlier `timeline-bot eval --report`", path) from None
    return rows


def compare(earlier: Mapping[str, Mapping[str, Any]], outcomes: Sequence[Outcome]) -> list[Change]:
    """Questions whose verdict is another one, got worse first; those that are new, gone or edited are not compared."""
    changes = []
    for outcome in outcomes:
        row, now = earlier.get(outcome.case.gold.id), outcome.as_dict()
        if row is not None and row["verdict"] != outcome.verdict and all(row[key] == now[key] for key in ("question", "context", "gold")):
            changes.append(Change(outcome.case.gold.id, outcome.case.gold.question, row["verdict"], outcome.verdict))
    return sorted(changes, key=lambda change: change.better)


# --- the gate -------------------------------------------------------------------------------------------------------


def read_gate(path: Path) -> list[Limit]:
    """`metric: {minimum: x, maximum: y}`, one bound or both; `metric/kind` is of the questions of one kind."""
    content, lines = load_yaml(path)
    if not isinstance(content, Mapping) or not content:
        raise BadData("a gate is a mapping such as `right_and_cited: {minimum: 0.95}`", path, 1)
    limits = []
    for key, bounds in content.items():
        line = lines.get(("key", str(key)), 1)
        metric, _, kind = str(key).partition("/")
        if metric not in NAMES:
            raise BadData(f"unknown metric {metric!r}; the metrics are {', '.join(NAMES)}", path, line)
        if not isinstance(bounds, Mapping) or not bounds or set(bounds) - {"minimum", "maximum"}:
            raise BadData(f"{key} has a `minimum`, a `maximum` or both", path, line)
        try:
            numbers = {name: float(bound) for name, bound in bounds.items()}
        except (TypeError, ValueError):
            numbers = {"": math.nan}
        if not all(map(math.isfinite, numbers.values())):
            raise BadData(f"the bounds of {key} are numbers", path, line)
        limits.append(Limit(metric, kind, numbers.get("minimum"), numbers.get("maximum"), f"{path}:{line}"))
    return limits
