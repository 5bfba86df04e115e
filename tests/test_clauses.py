"""Who stands where around an act."""

from __future__ import annotations

import pytest

from bot.clauses import Range, Sides, sides
from index.words import Word, words


def around(text: str, act: str) -> tuple[list[Word], Sides]:
    found = words(text)
    at = next(i for i, word in enumerate(found) if word.fold == act)
    return found, sides(found, text, at)


def said(found: list[Word], ranges: tuple[Range, ...]) -> str:
    return " ".join(word.text for a, b in ranges for word in found[a:b])


@pytest.mark.parametrize(
    ("text", "act", "doing", "done_to"),
    [
        ("The farmers sold the mill in May.", "sold", "farmers", "mill"),
        ("The mill was sold by the farmers in May.", "sold", "farmers", "mill"),
        ("The mill, sold by the farmers, burned.", "sold", "farmers", "mill"),
        ("The farmers entered the mill and took the flour.", "took", "farmers", "flour"),
        ("The farmers, who were hungry, took the flour.", "took", "farmers", "flour"),
        ("The miller wept when the farmers took the flour.", "took", "farmers", "flour"),
        ("The miller said that the farmers had taken the flour.", "taken", "farmers", "flour"),
        ("The farmers who took the flour fled.", "took", "farmers", "flour"),
        ("The farmers came and asked the miller to sell the flour.", "sell", "farmers", "flour"),
        ("The farmers came and asked the miller to sell the flour.", "sell", "miller", "flour"),
        ("The seizure of the mill by the farmers was a surprise.", "seizure", "farmers", "mill"),
        ("After the farmers' seizure of the mill it burned.", "seizure", "farmers", "mill"),
        ("The farmers went on selling flour.", "selling", "farmers", "flour"),
        ("The miller was a member of the council.", "member", "miller", "council"),
    ],
)
def test_those_who_do_an_act_and_those_it_is_done_to(text: str, act: str, doing: str, done_to: str) -> None:
    found, side = around(text, act)
    assert doing in said(found, side.doing)
    assert done_to in said(found, side.done_to)


@pytest.mark.parametrize(
    ("text", "act", "others"),
    [
        ("The miller wept when the farmers took the flour.", "took", "miller"),
        ("The farmers took the flour; the miller wept.", "took", "miller"),
        ("The mill was sold by the farmers in May.", "sold", "mill"),
        ("The farmers entered the mill and took the flour.", "entered", "flour"),
        ("The farmers took the Mill, two miles from the Inn.", "took", "Inn"),
        ("The farmers took the flour near the Inn.", "took", "Inn"),
    ],
)
def test_whoever_stands_in_another_clause_has_no_part_in_it(text: str, act: str, others: str) -> None:
    found, side = around(text, act)
    assert others not in said(found, side.doing)
    assert others not in said(found, side.done_to) or act == "sold"


@pytest.mark.parametrize(
    ("text", "act", "main"),
    [
        ("The farmers took the flour.", "took", True),
        ("The miller wept after the farmers took the flour.", "took", False),
        ("Hours after the seizure of the mill it burned.", "seizure", False),
        ("The miller said that the farmers took the flour.", "took", True),
    ],
)
def test_an_act_is_told_by_itself_or_beside_another(text: str, act: str, main: bool) -> None:
    assert around(text, act)[1].main is main


def test_a_bare_noun_says_nothing_of_who_does_it() -> None:
    _, side = around("The bombing went on.", "bombing")
    assert side.doing == ()
    assert side.done_to == ()


def test_the_words_can_be_numbered_from_another_beginning() -> None:
    _, side = around("The farmers sold the mill.", "sold")
    assert side.moved(10).doing == ((10, 12),)
