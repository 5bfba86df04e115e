"""The contract of `VectorStore` on Milvus Lite, compared with brute force; its life in an index; and what happens when it is away."""

from __future__ import annotations

import base64
import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest
import river as river_war
import trustme
from milvus_lite.adapter.grpc.servicer import MilvusServicer
from milvus_lite.db import MilvusLite
from pymilvus import MilvusClient
from pymilvus.grpc_gen import milvus_pb2_grpc
from rows import brute_force, clustered, inside, timeline
from world import world

import index.milvus as milvus_module
from bot import places
from bot.cli import main
from bot.config import Settings
from bot.engine import Engine
from bot.inline import UNREACHABLE
from index import generation
from index.build import build_events
from index.embed import WordHashEmbedder
from index.errors import BadData, StaleIndex, StoreDown
from index.milvus import Milvus, MilvusStore, alias_of, collection_of, new_alias
from index.search import Index, open_index, verify
from index.types import Event, Reading, When

FIRST = "who entered Dunmore first"


@pytest.fixture
def client(lite: Milvus) -> Any:
    """What anybody else sees of it."""
    return MilvusClient(lite.uri)


def fresh(milvus: Milvus) -> MilvusStore:
    return milvus.store(collection_of(new_alias(), "000001-00000000"))


def test_a_row_that_is_missing_is_no_vector(lite: Milvus) -> None:
    store = fresh(lite)
    store.sync([When(0, 1)], np.eye(1, 16, dtype=np.float32))
    assert len(store) == 1
    with pytest.raises(StoreDown, match="1 rows are missing"):
        store.vectors([0, 10_000])


# --- the life of an index -------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, lite: Milvus, reading: Reading) -> Path:
    build_events(reading, tmp_path / "index", embedder=WordHashEmbedder(), milvus=lite)
    return tmp_path / "index"


def more(reading: Reading, n: int = 1) -> Reading:
    added = tuple(Event(f"news-{i}", f"Newspapers printed edition {i}.", When(i, i + 1), f"Edition {i}") for i in range(n))
    return replace(reading, events=(*reading.events, *added))


def collection_in(folder: Path, name: str | None = None) -> str:
    return generation.read_manifest(folder, name or generation.current(folder)).collection


def test_an_index_in_milvus_finds_what_one_in_the_folder_finds(folder: Path, lite: Milvus, moon: Index) -> None:
    index = open_index(folder, milvus=lite)
    assert not list(folder.rglob("vectors.faiss"))
    assert verify(folder, milvus=lite) == []
    for query, within in (("the crew on the Moon", None), ("Moon", When(-1_000_000, 0)), ("rockets", When(0, 1))):
        here, there = (each.search(query, within=within) for each in (index, moon))
        assert [(hit.passage.id, hit.score) for hit in here] == [(hit.passage.id, hit.score) for hit in there]
        assert [hit.cosine for hit in here] == pytest.approx([hit.cosine for hit in there], abs=1e-6)
    passages = [passage for event in index.events() for passage in index.passages(event.id)]
    assert index.cosines(index.embed("Moon"), passages) == pytest.approx(moon.cosines(moon.embed("Moon"), passages), abs=1e-6)


def test_an_index_does_not_open_without_knowing_where_its_vectors_are(folder: Path) -> None:
    with pytest.raises(StaleIndex, match="TIMELINE_STORE=milvus"):
        open_index(folder)
    assert "TIMELINE_STORE=milvus" in verify(folder)[0]


def test_the_alias_follows_the_current_generation_and_old_collections_go(folder: Path, lite: Milvus, reading: Reading, client: Any) -> None:
    first = collection_in(folder)
    alias = alias_of(first)
    assert client.describe_alias(alias)["collection_name"] == first
    for n in (1, 2, 3):
        report = build_events(more(reading, n), folder, embedder=WordHashEmbedder(), keep=2, milvus=lite)
        assert (report.embedded, report.reused) == (1, 6 + n - 1), "the vectors in Milvus are used again"
    kept = [collection_in(folder, name) for name in generation.names(folder)]
    assert sorted(name for name in client.list_collections() if name.startswith(alias)) == sorted(kept)
    assert len(kept) == 2
    assert client.describe_alias(alias)["collection_name"] == kept[0]


def test_a_rollback_takes_the_alias_back(folder: Path, lite: Milvus, reading: Reading, client: Any) -> None:
    first = collection_in(folder)
    build_events(more(reading), folder, embedder=WordHashEmbedder(), milvus=lite)
    index = open_index(folder, milvus=lite)
    generation.rollback(folder, milvus=lite)
    assert client.describe_alias(alias_of(first))["collection_name"] == first
    earlier = open_index(folder, milvus=lite)
    assert len(earlier) == 6
    assert earlier.search("Moon")
    assert index.search("newspapers")[0].passage.event.id == "news-0", "a question in hand keeps the generation it began with"


def test_only_the_newest_collections_are_in_memory_and_a_rollback_loads_an_older_one(
    folder: Path, lite: Milvus, reading: Reading, client: Any
) -> None:
    for n in (1, 2):
        build_events(more(reading, n), folder, embedder=WordHashEmbedder(), milvus=lite)
    names = generation.names(folder)

    def loaded() -> list[bool]:
        return [client.get_load_state(collection_in(folder, name))["state"].name == "Loaded" for name in names]

    assert loaded() == [True, True, False]
    generation.rollback(folder, names[2], milvus=lite)
    assert loaded() == [True, True, True]
    assert open_index(folder, milvus=lite).search("Moon")


def test_a_generation_whose_collection_is_gone_is_not_made_current(folder: Path, lite: Milvus, reading: Reading, client: Any) -> None:
    first = collection_in(folder)
    build_events(more(reading), folder, embedder=WordHashEmbedder(), milvus=lite)
    client.drop_collection(first)
    with pytest.raises(StaleIndex, match=f"has no collection {first}"):
        generation.rollback(folder, generation.names(folder)[1], milvus=lite)
    assert len(open_index(folder, milvus=lite)) == 7


def test_check_counts_the_vectors_and_a_build_repairs_them(folder: Path, lite: Milvus, reading: Reading, client: Any) -> None:
    collection = collection_in(folder)
    client.delete(collection, ids=[0])
    assert verify(folder, milvus=lite) == [f"the collection {collection} in Milvus at {lite.uri} holds 5 rows, not 6"]
    report = build_events(reading, folder, embedder=WordHashEmbedder(), milvus=lite)
    assert report.embedded == 6
    assert "holds 5 rows, not 6" in (report.why_all or "")
    assert verify(folder, milvus=lite) == []


def test_what_has_not_changed_is_not_written_again(folder: Path, lite: Milvus, reading: Reading) -> None:
    report = build_events(reading, folder, embedder=WordHashEmbedder(), milvus=lite)
    assert (report.generation, report.embedded) == (generation.names(folder)[0], 0)
    assert len(generation.names(folder)) == 1


def test_an_index_moves_to_milvus_with_its_vectors(tmp_path: Path, lite: Milvus, reading: Reading) -> None:
    build_events(reading, tmp_path, embedder=WordHashEmbedder())
    report = build_events(reading, tmp_path, embedder=WordHashEmbedder(), milvus=lite)
    assert (report.embedded, report.reused) == (0, 6)
    assert open_index(tmp_path, milvus=lite).search("Moon")
    generation.rollback(tmp_path, milvus=lite)
    assert open_index(tmp_path).search("Moon"), "the earlier generation has its vectors in its folder"
    back = build_events(reading, tmp_path, embedder=WordHashEmbedder())
    assert back.embedded == 0


def test_a_build_drops_what_an_interrupted_one_left_and_nothing_of_others(folder: Path, lite: Milvus, reading: Reading, client: Any) -> None:
    alias, other = alias_of(collection_in(folder)), fresh(lite)
    left = lite.store(collection_of(alias, "000007-deadbeef"))
    for store in (left, other):
        store.sync([When(0, 1)], np.eye(2, dtype=np.float32)[:1])
    build_events(more(reading), folder, embedder=WordHashEmbedder(), milvus=lite)
    assert left.collection not in client.list_collections()
    assert other.collection in client.list_collections()


# --- from outside ---------------------------------------------------------------------------------------------------


class Outside(grpc.ServerInterceptor):  # type: ignore[misc]
    """Milvus Lite behind a socket of its own, that can be closed and opened again, and asks for a token when it has one."""

    def __init__(self, folder: Path, token: str = "", credentials: Any = None) -> None:
        self.folder, self.token, self.credentials = folder, token, credentials
        self.port = 0
        self.before: Callable[[str], object] = lambda method: None
        """Called with each call's name before it is carried out."""
        self.after: Callable[[str], object] = lambda method: None
        """Called when it is carried out, before it is answered."""
        self.start()

    def start(self) -> None:
        self._database = MilvusLite(str(self.folder))
        self._server = grpc.server(ThreadPoolExecutor(4), interceptors=(self,))
        milvus_pb2_grpc.add_MilvusServiceServicer_to_server(MilvusServicer(self._database), self._server)
        address = f"127.0.0.1:{self.port}"
        if self.credentials is None:
            self.port = self._server.add_insecure_port(address)
        else:
            self.port = self._server.add_secure_port(address, self.credentials)
        self._server.start()

    def stop(self) -> None:
        self._server.stop(grace=None).wait()
        self._database.close()

    def intercept_service(self, continuation: Any, details: Any) -> Any:
        handler = continuation(details)
        given = dict(details.invocation_metadata).get("authorization", "")

        def refuse(request: Any, context: grpc.ServicerContext) -> None:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure, please check username, password or token")

        def answer(request: Any, context: grpc.ServicerContext) -> Any:
            method = details.method.rpartition("/")[2]
            self.before(method)
            done = handler.unary_unary(request, context)
            self.after(method)
            return done

        allowed = not self.token or base64.b64decode(given).decode() == self.token
        return grpc.unary_unary_rpc_method_handler(
            answer if allowed else refuse, request_deserializer=handler.request_deserializer, response_serializer=handler.response_serializer
        )


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    monkeypatch.setattr(milvus_module, "ANSWER_SECONDS", 0.5)
    server = Outside(tmp_path / "outside")
    yield server
    server.stop()


@pytest.fixture
def milvus(outside: Outside) -> Milvus:
    return Milvus(f"http://127.0.0.1:{outside.port}")


@pytest.fixture
def river_there(tmp_path: Path, milvus: Milvus) -> Path:
    build_events(river_war.READING, tmp_path / "river", embedder=WordHashEmbedder(512), milvus=milvus)
    return tmp_path / "river"


def test_a_short_interruption_goes_unnoticed(outside: Outside, milvus: Milvus, river_there: Path) -> None:
    failures = iter(["Search", "Search"])

    def stumble(method: str) -> None:
        if method == "Search" and next(failures, None):
            raise RuntimeError("a node is being replaced")

    index = open_index(river_there, milvus=milvus)
    outside.before = stumble
    assert index.search("Dunmore")
    assert next(failures, None) is None, "it was tried three times"


def test_a_large_collection_is_searched_by_a_graph_that_keeps_to_the_window(milvus: Milvus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus_module, "EXACT", 500)
    monkeypatch.setattr(milvus_module, "_BATCH", 600 * 16 * 4)
    whens, vectors = timeline(2000, 1), clustered(2000, 16, 1)
    heard: list[str] = []
    store = milvus.store(collection_of(new_alias(), "000001-00000000"), tell=lambda stage, done, total: heard.append(stage))
    store.sync(whens, vectors)
    assert MilvusClient(milvus.uri).describe_index(store.collection, "vector")["index_type"] == "HNSW"
    assert heard.count("storing") == 4
    for within in (None, When(100, 160), When(3000, 6000)):
        expected = {row for query in vectors[:20] for row, _ in brute_force(vectors, inside(whens, within), query, 10)}
        found = {row for query in vectors[:20] for row, _ in store.search(query, 10, within)}
        assert all(within is None or ((when := whens[row]) is not None and when.overlaps(within)) for row in found)
        assert within is not None or len(found & expected) >= 0.95 * len(expected), "how well windows are filled is the server's affair"


def test_rows_that_were_written_unheard_are_not_written_twice(outside: Outside, milvus: Milvus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus_module, "BUILD_SECONDS", 4.0)
    delays = iter([2.5])
    outside.after = lambda method: time.sleep(next(delays, 0)) if method == "Insert" else None
    store = fresh(milvus)
    store.sync([When(n, n + 1) for n in range(50)], clustered(50, 16, 1))
    assert next(delays, None) is None
    assert len(store) == 50
    assert len(store.search(clustered(1, 16, 2)[0], 60, None)) == 50


def test_a_server_that_hangs_is_not_waited_for(outside: Outside, milvus: Milvus, river_there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus_module, "_ONE_ATTEMPT", 0.2)
    index = open_index(river_there, milvus=milvus)
    assert index.search("Dunmore")
    outside.before = lambda method: time.sleep(2)
    with pytest.raises(StoreDown, match=r"^Milvus at 127\.0\.0\.1:\d+ does not answer \(Deadline Exceeded\)$"):
        index.search("Dunmore")
    outside.before = lambda method: None
    assert index.search("Dunmore")


def test_an_index_opens_while_the_server_is_away(outside: Outside, milvus: Milvus, river_there: Path) -> None:
    outside.stop()
    index = open_index(river_there, milvus=milvus)
    with pytest.raises(StoreDown, match="does not answer"):
        index.search("Dunmore")
    outside.start()
    assert index.search("Dunmore"), "it is found again, and what it had in memory is loaded again"


def test_a_build_without_the_server_changes_nothing(outside: Outside, milvus: Milvus, river_there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus_module, "BUILD_SECONDS", 0.3)
    before = generation.current(river_there)
    outside.stop()
    with pytest.raises(StoreDown):
        build_events(more(river_war.READING), river_there, embedder=WordHashEmbedder(512), milvus=milvus)
    with pytest.raises(StoreDown):
        generation.rollback(river_there, before, milvus=milvus)
    assert generation.names(river_there) == [before]
    assert generation.current(river_there) == before
    outside.start()


def test_the_terminal_says_one_line_and_the_next_question_is_answered(
    outside: Outside, milvus: Milvus, river_there: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TIMELINE_STORE", "milvus")
    monkeypatch.setenv("TIMELINE_MILVUS_URI", milvus.uri)
    asked = ["ask", FIRST, "--index", str(river_there)]
    assert main(asked) == 0
    answered = capfd.readouterr()
    assert "Southern Council" in answered.out.splitlines()[0]
    assert answered.err == ""
    outside.stop()
    assert main(asked) == 3
    away = capfd.readouterr()
    assert away.out == ""
    assert away.err.count("\n") == 1
    assert away.err.startswith(f"timeline-bot: Milvus at 127.0.0.1:{outside.port} does not answer (")
    assert main(["check", "--index", str(river_there)]) == 3
    outside.start()
    capfd.readouterr()
    assert main(asked) == 0
    assert capfd.readouterr().out == answered.out
    assert main(["check", "--index", str(river_there)]) == 0


async def test_telegram_says_one_calm_line_when_milvus_stops_in_the_middle_of_a_question(
    outside: Outside, milvus: Milvus, river_there: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def stop_at(method: str) -> None:
        if method == "Search":
            stopped.append(pool.submit(outside.stop))
            time.sleep(0.2)

    index = open_index(river_there, milvus=milvus)
    stopped: list[Any] = []
    with ThreadPoolExecutor() as pool:
        async with world(index, engine=Engine(index)) as here:  # type: ignore[arg-type]
            [before] = await here.says(here.updates.private(FIRST))
            assert "Southern Council" in before.text
            outside.before = stop_at
            with caplog.at_level(logging.INFO):
                [away] = await here.says(here.updates.private(FIRST))
            stopped[0].result()
            assert (away.method, away.text) == ("sendMessage", UNREACHABLE)
            [record] = [record for record in caplog.records if record.levelno >= logging.WARNING]
            assert record.getMessage().startswith("A question could not be answered: Milvus at 127.0.0.1:")
            assert record.exc_info is None
            [inline] = await here.says(here.updates.inline("Dunmore"))
            assert (inline.data["results"], inline.data["button"]["text"]) == ([], UNREACHABLE)
            [guest] = await here.says(here.updates.guest("who entered Dunmore"))
            assert guest.data["result"]["input_message_content"]["message_text"] == UNREACHABLE
            outside.before = lambda method: None
            outside.start()
            [after] = await here.says(here.updates.private(FIRST))
            assert after.text == before.text


def test_a_token_is_asked_for_and_never_shown(tmp_path: Path) -> None:
    server = Outside(tmp_path / "guarded", token="root:Secret-1")
    try:
        uri = f"http://127.0.0.1:{server.port}"
        allowed, refused = Milvus(uri, "root:Secret-1"), Milvus(uri, "root:guess")
        assert allowed.fault("absent", 1) == f"Milvus at 127.0.0.1:{server.port} has no collection absent"
        with pytest.raises(StoreDown, match=r"refuses the token$"):
            refused.fault("absent", 1)
        assert Milvus(f"http://root:Secret-1@127.0.0.1:{server.port}").fault("absent", 1) == allowed.fault("absent", 1)
        assert "Secret" not in repr(allowed)
    finally:
        server.stop()


def test_the_connection_is_encrypted_and_the_certificate_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus_module, "ANSWER_SECONDS", 0.5)
    authority, certificate = trustme.CA(), tmp_path / "certificate.pem"
    authority.cert_pem.write_to_path(str(certificate))
    issued = authority.issue_cert("localhost")
    chain = b"".join(pem.bytes() for pem in issued.cert_chain_pems)
    credentials = grpc.ssl_server_credentials([(issued.private_key_pem.bytes(), chain)])
    server = Outside(tmp_path / "encrypted", token="root:Secret-1", credentials=credentials)
    try:
        uri = f"https://localhost:{server.port}"
        assert "has no collection" in (Milvus(uri, "root:Secret-1", certificate).fault("absent", 1) or "")
        with pytest.raises(StoreDown, match="does not answer"):
            Milvus(uri, "root:Secret-1").fault("absent", 1)
    finally:
        server.stop()


def test_a_file_that_another_process_uses_is_one_line(lite: Milvus) -> None:
    lite.fault("absent", 1)
    code = f"import sys; from index.milvus import Milvus\ntry: Milvus({lite.uri!r}).fault('absent', 1)\nexcept Exception as error: print(error)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.startswith(f"Milvus at {lite.uri} cannot be opened: another process uses the file")
    assert done.stderr == ""


# --- settings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"TIMELINE_STORE": "lance"}, "TIMELINE_STORE is faiss or milvus"),
        ({"TIMELINE_STORE": "milvus"}, "TIMELINE_MILVUS_URI is not set"),
        ({"TIMELINE_STORE": "milvus", "TIMELINE_MILVUS_URI": "localhost"}, "an address such as http://localhost:19530 is needed"),
        ({"TIMELINE_STORE": "milvus", "TIMELINE_MILVUS_URI": "http://h", "TIMELINE_MILVUS_CERTIFICATE": "x"}, "begins with https://"),
        ({"TIMELINE_STORE": "milvus", "TIMELINE_MILVUS_URI": "https://h", "TIMELINE_MILVUS_CERTIFICATE": "/x"}, "no such certificate"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_line(
    settings: dict[str, str], line: str, moon_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert main(["ask", "the landing", "--index", str(moon_folder)]) == 2
    said = capsys.readouterr().err
    assert line in said
    assert said.count("\n") == 1


def test_the_bot_and_the_terminal_read_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (Settings.from_env().milvus, places.milvus()) == (None, None)
    monkeypatch.setenv("TIMELINE_MILVUS_URI", "http://localhost:19530/history")
    assert (Settings.from_env().milvus, places.milvus()) == (None, None), "TIMELINE_STORE decides"
    monkeypatch.setenv("TIMELINE_STORE", "milvus")
    monkeypatch.setenv("TIMELINE_MILVUS_TOKEN", "root:Secret-1")
    settings = Settings.from_env()
    assert settings.milvus == places.milvus() == Milvus("http://localhost:19530/history", "root:Secret-1")
    assert "Secret-1" not in repr(settings) + settings.model_dump_json() + repr(settings.milvus)


def test_without_the_package_the_remedy_is_said(lite: Milvus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    milvus_module._library.cache_clear()
    with pytest.raises(BadData, match=r"need the package pymilvus: pip install 'timeline-bot\[milvus\]'"):
        lite.fault("absent", 1)
    milvus_module._library.cache_clear()


def test_an_ordinary_question_does_not_import_milvus(moon_folder: Path) -> None:
    code = (
        f"import sys; from bot.cli import main; main(['ask', 'the landing', '--index', {str(moon_folder)!r}]); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert "faiss" in loaded
    assert not loaded & {"pymilvus", "milvus_lite", "grpc", "pandas", "pyarrow"}


def test_the_manifest_of_an_index_in_its_folder_names_no_collection(moon_folder: Path) -> None:
    manifest = moon_folder / "generations" / generation.current(moon_folder) / "manifest.json"
    assert json.loads(manifest.read_text())["collection"] == ""
