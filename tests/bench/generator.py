"""The demo city's generator: rows a second of processor time, and the most memory that it held, by scale."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from datasets.demo.generator import generate

AS_OF = date(2026, 11, 22)
SCALES = (1.0, 3.0, 10.0)


def run(scales: tuple[float, ...] = SCALES) -> None:
    """Prints a line a scale, each measured in a process of its own."""
    print(f"Demo city, generated as of {AS_OF}, one process a scale:")
    for scale in scales:
        line = [sys.executable, "-m", "tests.bench.generator", str(scale)]
        told = json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
        print(
            f"  scale {scale:g}: {told['rows']:,} rows, {told['tickets']:,} of them tickets, "
            f"{told['bytes'] / 1e9:.2f} GB; "
            f"{told['cpu']:.1f} s of processor time, {told['seconds']:.1f} s; "
            f"{told['rows'] / told['cpu']:,.0f} rows a second; at most {told['memory'] / 1e6:,.0f} MB"
        )


def measure(scale: float) -> dict[str, float]:
    """What generating a city of that scale takes in this process."""
    with tempfile.TemporaryDirectory(prefix="onescreen-bench-") as name:
        started = time.perf_counter()
        rows = generate(Path(name), scale=scale, as_of=AS_OF)
        seconds = time.perf_counter() - started
        size = sum(path.stat().st_size for path in Path(name).rglob("*") if path.is_file())
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "rows": sum(rows.values()),
        "tickets": rows["hotline_tickets"],
        "bytes": size,
        "seconds": seconds,
        "cpu": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss * 1024,
    }


if __name__ == "__main__":
    print(json.dumps(measure(float(sys.argv[1]))))
