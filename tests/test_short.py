"""The short answer is of the kind that was asked for: a person, a moment, a place, a number, a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.evidence import Evidence, Judge
from bot.parse import Parser
from bot.question import Question
from bot.short import amount, asks_who_not, bound, identity, moment, owner, short_answer, those_not, times
from index.dates import day_of, parse_iso, part_of
from index.entities import Entities
from index.search import Index
from index.types import Entity, Event, When

THURSDAY = parse_iso("2023-07-06")


def short(index: Index, text: str, id: str) -> str:
    """The short answer that an event gives to a question, its whole text being quoted."""
    judge = Judge(index)
    event = index.event(id)
    assert event is not None
    question = Parser(index)(text)
    return short_answer(judge.certain(event), question, judge.terms(question), index.entities, event.text)


@pytest.mark.parametrize(
    ("text", "id", "expected"),
    [
        ("who captured Brook", "brook", "The Northern League, led by Marta Vogel"),
        ("who entered Dunmore first", "council", "Farmers of the Southern Council, led by Otto Brandt"),
        ("who bombed the Long Bridge", "bridge", "The Royal Guard"),
        ("whom did King Stefan telephone", "call", "Anna Lind"),
        ("who telephoned Anna Lind", "call", "King Stefan"),
        ("whose soldiers bombed the Long Bridge", "bridge", "The Royal Guard"),
        ("whose planes bombed the Long Bridge", "bridge", "The Royal Guard"),
        ("when did the League capture Brook", "brook", "3 May 1984"),
        ("when was Elmford besieged", "siege", "2–6 May 1984"),
        ("until when did the war last", "speech", "9 May 1984"),
        ("where did the League free prisoners", "prisoners", "Dunmore"),
        ("which bridge did the Royal Guard bomb", "bridge", "Long Bridge"),
        ("which town did the League capture", "calder", "Calder"),
        ("how many prisoners did the League free", "prisoners", "120 prisoners"),
        ("how far is Calder from Brook", "calder", "40 km"),
        ("why did King Stefan leave", "flight", "because his soldiers had gone home"),
        ("what did Marta Vogel say", "speech", '"The war is over."'),
        ("whose capture of Brook was that", "brook", "The Northern League, led by Marta Vogel"),
        ("who entered Dunmore first and when", "council", "Farmers of the Southern Council, led by Otto Brandt, evening of 6 May 1984"),
        ("when and where did King Stefan leave", "flight", "8 May 1984, Dunmore"),
    ],
)
def test_each_kind_of_question_has_an_answer_of_its_kind(river: Index, text: str, id: str, expected: str) -> None:
    assert short(river, text, id) == expected


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("how many boats did King Stefan take", "flight"),
        ("how far did King Stefan go", "flight"),
        ("why did the League capture Brook", "brook"),
        ("where did King Stefan telephone Anna Lind", "call"),
        ("when did some people fear a flood", "rumour"),
        ("whom did the League march with", "march"),
        ("whom did Anna Lind telephone", "call"),
        ("what did the Royal Guard do", "bridge"),
        ("how did the League capture Brook", "brook"),
    ],
)
def test_what_an_event_does_not_state_by_itself_stays_empty(river: Index, text: str, id: str) -> None:
    assert short(river, text, id) == ""


def test_a_name_of_the_question_is_no_answer_to_it(river: Index) -> None:
    assert short(river, "who was with Marta Vogel when Brook was captured", "brook") == "Northern League"
    assert short(river, "where in Dunmore were prisoners freed", "prisoners") == ""


# --- moments ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("We met.", "6 July 2023"),
        ("We met yesterday.", "5 July 2023"),
        ("We meet tomorrow.", "7 July 2023"),
        ("We met last week.", "the week before 6 July 2023"),
        ("We met last Friday.", "the Friday before 6 July 2023"),
        ("We met two weeks ago.", "two weeks before 6 July 2023"),
        ("We met a week ago.", "one week before 6 July 2023"),
        ("We met a couple of weeks ago.", "a couple of weeks before 6 July 2023"),
        ("We met at the weekend.", "the weekend before 6 July 2023"),
        ("We met on Tuesday.", "the Tuesday before 6 July 2023"),
        ("We met on Thursday.", "6 July 2023"),
        ("We will meet on Tuesday.", "the Tuesday after 6 July 2023"),
        ("We have time until Tuesday.", "6 July 2023"),
        ("They met on Tuesday.", "6 July 2023"),
        ("We meet next week.", "the week after 6 July 2023"),
        ("We meet in three weeks.", "three weeks after 6 July 2023"),
        ("We meet next month.", "August 2023"),
        ("We are to meet in October.", "October 2023"),
        ("We met last month.", "June 2023"),
        ("We met last year.", "2022"),
        ("We met three years ago.", "2020"),
        ('He said: "Yesterday we met."', "6 July 2023"),
    ],
)
def test_a_moment_is_counted_from_the_day_of_the_entry_and_no_more_exact_than_was_written(quote: str, expected: str) -> None:
    assert moment(Event("e", quote, THURSDAY), quote) == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (parse_iso("1969"), "1969"),
        (parse_iso("2024-12"), "December 2024"),
        (part_of(day_of(THURSDAY.start), "evening"), "evening of 6 July 2023"),
        (parse_iso("2023-07-06T18:30"), "18:30 on 6 July 2023"),
        (parse_iso("2023-07-06").hull(parse_iso("2023-07-08")), "6–8 July 2023"),
        (None, ""),
    ],
)
def test_a_moment_is_as_precise_as_it_is_known(when: When | None, expected: str) -> None:
    assert moment(Event("e", "They met.", when), "They met.") == expected


def test_a_day_of_the_past_is_not_counted_from_a_month() -> None:
    assert moment(Event("e", "We met yesterday.", parse_iso("2023-07")), "We met yesterday.") == "July 2023"


# --- numbers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "noun", "expected"),
    [
        ("The army lost 12 tanks and 300 soldiers.", "soldiers", "300 soldiers"),
        ("The army lost 12 tanks and 300 soldiers.", "tanks", "12 tanks"),
        ("More than 3,700 people fled, in 40 buses.", "people", "More than 3,700 people"),
        ("At least 1.5 million people fled.", "people", "At least 1.5 million people"),
        ("Two bridges were bombed.", "bridges", "Two bridges"),
        ("Hundreds of people fled.", "people", "Hundreds of people"),
        ("On 6 December 2024 they took 5 villages.", "villages", "5 villages"),
        ("On 6 December 2024 they took villages.", "villages", ""),
        ("Many people fled.", "people", ""),
        ("They fled 40 km in 3 hours.", "cows", ""),
        ("They lost 45 to the storm.", "cows", "45"),
        ("They lost 12 of their 300 cows.", "cows", "12 of their 300 cows"),
        ("They lost 12 of their 300 cows.", "animals", "12"),
        ("A rise of 50 percent for older sailors was decreed.", "sailors", ""),
        ("Some 50 percent of the sailors fled.", "sailors", "Some 50 percent of the sailors"),
        ("They lost 45 in 48 hours.", "days", "48 hours"),
    ],
)
def test_an_amount_counts_the_thing_that_was_asked_for(quote: str, noun: str, expected: str) -> None:
    assert amount(quote, Question("how many …", noun=noun)) == expected


def test_a_number_that_the_question_itself_gives_is_not_asked_for() -> None:
    assert amount("They paid 20 marks to the sailors.", Question("…", topic="how many sailors got the 20 marks", noun="sailors")) == ""


def test_the_only_number_is_no_amount_of_a_thing_that_is_not_spoken_of() -> None:
    assert amount("They lost 45 to the storm.", Question("how many …", noun="cows"), known=False) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They asked at least eight times.", "At least eight times"),
        ("They asked 3 times.", "3 times"),
        ("They asked often.", ""),
        ("It was 3 o'clock.", ""),
    ],
)
def test_a_text_may_count_itself(text: str, expected: str) -> None:
    assert times(text) == expected


@pytest.mark.parametrize(
    ("quote", "ask", "expected"),
    [
        ("Homs lies 48km south of Hama.", "how-far", "48km"),
        ("Homs lies about 48 kilometres south.", "how-far", "about 48 kilometres"),
        ("It is a 30-mile march.", "how-far", "30-mile"),
        ("It lasted more than 13 years.", "how-long", "more than 13 years"),
        ("It lasted for years.", "how-long", ""),
        ("It is far.", "how-far", ""),
    ],
)
def test_distances_and_lengths_are_measures_in_the_quote(river: Index, quote: str, ask: str, expected: str) -> None:
    question = replace(Parser(river)("how far is it"), asks=(ask,))  # type: ignore[arg-type]
    evidence = certain(river)
    assert short_answer(evidence, question, (), river.entities, quote) == expected


def certain(index: Index) -> Evidence:
    event = index.event("calder")
    assert event is not None
    return Judge(index).certain(event)


def test_somebody_without_a_name_is_who_was_told_as_the_words_say(river: Index) -> None:
    told = replace(
        certain(river).profile,
        event=Event("told", "Marta Vogel told the people of Calder in a letter to wait."),
        actors=("Marta Vogel",),
        affected=(),
    )
    evidence = replace(certain(river), profile=told, hit=replace(certain(river).hit, passage=replace(certain(river).hit.passage, event=told.event)))
    assert short_answer(evidence, Parser(river)("whom did Marta Vogel inform"), (), river.entities, "") == "the people of Calder"
    assert short_answer(evidence, Parser(river)("whom did Marta Vogel bury"), (), river.entities, "") == ""


# --- whose, and who somebody is -----------------------------------------------------------------------------------------

PEOPLE = Entities((Entity("Otto Brandt", "person"), Entity("Marta Vogel", "person")))


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("The crowd burned the tomb of Otto Brandt.", "Otto Brandt"),
        ("The crowd burned the tomb of the late Otto Brandt.", "Otto Brandt"),
        ("The crowd burned Otto Brandt's tomb.", "Otto Brandt"),
        ("The crowd burned Otto Brandt’s old tomb.", "Otto Brandt"),
        ("Marta Vogel stood at the tomb of Otto Brandt.", "Otto Brandt"),
        ("The crowd burned the Otto Brandt tomb.", "Otto Brandt"),
        ("Otto Brandt saw the tomb.", ""),
    ],
)
def test_whose_it_is_stands_beside_it(quote: str, expected: str) -> None:
    assert owner(Question("whose tomb was burned", noun="tomb"), PEOPLE, quote) == expected


def test_whose_it_is_stands_nowhere_when_no_thing_is_named() -> None:
    assert owner(Question("whose was it"), PEOPLE, "The tomb of Otto Brandt burned.") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Otto Brandt, the leader of the Southern Council, spoke.", "the leader of the Southern Council"),
        ("Otto Brandt (born 1940), commander of the farmers, spoke.", "commander of the farmers"),
        ("The farmers' leader Otto Brandt spoke.", "The farmers' leader"),
        ("He was seen with Otto Brandt.", ""),
        ("Otto Brandt spoke, and the leader left.", ""),
    ],
)
def test_what_a_text_calls_somebody_says_who_it_is(text: str, expected: str) -> None:
    assert identity(Question("who is Otto Brandt", entities=("Otto Brandt",)), PEOPLE, text) == expected


@pytest.mark.parametrize(
    ("quote", "side", "expected"),
    [
        ("The embassy, closed since 2012, opened again.", "since", "2012"),
        ("The embassy opened again.", "since", "6 July 2023"),
        ("He was to stay until 1 March 2025.", "until", "1 March 2025"),
        ("He took office.", "until", ""),
    ],
)
def test_since_and_until_when_is_what_the_words_say(quote: str, side: str, expected: str) -> None:
    assert bound(Event("e", quote, THURSDAY), quote, side) == expected


def test_a_lasting_event_ends_where_its_time_ends() -> None:
    assert bound(Event("e", "The siege.", When(THURSDAY.start, parse_iso("2023-07-09").end), span="during"), "The siege.", "until") == "9 July 2023"


LEAGUE = Entities((Entity("Mill League", "group"), Entity("Brook Guard", "group")))


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (
            "The council met. The Mill League, the Brook Guard and men from Arden were not there.",
            "The Mill League, the Brook Guard and men from Arden",
        ),
        ("The river-fed Mill League did not join.", "The river-fed Mill League"),
        ("The Brook Guard stayed away.", "The Brook Guard"),
        ("The Brook Guard captured the mill, which was not there.", ""),
        ("The Brook Guard joined.", ""),
        ("The miller was not there.", ""),
    ],
)
def test_those_of_whom_something_is_not_so_stand_before_it(quote: str, expected: str) -> None:
    assert those_not(quote, LEAGUE) == expected


@pytest.mark.parametrize(
    ("question", "denied"),
    [
        ("who did not come to the feast", True),
        ("who wasn't at the feast", True),
        ("which groups were missing at the feast", True),
        ("who stayed away from the feast", True),
        ("who came to the feast", False),
        ("when did the guard not come", False),
        ("which town did the miller say the guard would not take", False),
    ],
)
def test_who_did_not_is_asked_for(question: str, denied: bool) -> None:
    assert asks_who_not(Question(question, full=question)) is denied
