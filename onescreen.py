"""OneScreen on the command line. It starts everything and holds no logic: the floors below do."""

from __future__ import annotations

import os
from datetime import date
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


BY = ("district", "category", "agency", "day", "week", "month", "hour")
AGAINST = ("previous", "last_year")
SHIFTS = ("same_weekday", "same_date")
EDITIONS = ("internal", "public")


def argument(name: str, about: str) -> typer.models.ArgumentInfo:
    return typer.Argument(metavar=name, help=about)


def option(name: str, about: str, **more: Any) -> typer.models.OptionInfo:
    return typer.Option(name, help=about, **more)


def date_option(name: str, about: str) -> typer.models.OptionInfo:
    return option(name, about, parser=words.day, metavar="DATE")


def choice_option(name: str, about: str, choices: tuple[str, ...]) -> typer.models.OptionInfo:
    return option(name, about, parser=words.one_of(choices), metavar="|".join(choices))


City = Annotated[str, argument("CITY", "A folder under datasets/, or the path of one with a city.yaml.")]
MetricId = Annotated[str, argument("METRIC", "A metric; `onescreen metrics CITY` lists them.")]
SnapshotId = Annotated[str | None, argument("[SNAPSHOT]", "The one to go back to; without it, list.")]
DatasetId = Annotated[str | None, argument("[DATASET]", "Only this data set.")]
Limit = Annotated[int, option("--limit", "At most so many.", metavar="ROWS", min=1)]
Port = Annotated[int, option("--port", "The port to listen on.", metavar="PORT", min=1, max=65535)]
Debug = Annotated[bool, option("--debug", "Show the traceback of a failure.")]
Json = Annotated[bool, option("--json", "Plain JSON instead of a table.")]
Folder = Annotated[Path | None, option("--from", "Take the files from a folder, not the portals.", metavar="DIR")]
Only = Annotated[list[str] | None, option("--only", "Refresh this data set alone; repeatable.", metavar="ID")]
AsOf = Annotated[date | None, date_option("--as-of", "The day that the data stand for; today by default.")]
By = Annotated[str | None, choice_option("--by", "One value a group instead of one in all.", BY)]
Level = Annotated[str | None, option("--level", "District level; the city's map level by default.")]
Period = Annotated[str | None, option("--period", "28d, month, ytd, last_week, 2024-07, FY2027, ...", metavar="PERIOD")]
Seed = Annotated[int, option("--seed", "Which demo city; another seed is another city.", min=0)]
Scale = Annotated[float, option("--scale", "Its size; 1 is about 300,000 tickets in three years.", min=0.001)]
Speed = Annotated[float, option("--speed", "Seconds that pass in the city in one of ours.")]
Live = Annotated[bool, option("--live/--no-live", "Let time pass, or stand still.")]
Serve = Annotated[bool, option("--serve/--no-serve", "Serve the pages, or end when it is published.")]
Start = Annotated[date | None, date_option("--start", "First local date.")]
End = Annotated[date | None, date_option("--end", "Last local date.")]
Where = Annotated[list[str] | None, option("--where", "A condition; repeatable.", metavar="KEY=VALUE")]

BaseYears = Annotated[list[int] | None, option("--base-year", "A fixed year beside; repeatable.", metavar="YEAR")]
Public = Annotated[bool, option("--public", "Only what the public edition may show.")]
Replay = Annotated[str | None, option("--replay", "What would have fired on these days.", metavar="FROM..TO")]
Days = Annotated[float, option("--days", "For how long the link holds.")]
Url = Annotated[str, option("--url", "Where the wall's browser reaches the server.", metavar="URL")]
Rotate = Annotated[bool, option("--rotate", "End every link that was made before.")]
Static = Annotated[Path | None, option("--static", "Write plain files to this folder.", metavar="DIR")]
All = Annotated[bool, option("--all/--shown", "All public metrics; otherwise those that a dashboard shows.")]
Address = Annotated[str, option("--address", "Where to listen; 0.0.0.0 for every network.", metavar="IP")]
Edition = Annotated[str, choice_option("--edition", "What operators see, or what residents see.", EDITIONS)]
Shifted = Annotated[str | None, choice_option("--shift", "How a year is gone back for --compare.", SHIFTS)]
Compare = Annotated[str | None, choice_option("--compare", "Against the period before, or a year before.", AGAINST)]

Thing = Annotated[str, typer.Argument(metavar="dashboard", help="What to start.", parser=words.one_of(("dashboard",)))]
Name = Annotated[str, argument("NAME", "Its address: lower-case letters, digits and _.")]
CityOption = Annotated[str, option("--city", "Whose metrics to choose from.", metavar="CITY")]
MetricIds = Annotated[list[str] | None, option("--metric", "A metric to begin with; repeatable.", metavar="METRIC")]
Into = Annotated[Path, option("--into", "The folder to write to.", metavar="DIR")]


@app.callback()
def common(debug: Debug = False) -> None:
    """Options that every command has."""


@app.command()
def check(city: City, as_json: Json = False) -> None:
    """Validate the profile and every data set's YAML; say all that is wrong."""
    from datasets.catalogue import check_city, load_city
    from layouts.terminal import reports
    from pipelines.alerts.rules import rule_problems

    reports.checks(check_city(city) or list(rule_problems(load_city(city))), city, as_json)


@app.command()
def refresh(
    city: City,
    folder: Folder = None,
    only: Only = None,
    as_of: AsOf = None,
) -> None:
    """Land, build, check and publish a new snapshot."""
    from datasets.catalogue import load_city
    from layouts.terminal import publishing, refreshing
    from pipelines.refresh import Request
    from pipelines.refresh import refresh as run

    with refreshing.listener() as progress:
        report = run(load_city(city), home(), Request(folder, only or (), as_of), progress)
    publishing.after_refresh(load_city(city), home())
    refreshing.show(report)


@app.command()
def metrics(city: City, as_json: Json = False) -> None:
    """The registry: id, pack, names, unit, direction, target, definition, source, and what the city lacks for one."""
    from datasets.catalogue import load_city
    from layouts.terminal import asking, reports
    from pipelines.metrics.registry import Registry

    known = load_city(city)
    registry = Registry(known)
    reports.metrics(registry, asking.lacking(home(), known, registry), as_json)


@app.command()
def value(
    city: City,
    metric: MetricId,
    by: By = None,
    level: Level = None,
    period: Period = None,
    start: Start = None,
    end: End = None,
    where: Where = None,
    compare: Compare = None,
    shift: Shifted = None,
    as_json: Json = False,
) -> None:
    """The numbers that the screens show, with numerator, denominator and n."""
    from datasets.catalogue import load_city
    from layouts.terminal import asking, values

    question = asking.Question(metric, by, level, period, start, end, words.conditions(where or ()))
    with asking.service(home(), load_city(city)) as service:
        if compare:
            values.show_compared(asking.compared(service, question, compare, shift), as_json)
        else:
            values.show(asking.answered(service, question), as_json)


@app.command()
def explain(
    city: City,
    metric: MetricId,
    by: By = None,
    level: Level = None,
    period: Period = None,
    start: Start = None,
    end: End = None,
    where: Where = None,
    compare: Compare = None,
    shift: Shifted = None,
    as_json: Json = False,
) -> None:
    """How a number is made: definition, SQL with its parameters, sums, target, and the arithmetic of the test."""
    from datasets.catalogue import load_city
    from layouts.terminal import asking, explaining

    question = asking.Question(metric, by, level, period, start, end, words.conditions(where or ()))
    with asking.service(home(), load_city(city)) as service:
        explaining.show(service, question, compare, as_json, shift)


@app.command()
def compstat(
    city: City,
    as_of: AsOf = None,
    where: Where = None,
    base_years: BaseYears = None,
    public: Public = False,
    as_json: Json = False,
) -> None:
    """Offences by week, 28 days and year to date, against last year and earlier years, with evidence."""
    from datasets.catalogue import load_city
    from layouts.terminal import asking
    from layouts.terminal import compstat as table
    from pipelines.comparison.compstat import compstat as ask
    from pipelines.query.predicate import Predicate

    predicate = Predicate(where=words.conditions(where or ()))
    with asking.service(home(), load_city(city)) as service:
        table.show(ask(service, predicate, as_of, tuple(base_years or ()), public), as_json)


@app.command()
def status(city: City, as_json: Json = False) -> None:
    """State, rows, quarantine, last event, last success and lag of each data set."""
    from datasets.catalogue import load_city
    from layouts.terminal import statuses
    from pipelines.status import status as ask

    statuses.show(ask(load_city(city), home()), as_json)


@app.command()
def quarantine(city: City, dataset: DatasetId = None, limit: Limit = 100, as_json: Json = False) -> None:
    """Rows and values that were set aside: file, line, reason and text."""
    from datasets.catalogue import load_city
    from layouts.terminal import statuses
    from pipelines.set_aside import set_aside

    statuses.show_set_aside(set_aside(load_city(city), home(), dataset, limit), as_json)


@app.command()
def serve(city: City, port: Port = 5006, address: Address = "127.0.0.1", edition: Edition = "internal") -> None:
    """Serve the pages until the process is stopped."""
    from datasets.catalogue import load_city

    found = load_city(city).id
    typer.echo(f"{found}: http://localhost:{port} (Ctrl+C stops it)")
    if edition == "public":
        from layouts.public.server import serve_public

        serve_public(found, home(), port, address)
    else:
        from layouts.server import serve as run

        run(city, home(), port, address)


@app.command()
def publish(city: City, static: Static = None, every: All = False) -> None:
    """Make the public edition of what is published; with --static also write it as plain files."""
    from datasets.catalogue import load_city
    from layouts.terminal import publishing

    publishing.public(load_city(city), home(), every)
    if static is not None:
        publishing.static(load_city(city), home(), static)


@app.command()
def alerts(city: City, replay: Replay = None, as_json: Json = False) -> None:
    """Evaluate the alert rules now and list what has fired; or try the rules on the past."""
    from datasets.catalogue import load_city
    from layouts.terminal import alerting, asking

    with asking.service(home(), load_city(city)) as service:
        found = alerting.replayed(service, replay) if replay else alerting.listed(service, home())
        alerting.show(found, as_json)


@app.command(name="wall-link")
def wall_link(city: City, days: Days = 30, url: Url = "http://localhost:5006", rotate: Rotate = False) -> None:
    """Print a link that opens the wall, read-only, until it ends."""
    from datasets.catalogue import load_city
    from layouts.terminal import alerting

    typer.echo(alerting.link(home(), load_city(city), url, days, rotate))


@app.command()
def demo(
    seed: Seed = 1,
    scale: Scale = 1.0,
    as_of: AsOf = None,
    speed: Speed = 1.0,
    live: Live = True,
    serve: Serve = True,
    port: Port = 5006,
) -> None:
    """Make the demo city where it is not there yet, publish it, serve it, and let time pass."""
    from layouts.demo.made import Wanted
    from layouts.demo.play import Play
    from layouts.terminal import demonstrating

    demonstrating.run(home(), Wanted(seed, scale, as_of), Play(live, speed), port if serve else None)


@app.command()
def new(
    thing: Thing,  # noqa: ARG001 (the only thing to start so far)
    name: Name,
    city: CityOption = "demo",
    metric: MetricIds = None,
    into: Into = Path("dashboards"),
) -> None:
    """Write a starting notebook: `onescreen new dashboard NAME`."""
    from datasets.catalogue import load_city
    from layouts.terminal import starting
    from pipelines.metrics.registry import Registry

    starting.say(starting.new_dashboard(name, Registry(load_city(city)), metric or (), into))


@app.command()
def rollback(city: City, snapshot: SnapshotId = None, as_json: Json = False) -> None:
    """List the kept snapshots, or go back to one."""
    from datasets.catalogue import load_city
    from layouts.terminal import reports
    from pipelines.snapshot import SnapshotStore

    store = SnapshotStore(home(), load_city(city).id)
    if snapshot:
        store.rollback(snapshot)
    reports.snapshots(store.kept(), store.current(), as_json)


@app.command()
def lineage(city: City, as_json: Json = False) -> None:
    """The SQL models in the order in which they run, with what each reads and checks."""
    from datasets.catalogue import load_city
    from layouts.terminal import reports
    from pipelines.building.lineage import models

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
