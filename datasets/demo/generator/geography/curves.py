"""Organic lines: smoothed through given points, and roughened by midpoint displacement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Points = np.ndarray | Sequence[tuple[float, float]]


def smooth(points: Points, rounds: int = 4) -> np.ndarray:
    """Chaikin's corner cutting, which keeps the first and the last point; returns [n, 2]."""
    line = np.asarray(points, dtype=float)
    for _ in range(rounds):
        cut = np.empty((2 * len(line) - 2, 2))
        cut[0::2] = 0.75 * line[:-1] + 0.25 * line[1:]
        cut[1::2] = 0.25 * line[:-1] + 0.75 * line[1:]
        line = np.vstack([line[:1], cut, line[-1:]])
    return line


def roughen(line: np.ndarray, rng: np.random.Generator, share: float, shortest: float) -> np.ndarray:
    """The line with each segment longer than `shortest` metres bent at its middle, again and again.

    A middle moves across its segment by a normal deviate of `share` times the segment's length; end
    points stay, so two areas that share the line share it still.
    """
    while True:
        steps = np.diff(line, axis=0)
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        if not (lengths > shortest).any():
            return line
        line = _bend(line, steps, lengths > shortest, rng, share)


def _bend(line: np.ndarray, steps: np.ndarray, long: np.ndarray, rng: np.random.Generator, share: float) -> np.ndarray:
    across = np.column_stack([-steps[:, 1], steps[:, 0]])
    offset = np.clip(share * rng.standard_normal(len(steps)), -2.2 * share, 2.2 * share)
    middles = line[:-1] + steps / 2 + across * offset[:, None]
    return np.insert(line, np.flatnonzero(long) + 1, middles[long], axis=0)


def blob(centre: tuple[float, float], radii: tuple[float, float], turn: float, phase: float) -> np.ndarray:
    """A closed, rounded shape around a centre; radii in metres, turn and phase in radians."""
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    swell = 1 + 0.14 * np.cos(2 * angle + phase) + 0.09 * np.cos(3 * angle + 2 * phase)
    x, y = radii[0] * swell * np.cos(angle), radii[1] * swell * np.sin(angle)
    ring = np.column_stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)])
    return ring + centre
