"""`make bench`: ratios against a peer measured in the same run, and counts where there is none."""

from __future__ import annotations

import argparse

from tests.bench import ingest


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="requests in the CSV")
    parser.add_argument("--runs", type=int, default=5, help="runs of each thing, by turns")
    given = parser.parse_args()
    ingest.run(given.rows, given.runs)


if __name__ == "__main__":
    main()
