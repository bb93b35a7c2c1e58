"""Layers of points on a map: points below a count, squares of a grid above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource

from dashboards.composed import Clone
from dashboards.scene import Scene
from dashboards.views.feeding import feed
from dashboards.views.map_figure import MARKERS

LIMIT = 3_000
SQUARE_PX = (1.5, 10.0)


@dataclass(frozen=True)
class Layer:
    """What the control of a layer says: its words, whether it is on, its mark, and what is drawn."""

    kind: str
    name: str
    on: bool
    marker: str
    note: str


class PointLayers:
    """One source a kind, and one for the squares of all that are too many."""

    def __init__(self, scene: Scene, cloned: Clone, kinds: tuple[str, ...]) -> None:
        self.scene, self.figure, self.kinds = scene, cloned.figure, kinds
        self.sources: list[ColumnDataSource] = [cloned.models[f"points-{place}"] for place in range(len(kinds))]
        self._found: dict[str, Any] = {}
        self.cells: ColumnDataSource = cloned.models["cells"]

    def fetch(self) -> dict[str, Any]:
        """Points of each layer that is on, inside the outlines of the map."""
        if not self.scene.is_quick:
            self._found = {kind: self._points(kind) for kind in self.kinds if kind in self.scene.selection.layers}
        return self._found

    def show(self, found: dict[str, Any]) -> None:
        cells: list[dict[str, np.ndarray]] = []
        for kind, source in zip(self.kinds, self.sources, strict=True):
            points = found.get(kind)
            if points is None or points.is_grid:
                feed(source, {"x": [], "y": []})
            else:
                feed(source, {"x": points.frame["x"].to_numpy(), "y": points.frame["y"].to_numpy()})
            if points is not None and points.is_grid:
                cells.append(_squares(points))
        names = ("x", "y", "size")
        feed(self.cells, {name: np.concatenate([c[name] for c in cells]) if cells else [] for name in names})

    def legend(self, found: dict[str, Any]) -> list[Layer]:
        words = self.scene.words
        return [
            Layer(
                kind,
                words(f"kind.{kind}"),
                kind in self.scene.selection.layers,
                "square" if kind in found and found[kind].is_grid else MARKERS[place % len(MARKERS)],
                words.number(found[kind].total) if kind in found else "",
            )
            for place, kind in enumerate(self.kinds)
        ]

    def _points(self, kind: str) -> Any:
        x, y = self.figure.x_range, self.figure.y_range
        fact = self.scene.city.fact_of(kind)
        predicate = self.scene.selection.predicate(fact)
        return self.scene.city.service.points([kind], predicate, (x.start, y.start, x.end, y.end), LIMIT)


def _squares(points: Any) -> dict[str, np.ndarray]:
    """A square's area says how many points it stands for."""
    counts = points.frame["n"].to_numpy(dtype=float)
    small, large = SQUARE_PX
    sizes = np.maximum(small, large * np.sqrt(counts / counts.max())) if counts.size else counts
    return {"x": points.frame["x"].to_numpy(), "y": points.frame["y"].to_numpy(), "size": sizes}
