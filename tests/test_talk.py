from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot import talk
from bot.engine import Engine
from bot.evidence import Judge
from bot.question import Question
from index.build import build_events
from index.dates import day
from index.embed import WordHashEmbedder
from index.search import Index, open_index
from index.types import Event, Reading, Timeline

MONDAY, TUESDAY = day(2024, 3, 4), day(2024, 3, 5)
LINES = (
    "Ada: Hi Ben! I sold my boat yesterday.",
    "Ben: That's a pity, Ada! Who bought it? Your garden looks great, by the way. I have none.",
    "Ada: Thanks! A fisherman from the next village.",
    "Ben: I baked a cake, can you believe it?",
)
EVENTS = (
    *(Event(f"line-{at}", text, MONDAY) for at, text in enumerate(LINES, 9)),
    Event("other", "Ben: Good morning!", TUESDAY),
    Event("plain", "A storm broke the pier.", TUESDAY),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("talk") / "index"
    build_events(Reading(Timeline("Letters"), EVENTS), folder, embedder=WordHashEmbedder(64))
    return open_index(folder)


def event(index: Index, id: str) -> Event:
    found = index.event(id)
    assert found is not None
    return found


def test_a_line_of_a_conversation_has_a_speaker_and_one_who_is_spoken_to(index: Index) -> None:
    assert (talk.speaker(event(index, "line-9")), talk.spoken_to(index, event(index, "line-9"))) == ("Ada", "Ben")
    assert talk.spoken_to(index, event(index, "other")) == ""  # of another day
    assert talk.speaker(event(index, "plain")) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada: I sold my boat.", "Ada/Ada sold/Ada Ada/Ada boat/Ada"),
        ("You should see my boat.", "Ben/Ben should/Ben see/Ben Ada/Ada boat/Ada"),
        ("I sold you a boat.", "Ada/Ada sold/Ada Ben/Ada a/Ada boat/Ada"),
        ("Thanks a lot, Ben!", "Ada/Ada Thanks/Ada a/Ada lot/Ada"),
        ("Just sold a boat.", "Ada/Ada Just/Ada sold/Ada a/Ada boat/Ada"),
        ("Just got that book of yours.", "Ada/Ada Just/Ada got/Ada that/Ada book/Ada of/Ada Ben/Ben"),
        ("Congrats on the boat!", "Ben/Ben Congrats/Ben on/Ben the/Ben boat/Ben"),
        ("How is the boat?", "Ben/Ben How/Ben is/Ben the/Ben boat/Ben"),
        ("", ""),
    ],
)
def test_pronouns_are_of_the_speaker_or_of_the_other_and_so_is_what_follows(text: str, expected: str) -> None:
    assert " ".join(f"{told.word.text}/{told.of}" for told in talk.told(text, "Ada", "Ben")) == expected


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [("Who bought it?", True), ("I baked a cake, can you believe it?", False), ("It was dear, right?", False), ("It was.", False)],
)
def test_a_statement_with_a_tag_is_no_question(sentence: str, asks: bool) -> None:
    assert talk.question(sentence) is asks


def test_a_line_answers_what_the_other_asked_about_what_was_said_before(index: Index) -> None:
    assert talk.answers(index, event(index, "line-11")) == ("Hi Ben! I sold my boat yesterday.", "Who bought it?")
    assert talk.answers(index, event(index, "line-10")) == ("", "")


@pytest.mark.parametrize("asked", ["line-9", "line-10"])
def test_a_line_that_asks_or_is_asked_about_goes_on_with_the_answer(index: Index, asked: str) -> None:
    assert talk.goes_on(index, event(index, asked)) == event(index, "line-11")


def test_nothing_goes_on_where_nobody_asks(index: Index) -> None:
    assert talk.goes_on(index, event(index, "line-11")) is None


def covered(index: Index, question: str, id: str) -> Sequence[float]:
    judge = Judge(index)
    asked = Question(question, question, topic=question, asks=("what",))
    return [round(match.covered, 2) for match in judge.weigh(judge.weighing(asked, judge.terms(asked)), event(index, id))[0]]


def test_what_a_line_tells_of_the_other_is_not_told_of_its_speaker(index: Index) -> None:
    assert covered(index, "the garden of Ada", "line-10") == [1.0, 1.0]
    assert covered(index, "the garden of Ben", "line-10") == [0.3, 1.0]


def test_a_line_that_answers_speaks_of_what_was_asked_and_a_question_states_nothing(index: Index) -> None:
    assert covered(index, "Ada bought", "line-11") == [1.0, 1.0]
    assert covered(index, "Ada bought", "line-10") == [1.0, 0.1]


def test_the_short_answer_is_what_follows_the_act(index: Index) -> None:
    assert Engine(index).ask("What did Ben bake?").short == "A cake"


def test_what_is_asked_about_a_line_is_answered_with_it(index: Index) -> None:
    answer = Engine(index).ask("What did Ada sell?")
    assert [citation.event.id for citation in answer.citations] == ["line-9", "line-11"]


def test_a_line_is_found_by_what_it_answers(index: Index) -> None:
    answer = Engine(index).ask("Who bought the boat that Ada sold?")
    assert [citation.event.id for citation in answer.citations] == ["line-11"]
