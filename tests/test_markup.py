from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.markup import address, plain


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One<br/>two &amp; three</p><p>Four</p>", "One two & three Four"),
        ("a < b and x<y, I <3 you", "a < b and x<y, I <3 you"),
        ("x <foo> y", "x <foo> y"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("<script>alert('<b>')</script>ok<style>p {}</style>", "ok"),
        ("<!-- x --> y <!DOCTYPE html> z <!-- open", "y z <!-- open"),
        ('<img alt="a > b">z', "z"),
        ("<b>bo</b>ld and <i>i</i>", "bold and i"),
        ("no&nbsp;break  \n", "no break"),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert plain(markup).text == text


def test_links_are_kept_apart_from_the_list_of_sources() -> None:
    found = plain('See <a href="//e.org/x?a=1&amp;b=2">this <i>paper</i></a>.<p class="sources">From <a href="https://f.org">F</a>; G</p> End')
    assert (found.text, found.links, found.sources) == (
        "See this paper. End",
        (("https://e.org/x?a=1&b=2", "this paper"),),
        (("https://f.org", "F"),),
    )


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://e.org", "https://", 'https://e.org/"x', "https://e.org/<b>", "/path", "", "h\nttps://e.org"],
)
def test_only_web_addresses_are_links(url: str) -> None:
    assert address(url) == ""
    assert plain(f"<a href='{url}'>x</a>").links == ()


@given(st.text(st.sampled_from("<>&;!-/'\"= apbrscript"), max_size=60) | st.text())
def test_no_markup_is_too_strange(markup: str) -> None:
    text = plain(markup).text
    assert text == " ".join(text.split())


@pytest.mark.parametrize("piece", ["<", "<a ", "<!--", "<a href='", "<p class=sources>", "<script>", "&", "<a href=http://x.y>z"])
def test_time_is_in_proportion_to_length(piece: str) -> None:
    began = time.process_time()
    plain(piece * (300_000 // len(piece)))
    assert time.process_time() - began < 5
