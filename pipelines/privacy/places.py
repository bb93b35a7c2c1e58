"""Places as squares of a grid: how many rows lie in each, where enough of them lie at enough different points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from datasets.public_edition import PublicEdition
from pipelines.query.service import QueryService

SQUARES = """
SELECT '{kind}' AS kind, floor(x / {side}) * {side} + {side} / 2 AS x, floor(y / {side}) * {side} + {side} / 2 AS y,
  count(*) AS n, count(DISTINCT (round(x), round(y))) AS points
FROM {fact} WHERE kind = ? AND x IS NOT NULL AND {day} BETWEEN ? AND ? {unless}
GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class Places:
    """Squares of `side` metres (Web Mercator): kind, x, y, n. `left_out` rows lie in squares that are not shown."""

    squares: pd.DataFrame
    side: float
    shown_rows: int = 0
    left_out: int = 0


def places_of(service: QueryService, period: tuple[date, date], rules: PublicEdition) -> Places:
    """The squares of the kinds that the profile names, over a whole period."""
    kinds = [kind for kind in rules.places if any(row.kind == kind for row in service.snapshot.coverage.rows)]
    frames = [_squares(service, kind, period, rules) for kind in kinds]
    if not frames:
        return Places(pd.DataFrame(columns=["kind", "x", "y", "n"]), float(rules.grid_m))
    found = pd.concat(frames, ignore_index=True)
    enough = (found.n >= rules.fewest) & (found.points >= rules.addresses)
    shown = found[enough].drop(columns="points").reset_index(drop=True)
    return Places(shown, float(rules.grid_m), int(shown.n.sum()), int(found[~enough].n.sum()))


def _squares(service: QueryService, kind: str, period: tuple[date, date], rules: PublicEdition) -> pd.DataFrame:
    fact = service.snapshot.coverage.fact_of(kind)
    day = {"ticket": "opened_date", "incident": "occurred_date"}.get(fact)
    if day is None:
        return pd.DataFrame(columns=["kind", "x", "y", "n", "points"])
    names = ", ".join("?" for _ in rules.sensitive)
    unless = f"AND (category IS NULL OR category NOT IN ({names}))" if names else ""
    sql = SQUARES.format(kind=kind, fact=fact, side=rules.grid_m, day=day, unless=unless)
    with service.snapshot.cursor() as con:
        return con.execute(sql, [kind, *period, *rules.sensitive]).df()
