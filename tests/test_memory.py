from __future__ import annotations

from bot.answer import Answer
from bot.memory import Bounded, Memory, Place, Turn
from bot.question import Question


def turn(text: str) -> Turn:
    return Turn(Answer(Question(text), ("?",), reason="no-match"))


def test_the_oldest_entry_makes_room() -> None:
    kept: Bounded[int, str] = Bounded(2)
    for n in (1, 2, 1, 3):
        kept[n] = str(n)
    assert list(kept) == [1, 3]


def test_memory_is_bounded_and_answers_grow_old() -> None:
    now = [0.0]
    memory = Memory(size=2, minutes=1, clock=lambda: now[0])
    places = [Place(chat, 0, 7) for chat in (1, 2, 3)]
    for place in places:
        memory.remember(place, turn(str(place.chat)), place.chat, (10 + place.chat,))
    assert memory.last(places[0]) is None
    last = memory.last(places[2])
    assert last is not None
    assert last.answer.question.text == "3"
    now[0] = 61
    assert memory.last(places[2]) is None
    assert memory.turn_in(3, 13) is last, "a reply to an answer is a follow-up however late"
    assert memory.answers_to(3, 3) == (13,)


def test_what_is_edited_is_not_edited_again() -> None:
    memory = Memory()
    memory.remember(Place(1, 0, 7), turn("a"), 5, (6,))
    memory.edited(1, 5)
    assert memory.answers_to(1, 5) == ()


def test_forgetting_and_moving() -> None:
    memory = Memory()
    memory.remember(Place(-1, 0, 7), turn("mine"), 5, (6,))
    memory.remember(Place(-1, 0, 8), turn("yours"), 7, (8,))
    memory.move(-1, -100)
    moved = memory.last(Place(-100, 0, 7))
    assert moved is not None
    assert moved.answer.question.text == "mine"
    memory.forget(7)
    assert memory.last(Place(-100, 0, 7)) is None
    assert memory.turn_in(-1, 6) is None
    assert memory.last(Place(-100, 0, 8)) is not None
