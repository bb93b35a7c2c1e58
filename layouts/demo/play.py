"""Starts the demo city: makes it where it is not there, publishes it, serves it, and lets time pass."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from datasets.catalogue import load_city
from datasets.demo.generator.ticks import Ticker
from datasets.problems import Problem
from layouts.demo.alive import CITY, Life, kept_alive
from layouts.demo.made import Made, Progress, Wanted, local, make, moment
from pipelines.clock import CityClock
from pipelines.refresh import Progress as Listener
from pipelines.refresh import RefreshReport, Request, refresh

TICK_SECONDS = 5.0


@dataclass(frozen=True)
class Play:
    """How time passes: `speed` city seconds a second; not `live` is standing still at the as-of moment."""

    live: bool = True
    speed: float = 1.0
    every: float = TICK_SECONDS

    def __post_init__(self) -> None:
        if self.speed <= 0:
            raise Problem("the speed is how many seconds pass in the city in one of ours", "--speed", self.speed)


def publish(
    home: Path, wanted: Wanted, play: Play, progress: Progress, listener: Listener
) -> tuple[Life, RefreshReport]:
    """Makes the city and publishes it as of the moment at which it starts to play."""
    made = make(home, wanted, progress)
    clock = CityClock(made.as_of, datetime.now(UTC), 0.0)
    if play.live:
        clock = _resumed(made, wanted, play)
    report = refresh(load_city(CITY), home, Request(folder=made.portal, clock=clock), listener)
    return Life(made.folder, made.portal, Path(home).resolve(), clock, play.every), report


def serve(life: Life, play: Play, run: Callable[[], None]) -> None:
    """Runs the server, with time passing beside it where the play is live; leaves no process behind."""
    with kept_alive(life) if play.live else nullcontext():
        run()


def _resumed(made: Made, wanted: Wanted, play: Play) -> CityClock:
    """The clock of a city that goes on from where its files end; what was missed meanwhile is appended.

    At our own speed, and unless a day is fixed, it shows our time; it never goes back behind what has happened.
    """
    now, ticker = datetime.now(UTC), Ticker(made.folder)
    reached = moment(ticker.until.item())
    follows_us = wanted.as_of is None and play.speed == 1
    clock = CityClock(max(reached, now) if follows_us else reached, now, play.speed)
    ticker.append(local(clock.now()))
    return clock
