"""Questions to the built-in timeline with the model that comes with it: what has to be right on the first day."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import Engine
from bot.answer import Answer
from index import BUILTIN, build, open_index

pytestmark = pytest.mark.slow

ANSWERS = (
    # question, what the short answer holds, an event that is cited
    ("when did HTS enter Hama", "5 December 2024", "dec05-hts-enters-hama"),
    ("whom was Erdogan expected to call", "Vladimir Putin", "dec05-analysts-expect-pause"),
    ("how far is Homs from Hama", "48 km", "dec05-advance-toward-homs"),
    ("which bridge did Russia bomb", "Rastan bridge", "dec05-russia-bombs-rastan-bridge"),
    ("who bombed the Rastan bridge", "Russia", "dec05-russia-bombs-rastan-bridge"),
    ("did Daraa fall before Homs", "Yes", "dec07-daraa-captured-under-deal"),
    ("did HTS enter Hama on 5 December", "Yes", "dec05-hts-enters-hama"),
    ("who withdrew its non-essential staff", "The United Nations", "dec05-un-withdraws-nonessential-staff"),
    ("who blocked the Al-Bukamal crossing", "Syrian Democratic Forces", "dec06-sdf-blocks-albukamal-crossing"),
    ("when did Joulani start using his real name", "5–6 December 2024", "dec05-sharaa-uses-real-name"),
    ("who captured Deraa", "Southern Operations Room", "dec07-daraa-captured-under-deal"),
    ("who entered damasucs first", "Ahmad al-Oudeh", "dec07-southern-factions-enter-damascus"),
    ("whch brigde was bomed by the rusians", "Rastan bridge", "dec05-russia-bombs-rastan-bridge"),
    ("when did Assad leave Damascus", "7 December 2024", "dec07-sohr-assad-left-at-22"),
)
REFUSED = (
    "what car did al-Oudeh drive into Damascus",
    "when did HTS enter Beirut",
    "why did the SDF bomb the Rastan bridge",
    "when did the war in Ukraine begin",
    "what happened in 1990",
    "who is Napoleon",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("builtin") / "index"
    build([BUILTIN], folder)
    return Engine(open_index(folder))


def cited(answer: Answer) -> set[str]:
    return {citation.event.id for citation in answer.citations}


def test_who_entered_damascus_first_and_when(engine: Engine) -> None:
    answer = engine.ask("who entered Damascus first and when")
    assert "Southern Operations Room" in answer.short
    assert "Ahmad al-Oudeh" in answer.short
    assert "evening of 7 December 2024" in answer.short
    first = answer.as_dict()["citations"][0]
    assert first["event_id"] == "dec07-southern-factions-enter-damascus"
    assert first["text"][first["quote_start"] : first["quote_end"]] == first["quote"]
    assert first["start"] == "2024-12-07T18:00"
    assert first["source"]["url"].startswith("https://")
    (accounts,) = (line for line in answer.lines if line.startswith("Accounts differ: "))
    assert "at dawn on 8 December" in accounts
    assert "Hayat Tahrir al-Sham" in accounts
    assert len(answer.citations) > 1, "the other accounts are cited, too"


@pytest.mark.parametrize(("question", "short", "event"), ANSWERS)
def test_a_plain_question_has_its_short_answer_and_its_event(engine: Engine, question: str, short: str, event: str) -> None:
    answer = engine.ask(question)
    assert short in answer.short
    assert event in cited(answer)


@pytest.mark.parametrize("question", REFUSED)
def test_what_the_timeline_does_not_state_is_not_answered(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert not answer.answered
    assert answer.citations == ()


def test_a_day_is_listed_in_order_of_time(engine: Engine) -> None:
    answer = engine.ask("what happened on 6 December")
    assert answer.listing
    window = answer.question.window
    assert window is not None
    assert all(c.event.when is not None and c.event.when.overlaps(window) for c in answer.citations)
    assert answer.lines[-1] == "Time asked about: 6 December 2024."


def test_a_conversation_is_followed(engine: Engine) -> None:
    hama = engine.ask("when did HTS enter Hama")
    homs = engine.ask("and Homs?", hama)
    assert homs.question.follow_up
    assert homs.question.full == "when did HTS enter Homs"
    then = engine.ask("what happened next?", hama)
    assert "dec05-hts-enters-hama" in cited(then)
    assert len(cited(then)) > 1


def test_the_readme_shows_the_answer_that_is_given(engine: Engine) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    shown = " ".join(readme.split('$ timeline-bot ask "who entered Damascus first and when"')[1].split("```")[0].split())
    answer = engine.ask("who entered Damascus first and when")
    for said in (answer.short, *answer.lines, *(source.url or "" for citation in answer.citations for source in citation.event.sources)):
        assert said in shown
    for citation in answer.as_dict()["citations"]:
        assert f"[{citation['n']}] {citation['date_text']} · {citation['title']}" in shown
