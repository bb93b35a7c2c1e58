"""The public edition as it is made from a terminal."""

from __future__ import annotations

from pathlib import Path

import typer

from datasets.city import City
from datasets.problems import Problem
from layouts.terminal import refreshing
from pipelines.metrics.registry import Registry
from pipelines.privacy.build import PublicReport, publish_public


def public(city: City, home: Path, every: bool = False) -> None:
    """Makes the public edition of what dashboards show, or of every public metric.

    Raises Problem where there is none, or it leaks.
    """
    with refreshing.listener() as listener:
        report = publish_public(city, home, listener.say, None if every else _on_dashboards(city))
    if report is None:
        raise Problem("the city has no public edition: its profile has no section `public:`", f"{city.id}/city.yaml")
    show(report)


def _on_dashboards(city: City) -> set[str]:
    """The metrics that a dashboard shows."""
    from layouts.public.outline import outlines

    found = outlines(Registry(city), city.profile.packs)
    return {metric for outline in found.values() for view in outline.views for metric in view.metrics}


def after_refresh(city: City, home: Path) -> None:
    """What the public pages show is made anew; `onescreen publish --all` makes every public metric."""
    if city.profile.public is not None:
        public(city, home)


def static(city: City, home: Path, folder: Path) -> None:
    """Writes the published edition as plain files."""
    from layouts.public.files import write_static

    written = write_static(home, city.id, folder)
    typer.echo(f"Wrote {written / 1e6:.1f} MB to {folder}; open {folder / 'index.html'} or copy it to any web server.")


def show(report: PublicReport) -> None:
    """One sentence."""
    if report.unchanged:
        typer.echo(f"The public edition stays {report.snapshot}: it stands for the same months, rules and metrics.")
        return
    typer.echo(
        f"Public edition {report.snapshot}: {report.metrics} metrics, {report.cells:,} numbers, of which "
        f"{report.hidden:,} are hidden; the leak test recovered nothing."
    )
