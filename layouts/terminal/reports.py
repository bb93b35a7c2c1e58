"""What the commands print: a table for people, or the same as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import typer

from datasets.problems import Problem
from layouts.terminal.output import console, print_json, table


def checks(problems: list[Problem], city: str, as_json: bool) -> None:
    """Every problem of a city's files on its own line of stderr; exit code 1 where there is one."""
    if as_json:
        print_json([{**vars(problem), "sentence": str(problem)} for problem in problems])
    elif not problems:
        typer.echo(f"{city}: the profile and every data set are valid.")
    if problems:
        if not as_json:
            typer.echo("\n".join(map(str, problems)), err=True)
        raise typer.Exit(1)


def metrics(registry: Mapping[str, Any], as_json: bool) -> None:
    """The registry, one metric a row; in JSON with every key of its record."""
    if as_json:
        print_json([metric.model_dump(mode="json", by_alias=True) for metric in registry.values()])
        return
    columns = ("metric", "pack", "name", "名称", "unit", "direction", "target", "definition", "source")
    console().print(table(columns, map(_metric_row, registry.values())))


def _metric_row(metric: Any) -> tuple[Any, ...]:
    target = metric.targets[-1].value if metric.targets else None
    about = (metric.unit, metric.direction, target, metric.definition.en, metric.source)
    return (metric.id, metric.pack, metric.names.en, metric.names.zh, *about)


def values(rows: list[dict[str, Any]], as_json: bool) -> None:
    """Groups with their value, numerator, denominator and n; none is an answer too."""
    if as_json:
        print_json(rows)
    elif not rows:
        typer.echo("No rows in this period under these conditions.")
    else:
        columns = list(rows[0])
        console().print(table([name.replace("_", " ") for name in columns], [row.values() for row in rows]))


def snapshots(kept: Iterable[Any], current: str, as_json: bool) -> None:
    """The snapshots that can be gone back to, newest first."""
    rows = [{"snapshot": snapshot.id, "published": snapshot.id == current} for snapshot in kept]
    if as_json:
        print_json(rows)
    else:
        console().print(table(("snapshot", "published"), [row.values() for row in rows]))
