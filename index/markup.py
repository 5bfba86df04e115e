"""HTML that stands in other people's texts -> plain text. What no browser would take for markup ("a < b") is text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>"']|"[^"<]*+"|'[^'<]*+'|["'])*+)>""")
"""Linear: an attempt never reaches beyond the next "<"."""
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_SOURCES = re.compile(r"""\bclass\s*=\s*["']?sources\b""", re.IGNORECASE)

_SILENT = frozenset("script style template noscript iframe object svg math head title textarea select button".split())
"""Their content is not text."""
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr".split()
)
_BLOCK = frozenset(
    "address article aside audio blockquote body br canvas caption center dd details div dl dt embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
    "h6 header hr html img input li link main meta nav ol option p picture pre source summary table tbody td tfoot th thead tr ul video".split()
)


@dataclass(frozen=True, slots=True)
class Plain:
    """What remains of HTML."""

    text: str
    """Without markup, every run of blanks one space."""
    links: tuple[tuple[str, str], ...] = ()
    """(url, words) of the links, each url once; only http and https."""
    sources: tuple[tuple[str, str], ...] = ()
    """The same of the block of class "sources", which is not part of the text."""


def plain(markup: str) -> Plain:
    """Never fails, and takes time in proportion to the length."""
    if "<" not in markup and "&" not in markup:
        return Plain(" ".join(markup.split()))
    kept = _Kept()
    markup = _without_comments(markup)
    at = 0
    for tag in _TAG.finditer(markup):
        name = tag[2].lower()
        if name in _INLINE or name in _BLOCK or name in _SILENT:
            kept.text(markup[at : tag.start()])
            kept.tag(name, bool(tag[1]), tag[3])
            at = tag.end()
    kept.text(markup[at:])
    kept.listing(False)
    return Plain(_joined(kept.parts), tuple(kept.links.items()), tuple(kept.sources.items()))


class _Kept:
    """What has been read so far."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.links: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self._silent = ""
        """The element whose content is being passed over."""
        self._link: tuple[str, int] | None = None
        """The address of the open link, and where its words begin."""
        self._listed: int | None = None
        """Where the open block of sources begins."""

    def text(self, piece: str) -> None:
        if piece and not self._silent:
            self.parts.append(html.unescape(piece) if "&" in piece else piece)

    def tag(self, name: str, closing: bool, attributes: str) -> None:
        if self._silent or name in _SILENT:
            self._silent = "" if closing and name == (self._silent or name) else self._silent or name
        elif name == "a":
            self._end_link()
            url = "" if closing else _url(attributes)
            self._link = (url, len(self.parts)) if url else None
        elif name in _BLOCK:
            if name == "p":
                self.listing(not closing and _SOURCES.search(attributes) is not None)
            self.parts.append("\n")

    def _end_link(self) -> None:
        if self._link is not None and (words := _joined(self.parts[self._link[1] :])):
            (self.links if self._listed is None else self.sources).setdefault(self._link[0], words)

    def listing(self, begins: bool) -> None:
        if self._listed is not None:
            del self.parts[self._listed :]
        self._listed = len(self.parts) if begins else None


def _without_comments(markup: str) -> str:
    if "<!" not in markup:
        return markup
    kept = []
    at = 0
    while (start := markup.find("<!", at)) >= 0:
        opening, ending = ("<!--", "-->") if markup.startswith("<!--", start) else ("<!", ">")
        end = markup.find(ending, start + len(opening))
        if end < 0:
            break
        kept.append(markup[at:start])
        at = end + len(ending)
    kept.append(markup[at:])
    return "".join(kept)


def _joined(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


def _url(attributes: str) -> str:
    """The address of a link when it may be followed, else nothing."""
    match = _HREF.search(attributes)
    return address(html.unescape(next(filter(None, match.groups()), ""))) if match else ""


_ADDRESS = re.compile(r"https?://[^\s<>\"\\]{1,2000}", re.IGNORECASE)


def address(text: str) -> str:
    """A web address that begins with http or https ("//host/path" is https), or nothing."""
    text = text.strip()
    text = f"https:{text}" if text.startswith("//") else text
    return text if _ADDRESS.fullmatch(text) else ""
