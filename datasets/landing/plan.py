"""Which file of a folder belongs to which data set: by its name, and where no name says so by its header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from datasets.dataset import Dataset, normal_name
from datasets.facts import SCHEDULED_SERVICE
from datasets.landing.heads import GTFS_MEMBERS, header_of
from datasets.landing.names import passed_over, pattern_for
from datasets.problems import Problem

KNOWN_SHARE = 0.6


@dataclass(frozen=True)
class FolderPlan:
    """Files by data set id in the order of their paths, files of no data set, files passed over and why."""

    files: dict[str, list[Path]] = field(default_factory=dict)
    unmatched: list[Path] = field(default_factory=list)
    passed_over: list[tuple[Path, str]] = field(default_factory=list)


def plan_folder(folder: Path, datasets: dict[str, Dataset]) -> FolderPlan:
    """Assigns every file under the folder; raises Problem where there is no such folder."""
    if not folder.is_dir():
        raise Problem("there is no such folder", found=folder)
    found = [(path, _dataset_of(path, datasets)) for path in _files_under(folder)]
    names = [path.name for path, dataset in found if dataset is not None]
    plan = FolderPlan()
    for path, dataset in found:
        _place(plan, path, dataset, names)
    return plan


def recognised(path: Path, datasets: list[Dataset]) -> Dataset | None:
    """The data set whose columns the file's header has; None where none fits or two fit alike."""
    shares = [(_known_share(path, dataset), dataset) for dataset in datasets]
    best = max((share for share, _ in shares), default=0.0)
    fitting = [dataset for share, dataset in shares if share == best]
    return fitting[0] if best >= KNOWN_SHARE and len(fitting) == 1 else None


def _place(plan: FolderPlan, path: Path, dataset: Dataset | None, names: list[str]) -> None:
    if dataset is None:
        plan.unmatched.append(path)
    elif why := passed_over(dataset, path.name, names):
        plan.passed_over.append((path, why))
    else:
        plan.files.setdefault(dataset.id, []).append(path)


def _files_under(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _dataset_of(path: Path, datasets: dict[str, Dataset]) -> Dataset | None:
    named = [dataset for dataset in datasets.values() if pattern_for(dataset, path.name)]
    if len(named) == 1:
        return named[0]
    return recognised(path, named or list(datasets.values()))


def _known_share(path: Path, dataset: Dataset) -> float:
    """Share of the file's columns that the data set knows; 0 where a required column is missing."""
    header = header_of(path, dataset.read)
    if header is None:
        return 0.0
    if dataset.fact == SCHEDULED_SERVICE.name:
        return float(set(GTFS_MEMBERS) <= set(header))
    names = {normal_name(name) for name in header} - {""}
    if not names or not _has_required(names, dataset):
        return 0.0
    return len(names & {normal_name(name) for name in dataset.published}) / len(names)


def _has_required(names: set[str], dataset: Dataset) -> bool:
    required = [column.from_ for column in dataset.columns.values() if column.required and column.from_]
    if dataset.unpivot:
        required.append(list(dataset.unpivot.columns))
    return bool(required) and all(any(normal_name(word) in names for word in words) for words in required)
