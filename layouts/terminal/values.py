"""The numbers that the screens show, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import typer

from layouts.terminal.output import console, print_json, records, table
from pipelines.comparison.compare import Comparison
from pipelines.query.answer import Answer
from pipelines.query.sentences import not_followed

NOTHING = "No rows in this period under these conditions."


def show(answer: Answer, as_json: bool) -> None:
    """Groups with value, numerator, denominator and n."""
    _say_ignored([answer])
    rows = records(answer.frame)
    if as_json:
        print_json(rows)
    elif not rows:
        typer.echo(NOTHING)
    else:
        console().print(table([name.replace("_", " ") for name in rows[0]], [row.values() for row in rows]))


def show_compared(compared: list[Comparison], as_json: bool) -> None:
    """Value, previous value, change and verdict of each group; in JSON the evidence with its arithmetic."""
    _say_ignored(compared)
    if as_json:
        print_json([_compared(one) | _details(one) for one in compared])
    elif not compared:
        typer.echo(NOTHING)
    else:
        rows = [_compared(one) | {"evidence": one.evidence.verdict} for one in compared]
        console().print(table([name.replace("_", " ") for name in rows[0]], [row.values() for row in rows]))
        _say_periods(compared)


def _compared(one: Comparison) -> dict[str, Any]:
    return {
        "group": one.group,
        "name": one.name,
        "name_zh": one.name_zh,
        "value": one.value,
        "numerator": one.current.numerator,
        "denominator": one.current.denominator,
        "n": one.current.n,
        "previous": one.previous,
        "previous_n": one.previous_side.n,
        "change": one.change,
        "change_pct": one.change_pct,
        "evidence": one.evidence,
        "partial": one.partial,
        "provisional": one.provisional,
        "below_min_n": one.below_min_n,
    }


def _details(one: Comparison) -> dict[str, Any]:
    sides = {"period": one.current.period, "compared_with": one.previous_side.period}
    return {"words": one.words} | {
        side: {"start": period.start, "end": period.last, "days": period.days} for side, period in sides.items()
    }


def _say_periods(compared: list[Comparison]) -> None:
    for side in (compared[0].current, compared[0].previous_side):
        typer.echo(f"{side.period.start} to {side.period.last}: {side.period.days} days")
    if len(compared) == 1:
        typer.echo(f"{compared[0].words.en}: {compared[0].evidence.sentence.en}")


def _say_ignored(answers: Iterable[Answer | Comparison]) -> None:
    said = {clause: not_followed(answer.metric, clause) for answer in answers for clause in answer.ignored}
    for words in said.values():
        typer.echo(f"{words.en} {words.zh}", err=True)
