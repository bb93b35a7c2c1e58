"""Cells as they may be published: small ones hidden, their complements too, sensitive categories not named at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from datasets.public_edition import PublicEdition
from pipelines.metrics.units import UNITS
from pipelines.privacy.asking import MEASURES, Shown
from pipelines.privacy.bounds import interval, suspects, too_narrow
from pipelines.privacy.counts import floats
from pipelines.privacy.hiding import Hiding
from pipelines.privacy.joint import Joint, Known, joints_of

SAMPLE = 120
LP_ROUNDS = 6


@dataclass
class Effect:
    """What the rule did to a metric's cells."""

    metric: str
    cells: int = 0
    small: int = 0
    complements: int = 0
    not_named: int = 0


@dataclass
class Protected:
    """The published cells by metric, with `hidden` where nothing is told; what the rule did; the masks."""

    frames: dict[str, pd.DataFrame]
    effects: dict[str, Effect]
    hidings: list[tuple[Joint, Hiding]]

    @property
    def cells(self) -> pd.DataFrame:
        """All of them."""
        return pd.concat(list(self.frames.values()), ignore_index=True)


def protect(
    cells: pd.DataFrame,
    known: Known,
    recovered: Collection[tuple[str, int]] = (),
    before: Protected | None = None,
    times: int = 1,
) -> Protected:
    """Hides what must be hidden; the numbers of a hidden cell are gone, not only marked.

    recovered: counts, by fact and place, that an attack on `before` gave away; more is hidden beside them, all else
    stays as it was; `times` says how much more.
    """
    frames = {str(name): frame.reset_index(drop=True) for name, frame in cells.groupby("metric", sort=False)}
    if before is None:
        joints = joints_of(frames, known)
        before = Protected({}, {}, [(joint, Hiding(joint.table, known.rules.fewest)) for joint in joints])
        for _, hiding in before.hidings:
            hiding.run()
            hiding.give_back()
            _widen_by_programming(hiding)
    for joint, hiding in before.hidings:
        _widen_beside(hiding, [node for fact, node in recovered if fact == joint.fact], times)
    masks = {name: (joint, hiding) for joint, hiding in before.hidings for name in joint.cells}
    for one in known.shown:
        if one.metric.id in frames:
            found = _published(frames[one.metric.id], one, masks.get(one.metric.id), known.rules)
            before.frames[one.metric.id], before.effects[one.metric.id] = found
    return before


def _widen_beside(hiding: Hiding, nodes: list[int], times: int) -> None:
    """Hides more beside the counts that an attack recovered."""
    for _ in range(times if nodes else 0):
        hiding.widen(nodes)
        hiding.run()


def _widen_by_programming(hiding: Hiding) -> None:
    """What intervals do not see, linear programming does: a sample of the small cells is attacked, and mended."""
    for _ in range(LP_ROUNDS):
        sample = suspects(hiding.table, hiding.hidden, SAMPLE)
        exposed = [node for node in sample if too_narrow(*interval(hiding.table, hiding.hidden, node), hiding.fewest)]
        if not exposed or not hiding.widen(exposed):
            return
        hiding.run()


def _published(
    frame: pd.DataFrame, one: Shown, masked: tuple[Joint, Hiding] | None, rules: PublicEdition
) -> tuple[pd.DataFrame, Effect]:
    metric, told = one.metric, one.is_told(frame)
    named = ~((frame.by == "category") & frame.grp.isin(rules.sensitive)).to_numpy(dtype=bool)
    mask = few = ~named
    if masked is not None:
        joint, hiding = masked
        own, first = joint.cells[metric.id], Hiding(joint.table, rules.fewest)
        mask, few = hiding.cells[own], first.cells[own]
    frame = frame.assign(hidden=mask)
    if metric.quantile is not None or metric.mean is not None:
        frame = frame.assign(value=floats(frame.value).round(UNITS[metric.unit].decimals))
    if metric.denominator is None:
        frame = frame.assign(numerator=np.nan, denominator=np.nan)
    if metric.sum is not None:
        frame = frame.assign(n=np.nan)
    frame.loc[mask, MEASURES] = np.nan
    effect = Effect(
        metric.id,
        cells=int((named & told).sum()),
        small=int((few & named & told).sum()),
        complements=int((mask & ~few & named & told).sum()),
        not_named=int((~named).sum()),
    )
    return frame[named & told], effect
