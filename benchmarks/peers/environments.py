"""A virtual environment for each peer, outside the repository, made once from pinned requirements."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Skipped

REQUIREMENTS = Path(__file__).parent / "requirements"
FOLDER = "BENCHMARKS_CACHE"
GPU = ("nvidia-", "cuda-", "triton")
"""What the names of packages for graphics processors begin with: some GB that are never wanted here."""


def cache() -> Path:
    """BENCHMARKS_CACHE, or a folder in the user's cache: 1.6 GB for each peer."""
    given = os.environ.get(FOLDER)
    return Path(given).absolute() if given else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "timeline-bot" / "benchmarks"


def python(name: str) -> Path:
    """The interpreter of a peer's environment, which is made when it is not there or its requirements have changed. Raises Skipped."""
    requirements = REQUIREMENTS / f"{name}.txt"
    folder = cache() / name
    made_from = folder / "requirements.txt"
    if not (made_from.is_file() and made_from.read_bytes() == requirements.read_bytes()):
        print(f"making an environment for {name} in {folder}, once; this takes some minutes ...", file=sys.stderr)
        _make(folder, requirements)
        shutil.copyfile(requirements, made_from)
    return folder / "bin" / "python"


def _make(folder: Path, requirements: Path) -> None:
    """torch goes first and by itself, looked at before anything is fetched; what follows is pinned whole and brings nothing else."""
    _run([sys.executable, "-m", "venv", "--clear", str(folder)])
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    torch = next(line for line in requirements.read_text(encoding="utf-8").splitlines() if line.startswith("torch=="))
    report = json.loads(_run([*pip, "--dry-run", "--report", "-", torch]))
    refuse_gpu([item["metadata"]["name"] for item in report["install"]])
    _run([*pip, torch])
    _run([*pip, "--no-deps", "-r", str(requirements)])


def refuse_gpu(names: Sequence[str]) -> None:
    unwanted = [name for name in names if name.lower().startswith(GPU)]
    if unwanted:
        raise Skipped(
            f"torch would bring packages for graphics processors, such as {unwanted[0]}: let pip find a build of torch for processors alone"
        )


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines() or ["no reason given"]
        raise Skipped(f"an environment for the peers cannot be made: {said[-1]}")
    return done.stdout
