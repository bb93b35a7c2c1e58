"""Cells as they may be published: small ones hidden, their complements too, sensitive categories not named at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from datasets.public_edition import PublicEdition
from pipelines.metrics.record import Metric
from pipelines.metrics.units import UNITS
from pipelines.privacy.asking import KEYS, MEASURES, Shown
from pipelines.privacy.bounds import interval, suspects, too_narrow
from pipelines.privacy.counts import floats, is_protected, protected_counts, rows_counted, small
from pipelines.privacy.hiding import Hiding
from pipelines.privacy.tables import Key, Sums, Table, months_of

SAMPLE = 40
LP_ROUNDS = 6
ONE_PERSONS_VALUE = 2
"""A mean or a quantile needs twice as many rows as a count: it lies near the values of single rows."""


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
    hiding: dict[str, Hiding]

    @property
    def cells(self) -> pd.DataFrame:
        """All of them."""
        return pd.concat(list(self.frames.values()), ignore_index=True)


def protect(
    cells: pd.DataFrame,
    shown: Sequence[Shown],
    parents: Mapping[tuple[str, str], tuple[str, str]],
    rules: PublicEdition,
    recovered: Collection[tuple[str, Key]] = (),
    before: Protected | None = None,
) -> Protected:
    """Hides what must be hidden; the numbers of a hidden cell are gone, not only marked.

    recovered: cells that an attack on `before` gave away; more is hidden beside them, all else stays as it was.
    """
    metrics = {one.metric.id: one for one in shown}
    by_metric = {str(name): frame.reset_index(drop=True) for name, frame in cells.groupby("metric", sort=False)}
    wholes = _wholes(metrics, by_metric)
    found = before or Protected({}, {}, {})
    for names in _same_rows(metrics, by_metric):
        first, frame = metrics[names[0]], by_metric[names[0]]
        given_away = {key for metric, key in recovered if metric in names}
        hiding = found.hiding.get(names[0])
        if hiding is None:
            counts = [count for name in names for count in protected_counts(metrics[name].metric, by_metric[name])]
            counts.append(_others(frame, wholes.get(names[0])))
            sums = Sums(months_of(first.windows), parents, first.metric.stock is not None)
            hiding = found.hiding[names[0]] = _hiding(frame, np.array(counts), sums, first.metric, rules)
        elif not given_away:
            continue
        mask = _mended(hiding, given_away)
        for name in names:
            shown_cells, effect = _published(by_metric[name], metrics[name].metric, mask, hiding.small, rules)
            found.frames[name], found.effects[name] = shown_cells, effect
    return found


def _same_rows(metrics: Mapping[str, Shown], by_metric: Mapping[str, pd.DataFrame]) -> Iterator[list[str]]:
    """Metrics that are made of the same number of rows in the same cells share one mask."""
    together: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for name, frame in by_metric.items():
        metric = metrics[name].metric
        alone = name if metric.quantile or metric.mean or metric.sum or not is_protected(metric) else ""
        together[(*rows_counted(metric), alone, len(frame), _print_of(frame))].append(name)
    yield from together.values()


def _print_of(frame: pd.DataFrame) -> int:
    return int(pd.util.hash_pandas_object(frame[[*KEYS, "n"]], index=False).sum())


def _wholes(metrics: Mapping[str, Shown], by_metric: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series]:
    """For each metric of some rows, how many rows of the same kinds and time there are in each cell."""
    whole: dict[tuple[object, ...], str] = {}
    for name in by_metric:
        metric = metrics[name].metric
        if metric.where is None and metric.count == "*":
            whole[metric.fact, metric.kinds, metric.time] = name
    found = {}
    for name in by_metric:
        metric = metrics[name].metric
        of = whole.get((metric.fact, metric.kinds, metric.time))
        if of is not None and of != name and metric.stock is None and metric.sum is None:
            found[name] = by_metric[of].set_index(KEYS).n
    return found


def _others(frame: pd.DataFrame, whole: pd.Series | None) -> npt.NDArray[np.float64]:
    """The rows of each cell that another published metric counts and this one does not."""
    if whole is None:
        return np.full(len(frame), np.nan)
    all_rows = frame[KEYS].merge(whole.rename("whole").reset_index(), on=KEYS, how="left").whole
    return floats(all_rows) - floats(frame.n)


def _hiding(
    frame: pd.DataFrame, counts: npt.NDArray[np.float64], sums: Sums, metric: Metric, rules: PublicEdition
) -> Hiding:
    """The mask before anything but the small and the sensitive cells is in it."""
    sensitive = ((frame.by == "category") & frame.grp.isin(rules.sensitive)).to_numpy(dtype=bool)
    if not is_protected(metric):
        return Hiding(table_of(frame, counts, Sums({}, {})), 0, sensitive)
    is_small = small(counts, rules.fewest).any(axis=0) | (sensitive & (counts[0] > 0))
    if metric.quantile is not None or metric.mean is not None:
        is_small |= small(counts[0], ONE_PERSONS_VALUE * rules.fewest)
    return Hiding(table_of(frame, counts, sums), rules.fewest, is_small)


def _mended(hiding: Hiding, given_away: Collection[Key]) -> npt.NDArray[np.bool_]:
    """The mask with complements, and with more beside the cells that an attack recovered."""
    if hiding.fewest:
        hiding.run()
        _widen_by_programming(hiding)
        if given_away:
            hiding.widen([at for at, key in enumerate(hiding.table.keys) if key in given_away])
            hiding.run()
    return hiding.hidden


def table_of(frame: pd.DataFrame, counts: npt.NDArray[np.float64], sums: Sums) -> Table:
    """The cells of one metric as a table of sums."""
    keys: list[Key] = list(frame[KEYS].itertuples(index=False, name=None))
    n = np.nan_to_num(counts[0])
    roots = frozenset(at for at, key in enumerate(keys) if key[0] == "city" and not key[2])
    return Table(keys, n, np.nan_to_num(counts), sums.lines(keys, n), roots)


def _widen_by_programming(hiding: Hiding) -> None:
    """What intervals do not see, linear programming does: a sample of the small cells is attacked, and mended."""
    for _ in range(LP_ROUNDS):
        sample = suspects(hiding.table, hiding.hidden, hiding.small, SAMPLE)
        exposed = [cell for cell in sample if _is_exposed(hiding, cell)]
        if not exposed or not hiding.widen(exposed):
            return
        hiding.run()


def _is_exposed(hiding: Hiding, cell: int) -> bool:
    found = interval(hiding.table, hiding.hidden, cell)
    return found is not None and too_narrow(*found, hiding.fewest)


def _published(
    frame: pd.DataFrame,
    metric: Metric,
    mask: npt.NDArray[np.bool_],
    is_small: npt.NDArray[np.bool_],
    rules: PublicEdition,
) -> tuple[pd.DataFrame, Effect]:
    named = ~((frame.by == "category") & frame.grp.isin(rules.sensitive)).to_numpy(dtype=bool)
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
        cells=int(named.sum()),
        small=int((is_small & named).sum()),
        complements=int((mask & ~is_small & named).sum()),
        not_named=int((~named).sum()),
    )
    return frame[named], effect
