"""Attacks by one who has the internal rows: no two published counts, of whatever metrics, differ by a few rows."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix, vstack

from pipelines.privacy.asking import Shown
from pipelines.privacy.bounds import interval, too_narrow
from pipelines.privacy.joint import Known, joints_of
from pipelines.privacy.protect import hidden_in, published
from pipelines.privacy.spans import month_span, windows_of
from pipelines.privacy.told import Told
from tests.demo_city import DemoCity
from tests.privacy.editions import SENSITIVE, SmallEdition

K = 5
FAMILIES = {
    "collision": (
        "occurred_date",
        {"collisions": "true", "injury_collisions": "coalesce(injured, 0) + coalesce(killed, 0) > 0"},
    ),
    "complaint": (
        "reported_date",
        {
            "complaints_reported": "true",
            "offences_violent": "offence_class in ('murder', 'rape', 'robbery', 'serious_assault')",
            "robberies": "offence_class = 'robbery'",
            "serious_assaults": "offence_class = 'serious_assault'",
            "homicides": "offence_class = 'murder'",
        },
    ),
}


class Rows:
    """The internal rows of one kind, and which of them stand behind a published cell."""

    def __init__(self, edition: SmallEdition, city: DemoCity, kind: str) -> None:
        day, conditions = FAMILIES[kind]
        flags = ", ".join(f"coalesce({condition}, false) AS {metric}" for metric, condition in conditions.items())
        sql = (
            f"SELECT {day} AS day, district_id, sub_district_id, coalesce(category, 'unspecified') AS category, "
            f"coalesce(agency, 'unspecified') AS agency, {flags} "
            "FROM incident WHERE kind = ?"
        )
        self.rows = city.service.snapshot.cursor().execute(sql, [kind]).df()
        self.spans = edition.data.tables["span"].set_index(["metric", "period"])

    def behind(self, cell: object) -> np.ndarray:
        rows = self.rows
        its = rows[cell.metric].to_numpy(dtype=bool)
        if cell.level != "city":
            its = its & (rows[f"{cell.level}_id"].fillna("unspecified") == cell.area).to_numpy()
        if cell.by:
            its = its & (rows[cell.by].astype(str) == cell.grp).to_numpy()
        if (cell.metric, cell.period) in self.spans.index:
            start, finish = self.spans.loc[(cell.metric, cell.period), ["start", "finish"]]
        else:
            start = finish = cell.period
        return its & rows.day.between(pd.Timestamp(start), pd.Timestamp(finish)).to_numpy()


@pytest.mark.parametrize("kind", FAMILIES)
def test_no_two_shown_counts_of_nested_rows_differ_by_a_few(
    edition: SmallEdition, demo_city: DemoCity, kind: str
) -> None:
    rows = Rows(edition, demo_city, kind)
    cells = edition.cells
    shown = cells[cells.metric.isin(FAMILIES[kind][1]) & ~cells.hidden & (cells.value > 0)]
    shown = shown[shown.by != "hour_of_week"].reset_index(drop=True)
    sets = vstack([csr_matrix(rows.behind(cell).astype(np.int32)) for cell in shown.itertuples()]).tocsr()
    sizes = np.asarray(sets.sum(axis=1)).ravel()
    assert (sizes == shown.value).all()
    both = (sets @ sets.T).tocoo()
    inside = (both.data == sizes[both.row]) & (sizes[both.col] > sizes[both.row])
    parts, wholes = both.row[inside], both.col[inside]
    assert len(parts) > 20
    few = (sizes[wholes] - sizes[parts]) < K
    found = list(zip(parts[few], wholes[few], strict=True))
    assert [tuple(shown.loc[list(pair)].itertuples(index=False)) for pair in found[:3]] == []
    secret = (rows.rows.category == SENSITIVE).to_numpy()
    named = np.asarray(sets[:, ~secret].sum(axis=1)).ravel()
    only_secret = (named[wholes] == named[parts]).sum()
    assert only_secret == 0


def test_a_sensitive_category_is_not_what_a_total_leaves_beside_its_parts(edition: SmallEdition) -> None:
    """Violent offences less homicides, robberies and serious assaults are rapes: one of the four is hidden always."""
    cells = edition.cells[(edition.cells.by == "") & edition.cells.metric.isin(FAMILIES["complaint"][1])]
    wide = cells.assign(value=cells.value.mask(cells.hidden)).pivot_table(
        index=["level", "area", "period"], columns="metric", values="value", dropna=False
    )
    parts = wide[["robberies", "serious_assaults", "homicides"]].sum(axis=1, skipna=False)
    rest = wide["offences_violent"] - parts
    assert not (rest > 0).any()
    assert wide["offences_violent"].notna().sum() > 20


def test_what_is_open_came_and_went_do_not_tell_a_fourth_number(edition: SmallEdition) -> None:
    """Open before and come is gone and open now: who knows three of them has the other one."""
    four = _open_came_went(edition.cells)
    told = four[(four < np.inf).all(axis=1)]
    assert (told.before + told.came == told.now + told.went).any()
    alone = four[(four == np.inf).sum(axis=1) == 1].replace(np.inf, 0)
    recovered = (alone.now + alone.went - alone.before - alone.came).abs()
    assert not ((recovered > 0) & (recovered < K)).any()


def _open_came_went(cells: pd.DataFrame) -> pd.DataFrame:
    """The four numbers of each area and month, infinite where they are hidden."""
    found = []
    months = cells[(cells.by == "") & (cells.period.str.len() == len("2026-01"))]
    for _, level in months.assign(value=months.value.mask(months.hidden, np.inf)).groupby("level"):
        wide = level.pivot_table(index="area", columns=["metric", "period"], values="value", fill_value=0)
        now = wide["backlog_open"]
        for before, month in pairwise(now.columns):
            found.append(
                pd.DataFrame(
                    {
                        "before": now[before],
                        "came": wide["tickets_opened"].get(month, 0),
                        "now": now[month],
                        "went": wide["tickets_closed"].get(month, 0),
                    }
                )
            )
    return pd.concat(found)


def _months(first: date, count: int) -> tuple:
    found = [month_span(first)]
    while len(found) < count:
        found.append(month_span(found[-1].end + timedelta(days=1)))
    return tuple(found)


def _edition(metric: object, spans: tuple, counts: dict[str, dict[str, int]]) -> tuple[Shown, pd.DataFrame]:
    """Cells of a metric by ward and month, with their windows and the city's sums."""
    shown = Shown(metric, spans, windows_of(spans))
    areas = counts | {
        "all": {month: sum(its[month] for its in counts.values()) for month in next(iter(counts.values()))}
    }
    rows = [
        ("collisions", "city" if area == "all" else "ward", area, "", "", span.id, n, np.nan, np.nan, n)
        for area, its in areas.items()
        for span in shown.spans
        for n in [float(sum(its[month] for month in span.months))]
    ]
    columns = ["metric", "level", "area", "by", "grp", "period", "value", "numerator", "denominator", "n"]
    return shown, pd.DataFrame(rows, columns=columns)


def test_last_months_window_less_this_months_gives_no_month_back(edition: SmallEdition, demo_city: DemoCity) -> None:
    """The editions of two months on end, kept by a collector, who solves for the small month."""
    metric, rules = demo_city.service.registry["collisions"], edition.city.profile.public
    every = [span.id for span in _months(date(2025, 1, 1), 16)]
    draw = np.random.default_rng(3)
    counts = {ward: dict(zip(every, map(int, draw.integers(8, 40, 16)), strict=True)) for ward in "abcd"}
    counts["a"][every[12]] = 2
    told = Told()
    for begin in (0, 1, 2, 3):
        shown, truth = _edition(metric, _months(date(2025, 1 + begin, 1), 13), counts)
        known = Known([shown], {}, rules, told=told)
        made = published(truth, known, hidden_in(truth, known))
        spans = pd.DataFrame(
            [("collisions", span.id, span.start.isoformat(), span.end.isoformat()) for span in shown.spans],
            columns=["metric", "period", "start", "finish"],
        )
        told = told.with_edition(made.cells, spans)
    shown, truth = _edition(metric, _months(date(2025, 1, 1), 16), counts)
    (joint,) = joints_of({"collisions": truth}, Known([shown], {}, rules, told=told))
    unknown = joint.table.unknown(np.ones(len(joint.keys), dtype=bool))
    small = np.flatnonzero(joint.table.small)
    assert small.size
    assert all(unknown[small])
    assert [int(at) for at in small if too_narrow(*interval(joint.table, unknown, int(at)), K)] == []
    assert sum(told.shown.values()) > 60
