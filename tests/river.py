"""A small war along a river, made up: with names, roles, places and accounts, as the built-in timeline has them."""

from __future__ import annotations

from index.dates import day_of, parse_iso, part_of
from index.types import Account, Entity, Event, Reading, Source, Timeline

LOG = Source("log", "Harbour log", "Port of Dunmore", "https://example.org/log")
GAZETTE = Source("gazette", "Northern Gazette", "Arden Press", "https://example.org/gazette")

FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH, NINTH = (parse_iso(f"1984-05-0{n}") for n in range(1, 10))

NAMES = (
    Entity("Northern League", "group", ("the League", "NL")),
    Entity("Mountain Rifles", "group", part_of=("Northern League",)),
    Entity("Southern Council", "group"),
    Entity("Royal Guard", "group", ("the Guards",)),
    Entity("Marta Vogel", "person", ("General Vogel",)),
    Entity("Otto Brandt", "person"),
    Entity("Anna Lind", "person"),
    Entity("King Stefan", "person", ("Stefan the Third",)),
    *(Entity(name, "place") for name in ("Arden", "Brook", "Calder", "Elmford", "Freyburg")),
    Entity("Dunmore", "place", ("Dunmore City", "Dunmoor")),
    Entity("Long Bridge", "place"),
)

EVENTS = (
    Event(
        "march",
        "The Northern League marched out of Arden with 3,000 men.",
        FIRST,
        "The League marches out of Arden",
        actors=("Northern League",),
        places=("Arden",),
        sources=(GAZETTE,),
    ),
    Event(
        "siege",
        "The Royal Guard besieged Elmford, but the town held out.",
        SECOND.hull(SIXTH),
        "Siege of Elmford",
        span="during",
        actors=("Royal Guard",),
        places=("Elmford",),
        sources=(LOG,),
    ),
    Event(
        "brook",
        "The Northern League, led by Marta Vogel, captured Brook from the Royal Guard.",
        THIRD,
        "The League captures Brook",
        actors=("Northern League", "Marta Vogel"),
        affected=("Royal Guard",),
        places=("Brook",),
        sources=(GAZETTE,),
    ),
    Event(
        "bridge",
        "The Royal Guard bombed the Long Bridge in order to stop the Northern League.",
        FOURTH,
        "The Royal Guard bombs the Long Bridge",
        actors=("Royal Guard",),
        affected=("Northern League",),
        places=("Long Bridge",),
        sources=(LOG,),
    ),
    Event(
        "calder",
        "The Northern League captured Calder, 40 km south of Brook.",
        FIFTH,
        "The League captures Calder",
        actors=("Northern League",),
        places=("Calder",),
        sources=(GAZETTE,),
    ),
    Event(
        "call",
        "King Stefan telephoned Anna Lind and asked her for ships.",
        FIFTH,
        "The king asks for ships",
        actors=("King Stefan",),
        affected=("Anna Lind",),
        sources=(LOG,),
    ),
    Event(
        "ferries",
        "The Royal Guard closed every ferry except Arden.",
        SIXTH,
        "Ferries closed",
        actors=("Royal Guard",),
        sources=(LOG,),
    ),
    Event(
        "council",
        "Farmers of the Southern Council, led by Otto Brandt, were the first to enter Dunmore.",
        part_of(day_of(SIXTH.start), "evening"),
        "Farmers enter Dunmore first",
        actors=("Southern Council", "Otto Brandt"),
        places=("Dunmore",),
        sources=(Source("diary", "A diary"), LOG),
        confidence="contested",
        accounts=(Account("The Northern League entered Dunmore first", "the Northern Gazette", SEVENTH, (GAZETTE,)),),
    ),
    Event(
        "league",
        "The Northern League entered Dunmore at dawn.",
        part_of(day_of(SEVENTH.start), "dawn"),
        "The League enters Dunmore",
        actors=("Northern League",),
        places=("Dunmore",),
        sources=(GAZETTE,),
    ),
    Event(
        "prisoners",
        "The Northern League freed 120 prisoners from the jail of Dunmore.",
        SEVENTH,
        "Prisoners freed",
        actors=("Northern League",),
        places=("Dunmore",),
        sources=(GAZETTE,),
    ),
    Event(
        "flight",
        "King Stefan left Dunmore by boat because his soldiers had gone home.",
        EIGHTH,
        "The king leaves",
        actors=("King Stefan",),
        places=("Dunmore",),
        sources=(LOG,),
    ),
    Event(
        "speech",
        'Marta Vogel said in Dunmore: "The war is over." The crowd cheered.',
        NINTH,
        "Vogel speaks",
        actors=("Marta Vogel",),
        places=("Dunmore",),
        sources=(GAZETTE,),
    ),
    Event("rumour", "Some people feared that the river would flood the meadows."),
)

READING = Reading(Timeline("The River War", zone="UTC"), EVENTS, NAMES)
