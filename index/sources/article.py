"""A plain article or Markdown text -> events of one act each, dated from its headings, its sentences and their neighbourhood.

Three passes: blocks become pieces (sentences, or clauses of long ones); pieces get the dates that their own words give;
the rest inherits a window, and says so (`dated` is "inferred").
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.article import blocks
from index.article.blocks import EVERY, Document, mentions
from index.article.pieces import Dater, Piece
from index.article.starting import starting_point
from index.article.windows import inherit
from index.dates import Context
from index.errors import BadData
from index.markup import address
from index.sources import files
from index.sources.record import CONTROL, slug
from index.types import Event, Reading, Source, Timeline

MAX_FILE = 8 * 2**20
"""Bytes: some twenty novels."""
MARKDOWN = (".md", ".markdown")


def read(path: Path, year: int | None = None) -> Reading:
    """`year` is that of the first date without one. Raises BadData naming file and line."""
    text = files.text(path, MAX_FILE)
    document = blocks.markdown(text) if path.suffix.lower() in MARKDOWN else blocks.plain(text)
    if not any(not block.heading for block in document.blocks):
        raise BadData("there is no text here; an article has at least one sentence", path, 1)
    for block in document.blocks:
        if bad := CONTROL.search(block.text):
            raise BadData(f"holds the control character U+{ord(bad.group()):04X}; take it out", path, block.line)
    start = starting_point(document, path, year)
    dater = Dater(document, start)
    pieces = inherit(dater.read(), dater.by_day)
    title = _title(document, path)
    source = Source(slug(path.stem) or "article", title, document.about.get("author", ""), _url(document))
    skipped = [*document.skipped, *((block.line, f"a heading, no event: {block.text[:60]}") for block in document.blocks if block.heading)]
    return Reading(
        Timeline(title=title, description=start.note),
        tuple(_events(pieces, source)),
        (),
        tuple(f"{path}:{line}: {what}" for line, what in sorted(skipped)),
    )


def _title(document: Document, path: Path) -> str:
    first = document.blocks[0]
    given = document.about.get("title") or (first.text if first.heading and not mentions(first.text, Context(period=EVERY)) else "")
    return given or path.stem.replace("-", " ").replace("_", " ").strip().capitalize() or "Article"


def _url(document: Document) -> str | None:
    return next((url for key in ("url", "link", "source", "canonical") if (url := address(document.about.get(key, "")))), None)


def _events(pieces: Sequence[Piece], source: Source) -> Iterator[Event]:
    """Ids are made of the text alone: a date that is found out later does not change them."""
    seen: dict[str, int] = {}
    for piece in pieces:
        digest = hashlib.sha256(piece.text.encode()).hexdigest()[:6]
        id = f"{slug(piece.text, 40) or 'event'}-{digest}"
        seen[id] = seen.get(id, 0) + 1
        linked = (Source(slug(f"{url.split('/')[2]} {said}"), said, url.split("/")[2], url) for url, said in piece.block.links if said in piece.text)
        yield Event(
            id=id if seen[id] == 1 else f"{id}-{seen[id]}",
            text=piece.text,
            when=piece.when,
            sources=(*linked, source),
            dated="undated" if piece.when is None else "stated" if piece.stated else "inferred",
        )
