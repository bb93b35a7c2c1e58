"""What the wall and the alerts of a profile name must be there: data sets, agencies, levels; no id twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from datasets.alerting import AlertRule
from datasets.problems import Problem, did_you_mean
from datasets.profile import Profile
from datasets.yaml_file import KeyPath, YamlFile


def wall_problems(
    file: YamlFile, profile: Profile, datasets: Collection[str], agencies: Collection[str]
) -> Iterator[Problem]:
    """Everything in `wall:` and `alerts:` that the city does not know."""
    for index, domain in enumerate(profile.wall.domains):
        yield from _datasets(file, ("wall", "domains", index, "datasets"), domain.datasets, datasets)
    yield from _twice(file, ("wall", "domains"), [domain.id for domain in profile.wall.domains])
    yield from _twice(file, ("alerts",), [rule.id for rule in profile.alerts])
    for index, rule in enumerate(profile.alerts):
        yield from _rule(file, ("alerts", index), rule, profile)
        yield from _datasets(file, ("alerts", index, "datasets"), rule.datasets, datasets)
        if rule.owner not in agencies:
            place = file.place(("alerts", index, "owner"))
            yield Problem("no such agency", place, rule.owner, did_you_mean(rule.owner, agencies))


def _rule(file: YamlFile, keys: KeyPath, rule: AlertRule, profile: Profile) -> Iterator[Problem]:
    levels = [level.id for level in profile.levels]
    if rule.level_of is not None and rule.level_of not in levels:
        place = file.place((*keys, "level_of"))
        yield Problem("no such level", place, rule.level_of, did_you_mean(rule.level_of, levels))


def _datasets(file: YamlFile, keys: KeyPath, named: Iterable[str], known: Collection[str]) -> Iterator[Problem]:
    for index, name in enumerate(named):
        if name not in known:
            yield Problem("no such data set", file.place((*keys, index)), name, did_you_mean(name, known))


def _twice(file: YamlFile, keys: KeyPath, ids: list[str]) -> Iterator[Problem]:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield Problem("the id is taken", file.place((*keys, index, "id")), name)
