"""Which way imports point, read from the code itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(path.relative_to(ROOT).as_posix() for folder in ("bot", "index") for path in (ROOT / folder).rglob("*.py"))

HOMES = {
    "telegram": tuple(f"bot/{name}.py" for name in ("address", "app", "chatsettings", "delivery", "dispatch", "handlers", "inline")),
    "starlette": ("bot/web.py",),
    "uvicorn": ("bot/web.py",),
    "prometheus_client": ("bot/web.py",),
    "faiss": ("index/store.py",),
    "pymilvus": ("index/milvus.py",),
    "grpc": ("index/milvus.py",),
    "sentence_transformers": ("index/embed.py",),
    "transformers": ("index/embed.py",),
    "torch": ("index/embed.py",),
    "onnx": ("index/embed.py",),
    "onnxruntime": ("index/embed.py",),
    "tokenizers": ("index/embed.py",),
    "matplotlib": ("bot/picture.py",),
    "typer": ("bot/cli.py", "bot/curate.py"),
    "rich": ("bot/terminal.py", "bot/report.py"),
    "pydantic": ("bot/config.py",),
    "pydantic_settings": ("bot/config.py",),
    "ir_measures": ("bot/metrics.py",),
    "yaml": ("index/sources/native.py", "index/native_writer.py"),
}


def imports(file: str) -> set[str]:
    """Every module that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("file", FILES)
def test_each_heavy_package_stays_at_home(file: str) -> None:
    strangers = {name for name in imports(file) for package, homes in HOMES.items() if name.split(".")[0] == package and file not in homes}
    assert not strangers


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("index/")])
def test_the_index_does_not_know_the_bot(file: str) -> None:
    assert not {name for name in imports(file) if name.split(".")[0] == "bot"}


def test_the_types_know_nothing_but_the_language() -> None:
    assert {name.split(".")[0] for name in imports("index/types.py")} <= sys.stdlib_module_names


@pytest.mark.parametrize("package", ["index", "bot"])
def test_importing_a_package_imports_nothing_that_is_heavy(package: str) -> None:
    code = f"import sys, {package}; print(*(name for name in sys.modules if '.' not in name))"
    loaded = set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT).stdout.split())
    assert not loaded & ({*HOMES, "numpy"})
