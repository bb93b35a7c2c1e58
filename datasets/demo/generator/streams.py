"""Random numbers by name: each stream has a generator of its own, so that adding one changes no other."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """The generator of one named stream; the same seed and names give the same numbers."""
    keys = [int.from_bytes(blake2b(str(name).encode(), digest_size=4).digest(), "big") for name in names]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=keys)))


def pick(rng: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
    """`size` indices drawn with the given weights, as int32."""
    edges = np.cumsum(weights, dtype=float)
    return np.searchsorted(edges, rng.random(size) * edges[-1], side="right").astype(np.int32)


def pick_by_row(rng: np.random.Generator, weights: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """One index for each entry of `rows`, drawn with the weights in that row of the matrix, as int32."""
    edges = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    shifted = (edges + np.arange(len(edges))[:, None]).ravel()
    drawn = np.searchsorted(shifted, rows + rng.random(len(rows)), side="right") - rows * weights.shape[1]
    return np.clip(drawn, 0, weights.shape[1] - 1).astype(np.int32)


def lognormal(rng: np.random.Generator, median: np.ndarray | float, sigma: float, size: int) -> np.ndarray:
    """Positive, skewed numbers with the given median; sigma is the spread of their logarithm."""
    return np.asarray(median) * np.exp(sigma * rng.standard_normal(size))
