from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.dates import parse_iso
from index.generation import event_from, event_json
from index.search import DATED, DENSE, Index
from index.types import Event, Reading, When

JULY = parse_iso("1969-07")


def ids(events: list[Event]) -> list[str]:
    return [event.id for event in events]


def test_events_come_back_as_they_went_in(moon: Index, reading: Reading) -> None:
    for event in reading.events:
        assert moon.event(event.id) == event
        assert event_from(event_json(event)) == event
    assert moon.event("nowhere") is None
    assert len(moon) == 6


def test_the_timeline_and_its_names_are_kept(moon: Index) -> None:
    assert moon.timeline.title == "To the Moon"
    assert moon.entities.canonical("Luna") == "Moon"


def test_events_are_in_order_of_time_and_undated_ones_last(moon: Index) -> None:
    assert ids(moon.events()) == ["programme", "speech", "launch", "landing", "return", "rumour"]
    assert ids(moon.events(limit=2)) == ["programme", "speech"]


def test_a_limit_keeps_the_first_events_or_the_last_ones(moon: Index) -> None:
    assert ids(moon.events(JULY, 2)) == ["programme", "launch"]
    assert ids(moon.events(JULY, 2, last=True)) == ["landing", "return"]
    assert ids(moon.events(JULY, 9, last=True)) == ids(moon.events(JULY))


def test_a_window_holds_what_overlaps_it(moon: Index) -> None:
    assert ids(moon.events(JULY)) == ["programme", "launch", "landing", "return"]
    assert moon.count(JULY) == 4
    assert ids(moon.events(parse_iso("1969-07-20"))) == ["programme", "landing"]
    assert moon.count(parse_iso("1980")) == 0
    assert moon.events(parse_iso("1980")) == []


def test_before_and_after_a_moment(moon: Index) -> None:
    landing = parse_iso("1969-07-20")
    assert ids(moon.after(landing.start)) == ["landing"]
    assert ids(moon.after(landing.end, 5)) == ["return"]
    assert ids(moon.before(landing.start, 5)) == ["launch", "speech"], "the programme is not over"
    assert moon.before(parse_iso("1900").start) == []


def test_what_stands_beside_an_event_in_order(moon: Index) -> None:
    ordered = moon.events()
    assert moon.beside(ordered[1].id, -1) == ordered[0]
    assert moon.beside(ordered[1].id, 1) == ordered[2]
    assert moon.beside(ordered[0].id, -1) is None
    assert moon.beside(ordered[-1].id, 1) is None
    assert moon.beside("unknown", 1) is None


def test_the_span_is_from_the_first_start_to_the_last_end(moon: Index) -> None:
    assert moon.span == parse_iso("1961").hull(parse_iso("1972"))


def test_a_score_is_the_share_of_the_words_with_the_cosine(moon: Index) -> None:
    hit = moon.search("who landed on the Moon", k=1)[0]
    assert hit.passage.event.id == "landing"
    assert hit.score == pytest.approx(hit.lexical / (moon.idf("land") + moon.idf("moon")) + DENSE * hit.cosine)


def test_words_that_no_passage_holds_leave_the_cosine_alone(moon: Index) -> None:
    hits = moon.search("unheard", k=20)
    assert len(hits) == 6
    assert [hit.score for hit in hits] == pytest.approx([DENSE * hit.cosine for hit in hits])


def test_every_hit_carries_its_cosine_and_its_bm25(moon: Index) -> None:
    hits = moon.search("landed on the Moon", k=20)
    query = moon.embed("landed on the Moon")
    assert len(hits) == 6
    assert [hit.cosine for hit in hits] == pytest.approx(moon.cosines(query, [hit.passage for hit in hits]), abs=1e-6)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    by_id = {hit.passage.event.id: hit for hit in hits}
    assert by_id["return"].lexical == 0
    assert by_id["rumour"].lexical > 0


def test_a_search_stays_inside_its_window(moon: Index) -> None:
    assert {hit.passage.event.id for hit in moon.search("Moon", within=JULY)} == {"programme", "launch", "landing", "return"}
    assert [hit.passage.event.id for hit in moon.search("Moon", within=When(0, 1))] == ["programme"], "it lasted until 1972"
    assert moon.search("Moon", within=parse_iso("1980")) == []


def test_boost_adds_words_to_the_lexical_half_only(moon: Index) -> None:
    plain = {hit.passage.event.id: hit for hit in moon.search("who swam")}
    boosted = {hit.passage.event.id: hit for hit in moon.search("who swam", boost=("Houston",))}
    assert boosted["speech"].lexical > plain["speech"].lexical == 0
    assert boosted["speech"].cosine == pytest.approx(plain["speech"].cosine)


def test_another_way_to_write_a_name_finds_what_holds_it(river: Index) -> None:
    asked, own = (river.search(f"what happened at {name}", k=3) for name in ("Dunmoor", "Dunmore"))
    assert [hit.lexical for hit in asked] == pytest.approx([hit.lexical for hit in own])
    assert asked[0].lexical > 0


def test_the_query_may_be_encoded_meanwhile(moon: Index) -> None:
    weighed: list[str] = []
    soon = moon.embed_soon("the crew landed on the Moon")
    hits = moon.search("the crew landed on the Moon", k=2, vector=soon, meanwhile=lambda event: weighed.append(event.id))
    assert hits == moon.search("the crew landed on the Moon", k=2)
    assert weighed == ["landing"], "the lexical half needs no vector; what it hardly brings up waits for one"


def test_a_text_that_is_being_encoded_is_not_encoded_again(moon: Index) -> None:
    soon = moon.embed_soon("the crew splashed down")
    assert moon.embed_soon("the crew splashed down") is soon
    assert (soon.result() == moon.embed("the crew splashed down")).all()
    for number in range(40):
        moon.embed_soon(f"{number} others")
    assert moon.embed_soon("the crew splashed down") is not soon, "only the last ones are kept"


def test_a_text_that_could_not_be_encoded_is_tried_again(moon: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(moon.encoder, "query", fails)
        assert isinstance(moon.embed_soon("the parachutes opened").exception(), MemoryError)
    assert moon.embed_soon("the parachutes opened").result().any()


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_an_empty_question_finds_nothing(moon: Index, query: str) -> None:
    assert moon.search(query) == []
    assert moon.search("Moon", k=0) == []


def test_the_date_of_an_event_is_searched_too(moon: Index) -> None:
    assert moon.search("on 12 September 1962")[0].passage.event.id == "speech"
    assert moon.df("septemb") == 1
    assert moon.idf("septemb") == pytest.approx(math.log(1 + 5.5 / 1.5))
    assert moon.df("nothing") == 0


def test_what_is_of_a_day_that_the_query_names_goes_before_equals(moon: Index) -> None:
    hits = {hit.passage.event.id: hit for hit in moon.search("unheard on 20 July", k=20)}
    most = moon.idf("20") + moon.idf("juli")
    for id, hit in hits.items():
        named = DATED if id in ("programme", "landing") else 0.0
        assert hit.score == pytest.approx(hit.lexical / most + DENSE * hit.cosine + named)


def test_names_are_told_from_words_by_their_capitals(moon: Index) -> None:
    assert moon.capitalised("moon") == 1
    assert moon.capitalised("crew") == 0
    assert moon.capitalised("unheard") == 0


def test_word_vectors_are_those_of_the_encoder(moon: Index) -> None:
    asked = [("moon", "Moon"), ("unheard", "unheard"), ("crew", "crew"), ("unheard", "unheard")]
    expected = moon.embed_many([surface for _, surface in asked])
    for _ in range(2):
        assert np.allclose((moon.word_vectors(asked) * expected).sum(axis=1), 1, atol=1e-3)
    assert moon.word_vectors([]).shape == (0, moon.manifest.dimensions)


def test_passages_of_an_event(moon: Index) -> None:
    assert [p.id for p in moon.passages("launch")] == ["launch#0"]
    assert moon.passages("nowhere") == []


def test_many_threads_read_alike(moon: Index) -> None:
    expected = moon.search("who landed on the Moon")
    with ThreadPoolExecutor(8) as pool:
        assert all(hits == expected for hits in pool.map(lambda _: moon.search("who landed on the Moon"), range(200)))
