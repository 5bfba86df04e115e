"""Which places can be what a question asks for."""

from __future__ import annotations

import pytest

from bot.parse import Parser
from bot.sorts import direction, elsewhere, may_be, sort_of, told_as
from index.search import Index
from index.words import stem


@pytest.fixture(scope="module")
def parse(river: Index) -> Parser:
    return Parser(river)


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("Kent county", "county"),
        ("Port of Dover", "port"),
        ("Mount Etna", "mount"),
        ("Camp 7", "camp"),
        ("southern Italy", "region"),
        ("Italy", "state"),
        ("New Zealand", "state"),
        ("Singapore", ""),
        ("Milan", ""),
    ],
)
def test_a_name_says_what_sort_of_place_it_is(name: str, sort: str) -> None:
    assert sort_of(name) == stem(sort) if sort else sort_of(name) == ""


@pytest.mark.parametrize("noun", ["city", "town", "village"])
@pytest.mark.parametrize("name", ["Kent county", "Mount Etna", "Italy", "southern Italy"])
def test_what_says_another_sort_is_no_town(noun: str, name: str) -> None:
    assert not may_be(name, stem(noun))
    assert may_be("Milan", stem(noun))


def test_a_country_is_a_state_or_what_lies_in_nothing_else() -> None:
    country = stem("country")
    assert may_be("Italy", country)
    assert may_be("Ruritania", country)
    assert not may_be("Rome", country), "the seat of a government"
    assert not may_be("Strelsau", country, ("Ruritania",))


@pytest.mark.parametrize(("name", "noun"), [("Italy", "place"), ("Kent county", "region"), ("Kent county", ""), ("Kent county", "county")])
def test_wide_nouns_take_what_lies_under_them(name: str, noun: str) -> None:
    assert may_be(name, stem(noun))


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("where did King Stefan flee", "to"),
        ("where did they take the prisoners to", "to"),
        ("where did the ferry come from", "from"),
        ("from where did the ferry leave", "from"),
        ("where was the treaty signed", ""),
        ("who fled from Brook", ""),
    ],
)
def test_a_question_for_a_place_may_ask_for_one_end_of_a_way(parse: Parser, text: str, way: str) -> None:
    assert direction(parse(text)) == way


def test_of_a_way_one_end_was_left_and_the_other_reached(river: Index) -> None:
    text = "King Stefan fled Brook for Calder. The guards in Arden let him pass."
    names = river.entities.find(text)
    assert told_as("to", text, names) == {"Calder"}
    assert elsewhere("to", text, names) == {"Brook"}
    assert elsewhere("from", text, names) == {"Calder"}
    assert elsewhere("", text, names) == set()
