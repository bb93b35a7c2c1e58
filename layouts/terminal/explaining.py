"""How a number is made: definition, statement with its parameters, sums, target, and the test's arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from layouts.terminal.asking import Question, answered, compared
from layouts.terminal.outlooks import outlook
from layouts.terminal.output import console, number, print_json, records, table
from pipelines.comparison.compare import Comparison
from pipelines.comparison.periods import Against, Shift
from pipelines.metrics.record import Metric
from pipelines.metrics.units import UNITS
from pipelines.query.answer import Answer
from pipelines.query.sentences import not_followed
from pipelines.query.service import QueryService


def show(
    asked: QueryService, question: Question, against: Against | None, as_json: bool, shift: Shift | None = None
) -> None:
    """Everything about the answer, as text or as one object; exit code 1 where the city has no such metric."""
    metric = asked.registry[question.metric]
    missing = asked.lacking(metric.id)
    if missing is not None:
        explained = {"metric": _record(metric), "lacking": missing.model_dump()}
        if as_json:
            print_json(explained)
        else:
            said = f"This city has no such metric: it {missing.en}.", f"本城市没有该指标：{missing.zh}。"
            typer.echo("\n".join([*_definition(metric), *said]))
        raise typer.Exit(1)
    with asked.batch():
        answer = answered(asked, question)
        changes = compared(asked, question, against, shift) if against else []
    usual = outlook(asked, question, changes)
    if as_json:
        print_json(_as_data(asked, answer, changes) | {"outlook": usual.as_data()})
    else:
        _print(asked, answer, changes)
        typer.echo("\n".join(["", *usual.lines()]))


def _print(asked: QueryService, answer: Answer, changes: list[Comparison]) -> None:
    typer.echo("\n".join(_definition(answer.metric)))
    for change in asked.breaks(answer.metric.id):
        typer.echo(f"from {change.on}: {change.names.en}  {change.names.zh}")
    for name, part in _statements(answer):
        typer.echo(f"\nSQL{name}")
        typer.echo(part["sql"])
        for key, value in part["parameters"].items():
            typer.echo(f"  ${key} = {value}")
    if answer.arithmetic:
        typer.echo("\n" + "\n".join(answer.arithmetic))
    typer.echo("")
    rows = records(answer.frame)
    if rows:
        console().print(table([name.replace("_", " ") for name in rows[0]], [row.values() for row in rows]))
    typer.echo("\n".join(_beside(answer)))
    for one in changes:
        typer.echo("\n" + "\n".join(_change(one)))


def _definition(metric: Metric) -> Iterator[str]:
    yield f"{metric.names.en}  {metric.names.zh}  ({metric.id}, {metric.code})"
    yield metric.definition.en
    yield metric.definition.zh
    yield f"unit: {UNITS[metric.unit].en}; good is {metric.direction}; source: {metric.source}"
    if metric.standard is not None:
        yield f"standard: {metric.standard.id}, {metric.standard.version}"
    for caveat in metric.caveats:
        yield f"read with care: {caveat.en}"
        yield f"注意：{caveat.zh}"


def _statements(answer: Answer, of: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The statement of the metric, or of each metric that it is made of."""
    if answer.statement is not None:
        yield of, {"sql": answer.statement.sql, "parameters": dict(answer.statement.parameters)}
    for role, part in answer.parts.items():
        yield from _statements(part, f"{of} {role} ({part.metric.id})")


def _beside(answer: Answer) -> Iterator[str]:
    for clause in answer.ignored:
        words = not_followed(answer.metric, clause)
        yield f"{words.en} {words.zh}"
    yield f"snapshot {answer.snapshot_id}, as of {answer.as_of:%Y-%m-%d %H:%M} UTC"
    for source in answer.sources:
        yield f"data set {source.dataset}: {source.publisher}; {source.licence}"
    yield from _against_target(answer).values()


def _against_target(answer: Answer) -> dict[Any, str]:
    """For each group with a value and a target the sentence that says how it stands."""
    metric, said = answer.metric, {}
    predicate = answer.plan.predicate if answer.plan else None
    day = (predicate.end if predicate else None) or answer.as_of.date()
    for row in answer.frame.itertuples():
        district = row.group if answer.by == "district" else None
        target = metric.target_on(day, district)
        state = metric.state_of(row.value, day, district)
        if target is not None and state is not None:
            bounds = (target.value,) if target.value is not None else (target.low, target.high)
            wanted = " to ".join("any" if bound is None else number(bound) for bound in bounds)
            said[row.group] = (
                f"target {wanted} (tolerance {target.tolerance:g}): {row.name} {number(row.value)} is {state}"
            )
    return said


def _change(one: Comparison) -> Iterator[str]:
    yield f"{one.name}: {one.words.en}"
    yield f"{one.name_zh}：{one.words.zh}"
    for side in (one.current, one.previous_side):
        shown = ", ".join(f"{name} {number(value)}" for name, value in _side(side).items())
        yield f"  {side.period.start} to {side.period.last} ({side.period.days} days): {shown}"
    yield f"  {one.evidence.sentence.en}"
    yield f"  {one.evidence.sentence.zh}"
    for line in one.evidence.arithmetic:
        yield f"  {line}"
    for variant in one.evidence.variants:
        yield f"  named variant, decides nothing: {variant.line}"
        yield f"    {variant.caution.en}"
        yield f"    {variant.caution.zh}"


def _side(side: Any) -> dict[str, float | None]:
    return {"numerator": side.numerator, "denominator": side.denominator, "n": side.n}


def _record(metric: Metric) -> dict[str, Any]:
    return metric.model_dump(mode="json", by_alias=True)


def _as_data(asked: QueryService, answer: Answer, changes: list[Comparison]) -> dict[str, Any]:
    statements = {name.strip() or answer.metric.id: statement for name, statement in _statements(answer)}
    return {
        "metric": _record(answer.metric),
        "breaks": [{"on": one.on, "names": one.names.model_dump()} for one in asked.breaks(answer.metric.id)],
        "statements": statements,
        "arithmetic": list(answer.arithmetic),
        "values": records(answer.frame),
        "targets": {str(group): line for group, line in _against_target(answer).items()},
        "ignored": list(answer.ignored),
        "snapshot": answer.snapshot_id,
        "as_of": answer.as_of,
        "sources": [source.dataset for source in answer.sources],
        "changes": [
            {
                "group": one.group,
                "words": one.words.model_dump(),
                "evidence": one.evidence.as_data(),
                "sides": [
                    {"start": side.period.start, "end": side.period.last, "days": side.period.days} | _side(side)
                    for side in (one.current, one.previous_side)
                ],
            }
            for one in changes
        ],
    }
