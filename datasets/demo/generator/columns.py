"""Columns of text made from codes, a whole column at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

HEX = np.frombuffer("".join(f"{value:02x}" for value in range(256)).encode(), dtype=np.uint8).reshape(256, 2)
GOLDEN, WORD = 0x9E3779B97F4A7C15, 2**64


def named(names: Sequence[str], codes: np.ndarray) -> pa.Array:
    """The name of each code; a negative code has none."""
    missing = codes < 0
    return pa.array(list(names), pa.string()).take(pa.array(codes, mask=missing if missing.any() else None))


def stamps(times: np.ndarray, until: np.datetime64 | None = None) -> pa.Array:
    """Times as timestamps in seconds; those after `until` are not known yet and stay empty."""
    unknown = np.isnat(times) if until is None else ~(times <= until)
    return pa.array(times.astype("datetime64[s]"), mask=unknown)


def only_where(column: pa.Array, known: np.ndarray) -> pa.Array:
    """The column with nothing where it is not known."""
    return pc.if_else(pa.array(known), column, pa.scalar(None, column.type))


def numbered(prefix: str, numbers: np.ndarray) -> pa.Array:
    """Texts such as C123 from numbers."""
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def joined(*parts: pa.Array | str) -> pa.Array:
    """The parts of each row written one after the other."""
    return pc.binary_join_element_wise(*parts, "")


def scrambled(numbers: np.ndarray, salt: int) -> np.ndarray:
    """The numbers mixed beyond recognition with a salt (the finaliser of splitmix64), as uint64."""
    mixed = numbers.astype(np.uint64) + np.uint64(salt * GOLDEN % WORD)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def chance(numbers: np.ndarray, salt: int) -> np.ndarray:
    """A number between 0 and 1 that belongs to each key for good, whatever file the row is in."""
    return scrambled(numbers, salt) / float(WORD)


def hashed(numbers: np.ndarray, salt: int) -> pa.Array:
    """A salted hash of 16 hexadecimal digits for each number."""
    digits = HEX[scrambled(numbers, salt).view(np.uint8).reshape(-1, 8)].reshape(-1, 16)
    offsets = np.arange(0, 16 * len(numbers) + 1, 16, dtype=np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(digits))]
    return pa.StringArray.from_buffers(len(numbers), *buffers[1:])
