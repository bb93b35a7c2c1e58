"""A command as a user runs it: in this process, or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import onescreen

Command = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(home: Path) -> Command:
    """Runs `onescreen WORDS...` in this process, with an empty home."""
    return lambda *words: CliRunner().invoke(onescreen.app, list(map(str, words)), prog_name="onescreen")


@pytest.fixture
def process(home: Path) -> Process:
    """Runs `onescreen WORDS...` as a process of its own, with an empty home."""

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "onescreen", *map(str, words)]
        root = Path(onescreen.__file__).parent
        return subprocess.run(
            line, cwd=root, env=os.environ | {"ONESCREEN_HOME": str(home)}, capture_output=True, text=True
        )

    return run
