"""SELECTs of single rows and of places: a page of a table, points on a map, counts of map cells."""

from __future__ import annotations

from dataclasses import dataclass

from datasets.facts import load_facts
from datasets.problems import Problem, did_you_mean
from pipelines.metrics.fact_columns import columns_of, local_date
from pipelines.metrics.record import Metric, Texts
from pipelines.query.clauses import Parameters, in_box, quoted
from pipelines.query.compile import clause_conditions, rows_of, time_conditions
from pipelines.query.plan import Plan
from pipelines.query.runner import Query

Bounds = tuple[float, float, float, float]
CELLS = 96
LARGEST_PAGE = 10_000


def rows_as_metric(fact: str, kinds: tuple[str, ...]) -> Metric:
    """The count of a fact's rows of those kinds by its event: what points and tables are planned by."""
    return Metric(
        id="rows",
        names=Texts(en="Rows", zh="记录"),
        definition=Texts(en="Rows of the data", zh="数据行"),
        fact=fact,
        kinds=kinds,
        time=load_facts()[fact].event,
        count="*",
        unit="incidents",
        direction="neutral",
        source="the data set itself",
    )


def counted_rows(metric: Metric) -> Metric:
    """By what the rows behind a metric are planned: by itself where it counts what happened in a period, otherwise (a
    stock, a composite, a condition on the moment of asking) by the events of its fact."""
    is_flow = metric.time is not None and metric.stock is None and metric.last is None and metric.derived is None
    return metric if is_flow and "$" not in (metric.where or "") else rows_as_metric(metric.fact, metric.kinds)


@dataclass
class RowFilter:
    """The WHERE of a plan's rows, without the rule that keeps levels apart: nothing is added up here."""

    plan: Plan

    def __post_init__(self) -> None:
        self.parameters = Parameters()
        self.conditions = [
            *time_conditions(self.plan, self.parameters),
            *clause_conditions(self.plan, self.parameters, summed=False),
            *rows_of(self.plan, self.parameters),
        ]

    def query(self, select: str, ending: str = "", extra: tuple[str, ...] = ()) -> Query:
        """The SELECT over the rows, narrowed further by `extra`."""
        where = " and ".join([*self.conditions, *extra]) or "true"
        sql = f"{select}\nfrom {self.plan.metric.fact}\nwhere {where}\n{ending}"
        return Query.of(sql, self.parameters.values)


def place_counts(plan: Plan, bounds: Bounds) -> Query:
    """One row: total, placed and inside, the numbers of rows, of those with coordinates, of those in the bounds."""
    rows = RowFilter(plan)
    inside = " and ".join(in_box(bounds, rows.parameters))
    return rows.query(f"select count(*) as total, count(x) as placed, count(*) filter ({inside}) as inside")


def points(plan: Plan, bounds: Bounds) -> Query:
    """kind, x, y, category and local date of every row within the bounds."""
    rows = RowFilter(plan)
    event = local_date(str(load_facts()[plan.metric.fact].event))
    category = "category" if "category" in plan.fact.fields else "null::varchar as category"
    select = f"select kind, x, y, {category}, {event} as date"
    return rows.query(select, extra=tuple(in_box(bounds, rows.parameters)))


def grid(plan: Plan, bounds: Bounds) -> tuple[Query, float]:
    """kind, x, y (middle of the cell) and n of every cell that has rows, and the side of a cell in metres."""
    west, south, east, north = bounds
    cell = max(east - west, north - south) / CELLS
    rows = RowFilter(plan)
    edges = {"x": rows.parameters.bind(float(west)), "y": rows.parameters.bind(float(south))}
    side = rows.parameters.bind(float(cell))
    middle = [f"{low} + (floor(({axis} - {low}) / {side}) + 0.5) * {side} as {axis}" for axis, low in edges.items()]
    select = f"select kind, {', '.join(middle)}, count(*) as n"
    return rows.query(select, "group by all", tuple(in_box(bounds, rows.parameters))), cell


def count_rows(plan: Plan) -> Query:
    """One row: how many rows follow the clauses."""
    return RowFilter(plan).query("select count(*) as total")


@dataclass(frozen=True)
class Paged:
    """Which columns of which rows; `order` is a column, with a minus in front for the highest first (None: newest)."""

    columns: tuple[str, ...]
    order: str | None = None
    limit: int = 50
    offset: int = 0


def page(plan: Plan, paged: Paged, levels: tuple[str, ...]) -> Query:
    """Rows in a stable order."""
    columns, limit, offset = paged.columns, paged.limit, paged.offset
    known = [*columns_of(plan.fact), *(f"{level}_id" for level in levels)]
    event = str(load_facts()[plan.metric.fact].event)
    order = paged.order or f"-{event}"
    for name in (*columns, order.removeprefix("-")):
        if name not in known:
            what = f"{plan.metric.fact} has no such column"
            raise Problem(what, found=name, meant=did_you_mean(name, known))
    if not 0 < limit <= LARGEST_PAGE or offset < 0:
        raise Problem(f"a page has 1 to {LARGEST_PAGE} rows and starts at 0 or later", found=f"{limit}, {offset}")
    rows = RowFilter(plan)
    direction = "desc" if order.startswith("-") else "asc"
    ending = f"order by {quoted(order.removeprefix('-'))} {direction} nulls last, rowid"
    ending += f"\nlimit {rows.parameters.bind(limit)} offset {rows.parameters.bind(offset)}"
    return rows.query(f"select {', '.join(map(quoted, columns))}", ending)
