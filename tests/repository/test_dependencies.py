"""pyproject.toml, requirements.lock, environment.yml and the imports say the same."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("dashboards", "datasets", "pipelines", "layouts")
PIN = re.compile(r"^([a-z0-9-]+)==([^\s;\\]+)", re.MULTILINE)


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def direct() -> set[str]:
    """Direct dependencies as `name==version`, those of the development group too."""
    return {*project()["project"]["dependencies"], *project()["dependency-groups"]["dev"]}


def lock() -> str:
    return (ROOT / "requirements.lock").read_text()


def conda() -> list:
    return yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]


def test_every_direct_dependency_is_pinned_exactly():
    assert [line for line in direct() if not PIN.fullmatch(line)] == []


def test_the_lock_holds_every_direct_dependency_in_its_version():
    assert direct() - {f"{name}=={version}" for name, version in PIN.findall(lock())} == set()


def test_every_package_of_the_lock_has_a_hash():
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", lock(), flags=re.MULTILINE).strip())
    assert len(entries) > len(direct())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_address():
    assert re.findall(r"^-.*|\S*://\S*", lock(), flags=re.MULTILINE) == []


def test_conda_users_get_the_same_direct_dependencies():
    assert set(next(part["pip"] for part in conda() if isinstance(part, dict))) == direct()


def test_conda_users_get_the_oldest_python_that_the_project_runs_on():
    assert project()["project"]["requires-python"] == ">=3.11"
    assert "python=3.11" in conda()


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.split(".")[0] for name in plain | named}


def owners_of(name: str, owners: dict[str, list[str]]) -> set[str]:
    return {re.sub(r"[-_.]+", "-", owner).lower() for owner in owners.get(name, [])}


def test_what_the_product_imports_is_a_direct_dependency_and_not_one_by_chance():
    sources = [ROOT / "onescreen.py", *(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))]
    own = {*FLOORS, "onescreen", *sys.stdlib_module_names}
    names = set().union(*map(imported, sources)) - own
    declared = {line.split("==")[0] for line in project()["project"]["dependencies"]}
    owners = packages_distributions()
    assert {name: owners.get(name) for name in names if not owners_of(name, owners) & declared} == {}
