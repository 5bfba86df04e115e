from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import fold, forms, past, sentences, stem, stems, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Erdoğan’s", "erdogan's"), ("ŁÓDŹ", "lodz"), ("Straße", "strasse"), ("“Hé”", '"he"'), ("Ирина", "ирина"), ("دمشق", "دمشق"), ("ﬁne", "fine")],
)
def test_folding_leaves_the_letters_alone(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(fold(text)) == folded


@pytest.mark.parametrize(
    "forms",
    [
        "capture captured captures capturing",
        "take took taken takes taking",
        "fall fell fallen falling",
        "city cities",
        "woman women",
        "fly flew flown",
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["general generous", "army arms", "found find", "saw see"])
def test_different_words_keep_different_stems(pair: str) -> None:
    assert len({stem(word) for word in pair.split()}) == (1 if pair in ("found find", "saw see") else 2), "found and saw stay with find and see"


@pytest.mark.parametrize(
    ("text", "folds"),
    [
        ("Assad's army", ["assad", "army"]),
        ("the al-Oudeh’s men", ["the", "al", "oudeh", "men"]),
        ("U.S. troops in the U.K.", ["us", "troops", "in", "the", "uk"]),
        ("3,500 men at 10:30, 2.5 km", ["3500", "men", "at", "10:30", "2.5", "km"]),
        ("O'Neill didn't", ["oneill", "didnt"]),
        ("48km away—far", ["48km", "away", "far"]),
        ("", []),
        ("… — !", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, folds: list[str]) -> None:
    assert [word.fold for word in words(text)] == folds


@given(st.text())
def test_words_are_slices_in_order(text: str) -> None:
    found = words(text)
    assert all(text[word.start : word.end] == word.text for word in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert stems(text) == [word.stem for word in found]


@pytest.mark.parametrize(
    "cut",
    [
        ["He came.", "She left!", "Why?", "Nobody knows…", "So it ended."],
        ["Dr. Silva met Lt. Col. Pinto at 10 a.m. in St. Mary.", "He left."],
        ["The U.S. army left.", "It was in the U.S.", "The men wept."],
        ['He said: "It is red."', "Then he left."],
        ["J. R. Costa spoke.", "Nobody heard."],
        ["It cost 3.50 euros.", "No. 5 was free."],
        ["A title without a stop\n\n", "And a text."],
        ["He left. it said nothing."],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(cut: list[str]) -> None:
    text = " ".join(cut)
    assert [text[start:end] for start, end in sentences(text)] == [sentence.strip() for sentence in cut]


@given(st.text(st.sampled_from("aB. !?\"'”)\n1")) | st.text())
def test_everything_that_is_not_blank_is_in_one_sentence(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_a_verb_in_all_its_forms() -> None:
    assert {"run", "runs", "ran", "running"} <= forms("run")
    assert {"take", "takes", "took", "taken", "taking"} <= forms("take")
    assert {"carry", "carries", "carried", "carrying"} <= forms("carry")


def test_a_verb_in_the_past() -> None:
    assert [
        past(verb) for verb in ("free", "carry", "stop", "flee", "take", "go", "put", "sold", "expel", "admit", "offer")
    ] == "freed carried stopped fled taken gone put sold expelled admitted offered".split()
    assert past("take", participle=False) == "took"
