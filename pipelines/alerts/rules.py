"""The alert rules of a city, checked against the metrics that they name."""

from __future__ import annotations

from collections.abc import Iterator

from datasets.alerting import AlertRule
from datasets.city import City
from datasets.problems import Problem, did_you_mean
from pipelines.metrics.registry import Registry


def rules_of(city: City) -> tuple[AlertRule, ...]:
    """The rules; raises the first Problem."""
    for problem in rule_problems(city):
        raise problem
    return city.profile.alerts


def rule_problems(city: City) -> Iterator[Problem]:
    """Rules and stops of the playlist whose metric nobody has defined."""
    registry = Registry(city)
    named = [(f"alerts.{rule.id}.metric", rule.metric) for rule in city.profile.alerts]
    named += [(f"wall.playlist.{n}.metric", stop.metric) for n, stop in enumerate(city.profile.wall.playlist)]
    for place, metric in named:
        if metric is not None and metric not in registry:
            yield Problem("no such metric", f"{city.id}/city.yaml, {place}", metric, did_you_mean(metric, registry))
