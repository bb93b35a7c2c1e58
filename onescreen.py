"""OneScreen on the command line. It starts everything and holds no logic: the floors below do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

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


City = Annotated[
    str, typer.Argument(help="A folder under datasets/, or a path to a folder with a city.yaml.")
]
Json = Annotated[bool, typer.Option("--json", help="Plain JSON instead of a table.")]


@app.callback()
def common(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a failure.")] = False,
) -> None:
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


def home() -> Path:
    """The folder that holds all state."""
    return Path(os.environ.get("ONESCREEN_HOME") or "var")


def main() -> None:
    app(prog_name="onescreen")


if __name__ == "__main__":
    main()
