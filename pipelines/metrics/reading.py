"""Records from the YAML files of a folder, with a sentence for everything that is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from datasets.facts import Fact, load_facts
from datasets.problems import Problem, did_you_mean
from datasets.validation import parse
from datasets.yaml_file import KeyPath, YamlFile
from pipelines.metrics.expression import check
from pipelines.metrics.fact_columns import columns_of
from pipelines.metrics.record import Metric, PackFile

Place = tuple[YamlFile, KeyPath]
AGGREGATES = ("numerator", "denominator", "n")
CONDITIONS = ("where", "count", "sum", "mean")


def read_records(folder: Path) -> tuple[dict[str, Metric], list[Problem]]:
    """The records of every pack file of the folder by id, and all problems; a wrong record is left out."""
    records: dict[str, Metric] = {}
    places: dict[str, Place] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        for metric, place in _read_pack(path, problems):
            found = [*_taken(metric, place, places), *_problems(metric, place)]
            problems.extend(found)
            if not found:
                records[metric.id], places[metric.id] = metric, place
    problems.extend(_unknown_variants(records, places))
    return records, problems


def _read_pack(path: Path, problems: list[Problem]) -> Iterator[tuple[Metric, Place]]:
    try:
        file = YamlFile(path)
    except Problem as problem:
        problems.append(problem)
        return
    pack, wrong = parse(file, PackFile)
    problems.extend(wrong)
    for index, metric in enumerate(pack.metrics if pack else ()):
        yield metric.model_copy(update={"pack": pack.pack}), (file, ("metrics", index))


def _taken(metric: Metric, place: Place, places: dict[str, Place]) -> Iterator[Problem]:
    if metric.id in places:
        file, keys = places[metric.id]
        yield Problem(f"the id is taken at {file.place(keys)}", place[0].place((*place[1], "id")), metric.id)


def _problems(metric: Metric, place: Place) -> Iterator[Problem]:
    facts = load_facts()
    if metric.fact not in facts:
        yield _unknown("no such fact", place, ("fact",), metric.fact, facts)
        return
    yield from _time_problems(metric, facts[metric.fact], place)
    yield from _sql_problems(metric, facts[metric.fact], place)


def _time_problems(metric: Metric, fact: Fact, place: Place) -> Iterator[Problem]:
    times = [name for name, field in fact.fields.items() if field.type in ("date", "datetime")]
    asked: dict[KeyPath, str | None] = {("time",): metric.time}
    if metric.stock is not None:
        asked |= {("stock", "opened"): metric.stock.opened, ("stock", "closed"): metric.stock.closed}
    for keys, name in asked.items():
        if name is not None and name not in times:
            yield _unknown(f"no such time field of {fact.name}", place, keys, name, times)


def _expressions(metric: Metric) -> Iterator[tuple[KeyPath, str, bool]]:
    """Key path, SQL and whether it must aggregate, of every expression of the record."""
    named = [(name, True) for name in AGGREGATES] + [(name, False) for name in CONDITIONS]
    for name, aggregate in named:
        sql = getattr(metric, name)
        if sql is not None and sql != "*":
            yield (name,), sql, aggregate
    if metric.quantile is not None:
        yield ("quantile", "of"), metric.quantile.of, False
    if metric.stock is not None:
        yield ("stock", "open"), metric.stock.open, False
    if metric.unless_named is not None:
        yield ("unless_named", "condition"), metric.unless_named.condition, False
        yield ("unless_named", "unless"), metric.unless_named.unless, False


def _sql_problems(metric: Metric, fact: Fact, place: Place) -> Iterator[Problem]:
    file, start = place
    columns = columns_of(fact)
    for keys, sql, aggregate in _expressions(metric):
        yield from check(sql, columns, file.place((*start, *keys)), aggregate)


def _unknown_variants(records: dict[str, Metric], places: dict[str, Place]) -> Iterator[Problem]:
    for metric in records.values():
        for index, variant in enumerate(metric.variants):
            if variant not in records:
                yield _unknown("no such metric", places[metric.id], ("variants", index), variant, records)


def _unknown(what: str, place: Place, keys: KeyPath, found: str, choices: Iterable[str]) -> Problem:
    file, start = place
    return Problem(what, file.place((*start, *keys)), found, did_you_mean(found, choices))
