"""Landing the files of a city's data sets, from a folder or from their live sources."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from datasets.atomic import disk_trouble_is_a_problem
from datasets.city import City
from datasets.connectors import (
    Delivery,
    Job,
    Patience,
    Progress,
    connector_for,
    folder_deliveries,
    no_progress,
)
from datasets.dataset import Dataset
from datasets.landing.manifest import MANIFEST, Landed, read_manifest, write_manifest
from datasets.landing.names import file_names_of, passed_over
from datasets.landing.plan import FolderPlan, plan_folder
from datasets.landing.shelf import LandReport, Shelf
from datasets.problems import Problem
from datasets.sources import FolderSource

WORKSPACE = "unfinished"


class Landing:
    """The landed files of one city, under `landing/CITY` of the home."""

    def __init__(self, home: str | Path, city: City, patience: Patience | None = None) -> None:
        self.city = city
        self.root = Path(home) / "landing" / city.id
        self.patience = patience or Patience()
        self._plans: dict[Path, FolderPlan] = {}

    def land(self, dataset: Dataset, folder: str | Path | None = None, progress: Progress | None = None) -> LandReport:
        """Lands the data set from `folder`, or from its live source; what landed before stays.

        A failure is the report's `problem`. `progress` is called with a file's name, bytes done and bytes
        expected (None where not known).
        """
        shelf = Shelf(dataset, self.root / dataset.id, progress or no_progress)
        try:
            with disk_trouble_is_a_problem(shelf.folder / WORKSPACE):
                for delivery in self._deliveries(dataset, Path(folder) if folder else None, shelf):
                    shelf.take(delivery)
        except Problem as problem:
            shelf.note(problem)
        if shelf.report.problem is None:
            shutil.rmtree(shelf.folder / WORKSPACE, ignore_errors=True)
        return shelf.report

    def landed(self, dataset_id: str) -> list[Landed]:
        """The files in use, oldest first: where two files state one row, the later file wins."""
        files = read_manifest(self.root / dataset_id).files
        names = [file.name for file in files]
        dataset = self.city.datasets.get(dataset_id)
        in_use = [file for file in files if not (dataset and passed_over(dataset, file.name, names))]
        return sorted(in_use, key=lambda file: file.precedence)

    def plan(self, folder: str | Path) -> FolderPlan:
        """Which file of the folder belongs to which data set; raises Problem where there is no folder."""
        folder = Path(folder)
        if folder not in self._plans:
            self._plans[folder] = plan_folder(folder, self.city.datasets)
        return self._plans[folder]

    def prune(self, keep_sha256s: Collection[str]) -> list[Path]:
        """Deletes replaced files that no kept snapshot was built from, and what broken runs left behind."""
        deleted: list[Path] = []
        for folder in (path.parent for path in sorted(self.root.glob(f"*/{MANIFEST}"))):
            manifest = read_manifest(folder)
            kept = [file for file in manifest.replaced if file.sha256 in keep_sha256s]
            write_manifest(folder, manifest.model_copy(update={"replaced": kept}))
            known = {file.path for file in (*manifest.files, *kept)} | {folder / MANIFEST}
            strays = [path for path in folder.iterdir() if path.is_file() and path not in known]
            for path in strays:
                path.unlink()
            deleted += strays
        return deleted

    def _deliveries(self, dataset: Dataset, folder: Path | None, shelf: Shelf) -> Iterator[Delivery | Problem]:
        if folder is None and isinstance(dataset.source, FolderSource):
            folder = _own_folder(self.city, dataset.source)
        if folder is not None or isinstance(dataset.source, FolderSource):
            return self._from_folder(dataset, folder)
        today = datetime.now(ZoneInfo(self.city.profile.time_zone)).date()
        job = Job(shelf.known(), shelf.folder / WORKSPACE, today, shelf.progress)
        return connector_for(dataset, self.patience).deliveries(job)

    def _from_folder(self, dataset: Dataset, folder: Path | None) -> Iterator[Delivery | Problem]:
        paths = self.plan(folder).files.get(dataset.id, []) if folder else []
        if not paths and not self.landed(dataset.id):
            yield _missing(dataset, folder)
        if folder:
            yield from folder_deliveries(folder, paths)


def _own_folder(city: City, source: FolderSource) -> Path | None:
    return city.folder / source.path if source.path else None


def _missing(dataset: Dataset, folder: Path | None) -> Problem:
    names = file_names_of(dataset)
    named = f"; its files are named {names}" if names else ""
    if folder is None:
        return Problem(f"no folder was given and {dataset.id} has no live source{named}")
    return Problem(f"no file in it belongs to {dataset.id}{named}", folder)
