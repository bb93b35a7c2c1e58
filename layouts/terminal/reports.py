"""What the commands print: a table for people, or the same as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import typer

from datasets.problems import Problem
from layouts.terminal.output import console, print_json, table

if TYPE_CHECKING:
    from pipelines.building.lineage import Model
    from pipelines.metrics.forms import Texts
    from pipelines.snapshot import Snapshot


def checks(problems: list[Problem], city: str, as_json: bool) -> None:
    """Every problem of a city's files on its own line of stderr; exit code 1 where there is one."""
    if as_json:
        parts = ("what", "place", "found", "meant")
        print_json([{part: getattr(one, part) for part in parts} | {"sentence": str(one)} for one in problems])
    elif not problems:
        typer.echo(f"{city}: the profile and every data set are valid.")
    if problems:
        if not as_json:
            typer.echo("\n".join(map(str, problems)), err=True)
        raise typer.Exit(1)


def metrics(registry: Mapping[str, Any], lacking: Mapping[str, Texts], as_json: bool) -> None:
    """The registry, one metric a row; in JSON with every key of its record, and `lacking` where data are missing."""
    if as_json:
        records = {name: metric.model_dump(mode="json", by_alias=True) for name, metric in registry.items()}
        missing = {name: words.model_dump() for name, words in lacking.items()}
        print_json([record | {"lacking": missing.get(name)} for name, record in records.items()])
        return
    columns = (
        "metric",
        "pack",
        "name",
        "名称",
        "unit",
        "direction",
        "target",
        "definition",
        "source",
        "lacking",
        "缺少数据",
    )
    rows = ((*_metric_row(metric), *_both(lacking.get(name))) for name, metric in registry.items())
    console().print(table(columns, rows))


def _both(words: Texts | None) -> tuple[str, str] | tuple[None, None]:
    return (words.en, words.zh) if words else (None, None)


def _metric_row(metric: Any) -> tuple[Any, ...]:
    about = (metric.unit, metric.direction, _target(metric), metric.definition.en, metric.source)
    return (metric.id, metric.pack, metric.names.en, metric.names.zh, *about)


def _target(metric: Any) -> float | str | None:
    if not metric.targets:
        return None
    target = metric.targets[-1]
    if target.value is not None:
        return float(target.value)
    return "–".join("" if bound is None else f"{bound:g}" for bound in (target.low, target.high))


def lineage(models: Mapping[str, Model], as_json: bool) -> None:
    """Models in the order in which they run."""
    rows = [(place, *_model_row(model)) for place, model in enumerate(models.values(), 1)]
    columns = ("order", "model", "writes", "reads", "build", "grain", "checks", "owner")
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        shown = [[", ".join(cell) if isinstance(cell, list) else cell for cell in row] for row in rows]
        console().print(table(columns, shown))


def _model_row(model: Model) -> tuple[Any, ...]:
    checks = [f"{check.severity} {check.kind}: {check.argument}" for check in model.checks]
    return model.name, model.writes, list(model.reads), model.build, list(model.grain), checks, model.owner


def snapshots(kept: Iterable[Snapshot], current: Snapshot, as_json: bool) -> None:
    """The snapshots that can be gone back to, newest first."""
    rows = [_snapshot_row(snapshot, current) for snapshot in kept]
    if as_json:
        print_json(rows)
    else:
        console().print(table([name.replace("_", " ") for name in rows[0]], [row.values() for row in rows]))


def _snapshot_row(snapshot: Snapshot, current: Snapshot) -> dict[str, Any]:
    return {
        "snapshot": snapshot.id,
        "published": snapshot.id == current.id,
        "as_of": snapshot.meta["as_of"],
        "built_at": snapshot.meta["built_at"],
        "bytes": snapshot.path.stat().st_size,
    }
