"""Places as squares of a grid: how many rows lie in each, where enough of them lie at enough different points.

Of a district whose number is told, the squares inside leave over what lies in squares that are not shown: that is none,
or enough too; and so is what lies in those and in squares that its border cuts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from datasets.public_edition import PublicEdition
from pipelines.query.service import QueryService

SQUARES = """
SELECT '{kind}' AS kind, floor(x / {side}) * {side} + {side} / 2 AS x, floor(y / {side}) * {side} + {side} / 2 AS y,
  count(*) AS n, count(DISTINCT (round(x), round(y))) AS points {areas}
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
    shown = found[found.enough].drop(columns=["points", "enough"]).reset_index(drop=True)
    return Places(shown, float(rules.grid_m), int(shown.n.sum()), int(found[~found.enough].n.sum()))


def _squares(service: QueryService, kind: str, period: tuple[date, date], rules: PublicEdition) -> pd.DataFrame:
    """The squares of a kind, and whether each is shown."""
    fact = service.snapshot.coverage.fact_of(kind)
    day = {"ticket": "opened_date", "incident": "occurred_date"}.get(fact)
    if day is None:
        return pd.DataFrame(columns=["kind", "x", "y", "n", "points", "enough"])
    names = ", ".join("?" for _ in rules.sensitive)
    unless = f"AND (category IS NULL OR category NOT IN ({names}))" if names else ""
    asked = {"kind": kind, "fact": fact, "side": rules.grid_m, "day": day, "unless": unless}
    with service.snapshot.cursor() as con:
        described = {row[0] for row in con.execute(f"DESCRIBE {fact}").fetchall()}
        levels = ["'all'", *(name for level in service.city.profile.levels if (name := f"{level.id}_id") in described)]
        values = [kind, *period, *rules.sensitive]
        found = con.execute(SQUARES.format(areas="", **asked), values).df()
        inside = [con.execute(SQUARES.format(areas=f", {level} AS area", **asked), values).df() for level in levels]
    enough = (found.n >= rules.fewest) & (found.points >= rules.addresses)
    squares = pd.MultiIndex.from_frame(found[["x", "y"]])
    parts = [part.assign(square=squares.get_indexer(pd.MultiIndex.from_frame(part[["x", "y"]]))) for part in inside]
    return found.assign(enough=_with_complements(enough.to_numpy(dtype=bool).copy(), parts, rules.fewest))


def _with_complements(
    shown: npt.NDArray[np.bool_], inside: Sequence[pd.DataFrame], fewest: int
) -> npt.NDArray[np.bool_]:
    """The squares that are shown when no area has a few rows in others; `inside` are squares by area of each level."""
    areas = [
        its.sort_values(["cut", "n"]) for part in map(_cut, inside) for _, its in part.groupby("area", dropna=False)
    ]
    while True:
        before = shown.copy()
        for its in areas:
            for square in its.square:
                if not _few_beside(its, shown, fewest):
                    break
                shown[square] = False
        if (shown == before).all():
            return shown


def _cut(part: pd.DataFrame) -> pd.DataFrame:
    """The squares by area, and whether each has rows in another area too."""
    return part.assign(cut=part.duplicated("square", keep=False))


def _few_beside(its: pd.DataFrame, shown: npt.NDArray[np.bool_], fewest: int) -> bool:
    """Whether a few rows of an area lie in hidden squares, or in those and the squares that its border cuts."""
    gone = ~shown[its.square]
    return any(0 < its.n[where].sum() < fewest for where in (gone, gone | its.cut.to_numpy(dtype=bool)))
