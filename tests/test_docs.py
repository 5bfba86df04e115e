from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app
from bot.config import variables

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_in_the_readme(command: str) -> None:
    assert f"`timeline-bot {command}" in README


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_what_it_does(command: str) -> None:
    assert COMMANDS[command].help


@pytest.mark.parametrize("variable", variables())
def test_each_setting_is_in_the_readme(variable: str) -> None:
    assert f"`{variable}`" in README


def test_the_readme_names_no_command_that_there_is_not() -> None:
    assert set(re.findall(r"timeline-bot (\w[\w-]+)", README)) <= set(COMMANDS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_inside_the_project_lead_somewhere(document: str) -> None:
    path = ROOT / document
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("note", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_note_has_its_four_headings(note: Path) -> None:
    assert re.findall(r"^## (.+)$", note.read_text(encoding="utf-8"), re.MULTILINE) == ["Context", "Options", "Outcome", "Consequences"]
