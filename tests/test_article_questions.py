"""Questions to an index of a plain article, with no curated field at all: the right sentence is cited, with its date."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import Engine
from index import build, open_index

SOURCES = Path(__file__).parents[2] / "shared" / "source"

FIFTH, FIFTH_ON, SIXTH, SEVENTH = "5 December 2024", "5–6 December 2024", "6 December 2024", "7 December 2024"
QUESTIONS = (
    # question, what the cited quote holds, its date; no quote: it cannot be answered
    ("who entered Damascus first and when", "southern operations room", f"evening of {SEVENTH}"),
    ("when did the southern factions enter Damascus", "southern operations room", f"evening of {SEVENTH}"),
    ("who led the southern operations room factions", "Ahmad al-Oudeh", f"evening of {SEVENTH}"),
    ("when did HTS enter Hama", "HTS entered Hama", FIFTH),
    ("what happened to Hama on 5 December", "HTS entered Hama", FIFTH),
    ("did HTS enter Hama before the southern factions entered Damascus", "HTS entered Hama", FIFTH),
    ("how many airstrikes were launched on Idlib", "45", "4–5 December 2024"),
    ("who captured Hama", "HTS", ""),
    ("what did Lavrov say", "Lavrov", SEVENTH),
    ("what did Araghchi say", "Araghchi", SEVENTH),
    ("what did Araghchi warn", "dialogue", SEVENTH),
    ("how far is Homs from Hama", "48km", FIFTH_ON),
    ("which bridge did Russia bomb", "Rastan", FIFTH_ON),
    ("which country bombed the Rastan bridge", "Russia", FIFTH_ON),
    ("what happened on 6 December", "", SIXTH),
    ("what happened on 7 December", "", SEVENTH),
    ("what did Erdogan say about the new phase in Syria", "managed calmly", SIXTH),
    ("what did Erdogan hope for on 6 December", "without problems", SIXTH),
    ("what did Sabbagh tell an Arab official", "bombardment", FIFTH_ON),
    ("who withdrew its non-essential staff", "United Nations", FIFTH_ON),
    ("which country urged its citizens to leave Damascus", "China", FIFTH_ON),
    ("who blocked the Al-Bukamal crossing", "SDF", SIXTH),
    ("when was the Al-Bukamal crossing blocked", "Al-Bukamal", SIXTH),
    ("where did the Israeli military reinforce its presence", "Golan", SIXTH),
    ("where did opposition factions launch military operations", "Daraa", SIXTH),
    ("when did opposition factions launch operations in Daraa", "Daraa", SIXTH),
    ("when did the Syrian army confirm its withdrawal from Sweida", "Sweida", SIXTH),
    ("along which border did the opposition expand its control", "Jordanian", SIXTH),
    ("when did chaos grip the capital", "chaos", SIXTH),
    ("what did the interior minister say", "security cordon", SEVENTH),
    ("what did the army's chief-of-staff say", "securing", SEVENTH),
    ("what did the spokesman say about Assad", "still in Damascus", SEVENTH),
    ("where had the Assad family flown", "Moscow", f"evening of {SEVENTH}"),
    ("what did the Qatari foreign minister say about Assad", "missed opportunities", SEVENTH),
    ("who was called on to initiate urgent political talks", "Pedersen", SEVENTH),
    ("what did HTS send to minorities", "reassuring", SEVENTH),
    ("what did the presidential media office prepare", "speech", SEVENTH),
    ("who began using his real name", "al-Sharaa", FIFTH_ON),
    ("what was the nom de guerre of al-Sharaa", "Joulani", FIFTH_ON),
    ("who reactivated a military hotline", "US and Russian", FIFTH_ON),
    ("why was the military hotline reactivated", "forewarn", FIFTH_ON),
    ("what did analysts predict after the capture of Hama", "pause", FIFTH_ON),
    ("when did Aleppo surrender to France", None, ""),
    ("who is Donald Trump", None, ""),
)


@pytest.mark.slow
def test_an_article_answers_questions(tmp_path: Path) -> None:
    """Only where it lies beside this checkout: it is not ours to hand on."""
    for path in SOURCES.glob("fall-of-assad-article.txt"):
        build([path], tmp_path / "index", year=2024)
        engine = Engine(open_index(tmp_path / "index"))
        wrong = [question for question, quote, date in QUESTIONS if not right(engine.ask(question).as_dict(), quote, date)]
        assert len(wrong) <= 0.15 * len(QUESTIONS), wrong


def right(answer: dict[str, object], quote: str | None, date: str) -> bool:
    citations = answer["citations"]
    assert isinstance(citations, list)
    if quote is None:
        return not citations
    return any(quote in citation["quote"] and date.lower() in citation["date_text"].lower() for citation in citations)
