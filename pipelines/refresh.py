"""A refresh: land what is new, build a snapshot from it, check it, publish it; or leave everything as it was."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from datasets.city import City
from datasets.dataset import Dataset
from datasets.landing import Landed, Landing
from datasets.problems import Problem, did_you_mean
from pipelines.building.attempts import Attempts
from pipelines.building.build import Build, Taken
from pipelines.building.database import count_of
from pipelines.building.listed import category_names_mark
from pipelines.building.lock import refresh_lock
from pipelines.building.made import made_mark
from pipelines.clock import CityClock
from pipelines.snapshot import Snapshot, SnapshotStore

LOCK_WAIT_SECONDS = 600.0


@dataclass(frozen=True)
class DatasetReport:
    """One line of a refresh's table; `rows` is what the snapshot holds of the data set afterwards."""

    id: str
    fact: str
    files: int
    read: int
    rows: int
    quarantined: int
    set_aside: int
    added: int
    changed: int
    gone: int
    seconds: float
    warnings: tuple[str, ...]
    problem: str | None


@dataclass
class RefreshReport:
    """What a refresh did. `snapshot` is None where nothing could be published."""

    city: str
    snapshot: Snapshot | None = None
    datasets: list[DatasetReport] = field(default_factory=list)
    unmatched: list[Path] = field(default_factory=list)
    passed_over: list[tuple[Path, str]] = field(default_factory=list)
    unchanged: bool = False


@dataclass
class Progress:
    """Where a refresh says how far it is: `say` a sentence, `step` (data set, doing, done, of)."""

    say: Callable[[str], None] = lambda _: None
    step: Callable[[str, str, int, int | None], None] = lambda *_: None


@dataclass(frozen=True)
class Request:
    """What is asked of a refresh: a folder instead of the live sources, some data sets only, the as-of day, a clock."""

    folder: Path | None = None
    only: Collection[str] = ()
    as_of: date | None = None
    wait_seconds: float = LOCK_WAIT_SECONDS
    clock: CityClock | None = None


def refresh(city: City, home: Path, request: Request = Request(), progress: Progress | None = None) -> RefreshReport:
    """Lands, builds, checks and publishes.

    Raises Problem where nothing can be published (a wrong `only`, no readable data set at all, a failed check, a full
    disk); what was served before is still served then. A single data set that fails is reported and keeps its last
    good rows.
    """
    progress = progress or Progress()
    datasets = chosen(city, request.only)
    home = Path(home).resolve()
    with refresh_lock(home, city.id, request.wait_seconds, progress.say):
        try:
            return _Refresh(city, home, request, progress).run(datasets)
        except (OSError, duckdb.IOException) as error:
            raise _disk_problem(error, home) from error


def chosen(city: City, only: Collection[str]) -> list[Dataset]:
    """The data sets of a refresh, boundaries first, coarse to fine; raises Problem for an id that is not one."""
    for name in only:
        if name not in city.datasets:
            raise Problem(f"{city.id} has no such data set", found=name, meant=did_you_mean(name, city.datasets))
    levels = {level.boundaries: rank for rank, level in enumerate(city.profile.levels)}
    wanted = [d for d in city.datasets.values() if not only or d.id in only]
    return sorted(wanted, key=lambda d: (levels.get(d.id, len(levels)), d.id))


@dataclass(frozen=True)
class _Took:
    dataset: Dataset
    files: list[Landed]
    taken: Taken
    problem: Problem | None
    seconds: float


class _Refresh:
    def __init__(self, city: City, home: Path, request: Request, progress: Progress) -> None:
        self.city, self.request, self.progress = city, request, progress
        self.landing = Landing(home, city)
        self.store = SnapshotStore(home, city.id)
        self.attempts = Attempts(home, city.id)
        self.clock = request.clock or CityClock.ours()
        self.now = self.clock.now()
        self.report = RefreshReport(city.id)
        self.planned: set[str] = set()

    def run(self, datasets: list[Dataset]) -> RefreshReport:
        if self.request.folder is not None:
            plan = self.landing.plan(self.request.folder)
            self.report.unmatched, self.report.passed_over = plan.unmatched, plan.passed_over
            self.planned = {name for name, paths in plan.files.items() if paths}
        landed = {dataset.id: self._land(dataset) for dataset in datasets}
        path = self.store.new_file(datetime.now(UTC))
        try:
            self._build(path, datasets, landed)
        except BaseException:
            self.store.clean()
            raise
        return self.report

    def _land(self, dataset: Dataset) -> tuple[Problem | None, float]:
        started = time.perf_counter()

        def step(name: str, done: int, of: int | None) -> None:
            self.progress.step(dataset.id, f"landing {name}", done, of)

        report = self.landing.land(dataset, folder=self.request.folder, progress=step)
        self.attempts.note(dataset.id, self.now, report.problem)
        return report.problem, time.perf_counter() - started

    def _build(self, path: Path, datasets: list[Dataset], landed: dict[str, tuple[Problem | None, float]]) -> None:
        build = Build(path, self.city, self.clock)
        try:
            again = [d for d in self.city.datasets.values() if d.id in build.outdated and d.id not in landed]
            took = []
            for index, dataset in enumerate([*datasets, *again]):
                self.progress.step(dataset.id, "building", index, len(datasets) + len(again))
                took.append(self._take(build, dataset, *landed.get(dataset.id, (None, 0.0))))
            self._tell(build, took)
            self._refuse_nothing(build)
            if self._nothing_new():
                self._keep_published(build)
                return
            self.progress.step("", "checking", len(datasets), len(datasets))
            build.finish(self._as_of())
        except BaseException:
            build.con.close()
            raise
        build.close()
        self.report.snapshot = self.store.publish(path)
        self.store.prune(self.city.profile.snapshots_kept)

    def _nothing_new(self) -> bool:
        """No file was read, and the published snapshot has the same as-of day, names of categories and made facts."""
        if any(line.read for line in self.report.datasets) or not self.store.link.exists():
            return False
        published = self.store.current().meta
        same_day = published.get("as_of") == self._as_of().isoformat()
        same_names = published.get("category_names") == category_names_mark(self.city)
        return same_day and same_names and published.get("made") == made_mark()

    def _keep_published(self, build: Build) -> None:
        build.con.close()
        self.store.clean()
        self.report.snapshot, self.report.unchanged = self.store.current(), True

    def _take(self, build: Build, dataset: Dataset, problem: Problem | None, seconds: float) -> _Took:
        started = time.perf_counter()
        files = self.landing.landed(dataset.id)
        taken = build.take(dataset, files) if files else Taken(dataset.id)
        problem = taken.problem or problem
        if problem:
            self.attempts.note(dataset.id, self.now, problem)
        return _Took(dataset, files, taken, problem, seconds + time.perf_counter() - started)

    def _tell(self, build: Build, took: list[_Took]) -> None:
        """The lines of the report."""
        quarantined, failing = build.quarantined(), build.failing_checks()
        for one in took:
            dataset, change, problem = one.dataset, one.taken.change, one.problem
            warnings = (*one.taken.notes, *failing.get(dataset.id, ()))
            if problem and self._is_absent(dataset, one.files):
                warnings, problem = (*warnings, str(problem)), None
            self.report.datasets.append(
                DatasetReport(
                    dataset.id,
                    dataset.fact,
                    len(one.files),
                    one.taken.read,
                    one.taken.kept,
                    *quarantined.get(dataset.id, (0, 0)),
                    change.added,
                    change.changed,
                    change.gone,
                    one.seconds,
                    warnings,
                    str(problem) if problem else None,
                )
            )

    def _is_absent(self, dataset: Dataset, files: list[Landed]) -> bool:
        """The folder holds no file of a data set that nobody asked for by name: worth a warning, no failure."""
        asked = dataset.id in self.request.only
        return self.request.folder is not None and not files and not asked and dataset.id not in self.planned

    def _refuse_nothing(self, build: Build) -> None:
        """Nothing to show, or not one of the data sets asked for by name: then nothing is published."""
        rows = count_of(build.con, "part")
        failed = [line for line in self.report.datasets if line.problem]
        asked_all_failed = self.request.only and len(failed) == len(self.report.datasets)
        if not rows or asked_all_failed:
            sentences = " ".join(str(line.problem) for line in failed)
            raise Problem(f"nothing was published. {sentences or 'No data set has a file'}".strip())

    def _as_of(self) -> date:
        return self.request.as_of or self.now.astimezone(ZoneInfo(self.city.profile.time_zone)).date()


def _disk_problem(error: Exception, home: Path) -> Problem:
    full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT) or any(
        words in str(error).lower() for words in ("no space left", "file too large", "could not write", "out of disk")
    )
    if full:
        return Problem("the disk is full; what was served before is still served", place=str(home))
    return Problem("the files under ONESCREEN_HOME cannot be read or written", place=str(home), found=str(error)[:160])
