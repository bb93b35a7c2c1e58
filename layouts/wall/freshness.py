"""How fresh the data of each domain are: the header of the wall, and what the desk's first page says is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dashboards.city import City
from dashboards.words import Words
from layouts.wall.ages import age
from pipelines.query.sources import Source

WORST_FIRST = ("down", "stale", "late", "live")
BY_FACT = {
    "transport": ("mobility",),
    "environment": ("reading",),
    "safety": ("incident",),
    "tickets": ("ticket", "call"),
}


@dataclass(frozen=True)
class Domain:
    """A domain in words: `state` names the shape, `said` how many are how late."""

    name: str
    state: str
    said: str


def domains(city: City, words: Words) -> list[Domain]:
    """The profile's domains, otherwise those of the facts; without any that nobody publishes."""
    sources = {source.dataset: source for source in city.service.sources() if source.state != "never"}
    named = [(words.name(one.names), one.datasets) for one in city.profile.wall.domains]
    if not named:
        fact_of = {name: dataset.fact for name, dataset in city.catalogue.datasets.items()}
        named = [
            (words(f"wall.domain.{domain}"), tuple(name for name in sources if fact_of.get(name) in facts))
            for domain, facts in BY_FACT.items()
        ]
    found = [(name, [sources[dataset] for dataset in members if dataset in sources]) for name, members in named]
    return [_domain(words, name, members) for name, members in found if members]


def late_sources(city: City) -> list[Source]:
    """Data sets that are later than promised, the worst first."""
    late = [source for source in city.service.sources() if source.state in WORST_FIRST[:3]]
    return sorted(late, key=lambda source: (WORST_FIRST.index(source.state), -(source.lag_hours or 0)))


def _domain(words: Words, name: str, members: list[Source]) -> Domain:
    worst = min((source.state for source in members), key=WORST_FIRST.index)
    state = words(f"state.{worst}")
    if worst == "live":
        newest = min(abs(source.lag_hours or 0) for source in members)
        return Domain(name, worst, words("wall.fresh.live", state=state, age=age(words, timedelta(hours=newest))))
    late = [source for source in members if source.state == worst]
    oldest = age(words, timedelta(hours=max(source.lag_hours or 0 for source in late)))
    said = words("wall.fresh.some", state=state, k=len(late), n=len(members), age=oldest)
    if len(members) == 1:
        said = words("wall.fresh.live", state=state, age=oldest)
    return Domain(name, worst, said)
