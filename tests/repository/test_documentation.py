"""Documentation that can fail: every command and option has its heading, every link its file."""

import re
from pathlib import Path

import pytest
import typer.main

import onescreen

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(onescreen.app).commands
OPTIONS = sorted(
    (name, option)
    for name, command in COMMANDS.items()
    for parameter in command.params
    for option in parameter.opts
    if option.startswith("--") and option != "--help"
)
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(page for page in (ROOT / "docs").rglob("*.md")),
]


def section(command: str) -> str:
    """The part of the page between the command's heading and the next command's."""
    found = re.search(rf"^## `onescreen {command}\b.*?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/command-line.md has no heading for onescreen {command}"
    return found.group()


def test_the_page_has_a_heading_for_each_command_and_for_no_other():
    assert sorted(re.findall(r"^## `onescreen ([a-z-]+)", PAGE, re.MULTILINE)) == sorted(COMMANDS)


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_each_option_has_a_line_in_its_commands_section(command, option):
    assert re.search(rf"^\| `{option}\b", section(command), re.MULTILINE)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_page_names_no_option_that_the_command_does_not_have(command):
    known = {option for name, option in OPTIONS if name == command}
    assert set(re.findall(r"^\| `(--[a-z-]+)", section(command), re.MULTILINE)) == known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page):
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
