"""Staging: one landed file of a data set to typed rows of its fact, and to quarantine what cannot be read."""

from dataclasses import dataclass

import duckdb

from datasets.city import City
from datasets.dataset import Dataset
from datasets.facts import mappable_facts
from datasets.landing import Landed
from datasets.problems import Problem
from pipelines.building.database import count_of
from pipelines.geography.locate import Locator
from pipelines.staging.compose import Composed, Composer
from pipelines.staging.dialect import Dialect, read_dialect
from pipelines.staging.districts import Districts
from pipelines.staging.faults import BLANK, fatal_mask
from pipelines.staging.formats import forget_rejects, with_own_formats_first
from pipelines.staging.identity import find_repeats, identity_columns, key_expressions
from pipelines.staging.lines import line_numbers
from pipelines.staging.mapping import Header, map_header, needed_targets
from pipelines.staging.place import Place
from pipelines.staging.points import mercator_columns
from pipelines.staging.quarantine import Quarantine, Source, bad_rows, refuse_mostly_broken, refuse_mostly_faulty
from pipelines.staging.rows import PartRows, select_rows
from pipelines.staging.scan import scan
from pipelines.staging.targets import Rows


@dataclass(frozen=True)
class Staged:
    """What staging one file gave: rows in it, notes for the reader of the report, and where its rows wait."""

    read: int
    notes: tuple[str, ...]
    rows: PartRows | None = None


@dataclass(frozen=True)
class _File:
    dataset: Dataset
    part: int
    dialect: Dialect
    composed: Composed
    quarantine: Quarantine

    @property
    def fatal(self) -> int:
        return fatal_mask(self.composed.faults)


class Stager:
    """Stages delimited files of a build; one a build."""

    def __init__(self, con: duckdb.DuckDBPyConnection, city: City, place: Place) -> None:
        self._con, self._place = con, place
        self.locator = Locator(con)
        self._districts = Districts(con, city.profile.levels, self.locator)

    def stage(self, dataset: Dataset, landed: Landed, part: int, skipped: int = 0) -> Staged:
        """Reads one file into a temporary table; raises Problem where the file cannot be read.

        skipped: lines of the published file that are left out between the header and the rows of this one.
        """
        fact = mappable_facts()[dataset.fact]
        dialect = read_dialect(landed, dataset.read, f"{dataset.id}.yaml")
        header = Header(dialect.header, f"{landed.name}, line {dialect.header_line}")
        mapping = map_header(dataset, header, needed_targets(dataset, fact))
        forget_rejects(self._con)
        dialect = with_own_formats_first(self._con, dialect, mapping)
        text = Rows(scan(dialect), dialect.header, dialect.formats)
        composed = Composer(dataset, fact, mapping, text, self._place).compose()
        quarantine = Quarantine(self._con, dataset.id, Source(part, landed.name, skipped))
        file = _File(dataset, part, dialect, composed, quarantine)
        records = self._load(file)
        read = records - self._count_blank() + self._set_aside(file, records)
        repeats = find_repeats(self._con, dataset, file.fatal, file.quarantine)
        self._districts.name_unknown(composed.columns, file.fatal, file.quarantine)
        return Staged(read, mapping.notes, self._rows(file, repeats))

    def _load(self, file: _File) -> int:
        """Fills the part's table with every row that could be split; returns how many records the file has."""
        table = f"typed_{file.part}"
        try:
            self._con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {file.composed.sql}")
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise Problem("cannot be read", place=file.dialect.name, found=str(error)[:200]) from error
        numbered = "*" if file.composed.numbered else "rowid + 1 AS record, *"
        self._con.execute(f"CREATE OR REPLACE TEMP VIEW staged AS SELECT rowid AS place, {numbered} FROM {table}")
        rows = "(SELECT DISTINCT record FROM staged)" if file.composed.numbered else "staged"
        return count_of(self._con, rows)

    def _set_aside(self, file: _File, records: int) -> int:
        """Quarantines lines that could not be split and rows with a fault; returns how many lines were rejected."""
        rejects = file.quarantine.rejects()
        refuse_mostly_broken(file.dialect, records, rejects, f"{file.dataset.id}.yaml")
        file.quarantine.add(rejects, None, kept=False)
        broken = rejects["line"].tolist()
        file.quarantine.lines = lambda wanted: line_numbers(file.dialect, wanted, records, broken)
        bad = bad_rows(self._con, "staged")
        refuse_mostly_faulty(file.quarantine.source.file, records, bad, file.composed.faults)
        file.quarantine.add_faults(bad, file.composed.faults)
        return len(rejects)

    def _rows(self, file: _File, repeats: int) -> PartRows:
        """The SELECT of the file's rows as the fact has them."""
        fact, have, part = mappable_facts()[file.dataset.fact], file.composed.columns, file.part
        ids, joins = self._districts.expressions(file.dataset, have, part)
        given = {name: f"s.{name}" for name in have} | ids | mercator_columns(have)
        record = f"s.record + {file.quarantine.source.skipped}"
        given |= {"dataset": f"'{file.dataset.id}'", "part": str(part), "record": record}
        if "agency" in have:
            given["agency"] = "coalesce(a.agency, s.agency)"
            joins += " LEFT JOIN agency_key AS a ON a.key = upper(trim(s.agency))"
        given |= key_expressions(file.dataset, fact, have)
        unrepeated = ""
        if repeats:
            self._con.execute(f"CREATE OR REPLACE TEMP TABLE repeated_{part} AS SELECT place FROM repeated")
            unrepeated = f" AND s.place NOT IN (SELECT place FROM repeated_{part})"
        numbered = "t.*" if file.composed.numbered else "t.rowid + 1 AS record, t.*"
        table = f"(SELECT t.rowid AS place, {numbered} FROM typed_{part} AS t) AS s"
        where = f"WHERE s.bad & {file.fatal} = 0{unrepeated}"
        sql = select_rows(fact, self._place.levels, given, f"FROM {table} {joins} {where}")
        return PartRows(part, sql, _keys(file, sql, f"FROM {table} {where}"))

    def _count_blank(self) -> int:
        return count_of(self._con, f"staged WHERE bad = {BLANK}")


def _keys(file: _File, sql: str, source: str) -> str:
    """A SELECT of the rows' identity: from the typed table where it stands there, which needs no join."""
    keys = identity_columns(file.dataset)
    if "agency" in keys or not set(keys) <= file.composed.columns:
        return f"SELECT part, place, record, {', '.join(keys)} FROM ({sql})"
    return f"SELECT {file.part} AS part, s.place, s.record, {', '.join(f's.{key}' for key in keys)} {source}"
