"""Who leads a group or holds an office, where a text says so beside a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine import Engine
from bot.offices import asked, held_by, may_hold
from index.build import build_events
from index.dates import day
from index.embed import WordHashEmbedder
from index.entities import Entities
from index.search import open_index
from index.types import Entity, Event, Reading, Timeline

NAMES = (
    Entity("Arden", "place", ("Ardenian",)),
    Entity("Brook", "place"),
    Entity("River Guard", "group", ("RG",)),
    Entity("Mill League", "group"),
    Entity("Marta Vogel", "person", ("Vogel",), part_of=("Arden",)),
    Entity("Otto Brandt", "person"),
)
ENTITIES = Entities(NAMES)
EVENTS = (
    Event(
        "took",
        "The River Guard, a force under General Otto Brandt, took the mill.",
        day(1984, 5, 1),
        actors=("River Guard",),
        affected=("Mill League",),
    ),
    Event("spoke", "Prime Minister Marta Vogel spoke in Brook.", day(1984, 5, 3), actors=("Marta Vogel",), places=("Brook",)),
    Event("left", "The Mill League left Brook, and Otto Brandt rode in.", day(1984, 5, 4), actors=("Mill League",), places=("Brook",)),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("offices") / "index"
    build_events(Reading(Timeline("A feud"), EVENTS, NAMES), folder, embedder=WordHashEmbedder(512))
    return Engine(open_index(folder))


@pytest.mark.parametrize(
    ("question", "text", "who"),
    [
        ("who led the River Guard", "Otto Brandt, commander of the River Guard (RG), left.", "Otto Brandt"),
        ("who is the leader of the River Guard", "RG commander Otto Brandt left.", "Otto Brandt"),
        ("who was leading the RG", "The River Guard, led by Otto Brandt, left.", "Otto Brandt"),
        ("which general commands the RG", "Men of the River Guard of Otto Brandt left.", "Otto Brandt"),
        ("who was the head of the Mill League", "The head of the powerful Mill League, Otto Brandt, left.", "Otto Brandt"),
        ("who was Arden's prime minister", "The Ardenian premier, Otto Brandt, left.", "Otto Brandt"),
        ("who was the prime minister of Arden", "Prime Minister Vogel left.", "Marta Vogel"),
        ("who was the spokesman of the Mill League", "Otto Brandt is the spokeswoman of the Mill League.", "Otto Brandt"),
    ],
)
def test_an_office_is_held_by_the_name_that_it_stands_beside(question: str, text: str, who: str) -> None:
    office = asked(question, ENTITIES)
    assert office is not None
    assert held_by(text, office, ENTITIES) == (who, 0, len(text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("who led the River Guard", "The River Guard met Otto Brandt."),
        ("who led the River Guard", "Otto Brandt, spokesman of the River Guard, left."),
        ("who led the River Guard", "Otto Brandt, head of the River Guard's kitchen, left."),
        ("who led the River Guard", "Mill League commander Otto Brandt met the River Guard."),
        ("who was the prime minister of Arden", "Ardenian Foreign Minister Marta Vogel left."),
    ],
)
def test_another_office_or_that_of_another_is_none(question: str, text: str) -> None:
    office = asked(question, ENTITIES)
    assert office is not None
    assert held_by(text, office, ENTITIES) is None


def test_what_somebody_did_asks_for_no_office() -> None:
    assert asked("who captured the mill", ENTITIES) is None
    assert asked("who was the first minister to visit Brook", ENTITIES) is None


def test_without_a_list_of_names_a_name_is_what_is_written_as_one() -> None:
    office = asked("who was the chair of the Tribunal", Entities(()))
    assert office is not None
    text = "P. Ada von Lind is the chair of the Tribunal from 1999 to 2002."
    assert held_by(text, office, Entities(())) == ("P. Ada von Lind", 0, len(text))


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Who was in charge of the River Guard?", "Otto Brandt"),
        ("Who was the boss of the men that took the mill?", "Otto Brandt"),
        ("Who was Arden's prime minister on 4 May 1984?", "Marta Vogel"),
    ],
)
def test_whoever_leads_is_found_by_the_title_and_by_what_his_men_did(engine: Engine, question: str, short: str) -> None:
    assert engine.ask(question).short == short


def test_no_group_leads_another(engine: Engine) -> None:
    assert not engine.ask("Who commanded the Mill League?").answered


def test_nobody_of_another_country_is_taken_for_its_minister() -> None:
    office = asked("who was the president of Brook", ENTITIES)
    assert office is not None
    vogel, brandt, guard = (ENTITIES.get(name) for name in ("Marta Vogel", "Otto Brandt", "River Guard"))
    assert vogel is not None
    assert brandt is not None
    assert guard is not None
    assert not may_hold(vogel, office, ENTITIES)
    assert may_hold(brandt, office, ENTITIES), "it is not known where he belongs"
    assert not may_hold(guard, office, ENTITIES)
