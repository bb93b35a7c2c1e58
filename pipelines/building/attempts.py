"""What happened at the last attempt to fetch and read each data set: kept beside the snapshots, because a failed
refresh publishes none."""

import json
from datetime import UTC, datetime
from pathlib import Path

from datasets.problems import Problem


class Attempts:
    """`attempts.json` of a city: data set id to {at, error}."""

    def __init__(self, home: Path, city_id: str) -> None:
        self.path = Path(home) / "landing" / city_id / "attempts.json"

    def read(self) -> dict[str, dict[str, str | None]]:
        """All attempts by data set; empty where there was none or the file is damaged."""
        try:
            return json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}

    def note(self, dataset_id: str, now: datetime, problem: Problem | None) -> None:
        """Remembers the outcome of an attempt; `problem` None is a success."""
        attempts = self.read()
        error = str(problem) if problem else None
        attempts[dataset_id] = {"at": now.astimezone(UTC).isoformat(timespec="seconds"), "error": error}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(attempts, indent=1), "utf-8")
        unfinished.replace(self.path)
