"""What draws the eye: the worst districts on the unwanted side only, and the groups to look at first."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from dashboards.asking import Group
from dashboards.views.map_emphasis import within_limits, worst
from dashboards.views.ranking import worst_first


@dataclass
class Told:
    """As much of an answer as emphasis reads: a share in per cent of which more is better, unless said otherwise."""

    groups: list[Group]
    direction: str = "up"

    @property
    def metric(self) -> Any:
        return SimpleNamespace(direction=self.direction, evidence="rate", scale=100.0, min_n=20)


def groups(**shares: tuple[int, int]) -> list[Group]:
    """Groups by name from (on time, due), highest first as an answer has them."""
    found = [Group(name, name, name, 100 * k / n, float(k), float(n), n) for name, (k, n) in shares.items()]
    return sorted(found, key=lambda group: -group.value)


ALIKE = {f"alike{n}": (900 + n % 3, 1000) for n in range(12)}


def named(told: Told) -> list[str]:
    values = {group.group: group.value for group in told.groups}
    return worst(told, values, within_limits(told))  # type: ignore[arg-type]


def test_only_districts_on_the_unwanted_side_are_outlined() -> None:
    shares = ALIKE | {"bad": (700, 1000), "good": (990, 1000)}
    assert named(Told(groups(**shares))) == ["bad"]
    assert named(Told(groups(**shares), "down")) == ["good"]


def test_where_all_are_alike_none_is_outlined() -> None:
    assert named(Told(groups(**ALIKE))) == []


def test_a_ranking_begins_with_what_should_be_higher_and_ends_with_too_few() -> None:
    told = Told(groups(fine=(95, 100), poor=(40, 100), tiny=(0, 3)))
    assert [group.name for group in worst_first(told)] == ["poor", "fine", "tiny"]  # type: ignore[arg-type]
    told.direction = "down"
    assert [group.name for group in worst_first(told)] == ["fine", "poor", "tiny"]  # type: ignore[arg-type]
