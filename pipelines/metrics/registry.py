"""The registry: every surface reads names, definition, unit, direction and targets of a metric here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from datasets.city import City
from datasets.facts import load_facts
from datasets.problems import Problem, did_you_mean
from datasets.targets import Target
from pipelines.metrics.derivation import components
from pipelines.metrics.reading import read_records
from pipelines.metrics.record import Metric, Texts, check_target
from pipelines.metrics.target import MetricTarget

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Break:
    """From that day on the metric means something else, for those categories and districts (none: for all)."""

    on: date
    names: Texts
    categories: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()


class Registry(Mapping[str, Metric]):
    """Metrics by id, in the order of the city's packs, with the targets of the city's profile.

    A city's targets take the place of the record's own. Raises the first Problem of the records or of the
    targets; an unknown id raises Problem with a guess at what was meant.
    """

    def __init__(self, city: City, folder: Path = FOLDER) -> None:
        records, problems = _read_once(folder)
        for problem in (*problems, *_wrong_targets(city, records), *_wrong_changes(city, records)):
            raise problem
        self.city = city
        order: dict[str | None, int] = {pack: place for place, pack in enumerate(city.profile.packs)}
        last = len(order)
        ordered = sorted(records.values(), key=lambda metric: order.get(metric.pack, last))
        self._metrics = {metric.id: _with_targets(metric, city) for metric in ordered}

    def __getitem__(self, metric_id: str) -> Metric:
        if metric_id not in self._metrics:
            raise Problem("no such metric", found=metric_id, meant=did_you_mean(metric_id, self._metrics))
        return self._metrics[metric_id]

    def __contains__(self, metric_id: object) -> bool:
        return metric_id in self._metrics

    def __iter__(self) -> Iterator[str]:
        return iter(self._metrics)

    def __len__(self) -> int:
        return len(self._metrics)

    def components(self, metric_id: str) -> tuple[Metric, ...]:
        """The metrics with rows of their own that this one is made of; itself where it has rows."""
        self[metric_id]
        return tuple(self._metrics[name] for name in components(metric_id, self._metrics))

    def breaks(self, metric_id: str) -> tuple[Break, ...]:
        """The days from which on the metric means something else, by its record or by the city's profile, in order."""
        parts = (self[metric_id], *self.components(metric_id))
        named, facts = {part.id for part in parts}, {part.fact for part in parts}
        own = [Break(change.on, change.names) for part in parts for change in part.breaks]
        citys = [
            Break(change.on, Texts(**change.names), change.categories, change.districts)
            for change in self.city.profile.changes
            if named & set(change.metrics) or facts & set(change.facts)
        ]
        return tuple(sorted(dict.fromkeys([*own, *citys]), key=lambda change: change.on))


@cache
def _read_once(folder: Path) -> tuple[dict[str, Metric], list[Problem]]:
    return read_records(folder)


def _wrong_targets(city: City, records: dict[str, Metric]) -> Iterator[Problem]:
    for metric_id, targets in city.profile.targets.items():
        place = f"{city.id}/city.yaml, targets.{metric_id}"
        if metric_id not in records:
            yield Problem("no such metric", place, metric_id, did_you_mean(metric_id, records))
            continue
        for target in targets:
            try:
                check_target(_metric_target(target), records[metric_id].direction)
            except ValueError as error:
                yield Problem(str(error.args[0]), place, *error.args[1:])


def _wrong_changes(city: City, records: dict[str, Metric]) -> Iterator[Problem]:
    for place, change in enumerate(city.profile.changes):
        where = f"{city.id}/city.yaml, changes[{place}]"
        for metric_id in change.metrics:
            if metric_id not in records:
                yield Problem("no such metric", where, metric_id, did_you_mean(metric_id, records))
        for fact in change.facts:
            if fact not in load_facts():
                yield Problem("no such fact", where, fact, did_you_mean(fact, load_facts()))


def _metric_target(target: Target) -> MetricTarget:
    return MetricTarget(**{name: getattr(target, name) for name in Target.model_fields})


def _with_targets(metric: Metric, city: City) -> Metric:
    named = city.profile.targets.get(metric.id)
    if not named:
        return metric
    return metric.model_copy(update={"targets": tuple(_metric_target(target) for target in named)})
