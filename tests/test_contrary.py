"""Does an event state something else than what a question takes for granted?"""

from __future__ import annotations

import pytest

from bot.contrary import contrary, told_reversed
from bot.evidence import Judge
from bot.parse import Parser
from bot.short import owners_of
from index.build import build_events
from index.dates import day
from index.embed import WordHashEmbedder
from index.search import Index, open_index
from index.types import Entity, Event, Reading, Timeline

NAMES = (
    Entity("Arden", "place", ("Ardenian",)),
    Entity("Brook", "place"),
    Entity("Arden Guard", "group", part_of=("Arden",)),
    Entity("Brook Guard", "group", part_of=("Brook",)),
    Entity("Marta Vogel", "person", part_of=("Arden",)),
    Entity("Otto Brandt", "person", part_of=("Brook",)),
    Entity("Karl Lind", "person"),
)
EVENTS = (
    Event("shelled", "The Arden Guard shelled Brook Guard positions.", day(1984, 5, 1), actors=("Arden Guard",), affected=("Brook Guard",)),
    Event("mill", "Fishermen reopened the mill at Brook.", day(1984, 5, 2), places=("Brook",)),
    Event("trip", "Karl Lind sailed on his first trip abroad.", day(1984, 5, 3), actors=("Karl Lind",)),
    Event("gate", "Arden's minister, Marta Vogel, closed the gate.", day(1984, 5, 4), actors=("Marta Vogel",)),
    Event("call", "Otto Brandt telephoned Brook and Arden.", day(1984, 5, 6), actors=("Otto Brandt",), places=("Brook", "Arden")),
    Event("deal", "Marta Vogel announced a deal with the millers.", day(1984, 5, 7), actors=("Marta Vogel",)),
    Event("visit", "Marta Vogel met the envoy Otto Brandt.", day(1984, 5, 5), actors=("Marta Vogel", "Otto Brandt")),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("contrary") / "index"
    build_events(Reading(Timeline("A feud"), EVENTS, NAMES), folder, embedder=WordHashEmbedder(512))
    return open_index(folder)


@pytest.mark.parametrize(
    ("question", "event", "states_something_else"),
    [
        ("When did the Arden Guard shell the Brook Guard?", "shelled", False),
        ("When did the Brook Guard shell the Arden Guard?", "shelled", True),
        ("When did fishermen reopen the mill at Brook?", "mill", False),
        ("When did monks reopen the mill at Brook?", "mill", True),
        ("Where did Karl Lind go on his first trip?", "trip", False),
        ("Where did Karl Lind go on his second trip?", "trip", True),
        ("Which Ardenian minister closed the gate?", "gate", False),
        ("Which Brook minister closed the gate?", "gate", True),
        ("Which minister closed the gate?", "gate", False),
        ("Which Brook envoy did Marta Vogel meet?", "visit", False),
        ("Who announced the deal with the millers?", "deal", False),
        ("Who signed the deal with the millers?", "deal", True),
        ("Who negotiated the deal with the millers?", "deal", True),
        ("Who made the deal with the millers?", "deal", False),
        ("Who put forward the deal with the millers?", "deal", False),
        ("Was the deal with the millers signed?", "deal", False),
        ("Who shut the gate?", "gate", False),
        ("Why did Karl Lind sail abroad?", "trip", False),
        ("Why didn't Karl Lind sail abroad?", "trip", True),
    ],
)
def test_what_is_told_of_another_is_no_answer(index: Index, question: str, event: str, states_something_else: bool) -> None:
    judge, asked = Judge(index), Parser(index)(question)
    terms, told = judge.terms(asked), index.event(event)
    assert told is not None
    [evidence] = judge.judge(asked, terms, [hit for hit in index.search(question, k=len(EVENTS)) if hit.passage.event.id == event])
    assert contrary(asked, terms, evidence, index.entities) is states_something_else


def test_a_lesser_event_does_not_answer_where_a_better_one_tells_it_the_other_way_round(index: Index) -> None:
    judge, asked = Judge(index), Parser(index)("When did the Brook Guard shell the Arden Guard?")
    judged = judge.judge(asked, judge.terms(asked), index.search(asked.topic, k=len(EVENTS)))
    shelled, call = (next(e for e in judged if e.event.id == id) for id in ("shelled", "call"))
    assert told_reversed([call, shelled], call)
    assert not told_reversed([call, shelled], shelled)
    assert not told_reversed([call], call)


def test_an_asked_person_belongs_to_what_stands_before_the_noun(index: Index) -> None:
    assert owners_of("Brook minister who met the Ardenian envoy", index.entities) == {"Brook"}
    assert owners_of("minister of Arden", index.entities) == set(), "only what stands before it"
    assert owners_of("Brookish minister", index.entities) == {"Brook"}, "of a place, without an alias"
