"""One published snapshot, opened read-only and hardened, with its small tables in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from datasets.facts import load_facts
from datasets.problems import Problem
from pipelines.metrics.fact_columns import local_date
from pipelines.query.covered import Coverage, Covered
from pipelines.query.moment import Moment
from pipelines.query.places import UNPLACED, UNPLACED_NAMES, Named, Names, Places

Extent = tuple[date, date]


@dataclass(frozen=True)
class Limits:
    """What the query service may use. `seconds` is the time limit of one question."""

    threads: int = 2
    workers: int = 4
    memory: str = "2GB"
    temporary: str = "4GB"
    seconds: float = 20
    cache_bytes: int = 256 * 2**20
    index_bytes: int = 256 * 2**20
    poll_seconds: float = 2


@dataclass(frozen=True)
class StoredStatus:
    """A data set as the snapshot states it; times are UTC without an offset."""

    dataset: str
    name_en: str
    name_zh: str
    publisher: str
    licence: str
    interval_hours: float | None
    rows: int
    last_event: datetime | None
    last_success: datetime | None


@dataclass(frozen=True)
class StoredChange:
    """From that day on rows of the fact (`*`: of all) mean something else, in those categories or districts."""

    on: date
    fact: str
    categories: tuple[str, ...]
    districts: tuple[str, ...]
    name_en: str
    name_zh: str


def connect(path: Path, limits: Limits) -> duckdb.DuckDBPyConnection:
    """A connection that reads this file and nothing else; raises duckdb.Error where it does not open."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": limits.memory,
        "max_temp_directory_size": limits.temporary,
        "threads": str(limits.threads),
        "lock_configuration": "true",
    }
    return duckdb.connect(str(path), read_only=True, config=settings)


class OpenSnapshot:
    """An open snapshot. It closes when it has been retired and nobody uses it any more."""

    def __init__(self, path: Path, limits: Limits, time_zone: str) -> None:
        self.path = path
        self.id = path.stem
        self._connection = connect(path, limits)
        self._guard = threading.Lock()
        self._users = 0
        self._districts: dict[str, pd.DataFrame] = {}
        self._ranges: dict[tuple[str, tuple[str, ...], str], tuple[date, date]] = {}
        self._retired = False
        try:
            self.meta = dict(self._rows("select key, value from meta"))
            self.moment = _moment(self.meta, time_zone)
            self.coverage = Coverage([_covered(row) for row in self._rows(_COVERAGE)])
            self.places = self._places()
        except duckdb.Error as error:
            self._connection.close()
            raise Problem(f"the snapshot lacks what a snapshot has ({error})", self.id) from error

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one worker."""
        with self._guard:
            return self._connection.cursor()

    @contextmanager
    def used(self) -> Iterator[OpenSnapshot]:
        """Keeps the file open while the block runs."""
        with self._guard:
            self._users += 1
        try:
            yield self
        finally:
            with self._guard:
                self._users -= 1
                self._close_if_idle()

    def extent(self, fact: str, kinds: tuple[str, ...], column: str | None) -> Extent | None:
        """First and last local date of the rows in a period by that date column (None: by the fact's event).

        Dates that lie in the future of the snapshot, such as those by which work is due, do not extend it.
        """
        covered = self.coverage.extent(fact, kinds)
        if covered is None or column in (None, _event_date(fact)):
            return covered
        first, last = self._date_range(fact, kinds, str(column))
        return (first, min(last, max(self.moment.day, covered[1]))) if first else None

    def retire(self) -> None:
        """Closes the file as soon as nobody uses it."""
        with self._guard:
            self._retired = True
            self._close_if_idle()

    @cached_property
    def categories(self) -> dict[tuple[str, str], frozenset[str]]:
        """The categories of each fact and kind."""
        facts = {row.fact for row in self.coverage.rows if "category" in row.fields}
        found: dict[tuple[str, str], frozenset[str]] = {}
        for fact in sorted(facts & set(load_facts())):
            listed = f"select kind, list(distinct category) from {fact} where category is not null group by 1"
            found |= {(fact, kind): frozenset(names) for kind, names in self._rows(listed)}
        return found

    @cached_property
    def statuses(self) -> dict[str, StoredStatus]:
        """Every data set of the snapshot by id."""
        return {row[0]: StoredStatus(*row) for row in self._rows(_STATUSES)}

    @cached_property
    def category_names(self) -> dict[str, dict[str, tuple[str, str]]]:
        """Names of each fact's categories in English and Chinese."""
        found: dict[str, dict[str, tuple[str, str]]] = {}
        for fact, category, en, zh in self._rows("select fact, category, name_en, name_zh from category"):
            found.setdefault(fact, {})[category] = (en, zh)
        return found

    @cached_property
    def changes(self) -> tuple[StoredChange, ...]:
        """What publishers say of changed definitions and boundaries, oldest first; none in a snapshot without them."""
        known = self._rows("select 1 from duckdb_tables() where table_name = 'definition_change'")
        rows = self._rows(_CHANGES) if known else []
        return tuple(StoredChange(on, fact, _listed(c), _listed(d), en, zh) for on, fact, c, d, en, zh in rows)

    @cached_property
    def base_map(self) -> pd.DataFrame:
        """The features behind the districts; see QueryService.base_map."""
        known = self._rows("select 1 from duckdb_tables() where table_name = 'base_map'")
        listed = f"select {BASE_MAP_COLUMNS} from base_map order by layer, name_en, shape"
        return pd.DataFrame(self._rows(listed) if known else [], columns=BASE_MAP_COLUMNS.split(", "))

    @cached_property
    def states_residents(self) -> bool:
        """Whether boundaries say how many people live in some district."""
        return bool(self._rows("select 1 from district where population is not null limit 1"))

    def districts(self, level: str) -> pd.DataFrame:
        """The districts of a level, their rings as lists; see QueryService.districts."""
        if level not in self._districts:
            self._districts[level] = self._read_districts(level)
        return self._districts[level].copy(deep=False)

    def _read_districts(self, level: str) -> pd.DataFrame:
        query = f"select {DISTRICT_COLUMNS} from district where level = ? order by district_id"
        with self.cursor() as cursor:
            rows = cursor.execute(query, [level]).fetchall()
        return pd.DataFrame(rows, columns=DISTRICT_COLUMNS.split(", "))

    def _close_if_idle(self) -> None:
        if self._retired and self._users == 0:
            self._connection.close()

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple]:
        with self.cursor() as cursor:
            return cursor.execute(sql, parameters).fetchall()

    def _date_range(self, fact: str, kinds: tuple[str, ...], column: str) -> tuple[date, date]:
        key = (fact, kinds, column)
        if key not in self._ranges:
            rows = f"{fact} where len($1) = 0 or kind in (select unnest($1))"
            found = self._rows(f"select min({column}), max({column}) from {rows}", [list(kinds)])[0]
            self._ranges[key] = (found[0], found[1])
        return self._ranges[key]

    def _places(self) -> Places:
        levels: dict[str, list[Named]] = {}
        for level, district, en, zh, code in self._rows(_DISTRICTS):
            names = UNPLACED_NAMES.get(district, (en, zh)) if district in UNPLACED else (en, zh)
            codes = (code,) if code else ()
            levels.setdefault(level, []).append(Named(district, names[0], names[1], codes))
        agencies = [Named(agency, en, zh, tuple(codes or ())) for agency, en, zh, codes in self._rows(_AGENCIES)]
        districts = {level: Names(level.replace("_", " "), named) for level, named in levels.items()}
        return Places(districts, Names("agency", agencies))


def _event_date(fact: str) -> str | None:
    event = load_facts()[fact].event
    return local_date(event) if event else None


DISTRICT_COLUMNS = "district_id, name_en, name_zh, parent_id, code, population, area_km2, rings, label_x, label_y"
BASE_MAP_COLUMNS = "layer, name_en, name_zh, shape, rings"
_COVERAGE = "select fact, kind, dataset, rows, first_date, last_date, fields from coverage"
_DISTRICTS = (
    "select level, district_id, coalesce(name_en, district_id), "
    "coalesce(name_zh, name_en, district_id), code "
    "from district order by level, district_id"
)
_AGENCIES = "select agency, coalesce(name_en, agency), coalesce(name_zh, name_en, agency), codes from agency"
_CHANGES = (
    "select effective_date, fact, categories, districts, name_en, name_zh from definition_change "
    "order by effective_date, change_id"
)
_STATUSES = (
    "select dataset, name_en, name_zh, publisher, licence, interval_hours, rows, last_event, last_success "
    "from dataset_status order by dataset"
)


def _covered(row: tuple) -> Covered:
    fact, kind, dataset, rows, first, last, fields = row
    return Covered(fact, kind, dataset, rows, first, last, frozenset(fields))


def _moment(meta: dict[str, str], time_zone: str) -> Moment:
    """The end of the `as_of` day in the city, or the moment of the build where that was earlier on that day."""
    day = date.fromisoformat(meta["as_of"])
    end = datetime.combine(day, time.max, ZoneInfo(time_zone)).astimezone(UTC)
    built = datetime.fromisoformat(meta["built_at"]) if "built_at" in meta else end
    built = built if built.tzinfo else built.replace(tzinfo=UTC)
    return Moment(min(end, built.astimezone(UTC)).replace(tzinfo=None), day, time_zone)


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split("、") if part.strip())
