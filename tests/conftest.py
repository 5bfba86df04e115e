"""One small readable timeline that serves the tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import river as river_war

from index.build import build_events
from index.dates import parse_iso
from index.embed import WordHashEmbedder
from index.milvus import Milvus
from index.search import Index, open_index
from index.types import Account, Entity, Event, Reading, Source, Timeline

os.environ.setdefault("GRPC_VERBOSITY", "NONE")
"""As `index.milvus` sets it before gRPC is imported; a test module that serves Milvus imports it earlier."""

LOG = Source("log", "Harbour log", "Port of Lisbon", "https://example.org/log")

MOON = (
    Event("launch", "The rocket left the coast at dawn.", parse_iso("1969-07-16"), "Launch", actors=("Apollo crew",), sources=(LOG,)),
    Event(
        "landing",
        "Two men of the crew landed on the Moon.",
        parse_iso("1969-07-20"),
        "Landing",
        actors=("Apollo crew",),
        places=("Moon",),
    ),
    Event("return", "The crew came back and swam in the Pacific.", parse_iso("1969-07-24"), "Return", places=("Pacific",)),
    Event("programme", "A programme of rockets ran for years.", parse_iso("1961").hull(parse_iso("1972")), "Programme", span="during"),
    Event(
        "speech",
        "A president promised the Moon in a speech in Houston.",
        parse_iso("1962-09-12"),
        "Speech",
        affected=("Houston",),
        confidence="contested",
        accounts=(Account("It was given a day later", "a local paper", parse_iso("1962-09-13"), (LOG,)),),
        tags=("politics",),
        translations={"pt": ("Discurso", "Um presidente prometeu a Lua.")},
    ),
    Event("rumour", "Somebody said that the Moon is made of cheese."),
)


@pytest.fixture(scope="session")
def reading() -> Reading:
    names = (Entity("Apollo crew", "group", ("the astronauts",)), Entity("Moon", "place", ("Luna",)))
    return Reading(Timeline("To the Moon", zone="UTC"), MOON, names, ("moon.jsonl:9: no text",))


@pytest.fixture(scope="session")
def moon_folder(reading: Reading, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the small timeline, embedded without a model. Not to be changed: damage a copy."""
    folder = tmp_path_factory.mktemp("moon") / "index"
    build_events(reading, folder, embedder=WordHashEmbedder())
    return folder


@pytest.fixture(scope="session")
def moon(moon_folder: Path) -> Index:
    return open_index(moon_folder)


@pytest.fixture(scope="session")
def river_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the war along the river. Not to be changed."""
    folder = tmp_path_factory.mktemp("river") / "index"
    build_events(river_war.READING, folder, embedder=WordHashEmbedder(512))
    return folder


@pytest.fixture(scope="session")
def river(river_folder: Path) -> Index:
    return open_index(river_folder)


@pytest.fixture(scope="session")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Milvus:
    """Milvus Lite, in process."""
    return Milvus(str(tmp_path_factory.mktemp("milvus") / "lite.db"))
