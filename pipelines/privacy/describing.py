"""What stands in the public file beside its numbers: records, names, outlines, sources. Nothing of single rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from pipelines.metrics.record import Metric
from pipelines.metrics.units import UNITS
from pipelines.privacy.asking import ALL, Shown
from pipelines.privacy.rows import rows
from pipelines.query.service import QueryService

MOST_VERTICES = 60
TOLD = ("id", "kinds", "pack", "code", "names", "definition", "unit", "direction", "source", "caveats", "standard")


def records_of(shown: Sequence[Shown]) -> pd.DataFrame:
    """What a page says of each metric, as JSON."""
    return pd.DataFrame(
        [(one.metric.id, json.dumps(_record(one.metric), ensure_ascii=False)) for one in shown],
        columns=["metric", "record"],
    )


def _record(metric: Metric) -> dict[str, Any]:
    told = metric.model_dump(mode="json", include=set(TOLD))
    unit = UNITS[metric.unit]
    target = metric.target_on(date.max)
    return told | {
        "fact": metric.fact,
        "unit": {"id": metric.unit, "en": unit.en, "zh": unit.zh, "decimals": unit.decimals},
        "share": metric.unit == "percent" and str(metric.denominator).startswith("count("),
        "at": metric.quantile.at if metric.quantile else None,
        "additive": metric.is_additive and metric.stock is None,
        "zero": metric.no_rows == "zero",
        "target": target.model_dump(mode="json", include={"value", "low", "high"}) if target else None,
    }


def spans_of(shown: Sequence[Shown]) -> pd.DataFrame:
    """First and last day of each metric's periods."""
    listed = [
        (one.metric.id, span.id, span.start.isoformat(), span.end.isoformat()) for one in shown for span in one.spans
    ]
    return pd.DataFrame(listed, columns=["metric", "period", "start", "finish"])


def with_states(cells: pd.DataFrame, shown: Sequence[Shown]) -> pd.DataFrame:
    """The cells with on, watch, off where a target holds for the end of their period, otherwise empty."""
    ends = {(one.metric.id, span.id): span.end for one in shown for span in one.spans}
    metrics = {one.metric.id: one.metric for one in shown}
    states = [
        _state(metrics[row.metric], row.value, ends.get((row.metric, row.period)), row.area)
        if row.by == "" and not row.hidden
        else None
        for row in rows(cells[["metric", "value", "period", "by", "hidden", "area"]])
    ]
    return cells.assign(state=pd.Series(states, index=cells.index, dtype="object"))


def _state(metric: Metric, value: float, end: date | None, area: str) -> str | None:
    if end is None or pd.isna(value):
        return None
    return metric.state_of(value, end, None if area == ALL else area)


def areas_of(service: QueryService) -> pd.DataFrame:
    """Every district with its outline, simplified to what a phone shows; `unspecified` and `unknown` have none."""
    frames = []
    for level in service.city.profile.levels:
        frame = service.districts(level.id)
        frame = frame.assign(level=level.id, area=frame.district_id.astype(str), rings=frame.rings.map(_thin))
        frames.append(frame[["level", "area", "name_en", "name_zh", "parent_id", "label_x", "label_y", "rings"]])
    return pd.concat(frames, ignore_index=True)


def _thin(rings: Any) -> str | None:
    """Rings as JSON in whole metres, with every so-manieth vertex."""
    if rings is None or len(rings) == 0:
        return None
    thin = []
    for ring in rings:
        step = max(1, len(ring) // MOST_VERTICES)
        thin.append([[round(x), round(y)] for x, y in list(ring)[::step]])
    return json.dumps([ring for ring in thin if len(ring) > 2], separators=(",", ":"))


def base_map_of(service: QueryService) -> pd.DataFrame:
    """Water and parks behind the districts."""
    frame = service.base_map()
    frame = frame[frame.layer.isin(["water", "park"])] if len(frame) else frame
    drawn = [(row["layer"], row["shape"], _thin(row["rings"])) for _, row in frame.iterrows()]
    return pd.DataFrame([row for row in drawn if row[2]], columns=["layer", "shape", "rings"])


def names_of(service: QueryService, shown: Sequence[Shown], cells: pd.DataFrame) -> pd.DataFrame:
    """Names of the categories and agencies that the cells are grouped by."""
    fact_of = {one.metric.id: one.metric.fact for one in shown}
    grouped = cells[cells.by.isin(["category", "agency"])][["metric", "by", "grp"]].drop_duplicates()
    grouped = grouped.assign(fact=grouped.metric.map(fact_of))[["by", "fact", "grp"]].drop_duplicates()
    agencies = service.city.agencies
    listed = []
    for by, fact, group in grouped.itertuples(index=False, name=None):
        if by == "agency":
            names = dict(agencies[group].names) if group in agencies else {}
        else:
            names = dict(zip(("en", "zh"), service.snapshot.category_names.get(fact, {}).get(group, ()), strict=False))
        en = names.get("en") or group
        listed.append((by, fact, group, en, names.get("zh") or en))
    return pd.DataFrame(listed, columns=["by", "fact", "grp", "name_en", "name_zh"])


def sources_of(service: QueryService, shown: Sequence[Shown]) -> pd.DataFrame:
    """The data sets behind each metric: publisher, licence and the day of the newest row."""
    listed = []
    for one in shown:
        for source in service.sources(one.metric.fact, one.metric.kinds):
            last = source.last_event.date().isoformat() if source.last_event else None
            names = source.names
            told = (names["en"], names["zh"], source.publisher, source.licence, last, source.state)
            listed.append((one.metric.id, source.dataset, *told))
    columns = ["metric", "dataset", "name_en", "name_zh", "publisher", "licence", "last_date", "state"]
    return pd.DataFrame(listed, columns=columns)
