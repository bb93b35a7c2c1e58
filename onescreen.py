"""OneScreen on the command line. It starts everything and holds no logic: the floors below do."""

from __future__ import annotations

import os
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from layouts.terminal import words
from layouts.terminal.sentences import Sentences

app = typer.Typer(
    name="onescreen",
    help="A city's open data, linked on one screen. State is kept under ONESCREEN_HOME (var/ by default).",
    cls=Sentences,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class By(StrEnum):
    """What values are grouped by."""

    district = "district"
    category = "category"
    agency = "agency"
    day = "day"
    week = "week"
    month = "month"
    hour = "hour"


def argument(name: str, about: str) -> typer.models.ArgumentInfo:
    return typer.Argument(metavar=name, help=about)


def option(name: str, about: str, **more: Any) -> typer.models.OptionInfo:
    return typer.Option(name, help=about, **more)


def date_option(name: str, about: str) -> typer.models.OptionInfo:
    return option(name, about, parser=words.day, metavar="DATE")


City = Annotated[str, argument("CITY", "A folder under datasets/, or the path of one with a city.yaml.")]
MetricId = Annotated[str, argument("METRIC", "A metric; `onescreen metrics CITY` lists them.")]
Debug = Annotated[bool, option("--debug", "Show the traceback of a failure.")]
Json = Annotated[bool, option("--json", "Plain JSON instead of a table.")]
GroupedBy = Annotated[By | None, option("--by", "One value a group instead of one in all.")]
Level = Annotated[str | None, option("--level", "District level; the city's map level by default.")]
Start = Annotated[date | None, date_option("--start", "First local date.")]
End = Annotated[date | None, date_option("--end", "Last local date.")]
Where = Annotated[list[str], option("--where", "A condition; repeatable.", metavar="KEY=VALUE")]


@app.callback()
def common(debug: Debug = False) -> None:
    """Options that every command has."""


@app.command()
def check(city: City, as_json: Json = False) -> None:
    """Validate the profile and every data set's YAML; say all that is wrong."""
    from datasets.catalogue import check_city
    from layouts.terminal import reports

    reports.checks(check_city(city), city, as_json)


@app.command()
def metrics(city: City, as_json: Json = False) -> None:
    """The registry: id, pack, names, unit, direction, target, definition, source."""
    from datasets.catalogue import load_city
    from layouts.terminal import reports
    from pipelines.metrics.registry import Registry

    reports.metrics(Registry(load_city(city)), as_json)


@app.command()
def value(
    city: City,
    metric: MetricId,
    by: GroupedBy = None,
    level: Level = None,
    start: Start = None,
    end: End = None,
    where: Where = [],  # noqa: B006 (typer makes a new list for each call)
    as_json: Json = False,
) -> None:
    """The numbers that the screens show, with numerator, denominator and n."""
    from datasets.catalogue import load_city
    from layouts.terminal import asking, reports
    from pipelines.predicate import Predicate

    predicate = Predicate(start=start, end=end, level=level, where=words.conditions(where))
    with asking.service(home(), load_city(city)) as service:
        answer = service.values([metric], predicate, by=by, level=level)[metric]
    reports.values(answer, as_json)


@app.command()
def lineage(city: City, as_json: Json = False) -> None:
    """The SQL models in the order in which they run, with what each reads and checks."""
    from datasets.catalogue import load_city
    from layouts.terminal import reports
    from pipelines.lineage import models

    load_city(city)
    reports.lineage(models(), as_json)


def home() -> Path:
    """The folder that holds all state."""
    return Path(os.environ.get("ONESCREEN_HOME") or "var")


def main() -> None:
    """The console script."""
    app(prog_name="onescreen")


if __name__ == "__main__":
    main()
