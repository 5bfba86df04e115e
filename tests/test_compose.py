"""Quotes and templates over fields: each claim has its citation, and every quote is a slice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import compose
from bot.answer import MARK, Answer, Reason
from bot.compose import LINES, Draft
from bot.engine import Engine
from bot.evidence import Evidence, Judge
from bot.parse import Parser
from bot.question import Question
from index.build import build_events
from index.dates import parse_iso
from index.embed import WordHashEmbedder
from index.search import Index, open_index
from index.types import EVER, Account, Entity, Event, Reading, Source, Timeline, When


def marks(answer: Answer) -> list[int]:
    """The numbers of the marks, in order of first use."""
    return list(dict.fromkeys(int(n) for line in answer.lines for n in MARK.findall(line)))


def event(index: Index, id: str) -> Event:
    found = index.event(id)
    assert found is not None
    return found


def days(n: int) -> list[Event]:
    return [Event(f"e{i}", f"Event {i} happened. It was small.", When(1440 * i, 1440 * (i + 1))) for i in range(n)]


def judged(index: Index, text: str, *ids: str) -> list[Evidence]:
    """How these events answer a question."""
    judge, question = Judge(index), Parser(index)(text)
    terms = judge.terms(question)
    certain = [judge.certain(event(index, id)) for id in ids]
    return [replace(e, matches=judge.matches(terms, e.event)) for e in certain]


def fact(index: Index, text: str, *ids: str, runner_up: Evidence | None = None) -> Answer:
    question = Parser(index)(text)
    best, *others = judged(index, text, *ids)
    return compose.fact(question, Judge(index).terms(question), best, entities=index.entities, others=others, runner_up=runner_up)


# --- citations ----------------------------------------------------------------------------------------------------------


def test_numbers_run_from_one_in_order_of_first_use_and_a_slice_keeps_its_number() -> None:
    first, second = days(2)
    draft = Draft()
    assert [draft.cite(second, 0, 5), draft.cite(first, 0, 5), draft.cite(second, 0, 5), draft.cite(second, 0, 7)] == ["[1]", "[2]", "[1]", "[3]"]
    assert [(c.n, c.event.id, c.quote) for c in draft.citations] == [(1, "e1", "Event"), (2, "e0", "Event"), (3, "e1", "Event 1")]


def test_a_quote_is_told_with_its_date_and_mark() -> None:
    (one,) = days(1)
    undated = replace(one, when=None)
    assert Draft().quote(one, 0, 17) == "1 January 1970: Event 0 happened. [1]"
    assert Draft().quote(one, 0, 17, dated=False) == Draft().quote(undated, 0, 17) == "Event 0 happened. [1]"


# --- one event ----------------------------------------------------------------------------------------------------------


def test_a_fact_is_the_short_answer_and_the_quote(river: Index) -> None:
    answer = fact(river, "who captured Brook", "brook")
    assert answer.short == "The Northern League, led by Marta Vogel"
    assert answer.lines == (f"3 May 1984: {event(river, 'brook').text} [1]",)
    assert [c.quote for c in answer.citations] == [event(river, "brook").text]


def test_of_a_long_text_the_sentence_that_states_it_is_quoted(river: Index) -> None:
    answer = fact(river, "who said in Dunmore that the war is over", "speech")
    assert [c.quote for c in answer.citations] == ['Marta Vogel said in Dunmore: "The war is over."']


def test_what_was_said_is_quoted_with_all_of_a_short_text(river: Index) -> None:
    assert [c.quote for c in fact(river, "what did Marta Vogel say", "speech").citations] == [event(river, "speech").text]


def test_accounts_that_differ_are_told_in_one_line_and_cited_with_an_event_of_their_source(river: Index) -> None:
    answer = fact(river, "who entered Dunmore first", "council", "league")
    assert answer.lines[1] == "Accounts differ: The Northern League entered Dunmore first (the Northern Gazette) [2]."
    assert [c.event.id for c in answer.citations] == ["council", "league"]


def test_an_account_without_such_an_event_is_cited_with_the_event_itself(river: Index) -> None:
    answer = fact(river, "who entered Dunmore first", "council")
    assert answer.lines[1] == "Accounts differ: The Northern League entered Dunmore first (the Northern Gazette) [1]."
    assert [c.event.id for c in answer.citations] == ["council"]


def test_several_accounts_stand_in_one_line_each_with_whose_it_is() -> None:
    gazette = Source("gazette", "Gazette")
    accounts = (Account("It was noon.", "a nurse"), Account("It was night", "a guard", sources=(gazette,)))
    (one,) = days(1)
    draft = Draft()
    told = replace(one, accounts=accounts)
    draft.quote(told, 0, 17)
    assert compose.disagreement(draft, told) == ["Accounts differ: It was noon (a nurse) [1]; It was night (a guard) [1]."]
    assert compose.disagreement(draft, one) == []


def test_what_came_next_stands_below_what_came_first(river: Index) -> None:
    question = "which town did the League capture first"
    (calder,) = judged(river, question, "calder")
    answer = fact(river, question, "brook", runner_up=calder)
    assert answer.lines[-1] == f"Next: 5 May 1984: {event(river, 'calder').text} [2]"
    answer = fact(river, question.replace("first", "last"), "calder", runner_up=judged(river, question, "brook")[0])
    assert answer.lines[-1].startswith("Before that: 3 May 1984: ")


@pytest.mark.parametrize(
    ("question", "id", "expected"),
    [
        ("did the League capture Brook", "brook", "Yes"),
        ("did the League not capture Brook", "brook", "No"),
        ("was the ferry at Arden closed", "ferries", "No"),
    ],
)
def test_yes_is_what_the_quote_says_and_no_what_it_denies(river: Index, question: str, id: str, expected: str) -> None:
    assert fact(river, question, id).short == expected


def test_the_window_that_was_used_is_told_and_what_it_was_measured_from(river: Index) -> None:
    sixth = parse_iso("1984-05-06")
    draft = Draft()
    assert compose.window_lines(Question("…"), draft) == compose.window_lines(Question("…", window=EVER), draft) == []
    assert compose.window_lines(Question("…", window=sixth), draft) == ["Time asked about: 6 May 1984."]
    told = compose.window_lines(Question("…", window=sixth, measured=(event(river, "brook"),)), draft)
    assert told == [f"Measured from: 3 May 1984: {event(river, 'brook').text} [1]", "Time asked about: 6 May 1984."]


# --- several events -----------------------------------------------------------------------------------------------------


def test_a_list_is_in_order_of_time_and_cites_each_line() -> None:
    answer = compose.listing(Question("…"), days(3)[::-1], subject=" that match")
    assert answer.listing
    assert answer.lines == tuple(f"{i + 1} January 1970: Event {i} happened. [{i + 1}]" for i in range(3))
    assert [c.event.id for c in answer.citations] == ["e0", "e1", "e2"]


def test_a_long_list_is_shortened_and_the_rest_is_counted() -> None:
    events = days(LINES + 7)
    answer = compose.listing(Question("…"), events, subject=" that match")
    assert answer.lines[-1] == "… and 7 more that match."
    assert len(answer.citations) == LINES
    assert marks(answer) == list(range(1, LINES + 1))


def test_a_shortened_list_keeps_what_lies_in_the_window_and_what_has_most_sources() -> None:
    events = days(LINES + 2)
    log = Source("log", "Log")
    events[-1] = replace(events[-1], sources=(log,))
    across = Event("across", "A year passed.", When(0, 525600))
    answer = compose.listing(Question("…", window=When(0, 1440 * 100)), [across, *events], subject="")
    shown = {c.event.id for c in answer.citations}
    assert events[-1].id in shown
    assert "across" not in shown


def test_names_from_several_events_are_collected_once_each(river: Index) -> None:
    question = Parser(river)("which towns did the League capture")
    chosen = judged(river, question.text, "calder", "brook", "calder")
    answer = compose.collected(question, Judge(river).terms(question), chosen, entities=river.entities)
    assert answer.short == "Brook, Calder"
    assert [c.event.id for c in answer.citations] == ["brook", "calder"]


# --- no answer ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("no-match", "does not hold an answer"),
        ("not-stated", "does not state what was asked"),
        ("ambiguous", "It is not clear which event is meant"),
        ("empty-question", "Please ask a question"),
        ("outside-timeline", "The River War does not reach that far. It runs from 1 January 1970 to 9 January 1970. 2020 is outside it."),
    ],
)
def test_each_reason_is_told_plainly_with_what_is_near(reason: Reason, said: str) -> None:
    events = days(9)
    question = Question("…", window=parse_iso("2020"))
    answer = compose.refusal(question, reason, events, Timeline("The River War"), When(0, 1440 * 9))
    assert (answer.answered, answer.reason, answer.citations) == (False, reason, ())
    assert said in answer.lines[0]
    assert answer.related == tuple(events[:3])
    assert answer.lines[1].startswith("Nearest: Event 0 happened. It was small (1 January 1970); ")


def test_a_timeline_without_a_title_or_dates_refuses_as_well() -> None:
    answer = compose.refusal(Question("…"), "outside-timeline", (), Timeline(), None)
    assert answer.lines == ("This timeline does not reach that far.",)


def test_what_is_near_is_named_by_title_or_by_the_beginning_of_its_text() -> None:
    long = Event("long", "word " * 40, None)
    titled = Event("titled", "Text.", parse_iso("1969"), "A title")
    line = compose.refusal(Question("…"), "no-match", (long, titled), Timeline(), None).lines[1]
    assert line.startswith("Nearest: word word ")
    assert line.endswith(" …; A title (1969).")
    assert len(line) < 140


DENIALS = (
    Event(
        "left",
        "Marta Vogel left Arden at night and kept her departure from most aides and even from her brother, Karl Vogel.",
        parse_iso("1984-05-02"),
    ),
    Event("hid", "The council hid the plan of the bridge from the miller.", parse_iso("1984-05-03")),
    Event("ferry", "The ferry was cancelled in the storm, and the mayor walked to Brook.", parse_iso("1984-05-04")),
    Event("bells", "The parish excluded the weavers from the choir.", parse_iso("1984-05-06")),
)


@pytest.fixture(scope="module")
def denials(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("denials") / "index"
    names = (Entity("Marta Vogel", "person"), Entity("Karl Vogel", "person", ("Vogel's brother",)))
    build_events(Reading(Timeline("A parish"), DENIALS, names), folder, embedder=WordHashEmbedder(512))
    return Engine(open_index(folder))


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("did Karl Vogel know of the departure of Marta Vogel", "No"),
        ("did Marta Vogel keep her departure from Karl Vogel", "Yes"),
        ("was the plan of the bridge of the council known to the miller", "No"),
        ("did the council hide the plan of the bridge from the miller", "Yes"),
        ("was the ferry cancelled in the storm", "Yes"),
        ("did the mayor walk to Brook", "Yes"),
        ("were the weavers of the parish in the choir", "No"),
        ("were the weavers excluded from the choir", "Yes"),
    ],
)
def test_what_is_kept_from_being_so_is_not_so(denials: Engine, question: str, short: str) -> None:
    assert denials.ask(question).short == short
