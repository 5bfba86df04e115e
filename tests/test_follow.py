"""Follow-ups are completed from the answer before them; a complete question inherits nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answer import Answer, Citation
from bot.follow import Completed, complete
from bot.question import Question, Roles
from index.search import Index
from index.types import When


def said(index: Index, question: str, *events: str, subject: tuple[str, ...] = (), window: When | None = None, listing: bool = False) -> Answer:
    """The answer to a question that cited these events."""
    asked = Question(question, full=question, roles=Roles(subject), window=window)
    found = [event for id in events if (event := index.event(id)) is not None]
    citations = tuple(Citation(n, event, 0, len(event.text)) for n, event in enumerate(found, 1))
    return Answer(asked, ("…",), citations=citations, reason=None if citations else "no-match", listing=listing)


@pytest.fixture
def captured(river: Index) -> Answer:
    return said(river, "who captured Brook", "brook")


def follow(text: str, previous: Answer, index: Index) -> Completed:
    completed = complete(text, previous, index.entities)
    assert completed is not None
    return completed


# --- about the event itself ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "why",
        "when was that",
        "when did that happen",
        "when exactly",
        "and when",
        "where",
        "who",
        "who did it",
        "by whom",
        "how many",
        "at what time",
        "who ordered that",
        "on which evening was that",
        "how many people",
        "with how many men",
        "over how many days",
        "what for",
        "ok thanks, and do we know when exactly",
    ],
)
def test_a_bare_question_asks_about_the_event_that_was_cited(river: Index, captured: Answer, text: str) -> None:
    completed = follow(text, captured, river)
    assert completed.bare
    assert completed.about == ("brook",)
    event = river.event("brook")
    assert event is not None
    assert completed.near == event.when


@pytest.mark.parametrize("text", ["who says so", "says who", "and who said that", "who announced this"])
def test_who_says_so_asks_for_who_told_of_the_event(river: Index, captured: Answer, text: str) -> None:
    completed = follow(text, captured, river)
    assert (completed.text, completed.about, completed.bare) == ("who said it", ("brook",), True)


@pytest.mark.parametrize(
    "text", ["how many days after that did Calder fall", "was that before Calder fell", "did this happen after the siege", "was it in Arden"]
)
def test_that_is_the_cited_event_where_it_is_compared(river: Index, captured: Answer, text: str) -> None:
    completed = follow(text, captured, river)
    assert (completed.text, completed.about, completed.bare) == (text, ("brook",), False)


def test_a_bare_question_asks_about_the_first_event_of_several(river: Index) -> None:
    assert follow("why", said(river, "who entered Dunmore first", "council", "league"), river).about == ("council",)


# --- what came next -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what happened next", "what happened after The League captures Brook"),
        ("and then", "what happened after The League captures Brook"),
        ("what next", "what happened after The League captures Brook"),
        ("what came after that", "what happened after The League captures Brook"),
        ("and what happened afterwards", "what happened after The League captures Brook"),
        ("what happened before that", "what happened before The League captures Brook"),
        ("before that", "what happened before The League captures Brook"),
        ("and earlier", "what happened before The League captures Brook"),
    ],
)
def test_what_happened_next_stands_beside_the_cited_event(river: Index, captured: Answer, text: str, expected: str) -> None:
    completed = follow(text, captured, river)
    assert (completed.text, completed.about) == (expected, ("brook",))


def test_a_list_goes_on_from_its_end_and_back_from_its_beginning(river: Index) -> None:
    listed = said(river, "what happened in May", "bridge", "calder", "brook", listing=True)
    assert follow("what happened next", listed, river).about == ("calder",)
    assert follow("before that", listed, river).about == ("brook",)


# --- another name, another time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("who captured Brook", "and Calder", "who captured Calder"),
        ("who captured Brook", "what about Calder", "who captured Calder"),
        ("who captured Brook", "how about in Calder", "who captured Calder"),
        ("who captured Brook", "same for Calder", "who captured Calder"),
        ("who captured Brook", "Calder", "who captured Calder"),
        ("did the Royal Guard capture Brook", "and the Northern League", "did the Northern League capture Brook"),
        ("did Anna Lind capture Brook", "what about the League", "did League capture Brook"),
        ("how many men did the League lose in Brook", "and in Calder", "how many men did the League lose in Calder"),
        ("who spoke", "and in Calder", "who spoke in Calder"),
        ("who captured Brook", "no, I meant Calder", "who captured Calder"),
        ("who captured Brook", "sorry, not Brook but Calder", "who captured Calder"),
        ("who captured Brook", "and Napoli", "who captured Napoli"),
        ("what did Anna Lind say in Brook", "did Otto Brandt too", "what did Otto Brandt say in Brook"),
        ("where did the League's men go", "and the Royal Guard's", "where did the Royal Guard's men go"),
        ("when did the foreign minister visit Brook", "and the defence minister", "when did the defence minister visit Brook"),
        ("when did the foreign minister visit Brook", "and the mayor", "when did the mayor visit Brook"),
    ],
)
def test_another_name_takes_the_place_of_the_one_of_its_kind(river: Index, before: str, text: str, expected: str) -> None:
    assert follow(text, said(river, before, "brook"), river).text == expected


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("what happened on 6 May", "and on 7 May", "what happened on 7 May"),
        ("what happened on 6 May", "what about 7 May", "what happened on 7 May"),
        ("what happened on 6 May", "and the next day", "what happened on the next day"),
        ("who spoke", "and on 7 May", "who spoke on 7 May"),
        ("who spoke before 6 May", "and after 7 May", "who spoke after 7 May"),
    ],
)
def test_another_time_takes_the_place_of_the_one_before(river: Index, before: str, text: str, expected: str) -> None:
    assert follow(text, said(river, before, "ferries"), river).text == expected


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("who was first to enter Dunmore", "and second", "who was second to enter Dunmore"),
        ("who entered Dunmore", "who was the last one", "who entered Dunmore last"),
        ("who was captured on 6 May", "and the one before", "who was captured before 3 May 1984"),
        ("who spoke in Brook", "who came after him", "who spoke in Brook after 3 May 1984"),
    ],
)
def test_another_order_is_asked_of_the_question_before(river: Index, captured: Answer, before: str, text: str, expected: str) -> None:
    assert follow(text, said(river, before, "brook"), river).text == expected


def test_it_is_the_thing_that_the_question_before_was_about(river: Index) -> None:
    previous = said(river, "when was the siege of Elmford begun", "siege")
    assert follow("and when was it over", previous, river).text == "when was the siege of Elmford over"
    previous = said(river, "who praised the League school in Arden", "march")
    assert follow("when was it opened", previous, river).text == "when was the League school in Arden opened"

    previous = said(river, "was a curfew imposed in Calder", "calder")
    assert follow("when was it lifted", previous, river).text == "when was the curfew lifted"


@pytest.mark.parametrize(
    ("before", "event", "text", "expected"),
    [
        ("when did the army leave Calder", "calder", "who took it", "who took Calder"),
        ("what is the Southern Council", "council", "who leads it", "who leads the Southern Council"),
        ("when were the ferries stopped", "ferries", "who stopped them", "who stopped the ferries"),
        ("when did the conference start", "council", "who spoke there", "who spoke at the conference"),
        ("when did the League take Calder", "calder", "who held the town", "who held Calder"),
        ("who left Dunmore", "flight", "where did he say that", "where did King Stefan say"),
        ("who left Dunmore", "flight", "was Anna Lind there", "was Anna Lind in Dunmore"),
        ("who won", "flight", "what did the Royal Guard say about it", "what did the Royal Guard say"),
        ("who left Dunmore", "flight", "and two days after that, where was he", "where was King Stefan two days later"),
        ("who left Dunmore", "flight", "who did he meet", "who did King Stefan meet"),
        ("who left Dunmore", "flight", "which road did he take", "which road did King Stefan take"),
        ("who left Dunmore", "flight", "where was that decided", "where was decided"),
        ("when did the League take Calder", "calder", "when was it lost", "when was Calder lost"),
        ("who left Dunmore", "flight", "did he tell his wife", "did King Stefan tell King Stefan's wife"),
        ("who left Dunmore", "flight", "what did the Royal Guard say about it", "what did the Royal Guard say about Dunmore"),
        ("when did King Stefan speak", "flight", "and his wife", "when did King Stefan's wife speak"),
    ],
)
def test_pronouns_stand_for_what_was_spoken_of(river: Index, before: str, event: str, text: str, expected: str) -> None:
    previous = said(river, before, event)
    assert follow(text, previous, river).text == expected


@pytest.mark.parametrize("text", ["who gave that number", "was anyone hurt", "who bombed the bridge", "who helped"])
def test_what_is_taken_as_known_is_looked_for_where_it_was_spoken_of(river: Index, text: str) -> None:
    completed = follow(text, said(river, "who tried to stop the League", "bridge"), river)
    assert (completed.text, completed.about, completed.bare, completed.closed) == (text, ("bridge",), False, True)


def test_when_it_began_is_not_when_it_ended(river: Index) -> None:
    ended = Question("when was the siege lifted", full="when was the siege lifted", asks=("when",))
    event = river.event("siege")
    assert event is not None
    previous = Answer(ended, ("…",), citations=(Citation(1, event, 0, 4),))
    assert follow("when did it begin", previous, river).text == "when did the siege begin"
    assert follow("when exactly", previous, river).bare


def test_it_is_a_body_that_acted_where_it_acts_again(river: Index) -> None:
    previous = said(river, "when did the Royal Guard enter Elmford", "siege", subject=("Royal Guard",))
    assert follow("and when did it leave", previous, river).text == "when did Royal Guard leave"


def test_those_two_are_the_two_persons_spoken_of(river: Index) -> None:
    asked = Question("did Anna Lind know Otto Brandt", full="did Anna Lind know Otto Brandt", entities=("Anna Lind", "Otto Brandt"))
    assert follow("did those two meet", Answer(asked, ("…",), reason="no-match"), river).text == "did Anna Lind and Otto Brandt meet"


def test_a_person_whom_an_unanswered_question_names_can_be_spoken_of(river: Index) -> None:
    asked = Question("did Anna Lind sing", full="did Anna Lind sing", entities=("Anna Lind",))
    assert follow("where was she born", Answer(asked, ("…",), reason="no-match"), river).text == "where was Anna Lind born"


def test_when_it_happened_is_when_the_cited_event_did(river: Index, captured: Answer) -> None:
    assert follow("where was King Stefan when it happened", captured, river).text == "where was King Stefan when The League captures Brook"


def test_a_pronoun_is_whom_the_answer_named(river: Index) -> None:
    asked = Question("who left", full="who left", asks=("who",), roles=Roles(("Anna Lind",)))
    event = river.event("flight")
    assert event is not None
    previous = Answer(asked, ("…",), "King Stefan and Otto Brandt", (Citation(1, event, 0, 4),))
    assert follow("where did they go", previous, river).text == "where did King Stefan and Otto Brandt go"


# --- pronouns -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cited", "text", "expected"),
    [
        ("brook", "who led them", "who led Northern League"),
        ("brook", "when did they capture Calder", "when did Northern League capture Calder"),
        ("flight", "why did he leave", "why did King Stefan leave"),
        ("flight", "whom did he telephone", "whom did King Stefan telephone"),
        ("calder", "who went there", "who went in Calder"),
        ("calder", "who captured it", "who captured Calder"),
        ("brook", "how many were their men", "how many were Northern League's men"),
    ],
)
def test_pronouns_get_the_names_of_the_cited_event(river: Index, cited: str, text: str, expected: str) -> None:
    completed = follow(text, said(river, "what happened", cited), river)
    assert completed.text == expected
    assert completed.about == (cited,)
    assert not completed.bare


def test_a_person_is_the_one_that_the_question_before_was_about(river: Index) -> None:
    previous = said(river, "what did Marta Vogel capture", "brook", subject=("Marta Vogel",))
    assert follow("when did she speak", previous, river).text == "when did Marta Vogel speak"


@pytest.mark.parametrize(
    ("text", "expected", "about"),
    [
        ("whom did he telephone before that", "whom did King Stefan telephone", ("flight",)),
        ("who spoke in Dunmore after that", "who spoke in Dunmore", ("flight",)),
    ],
)
def test_before_that_is_said_of_the_cited_event(river: Index, text: str, expected: str, about: tuple[str, ...]) -> None:
    completed = follow(text, said(river, "who left Dunmore", "flight"), river)
    assert (completed.text, completed.about) == (expected, about)


def test_which_of_them_asks_among_what_was_cited(river: Index, captured: Answer) -> None:
    completed = follow("which of them was the first", captured, river)
    assert completed.text == "which of them was the first The League captures Brook"
    assert completed.about == ("brook",)


# --- the time that was spoken of ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["what happened that evening", "who spoke two days later", "who entered Dunmore the next day", "who left the day before"]
)
def test_a_time_that_points_back_takes_over_the_time_alone(river: Index, captured: Answer, text: str) -> None:
    completed = follow(text, captured, river)
    assert (completed.text, completed.about) == (text, ())
    assert completed.near == captured.citations[0].event.when


def test_of_a_list_the_time_spoken_of_is_its_window(river: Index) -> None:
    window = When(0, 1440)
    assert follow("what happened that evening", said(river, "what happened", "siege", "brook", window=window, listing=True), river).near == window


# --- complete by itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "who captured Calder",
        "when did King Stefan leave Dunmore",
        "why did the Royal Guard bomb the Long Bridge",
        "what happened on 6 May",
        "how many prisoners were freed",
        "how long did it take to capture Calder",
        "is it true that Brook was captured",
        "were there ferries at Arden",
        "did King Stefan say that he would leave",
        "who said that he would leave",
        "did the League free its prisoners",
        "who closed the harbour",
        "the minister was asked in May",
    ],
)
def test_a_complete_question_inherits_nothing(river: Index, captured: Answer, text: str) -> None:
    assert complete(text, captured, river.entities) is None


@pytest.mark.parametrize("text", ["why", "when was that", "who led them", "what happened next"])
def test_where_nothing_was_cited_nothing_can_be_taken_over(river: Index, text: str) -> None:
    assert complete(text, said(river, "who is Napoleon"), river.entities) is None


def test_a_refused_question_can_still_be_asked_of_another_name(river: Index) -> None:
    assert follow("and Calder", said(river, "who captured Freyburg"), river).text == "who captured Calder"


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("which towns were captured", "what about Brook", "were Brook captured"),
        ("which towns did the League take in May", "and Calder?", "did the League take Calder"),
        ("which towns have fallen", "what about Brook", "have Brook fallen"),
    ],
)
def test_one_that_is_named_after_a_question_for_several_may_be_one_of_them(river: Index, before: str, text: str, expected: str) -> None:
    previous = said(river, before, "brook")
    previous = replace(previous, question=replace(previous.question, asks=("which",), noun="towns"))
    assert follow(text.rstrip("?"), previous, river).text == expected


def test_who_it_was_before_somebody_is_asked_of_the_question_before(river: Index) -> None:
    previous = said(river, "who became mayor", "brook", subject=("Marta Vogel",))
    previous = replace(previous, question=replace(previous.question, asks=("who",)))
    assert follow("who was it before her", previous, river).text == "who became mayor before Marta Vogel"
