"""A refresh as it is seen on a terminal: bars while it runs, plain lines where nobody watches, a table at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from layouts.terminal.output import console, table
from pipelines.refresh import DatasetReport, RefreshReport
from pipelines.refresh import Progress as Listener

COLUMNS = {
    "data set": "id",
    "files": "files",
    "read": "read",
    "kept": "rows",
    "quarantined": "quarantined",
    "values set aside": "set_aside",
    "added": "added",
    "changed": "changed",
    "gone": "gone",
    "seconds": "seconds",
}


@contextmanager
def listener() -> Iterator[Listener]:
    """Where the refresh says how far it is; on stderr, so that stdout has the table alone."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield _Lines().listener
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True) as bars:
        yield _Bars(bars).listener


class _Lines:
    """One line for each thing that begins."""

    def __init__(self) -> None:
        self._begun: set[tuple[str, str]] = set()
        self.listener = Listener(say=self._say, step=self._step)

    def _say(self, sentence: str) -> None:
        typer.echo(sentence, err=True)

    def _step(self, dataset: str, doing: str, *_: int | None) -> None:
        if (dataset, doing) not in self._begun:
            self._begun.add((dataset, doing))
            self._say(f"{dataset}: {doing}" if dataset else doing)


class _Bars:
    """One bar for each data set, which fills while a file lands, and pulses where its length is not known."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}
        self.listener = Listener(say=bars.console.print, step=self._step)

    def _step(self, dataset: str, doing: str, done: int, of: int | None) -> None:
        if dataset not in self._tasks:
            self._tasks[dataset] = self._bars.add_task(dataset, total=None)
        shown = f"{dataset}: {doing}" if dataset else doing
        self._bars.update(self._tasks[dataset], description=shown, completed=done, total=of)


def show(report: RefreshReport) -> None:
    """The table, what to know about it, and what went wrong; exit code 1 where a data set failed."""
    rows = [[*(getattr(line, key) for key in COLUMNS.values()), len(line.warnings)] for line in report.datasets]
    console().print(table([*COLUMNS, "warnings"], rows))
    for sentence in _remarks(report):
        typer.echo(sentence, err=True)
    if report.snapshot:
        done = "Nothing is new; what stays is" if report.unchanged else "Published"
        as_of = report.snapshot.meta["as_of"]
        typer.echo(f"{done} {report.snapshot.id} of {report.city}, as of {as_of}.")
    if any(line.problem for line in report.datasets):
        raise typer.Exit(1)


def _remarks(report: RefreshReport) -> Iterator[str]:
    yield from (f"{path.name}: no data set of {report.city} takes this file." for path in report.unmatched)
    yield from (f"{path.name}: passed over, {why}." for path, why in report.passed_over)
    for line in report.datasets:
        if not line.files and not line.problem:
            yield f"{line.id}: no file of it was found."
        yield from (f"{line.id}: warning: {warning}" for warning in line.warnings)
    yield from map(_failure, (line for line in report.datasets if line.problem))


def _failure(line: DatasetReport) -> str:
    kept = f"the {line.rows:,} rows of before stay" if line.rows else "nothing of it is shown"
    return f"{line.id} was not refreshed, {kept}: {line.problem}"
