"""Question files: what is asked, and what is right.

YAML is the project's own form, a list of records. JSONL is other people's: `id`, `question`, `kind`, `answerable`, `answers`,
`evidence_ids`, perhaps `context`; whatever else their lines hold is theirs and is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import BadData
from index.sources.jsonl import lines
from index.sources.native import load_yaml
from index.sources.record import clean

KINDS = frozenset(
    "who whom what when where why how how-many how-far yes-no first last before after between window anchor order distance duration count list state "
    "follow-up quote unanswerable-far unanswerable-near false-premise swapped-roles outside-timeline".split()
)
"""Of the project's own questions: a closed list, so that a typing error does not become a kind of one question."""

FIELDS = ("id", "question", "context", "kind", "answerable", "answers", "facts", "events")
FOREIGN = ("id", "question", "kind", "answerable", "answers", "evidence_ids")

REACH = 700
"""In other people's sets an acceptable answer may stand this many characters into what the user reads..."""
CHOICES = ("which_first", "days_between", "multi_")
"""...unless the kind begins with one of these: then the first line has to choose or count. Both as that form is scored elsewhere."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One question and what is right. An unanswerable one holds nothing but the question."""

    id: str
    question: str
    kind: str
    answerable: bool
    context: tuple[str, ...] = ()
    """Earlier questions of the same conversation, oldest first."""
    answers: tuple[str, ...] = ()
    """Acceptable short answers: any one."""
    facts: tuple[tuple[str, ...], ...] = ()
    """All have to stand in the answer or in what it cites; of each, any one wording."""
    events: tuple[str, ...] = ()
    """Citing any one is citing the right passage."""
    reach: int | None = None
    """Characters; None: the short answer and the first line."""
    path: Path = Path()
    line: int = 0

    def as_dict(self) -> dict[str, Any]:
        """What is right, as the report holds it."""
        return {
            "answerable": self.answerable,
            "answers": list(self.answers),
            "facts": ["|".join(wordings) for wordings in self.facts],
            "events": list(self.events),
        }


def read(paths: Sequence[Path], holds: Callable[[str], bool]) -> list[Gold]:
    """Every question, in order. Raises BadData naming file and line; `holds` says whether the index has an event of that id."""
    if not paths:
        raise BadData("no question file given")
    golds: list[Gold] = []
    seen: dict[str, str] = {}
    for path in paths:
        before = len(golds)
        for record, line in _records(path):
            try:
                gold = _foreign(record, path, line) if _is_jsonl(path) else _own(record, path, line)
                _agrees(gold, holds)
            except ValueError as error:
                raise BadData(str(error), path, line) from None
            if gold.id in seen:
                raise BadData(f"the id {gold.id!r} is already used at {seen[gold.id]}; ids are unique over all files", path, line)
            seen[gold.id] = f"{path}:{line}"
            golds.append(gold)
        if len(golds) == before:
            raise BadData("this file is empty; it holds at least one question", path, 1)
    return golds


def _is_jsonl(path: Path) -> bool:
    return path.suffix in (".jsonl", ".ndjson")


def _records(path: Path) -> Iterator[tuple[Any, int]]:
    if _is_jsonl(path):
        yield from lines(path)
    elif path.suffix in (".yaml", ".yml"):
        node, where = load_yaml(path)
        if node is not None and not isinstance(node, list):
            raise BadData("this file is a list of questions, each beginning with `- id:`", path, 1)
        for at, record in enumerate(node or []):
            yield record, where[("item", str(at))]
    else:
        raise BadData("a question file ends in .yaml or .jsonl", path)


def _own(record: object, path: Path, line: int) -> Gold:
    fields = _mapping(record)
    unknown = [str(field) for field in fields if field not in FIELDS]
    if unknown:
        raise ValueError(f"unknown field {unknown[0]!r}; the fields of a question are {', '.join(FIELDS)}")
    kind = _text(fields, "kind")
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; the kinds are {', '.join(sorted(KINDS))}")
    return Gold(
        _text(fields, "id"),
        _text(fields, "question"),
        kind,
        _flag(fields, "answerable"),
        context=_texts(fields, "context"),
        answers=_texts(fields, "answers"),
        facts=tuple(_wordings(fact) for fact in _texts(fields, "facts")),
        events=_texts(fields, "events"),
        path=path,
        line=line,
    )


def _foreign(record: object, path: Path, line: int) -> Gold:
    fields = _mapping(record)
    missing = [field for field in FOREIGN if field not in fields]
    if missing:
        raise ValueError(f"`{missing[0]}` is missing; a line holds at least {', '.join(FOREIGN)}")
    kind = _text(fields, "kind")
    return Gold(
        _text(fields, "id"),
        _text(fields, "question"),
        kind,
        _flag(fields, "answerable"),
        context=_texts(fields, "context"),
        answers=_texts(fields, "answers"),
        events=_texts(fields, "evidence_ids"),
        reach=None if kind.startswith(CHOICES) else REACH,
        path=path,
        line=line,
    )


def _agrees(gold: Gold, holds: Callable[[str], bool]) -> None:
    given = gold.answers or gold.facts or gold.events
    if gold.answerable and not given:
        raise ValueError("an answerable question says what is right: answers, facts or events")
    if not gold.answerable and given:
        raise ValueError("an unanswerable question has no answers, facts or events")
    unknown = [event for event in gold.events if not holds(event)]
    if unknown:
        raise ValueError(f"the index holds no event {unknown[0]!r}; correct the id, or build the index from these questions' timeline")


def _mapping(record: object) -> Mapping[Any, Any]:
    if not isinstance(record, Mapping):
        raise ValueError(f"a question is a mapping of fields, not {type(record).__name__}")
    return record


def _flag(record: Mapping[Any, Any], field: str) -> bool:
    value = record.get(field)
    flag = {"true": True, "false": False}.get(value) if isinstance(value, str) else value
    if not isinstance(flag, bool):
        raise ValueError(f"`{field}` is true or false, not {value!r}")
    return flag


def _text(record: Mapping[Any, Any], field: str) -> str:
    if field not in record:
        raise ValueError(f"`{field}` is missing")
    return _plain(record[field], field)


def _texts(record: Mapping[Any, Any], field: str) -> tuple[str, ...]:
    value = record.get(field, [])
    if not isinstance(value, list):
        raise ValueError(f"`{field}` is a list, not {value!r}")
    return tuple(_plain(item, field) for item in value)


def _plain(value: object, field: str) -> str:
    """A text, or a number of other people's JSON."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"`{field}` holds texts, and {value!r} is not one")
    text = clean(str(value), field)
    if not text:
        raise ValueError(f"`{field}` holds an empty text")
    return text


def _wordings(fact: str) -> tuple[str, ...]:
    wordings = tuple(wording.strip() for wording in fact.split("|"))
    if not all(wordings):
        raise ValueError(f"the fact {fact!r} has an empty wording beside a |")
    return wordings
