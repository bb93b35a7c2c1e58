"""How fresh a city's data are, and what was set aside when they were read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import typer
from rich.text import Text

from layouts.terminal.output import console, number, print_json, records, table
from pipelines.set_aside import SetAside
from pipelines.status import CityStatus, DatasetStatus

MARKS = {"live": ("●", "green"), "late": ("▲", "yellow"), "stale": ("■", "red"), "down": ("✕", "red")}
COLUMNS = ("data set", "state", "rows", "quarantined", "values set aside", "last event", "last success", "lag, hours")


def show(city: CityStatus, as_json: bool) -> None:
    """One row a data set, then why rows and values were set aside, warnings and failures."""
    if as_json:
        print_json(_plain(city))
        return
    console().print(table(COLUMNS, map(_row, city.datasets)))
    for dataset in city.datasets:
        for sentence in _remarks(dataset):
            console().print(Text(sentence), soft_wrap=True)
    typer.echo(f"Snapshot {city.snapshot.id}, as of {city.snapshot.meta['as_of']}: {city.snapshot.path}")


def _row(dataset: DatasetStatus) -> tuple[Any, ...]:
    mark, colour = MARKS.get(dataset.state, ("○", "default"))
    return (
        dataset.id,
        Text(f"{mark} {dataset.state}", style=colour),
        dataset.rows,
        sum(dataset.quarantined.values()),
        sum(dataset.set_aside.values()),
        dataset.last_event,
        dataset.last_success,
        dataset.lag_hours,
    )


def _remarks(dataset: DatasetStatus) -> list[str]:
    counted = [("quarantined", dataset.quarantined), ("set aside", dataset.set_aside)]
    reasons = [
        f"{what}: {number(count)} because {reason}" for what, found in counted for reason, count in found.items()
    ]
    failed = [f"failed: {dataset.last_error}"] if dataset.last_error else []
    warned = [f"warning: {warning}" for warning in dataset.warnings]
    return [f"{dataset.id}: {sentence}" for sentence in (*reasons, *warned, *failed)]


def _plain(city: CityStatus) -> dict[str, Any]:
    published = datetime.fromtimestamp(city.link.lstat().st_mtime, UTC)
    return {
        "city": city.city,
        "snapshot": city.snapshot.id,
        "path": city.snapshot.path,
        "published_at": published.isoformat(timespec="seconds"),
        "as_of": city.snapshot.meta["as_of"],
        "datasets": city.datasets,
    }


def show_set_aside(found: SetAside, as_json: bool) -> None:
    """File, line, reason and text of what was set aside; says where the limit cut the list."""
    rows = records(found.frame)
    if as_json:
        print_json(rows)
    else:
        console().print(table(list(found.frame.columns), [row.values() for row in rows]))
    if found.total > len(rows):
        shown, total = number(len(rows)), number(found.total)
        typer.echo(f"{shown} of {total} are shown; --limit {found.total} shows all.", err=True)
