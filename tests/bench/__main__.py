"""`make bench`: ratios against a peer measured in the same run, and counts where there is none."""

from __future__ import annotations

import argparse

from tests.bench import ingest, page


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="requests in the CSV")
    parser.add_argument("--runs", type=int, default=5, help="runs of each thing, by turns")
    parser.add_argument("--opens", type=int, default=7, help="times that the page is opened")
    parser.add_argument("--brushes", type=int, default=40, help="brushes over the trend")
    parser.add_argument("--only", choices=("ingest", "page"), help="this part alone")
    given = parser.parse_args()
    if given.only != "page":
        ingest.run(given.rows, given.runs)
    if given.only != "ingest":
        page.run(given.rows, given.opens, given.brushes)


if __name__ == "__main__":
    main()
