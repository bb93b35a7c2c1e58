"""SQL expressions in YAML, checked before a file is read with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlglot
from sqlglot.errors import SqlglotError

from datasets.dataset import NAMED_IN_BRACES, Dataset
from datasets.problems import Problem
from datasets.yaml_file import KeyPath, YamlFile


def expression_problems(file: YamlFile, dataset: Dataset) -> Iterator[Problem]:
    """Every `sql` of the data set that is not one expression."""
    for keys, sql in _expressions(dataset):
        problem = _syntax_problem(sql)
        if problem:
            yield Problem(problem, file.place(keys), sql)


def _expressions(dataset: Dataset) -> Iterator[tuple[KeyPath, str]]:
    for name, column in dataset.columns.items():
        if column.sql is not None:
            yield ("columns", name, "sql"), column.sql
    for name, cell in (dataset.unpivot.columns if dataset.unpivot else {}).items():
        if cell.sql is not None:
            yield ("unpivot", "columns", name, "sql"), cell.sql


def _syntax_problem(sql: str) -> str | None:
    filled = NAMED_IN_BRACES.sub("(text)", sql)
    try:
        parsed = sqlglot.parse(f"SELECT {filled} AS value", read="duckdb")
    except SqlglotError as error:
        first = re.sub(r"\s+", " ", str(error).split(". Line ")[0])
        return f"is not an SQL expression: {first}"
    return None if len(parsed) == 1 else "is not one SQL expression"
