"""What a person does with the pointer, and how long the page takes to follow: brush, tap and lasso."""

from __future__ import annotations

import random
from dataclasses import dataclass

from playwright.sync_api import FloatRect, Page

QUIET_MS, LONG_QUIET_MS = 1_500, 6_000
"""What ends a deed; a lasso's answers may take longer than the first, as its outline is drawn at once."""
LONGEST_MS = 15_000
STEP_MS = 16


@dataclass(frozen=True)
class Target:
    """A page to measure: its address and where its days and its map are."""

    name: str
    address: str
    days: str
    map: str
    lasso: bool = False


class Hand:
    """A pointer whose ways are the same for every page, by the seed."""

    def __init__(self, page: Page, target: Target, seed: int = 5) -> None:
        self.page, self.target, self.dice = page, target, random.Random(seed)

    def brush(self) -> float | None:
        """Drag over a tenth of the days; milliseconds from the last move of the drag, None where nothing followed."""
        box, mouse = self._box(self.target.days), self.page.mouse
        left, middle = box["x"] + box["width"] * (0.15 + 0.6 * self.dice.random()), box["y"] + box["height"] / 2
        mouse.move(left, middle)
        self.page.wait_for_timeout(QUIET_MS)
        mouse.down()
        for step in range(1, 6):
            mouse.move(left + box["width"] * 0.02 * step, middle)
            self.page.wait_for_timeout(STEP_MS)
        mouse.up()
        return self._followed("dragged")

    def tap(self) -> float | None:
        """Tap a place of the map; milliseconds from letting go."""
        box = self._box(self.target.map)
        across, down = (0.25 + 0.5 * self.dice.random() for _ in range(2))
        self.page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        self.page.wait_for_timeout(QUIET_MS)
        self.page.mouse.down()
        self.page.mouse.up()
        return self._followed("released")

    def lasso(self) -> float | None:
        """Draw a triangle on the map; milliseconds from letting go."""
        self.page.locator('[data-do="draw"][data-value="lasso"]').first.click()
        self.page.wait_for_timeout(QUIET_MS)
        box, mouse = self._box(self.target.map), self.page.mouse
        across, down = (0.3 + 0.2 * self.dice.random() for _ in range(2))
        places = [(across, down), (across + 0.2, down), (across + 0.1, down + 0.25), (across, down + 0.02)]
        mouse.move(*_at(box, places[0]))
        mouse.down()
        for place in places[1:]:
            mouse.move(*_at(box, place), steps=5)
        mouse.up()
        return self._followed("released", LONG_QUIET_MS)

    def clear(self) -> None:
        """Nothing is selected any more."""
        self.page.keyboard.press("Escape")
        self.page.wait_for_timeout(QUIET_MS)
        self._followed("released")

    def _box(self, where: str) -> FloatRect:
        box = self.page.locator(where).first.bounding_box()
        assert box is not None, f"{self.target.name} has no {where}"
        return box

    def _followed(self, since: str, quiet_ms: int = QUIET_MS) -> float | None:
        """Waits until nothing changed for a while after something did."""
        waited = 0
        while waited < LONGEST_MS:
            lag, still = self.page.evaluate(
                f"[window.seen.changed - window.seen.{since}, performance.now() - window.seen.changed]"
            )
            if lag > 0 and still > quiet_ms:
                return float(lag)
            if lag <= 0 and waited > 3 * quiet_ms:
                return None
            self.page.wait_for_timeout(50)
            waited += 50
        return float(LONGEST_MS)


def _at(box: FloatRect, place: tuple[float, float]) -> tuple[float, float]:
    return box["x"] + box["width"] * place[0], box["y"] + box["height"] * place[1]
