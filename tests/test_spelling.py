"""What was meant by a misspelt word, over a made-up timeline and a few hundred words of English."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine import Engine
from bot.spelling import COMPOUND, FORM, RARITY, UNKNOWN, Correction, Spelling, bases, mended, slips, weight
from index.embed import WordHashEmbedder
from index.entities import Entities
from index.search import open_index
from index.types import Entity

ENGLISH = (
    *"the of in to and who whom what when where why which how were was they that this because before people about with many after him then army saw".split(),
    *"happened killed attack became minister prime search searching trying start started house drone hour arrest arrested capture captured entered".split(),
    *"trade read reader raid war plane planes rest stop robbed bridge expired form formed looking harbour called spoke speech visited".split(),
)
"""Folded words, the most frequent first."""
NAMES = Entities(
    (
        Entity("Marta Khaled", "person"),
        Entity("Dunmore", "place"),
        Entity("Buffer", "place"),
        Entity("Ahmad al-Joulani", "person", ("Golani",)),
        Entity("Erdogan", "person"),
        Entity("Daraa", "place", ("Deraa",)),
        Entity("Bukamal crossing", "place"),
    )
)
TOLD = {"drone": 3, "dunmore": 9}


def known(word: str) -> bool:
    return word in ENGLISH or word in TOLD


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(NAMES, known, lambda word: TOLD.get(word, 0), lambda: ENGLISH)


def read(spelling: Spelling, text: str) -> str:
    return mended(text, spelling.corrections(text))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("how many were kiled", "how many were killed"),  # one letter from Khaled too
        ("who becam prime ministr", "who became prime minister"),
        ("they were tryin to arest him", "they were trying to arrest him"),
        ("searchin houses", "searching houses"),
        ("what startd hours befor the atack", "what started hours before the attack"),
        ("what hapend in dunmoor", "what happened in dunmore"),
        ("waht happened and whe", "what happened and when"),
        ("Enterd Dunmore", "Entered Dunmore"),
        ("netered Dunmore", "entered Dunmore"),  # the first two letters swapped
        ("mentered Dunmore", "mentered Dunmore"),  # another first letter is another word
    ],
)
def test_an_everyday_word_is_read_through_its_misspelling(spelling: Spelling, written: str, meant: str) -> None:
    assert read(spelling, written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ppl abt b4 govt", "people about before government"),
        ("w/ whom, w/o him, w/the army", "with whom, without him, with the army"),
        ("wat happened", "what happened"),
        ("a msg frm the prez til xmas", "a message from the president until Christmas"),
        ("whats new", "what's new"),
        ("were did they go", "where did they go"),
        ("were they killed", "were they killed"),
        ("they're in Dunmore", "they are in Dunmore"),
    ],
)
def test_what_is_typed_in_haste_is_read_in_full(spelling: Spelling, written: str, meant: str) -> None:
    assert read(spelling, written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("who is Jolanni", "who is Joulani"),
        ("the jawlani speech", "the joulani speech"),
        ("Erdogna called", "Erdogan called"),
        ("in Darra", "in Daraa"),
        ("the Bukamel crossing", "the Bukamal crossing"),
        ("who visited Duntmore", "who visited Dunmore"),
        ("golani spoke in Deraa", "golani spoke in Deraa"),
    ],
)
def test_a_name_is_read_through_its_misspelling(spelling: Spelling, written: str, meant: str) -> None:
    assert read(spelling, written) == meant


def test_a_capital_inside_a_sentence_makes_a_word_rather_a_name(spelling: Spelling) -> None:
    assert read(spelling, "who saw kaled") == "who saw khaled"
    assert read(spelling, "who saw Killd") == "who saw Killd", "a name that nobody knows"
    assert read(spelling, "who saw killd") == "who saw killed"
    assert read(spelling, "Who Was Killd Then") == "Who Was Killed Then", "capitals everywhere tell nothing"


@pytest.mark.parametrize(
    "word", ["raided", "raids", "reading", "traded", "stopping", "robbery", "warplanes", "expire", "reformed", "wasnt", "didn't"]
)
def test_a_form_of_a_known_word_is_let_stand(spelling: Spelling, word: str) -> None:
    assert read(spelling, f"they {word}") == f"they {word}"


@given(st.sampled_from([*ENGLISH, *TOLD]))
def test_a_word_in_use_is_never_corrected(word: str) -> None:
    assert read(Spelling(NAMES, known, lambda word: 1, lambda: ENGLISH), f"so {word}") == f"so {word}"


def test_only_names_are_corrected_where_no_words_of_english_are_at_hand() -> None:
    spelling = Spelling(NAMES, lambda word: word == "were", lambda word: 0, tuple)
    assert spelling.corrections("were startd in Darra") == [Correction(15, 20, "daraa")]


def test_without_names_or_words_nothing_is_read_into_a_text() -> None:
    assert Spelling(Entities(()), lambda word: False, lambda word: 0, tuple).corrections("Daraa xyz 12345 ab") == []


def test_a_reading_costs_what_went_wrong_and_how_rare_the_word_is(spelling: Spelling) -> None:
    assert slips("kiled", "killed", 1) == 0.6, "a letter that is doubled"
    assert slips("tryin", "trying", 1) == 0.6
    assert slips("startd", "started", 1) == 0.9, "a vowel"
    assert slips("teh", "the", 1) == 0.9, "neighbours swapped"
    assert slips("killes", "killed", 1) == 1.0, "keys side by side"
    assert slips("killep", "killed", 1) == 1.8
    assert slips("hapend", "happened", 2) == 0.6 + 0.9
    assert slips("jaulany", "golani", 3) == 3
    assert slips("same", "same", 0) == 0
    assert (weight("kiled"), weight("ministr")) == (6 / 5, 6 / 7)
    assert UNKNOWN > COMPOUND > FORM > 0.6 * weight("ministter") + RARITY * 1, "ten times rarer than the first word, with a doubled letter"


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("stopped", "stop"), ("captured", "capture"), ("carried", "carry"), ("crosses", "cross"), ("raids", "raid"), ("quickly", "quick"),
        ("happily", "happy"), ("rebuilding", "building"), ("biggest", "big"),
    ],
)  # fmt: skip
def test_the_bases_of_a_form(form: str, base: str) -> None:
    assert base in bases(form)


@pytest.mark.parametrize("form", ["stoped", "yearss", "workking", "killl"])
def test_what_is_formed_against_the_rules_is_no_form(form: str) -> None:
    assert not {"stop", "years", "work", "kill"} & set(bases(form))


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    corrections = Spelling(NAMES, known, lambda word: 0, lambda: ENGLISH).corrections(text)
    assert all(0 <= c.start < c.end <= len(text) and c.meant for c in corrections)
    assert all(a.end <= b.start for a, b in itertools.pairwise(corrections))
    mended(text, corrections)


# --- in the engine ------------------------------------------------------------------------------------------------------


@pytest.fixture
def engine(river_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Over the war along the river, with an encoder that knows a little English."""
    monkeypatch.setattr(WordHashEmbedder, "vocabulary", lambda self: list(ENGLISH))
    monkeypatch.setattr(WordHashEmbedder, "knows", lambda self, word: word in ENGLISH)
    return Engine(open_index(river_folder))


def test_a_misspelt_question_is_answered_as_the_right_one(engine: Engine) -> None:
    hasty, plain = engine.ask("wat town did teh leage captur on 5 may"), engine.ask("what town did the league capture on 5 May")
    assert plain.answered
    assert (hasty.short, hasty.question.topic) == (plain.short, plain.question.topic)
    assert hasty.question.text == "wat town did teh leage captur on 5 may", "it is kept as it was asked"


def test_a_misspelt_follow_up_is_one(engine: Engine) -> None:
    answer = engine.ask("wat abt Caldre", engine.ask("who capturd Brook"))
    assert answer.question.full == "who captured Calder"
    assert answer.question.corrections == (("wat", "what"), ("abt", "about"), ("Caldre", "calder"))
