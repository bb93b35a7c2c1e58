"""A command as a user runs it, and a town of 300 requests that it can be run on."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import onescreen
from tests.bench.city import write_city, write_exports

ROOT = Path(onescreen.__file__).parent
REQUESTS = 300
Command = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]


def run(home: Path, *words: object) -> Result:
    """`onescreen WORDS...` in this process."""
    return CliRunner(env={"ONESCREEN_HOME": str(home)}).invoke(onescreen.app, [*map(str, words)], prog_name="onescreen")


@pytest.fixture
def command(home: Path) -> Command:
    """Runs `onescreen WORDS...` in this process, with an empty home."""
    return lambda *words: run(home, *words)


@pytest.fixture
def process(home: Path) -> Process:
    """Runs `onescreen WORDS...` as a process of its own, with an empty home."""

    def start(*words: object) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "onescreen", *map(str, words)]
        env = os.environ | {"ONESCREEN_HOME": str(home)}
        return subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True)

    return start


@dataclass(frozen=True)
class Town:
    """A city folder, the folder with its files, the CSV among these, and a home with two snapshots of it."""

    folder: Path
    exports: Path
    requests: Path
    home: Path

    def __call__(self, *words: object) -> Result:
        """`onescreen COMMAND CITY WORDS...` on the published town."""
        name, *rest = words
        return run(self.home, name, self.folder, *rest)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town, published twice: as of 2025-12-31 and as of 2026-01-01."""
    folder = tmp_path_factory.mktemp("town")
    write_city(folder / "city")
    requests = write_exports(folder / "exports", REQUESTS)
    made = Town(folder / "city", folder / "exports", requests, folder / "var")
    for day in ("2025-12-31", "2026-01-01"):
        published = made("refresh", "--from", made.exports, "--as-of", day)
        assert published.exit_code == 0, published.stderr
    return made
