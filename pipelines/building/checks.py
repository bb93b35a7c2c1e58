"""Checks of the models' headers: grain, keys, ranges, conditions; each result is a row and a sentence."""

from dataclasses import dataclass

import duckdb

from datasets.problems import Problem
from pipelines.building.database import count_of, one_row
from pipelines.building.lineage import Model, ModelCheck

TABLE = """CREATE TABLE IF NOT EXISTS check_result (
  id VARCHAR, model VARCHAR, dataset VARCHAR, severity VARCHAR, passed BOOLEAN, found BIGINT, sentence VARCHAR
)"""


@dataclass(frozen=True)
class CheckResult:
    """found: rows that break the check."""

    id: str
    model: str
    severity: str
    found: int
    sentence: str

    @property
    def passed(self) -> bool:
        """Whether no row breaks the check."""
        return self.found == 0


def run_checks(
    con: duckdb.DuckDBPyConnection, model: Model, dataset: str | None = None, among: str | None = None
) -> list[CheckResult]:
    """Runs the grain and the header's checks over the model's rows, or over those of one data set.

    among: a table whose keys are the only ones that can have come to stand in two rows since the grain last held.
    """
    where = "TRUE" if dataset is None else f"dataset = '{dataset}'"
    keys = [key for key in model.grain if dataset is None or key != "dataset"]
    results = [_grain(con, model, keys, where, among)] if keys else []
    return results + [_run(con, model, check, where) for check in model.checks]


def save(con: duckdb.DuckDBPyConnection, results: list[CheckResult], dataset: str | None) -> None:
    """Replaces what is stored of these checks for the data set (None: for the whole table)."""
    con.execute(TABLE)
    if not results:
        return
    ids = [result.id for result in results]
    con.execute(
        "DELETE FROM check_result WHERE id IN (SELECT unnest(?)) AND dataset IS NOT DISTINCT FROM ?", [ids, dataset]
    )
    rows = [(r.id, r.model, dataset, r.severity, r.passed, r.found, r.sentence) for r in results]
    places = ", ".join("(?, ?, ?, ?, ?, ?, ?)" for _ in rows)
    con.execute(f"INSERT INTO check_result VALUES {places}", [value for row in rows for value in row])


def refuse(results: list[CheckResult]) -> None:
    """Raises Problem for the first error that does not pass."""
    for result in results:
        if result.severity == "error" and not result.passed:
            raise Problem(result.sentence, place=f"check {result.id}")


def _grain(
    con: duckdb.DuckDBPyConnection, model: Model, columns: list[str], where: str, among: str | None
) -> CheckResult:
    keys = ", ".join(columns)
    counted = keys if len(columns) == 1 else f"({keys})"
    met = f"(SELECT {keys} FROM {model.name} WHERE {where})" + (f" SEMI JOIN {among} USING ({keys})" if among else "")
    total, different = one_row(con, f"SELECT count(*), count(DISTINCT {counted}) FROM {met}")
    found = total - different
    sentence = f"{found} rows of {model.name} repeat {keys}" if found else f"one row per {keys} in {model.name}"
    return CheckResult(f"{model.name}.grain", model.name, "error", found, sentence)


def _run(con: duckdb.DuckDBPyConnection, model: Model, check: ModelCheck, where: str) -> CheckResult:
    broken, rule = _broken(check, model)
    found = count_of(con, f"{model.name} WHERE ({where}) AND ({broken})")
    sentence = f"{found} rows of {model.name} where {rule}" if found else f"no row of {model.name} where {rule}"
    return CheckResult(f"{model.name}.{check.kind}.{check.name}", model.name, check.severity, found, sentence)


def _broken(check: ModelCheck, model: Model) -> tuple[str, str]:
    """The SQL condition of a row that breaks the check, and it in words."""
    match check.kind, check.argument.split():
        case "not_null", [column]:
            return f"{column} IS NULL", f"{column} is empty"
        case "range", [column, low, high]:
            return f"{column} NOT BETWEEN {low} AND {high}", f"{column} is not between {low} and {high}"
        case "holds", _:
            return f"NOT ({check.argument})", f"not {check.name.replace('_', ' ')}"
    raise Problem("unknown check", place=f"pipelines/models/{model.name}.sql", found=f"{check.kind}: {check.argument}")
