"""An answer is text with citations or a reason; its JSON form is what DESIGN promises to scripts."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.answer import MARK, Answer, Citation
from bot.question import Question
from index.dates import parse_iso
from index.types import Event, Source

DIARY = Source("diary", "A diary")
LOG = Source("log", "Harbour log", "Port of Lisbon", "https://example.org/log")
LANDING = Event("landing", "Two men landed. They stayed a day.", parse_iso("1969-07-20"), "Landing", sources=(DIARY, LOG))
QUESTION = Question("who landed?", full="who landed", asks=("who",), topic="landed")


def answer(*events: Event) -> Answer:
    citations = tuple(Citation(n, event, 0, 15) for n, event in enumerate(events, 1))
    return Answer(QUESTION, ("Two men landed. [1]",), "Two men", citations, timings={"total": 1.23456})


def test_a_quote_is_a_slice_of_the_event() -> None:
    citation = Citation(1, LANDING, 16, 34)
    assert citation.quote == "They stayed a day."
    content = citation.as_dict()
    assert content["text"][content["quote_start"] : content["quote_end"]] == content["quote"]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ((DIARY, LOG), "Harbour log"),
        ((LOG, DIARY), "Harbour log"),
        ((LOG, replace(LOG, title="A later log")), "Harbour log"),
        ((DIARY, replace(DIARY, title="Another diary")), "A diary"),
    ],
)
def test_the_source_of_a_citation_is_the_first_that_can_be_opened_else_the_first(sources: tuple[Source, ...], expected: str) -> None:
    assert Citation(1, replace(LANDING, sources=sources), 0, 15).as_dict()["source"]["title"] == expected


def test_a_citation_without_a_source_or_a_date_says_so() -> None:
    content = Citation(1, Event("rumour", "The Moon is made of cheese."), 0, 8).as_dict()
    assert content["source"] is None
    assert (content["start"], content["end"], content["date_text"]) == (None, None, "")


def test_the_json_form_holds_what_scripts_rely_on() -> None:
    content = json.loads(json.dumps(answer(LANDING).as_dict("q1")))
    assert list(content) == [
        "id", "question", "answered", "reason", "short_answer", "answer", "citations", "related", "understood", "timings_ms",
    ]  # fmt: skip
    assert (content["id"], content["question"], content["answered"], content["reason"]) == ("q1", "who landed?", True, None)
    assert (content["short_answer"], content["answer"]) == ("Two men", "Two men landed. [1]")
    assert content["citations"] == [
        {
            "n": 1,
            "event_id": "landing",
            "title": "Landing",
            "start": "1969-07-20T00:00",
            "end": "1969-07-21T00:00",
            "date_text": "20 July 1969",
            "text": "Two men landed. They stayed a day.",
            "quote": "Two men landed.",
            "quote_start": 0,
            "quote_end": 15,
            "source": {"title": "Harbour log", "publisher": "Port of Lisbon", "url": "https://example.org/log"},
        }
    ]
    assert content["understood"] == {
        "language": "en",
        "asks": ["who"],
        "entities": [],
        "window": None,
        "order": None,
        "anchor": None,
        "follow_up": False,
    }
    assert content["timings_ms"] == {"total": 1.235}


def test_without_an_answer_the_json_form_holds_the_reason_and_what_is_near() -> None:
    content = Answer(QUESTION, ("The timeline does not hold an answer to this.",), reason="no-match", related=(LANDING,)).as_dict()
    assert (content["answered"], content["reason"], content["short_answer"]) == (False, "no-match", None)
    assert (content["citations"], content["related"]) == ([], ["landing"])


def test_an_answer_has_citations_or_a_reason_never_both_never_neither() -> None:
    for wrong in ({"reason": "no-match", "citations": answer(LANDING).citations}, {"reason": None, "citations": ()}):
        with pytest.raises(ValueError, match="never both, never neither"):
            replace(answer(LANDING), **wrong)


def test_the_lines_of_a_list_stand_one_below_the_other() -> None:
    lines = ("Two men landed. [1]", "They came back. [2]")
    assert replace(answer(LANDING), lines=lines).text == "Two men landed. [1] They came back. [2]"
    assert replace(answer(LANDING), lines=lines, listing=True).text == "Two men landed. [1]\nThey came back. [2]"


def test_a_mark_is_found_with_the_blank_before_it() -> None:
    assert MARK.sub("", "Two men landed. [1] They came back. [12]") == "Two men landed. They came back."
