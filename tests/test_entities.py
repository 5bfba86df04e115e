from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.entities import Entities, fold_name, skeleton
from index.types import Entity

NAMES = Entities(
    (
        Entity("Ahmad al-Sharaa", "person", ("Abu Mohammad al-Joulani", "al-Jolani", "Golani", "أحمد الشرع")),
        Entity("Hayat Tahrir al-Sham", "group", ("HTS", "Tahrir al-Sham")),
        Entity("Daraa", "place", ("Deraa",)),
        Entity("United States", "place", ("US", "U.S.", "Washington")),
        Entity("Recep Tayyip Erdogan", "person", ("Erdogan",)),
        Entity("Emine Erdogan", "person", ("Erdogan's wife",)),
        Entity("Erdogan family", "group", ("Erdogans",)),
        Entity("cabinet", "organisation", ("Erdogan government",)),
        Entity("Hakan Fidan", "person", (), ("cabinet",)),
        Entity("Al-Bukamal crossing", "place", ("Abu Kamal",)),
        Entity("Bashar al-Assad", "person"),
        Entity("Hafez al-Assad", "person"),
        Entity("Southern Operations Room", "group", ("southern factions",), ("opposition",)),
        Entity("opposition", "group", (), ("rebels of Syria",)),
    )
)


def found(text: str) -> list[tuple[str, str]]:
    return [(mention.entity.name, text[mention.start : mention.end]) for mention in NAMES.find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Who is al-Jolani?", [("Ahmad al-Sharaa", "Jolani")]),
        ("abu mohammad AL-JOULANI spoke", [("Ahmad al-Sharaa", "abu mohammad AL-JOULANI")]),
        ("Sharaa's men took Deraa", [("Ahmad al-Sharaa", "Sharaa's"), ("Daraa", "Deraa")]),
        ("أحمد الشرع", [("Ahmad al-Sharaa", "أحمد الشرع")]),
        ("Hay'at Tahrir al Sham", [("Hayat Tahrir al-Sham", "Hay'at Tahrir al Sham")]),
        ("HTS, or hts", [("Hayat Tahrir al-Sham", "HTS"), ("Hayat Tahrir al-Sham", "hts")]),
        ("Erdoğan called the US", [("Recep Tayyip Erdogan", "Erdoğan"), ("United States", "US")]),
        ("tell us more", []),
        ("the Bukamal crossing", [("Al-Bukamal crossing", "Bukamal crossing")]),
        ("Assad left", []),
        ("Bashar al-Assad left", [("Bashar al-Assad", "Bashar al-Assad")]),
        ("erdogans speech", [("Recep Tayyip Erdogan", "erdogans")]),  # a possessive as it is typed in haste
        ("joulanis fighters", []),
        ("the Erdogans left", [("Erdogan family", "Erdogans")]),
        ("washingtons offer", [("United States", "washingtons")]),
        ("erdogans wife spoke", [("Emine Erdogan", "erdogans wife")]),
        ("Erdogans", [("Erdogan family", "Erdogans")]),
    ],
)
def test_names_are_found_in_any_spelling(text: str, names: list[tuple[str, str]]) -> None:
    assert found(text) == names


def test_a_name_is_known_by_its_aliases() -> None:
    assert NAMES.canonical("Golani") == "Ahmad al-Sharaa"
    assert NAMES.names("deraa") == ("Daraa", "Deraa")
    assert (NAMES.canonical("Nobody"), NAMES.names("Nobody"), NAMES.get("Nobody")) == ("Nobody", ("Nobody",), None)
    assert fold_name("the Al-Bukamal Crossing") == "bukamal crossing"
    assert fold_name("The") == "the"


def test_what_a_name_is_part_of() -> None:
    assert NAMES.wider("southern factions") == {"Southern Operations Room", "opposition", "rebels of Syria"}
    circle = Entities((Entity("a", part_of=("b",)), Entity("b", part_of=("a",))))
    assert circle.wider("a") == {"a", "b"}
    assert NAMES.wider("cabinet") == {"cabinet", "Recep Tayyip Erdogan"}, "a government is its head's"
    assert NAMES.wider("Hakan Fidan") == {"Hakan Fidan", "cabinet"}, "its members are not"


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("who is Jolanni", "jolani"),
        ("the jawlani speech", "jolani"),
        ("Erdogna called", "erdogan"),
        ("in Darra", "daraa"),
        ("the Bukamel crossing", "bukamal"),
    ],
)
def test_a_misspelt_name_is_read_as_the_nearest(text: str, read_as: str) -> None:
    (correction,) = NAMES.correct(text, known=lambda word: word in ("called", "speech", "crossing"))
    assert correction.word == read_as
    mention = next(mention for mention in NAMES.find(text, (correction,)) if mention.start <= correction.start < mention.end)
    assert not mention.exact


def test_a_word_that_is_in_use_is_not_corrected() -> None:
    assert NAMES.correct("Darra fell", known=lambda word: True) == []
    assert NAMES.correct("xyz 12345 ab", known=lambda word: False) == []
    (correction,) = NAMES.correct("the captial", known=lambda word: word == "the", vocabulary=lambda word: ("capital", "captain"))
    assert (correction.start, correction.end, correction.word) == (4, 11, "capital")
    assert NAMES.correct("the Captial", known=lambda word: word == "the", vocabulary=lambda word: ("capital",)) == [], "a name stays"
    (correction,) = NAMES.correct("darra", known=lambda word: False, vocabulary=lambda word: ("dared",))
    assert correction.word == "daraa", "a name comes first"
    (correction,) = NAMES.correct("crossin", known=lambda word: False, vocabulary=lambda word: ("crossing", "cross"))
    assert correction.word == "crossing"


def test_spellings_of_one_sound_share_their_skeleton() -> None:
    assert len({skeleton(word) for word in ("joulani", "golani", "jawlani", "jolani")}) == 1
    assert skeleton("hama") != skeleton("homs")


def test_no_names_find_nothing() -> None:
    assert Entities(()).find("Daraa") == []
    assert Entities(()).correct("Daraa", known=lambda word: False) == []


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    mentions = NAMES.find(text, NAMES.correct(text, known=lambda word: False))
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))
