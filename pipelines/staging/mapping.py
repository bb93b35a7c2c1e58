"""Which of a file's columns feed which of our fields."""

import re
from dataclasses import dataclass

from datasets.dataset import Column, Dataset
from datasets.problems import Problem, did_you_mean

from .dialect import Dialect

DISTRICT = "district."


@dataclass(frozen=True)
class Mapped:
    """One target of a data set as one file carries it: `positions` of its text and of what is joined to it."""

    target: str
    column: Column
    positions: tuple[int, ...]
    source: str


@dataclass(frozen=True)
class Mapping:
    """A file's columns by target; `new` are published but in no list of the data set's YAML."""

    found: tuple[Mapped, ...]
    absent: tuple[str, ...]
    new: tuple[str, ...]
    notes: tuple[str, ...]


def normal(name: str) -> str:
    """A column name without case, blanks and punctuation, so that `Unique Key` equals `unique_key`."""
    return re.sub(r"[\W_]+", "", name.casefold())


def map_header(dataset: Dataset, dialect: Dialect, needed: frozenset[str]) -> Mapping:
    """The mapping of `dataset` onto the header of one file.

    needed: targets without which the file cannot be read. Raises Problem where one of them is not in the header.
    """
    places = {normal(name): index for index, name in reversed(list(enumerate(dialect.header))) if name}
    known = _known_names(dataset)
    new = tuple(name for name in dialect.header if name and normal(name) not in known)
    found, absent, notes = [], [], []
    for target, column in dataset.columns.items():
        mapped = _locate(target, column, places, dialect.header)
        if mapped:
            found.append(mapped)
            continue
        if column.from_ or not column.points:
            absent.append(target)
            notes += _renamed(target, column, new, dialect, target in needed, dataset.id)
    return Mapping(tuple(found), tuple(absent), new, tuple(notes))


def unpivot_positions(dataset: Dataset, dialect: Dialect) -> dict[str, int]:
    """Position of each of the data set's unpivoted columns in the file; raises Problem where none is there."""
    places = {normal(name): index for index, name in enumerate(dialect.header)}
    found = {name: places[normal(name)] for name in dataset.unpivot.columns if normal(name) in places}
    if not found:
        wanted = next(iter(dataset.unpivot.columns))
        raise Problem(
            f"has none of the columns that {dataset.id} unpivots",
            place=dialect.path.name,
            found=", ".join(dialect.header[:6]),
            meant=wanted,
        )
    return found


def _known_names(dataset: Dataset) -> set[str]:
    names = [*dataset.unused]
    for column in dataset.columns.values():
        names += [*column.from_, *column.and_]
    if dataset.unpivot:
        names += list(dataset.unpivot.columns)
    return {normal(name) for name in names}


def _locate(target: str, column: Column, places: dict[str, int], header: tuple[str, ...]) -> Mapped | None:
    main = _first(column.from_, places)
    if main is None:
        return None
    joined = _first(column.and_, places)
    positions = (main,) if joined is None else (main, joined)
    return Mapped(target, column, positions, " + ".join(header[i] for i in positions))


def _first(names, places: dict[str, int]) -> int | None:
    return next((places[normal(name)] for name in names if normal(name) in places), None)


def _renamed(target, column, new, dialect: Dialect, needed: bool, dataset_id: str) -> list[str]:
    """A Problem for a needed column that is not there; a note where a new column looks like an absent one."""
    likely = next((hit for name in column.from_ if (hit := did_you_mean(name, new))), None)
    wanted = " or ".join(repr(name) for name in column.from_)
    if needed:
        raise Problem(
            f"has no column {wanted}, which gives {target} of {dataset_id}",
            place=f"{dialect.path.name}, line {dialect.header_line}",
            found=f"{likely!r}" if likely else ", ".join(dialect.header[:8]),
            meant=f"add {likely!r} to `from` of {target} in {dataset_id}.yaml" if likely else None,
        )
    return [f"column {wanted} is gone; {likely!r} looks like it and is not read"] if likely else []
