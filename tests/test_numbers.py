from __future__ import annotations

import re

import pytest

from bot.numbers import FIGURE, about, in_figures, many, numbers, value
from index.words import stem, words


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("forty-five raids", [45]),
        ("forty five raids", [45]),
        ("a hundred thousand dead", [100_000]),
        ("two hundred and seven boats", [207]),
        ("half a million", [500_000]),
        ("well over a quarter of a million", [250_000]),
        ("1.5 million", [1_500_000]),
        ("three thousand, four hundred and twelve", [3_412]),
        ("a thousand and one nights", [1_001]),
        ("a dozen men and two dozen horses", [12, 24]),
        ("3,000 men in 40 boats", [3000, 40]),
        ("twenty men, six of them old", [20, 6]),
        ("eleven", [11]),
        ("a couple of thousand men, that couple hundred, a couple", [2000, 200]),
        ("one hundred", [100]),
        ("hundreds of them at 16:00, dozens later", []),
        ("a man and a half", []),
        ("", []),
    ],
)
def test_a_number_is_the_same_in_words_and_in_figures(text: str, values: list[float]) -> None:
    assert [value for value, _, _ in numbers(words(text))] == values


def test_a_number_says_which_words_it_is_made_of() -> None:
    assert list(numbers(words("over two hundred men"))) == [(200, 1, 3)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("who flew forty-five raids", "who flew 45 raids"),
        ("a pit with a hundred thousand corpses", "a pit with 100000 corpses"),
        ("three weeks later", "three weeks later"),
        ("on the twenty-first of May", "on the twenty-first of May"),
        ("in nineteen eighty-four", "in nineteen eighty-four"),
        ("the Forty Martyrs", "the Forty Martyrs"),
        ("3,000 men", "3,000 men"),
        ("ten or twenty men", "ten or 20 men"),
    ],
)
def test_larger_numbers_are_read_in_figures(text: str, read: str) -> None:
    assert in_figures(text) == read


def test_a_single_word_has_a_value() -> None:
    assert [value(stem(word)) for word in ("45", "seven", "thirty", "men")] == [45, 7, 30, None]


@pytest.mark.parametrize(
    ("round", "exact", "so"), [(2000, 2130, True), (250_000, 280_000, True), (2000, 2600, False), (2130, 2000, False), (20, 21, False)]
)
def test_a_round_number_is_said_for_an_exact_one(round: float, exact: float, so: bool) -> None:
    assert about(round, exact) == so


@pytest.mark.parametrize(
    ("said", "exact", "so"),
    [
        ("dozens", 75, True),
        ("thousands", 3500, True),
        ("thousands", 2024, False),
        ("thousands", 2000, True),
        ("hundreds", 34, False),
        ("boats", 34, False),
    ],
)
def test_dozens_and_thousands_are_said_for_an_exact_number(said: str, exact: float, so: bool) -> None:
    assert many(said, exact) is so


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("lay eleven miles off", "eleven"),
        ("some forty-three boats", "forty-three"),
        ("about 1,500 rifles", "1,500"),
        ("cost 2.5 million crowns", "2.5 million"),
        ("a hundred and seven men", "hundred and seven"),
        ("thousands of men", "thousands"),
    ],
)
def test_a_number_is_found_in_a_text_in_words_as_in_figures(text: str, figure: str) -> None:
    found = re.search(FIGURE, text)
    assert found is not None
    assert found.group() == figure
