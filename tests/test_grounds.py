"""The ground that a text gives: causes, aims, what came before; and what is no ground."""

from __future__ import annotations

import pytest

from bot.grounds import explains, ground


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vogel wept because Brook had burned.", "because Brook had burned"),
        ("The guard bombed the bridge to slow the advance, a miller said.", "to slow the advance"),
        ("The guard left the mill in order to save its men.", "in order to save its men"),
        ("The council let her stay on humanitarian grounds.", "on humanitarian grounds"),
        ("The guard left Brook. The men had come to arrest Vogel.", "to arrest Vogel"),
        ("The ferry stopped after a mine had sunk a boat.", "after a mine had sunk a boat"),
        ("The mill closed as soldiers came near.", "as soldiers came near"),
        ("The mill closed after a fire. It closed because of the smoke.", "because of the smoke"),
    ],
)
def test_a_ground_is_found_and_the_surest_of_several(text: str, found: str) -> None:
    assert ground(text, "why") == found


def test_what_brought_something_about_is_the_ground_of_that_alone() -> None:
    assert ground("Her silence started rumours that she had died.", "why did people think that Vogel died") == "Her silence"
    assert ground("Her silence started rumours that she had died.", "why was Vogel silent") == ""


@pytest.mark.parametrize(
    "text",
    [
        "The guard agreed to leave Brook.",
        "Vogel ordered her men to leave Brook.",
        "The council took the decision to leave Brook.",
        "Vogel was the first to enter Brook.",
        "The league freed Brook, Vogel said after meeting the council.",
        "The league freed Brook and went on to Calder.",
    ],
)
def test_what_was_decided_told_or_only_lies_beside_is_no_ground(text: str) -> None:
    assert ground(text, "why") == ""


def test_what_somebody_says_or_what_was_not_done_needs_no_word_of_reason() -> None:
    told = "Vogel called the war a mistake."
    assert explains(told, "why did Vogel think so")
    assert explains(told, "why didn't Vogel fight")
    assert explains(told, "what reason did Vogel give for leaving")
    assert not explains("Vogel left the town.", "what reason did Vogel give for leaving")
    assert not explains(told, "why did Vogel leave")
