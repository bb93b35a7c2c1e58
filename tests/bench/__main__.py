"""`make bench`: ratios against a peer measured in the same run, and counts where there is none."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from tests.bench import demo, generator, ingest, linked, metrics, page, public, tick
from tests.bench.demo import made

PARTS = ("ingest", "page", "generator", "demo", "linked", "public", "tick", "metrics")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="requests in the CSV")
    parser.add_argument("--runs", type=int, default=5, help="runs of each thing, by turns")
    parser.add_argument("--opens", type=int, default=7, help="times that the page is opened")
    parser.add_argument("--brushes", type=int, default=40, help="brushes over the trend")
    parser.add_argument("--scale", type=float, default=1.0, help="of the demo city that is started")
    parser.add_argument("--ticks", type=int, default=200, help="of a week in which the demo city goes on")
    parser.add_argument("--followed", type=int, default=6, help="ticks that a page in Chromium follows")
    parser.add_argument("--deeds", type=int, default=30, help="brushes, taps and lassos of the linked views")
    parser.add_argument("--city-scale", type=float, default=30, help="of the demo city under the linked views")
    parser.add_argument("--pages", nargs="*", default=linked.PAGES, help="pages of linked views beside the six")
    parser.add_argument("--only", choices=PARTS, help="this part alone")
    given = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "ingest": lambda: ingest.run(given.rows, given.runs),
        "page": lambda: page.run(given.rows, given.opens, given.brushes),
        "generator": generator.run,
        "linked": lambda: linked.run(
            made(given.city_scale, Path(os.environ.get("ONESCREEN_HOME", "var"))),
            given.deeds,
            given.opens,
            tuple(given.pages),
        ),
        "public": lambda: public.run(Path(os.environ.get("ONESCREEN_HOME", "var")), given.deeds, given.opens),
        "demo": lambda: demo.run(given.scale, given.ticks),
        "tick": lambda: tick.run(given.scale, given.followed),
        "metrics": lambda: metrics.run(given.scale, given.runs),
    }
    for name in [given.only] if given.only else PARTS:
        parts[name]()


if __name__ == "__main__":
    main()
