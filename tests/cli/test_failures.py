"""Whatever goes wrong, the user gets a sentence on stderr and an exit code that says whose fault it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from datasets.catalogue import city_names

ROOT = Path(__file__).resolve().parents[2]

NO_SUCH_CITY = (
    f'no such city, and no folder of that name; cities: {", ".join(city_names())}; found "nyk". Did you mean "nyc"?\n'
)
OWN_FAULT = "OneScreen stopped by a fault of its own (ZeroDivisionError: division by zero); --debug shows where.\n"


def test_a_users_mistake_is_one_sentence_on_stderr_and_exit_code_1(process):
    ended = process("metrics", "nyk")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", NO_SUCH_CITY)


@pytest.mark.parametrize("words", [("--debug", "metrics", "nyk"), ("metrics", "nyk", "--debug")])
def test_debug_shows_the_traceback_wherever_it_stands(process, words):
    ended = process(*words)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Traceback (most recent call last):")
    assert "datasets.problems.Problem" in ended.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("chek", "nyc"), "Error: No such command 'chek'. Did you mean 'check'?"),
        (("value", "nyc"), "Error: Missing argument 'METRIC'."),
        (("metrics", "nyc", "--jsn"), "Error: No such option: --jsn (Possible options: --json)"),
        (
            ("value", "nyc", "injured", "--by", "year"),
            "'year' is none of district, category, agency, day, week, month, hour.",
        ),
        (
            ("value", "nyc", "injured", "--start", "1/2/24"),
            "Invalid value for '--start': '1/2/24' is not a date like 2024-06-30.",
        ),
        (
            ("value", "nyc", "injured", "--where", "x"),
            "Error: Invalid value for '--where': 'x' is not KEY=VALUE.",
        ),
    ],
)
def test_wrong_usage_says_what_is_wrong_and_exits_with_2(command, words, said):
    ended = command(*words)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert said in " ".join(ended.stderr.split())


def test_a_fault_of_our_own_is_a_sentence_too(command, monkeypatch):
    monkeypatch.setattr("datasets.catalogue.load_city", lambda _: 1 / 0)
    ended = command("metrics", "nyc")
    assert (ended.exit_code, ended.stdout) == (70, "")
    assert ended.stderr == OWN_FAULT


def test_a_folder_that_may_not_be_read_is_a_users_mistake(command, monkeypatch):
    def refuse(name):
        raise PermissionError(13, "Permission denied", "somewhere/city.yaml")

    monkeypatch.setattr("datasets.catalogue.load_city", refuse)
    ended = command("metrics", "nyc")
    assert (ended.exit_code, ended.stderr) == (1, "somewhere/city.yaml: Permission denied.\n")


def test_help_is_quick_because_nothing_heavy_is_imported():
    line = "import sys, onescreen; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", line], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"duckdb", "pandas", "numpy", "pydantic", "structlog", "panel", "bokeh", "holoviews", "geoviews"}
    assert heavy & set(loaded.stdout.split()) == set()
