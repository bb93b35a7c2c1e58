"""The ways in: make, and .ci/run in a clean clone."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = ("setup", "test", "lint", "demo", "bench", "pictures", "lock", "clean")


def make(*words, cwd=ROOT):
    return subprocess.run(["make", *words], cwd=cwd, capture_output=True, text=True)


@pytest.fixture
def bare(tmp_path):
    """A checkout that has nothing but the files that make reads."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_is_there_and_described(target):
    assert make("-n", target).returncode == 0
    assert f"make {target} " in make("help").stdout


def test_the_described_targets_are_all_there_are():
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE).group(1).split()
    assert set(phony) == {*TARGETS, "help"}


def test_tests_need_setup_and_end_with_pytest_which_says_why_it_skipped():
    assert re.search(r"^test: setup$", MAKEFILE, re.MULTILINE)
    assert re.search(r"^test:.*?\n(?:\t.*\n)*\t\$\(BIN\)/python -m pytest .*-rs.*\n\n", MAKEFILE, re.MULTILINE)


def test_setup_installs_by_hash_what_is_locked(bare):
    planned = make("-n", "setup", cwd=bare).stdout
    assert "pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock" in planned
    assert "pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e ." in planned


def test_setup_says_that_a_python_is_too_old(bare):
    old = bare / "python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    ended = make("setup", f"PYTHON={old}", cwd=bare)
    assert ended.returncode == 2
    assert f"{old} is older than Python 3.11; name another: make setup PYTHON=..." in ended.stderr


@pytest.mark.parametrize("script", [".ci/run", "tests/setup-browser"])
def test_a_script_may_be_run_and_is_sound_bash(script):
    assert os.access(ROOT / script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], cwd=ROOT).returncode == 0


def test_ci_stops_at_the_first_failure_and_runs_make_test():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert (lines[1], lines[-1]) == ("set -euo pipefail", "make test")
