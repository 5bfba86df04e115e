"""Pieces without a date of their own get a window: of their heading, their sentence, their paragraph, or from the last date to the next."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from index.article.pieces import Piece, carries
from index.dates import DAY, day_of
from index.types import When


def inherit(pieces: Sequence[Piece], by_day: bool) -> list[Piece]:
    """Every piece, in order, with a window wherever the text has any date. In a text that tells of days, years give none."""
    anchors: list[Piece | None] = []
    last: When | None = None
    for piece in pieces:
        carried = piece.when is not None and carries(last, piece.when, by_day)
        last = piece.when if carried else last
        anchors.append(piece if carried else None)
    before = _last(anchors)
    after = list(reversed(_last(reversed(anchors))))
    return [piece if piece.when is not None else _dated(piece, *around) for piece, *around in zip(pieces, before, after, strict=True)]


def _last(anchors: Iterable[Piece | None]) -> list[Piece | None]:
    """For each position the last anchor up to it."""
    found: list[Piece | None] = []
    for anchor in anchors:
        found.append(anchor if anchor is not None else found[-1] if found else None)
    return found


def _dated(piece: Piece, before: Piece | None, after: Piece | None) -> Piece:
    section = piece.section
    if section is not None and section.width <= 2 * DAY:
        return dataclasses.replace(piece, when=section, stated=True)
    window = _window(piece, before, after)
    if section is not None:
        window = section if window is None else window.meet(section) or section
    return dataclasses.replace(piece, when=window)


def _window(piece: Piece, before: Piece | None, after: Piece | None) -> When | None:
    earlier = None if before is None or before.when is None else _whole_days(before.when)
    later = None if after is None or after.when is None else _whole_days(after.when)
    if earlier is None:
        return None if later is None else When(later.start - later.width, later.end)
    if later is None or later.start < earlier.start or before is None or before.sentence == piece.sentence:
        return earlier
    follows = before.block is piece.block and (after is None or after.block is not piece.block)
    return earlier if follows else earlier.hull(later)


def _whole_days(when: When) -> When:
    return day_of(when.start).hull(day_of(when.end - 1))
