"""SQL of metric records: checked against the fact's columns, narrowed to a metric's own rows."""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from datasets.problems import Problem, did_you_mean

FORBIDDEN = (exp.Query, exp.Window, exp.DDL, exp.Parameter)
AS_OF = "as_of"
END = "end"
END_AT = "end_at"
MOMENTS = (AS_OF, END, END_AT)
FUNCTIONS = frozenset(
    {
        "isfinite",
        "isnan",
        "list_avg",
        "list_max",
        "list_min",
        "list_reverse_sort",
        "list_slice",
        "list_sort",
        "list_sum",
    }
)


@lru_cache(maxsize=4096)
def _tree(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read="duckdb")


def parse(sql: str, place: str) -> exp.Expr:
    """The expression's tree, not shared with other callers; raises Problem where the SQL does not parse."""
    try:
        return _tree(sql).copy()
    except SqlglotError as error:
        reason = str(error).splitlines()[0].split(". Line")[0].rstrip(".")
        raise Problem(f"the SQL does not parse ({reason})", place, sql) from error


def check(
    sql: str, columns: dict[str, str], place: str, aggregate: bool, lacks: str = "the fact has no such field"
) -> list[Problem]:
    """What is wrong with an expression over these columns, which must (or may not) aggregate."""
    try:
        tree = parse(sql, place)
    except Problem as problem:
        return [problem]
    problems = [
        Problem(lacks, place, column.name, did_you_mean(column.name, columns))
        for column in tree.find_all(exp.Column)
        if column.name not in columns
    ]
    problems += [
        Problem("no such function", place, call.name, did_you_mean(call.name.lower(), FUNCTIONS))
        for call in tree.find_all(exp.Anonymous)
        if call.name.lower() not in FUNCTIONS
    ]
    problems += [
        Problem(f"no such moment; there are {', '.join(f'${name}' for name in MOMENTS)}", place, moment.sql("duckdb"))
        for moment in tree.find_all(exp.Placeholder)
        if moment.name not in MOMENTS
    ]
    if any(tree.find(kind) for kind in FORBIDDEN):
        problems.append(Problem("only expressions over the fact's own columns are allowed", place, sql))
    if aggregate != bool(tree.find(exp.AggFunc)):
        needs = "needs an aggregate such as count(*) or sum()" if aggregate else "may not aggregate"
        problems.append(Problem(f"the expression {needs}", place, sql))
    return problems


@lru_cache(maxsize=4096)
def sums_up(sql: str) -> bool:
    """Whether the aggregates of parts of the rows add up to those of all: counts and sums, added or scaled by numbers,
    of nothing that is counted once however often it is there."""
    return _is_sum(_tree(sql))


def _is_sum(node: exp.Expr) -> bool:
    match node:
        case exp.Paren() | exp.Cast() | exp.Neg() | exp.Filter():
            return _is_sum(node.this)
        case exp.Add() | exp.Sub():
            return _is_sum(node.this) and _is_sum(node.expression)
        case exp.Mul():
            sides = [node.this, node.expression]
            return any(_is_sum(side) for side in sides) and any(isinstance(side, exp.Literal) for side in sides)
        case exp.Div():
            return _is_sum(node.this) and isinstance(node.expression, exp.Literal)
    return isinstance(node, exp.Count | exp.Sum) and not isinstance(node.this, exp.Distinct)


def _is_inner(node: exp.Expr) -> bool:
    return isinstance(node.parent, exp.Filter | exp.WithinGroup) and node.arg_key == "this"


def _aggregates(tree: exp.Expr) -> list[exp.Expr]:
    found = [*tree.find_all(exp.AggFunc, exp.WithinGroup, exp.Filter)]
    return [node for node in found if not _is_inner(node)]


def _narrowed(node: exp.Expr, condition: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Filter):
        both = exp.and_(node.expression.this, condition)
        return exp.Filter(this=node.this.copy(), expression=exp.Where(this=both))
    return exp.Filter(this=node.copy(), expression=exp.Where(this=condition.copy()))


@lru_cache(maxsize=4096)
def narrowed(sql: str, condition: str | None) -> str:
    """The aggregate expression over those rows only that meet the condition."""
    tree = _tree(sql).copy()
    if condition is None:
        return str(tree.sql("duckdb"))
    holder = exp.Paren(this=tree)
    for node in _aggregates(holder):
        node.replace(_narrowed(node, _tree(condition)))
    return str(holder.this.sql("duckdb"))
