from __future__ import annotations

from datetime import datetime

import pytest

from bot.chatsettings import changed, describe
from bot.state import ChatSettings

NOW = ChatSettings()


@pytest.mark.parametrize(
    ("verb", "rest", "becomes"),
    [
        ("off", "", ChatSettings(on=False)),
        ("on", "", ChatSettings()),
        ("commands", "", ChatSettings(when="commands")),
        ("addressed", "", ChatSettings()),
        ("hours", "8-22", ChatSettings(hours=(480, 1320), zone="Asia/Damascus")),
        ("hours", "22:30 – 06:00 Europe/Berlin", ChatSettings(hours=(1350, 360), zone="Europe/Berlin")),
        ("hours", "always", ChatSettings()),
        ("nonsense", "", None),
        ("", "", None),
    ],
)
def test_a_word_changes_a_setting(verb: str, rest: str, becomes: ChatSettings | None) -> None:
    assert changed(NOW, verb, rest, "Asia/Damascus") == becomes


@pytest.mark.parametrize("rest", ["", "25-26", "8", "8-8", "eight to ten", "8-22 Nowhere/City", "8-22 ../../etc/passwd", "8-22 /etc/passwd"])
def test_what_cannot_be_meant_is_told_how_to_write_it(rest: str) -> None:
    with pytest.raises(ValueError, match="Europe/Berlin"):
        changed(NOW, "hours", rest, "UTC")


def test_settings_are_told_in_a_sentence() -> None:
    assert describe(ChatSettings(), False) == "I answer commands, mentions and replies in this group."
    assert describe(ChatSettings(on=False), True) == "I do not answer in this topic."
    assert (
        describe(ChatSettings(when="commands", hours=(480, 1320), zone="UTC"), True)
        == "I answer commands only in this topic between 08:00 and 22:00 (UTC)."
    )


def test_hours_are_of_their_zone() -> None:
    assert datetime.now().astimezone() is not None
    assert ChatSettings(hours=(0, 24 * 60)).open_at(23 * 60 + 59)
