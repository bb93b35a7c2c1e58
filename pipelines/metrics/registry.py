"""The registry: every surface reads names, definition, unit, direction and targets of a metric here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from datasets.city import City
from datasets.problems import Problem, did_you_mean
from pipelines.metrics.reading import read_records
from pipelines.metrics.record import Metric, MetricTarget

FOLDER = Path(__file__).parent


class Registry(Mapping[str, Metric]):
    """Metrics by id, in the order of the city's packs, with the targets of the city's profile.

    A city's targets take the place of the record's own. Raises the first Problem of the records or of the
    targets; an unknown id raises Problem with a guess at what was meant.
    """

    def __init__(self, city: City, folder: Path = FOLDER) -> None:
        records, problems = _read_once(folder)
        for problem in (*problems, *_unknown_targets(city, records)):
            raise problem
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


@cache
def _read_once(folder: Path) -> tuple[dict[str, Metric], list[Problem]]:
    return read_records(folder)


def _unknown_targets(city: City, records: dict[str, Metric]) -> Iterator[Problem]:
    for metric_id in city.profile.targets:
        if metric_id not in records:
            place = f"{city.id}/city.yaml, targets.{metric_id}"
            yield Problem("no such metric", place, metric_id, did_you_mean(metric_id, records))


def _with_targets(metric: Metric, city: City) -> Metric:
    named = city.profile.targets.get(metric.id)
    if not named:
        return metric
    targets = tuple(MetricTarget(from_=target.from_, value=target.value) for target in named)
    return metric.model_copy(update={"targets": targets})
