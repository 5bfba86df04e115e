"""The layout is tested, not the pixels; one picture is drawn to see that its labels take no more room than was left for them."""

from __future__ import annotations

import struct
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import picture
from bot.browse import Selection
from bot.picture import HEIGHT, LINE, MARGIN, MARK, WIDTH, Box, Layout, draw, layout, text_width
from index.dates import parse_iso
from index.search import Index
from index.types import Event, When

TITLES = st.text(alphabet=st.characters(codec="utf-8"), max_size=120) | st.sampled_from(
    ["Southern factions enter Damascus", "w" * 90, "متظاهرون", "一二三" * 30]
)
MINUTES = st.integers(-(10**7), 10**7) | st.integers(28_880_000, 28_895_000) | st.integers(-(10**13), 10**13)


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    made = []
    for n in range(draw(st.integers(1, 40))):
        start = draw(MINUTES)
        when = When(start, start + draw(st.sampled_from([1, 60, 1440, 3 * 1440, 400 * 1440])))
        made.append(
            Event(
                f"e{n}",
                "text",
                when if draw(st.integers(0, 9)) else None,
                draw(TITLES),
                span=draw(st.sampled_from(["within", "during"])),
                places=tuple(draw(st.lists(st.sampled_from("Homs Hama Daraa Damascus Aleppo Rastan Palmyra Tartus".split()), max_size=2))),
                actors=tuple(draw(st.lists(st.sampled_from(["army", "factions"]), max_size=1))),
                confidence=draw(st.sampled_from(["high", "contested"])),
            )
        )
    return made


def parts(box: Box) -> list[tuple[float, float, float, float]]:
    """(left, top, right, bottom) of the mark and the label."""
    label = box.label
    mark = (box.x - MARK, box.y - MARK, box.right + MARK, box.y + MARK)
    words = (label.x, label.y, label.x + label.width, label.y + label.height)
    return [words] if box.inside else [mark, words]


def apart(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@settings(max_examples=40, deadline=None)
@given(events(), st.booleans())
def test_nothing_overlaps_and_everything_is_inside(some: list[Event], about: bool) -> None:
    made = layout(Selection("A title", tuple(some), None, ("Homs",) if about else ()))
    everything = [(part, n) for n, box in enumerate(made.boxes) for part in parts(box)]
    for at, (part, n) in enumerate(everything):
        assert part[0] >= 0
        assert part[2] <= WIDTH
        assert part[3] <= made.height
        for other, m in everything[at + 1 :]:
            assert apart(part, other), (made.boxes[n], made.boxes[m])
    lanes = sorted(made.lanes, key=lambda lane: lane.y)
    assert all(a.y + a.height < b.y for a, b in pairwise(lanes))
    for box in made.boxes:
        assert sum(lane.y <= box.label.y and box.label.y + box.label.height <= lane.y + lane.height + 1 for lane in lanes) == 1
    named = [tick for tick in made.ticks if tick.text]
    for a, b in pairwise(named):
        assert a.x + text_width(a.text, picture.SMALL) / 2 < b.x - text_width(b.text, picture.SMALL) / 2
    assert made.height <= HEIGHT or len(made.boxes) == 1


def moon_layout(moon: Index, *ids: str) -> Layout:
    return layout(Selection("Moon", tuple(event for id in ids if (event := moon.event(id)))))


def test_events_stand_in_order_of_time_in_the_lane_of_their_place(moon: Index) -> None:
    made = moon_layout(moon, "launch", "landing", "return")
    at = {box.event_id: box for box in made.boxes}
    assert at["launch"].x < at["landing"].x < at["return"].x
    assert {lane.name for lane in made.lanes} == {"Moon", "Pacific", "Elsewhere"}
    assert any("Jul" in tick.text for tick in made.ticks)


def test_the_picture_of_a_place_has_lanes_by_actor() -> None:
    some = tuple(Event(f"e{n}", "t", parse_iso(f"2024-12-0{n}"), "T", places=("Homs",), actors=(f"army {n % 2}",)) for n in range(1, 5))
    assert {lane.name for lane in layout(Selection("Homs", some, None, ("Homs",))).lanes} == {"army 0", "army 1"}


def test_what_lasted_what_is_uncertain_and_what_is_contested_look_different() -> None:
    some = (
        Event("lasted", "t", parse_iso("2024-12-01").hull(parse_iso("2024-12-04")), "L", span="during"),
        Event("uncertain", "t", parse_iso("2024-12-01").hull(parse_iso("2024-12-04")), "U"),
        Event("moment", "t", parse_iso("2024-12-05T10:00"), "M", confidence="contested"),
    )
    boxes = {box.event_id: box for box in layout(Selection("x", some)).boxes}
    assert [boxes[id].kind for id in ("lasted", "uncertain", "moment")] == ["during", "within", "moment"]
    assert boxes["moment"].contested
    assert boxes["moment"].label.lines == ("◆ M",)


def test_what_is_not_drawn_is_counted() -> None:
    some = tuple(Event(f"e{n}", "t", parse_iso("2024-12-01"), f"A headline that needs some room, number {n}") for n in range(100))
    made = layout(Selection("x", some))
    assert made.height <= HEIGHT
    assert made.note == f"{len(made.boxes)} of 100 events are drawn"


def test_a_lone_early_event_does_not_press_the_others_into_a_corner() -> None:
    some = (Event("early", "t", parse_iso("1971"), "Early"), *(Event(f"e{n}", "t", parse_iso(f"2024-12-0{n}"), f"N{n}") for n in range(1, 8)))
    boxes = layout(Selection("x", some)).boxes
    assert "early" not in {box.event_id for box in boxes}
    assert max(box.x for box in boxes) - min(box.x for box in boxes) > WIDTH / 2


def test_a_picture_is_a_png_of_the_layouts_size(moon: Index) -> None:
    made = moon_layout(moon, "launch", "landing", "speech")
    png = draw(made)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (round(made.width), round(made.height))
    assert draw(layout(Selection("nothing", ())))[:4] == b"\x89PNG"


def test_the_font_takes_no_more_room_than_the_layout_leaves() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(dpi=100)
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    for text in (
        "Southern factions enter Damascus, at 22:00 (contested)",
        "WWWWMMMM@@@@",
        "iiiillll....",
        "Ärger über Łódź — “naïve”",
        "Владимир Путин ЖЩ",
    ):
        for bold in (False, True):
            drawn = figure.text(0, 0, text, fontsize=30 * 72 / 100, fontweight="bold" if bold else "normal")
            assert drawn.get_window_extent(renderer).width <= text_width(text, 30, bold=bold)


def test_a_label_has_at_most_two_lines() -> None:
    lines = picture._wrap("a very long headline about everything that happened on that long day in that far place", 640)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert LINE > MARGIN
