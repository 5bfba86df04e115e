"""`python -m benchmarks [NAME ...] [--full]`: run, print, write results/NAME.json, and bring docs/performance.md up to date."""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from benchmarks.measure import RESULTS, Cell, Skipped

NAMES = ("serving", "together", "load", "scale", "peers")
"""In the order of the page. Each runs in a process of its own, so that none inherits the memory of another."""
PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
SKIPPED = 3
"""Exit status of a process whose benchmark is skipped."""


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(NAMES)}; default: all")
    parser.add_argument("--full", action="store_true", help="up to a million passages; takes much longer")
    parser.add_argument("--run", choices=NAMES, help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    unknown = [name for name in given.names if name not in NAMES]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}")
    if given.run:
        module = importlib.import_module(f"benchmarks.{given.run}")
        try:
            result = module.run(given.full)
        except Skipped as reason:
            print(f"the benchmark {given.run} is skipped: {reason}", file=sys.stderr)
            return SKIPPED
        result.write()
        if result.plots:
            module.draw(result, PAGE.parent)
        return 0
    console = Console()
    for name in given.names or NAMES:
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "benchmarks", "--run", name, *(["--full"] if given.full else [])])
        if done.returncode == SKIPPED:
            continue
        if done.returncode:
            print(f"the benchmark {name} failed", file=sys.stderr)
            return 1
        content = read(name)
        show(content, console)
        console.print(f"{name}: {time.perf_counter() - begun:.0f} s\n")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return content


def show(content: dict[str, Any], console: Console) -> None:
    for table in content["tables"]:
        grid = Grid(*table["columns"], title=table["title"], caption=table["note"] or None, title_justify="left", caption_justify="left")
        for row in table["rows"]:
            grid.add_row(*map(said, row))
        console.print(grid)
    for aim in content["aims"]:
        console.print(f"{'held  ' if aim['held'] else 'missed'}  {aim['what']}: {aim['measured']} (aim: {aim['aim']}) {aim['limit']}")


def said(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 1000 else f"{cell:.3g}" if abs(cell) < 1 else f"{cell:.1f}" if abs(cell) >= 100 else f"{cell:.2f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def page(text: str) -> str:
    """The page with what stands between <!-- NAME --> and <!-- /NAME --> written anew from the results there are."""
    found = [(name, read(name)) for name in NAMES if (RESULTS / f"{name}.json").is_file()]
    for name, content in found:
        text = _between(text, name, markdown(content))
    aims = [aim for _, content in found for aim in content["aims"]]
    rows = [(aim["what"], aim["aim"], aim["measured"], "yes" if aim["held"] else f"**no**: {aim['limit']}") for aim in aims]
    return _between(text, "aims", _grid(("", "aim", "measured", "held"), rows))


def markdown(content: dict[str, Any]) -> str:
    parts = []
    for table in content["tables"]:
        parts.append(f"**{table['title']}**\n\n{_grid(table['columns'], table['rows'])}" + (f"\n{table['note']}\n" if table["note"] else ""))
    parts += [f"![{content['title']}]({plot})\n" for plot in content["plots"]]
    its = content["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in its["packages"].items())
    parts.append(f"Measured {content['created']} on {its['cpu']}, {its['cores']} cores, {its['memory_gb']} GB; Python {its['python']}, {packages}.\n")
    return "\n".join(parts)


def _grid(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(said(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _between(text: str, name: str, content: str) -> str:
    opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, found, rest = text.partition(opening)
    _, ended, after = rest.partition(closing)
    if not (found and ended):
        raise ValueError(f"{PAGE}: there is no {opening} ... {closing}")
    return f"{before}{opening}\n{content}{closing}{after}"


if __name__ == "__main__":
    sys.exit(main())
