"""`python -m datasets.demo.generator FOLDER`: writes the demo city."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date, datetime
from pathlib import Path

from datasets.demo.generator.run import generate
from datasets.problems import Problem


def main() -> None:
    """Reads the arguments, generates, and says how many rows were written and how fast."""
    parser = argparse.ArgumentParser(description="Writes the demo city's files; all of it is synthetic.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is about 300,000 tickets in three years")
    parser.add_argument("--as-of", type=_day_or_instant, help="YYYY-MM-DD or YYYY-MM-DDTHH:MM; now by default")
    arguments = parser.parse_args()
    started = time.perf_counter()
    try:
        rows = generate(arguments.folder, arguments.seed, arguments.scale, arguments.as_of, _say)
    except Problem as problem:
        parser.exit(1, f"{problem}\n")
    took = time.perf_counter() - started
    total = sum(rows.values())
    sys.stderr.write(f"\n{total:,} rows in {took:.1f} s, {total / took:,.0f} rows a second\n")


def _day_or_instant(text: str) -> date:
    instant = datetime.fromisoformat(text)
    return instant if "T" in text or " " in text else instant.date()


def _say(what: str, done: int, total: int) -> None:
    sys.stderr.write(f"\r{done}/{total} {what:<40}")


if __name__ == "__main__":
    main()
