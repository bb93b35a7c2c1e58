"""A build: a private database file that begins as a copy of the current snapshot and takes in what has landed since."""

import hashlib
import json
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
from pipelines.staging.tail import Before, Fresh, has_grown, rest_of

TABLES = """
CREATE TABLE IF NOT EXISTS meta (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE IF NOT EXISTS part (
  dataset VARCHAR, part INTEGER, name VARCHAR, sha256 VARCHAR, bytes BIGINT, rows BIGINT,
  published_at VARCHAR, landed_at VARCHAR, fingerprint VARCHAR
);
CREATE TABLE IF NOT EXISTS dataset_status (
  dataset VARCHAR PRIMARY KEY, fact VARCHAR, publisher VARCHAR, licence VARCHAR, name_en VARCHAR, name_zh VARCHAR,
  interval_hours DOUBLE, rows BIGINT, read BIGINT, added BIGINT, changed BIGINT, gone BIGINT,
  last_event TIMESTAMP, last_success TIMESTAMP, last_error VARCHAR, notes VARCHAR[]
);
"""
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
STAGING_VERSION = "1"
READING_KEYS = {"fact", "kind", "level", "read", "identity", "columns", "unpivot"}
DRAWN = (DISTRICT.name, BASE_MAP.name)
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


def fingerprint(dataset: Dataset, city: City, boundaries: str) -> str:
    """What the reading of a data set's files depends on besides their bytes."""
    shown = dataset.model_dump(mode="json", by_alias=True, include=READING_KEYS)
    agencies = {key: agency.model_dump() for key, agency in city.agencies.items()}
    profile = city.profile.model_dump(mode="json", include={"time_zone", "bounds", "levels", "holidays"})
    text = json.dumps([STAGING_VERSION, shown, agencies, profile, boundaries], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


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
        for table in (TABLES, QUARANTINE_TABLE, checks.TABLE, COVERAGE_TABLE):
            self.con.execute(table)
        list_workdays(self.con, city.profile)
        self._make_facts()
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
        fresh, whole = self._plan(dataset, landed)
        if not fresh:
            self._describe(dataset)
            return Taken(dataset.id, kept=self._rows(dataset))
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

    def quarantined(self, dataset_id: str) -> tuple[int, int]:
        """Rows kept out of the fact, and values set aside in rows that were kept, of one data set."""
        out, aside = one_row(
            self.con,
            "SELECT count(DISTINCT (part, line)) FILTER (WHERE NOT kept), count(*) FILTER (WHERE kept) "
            "FROM quarantine WHERE dataset = ?",
            [dataset_id],
        )
        return out, aside

    def warnings(self, dataset: Dataset, taken: Taken) -> tuple[str, ...]:
        """Notes of staging, and the checks of severity warn that do not pass."""
        rows = self.con.execute(
            "SELECT sentence FROM check_result WHERE dataset = ? AND NOT passed AND severity = 'warn'",
            [dataset.id],
        ).fetchall()
        return (*taken.notes, *(row[0] for row in rows))

    def boundaries_fingerprint(self) -> str:
        """Changes when any district's shape does."""
        return str(
            one_row(
                self.con,
                "SELECT coalesce(md5(string_agg(level || district_id || md5(wkb), ',' "
                "ORDER BY level, district_id)), '')"
                " FROM district_shape",
            )[0]
        )

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

    def _plan(self, dataset: Dataset, landed: list[Landed]) -> tuple[list[Fresh], bool]:
        """What to read, and whether that is the data set as a whole.

        Otherwise it is what came after all that was read before: new files, and before them what was added to the
        last file.
        """
        mark = self._mark(dataset)
        have = [Before(*row) for row in self.con.execute(
            "SELECT name, sha256, fingerprint, bytes FROM part WHERE dataset = ? ORDER BY part", [dataset.id]
        ).fetchall()]  # fmt: skip
        want = [Before(item.name, item.sha256, mark, item.bytes) for item in landed]
        if have == want:
            return [], False
        whole = [Fresh(part, item) for part, item in enumerate(landed, 1)]
        if not have or dataset.fact in (*self._drawn, "scheduled_service"):
            return whole, True
        last = len(have) - 1
        if want[: last + 1] == have:
            return whole[last + 1 :], False
        same = want[:last] == have[:last] and last < len(want) and have[last].fingerprint == mark
        if same and has_grown(dataset, have[last], landed[last]):
            return [Fresh(last + 1, landed[last], have[last].bytes), *whole[last + 1 :]], False
        return whole, True

    def _mark(self, dataset: Dataset) -> str:
        boundaries = "" if dataset.fact in self._drawn else self.boundaries_fingerprint()
        return fingerprint(dataset, self.city, boundaries)

    def _stage_all(self, dataset: Dataset, fresh: list[Fresh]) -> list[Staged]:
        self.con.execute(WAITING)
        return [self._stage(dataset, one) for one in fresh]

    def _take(self, dataset: Dataset, fresh: list[Fresh], staged: list[Staged], whole: bool) -> Taken:
        if whole:
            self.con.execute("DELETE FROM quarantine WHERE dataset = ?", [dataset.id])
            self.con.execute("DELETE FROM part WHERE dataset = ?", [dataset.id])
        self.con.execute("INSERT INTO quarantine SELECT * FROM set_aside")
        change = self._merge(dataset, [one.rows for one in staged if one.rows], whole)
        self._note_parts(dataset, fresh, staged)
        notes = tuple(dict.fromkeys(note for one in staged for note in one.notes))
        read = sum(one.read for one in staged)
        self._note_status(dataset, read, change, notes)
        return Taken(dataset.id, read, self._rows(dataset), change, notes)

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
            return Change(added=self._rows(dataset))
        model = self.model_of(dataset)
        before = self._rows(dataset)
        self._staged[model.name].show(rows, upsert_keys(dataset, model.name))
        change = upsert(self.con, dataset, model, whole)
        self._staged[model.name].clear()
        self._refuse_drop(dataset, before, change)
        results = checks.run_checks(self.con, model, dataset.id)
        checks.save(self.con, results, dataset.id)
        checks.refuse(results)
        update_coverage(self.con, load_facts()[model.name], self._levels, dataset.id)
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

    def _note_parts(self, dataset: Dataset, fresh: list[Fresh], staged: list[Staged]) -> None:
        mark = self._mark(dataset)
        for one, read in zip(fresh, (each.read for each in staged), strict=True):
            landed, key = one.landed, [dataset.id, one.part]
            published = landed.published_at and str(landed.published_at)
            earlier = self.con.execute("DELETE FROM part WHERE dataset = ? AND part = ? RETURNING rows", key).fetchall()
            self.con.execute(
                "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*key, landed.name, landed.sha256, landed.bytes, sum(rows for (rows,) in earlier) + read, published,
                 str(landed.fetched_at), mark],
            )  # fmt: skip

    def _note_status(self, dataset: Dataset, read: int, change: Change, notes: tuple[str, ...]) -> None:
        self.con.execute("DELETE FROM dataset_status WHERE dataset = ?", [dataset.id])
        self.con.execute(
            "INSERT INTO dataset_status VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [dataset.id, dataset.fact, dataset.publisher, dataset.licence, dataset.names["en"], dataset.names["zh"],
             dataset.interval_hours, self._rows(dataset), read, change.added, change.changed, change.gone,
             self._last_event(dataset), self.now.astimezone(UTC).replace(tzinfo=None), None, list(notes)],
        )  # fmt: skip

    def _describe(self, dataset: Dataset) -> None:
        """What a data set's YAML says of it holds for rows that were read before it was said."""
        self.con.execute(
            "UPDATE dataset_status SET publisher = ?, licence = ?, name_en = ?, name_zh = ?, interval_hours = ? "
            "WHERE dataset = ?",
            [dataset.publisher, dataset.licence, dataset.names["en"], dataset.names["zh"], dataset.interval_hours,
             dataset.id],
        )  # fmt: skip

    def _last_event(self, dataset: Dataset) -> datetime | None:
        """UTC time of the data set's newest row; None for boundaries and the base map."""
        if dataset.fact in self._drawn:
            return None
        model = self.model_of(dataset)
        event = load_facts()[model.name].event
        query = f"SELECT max({event})::TIMESTAMP FROM {model.name} WHERE dataset = ?"
        found: datetime | None = one_row(self.con, query, [dataset.id])[0]
        return found
