"""Cells as they may be published: small ones hidden, their complements too, sensitive categories not named at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
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


@dataclass(frozen=True)
class Protected:
    """The published cells, with `hidden` where nothing is told, and what the rule did to each metric's."""

    cells: pd.DataFrame
    effects: dict[str, Effect]


Masked = tuple[Joint, Hiding]


def hidden_in(cells: pd.DataFrame, known: Known) -> list[Masked]:
    """What must be hidden in the table of each fact."""
    found = [(joint, Hiding(joint.table, known.rules.fewest)) for joint in joints_of(by_metric(cells), known)]
    for _, hiding in found:
        hiding.run()
        hiding.give_back()
        _widen_by_programming(hiding)
    return found


def by_metric(cells: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The cells of each metric."""
    return {str(name): frame.reset_index(drop=True) for name, frame in cells.groupby("metric", sort=False)}


def published(cells: pd.DataFrame, known: Known, masked: Sequence[Masked]) -> Protected:
    """The cells as they may be told; the numbers of a hidden cell are gone, not only marked."""
    frames = by_metric(cells)
    masks = {name: (joint.cells[name], hiding) for joint, hiding in masked for name in joint.cells}
    shown = [one for one in known.shown if one.metric.id in frames]
    made = [_published(frames[one.metric.id], one, masks.get(one.metric.id), known.rules) for one in shown]
    return Protected(
        pd.concat([frame for frame, _ in made], ignore_index=True), {effect.metric: effect for _, effect in made}
    )


def widen_beside(hiding: Hiding, nodes: list[int], times: int) -> None:
    """Hides more beside the counts that an attack recovered; `times` says how much more."""
    for _ in range(times):
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
    frame: pd.DataFrame, one: Shown, masked: tuple[npt.NDArray[np.int64], Hiding] | None, rules: PublicEdition
) -> tuple[pd.DataFrame, Effect]:
    metric, told = one.metric, one.is_told(frame)
    named = ~((frame.by == "category") & frame.grp.isin(rules.sensitive)).to_numpy(dtype=bool)
    mask = few = ~named
    if masked is not None:
        own, hiding = masked
        mask, few = hiding.cells[own], hiding.first[own]
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
