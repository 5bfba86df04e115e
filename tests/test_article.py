"""Prose becomes events of one act each; every date comes from the text, and what has none says that its window is inferred."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.article import blocks
from index.article.clauses import clauses
from index.article.pieces import split
from index.dates import describe
from index.errors import BadData
from index.sources import article, read
from index.types import Event, Reading

HARBOUR = """The strike in the harbour

Pilots and crane drivers walked out within a week, but this changed little, and after long talks in the town hall, amid loud protests, \
the union closed the eastern gate on 5 March—a blow to the shipping lines.
Observers thought that the owners would wait after the closure. It was hoped that Mayor Costa would call the minister.
The owners strike back
Around this time, the union leader began to speak of a general strike, as the dockers and their families marched to the mill, just 12km away.
At the same time, the navy and the coast guard reopened a radio channel they had set up in 1998, to warn each other.
Talks were under way to arrange a meeting of both sides in Porto on 9 March, as several firms, including two banks, began moving their staff.
The police reinforced the western gate on Tuesday 7 March, lorry drivers blocked the ring road, in the north of the town, and the railway men \
stopped the night train, the last link to the capital.
Mayor Ana Costa spoke of an hour "of truth". On 8 March, she said she hoped for peace. Around then, the market closed. "We shall be in Porto \
by 10pm. Nobody stops us," said a man at the gate.
Indeed, the 'northern column', led by Rui Pinto, reached Porto on the evening of 9 March, by which point the owners had reportedly left.
The ministry began a report for the king at the palace, where he had opened parliament after the flood of 1996, as Pinto told a crowd: \
"We will not go home," while the minister warned that "talks must begin".
"""


def write(folder: Path, text: str, name: str = "harbour.txt", year: int = 2023) -> Path:
    """A file that was last changed in that year."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (0, (year - 1970) * 365.25 * 86400 + 200 * 86400))
    return path


@pytest.fixture
def harbour(tmp_path: Path) -> Reading:
    return read([write(tmp_path, HARBOUR)])


def find(reading: Reading, words: str) -> Event:
    (event,) = [event for event in reading.events if words in event.text]
    return event


def dated(event: Event) -> tuple[str, str]:
    return (describe(event.when) if event.when is not None else "", event.dated)


@pytest.mark.parametrize(
    ("words", "date", "how"),
    [
        ("Pilots and crane drivers", "4–5 March 2023", "inferred"),
        ("closed the eastern gate", "5 March 2023", "stated"),
        ("Observers thought", "5–7 March 2023", "inferred"),
        ("began to speak of a general strike", "5–7 March 2023", "inferred"),
        ("marched to the mill, just 12km away", "5–7 March 2023", "inferred"),
        ("reopened a radio channel", "5–7 March 2023", "inferred"),
        ("arrange a meeting", "5–7 March 2023", "inferred"),
        ("several firms", "5–7 March 2023", "inferred"),
        ("reinforced the western gate", "7 March 2023", "stated"),
        ("blocked the ring road", "7 March 2023", "inferred"),
        ("stopped the night train", "7 March 2023", "inferred"),
        ("Mayor Ana Costa spoke", "8 March 2023", "stated"),
        ("the market closed", "8 March 2023", "inferred"),
        ("reached Porto", "evening of 9 March 2023", "stated"),
        ("began a report", "9 March 2023", "inferred"),
        ("Pinto told a crowd", "9 March 2023", "inferred"),
    ],
)
def test_each_act_has_its_own_date(harbour: Reading, words: str, date: str, how: str) -> None:
    assert dated(find(harbour, words)) == (date, how)


def test_every_text_is_a_slice_of_the_article(harbour: Reading) -> None:
    article = " ".join(HARBOUR.split())
    assert all(event.text in article for event in harbour.events)
    assert all(event.span == "within" for event in harbour.events)


def test_one_act_is_one_passage(harbour: Reading) -> None:
    texts = [event.text for event in harbour.events]
    assert "lorry drivers blocked the ring road, in the north of the town" in texts
    assert "the railway men stopped the night train, the last link to the capital." in texts
    assert 'Mayor Ana Costa spoke of an hour "of truth". On 8 March, she said she hoped for peace.' in texts, "the pronoun keeps its name"
    assert '"We shall be in Porto by 10pm. Nobody stops us," said a man at the gate.' in texts, "a quotation is not cut"


def test_what_was_guessed_and_left_out_is_said(harbour: Reading) -> None:
    assert harbour.timeline.title == "The strike in the harbour"
    assert harbour.timeline.description == "Dates without a year are of 2023, from “Tuesday 7 March”."
    assert [line.rsplit(":", 2)[-2:] for line in harbour.skipped] == [
        [" a heading, no event", " The strike in the harbour"],
        [" a heading, no event", " The owners strike back"],
    ]
    assert {source.title for event in harbour.events for source in event.sources} == {"The strike in the harbour"}


def test_ids_are_made_of_the_text_alone(tmp_path: Path, harbour: Reading) -> None:
    later = read([write(tmp_path, HARBOUR + "Nothing more is known.\n")], year=1999)
    ids = {event.id for event in harbour.events}
    assert ids < {event.id for event in later.events}
    assert dated(find(later, "closed the eastern gate")) == ("5 March 1999", "stated")


# --- the year ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "date"),
    [
        ("On 5 March the gate closed. It had opened on 1 May 2019.", "a.txt", "5 March 2019"),
        ("On Friday 6 December the gate closed.", "a.txt", "6 December 2019"),
        ("On Friday 6 December the gate closed. They had met in 2020.", "a.txt", "6 December 2024"),
        ("On 5 March the gate closed.", "harbour-2011.txt", "5 March 2011"),
        ("The strike of 1984\n\nOn 5 March the gate closed.", "a.txt", "5 March 1984"),
        ("On 5 March the gate closed. They had built it in 1950.", "a.txt", "5 March 1950"),
        ("---\ntitle: A\ndate: 2014-03-09\n---\nOn 5 March the gate closed.", "a.md", "5 March 2014"),
        ("---\ndate: 2014-03-09\n---\nYesterday the gate closed.", "a.md", "8 March 2014"),
        ("---\ndate: 9 March 2014\n---\nLast Friday the gate closed.", "a.md", "7 March 2014"),
        ("---\ndate: 9 January 2014\n---\nOn 5 December the gate closed.", "a.md", "5 December 2013"),
        ("PORTO, March 12, 2014 (Wire) - On Tuesday the gate closed.", "a.txt", "11 March 2014"),
        ("PORTO, March 12 (Wire) - On Friday the gate closed. It was built on 3 May 2013.", "a.txt", "8 March 2013"),
    ],
)
def test_the_year_is_found_in_the_document(tmp_path: Path, text: str, name: str, date: str) -> None:
    reading = read([write(tmp_path, text, name, 2024 if "2020" in text else 2023)])
    assert dated(find(reading, "the gate closed"))[0] == date


def test_a_year_that_nobody_says_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "It rained.\n\nOn 5 March the gate closed.")
    with pytest.raises(BadData, match=r"harbour\.txt:3: a date here has no year.*--year"):
        read([path])
    assert dated(find(read([path], year=1901), "gate closed")) == ("5 March 1901", "stated")


def test_a_story_runs_on_over_new_year(tmp_path: Path) -> None:
    reading = read(
        [write(tmp_path, "On 27 December 2023 it began. On 3 January the gate closed. In March of that year nothing. In November, all was over.")]
    )
    assert [dated(event)[0] for event in reading.events] == ["27 December 2023", "3 January 2024", "March 2024", "November 2023"]


# --- background, plans, names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("On 5 May 2021 the union met. In 2015, it had lost a strike. Then the doors closed.", ["5 May 2021", "2015", "5 May 2021"]),
        ("On 5 May 2021 the union cited the 2015 agreement. The 2015 agreement failed on 7 May.", ["5 May 2021", "7 May 2021"]),
        ("On 5 May 2021 it met. The council decided to hold a vote on 9 June. Rain fell on 6 May.", ["5 May 2021", "5–6 May 2021", "6 May 2021"]),
        ("The army began to leave on 5 May 2021.", ["5 May 2021"]),
        ("The army left on 5 May 2021, and others said that it would return on 9 May.", ["5 May 2021"]),
        ("The men left the town on 5 May 2021 and the women left on 6 May 2021.", ["5–6 May 2021"]),
        ("Anna Silva (born 5 May 1950) resigned on 7 May 2021.", ["7 May 2021"]),
        ("From 5 May to 9 May 2021 it rained.", ["5–9 May 2021"]),
        ("On 5 May 2021 it met. The party, which had won on 2 May, left.", ["5 May 2021", "5 May 2021"]),
        (
            "On 3 June 2021 it burned. The next morning, help came. Two days later, on 6 June, rain fell.",
            ["3 June 2021", "morning of 4 June 2021", "6 June 2021"],
        ),
        ("On 5 May 2021 the town burned. The town had suffered a fire in 1851. Rain fell.", ["5 May 2021", "1851", "5 May 2021"]),
        ("On 5 May 2021 the town burned. In 2024 a new hall was opened. The king came.", ["5 May 2021", "2024", "2024"]),
        ("Since 2012 it has been closed.", ["2012"]),
        ("In 1912 he wrote a book. It was printed in 1913. In the spring of 1914 he died.", ["1912", "1913", "March–May 1914"]),
    ],
)
def test_a_date_counts_where_it_dates_the_act(tmp_path: Path, text: str, dates: list[str]) -> None:
    assert [dated(event)[0] for event in read([write(tmp_path, text)]).events] == dates


def test_a_heading_dates_what_stands_under_it(tmp_path: Path) -> None:
    text = "5 March 2020\n\nThe gate closed.\n\n14:53 - A man came.\n\n6 March\n\nIn the evening the gate opened. Some men came.\n\nDecember 2020\n\nIt snowed.\n"
    reading = read([write(tmp_path, text)])
    assert [dated(event) for event in reading.events] == [
        ("5 March 2020", "stated"),
        ("14:53 on 5 March 2020", "stated"),
        ("evening of 6 March 2020", "stated"),
        ("6 March 2020", "stated"),
        ("December 2020", "inferred"),
    ]


def test_a_weekday_alone_is_no_date(tmp_path: Path) -> None:
    reading = read([write(tmp_path, "On Monday the gate closed. It was opened in 2014. On 5 May, rain fell. On Friday it snowed.")])
    assert [dated(event) for event in reading.events] == [
        ("2014", "stated"),
        ("5 May 2014", "stated"),
        ("9 May 2014", "stated"),
    ]


def test_a_text_without_any_date_stays_without(tmp_path: Path) -> None:
    (event,) = read([write(tmp_path, "Nothing is known of it.")]).events
    assert (event.when, event.dated) == (None, "undated")


# --- Markdown and lines ---------------------------------------------------------------------------------------------------


def test_markdown_becomes_plain_text(tmp_path: Path) -> None:
    text = (
        "# The *strike*\n\n## 5 March 2020\n\n- The [union](https://example.org/u) closed the **gate**.[^1]\n- A man_with_hat came; `he` left ![x](y.png).\n\n"
        "[^1]: A note.\n\n| day | what |\n|---|---|\n| 6 March | It rained. |\n\n```\ncode\n```\n> A man said: yes.\n\nSetext\n======\nOver\nand out.\n"
    )
    reading = read([write(tmp_path, text, "strike.md")])
    assert reading.timeline.title == "The strike"
    assert [event.text for event in reading.events] == [
        "The union closed the gate.",
        "A man_with_hat came; he left .",
        "6 March – It rained.",
        "A man said: yes.",
        "Over and out.",
    ]
    assert [source.url for source in reading.events[0].sources] == ["https://example.org/u", None]
    left = [line.split("strike.md:", 1)[1] for line in reading.skipped]
    assert ("8: a note" in left, "10: the head of a table" in left, "14: a block of code" in left) == (True, True, True)


def test_wrapped_lines_are_one_paragraph_and_dated_lines_their_own() -> None:
    wrapped = blocks.plain(
        "A title\n\nThe first line of a paragraph that somebody\nhas wrapped by hand at fifty characters or so\nends here.\n\n1969: a\n1970: b\n"
    )
    assert [(block.text, block.line, block.heading) for block in wrapped.blocks] == [
        ("A title", 1, True),
        ("The first line of a paragraph that somebody has wrapped by hand at fifty characters or so ends here.", 3, False),
        ("1969: a", 7, False),
        ("1970: b", 8, False),
    ]


@pytest.mark.parametrize(
    ("content", "said"), [("", "there is no text"), ("# Only\n\n## headings\n", "there is no text"), ("a\x00b", "control character U\\+0000")]
)
def test_what_is_no_article_is_refused(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(BadData, match=said):
        article.read(write(tmp_path, content, "a.md"))


# --- clauses ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "The council met, the king spoke, and all went home.",
        "After the rebels had taken the old town and the harbour, the army of the north left its barracks and went home to the villages near the sea.",
        "The town, which had been held by the army for years and had seen much, was taken by the men of the north, who came at night and left at noon.",
        "He said that the army, the police and the fire brigade of the town had left, carrying what they could, and denied that anybody had been hurt at all.",
        "The harbour was closed for the whole of the week and nothing could be landed there at all, officials of the ministry of trade and transport said.",
    ],
)
def test_a_sentence_stays_whole_where_a_cut_is_not_plain(sentence: str) -> None:
    assert clauses(sentence) == [(0, len(sentence))]


def test_the_clauses_of_a_sentence_leave_out_only_what_joins_them() -> None:
    sentence = (
        'The police chief said "the gate is closed, and the road is open," while the owners of the mill asked for help, and the mayor of the town left, '
        "going north; the last train stopped at noon, too."
    )
    assert [sentence[start:end] for start, end in clauses(sentence)] == [
        'The police chief said "the gate is closed, and the road is open,"',
        "the owners of the mill asked for help",
        "the mayor of the town left, going north",
        "the last train stopped at noon, too.",
    ]


def test_sentences_of_one_quotation_stay_together() -> None:
    text = 'He came. "I saw it. It was red," he said. Then “a. B. C” ended. An odd " mark is no matter. So.'
    assert [text[start:end] for start, end in split(text)] == [
        "He came.",
        '"I saw it. It was red," he said.',
        "Then “a. B. C” ended.",
        'An odd " mark is no matter. So.',
    ]


# --- the article this project starts from ------------------------------------------------------------------------------------

SOURCES = Path(__file__).parents[2] / "shared" / "source"


def test_a_real_article_is_read_as_it_is() -> None:
    """Only where it lies beside this checkout: it is not ours to hand on."""
    for path in SOURCES.glob("*.txt"):
        reading = read([path], year=2024)
        text = " ".join(path.read_text(encoding="utf-8").split())
        assert all(event.text in text and event.when is not None for event in reading.events)
        entered = find(reading, "entered Damascus")
        assert dated(entered) == ("evening of 7 December 2024", "stated")
        assert dated(find(reading, "HTS entered Hama")) == ("5 December 2024", "stated")
        assert all("2017" not in describe(event.when) for event in reading.events if event.when is not None)
