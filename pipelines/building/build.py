"""A build: a private database file that begins as a copy of the current snapshot and takes in what has landed since."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from datasets.city import City
from datasets.dataset import Dataset
from datasets.facts import BASE_MAP, DISTRICT, load_facts
from datasets.landing import Landed
from datasets.problems import Problem
from pipelines.building import checks
from pipelines.building.coverage import TABLE as COVERAGE_TABLE
from pipelines.building.coverage import update_coverage
from pipelines.building.database import count_of, one_row
from pipelines.building.lineage import Model, models
from pipelines.building.listed import category_names_mark, list_names
from pipelines.building.made import MadeFacts, made_mark
from pipelines.building.outdated import make_table
from pipelines.building.parts import DRAWN, Parts
from pipelines.building.parts import TABLE as PARTS_TABLE
from pipelines.building.statuses import TABLE as STATUS_TABLE
from pipelines.building.statuses import Reading, Statuses
from pipelines.building.upsert import Change, upsert, upsert_keys
from pipelines.building.workdays import list_workdays
from pipelines.clock import CityClock
from pipelines.staging.base_map import BaseMapStager
from pipelines.staging.boundaries import BoundaryStager
from pipelines.staging.gtfs import FACT as GTFS_FACT
from pipelines.staging.gtfs import GtfsStager
from pipelines.staging.place import Place
from pipelines.staging.quarantine import TABLE as QUARANTINE_TABLE
from pipelines.staging.quarantine import WAITING
from pipelines.staging.rows import PartRows, StagedFact
from pipelines.staging.stage import Staged, Stager
from pipelines.staging.tail import Fresh, rest_of

META = "CREATE TABLE IF NOT EXISTS meta (key VARCHAR PRIMARY KEY, value VARCHAR)"
KEYS = """
CREATE OR REPLACE TEMP VIEW district_key AS
SELECT level, key, min(district_id) AS district_id FROM (
  SELECT level, district_id, upper(unnest([district_id, code, name_en, name_zh])) AS key FROM district
  WHERE rings IS NOT NULL
) WHERE key IS NOT NULL GROUP BY level, key;
CREATE OR REPLACE TEMP VIEW agency_key AS
SELECT key, min(agency) AS agency FROM (
  SELECT agency, upper(unnest(list_concat([agency, name_en, name_zh], codes))) AS key FROM agency_list
) WHERE key IS NOT NULL GROUP BY key;
"""
MAX_ROW_DROP = 0.5
MEMORY = "50%"


@dataclass(frozen=True)
class Taken:
    """What a build did with one data set's files. `problem` says why its last good rows were left as they were."""

    dataset: str
    read: int = 0
    kept: int = 0
    change: Change = field(default_factory=Change)
    notes: tuple[str, ...] = ()
    problem: Problem | None = None


class Build:
    """Takes data sets into one database file; `finish` makes it a snapshot's content.

    outdated: data sets whose rows an older version of the program wrote in other columns; they must be taken again.
    """

    def __init__(self, path: Path, city: City, clock: CityClock) -> None:
        self.city, self.clock, self.now = city, clock, clock.now()
        self._folder = path.parent
        self.con = duckdb.connect(str(path))
        self.con.execute(f"SET TimeZone = 'UTC'; SET preserve_insertion_order = true; SET memory_limit = '{MEMORY}'")
        self._place = Place.of(city.profile, self.now)
        self._levels = self._place.levels
        for table in (META, PARTS_TABLE, STATUS_TABLE, QUARANTINE_TABLE, checks.TABLE, COVERAGE_TABLE):
            self.con.execute(table)
        list_workdays(self.con, city.profile)
        self._make_facts()
        self._parts, self._statuses = Parts(self.con, city), Statuses(self.con)
        self._made = MadeFacts(self.con, city.profile)
        self._stager = Stager(self.con, city, self._place)
        self._drawn: dict[str, BoundaryStager | BaseMapStager] = {
            DISTRICT.name: BoundaryStager(self.con, city.profile.levels, self._place, self._stager.locator),
            BASE_MAP.name: BaseMapStager(self.con, self._place),
        }
        self._gtfs = GtfsStager(self.con, self._place)
        self._make_keys()

    def close(self) -> None:
        """Closes the file, with nothing left in a write-ahead log."""
        self.con.execute("CHECKPOINT")
        self.con.close()

    def take(self, dataset: Dataset, landed: list[Landed]) -> Taken:
        """Brings the data set's files in; on a Problem everything of it stays as it was before."""
        fresh, whole = self._parts.plan(dataset, landed)
        if not fresh:
            return Taken(dataset.id, kept=self._statuses.describe(dataset))
        try:
            staged = self._stage_all(dataset, fresh)
            with self._all_or_nothing():
                taken = self._take(dataset, fresh, staged, whole)
            self._made.touch(dataset.id, taken.change.since)
            return taken
        except Problem as problem:
            return Taken(dataset.id, kept=self._rows(dataset), problem=problem)
        except duckdb.OutOfMemoryException as error:
            lacking = Problem("there is not enough memory to read it", place=dataset.id, found=str(error)[:120])
            return Taken(dataset.id, kept=self._rows(dataset), problem=lacking)

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self.con.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.con.execute("ROLLBACK")
            raise
        self.con.execute("COMMIT")

    def finish(self, as_of: date) -> None:
        """Updates, dimensions and their checks; raises Problem where a check of severity error does not pass."""
        for model in models().values():
            if model.build == "update":
                self.con.execute(model.sql)
        before = self.con.execute("SELECT value FROM meta WHERE key = 'made'").fetchone()
        self._made.make(before[0] if before else None)
        for model in models().values():
            if model.build == "whole" and model.name in load_facts():
                self._made.make_whole(model)
            elif model.build == "whole":
                self.con.execute(f"CREATE OR REPLACE TABLE {model.name} AS {model.sql}")
                results = checks.run_checks(self.con, model)
                checks.save(self.con, results, None)
                checks.refuse(results)
        meta = {
            "city": self.city.id,
            "as_of": as_of.isoformat(),
            "built_at": self.now.astimezone(UTC).isoformat(timespec="seconds"),
            "time_zone": self.city.profile.time_zone,
            "synthetic": str(self.city.profile.synthetic).lower(),
            "category_names": category_names_mark(self.city),
            "made": made_mark(),
            **self.clock.meta(),
        }
        self.con.execute("DELETE FROM meta")
        self.con.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))

    def quarantined(self) -> dict[str, tuple[int, int]]:
        """By data set: rows kept out of the fact, and values set aside in rows that were kept."""
        counted = self.con.execute(
            "SELECT dataset, count(DISTINCT (part, line)) FILTER (WHERE NOT kept), count(*) FILTER (WHERE kept) "
            "FROM quarantine GROUP BY dataset"
        ).fetchall()
        return {dataset: (out, aside) for dataset, out, aside in counted}

    def failing_checks(self) -> dict[str, tuple[str, ...]]:
        """By data set: the sentences of checks of severity warn that do not pass."""
        found: dict[str, tuple[str, ...]] = {}
        listed = "SELECT dataset, sentence FROM check_result WHERE NOT passed AND severity = 'warn' ORDER BY id"
        for dataset, sentence in self.con.execute(listed).fetchall():
            found[dataset] = (*found.get(dataset, ()), sentence)
        return found

    def _make_facts(self) -> None:
        self._staged = {name: StagedFact(self.con, fact, self._levels) for name, fact in load_facts().items()}
        incremental = [model for model in models().values() if model.build == "incremental"]
        emptied = {model.name for model in incremental if make_table(self.con, model)}
        fed = {d.id for d in self.city.datasets.values() if d.fact not in DRAWN and self.model_of(d).name in emptied}
        for dataset in fed:
            self.con.execute("DELETE FROM part WHERE dataset = ?", [dataset])
        self.outdated = frozenset(fed)

    def _make_keys(self) -> None:
        """The words by which sources name districts and agencies, as views that staging joins to."""
        list_names(self.con, self.city)
        self.con.execute(KEYS)

    def _stage_all(self, dataset: Dataset, fresh: list[Fresh]) -> list[Staged]:
        self.con.execute(WAITING)
        return [self._stage(dataset, one) for one in fresh]

    def _take(self, dataset: Dataset, fresh: list[Fresh], staged: list[Staged], whole: bool) -> Taken:
        if whole:
            self.con.execute("DELETE FROM quarantine WHERE dataset = ?", [dataset.id])
            self._parts.drop(dataset.id)
        self.con.execute("INSERT INTO quarantine SELECT * FROM set_aside")
        change = self._merge(dataset, [one.rows for one in staged if one.rows], whole)
        self._parts.note(dataset, fresh, [one.read for one in staged])
        notes = tuple(dict.fromkeys(note for one in staged for note in one.notes))
        read = sum(one.read for one in staged)
        rows, last_event = self._rows(dataset), self._last_event(dataset)
        reading = Reading(rows, read, change.added, change.changed, change.gone, last_event, notes)
        self._statuses.note(dataset, reading, self.now)
        return Taken(dataset.id, read, rows, change, notes)

    def _stage(self, dataset: Dataset, fresh: Fresh) -> Staged:
        if dataset.fact in self._drawn:
            return self._drawn[dataset.fact].stage(dataset, fresh.landed, fresh.part)
        if dataset.fact == "scheduled_service":
            return self._gtfs.stage(dataset, fresh.landed, fresh.part)
        if not fresh.start:
            return self._stager.stage(dataset, fresh.landed, fresh.part)
        with rest_of(fresh, dataset, self._folder) as (rest, skipped):
            return self._stager.stage(dataset, rest, fresh.part, skipped)

    def _merge(self, dataset: Dataset, rows: list[PartRows], whole: bool) -> Change:
        if dataset.fact in self._drawn:
            self._drawn[dataset.fact].apply(dataset)
            self._parts.forget()
            return Change(added=self._rows(dataset))
        model = self.model_of(dataset)
        before = self._rows(dataset)
        self._staged[model.name].show(rows, upsert_keys(dataset, model.name))
        change = upsert(self.con, dataset, model, whole)
        self._staged[model.name].clear()
        self._refuse_drop(dataset, before, change)
        results = checks.run_checks(self.con, model, dataset.id, change.among)
        checks.save(self.con, results, dataset.id)
        checks.refuse(results)
        fresh = None if whole else change.among
        update_coverage(self.con, load_facts()[model.name], self._levels, dataset.id, fresh)
        return change

    def _refuse_drop(self, dataset: Dataset, before: int, change: Change) -> None:
        if change.gone > MAX_ROW_DROP * before:
            raise Problem(
                f"{change.gone:,} of the {before:,} rows that were there are gone; the last good data stay. "
                "If this is right, remove the data set's folder under landing/ and refresh again",
                place=dataset.id,
            )

    def model_of(self, dataset: Dataset) -> Model:
        """The model that the data set feeds."""
        return models()[GTFS_FACT if dataset.fact == "scheduled_service" else dataset.fact]

    def _rows(self, dataset: Dataset) -> int:
        if dataset.fact in self._drawn:
            return self._drawn[dataset.fact].rows(dataset)
        return count_of(self.con, f"{self.model_of(dataset).name} WHERE dataset = ?", [dataset.id])

    def _last_event(self, dataset: Dataset) -> datetime | None:
        """UTC time of the data set's newest row; None for boundaries and the base map."""
        if dataset.fact in self._drawn:
            return None
        model = self.model_of(dataset)
        event = load_facts()[model.name].event
        query = f"SELECT max({event})::TIMESTAMP FROM {model.name} WHERE dataset = ?"
        found: datetime | None = one_row(self.con, query, [dataset.id])[0]
        return found
