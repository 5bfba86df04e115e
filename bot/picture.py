"""A drawn timeline: `layout` places events as boxes and labels (pure, in pixels), `draw` makes a PNG of them.

Time runs to the right, one lane below the other holds the events of a place (or of an actor, when the question was about
a place). A label stands beside its mark on a row of its own stretch, so that none touches another.
"""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.browse import Selection
from index.dates import MONTHS, civil_from_days, days_from_civil
from index.passages import by_time
from index.types import Event, When

WIDTH = 1080
"""Pixels: a phone shows a photo as wide as its screen, some 400 points, so a pixel is about 0.37 points."""
MARGIN = 36
FONT, SMALL, HEAD = 30.0, 26.0, 38.0
"""Pixels an em: 11, 9.5 and 14 points on a phone."""
LINE = 38
ROW_GAP = 14
LANE_HEAD = 50
LANE_GAP = 22
MARK = 11
"""Half the width of a mark."""
MOST = 36
HEIGHT = 1920
"""Pixels: Telegram scales the longer side of a photo down to 1280, and a phone its width to the screen."""
LANES = 6
LABEL_WIDTH = 640
DAY = 24 * 60

Kind = Literal["moment", "within", "during"]


@dataclass(frozen=True, slots=True)
class Label:
    """Text whose upper left corner is at (x, y)."""

    x: float
    y: float
    lines: tuple[str, ...]
    width: float
    """At least what the text takes when drawn."""

    @property
    def height(self) -> float:
        return LINE * len(self.lines)


@dataclass(frozen=True, slots=True)
class Box:
    """One event: its mark from x to `right` around the height y, and its label."""

    event_id: str
    x: float
    right: float
    y: float
    kind: Kind
    contested: bool
    label: Label
    inside: bool = False
    """The label stands inside the mark."""


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    text: str
    """Empty: a line without a name."""


@dataclass(frozen=True, slots=True)
class Layout:
    title: str
    note: str
    """How many events are not drawn; empty when all are."""
    width: float
    height: float
    axis: float
    """The height of the axis' names; the lanes are below."""
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]


def layout(selection: Selection) -> Layout:
    """As many of the dated events as fit HEIGHT, in lanes. Everything lies inside the picture and no label on another."""
    dated = [event for event in selection.events if event.when is not None]
    if selection.window is None:
        dated = _crowd(dated)
    count = min(len(dated), MOST)
    while True:
        picture = _layout(selection, _most_telling(dated, count))
        if picture.height <= HEIGHT or count <= 1:
            return picture
        count -= max(1, int(count * (1 - HEIGHT / picture.height) / 2))


def _layout(selection: Selection, drawn: Sequence[Event]) -> Layout:
    window = _window(drawn, selection.window)
    lane_of = _lanes(drawn, selection.about)
    scale = _Scale(window)
    axis = MARGIN + HEAD * 1.5
    y = axis + LINE + 26
    lanes, boxes = [], []
    for name in dict.fromkeys(lane_of.values()):
        mine = [event for event in drawn if lane_of[event.id] == name]
        placed, bottom = _rows(mine, scale, y + (LANE_HEAD if name else 0))
        lanes.append(Lane(_fit(name, SMALL, WIDTH - 2 * MARGIN, bold=True), y, bottom - y))
        boxes += placed
        y = bottom + LANE_GAP
    missing = len(selection.events) - len(drawn)
    note = f"{len(drawn)} of {len(selection.events):,} events are drawn" if missing else ""
    title = _fit(selection.title, HEAD, WIDTH - 2 * MARGIN, bold=True)
    return Layout(title, note, WIDTH, y + LINE * (2 if note else 1) + MARGIN, axis, scale.ticks(), tuple(lanes), tuple(boxes))


_COLOURS = ("#1b6ca8", "#2a7f3e", "#8b3fa0", "#0f7f83", "#7a5c14", "#50577a", "#a33b5e")
_INK, _SOFT, _CONTESTED = "#1d2329", "#6b7580", "#c2410c"
LEGEND = "● moment   ▬ it lasted   ▭ some time within   ◆ sources disagree"


def draw(picture: Layout) -> bytes:
    """A PNG, one pixel a unit of the layout. Takes about a second and some 60 MB the first time: not for an event loop."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyBboxPatch, Rectangle

    dots = 100
    figure = Figure(figsize=(picture.width / dots, picture.height / dots), dpi=dots, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, picture.width)
    axes.set_ylim(picture.height, 0)
    axes.axis("off")

    def write(x: float, y: float, text: str, size: float, colour: str = _INK, **more: Any) -> None:
        axes.text(x, y + size, text, fontsize=size * 72 / dots, color=colour, va="baseline", parse_math=False, **more)

    write(MARGIN, MARGIN * 0.7, picture.title, HEAD, fontweight="bold")
    bottom = picture.lanes[-1].y + picture.lanes[-1].height + 8 if picture.lanes else picture.axis + LINE
    for at, lane in enumerate(picture.lanes):
        if at % 2 == 0:
            axes.add_patch(Rectangle((0, lane.y - 8), picture.width, lane.height + 16, color="#f3f5f7", lw=0, zorder=0))
        write(MARGIN, lane.y, lane.name, SMALL, _COLOURS[at % len(_COLOURS)], fontweight="bold")
    for tick in picture.ticks:
        axes.plot((tick.x, tick.x), (picture.axis + LINE, bottom), color="#d4dae0", lw=1, zorder=1)
        write(tick.x, picture.axis, tick.text, SMALL, _SOFT, ha="center")
    lane_at = [(lane.y, lane.y + lane.height, _COLOURS[at % len(_COLOURS)]) for at, lane in enumerate(picture.lanes)]
    for box in picture.boxes:
        colour = next(colour for top, end, colour in lane_at if top <= box.y <= end)
        edge = _CONTESTED if box.contested else colour
        if box.kind == "moment":
            axes.plot([(box.x + box.right) / 2], [box.y], "D" if box.contested else "o", ms=MARK * 1.5, color=edge, zorder=3)
        else:
            tall = box.label.height + 6 if box.inside else MARK * 1.4
            shape = FancyBboxPatch(
                (box.x, box.y - tall / 2),
                box.right - box.x,
                tall,
                boxstyle="round,pad=0,rounding_size=6",
                facecolor=edge if box.kind == "during" else "white",
                edgecolor=edge,
                lw=2.2,
                zorder=3,
            )
            axes.add_patch(shape)
        ink = "white" if box.inside and box.kind == "during" else _CONTESTED if box.contested else _INK
        to_the_left = box.label.x + box.label.width <= box.x - MARK
        for n, line in enumerate(box.label.lines):
            x = box.label.x + box.label.width if to_the_left else box.label.x
            write(x, box.label.y + n * LINE, line, FONT, ink, ha="right" if to_the_left else "left")
    y = bottom + 10
    if picture.note:
        write(MARGIN, y, picture.note, SMALL, _SOFT, fontstyle="italic")
        y += LINE
    write(MARGIN, y, LEGEND, SMALL * 0.85, _SOFT)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


# --- what is drawn where --------------------------------------------------------------------------------------------


def _most_telling(events: Sequence[Event], count: int) -> list[Event]:
    """The best sourced and most exactly dated ones, in order of time."""

    def rank(event: Event) -> tuple[int, int]:
        return -min(len(event.sources) + len(event.accounts), 3), 0 if event.when is None else event.when.width

    kept = {event.id for event in sorted(events, key=rank)[:count]}
    return [event for event in events if event.id in kept]


def _crowd(events: Sequence[Event]) -> list[Event]:
    """Without the few that lie so far from the others that these would stand on one spot."""
    ordered = sorted((event for event in events if event.when is not None), key=by_time)
    size = max(2, round(len(ordered) * 0.75))
    if len(ordered) < 4:
        return ordered
    starts = [event.when.start for event in ordered if event.when is not None]
    first = min(range(len(starts) - size + 1), key=lambda at: starts[at + size - 1] - starts[at])
    near = max(starts[first + size - 1] - starts[first], DAY)
    low, high = starts[first] - 2 * near, starts[first + size - 1] + 2 * near
    kept = [event for event in ordered if event.when is not None and low <= event.when.start and event.when.end <= high + near]
    return kept if starts[-1] - starts[0] > 12 * near else ordered


def _window(events: Sequence[Event], window: When | None) -> When:
    """From the first to the last event, inside the window that was asked for."""
    hull: When | None = None
    for event in events:
        if event.when is not None and (window is None or event.when.width <= 4 * window.width):
            hull = event.when if hull is None else hull.hull(event.when)
    if window is None:
        return hull or When(0, DAY)
    return (hull.meet(window) if hull else None) or window


def _lanes(events: Sequence[Event], about: Sequence[str]) -> dict[str, str]:
    """Event id -> lane. Places make the lanes, unless the picture is about one of them; the rare ones share the last lane."""
    about_place = any(name in event.places for event in events for name in about)
    names: Callable[[Event], Sequence[str]] = (lambda event: event.actors) if about_place else (lambda event: event.places)
    counts = Counter(name for event in events for name in names(event) if name not in about)
    kept = {name for name, _ in counts.most_common(LANES)}
    if len(counts) > LANES:
        kept = {name for name, n in counts.most_common(LANES) if n > 1} or kept
    chosen = {event.id: next((name for name in names(event) if name in kept), "") for event in events}
    used = set(chosen.values()) - {""}
    rest = "" if not used else "Others" if about_place else "Elsewhere"
    first: dict[str, int] = {}
    for at, event in enumerate(events):
        first.setdefault(chosen[event.id], at)
    order = sorted(first, key=lambda name: (name == "", first[name]))
    return {event.id: name or rest for name in order for event in events if chosen[event.id] == name}


def _rows(events: Sequence[Event], scale: _Scale, top: float) -> tuple[list[Box], float]:
    """Boxes below `top`, each on the first row where there is room, and where the last row ends."""
    taken: list[list[tuple[float, float]]] = []
    wanted: list[tuple[int, _Placed]] = []
    for event in events:
        placed = _placed(event, scale)
        row = next((n for n, spans in enumerate(taken) if all(placed.right + 20 < x or placed.left - 20 > end for x, end in spans)), len(taken))
        if row == len(taken):
            taken.append([])
        taken[row].append((placed.left, placed.right))
        wanted.append((row, placed))
    heights = [max(placed.height for row, placed in wanted if row == n) for n in range(len(taken))]
    tops = [top + sum(heights[:row]) + ROW_GAP * row for row in range(len(heights))]
    return [placed.box(tops[row]) for row, placed in wanted], (tops[-1] + heights[-1] if tops else top)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mark and its label, left to right, before their row is known."""

    event: Event
    kind: Kind
    mark: tuple[float, float]
    lines: tuple[str, ...]
    label_x: float
    label_width: float
    below: float
    """How far the label's top is below the row's."""

    @property
    def left(self) -> float:
        return min(self.mark[0] - MARK, self.label_x)

    @property
    def right(self) -> float:
        return max(self.mark[1] + MARK, self.label_x + self.label_width)

    @property
    def height(self) -> float:
        return self.below + LINE * len(self.lines)

    def box(self, top: float) -> Box:
        inside = not self.below and self.label_x >= self.mark[0] and self.label_x + self.label_width <= self.mark[1]
        middle = top + (MARK + 2 if self.below else LINE * len(self.lines) / 2 if inside else LINE / 2)
        label = Label(self.label_x, top + self.below, self.lines, self.label_width)
        return Box(self.event.id, *self.mark, middle, self.kind, self.event.confidence == "contested", label, inside)


def _placed(event: Event, scale: _Scale) -> _Placed:
    """The label inside a long mark, else to the right, else to the left of it, else below."""
    x, right = scale.span(event.when or When(0, 1))
    kind: Kind = "during" if event.span == "during" and right > x else "within" if right > x else "moment"
    text = ("◆ " if event.confidence == "contested" else "") + _printable(event.title or event.text)
    inner = _wrap(text, right - x - 4 * MARK)
    if right - x > LABEL_WIDTH / 2 and not inner[-1].endswith("…"):
        return _Placed(event, kind, (x, right), inner, x + 2 * MARK, _widest(inner), 0)
    wraps = [lines for lines in (_wrap(text, limit) for limit in (LABEL_WIDTH, 520, 430)) if not lines[-1].endswith("…")]
    for lines in wraps:
        if right + 2 * MARK + _widest(lines) <= WIDTH - MARGIN:
            return _Placed(event, kind, (x, right), lines, right + 2 * MARK, _widest(lines), 0)
        if x - 2 * MARK - _widest(lines) >= MARGIN:
            return _Placed(event, kind, (x, right), lines, x - 2 * MARK - _widest(lines), _widest(lines), 0)
    lines = wraps[0] if wraps else _wrap(text, LABEL_WIDTH)
    label_x = max(MARGIN, min(x, WIDTH - MARGIN - _widest(lines)))
    return _Placed(event, kind, (x, right), lines, label_x, _widest(lines), 2 * MARK + 12)


def _widest(lines: Sequence[str]) -> float:
    return max(text_width(line, FONT) for line in lines)


def _wrap(text: str, width: float) -> tuple[str, ...]:
    """On one line or two of at most `width` pixels; what does not fit is cut."""
    if text_width(text, FONT) <= width:
        return (text,)
    words, first = text.split(" "), ""
    while words and text_width(f"{first} {words[0]}".strip(), FONT) <= width:
        first = f"{first} {words.pop(0)}".strip()
    if not first or not words:
        return (_fit(text, FONT, width),)
    return first, _fit(" ".join(words), FONT, width)


# --- text -----------------------------------------------------------------------------------------------------------

_ASCII = tuple(
    int(n)
    for n in (
        "32 40 46 84 64 95 78 27 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 53 "
        "100 68 69 70 77 63 58 77 75 29 29 66 56 86 75 79 60 79 69 63 61 73 68 99 69 61 69 39 34 39 84 50 "
        "50 61 63 55 63 62 35 63 63 28 28 58 28 97 63 61 63 63 41 52 39 63 59 82 59 59 52 64 34 64 84 "
    ).split()
)
"""Hundredths of an em of the characters from space to ~ in DejaVu Sans."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that text takes at most in DejaVu Sans, without asking the font."""
    em = 0.0
    for character in text:
        if " " <= character <= "~":
            em += _ASCII[ord(character) - 32] / 100
        elif not unicodedata.combining(character):
            em += 1.1 if character.isupper() or not character.isalpha() else 0.95 if character < "\u0600" else 1.25
    return em * size * (1.27 if bold else 1.02)


def _fit(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """On one line, cut to a width in pixels."""
    text = _printable(text)
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(text + "…", size, bold=bold) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


# --- the axis -------------------------------------------------------------------------------------------------------


class _Scale:
    """Minutes to pixels. A little of the time before and after is shown, so that nothing sticks to the edge."""

    def __init__(self, window: When) -> None:
        room = max(window.width // 30, 30)
        self.start, self.end = window.start - room, window.end + room
        self.left, self.right = MARGIN + MARK, WIDTH - MARGIN - MARK

    def x(self, minute: float) -> float:
        share = (minute - self.start) / (self.end - self.start)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def span(self, when: When) -> tuple[float, float]:
        """From where to where a mark goes: a moment is a point, a day whose hour is unknown its middle if days are narrow."""
        x, right = self.x(when.start), self.x(when.end)
        if right - x < 3 * MARK:
            return ((x + right) / 2,) * 2
        return x, right

    def ticks(self) -> tuple[Tick, ...]:
        """As many names as there is room for."""
        found: list[Tick] = []
        for minutes, names in self._grids():
            starts = [start for start in minutes if self.start < start < self.end]
            texts = [names(start) for start in starts]
            widest = max((text_width(text, SMALL) for text in texts), default=0.0)
            apart = (self.x(starts[1]) - self.x(starts[0])) if len(starts) > 1 else self.right
            if len(starts) <= 60 and (widest + 24) <= apart:
                found = [Tick(self.x(start), text) for start, text in zip(starts, texts, strict=True)]
                if len(found) > 1:
                    break
        return tuple(self._inside(tick) for tick in found)

    def _inside(self, tick: Tick) -> Tick:
        half = text_width(tick.text, SMALL) / 2
        return tick if tick.x - half >= MARGIN and tick.x + half <= WIDTH - MARGIN else Tick(tick.x, "")

    def _grids(self) -> Sequence[tuple[Sequence[int], Callable[[int], str]]]:
        """From fine to coarse."""
        days = (self.end - self.start) / DAY
        grids: list[tuple[Sequence[int], Callable[[int], str]]] = []
        if days <= 4:
            for hours in (1, 3, 6, 12):
                grids.append((_steps(self.start, self.end, hours * 60), _hour_name))
        if days <= 800:
            for n in (1, 2, 4, 7, 14):
                grids.append((_steps(self.start, self.end, n * DAY), _day_name))
        if days <= 20_000:
            for n in (1, 3, 6):
                grids.append((self._months(n), _month_name))
        span = (self.end - self.start) // (366 * DAY) + 1
        for n in sorted({1, 2, 5, 10, 20, 50, 100, *(10**k * m for k in range(3, 14) for m in (1, 2, 5))}):
            if span / n <= 60:
                grids.append((self._years(n), _year_name))
        return grids

    def _months(self, n: int) -> list[int]:
        y, m, _ = civil_from_days(self.start // DAY)
        starts, at = [], (y * 12 + m - 1) // n * n
        while (start := days_from_civil(at // 12, at % 12 + 1, 1) * DAY) < self.end:
            starts.append(start)
            at += n
        return starts

    def _years(self, n: int) -> list[int]:
        y = civil_from_days(self.start // DAY)[0] // n * n
        starts = []
        while (start := days_from_civil(y, 1, 1) * DAY) < self.end:
            starts.append(start)
            y += n
        return starts


def _steps(start: int, end: int, step: int) -> range:
    return range(-(-start // step) * step, end, step)


def _hour_name(minute: int) -> str:
    return _day_name(minute) if minute % DAY == 0 else f"{minute % DAY // 60:02d}:00"


def _day_name(minute: int) -> str:
    _, m, d = civil_from_days(minute // DAY)
    return f"{d} {MONTHS[m - 1][:3]}"


def _month_name(minute: int) -> str:
    y, m, _ = civil_from_days(minute // DAY)
    return f"{MONTHS[m - 1][:3]} {y}"


def _year_name(minute: int) -> str:
    y = civil_from_days(minute // DAY)[0]
    return str(y) if y > 0 else f"{1 - y:,} BC"
