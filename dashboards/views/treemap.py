"""Rectangles whose areas are amounts, as near to squares as rows of them allow (Bruls, Huizing and van Wijk 2000)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in the unit of the space that it was laid into."""

    x: float
    y: float
    width: float
    height: float


def boxes(amounts: Sequence[float], space: Box) -> list[Box]:
    """One rectangle an amount, in the same order; amounts are positive and the largest come first."""
    total = sum(amounts)
    if not total:
        return []
    scale = space.width * space.height / total
    areas = [amount * scale for amount in amounts]
    found: list[Box] = []
    while areas:
        count = _row_length(areas, min(space.width, space.height))
        row, areas = areas[:count], areas[count:]
        laid, space = _laid(row, space)
        found.extend(laid)
    return found


def _row_length(areas: Sequence[float], side: float) -> int:
    """How many of the first areas stand in one row before the worst of them gets longer."""
    best = _worst(areas[:1], side)
    for count in range(2, len(areas) + 1):
        worst = _worst(areas[:count], side)
        if worst > best:
            return count - 1
        best = worst
    return len(areas)


def _worst(row: Sequence[float], side: float) -> float:
    """The longest side over its short one among rectangles in a row along a side."""
    depth = sum(row) / side
    return max(max(depth * depth / area, area / (depth * depth)) for area in row)


def _laid(row: Sequence[float], space: Box) -> tuple[list[Box], Box]:
    """The row along the short side, and the space that is left."""
    x, y, width, height = space
    if width >= height:
        depth = sum(row) / height
        places = _running([area / depth for area in row], y)
        return [Box(x, at, depth, size) for at, size in places], Box(x + depth, y, max(0.0, width - depth), height)
    depth = sum(row) / width
    places = _running([area / depth for area in row], x)
    return [Box(at, y, size, depth) for at, size in places], Box(x, y + depth, width, max(0.0, height - depth))


def _running(sizes: Sequence[float], start: float) -> list[tuple[float, float]]:
    found = []
    for size in sizes:
        found.append((start, size))
        start += size
    return found
