"""Staging: one landed file of a data set to typed rows of its fact, and to quarantine what cannot be read."""

from dataclasses import dataclass

import duckdb

from datasets.city import City
from datasets.dataset import Dataset
from datasets.facts import mappable_facts
from datasets.landing import Landed
from datasets.problems import Problem
from pipelines.geography.locate import Locator
from pipelines.schema import fact_columns

from .compose import Composed, Composer, Rows
from .dialect import Dialect, read_dialect
from .districts import UNKNOWN, Districts
from .faults import fatal_mask
from .formats import forget_rejects, with_own_formats_first
from .identity import drop_repeats, key_expressions
from .lines import line_numbers
from .mapping import Header, map_header, needed_targets
from .place import Place
from .points import mercator_columns
from .quarantine import Quarantine, bad_rows, refuse_mostly_broken, refuse_mostly_faulty
from .scan import scan


@dataclass(frozen=True)
class Staged:
    """What staging one file gave: rows in it, rows kept for the fact, and notes for the reader of the report."""

    read: int
    kept: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _File:
    dataset: Dataset
    part: int
    dialect: Dialect
    composed: Composed
    quarantine: Quarantine


class Stager:
    """Stages files into the `staged_<fact>` tables of a build; one a build."""

    def __init__(self, con: duckdb.DuckDBPyConnection, city: City, place: Place) -> None:
        self._con, self._place = con, place
        self.locator = Locator(con)
        self._districts = Districts(con, city.profile.levels, self.locator)

    def stage(self, dataset: Dataset, landed: Landed, part: int) -> Staged:
        """Appends the rows of one file to `staged_<fact>`; raises Problem where the file cannot be read."""
        fact = mappable_facts()[dataset.fact]
        dialect = read_dialect(landed, dataset.read, f"{dataset.id}.yaml")
        header = Header(dialect.header, f"{landed.name}, line {dialect.header_line}")
        mapping = map_header(dataset, header, needed_targets(dataset, fact))
        forget_rejects(self._con)
        dialect = with_own_formats_first(self._con, dialect, mapping)
        rows = Rows(scan(dialect), dialect.header, dialect.formats)
        composed = Composer(dataset, fact, mapping, rows, self._place).compose()
        quarantine = Quarantine(self._con, dataset.id, part, landed.name)
        file = _File(dataset, part, dialect, composed, quarantine)
        records = self._load(file)
        rejected = self._set_aside(file, records)
        self._append(file)
        self._unknown_districts(file)
        repeats = drop_repeats(self._con, dataset, part, quarantine)
        kept = self._count_kept(dataset, part)
        notes = mapping.notes + ((f"{repeats} rows repeat a key of their file",) if repeats else ())
        return Staged(records + rejected, kept, notes)

    def _load(self, file: _File) -> int:
        """Fills `staged` with every row that could be split; returns how many records the file has."""
        try:
            self._con.execute(f"CREATE OR REPLACE TEMP TABLE staged_raw AS {file.composed.sql}")
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise Problem("cannot be read", place=file.dialect.name, found=str(error)[:200]) from error
        record = "*" if file.composed.numbered else "rowid + 1 AS record, *"
        self._con.execute(f"CREATE OR REPLACE TEMP VIEW staged AS SELECT {record} FROM staged_raw")
        count = "count(DISTINCT record)" if file.composed.numbered else "count(*)"
        return self._con.execute(f"SELECT {count} FROM staged").fetchone()[0]

    def _set_aside(self, file: _File, records: int) -> int:
        """Quarantines lines that could not be split and rows with a fault; returns how many lines were rejected."""
        rejects = file.quarantine.rejects()
        refuse_mostly_broken(file.dialect, records, rejects, f"{file.dataset.id}.yaml")
        file.quarantine.add(rejects, None, kept=False)
        broken = rejects["line"].tolist()
        file.quarantine.lines = lambda wanted: line_numbers(file.dialect, wanted, records, broken)
        bad = bad_rows(self._con, "staged")
        refuse_mostly_faulty(file.quarantine.file, records, bad, file.composed.faults)
        file.quarantine.add_faults(bad, file.composed.faults)
        return len(rejects)

    def _append(self, file: _File) -> None:
        fact = mappable_facts()[file.dataset.fact]
        have = file.composed.columns
        ids, joins = self._districts.expressions(file.dataset, have)
        given = {name: f"s.{name}" for name in have}
        given |= {"dataset": f"'{file.dataset.id}'", "part": str(file.part), "record": "s.record"}
        if "agency" in have:
            given["agency"] = "coalesce(a.agency, s.agency)"
            joins += " LEFT JOIN agency_key AS a ON a.key = upper(trim(s.agency))"
        given |= key_expressions(file.dataset, fact, have) | mercator_columns(have) | ids
        columns = fact_columns(fact, self._place.levels)
        values = ", ".join(f"{given.get(name, 'NULL')}::{type_} AS {name}" for name, type_ in columns.items())
        self._con.execute(
            f"INSERT INTO staged_{fact.name} BY NAME SELECT {values} FROM staged AS s {joins} "
            f"WHERE s.bad & {fatal_mask(file.composed.faults)} = 0"
        )

    def _unknown_districts(self, file: _File) -> None:
        """Names the district keys that the boundaries do not know; their rows stay."""
        own = f"f.dataset = '{file.dataset.id}' AND f.part = {file.part}"
        for level in self._place.levels:
            if f"{level}_key" not in file.composed.columns:
                continue
            unknown = self._con.execute(
                f"SELECT DISTINCT f.record, s.{level}_key AS raw FROM staged_{file.dataset.fact} AS f "
                f"JOIN staged AS s ON s.record = f.record WHERE {own} AND f.{level}_id = '{UNKNOWN}'"
            ).df()
            reason = f"{level} is not in the boundaries"
            file.quarantine.add_records(unknown.assign(reason=reason), f"{level}_id", kept=True)

    def _count_kept(self, dataset: Dataset, part: int) -> int:
        return self._con.execute(
            f"SELECT count(*) FROM staged_{dataset.fact} WHERE dataset = ? AND part = ?", [dataset.id, part]
        ).fetchone()[0]
