"""What came out of an evaluation: for the terminal, for scripts (report.json) and, through `bot.page`, to be read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.estimates import NAMES, Estimate, columns, curve, printed, summary
from bot.metrics import METRICS, Case, right
from bot.page import page
from index.dates import describe
from index.errors import BadData
from index.types import Event

FORMAT = 1
"""Of report.json."""

VERDICTS = ("missing", "wrong", "refused", "uncited", "right")
"""From worst to best: nothing came back; a wrong answer; a refusal although there is an answer; right, but no right event cited; right."""

IN_TERMINAL = 20
"""Questions that went wrong, at most; report.html has them all."""


@dataclass(frozen=True)
class Outcome:
    """A question, what came back, and what it is worth."""

    case: Case
    values: Mapping[str, float | None]
    verdict: str

    @classmethod
    def of(cls, case: Case) -> Outcome:
        return cls(case, {name: metric(case) for name, metric in METRICS.items()}, _verdict(case))

    def as_dict(self) -> dict[str, Any]:
        gold, answer = self.case.gold, self.case.answer
        return {
            "id": gold.id,
            "kind": gold.kind,
            "question": gold.question,
            "context": list(gold.context),
            "gold": gold.as_dict(),
            "passages": [_passage(self.case.stored[id], self.case.stored[id].text) for id in gold.events if id in self.case.stored],
            "verdict": self.verdict,
            "answered": self.case.answered,
            "reason": answer.reason if answer else None,
            "confidence": answer.confidence if answer else None,
            "short_answer": (answer.short or None) if answer else None,
            "answer": answer.text if answer else None,
            "citations": [{"n": c.n} | _passage(c.event, c.quote) for c in (answer.citations if answer else ())],
            "ranked": list(self.case.ranked[:10]),
            "milliseconds": round(self.case.milliseconds, 3),
            "metrics": dict(self.values),
        }


def _passage(event: Event, text: str) -> dict[str, str]:
    return {"event_id": event.id, "date_text": describe(event.when) if event.when else "", "text": text}


def _verdict(case: Case) -> str:
    if case.answer is None:
        return "missing"
    if right(case):
        return "right" if not case.gold.events or set(case.cited) & set(case.gold.events) else "uncited"
    return "wrong" if case.answered else "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """A question that another run judged otherwise."""

    id: str
    question: str
    before: str
    now: str

    @property
    def better(self) -> bool:
        return VERDICTS.index(self.now) > VERDICTS.index(self.before)


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of a gate; bounds are inclusive."""

    metric: str
    kind: str
    """Empty: over all questions."""
    minimum: float | None
    maximum: float | None
    where: str
    """File and line."""

    def failure(self, measured: Estimate | None) -> str | None:
        """Why it does not hold. What cannot be measured does not hold."""
        name = f"{self.metric} of the kind {self.kind}" if self.kind else self.metric
        if measured is None:
            return f"{self.where}: {name} cannot be measured: no question of the files says anything about it"
        for bound, broken, side in (
            (self.minimum, self.minimum is not None and not measured.value >= self.minimum, "below the minimum"),
            (self.maximum, self.maximum is not None and not measured.value <= self.maximum, "above the maximum"),
        ):
            if broken:
                return f"{self.where}: {name} is {measured.value:.4g}, {side} {bound:g} (n = {measured.n})"
        return None


@dataclass(frozen=True)
class Report:
    """Everything that is written down about one run."""

    outcomes: Sequence[Outcome]
    settings: Mapping[str, Any]
    changes: Sequence[Change] | None = None
    """None: there was no earlier run to compare with."""
    limits: Sequence[Limit] | None = None
    """None: there was no gate."""

    @cached_property
    def groups(self) -> dict[str, list[Outcome]]:
        """All of them, SQuAD 2.0's HasAns and NoAns, so that a bot that always abstains looks as bad as it is, and each `kind ...`."""
        found = {
            "all": list(self.outcomes),
            "answerable": [outcome for outcome in self.outcomes if outcome.case.gold.answerable],
            "unanswerable": [outcome for outcome in self.outcomes if not outcome.case.gold.answerable],
        }
        for kind in sorted({outcome.case.gold.kind for outcome in self.outcomes}):
            found[f"kind {kind}"] = [outcome for outcome in self.outcomes if outcome.case.gold.kind == kind]
        return {name: group for name, group in found.items() if group}

    @cached_property
    def estimates(self) -> dict[str, dict[str, Estimate]]:
        """By group and metric."""
        return {name: summary([o.case for o in group], [o.values for o in group]) for name, group in self.groups.items()}

    def failure(self, limit: Limit) -> str | None:
        group = f"kind {limit.kind}" if limit.kind else "all"
        return limit.failure(self.estimates.get(group, {}).get(limit.metric))

    @property
    def failures(self) -> list[str]:
        return [line for limit in self.limits or () if (line := self.failure(limit)) is not None]

    @property
    def faults(self) -> list[Outcome]:
        """Everything that is not right, worst first."""
        return sorted((o for o in self.outcomes if o.verdict != "right"), key=lambda o: VERDICTS.index(o.verdict))

    def as_dict(self) -> dict[str, Any]:
        """The content of report.json."""
        table = columns([outcome.case for outcome in self.outcomes])
        points = zip(*(values.tolist() for values in curve(table["confidence"], table["error"])), strict=True)
        limits = None if self.limits is None else [asdict(limit) | {"failure": self.failure(limit)} for limit in self.limits]
        return {
            "format": FORMAT,
            **self.settings,
            "metrics": {
                name: {"n": len(self.groups[name])} | {metric: asdict(estimate) for metric, estimate in found.items()}
                for name, found in self.estimates.items()
            },
            "risk_coverage": [{"threshold": t if t >= 0 else None, "coverage": c, "risk": r} for t, c, r in points],
            "gate": limits,
            "changes": None if self.changes is None else [asdict(change) | {"better": change.better} for change in self.changes],
            "questions": [outcome.as_dict() for outcome in self.outcomes],
        }


def write(report: Report, folder: Path) -> None:
    """report.json and report.html. Raises BadData when the folder cannot be written."""
    content = report.as_dict()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        (folder / "report.html").write_text(page(content), encoding="utf-8")
    except OSError as error:
        raise BadData(f"the report cannot be written: {error.strerror}", folder) from None


# --- the terminal ---------------------------------------------------------------------------------------------------

_BY_KIND = ("right_and_cited", "false_refusals", "refused")
"""Metrics that are shown for each kind; the reports have them all."""


def print_table(report: Report) -> None:
    console = Console(highlight=False)
    console.print(_metrics(report), _kinds(report), sep="\n")
    console.print(_faults(report), soft_wrap=True)
    if report.changes is not None:
        console.print(_changes(report.changes))
    if report.limits is not None:
        broken = len(report.failures)
        console.print(f"gate: {len(report.limits) - broken} of {len(report.limits)} limits hold")


def _table(title: str, *headings: str) -> Table:
    return Table(*headings, title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)


def _metrics(report: Report) -> Table:
    table = _table(f"{len(report.outcomes)} questions", "metric")
    for heading in ("value", "95% interval", "n"):
        table.add_column(heading, justify="right")
    for name in NAMES:
        if (found := report.estimates["all"].get(name)) is not None:
            table.add_row(name, printed(name, found.value), printed(name, found.low, found.high), str(found.n))
    return table


def _kinds(report: Report) -> Table:
    table = _table("by kind")
    table.add_column("questions", no_wrap=True, max_width=24)
    for heading in ("n", "right", "95% interval", *_BY_KIND):
        table.add_column(heading.replace("_", " "), justify="right", min_width=12 if heading == "95% interval" else None)
    for name, found in report.estimates.items():
        if name.startswith("kind ") and not any(row.end_section for row in table.rows):
            table.add_section()
        cells = [printed(metric, found[metric].value) if metric in found else "" for metric in _BY_KIND]
        right = found["right"]
        row = (str(right.n), printed("right", right.value), printed("right", right.low, right.high))
        table.add_row(Text(name.removeprefix("kind ")), *row, *cells)
    return table


def _faults(report: Report) -> Text:
    faults = report.faults
    if not faults:
        return Text("every answer is right\n")
    text = Text(f"{len(faults)} not right\n\n")
    for outcome in faults[:IN_TERMINAL]:
        gold, answer = outcome.case.gold, outcome.case.answer
        wanted = " | ".join([*gold.answers[:3], *("|".join(fact) for fact in gold.facts)]) or ", ".join(gold.events[:3]) or "no answer"
        given = "nothing" if answer is None else answer.reason or answer.short or answer.lines[0]
        text.append(f"  {outcome.verdict:8} {gold.id}: ").append(gold.question, "bold").append(
            f"\n           right: {wanted}\n           came back: {given}\n"
        )
    if len(faults) > IN_TERMINAL:
        text.append(f"  and {len(faults) - IN_TERMINAL} more\n")
    return text


def _changes(changes: Sequence[Change]) -> Table | Text:
    if not changes:
        return Text("no question changed against the baseline\n")
    better = sum(change.better for change in changes)
    table = _table(f"against the baseline: {better} better, {len(changes) - better} worse", "", "question", "before", "now")
    for change in changes:
        table.add_row("better" if change.better else "worse", Text(f"{change.id}\n{change.question}"), change.before, change.now)
    return table
