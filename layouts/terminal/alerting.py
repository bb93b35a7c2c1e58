"""Alerts and links to the wall, as a terminal shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typer

from datasets.city import City
from datasets.problems import Problem
from layouts.terminal.output import console, print_json, table
from layouts.wall.links import Links
from pipelines.alerts.alert import Alert
from pipelines.alerts.replay import replay
from pipelines.alerts.store import AlertStore
from pipelines.alerts.watch import AlertWatch
from pipelines.query.service import QueryService

COLUMNS = ("id", "rule", "level", "where", "value", "limit", "unit", "began", "ended", "step", "by")


def listed(service: QueryService, home: Path) -> list[Alert]:
    """Rules evaluated now, then every alert that is kept."""
    store = AlertStore(home, service.city.id)
    for problem in AlertWatch(service, store).evaluate().problems:
        typer.echo(str(problem), err=True)
    return store.alerts()


def replayed(service: QueryService, span: str) -> list[Alert]:
    """What would have fired from one day to another, "2026-01-01..2026-03-31"."""
    ends = span.split("..")
    try:
        first, last = (date.fromisoformat(end) for end in ends)
    except ValueError:
        raise Problem("write the days as 2026-01-01..2026-03-31", "--replay", span) from None
    if last < first:
        raise Problem(f"the days end ({last}) before they start ({first})", "--replay")
    return replay(service, first, last)


def show(alerts: list[Alert], as_json: bool) -> None:
    """One alert a row."""
    if as_json:
        print_json(alerts)
    elif not alerts:
        typer.echo("No alerts.")
    else:
        console().print(table(COLUMNS, map(_row, alerts)))


def _row(alert: Alert) -> tuple[Any, ...]:
    last = alert.steps[-1]
    value, limit = (None if number is None else round(number, 2) for number in (alert.value, alert.limit))
    about = (alert.id, alert.rule, alert.level, alert.names.en, value, limit, alert.unit)
    return (*about, alert.began, alert.ended, last.name, last.who)


def link(home: Path, city: City, address: str, days: float, rotate: bool) -> str:
    """The address that opens the wall; `rotate` ends every link that was made before."""
    links = Links(home)
    if rotate:
        links.rotate()
    return f"{address.rstrip('/')}/wall?key={links.make(city.id, days, datetime.now(UTC))}"
