"""Each form of question over a small strike in a harbour, made up: which event is meant, what it states, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.answer import Answer, Citation
from bot.engine import Engine
from bot.evidence import FEATURES
from bot.forms import chosen, lacks
from bot.question import Question
from bot.reader import beyond, happened
from index.build import build_events
from index.dates import parse_iso, part_of
from index.embed import WordHashEmbedder
from index.search import open_index
from index.types import Entity, Event, Reading, Timeline, When

NAMES = (
    Entity("Dockers' Union", "group", ("the union", "Union")),
    Entity("Port Authority", "organisation"),
    Entity("Ida Holm", "person"),
    Entity("Karl Brenner", "person"),
    Entity("Otto Reuter", "person", ("head of the Dockers' Union",)),
    Entity("Pier House", "place"),
    Entity("Freyburg", "place"),
    Entity("Arden", "place"),
    Entity("Norland", "place"),
    Entity("Sudland", "place"),
)

EVENTS = (
    Event(
        "old",
        "The Dockers' Union struck in Freyburg in 1951.",
        parse_iso("1951"),
        "An early strike",
        actors=("Dockers' Union",),
        places=("Freyburg",),
    ),
    Event(
        "strike",
        "The strike in Freyburg began when the Dockers' Union laid down all work.",
        parse_iso("1984-05-02"),
        "The strike begins",
        actors=("Dockers' Union",),
        places=("Freyburg",),
    ),
    Event(
        "crane",
        "Dockers burned the crane of Karl Brenner. A reporter counted at least six attempts.",
        parse_iso("1984-05-03"),
        "Crane burned",
        affected=("Karl Brenner",),
        places=("Freyburg",),
    ),
    Event(
        "plan",
        "Ida Holm invited both sides to a round table at Pier House on 9 May 1984.",
        parse_iso("1984-05-04"),
        "A round table is planned",
        actors=("Ida Holm",),
        places=("Pier House",),
    ),
    Event(
        "lunch",
        "Karl Brenner met Otto Reuter for lunch.",
        parse_iso("1984-05-04"),
        "Brenner meets Reuter",
        actors=("Karl Brenner",),
        affected=("Otto Reuter",),
    ),
    Event(
        "count",
        "About 900 sailors were waiting for their ships, the harbour master, Karl Brenner, said.",
        parse_iso("1984-05-05"),
        "Sailors wait",
        actors=("sailors",),
        places=("Freyburg",),
    ),
    Event(
        "gate",
        "The Dockers' Union took control of Arden and met little trouble from Port Authority men.",
        parse_iso("1984-05-06"),
        "The union in control of Arden",
        actors=("Dockers' Union",),
        affected=("Port Authority",),
        places=("Arden",),
    ),
    Event(
        "ban",
        "The Port Authority put a ban on night work in force.",
        parse_iso("1984-05-06"),
        "Ban on night work",
        actors=("Port Authority",),
        places=("Freyburg",),
    ),
    Event(
        "lifted",
        "The Port Authority lifted the ban on night work.",
        parse_iso("1984-05-10"),
        "Ban on night work lifted",
        actors=("Port Authority",),
        places=("Freyburg",),
    ),
    Event(
        "office",
        "Strikers stormed the office of Karl Brenner. Karl Brenner had already left the office.",
        parse_iso("1984-05-08"),
        "Office stormed",
        affected=("Karl Brenner",),
        places=("Freyburg",),
    ),
    Event(
        "visit",
        "Ida Holm visited Arden, the first visit of hers since the strike in Freyburg began.",
        parse_iso("1984-05-07"),
        "Holm in Arden",
        actors=("Ida Holm",),
        places=("Arden",),
    ),
    Event(
        "permit",
        "The Port Authority allowed ferries to land at Arden until 11 November 1984.",
        parse_iso("1984-05-11"),
        "Ferries allowed",
        actors=("Port Authority",),
        places=("Arden",),
    ),
    Event(
        "named",
        "The Port Authority named Ida Holm harbour master.",
        parse_iso("1984-05-12"),
        "A new harbour master",
        actors=("Port Authority",),
        affected=("Ida Holm",),
        places=("Freyburg",),
    ),
    Event(
        "tugs",
        "Norland sent tugs into the waters of Sudland.",
        parse_iso("1984-05-13"),
        "Foreign tugs",
        actors=("Norland",),
        places=("Sudland",),
    ),
    Event(
        "blockade",
        "Norland and Sudland blockaded the strait under Resolution 77.",
        parse_iso("1984-05-13"),
        "Two countries close the strait",
        actors=("Norland", "Sudland"),
    ),
    Event(
        "market",
        "The Port Authority opened the fish market of Freyburg, which had been shut since 1982.",
        parse_iso("1984-05-13"),
        "The fish market opens",
        actors=("Port Authority",),
        places=("Freyburg",),
    ),
    Event("end", "A ship left Freyburg with oranges.", parse_iso("1984-05-14"), "A ship leaves", places=("Freyburg",)),
    Event(
        "fire",
        "A fire broke out in the warehouse of the Port Authority.",
        part_of(parse_iso("1984-05-09"), "evening"),
        "Fire in a warehouse",
        affected=("Port Authority",),
        places=("Freyburg",),
    ),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("strike") / "index"
    build_events(Reading(Timeline("The Harbour Strike", zone="UTC"), EVENTS, NAMES), folder, embedder=WordHashEmbedder(512))
    return Engine(open_index(folder), today=lambda: date(1984, 6, 1))


def cited(engine: Engine, question: str) -> str:
    """The event that is cited first."""
    return engine.ask(question).citations[0].event.id


# --- which event is meant -----------------------------------------------------------------------------------------------


def test_what_is_only_mentioned_beside_something_else_is_not_meant(engine: Engine) -> None:
    found = engine._reader.located("the strike in Freyburg began")
    assert found is not None
    assert found.event.id == "strike"


def test_an_event_is_meant_only_by_those_who_do_what_the_statement_says(engine: Engine) -> None:
    taken, turned = (engine._reader.evidence_for(f"{who} took Arden")[0] for who in ("the union", "the Port Authority"))
    assert taken.event.id == turned.event.id == "gate"
    assert engine._reader.located("the union took Arden") is not None
    assert turned.probability < taken.probability - 0.3


def test_of_events_that_fit_the_one_is_meant_whose_title_says_it(engine: Engine) -> None:
    titled, at = engine._reader.evidence_for("the union took Arden")[0], FEATURES.index("headline")
    beside = replace(titled, features=(*titled.features[:at], 0.0, *titled.features[at + 1 :]))
    assert engine._reader.standing(titled, []) > engine._reader.standing(beside, [])


def test_of_events_as_likely_the_first_one_is_meant_by_a_start(engine: Engine) -> None:
    later = engine._reader.evidence_for("the strike in Freyburg began")[0]
    assert later.event.id == "strike"
    earlier = replace(later, hit=replace(later.hit, passage=engine.index.passages("old")[0]))
    for statement, meant in (("the strike in Freyburg began", "old"), ("the strike in Freyburg", "strike")):
        assert engine._reader.meant(statement, [later, earlier])[0].event.id == meant


def test_a_plan_is_of_the_day_that_it_names(engine: Engine) -> None:
    found = engine._reader.located("the round table at Pier House")
    assert found is not None
    assert (found.event.id, happened(found)) == ("plan", parse_iso("1984-05-09"))
    assert cited(engine, "where did a fire break out on the day of the round table at Pier House") == "fire"


def test_a_date_of_the_question_goes_before_the_time_of_an_event_it_names(engine: Engine) -> None:
    answer = engine.ask("who visited Arden on 7 May when the fire broke out")
    assert (answer.short, [citation.event.id for citation in answer.citations]) == ("Ida Holm", ["visit"])
    assert answer.lines[-1] == "Time asked about: 7 May 1984."


def test_what_came_after_a_day_begins_when_it_is_over() -> None:
    event, years = Event("", "", part_of(parse_iso("1984-05-06"), "evening")), When(parse_iso("1984").start, parse_iso("1986").end)
    assert not beyond(event, Question("", relation="after", pivot=parse_iso("1984-05-06")))
    assert beyond(event, Question("", relation="after", pivot=parse_iso("1984-05-05")))
    assert beyond(event, Question("", relation="after", pivot=years)), "what took years goes on while the next begins"


# --- the short answer ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("whose crane was burned by dockers", "Karl Brenner"),
        ("how many attempts did a reporter count", "At least six attempts"),
        ("who said how many sailors were waiting for their ships", "Karl Brenner"),
        ("how many sailors on ships were waiting", "About 900 sailors"),
        ("how many countries blockaded the strait", "2 (Norland and Sudland)"),
        ("which country sent tugs", "Norland"),
        ("into which country were tugs sent", "Sudland"),
        ("under which resolution was the strait blockaded", "Resolution 77"),
        ("name the countries that blockaded the strait", "Norland and Sudland"),
        ("which places did the Port Authority open a market in", "Freyburg"),
    ],
)
def test_the_sentence_that_states_what_was_asked_is_found(engine: Engine, question: str, short: str) -> None:
    assert engine.ask(question).short == short


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("did the Dockers' Union take control of Arden", "Yes"),
        ("was Karl Brenner still in the office when it was stormed", "No"),
        ("was the ban on night work still in force on 8 May", "Yes"),
        ("was the ban on night work still in force on 12 May 1984", "No"),
    ],
)
def test_no_is_said_only_where_the_words_that_were_asked_for_are_denied_or_over(engine: Engine, question: str, short: str) -> None:
    assert engine.ask(question).short == short


def test_how_things_stood_is_told_by_what_last_brought_it_about(engine: Engine) -> None:
    answer = engine.ask("who controlled Arden on 9 May")
    assert (answer.short, answer.citations[0].event.id) == ("The Dockers' Union", "gate")
    assert answer.lines[-1] == "Time asked about: 9 May 1984."
    assert not engine.ask("who controlled Arden on 4 May").answered, "it was taken later"


# --- how long, how often, until when ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("how many days did the ban on night work stay in force", "4 days"),
        ("for how long were ferries allowed to land at Arden", "About six months (184 days), until 11 November 1984"),
        ("until when were ferries allowed to land at Arden", "11 November 1984"),
        ("how many years had the fish market in Freyburg been shut", "Since 1982, about 2 years"),
        ("how many times did dockers attempt to burn the crane", "At least six attempts"),
        ("how often did dockers attempt to burn the crane", "At least six attempts"),
        ("how often did Norland send tugs", "Once"),
    ],
)
def test_how_long_and_how_often_is_taken_from_what_events_state(engine: Engine, question: str, short: str) -> None:
    assert engine.ask(question).short == short


def test_two_statements_are_told_apart_where_one_event_fits_both(engine: Engine) -> None:
    for statements in (
        "the ban on night work and the lifting of the ban on night work",
        "the ban being put in force in Freyburg and it being lifted",
    ):
        assert engine.ask(f"how many days passed between {statements}").short == "4 days"


def test_all_who_did_something_are_told_each_once(engine: Engine) -> None:
    answer = engine.ask("who blockaded what between 1 and 14 May")
    assert answer.short == "Norland and Sudland"
    answer = engine.ask("who did what in Arden")
    assert [citation.event.id for citation in answer.citations] == ["gate", "visit", "permit"]


def test_what_time_asks_for_the_event_whose_hour_is_known(engine: Engine) -> None:
    events = [engine.index.event(id) for id in ("crane", "fire")]
    good = [replace(engine._reader.judge.certain(event), probability=p) for event, p in zip(events, (0.7, 0.6), strict=True) if event is not None]
    for asked, meant in (("when was it", "crane"), ("what time was it", "fire")):
        assert chosen(engine._reader, Question(asked, full=asked, asks=("when",)), good)[0].event.id == meant


# --- follow-ups ---------------------------------------------------------------------------------------------------------


def talk(engine: Engine, *questions: str) -> str:
    """The short answer at the end of a conversation."""
    previous = None
    for question in questions:
        previous = engine.ask(question, previous)
    assert previous is not None
    return previous.short


def test_who_became_something_is_whom_others_named(engine: Engine) -> None:
    assert engine.ask("who became harbour master").short == "Ida Holm"


@pytest.mark.parametrize("question", ["who was named harbour master", "who got named harbour master", "which woman was named harbour master"])
def test_whom_an_act_befell_is_no_one_who_did_it(engine: Engine, question: str) -> None:
    assert engine.ask(question).short == "Ida Holm"


def test_who_did_what_befell_somebody_is_the_other_one(engine: Engine) -> None:
    assert engine.ask("who was Ida Holm named harbour master by").short == "The Port Authority"


@pytest.mark.parametrize(
    "question", ["who heads the Dockers' Union", "who is in charge of the Dockers' Union", "who is the head of the Dockers' Union"]
)
def test_whoever_heads_a_group_is_whom_the_list_of_names_calls_its_head(engine: Engine, question: str) -> None:
    assert engine.ask(question).short == "Otto Reuter"


def test_whoever_holds_an_office_is_whom_the_words_call_so(engine: Engine) -> None:
    assert engine.ask("who is the harbour master").short == "Ida Holm"
    assert engine.ask("who was the harbour master on 5 May").short == "Karl Brenner"


def test_whoever_met_somebody_was_met_too(engine: Engine) -> None:
    assert engine.ask("whom did Otto Reuter meet for lunch on 4 May").short == "Karl Brenner"


@pytest.mark.parametrize(("question", "short"), [("who says so", "Karl Brenner"), ("how many people were there", "About 900")])
def test_a_bare_question_is_asked_of_the_cited_event(engine: Engine, question: str, short: str) -> None:
    assert talk(engine, "were sailors waiting for their ships", question) == short


@pytest.mark.parametrize("question", ["which bridge", "how many horses", "says who"])
def test_a_bare_question_that_the_cited_event_does_not_answer_is_refused(engine: Engine, question: str) -> None:
    assert not engine.ask(question, engine.ask("who burned the crane of Karl Brenner")).answered


def test_what_is_taken_as_known_is_answered_by_the_cited_event_alone(engine: Engine) -> None:
    burned = engine.ask("who burned the crane of Karl Brenner")
    assert engine.ask("was anyone named harbour master", burned).reason == "no-match"
    assert engine.ask("was anyone named harbour master").answered


def test_a_pronoun_is_whom_the_answer_named(engine: Engine) -> None:
    assert talk(engine, "who became harbour master", "when did she visit Arden") == "7 May 1984"
    assert talk(engine, "when was the office of Karl Brenner stormed", "who visited Arden before it happened") == "Ida Holm"


@pytest.mark.parametrize(
    ("asked", "unsaid"),
    [("Which crane did dockers burn?", False), ("Which kettle did dockers burn?", True), ("Which group burned the crane?", False)],
)
def test_one_of_a_kind_is_not_told_where_none_of_that_kind_is_spoken_of(engine: Engine, asked: str, unsaid: bool) -> None:
    reader, crane = engine._reader, next(event for event in EVENTS if event.id == "crane")
    question = reader.understand(asked, None)
    terms = reader.judge.terms(question)
    answer = Answer(question, ("Dockers burned the crane.",), citations=(Citation(1, crane, 0, 7),))
    assert lacks(reader, question, terms, answer, reader.judge.certain(crane, question, terms)) is unsaid
