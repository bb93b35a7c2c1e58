"""The SQL models: their headers, their references, and the order that follows from these."""

import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import sqlglot
from sqlglot import exp

from datasets.problems import Problem

FOLDER = Path(__file__).parents[1] / "models"
HEADER = re.compile(r"^-- (\w+)(?: (error|warn) (\w+)(?: (\w+))?)?: (.+)$")
BUILDS = ("incremental", "whole", "update", "made")


@dataclass(frozen=True)
class ModelCheck:
    """A check of a model's header: severity error | warn, kind, its argument, and a name where it has one."""

    severity: str
    kind: str
    argument: str
    name: str


@dataclass(frozen=True)
class Origin:
    """What a made fact is made from: a fact's kinds, the column that names its places, and how it goes on.

    lookback: days before a changed row that its change may reach.
    """

    fact: str
    kinds: tuple[str, ...]
    place: str
    lookback: int


@dataclass(frozen=True)
class Model:
    """A model file: what it makes, one row of it, who answers for it, how it is built, and its SQL."""

    name: str
    grain: tuple[str, ...]
    owner: str
    build: str
    checks: tuple[ModelCheck, ...]
    reads: tuple[str, ...]
    writes: str
    sql: str
    origin: Origin | None = None


@cache
def models() -> dict[str, Model]:
    """All models in the order of their references; raises Problem for a wrong header, SQL, or a circle."""
    read = {model.name: model for model in (_read(path) for path in sorted(FOLDER.glob("*.sql")))}
    writers: dict[str, list[str]] = {}
    for model in read.values():
        writers.setdefault(model.writes, []).append(model.name)
    graph = {name: _needs(model, writers) for name, model in read.items()}
    return {name: read[name] for name in TopologicalSorter(graph).static_order()}


def _needs(model: Model, writers: dict[str, list[str]]) -> set[str]:
    """Names of the models that must run before: those that make or update what it reads."""
    return {name for table in model.reads for name in writers.get(table, []) if name != model.name}


def _read(path: Path) -> Model:
    sql = path.read_text("utf-8")
    header, checks = {"build": "incremental"}, []
    for line in sql.splitlines():
        match = HEADER.match(line)
        if not match:
            continue
        key, severity, kind, name, value = match.groups()
        if severity:
            checks.append(ModelCheck(severity, kind, value.strip(), name or value.split()[0]))
        else:
            header[key] = value.strip()
    _check_header(header, path)
    grain = tuple(part.strip() for part in header.get("grain", "").split(",") if part.strip())
    reads, writes = _tables(sql, path)
    return Model(
        header["model"],
        grain,
        header["owner"],
        header["build"],
        tuple(checks),
        reads,
        writes or header["model"],
        sql,
        _origin(header, path) if header["build"] == "made" else None,
    )


def _origin(header: dict[str, str], path: Path) -> Origin:
    for key in ("from", "place", "lookback"):
        if key not in header:
            raise Problem(f"is made and has no `-- {key}:` in its header", place=f"pipelines/models/{path.name}")
    fact, *kinds = header["from"].split()
    return Origin(fact, tuple(kinds), header["place"], int(header["lookback"]))


def _check_header(header: dict[str, str], path: Path) -> None:
    for key in ("model", "owner"):
        if key not in header:
            raise Problem(f"has no `-- {key}:` in its header", place=f"pipelines/models/{path.name}")
    if header["model"] != path.stem:
        raise Problem("names another model than its file", place=path.name, found=header["model"], meant=path.stem)
    if header["build"] not in BUILDS:
        raise Problem(f"build is none of {', '.join(BUILDS)}", place=path.name, found=header["build"])


def _tables(sql: str, path: Path) -> tuple[tuple[str, ...], str | None]:
    """Tables that a model reads, and the one that it updates (None for a SELECT)."""
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except sqlglot.errors.ParseError as error:
        raise Problem("its SQL does not parse", place=path.name, found=str(error)[:160]) from error
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    tables = {table.name for table in tree.find_all(exp.Table)} - ctes
    target = tree.this.name if isinstance(tree, exp.Update) else None
    return tuple(sorted(tables)), target
