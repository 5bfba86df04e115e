"""From a text to an answer: over a small war along a river, each form of question, follow-ups, and honest refusals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import river as river_war
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer import MARK, Answer, Reason
from bot.engine import LONGEST, Engine
from bot.evidence import Evidence
from bot.question import Form, Question
from bot.reader import Reader
from index.build import build_events
from index.embed import WordHashEmbedder
from index.errors import BadData
from index.search import Index, open_index
from index.types import Event, Reading, Timeline, When


@pytest.fixture(scope="module")
def engine(river: Index) -> Engine:
    return Engine(river, today=lambda: date(1984, 6, 1))


def cited(answer: Answer) -> list[str]:
    """Ids of the cited events, in order of first use."""
    return list(dict.fromkeys(citation.event.id for citation in answer.citations))


def talk(engine: Engine, *questions: str) -> Answer:
    """The last answer of a conversation."""
    previous = None
    for question in questions:
        previous = engine.ask(question, previous)
    assert previous is not None
    return previous


# --- one event ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "short", "event"),
    [
        ("when did the Northern League capture Brook", "3 May 1984", "brook"),
        ("when did NL capture Brook?", "3 May 1984", "brook"),
        ("who captured Calder", "The Northern League", "calder"),
        ("who bombed the Long Bridge", "The Royal Guard", "bridge"),
        ("which bridge did the Royal Guard bomb", "Long Bridge", "bridge"),
        ("whom did King Stefan telephone", "Anna Lind", "call"),
        ("why did King Stefan leave Dunmore", "Because his soldiers had gone home", "flight"),
        ("why did the Royal Guard bomb the Long Bridge", "In order to stop the Northern League", "bridge"),
        ("do the sources agree on who entered Dunmore first", "No", "council"),
        ("do reports differ on who bombed the Long Bridge", "No other account is known", "bridge"),
        ("how many prisoners did the League free", "120 prisoners", "prisoners"),
        ("what did Marta Vogel say", '"The war is over."', "speech"),
        ("did the Royal Guard bomb the Long Bridge", "Yes", "bridge"),
        ("did the League capture Brook on 3 May", "Yes", "brook"),
        ("how long did the siege of Elmford last", "5 days", "siege"),
        ("when did this happen: the Northern League captured Brook", "3 May 1984", "brook"),
    ],
)
def test_a_plain_question_is_answered_by_its_event(engine: Engine, question: str, short: str, event: str) -> None:
    answer = engine.ask(question)
    assert answer.answered
    assert answer.short == short
    assert cited(answer)[0] == event


def test_who_was_first_is_told_with_the_time_and_what_others_say(engine: Engine) -> None:
    answer = engine.ask("who entered Dunmore first and when")
    assert answer.short == "Farmers of the Southern Council, led by Otto Brandt, evening of 6 May 1984"
    assert cited(answer) == ["council", "league"]
    assert answer.lines[1] == "Accounts differ: The Northern League entered Dunmore first (the Northern Gazette) [2]."
    assert answer.as_dict()["citations"][0]["source"]["url"] == "https://example.org/log", "of two sources the one that can be opened"


def test_first_and_last_are_a_sort_by_time(engine: Engine) -> None:
    last = engine.ask("who entered Dunmore last")
    assert last.short == "The Northern League"
    assert last.lines[1].startswith("Before that: Evening of 6 May 1984: ")
    assert cited(engine.ask("what happened first"))[0] == "march"
    assert cited(engine.ask("what happened last"))[0] == "speech"
    assert cited(engine.ask("what happened last before 6 May"))[0] in ("call", "calder")


def test_a_window_is_used_and_shown(engine: Engine) -> None:
    answer = engine.ask("which town did the League capture before 4 May")
    assert (answer.short, cited(answer)) == ("Brook", ["brook"])
    assert answer.lines[-1] == "Time asked about: before 4 May 1984."


def test_a_date_that_does_not_agree_is_denied_with_the_right_one(engine: Engine) -> None:
    answer = engine.ask("did the League capture Brook on 7 May")
    assert answer.short == "No, as far as the timeline knows: 3 May 1984"
    assert cited(answer)[0] == "brook"


# --- several events -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("did the League capture Brook before it captured Calder", "Yes"),
        ("did the League capture Brook before Calder", "Yes"),
        ("did the League capture Calder before Brook", "No"),
        ("did the League capture Calder after Brook", "Yes"),
        ("did King Stefan leave Dunmore after the League entered Dunmore", "Yes"),
        ("did the League capture Brook before or after Calder", "Before"),
        ("had the League captured Calder by the time Brook was captured", "No"),
    ],
)
def test_before_or_after_is_answered_yes_or_no_with_both_events(engine: Engine, question: str, short: str) -> None:
    answer = engine.ask(question)
    assert answer.question.form == "precedence"
    assert answer.short == short
    assert answer.lines[0].startswith("First: ")
    assert answer.lines[1].startswith("Then: ")
    assert len(cited(answer)) == 2


def test_a_choice_names_the_first_and_shows_the_other(engine: Engine) -> None:
    answer = engine.ask("which came first: the League captured Calder or the League captured Brook")
    assert (answer.short, cited(answer)) == ("the League captured Brook, 3 May 1984", ["brook", "calder"])
    answer = engine.ask("which came last: the League captured Calder or the League captured Brook")
    assert (answer.short, cited(answer)) == ("the League captured Calder, 5 May 1984", ["calder", "brook"])
    answer = engine.ask("which of Brook and Calder did the League capture last")
    assert (answer.short, cited(answer)) == ("Calder, 5 May 1984", ["calder", "brook"])
    answer = engine.ask("which happened first: (a) King Stefan left Dunmore; or (b) the League captured Brook?")
    assert answer.short == "(b) the League captured Brook, 3 May 1984"


def test_all_are_put_in_order(engine: Engine) -> None:
    answer = engine.ask("in which order did the League capture Calder and Brook?")
    assert answer.question.form == "choice"
    answer = engine.ask("put in order: King Stefan left Dunmore, the League captured Calder, the League captured Brook")
    assert answer.short == "the League captured Brook, then the League captured Calder, then King Stefan left Dunmore"
    assert cited(answer) == ["brook", "calder", "flight"]


def test_what_is_asked_of_all_the_days_after_something_lies_inside_them(engine: Engine) -> None:
    answer = engine.ask("which towns did the League capture in the two days after the League captured Brook")
    assert (answer.short, cited(answer)[0]) == ("Calder", "calder")


def test_the_next_of_its_kind_is_another_one(engine: Engine) -> None:
    answer = engine.ask("which town did the League capture after Brook")
    assert (answer.short, cited(answer)[0]) == ("Calder", "calder")


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("how many days were there between the capture of Brook and the capture of Calder", "2 days"),
        ("how long after the capture of Brook did the League capture Calder", "2 days"),
        ("how many days passed between the bombing of the Long Bridge and the capture of Calder", "1 day"),
        ("how many days separate the capture of Brook from that of Calder", "2 days"),
    ],
)
def test_a_distance_is_counted_in_days(engine: Engine, question: str, short: str) -> None:
    answer = engine.ask(question)
    assert (answer.question.form, answer.short) == ("distance", short)
    assert len(cited(answer)) == 2


def test_a_distance_may_begin_at_a_date(engine: Engine) -> None:
    answer = engine.ask("how many days after 1 May did the League capture Calder")
    assert (answer.question.form, answer.short, cited(answer)) == ("distance", "4 days", ["calder"])


@pytest.mark.parametrize(
    ("question", "events"),
    [
        ("what happened on 7 May", ["prisoners", "league"]),
        ("what happened after 7 May", ["flight", "speech"]),
        ("what happened between the capture of Brook and the capture of Calder", ["siege", "brook", "bridge", "calder", "call"]),
        ("what did the Northern League do", ["march", "brook", "calder", "prisoners", "league"]),
        ("list everything about Anna Lind", ["call"]),
    ],
)
def test_a_list_is_in_order_of_time(engine: Engine, question: str, events: Sequence[str]) -> None:
    answer = engine.ask(question)
    assert answer.listing
    assert cited(answer) == list(events)


def test_what_is_counted_is_cited(engine: Engine) -> None:
    answer = engine.ask("how many times did the League capture Calder")
    assert (answer.question.form, answer.short) == ("count", "Once")
    assert cited(answer) == ["calder"]
    assert answer.lines[-1] == f"Counted over the {len(river_war.EVENTS)} events of this timeline."


def test_the_neighbours_of_an_event_stand_beside_it_in_time(engine: Engine) -> None:
    after = engine.ask("what happened after the League captured Brook")
    assert cited(after) == ["bridge", "calder", "call", "brook"]
    assert after.lines[-1].startswith("After: 3 May 1984: ")
    before = engine.ask("what happened before King Stefan left Dunmore")
    assert cited(before) == ["league", "prisoners", "council", "flight"]
    one = engine.ask("what is the next event after the League captured Brook")
    assert (one.short, cited(one)) == ("4 May 1984", ["bridge", "brook"])


def test_a_time_is_measured_from_an_event(engine: Engine) -> None:
    answer = engine.ask("who entered Dunmore two days after the capture of Calder")
    assert cited(answer)[0] == "league"
    answer = engine.ask("whom did King Stefan telephone before the League entered Dunmore")
    assert answer.short == "Anna Lind"


# --- conversations ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("questions", "short", "event"),
    [
        (("who left Dunmore by boat", "why?"), "Because his soldiers had gone home", "flight"),
        (("who left Dunmore by boat", "when exactly?"), "8 May 1984", "flight"),
        (("who left Dunmore by boat", "why did he leave?"), "Because his soldiers had gone home", "flight"),
        (("who left Dunmore by boat", "did he telephone Anna Lind?"), "Yes", "call"),
        (("who left Dunmore by boat", "whom did he telephone before that?"), "Anna Lind", "call"),
        (("who captured Brook", "what about Calder?"), "The Northern League", "calder"),
        (("who captured Brook", "when did they capture Calder?"), "5 May 1984", "calder"),
        (("did the Royal Guard capture Brook", "and the Northern League?"), "Yes", "brook"),
        (("who left Dunmore by boat", "who captured Calder?"), "The Northern League", "calder"),
        (("when did the League capture Brook", "was that before Calder was captured?"), "Yes", "brook"),
        (("when did the League capture Brook", "was it on 5 May 1984?"), "No", "brook"),
        (("when did the League capture Brook", "how many days after that was Calder captured?"), "2 days", "brook"),
        (("when did the League march out of Arden", "with how many men?"), "3,000", "march"),
        (("who left Dunmore by boat", "sorry, I meant who captured Calder"), "The Northern League", "calder"),
    ],
)
def test_a_follow_up_is_understood_from_the_answer_before(engine: Engine, questions: Sequence[str], short: str, event: str) -> None:
    answer = talk(engine, *questions)
    assert answer.short == short
    assert cited(answer)[0] == event
    assert answer.question.text == questions[-1]


@pytest.mark.parametrize("question", ["when was it repaired?", "who was arrested for it?", "in which hotel do they live?"])
def test_a_follow_up_that_the_cited_event_does_not_answer_is_refused(engine: Engine, question: str) -> None:
    assert not talk(engine, "who bombed the Long Bridge", question).answered


def test_a_conversation_walks_along_the_timeline(engine: Engine) -> None:
    brook = engine.ask("when did the League capture Brook")
    following = engine.ask("what happened next?", brook)
    assert cited(following) == ["bridge", "calder", "call", "brook"]
    further = engine.ask("and then?", following)
    assert cited(further) == ["ferries", "council", "prisoners", "call"], "it goes on from the end of what was shown"
    assert "bridge" in cited(engine.ask("before that?", further))


def test_a_day_can_be_changed_in_a_conversation(engine: Engine) -> None:
    assert cited(talk(engine, "what happened on 6 May", "and on 7 May?")) == ["prisoners", "league"]
    assert cited(talk(engine, "what happened on 6 May", "and on 7 May?", "the next day?")) == ["flight"]


@pytest.mark.parametrize("before", ["what happened", "what happened next", "what happened after 6 May", "what happened before 6 May"])
def test_a_list_of_an_open_time_can_be_followed_up(engine: Engine, before: str) -> None:
    assert cited(talk(engine, before, "and on 7 May?")) == ["prisoners", "league"]
    sound(talk(engine, before, "and on Friday?"), engine.index)


def test_a_complete_question_inherits_nothing(engine: Engine) -> None:
    question = "when did the League capture Calder"
    alone, behind = engine.ask(question), talk(engine, "what happened on 7 May", question)
    assert not behind.question.follow_up
    assert replace(behind, timings={}) == replace(alone, timings={})


# --- no answer ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "reasons"),
    [
        ("what car did Otto Brandt drive into Dunmore", {"no-match", "not-stated"}),
        ("when did the League enter Freyburg", {"no-match"}),
        ("why did the League bomb the Long Bridge", {"no-match", "not-stated"}),
        ("why did the League capture Calder", {"not-stated"}),
        ("why did the League free 120 prisoners from the jail of Dunmore", {"not-stated"}),
        ("who is Napoleon", {"no-match"}),
        ("did Napoleon capture Moscow before Brook", {"no-match"}),
        ("which came first: the League captured Brook or Napoleon took Moscow", {"no-match"}),
        ("what happened after Napoleon took Moscow", {"no-match"}),
        ("how many days passed between the capture of Brook and the coronation of Napoleon", {"no-match"}),
        ("how many dragons flew over Freyburg", {"no-match"}),
        ("what happened in 2020", {"outside-timeline"}),
        ("who entered Dunmore before 1900", {"outside-timeline"}),
        ("what happened before the League marched out of Arden", {"outside-timeline"}),
        ("did the League capture Brook before the capture of Brook", {"ambiguous"}),
        ("", {"empty-question"}),
        ("?!", {"empty-question"}),
        ("\x00\u200b", {"empty-question"}),
    ],
)
def test_what_the_timeline_does_not_state_is_refused_with_the_reason(engine: Engine, question: str, reasons: set[Reason]) -> None:
    answer = engine.ask(question)
    assert answer.reason in reasons
    assert (answer.short, answer.citations) == ("", ())
    assert answer.lines[0]


def test_a_question_that_is_near_is_not_stated_and_the_near_event_is_named(engine: Engine) -> None:
    answer = talk(engine, "when did the League capture Brook", "why?")
    assert answer.reason == "not-stated"
    assert answer.related == (engine.index.event("brook"),)
    assert "The League captures Brook (3 May 1984)" in answer.text


def test_what_lies_outside_is_refused_with_the_span_of_the_timeline(engine: Engine) -> None:
    text = engine.ask("what happened in 2020").text
    assert "It runs from 1 May 1984 to 9 May 1984. 2020 is outside it." in text
    assert "Vogel speaks (9 May 1984)" in text


def test_a_question_has_a_greatest_length(engine: Engine) -> None:
    assert engine.ask("who captured Brook" + " " * (LONGEST - 18)).answered
    with pytest.raises(BadData, match="at most 2,000 characters, this one has 2,001"):
        engine.ask("x" * (LONGEST + 1))


# --- what holds for every answer ----------------------------------------------------------------------------------------

WORDS = (
    "who whom what which when where why how many far long did was first last before after between and or happened next on in 6 May 1984 the of "
    "League Brook Calder Dunmore captured entered left Stefan ( ) : ; , ? and then why? that they he it days (a) (b)"
).split(" ")
QUESTIONS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=80)


def sound(answer: Answer, index: Index) -> None:
    assert (answer.reason is None) == bool(answer.citations) == answer.answered
    assert answer.lines
    assert 0 <= answer.confidence <= 1
    for n, citation in enumerate(answer.citations, 1):
        assert citation.n == n
        assert citation.event == index.event(citation.event.id)
        assert citation.quote
        assert citation.event.text[citation.start : citation.end] == citation.quote
    used = list(dict.fromkeys(int(n) for line in answer.lines for n in MARK.findall(line)))
    assert used == [citation.n for citation in answer.citations], "each claim has its mark, in order of first use"
    assert answer.generation == index.generation
    assert answer.timings["total"] >= 0
    assert answer.as_dict("q")["id"] == "q"


@settings(max_examples=100, deadline=None)
@given(first=QUESTIONS, second=QUESTIONS)
def test_any_text_is_answered_or_refused_and_every_quote_is_verbatim(river: Index, first: str, second: str) -> None:
    engine = Engine(river, today=lambda: date(1984, 6, 1))
    answer = engine.ask(first)
    sound(answer, river)
    sound(engine.ask(second, answer), river)


@settings(max_examples=25, deadline=None)
@given(question=QUESTIONS)
def test_an_index_without_names_titles_or_dates_is_asked_safely(bare: Index, question: str) -> None:
    sound(Engine(bare).ask(question), bare)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("bare") / "index"
    events = (Event("a", "The League captured Brook."), Event("b", "?!"), Event("c", "It rained in May."))
    build_events(Reading(Timeline(), events), folder, embedder=WordHashEmbedder())
    return open_index(folder)


def test_the_same_question_has_the_same_answer(engine: Engine) -> None:
    one, two = (replace(engine.ask("who entered Dunmore first and when"), timings={}) for _ in range(2))
    assert one == two


def forms(engine: Engine, questions: Sequence[str]) -> list[Form]:
    return [engine.ask(question).question.form for question in questions]


def test_what_was_understood_is_kept_with_the_answer(engine: Engine) -> None:
    asked = ["who captured Brook", "what happened on 7 May", "did the League capture Brook before Calder"]
    assert forms(engine, asked) == ["fact", "list", "precedence"]
    assert engine.ask("who captured Broook").question.corrections == (("Broook", "brook"),)


# --- generations --------------------------------------------------------------------------------------------------------


def test_a_new_generation_is_taken_up_between_questions(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build_events(river_war.READING, folder, embedder=WordHashEmbedder(512))
    engine = Engine(open_index(folder))
    assert not engine.refresh()
    before = engine.ask("when did the League enter Freyburg")
    assert not before.answered

    new = Event(
        "freyburg",
        "The Northern League entered Freyburg.",
        When(7549920, 7551360),
        "The League enters Freyburg",
        actors=("Northern League",),
        places=("Freyburg",),
    )
    build_events(replace(river_war.READING, events=(*river_war.EVENTS, new)), folder, embedder=WordHashEmbedder(512))
    assert not engine.ask("when did the League enter Freyburg").answered, "nothing changes under a question"
    assert engine.refresh()
    after = engine.ask("when did the League enter Freyburg")
    assert (after.short, cited(after)) == ("10 May 1984", ["freyburg"])
    assert after.generation != before.generation
    assert not engine.refresh()


def test_an_answer_of_the_earlier_generation_can_be_followed_up(tmp_path: Path) -> None:
    """Also where its event is not there any more."""
    folder = tmp_path / "index"
    build_events(river_war.READING, folder, embedder=WordHashEmbedder(512))
    engine = Engine(open_index(folder))
    previous = engine.ask("when did King Stefan leave Dunmore")
    assert cited(previous) == ["flight"]
    rest = tuple(event for event in river_war.EVENTS if event.id != "flight")
    build_events(replace(river_war.READING, events=rest), folder, embedder=WordHashEmbedder(512))
    assert engine.refresh()
    for question in ("why?", "what happened next?", "before that?", "whom did he telephone?", "and Calder?", "who captured Brook?"):
        sound(engine.ask(question, previous), engine.index)


def test_what_an_event_tells_beside_an_act_is_found_by_both_however_the_act_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    told = Event(
        "fear",
        "Otto Brandt feared a flood before the League captured Brook, as he told later.",
        river_war.NINTH,
        "Brandt's fear",
        actors=("Otto Brandt",),
    )
    build_events(replace(river_war.READING, events=(*river_war.EVENTS, told)), folder, embedder=WordHashEmbedder(512))
    engine = Engine(open_index(folder))
    for question in ("what did Otto Brandt fear before the League captured Brook", "what did Otto Brandt fear before the capture of Brook"):
        assert cited(engine.ask(question))[:1] == ["fear"]


def test_no_ground_is_taken_from_an_event_that_is_less_likely_meant(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    events = (
        Event("shut", "The millers closed the gates of Brook.", river_war.FIFTH, "The gates close"),
        Event("talk", "The millers came to the closed gates of Brook to thank the guards.", river_war.SIXTH, "Thanks at the gates"),
    )
    build_events(replace(river_war.READING, events=(*river_war.EVENTS, *events)), folder, embedder=WordHashEmbedder(512))
    engine = Engine(open_index(folder))
    assert engine.ask("why did the millers close the gates of Brook").reason == "not-stated"
    assert engine.ask("why did the millers come to the gates of Brook").short == "To thank the guards"


def test_of_events_about_as_probable_the_nearest_goes_first(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(engine.index, engine.today)
    question = reader.understand("who captured Brook", None)
    terms = reader.judge.terms(question)
    judge = reader.judge.judge

    def ranked(*probability: float) -> list[int]:
        """The order of the first two events of the search, judged so."""

        def judged(*given: Any) -> list[Evidence]:
            return [replace(e, probability=p) for e, p in zip(judge(*given), probability, strict=False)]

        monkeypatch.setattr(reader.judge, "judge", judged)
        return [probability.index(e.probability) for e in reader.judged(question, terms)]

    assert ranked(0.80, 0.81) == [0, 1]
    assert ranked(0.10, 0.99) == [1, 0]


def test_what_came_next_needs_no_list_of_names(tmp_path: Path) -> None:
    clubs = ("Port Ferry", "Stone Rangers", "Marsh Athletic")
    spells = (When(year * 525_600, (year + 3) * 525_600) for year in (0, 3, 6))
    events = tuple(Event(club.lower(), f"Mick Morris plays for {club}.", when, span="during") for club, when in zip(clubs, spells, strict=True))
    reading = Reading(Timeline("mick", "Mick Morris"), events)
    build_events(reading, tmp_path / "index", embedder=WordHashEmbedder(512))
    asked = Engine(open_index(tmp_path / "index")).ask("Which team did Mick Morris play for after Port Ferry?")
    assert cited(asked)[:1] == ["stone rangers"]


# --- asked again ----------------------------------------------------------------------------------------------------


class Counted(Engine):
    """Counts how often a question is searched for."""

    searched = 0

    def __init__(self, index: Index, keep: int = 1024, today: date = date(1984, 6, 1)) -> None:
        self.day = today
        super().__init__(index, today=lambda: self.day, keep=keep)
        understand = self._reader.understand

        def counting(text: str, previous: Answer | None) -> Question:
            self.searched += 1
            return understand(text, previous)

        self._reader.understand = counting  # type: ignore[method-assign]


def test_what_lies_far_behind_the_best_is_not_judged(engine: Engine) -> None:
    (judged,) = engine.searches("who bombed the Long Bridge")
    found = engine.index.search("who bombed the Long Bridge", k=12)
    assert "bridge" in {e.event.id for e in judged}
    assert len(judged) < len(found)
    assert all(e.hit.score >= found[0].score / 2 for e in judged)


def test_an_equal_question_is_answered_from_memory(river: Index) -> None:
    engine = Counted(river)
    first, again = engine.ask("When did Ostrava fall?"), engine.ask("When did Ostrava fall?")
    assert engine.searched == 1
    assert replace(again, timings={}) == replace(first, timings={})
    assert again.timings["search"] == 0
    engine.ask("When did Ostrava fall")
    assert engine.searched == 2


def test_a_follow_up_is_equal_only_after_the_same_answer(river: Index) -> None:
    engine = Counted(river)
    bridge, ferry = engine.ask("When was the bridge blown up?"), engine.ask("When was the ferry sunk?")
    engine.ask("who did it?", bridge)
    engine.ask("who did it?", ferry)
    engine.ask("who did it?")
    assert engine.searched == 5
    engine.ask("who did it?", engine.ask("When was the bridge blown up?"))
    assert engine.searched == 5, "the question before came from memory, and so does what followed it"


def test_another_day_is_another_question(river: Index) -> None:
    engine = Counted(river)
    engine.ask("what happened yesterday?")
    engine.day = date(1984, 6, 2)
    engine.ask("what happened yesterday?")
    assert engine.searched == 2


def test_the_memory_for_answers_is_bounded_and_can_be_off(river: Index) -> None:
    engine = Counted(river, keep=2)
    for question in ("one", "two", "one", "three", "one", "two"):
        engine.ask(question)
    assert engine.searched == 4, "what was asked for last stays: two had to go"
    forgetful = Counted(river, keep=0)
    forgetful.ask("one")
    forgetful.ask("one")
    assert forgetful.searched == 2
