from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bot_api import visible
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import render
from bot.answer import Answer, Citation
from bot.question import Question
from bot.render import LIMIT, Block, Message, block, messages, run, width
from index.dates import parse_iso
from index.search import Index
from index.types import Account, Event, Source

ANY = st.text(alphabet=st.characters(codec=None), max_size=60) | st.sampled_from(
    ["<b>", "</blockquote>", "&amp;", "a & b < c", '"><a href="', "🚀", "\ud800", "\x00"]
)
URLS = st.none() | st.sampled_from(["https://example.org/a?b=1&c=<d>", "javascript:alert(1)", "https://x.org/" + "&" * 900, "http://a b", ""]) | ANY
SOURCES = st.builds(Source, key=st.just("k"), title=ANY, publisher=ANY, url=URLS)
EVENTS = st.builds(
    Event,
    id=ANY.filter(bool),
    text=ANY.filter(bool),
    when=st.none() | st.just(parse_iso("1969-07-20")),
    title=ANY,
    sources=st.lists(SOURCES, max_size=6).map(tuple),
    confidence=st.sampled_from(["high", "contested"]),
    accounts=st.lists(st.builds(Account, what=ANY, whose=ANY, when=st.none(), sources=st.lists(SOURCES, max_size=2).map(tuple)), max_size=2).map(
        tuple
    ),
)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Answers of up to some 30,000 characters, that cite what nobody has cleaned."""
    events = draw(st.lists(EVENTS, min_size=1, max_size=30))
    stretch = draw(st.sampled_from([1, 1, 40]))
    events = [replace(event, text=event.text * stretch) for event in events]
    lines = tuple(f"{draw(ANY)} [{n}]" for n in range(1, len(events) + 1))
    citations = tuple(Citation(n, event, 0, len(event.text)) for n, event in enumerate(events, 1))
    return Answer(Question(draw(ANY)), lines, draw(ANY), citations, listing=draw(st.booleans()), generation="000001-0000000a")


@settings(max_examples=120, deadline=None)
@given(answers(), ANY)
def test_no_text_breaks_the_markup_no_message_is_too_long_and_no_citation_is_lost(answer: Answer, note: str) -> None:
    sent = messages(render.answer_blocks(answer, note))
    for message in sent:
        seen = visible(message.html)  # raises for markup that Telegram refuses
        assert seen.strip()
        assert width(message.html) <= LIMIT
        assert width(message.plain) <= LIMIT
        assert len(re.findall(r"<(?:a|b|i)\b", message.html)) <= 100
        message.html.encode()
    everything = "\n".join(visible(message.html) for message in sent)
    plain = "\n".join(message.plain for message in sent)
    for n in range(1, len(answer.citations) + 1):
        assert everything.count(f"[{n}]") >= 2, "once in the sentences, once with its source"
        assert plain.count(f"[{n}]") >= 2


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_no_event_breaks_its_card_or_its_button(event: Event) -> None:
    for message in messages([*render.event_blocks(event), *render.list_blocks(event.title, [event], 3)]):
        visible(message.html)
    for row in (*render.walk_buttons(event, "000001-0000000a"), *render.event_buttons([event], "000001-0000000a")):
        for button in row:
            assert len(button.data.encode()) <= render.DATA_LIMIT
            press = render.pressed(button.data)
            assert press is not None
            assert press.ref == render.ref(event.id)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,62}", render.ref(event.id)), "fits a deep link after e_"


@given(st.lists(st.integers(1, 600), min_size=1, max_size=60), st.integers(300, 1000))
def test_nothing_is_lost_or_doubled_when_cut(sizes: list[int], limit: int) -> None:
    blocks = [block(*(run(f"<{n}:{at}>" + "y" * size) for at, size in enumerate(sizes)), quote=n == 1) for n in range(2)]
    sent = messages(blocks, limit)
    assert all(width(message.html) <= limit and width(message.plain) <= limit for message in sent)
    together = "".join(visible(message.html) for message in sent)
    found = re.findall(r"<(\d:\d+)>", together)
    assert found == [f"{n}:{at}" for n in range(2) for at in range(len(sizes))]
    assert together.count("y") == 2 * sum(sizes)


def an_answer(index: Index, *ids: str, short: str = "Short") -> Answer:
    events = [event for id in ids if (event := index.event(id))]
    citations = tuple(Citation(n, event, 0, len(event.text)) for n, event in enumerate(events, 1))
    lines = tuple(f"{event.text} [{n}]" for n, event in enumerate(events, 1))
    return Answer(Question("?"), lines, short, citations, generation=index.generation)


def test_an_answer_is_the_short_one_the_sentences_then_the_sources(moon: Index) -> None:
    [message] = messages(render.answer_blocks(an_answer(moon, "launch", "landing")))
    assert message == Message(
        "<b>Short</b>\n\n"
        "The rocket left the coast at dawn. [1]\nTwo men of the crew landed on the Moon. [2]\n\n"
        "<blockquote expandable>"
        '[1] <i>16 July 1969</i> · “The rocket left the coast at dawn.” · <a href="https://example.org/log">Port of Lisbon</a>\n'
        "[2] <i>20 July 1969</i> · “Two men of the crew landed on the Moon.”"
        "</blockquote>",
        "Short\n\n"
        "The rocket left the coast at dawn. [1]\nTwo men of the crew landed on the Moon. [2]\n\n"
        "[1] 16 July 1969 · “The rocket left the coast at dawn.” · Port of Lisbon (https://example.org/log)\n"
        "[2] 20 July 1969 · “Two men of the crew landed on the Moon.”",
    )


def test_the_window_is_shown_unless_the_answer_says_it(moon: Index) -> None:
    answer = replace(an_answer(moon, "landing"), question=Question("?", window=parse_iso("1969-07")))
    assert "<i>Looked at: July 1969</i>" in messages(render.answer_blocks(answer))[0].html
    said = replace(answer, lines=("In July 1969: it landed. [1]",))
    assert "Looked at" not in messages(render.answer_blocks(said))[0].html


def test_without_an_answer_the_nearest_events_are_there_to_be_opened(moon: Index) -> None:
    related = tuple(moon.events()[:2])
    answer = Answer(Question("?"), ("No answer.",), reason="no-match", related=related, generation=moon.generation)
    [message] = messages(render.answer_blocks(answer))
    assert "Nearest in the timeline:\n• 1961–1972: Programme" in message.plain
    assert [button.label for row in render.answer_buttons(answer) for button in row] == ["Programme", "Speech", "👍", "👎"]


def test_links_go_only_to_sources_of_what_is_cited(moon: Index) -> None:
    html = "".join(message.html for message in messages(render.answer_blocks(an_answer(moon, "launch", "return"))))
    assert re.findall(r'href="([^"]+)"', html) == ["https://example.org/log"]


def test_a_source_is_cut_off_only_at_its_border() -> None:
    blocks = [block(run("words " * 20), joiner=" "), *(block(run(f"[{n}] " + "source " * 20), quote=True) for n in range(1, 9))]
    sent = messages(blocks, 400)
    assert len(sent) > 2
    assert all(message.plain.startswith(("words", "[")) for message in sent)
    assert all(message.html.count("<blockquote expandable>") == message.html.count("</blockquote>") == 1 for message in sent[1:])


@pytest.mark.parametrize(
    ("id", "fits"),
    [
        ("dec07-southern-factions-enter-damascus", True),
        ("x" * 48, True),
        ("x" * 49, False),
        ("h_x", False),
        ("Ära", False),
        ("a:b", False),
        ("locomo-26:D1:3", False),
    ],
)
def test_a_reference_is_the_id_where_it_fits(id: str, fits: bool) -> None:
    assert (render.ref(id) == id) is fits
    assert len(render.ref(id)) <= render.REF_LIMIT
    assert render.hashed_refs([Event(id, "text")]) == ({} if fits else {render.ref(id): id})


def test_positions_and_lengths_count_utf16() -> None:
    assert width("a🚀") == 3
    assert render.shorten("🚀" * 10, 9) == "🚀🚀🚀🚀…"
    [message] = messages([Block(((run("🚀" * 100),),))], 400)
    assert width(message.plain) == 200


def test_a_label_ends_at_a_word() -> None:
    assert render.shorten("Southern factions enter Damascus, at last", 33) == "Southern factions enter Damascus…"
