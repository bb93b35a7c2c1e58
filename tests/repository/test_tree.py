"""The checkout itself: what stands where, how large it is, and what must not be in it."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {"dashboards", "datasets", "pipelines", "layouts"}
TOP_LEVEL = FLOORS | {
    ".ci", ".gitignore", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "README.zh.md", "docs",
    "environment.yml", "onescreen.py", "pyproject.toml", "requirements.lock", "tests",
}  # fmt: skip
CODE = {".py", ".sql", ".ipynb", ".yaml", ".js", ".css", ".html"}
LONGEST = 400
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError|placeholder|for now)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(home|root|Users|work|opt|mnt)/\w")
REGISTRY = re.compile(r"pypi\.org|pythonhosted|anaconda\.org|npmjs|(?<!no-emit-)(index-url|find-links)|file:///")
SECRET = re.compile(
    r"(?i)(BEGIN [A-Z ]*PRIVATE KEY|ghp_\w{20}|AKIA\w{16}|(password|secret|token)\s*[:=]\s*[\"']\w{12})"
)
DATA = re.compile(r"\.(csv|geojson|xlsx|parquet|duckdb|zip)$")
GENERATED = re.compile(r"^(tests|datasets/demo|docs/pictures)/")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts(suffixes: set[str] | None = None) -> dict[str, str]:
    """Tracked text files by name; this file, which spells what it forbids, is left out."""
    found = {}
    for path in tracked():
        if path == Path(__file__).resolve() or path.suffix in {".png", ".gz", ".zip", ".xlsx"}:
            continue
        if suffixes is None or path.suffix in suffixes:
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8", errors="replace")
    return found


def found_in(pattern: re.Pattern[str], files: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_top_level_holds_what_is_fixed_and_nothing_else():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} == TOP_LEVEL


def test_no_file_of_code_is_longer_than_400_lines():
    lengths = {name: text.count("\n") for name, text in texts(CODE - {".ipynb"}).items()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_unfinished_work_is_left_in_the_code():
    assert found_in(UNFINISHED, texts({".py", ".sql", ".ipynb"})) == []


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY, SECRET], ids=["machine path", "registry", "secret"])
def test_no_tracked_file_names_a(pattern):
    assert found_in(pattern, texts()) == []


def test_notebooks_carry_no_output():
    cells = [
        (name, cell)
        for name, text in texts({".ipynb"}).items()
        for cell in json.loads(text)["cells"]
        if cell["cell_type"] == "code"
    ]
    assert [name for name, cell in cells if cell["outputs"] or cell["execution_count"]] == []


def test_no_data_of_a_portal_is_tracked():
    files = [str(path.relative_to(ROOT)) for path in tracked()]
    assert [name for name in files if DATA.search(name) and not GENERATED.match(name)] == []
