"""The numbers that the screens show, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import typer

from layouts.terminal.output import console, print_json, records, table
from pipelines.answer import Answer
from pipelines.comparison import Comparison

COMPARED = (
    "group", "name", "name_zh", "value", "numerator", "denominator", "n", "previous", "previous_n", "change",
    "change_pct", "evidence", "partial", "provisional", "below_min_n",
)  # fmt: skip


def show(answer: Answer, as_json: bool) -> None:
    """Groups with value, numerator, denominator and n."""
    _say_ignored(answer.metric.id, answer.ignored)
    rows = records(answer.frame)
    if as_json:
        print_json(rows)
    elif not rows:
        typer.echo("No rows in this period under these conditions.")
    else:
        console().print(table([name.replace("_", " ") for name in rows[0]], [row.values() for row in rows]))


def show_compared(compared: Comparison, as_json: bool) -> None:
    """Value, previous value, change and its evidence; in JSON the evidence with its arithmetic and the two periods."""
    _say_ignored(compared.metric.id, compared.ignored)
    if as_json:
        print_json([{name: getattr(compared, name) for name in COMPARED} | _periods(compared)])
        return
    row = [getattr(compared, name) for name in COMPARED if name != "evidence"]
    console().print(table([name.replace("_", " ") for name in COMPARED if name != "evidence"], [row]))
    for period in (compared.period, compared.compared_with):
        typer.echo(f"{period.start} to {period.last}: {period.days} days")
    typer.echo(f"{compared.words.en}: {compared.evidence.sentence.en}")


def _periods(compared: Comparison) -> dict[str, Any]:
    sides = {"period": compared.period, "compared_with": compared.compared_with}
    shown = {side: {"start": period.start, "end": period.last, "days": period.days} for side, period in sides.items()}
    return {"words": compared.words, **shown}


def _say_ignored(metric_id: str, clauses: Iterable[str]) -> None:
    for clause in clauses:
        typer.echo(f"{metric_id} does not follow {clause}: its rows do not carry it.", err=True)
