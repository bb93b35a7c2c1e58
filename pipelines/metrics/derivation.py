"""Metrics made of other metrics: the functions there are, their roles, and what a record may get wrong about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from datasets.problems import Problem, did_you_mean
from pipelines.metrics.record import Metric
from pipelines.metrics.record_checks import Place, unknown

FOLDER = Path(__file__).parents[1] / "derived"
MACHINERY = ("ask",)


@cache
def functions() -> tuple[str, ...]:
    """The names that `derived.function` may have: the modules of pipelines/derived."""
    names = (path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    return tuple(sorted(name for name in names if name not in MACHINERY))


def function(name: str) -> ModuleType:
    """The module of a derived function: `values`, `explain`, ROLES where it wants certain roles, SOME_ROLES_DO where
    not all of them must be there, `needs_residents` where it may divide by people."""
    return import_module(f"pipelines.derived.{name}")


def components(metric_id: str, records: Mapping[str, Metric]) -> tuple[str, ...]:
    """Ids of the metrics with rows that this one is made of, itself where it has rows; raises KeyError if unknown."""
    metric = records[metric_id]
    if metric.derived is None:
        return (metric_id,)
    found = [component for of in metric.derived.of.values() for component in components(of, records)]
    return tuple(dict.fromkeys(found))


def derivation_problems(records: dict[str, Metric], places: dict[str, Place]) -> Iterator[tuple[str, Problem]]:
    """Id of the record, and the first thing wrong in what it is derived from."""
    for metric in records.values():
        if metric.derived is None:
            continue
        problem = _problem(metric, places[metric.id], records)
        if problem is not None:
            yield metric.id, problem


def with_rows_of_components(records: dict[str, Metric]) -> dict[str, Metric]:
    """The records; a derived one has the fact, kinds and time of the first metric with rows that it is made of.

    Where a metric that it is made of has been left out, it is left out too.
    """
    found: dict[str, Metric] = {}
    for metric_id, metric in records.items():
        try:
            first = records[components(metric_id, records)[0]]
        except KeyError:
            continue
        rows = {"fact": first.fact, "kinds": first.kinds, "time": first.time}
        found[metric_id] = metric.model_copy(update=rows) if metric.derived is not None else metric
    return found


def _problem(metric: Metric, place: Place, records: dict[str, Metric]) -> Problem | None:
    assert metric.derived is not None
    name = metric.derived.function
    if name not in functions():
        return unknown("no such derived function", place, ("derived", "function"), name, functions())
    for role, of in metric.derived.of.items():
        if of not in records:
            return unknown("no such metric", place, ("derived", "of", role), of, records)
    return _role_problem(metric, place) or _cycle_problem(metric, place, records)


def _role_problem(metric: Metric, place: Place) -> Problem | None:
    assert metric.derived is not None
    wanted: tuple[str, ...] | None = getattr(function(metric.derived.function), "ROLES", None)
    if wanted is None:
        return None
    file, keys = place
    for role in metric.derived.of:
        if role not in wanted:
            what = f"{metric.derived.function} has no such role; it has {', '.join(wanted)}"
            return Problem(what, file.place((*keys, "derived", "of", role)), role, did_you_mean(role, wanted))
    missing = [role for role in wanted if role not in metric.derived.of]
    if missing:
        what = f"{metric.derived.function} needs the role {' and '.join(missing)}"
        return Problem(what, file.place((*keys, "derived", "of")))
    return None


def _cycle_problem(metric: Metric, place: Place, records: dict[str, Metric]) -> Problem | None:
    path = _way_back(metric.id, metric.id, records, ())
    if path is None:
        return None
    file, keys = place
    return Problem("the metric is derived from itself", file.place((*keys, "derived", "of")), " → ".join(path))


def _way_back(start: str, at: str, records: dict[str, Metric], path: tuple[str, ...]) -> tuple[str, ...] | None:
    metric = records.get(at)
    path = (*path, at)
    if metric is None or metric.derived is None:
        return None
    for of in metric.derived.of.values():
        if of == start:
            return (*path, of)
        if of not in path:
            found = _way_back(start, of, records, path)
            if found is not None:
                return found
    return None
