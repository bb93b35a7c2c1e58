"""Which of a file's columns feed which of our fields."""

from dataclasses import dataclass

from datasets.dataset import Column, Dataset, normal_name
from datasets.facts import Fact
from datasets.problems import Problem, did_you_mean


@dataclass(frozen=True)
class Mapped:
    """One target of a data set as one file carries it.

    positions: of its text and of what is joined to it; named: positions of the columns that its SQL names, of
    which a file may lack some; source: the published names, for sentences.
    """

    target: str
    column: Column
    positions: tuple[int, ...]
    named: dict[str, int]
    source: str


@dataclass(frozen=True)
class Mapping:
    """A file's columns by target; `new` are published but in no list of the data set's YAML."""

    found: tuple[Mapped, ...]
    new: tuple[str, ...]
    notes: tuple[str, ...]
    unpivoted: dict[str, int]


def needed_targets(dataset: Dataset, fact: Fact) -> frozenset[str]:
    """Targets without which a file of the data set cannot be read."""
    given = set(dataset.identity) if dataset.identity != "row" else set()
    for target, column in dataset.columns.items():
        field = fact.fields.get(target)
        required = column.required if column.required is not None else bool(field and field.required)
        if required:
            given.add(target)
    return frozenset(given)


@dataclass(frozen=True)
class Header:
    """Column names as published, and where they stand: a file's name and line."""

    names: tuple[str, ...]
    place: str


def map_header(dataset: Dataset, header: Header, needed: frozenset[str]) -> Mapping:
    """The mapping of `dataset` onto the header of one file.

    needed: targets without which the file cannot be read. Raises Problem where one of them is not in the header.
    """
    places = {normal_name(name): index for index, name in reversed(list(enumerate(header.names))) if name}
    known = {normal_name(name) for name in dataset.published}
    new = tuple(name for name in header.names if name and normal_name(name) not in known)
    found, notes = [], [f"column {name!r} is new and not read" for name in new]
    for target, column in dataset.columns.items():
        if column.visibility == "never":
            continue
        mapped = _locate(target, column, places, header.names)
        if mapped:
            found.append(mapped)
        elif column.from_:
            notes += _renamed(_Absent(target, column, target in needed, dataset.id), new, header)
    return Mapping(tuple(found), new, tuple(notes), _unpivoted(dataset, header, places))


def _unpivoted(dataset: Dataset, header: Header, places: dict[str, int]) -> dict[str, int]:
    if not dataset.unpivot:
        return {}
    found = {name: places[normal_name(name)] for name in dataset.unpivot.columns if normal_name(name) in places}
    if not found:
        raise Problem(
            f"has none of the columns that {dataset.id} unpivots",
            place=header.place,
            found=", ".join(header.names[:6]),
            meant=next(iter(dataset.unpivot.columns)),
        )
    return found


def _locate(target: str, column: Column, places: dict[str, int], header: tuple[str, ...]) -> Mapped | None:
    main = _first(column.from_, places)
    named = {name: places[normal_name(name)] for name in column.named_in_sql if normal_name(name) in places}
    without_origin = not column.sql and column.constant is None
    if main is None and (column.from_ or without_origin or (column.named_in_sql and not named)):
        return None
    joined = _first(column.and_, places)
    positions = tuple(place for place in (main, joined) if place is not None)
    source = " + ".join(header[place] for place in (*positions, *named.values())) or target
    return Mapped(target, column, positions, named, source)


def _first(names: list[str], places: dict[str, int]) -> int | None:
    return next((places[normal_name(name)] for name in names if normal_name(name) in places), None)


@dataclass(frozen=True)
class _Absent:
    target: str
    column: Column
    needed: bool
    dataset_id: str


def _renamed(absent: _Absent, new: tuple[str, ...], header: Header) -> list[str]:
    """A Problem for a needed column that is not there; a note where a new column looks like an absent one."""
    names = absent.column.from_
    likely = next((hit for name in names if (hit := did_you_mean(name, new))), None)
    wanted = " or ".join(repr(name) for name in names)
    if absent.needed:
        hint = f"; add {likely!r} to `from` of {absent.target} in {absent.dataset_id}.yaml" if likely else ""
        raise Problem(
            f"has no column {wanted}, which gives {absent.target} of {absent.dataset_id}{hint}",
            place=header.place,
            found=", ".join(new or header.names)[:120],
            meant=likely,
        )
    return [f"column {wanted} is gone; {likely!r} looks like it and is not read"] if likely else []
