"""Landing the small city's repairs from a live source on this machine."""

from __future__ import annotations

from pathlib import Path

from datasets.catalogue import load_city
from datasets.connectors import Patience
from datasets.landing import Landing, LandReport
from tests.datasets.small_city import FILES

PLAIN = "source: {connector: folder}"


class Live:
    """The repairs of a small city under one live source."""

    def __init__(self, small: Path, patience: Patience, source: str) -> None:
        text = FILES["repairs.yaml"].replace(PLAIN, f"source: {source}")
        (small / "repairs.yaml").write_text(text, encoding="utf-8")
        self.city = load_city(small)
        self.landing = Landing(small.parent / "home", self.city, patience)

    def land(self) -> LandReport:
        return self.landing.land(self.city.datasets["repairs"])

    def sentence(self) -> str:
        """The problem of a landing that must have one."""
        problem = self.land().problem
        assert problem is not None
        return str(problem)

    def contents(self) -> list[bytes]:
        return [file.path.read_bytes() for file in self.landing.landed("repairs")]
