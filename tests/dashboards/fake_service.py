# ruff: noqa: ARG002 (the signatures are those of the query service)
"""A query service over seeded synthetic rows, by the contract of docs/architecture.md, without a snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from datasets.catalogue import City
from pipelines.metrics.record import Metric
from pipelines.metrics.registry import Registry
from pipelines.predicate import Predicate
from pipelines.query import Answer, Source

FIRST, LAST = date(2024, 1, 1), date(2025, 6, 30)
SIDE = 8_000.0
CATEGORIES = ("Noise", "Heat", "Parking", "Water", "Rodents", "Trees", "Graffiti", "Lights", "Sewer", "Snow")
LEVELS = {"borough": 4, "community_district": 12, "precinct": 6}
COLUMNS = ("group", "name", "name_zh", "value", "numerator", "denominator", "n", "below_min_n")
FREQUENCIES = {"day": "D", "week": "W-SUN", "month": "M"}


@dataclass(frozen=True)
class FakePoints:
    frame: pd.DataFrame
    is_grid: bool
    total: int


def synthetic_rows() -> dict[str, pd.DataFrame]:
    """Tickets and incidents, 18 months, 12 districts in 4 boroughs, one shooting a week on average."""
    rng = np.random.default_rng(7)
    return {
        "ticket": _rows(rng, 6_000, "request"),
        "incident": pd.concat([_rows(rng, 2_500, "collision"), _rows(rng, 80, "shooting")], ignore_index=True),
    }


def _rows(rng: np.random.Generator, count: int, kind: str) -> pd.DataFrame:
    district = rng.integers(0, 12, count)
    frame = pd.DataFrame({"kind": kind, "place": district})
    frame["day"] = pd.Timestamp(FIRST) + pd.to_timedelta(rng.integers(0, (LAST - FIRST).days + 1, count), unit="D")
    frame["hour"] = np.clip(rng.normal(13, 5, count).round(), 0, 23).astype("int64")
    frame["category"] = rng.choice(CATEGORIES, count, p=np.arange(10, 0, -1) / 55) if kind == "request" else None
    frame["agency"] = "NYPD"
    frame["community_district_id"] = [f"{d // 3 + 1}0{d % 3 + 1}" for d in district]
    frame["borough_id"] = [str(d // 3 + 1) for d in district]
    frame["precinct_id"] = [str(d // 2 + 1) for d in district]
    if kind == "shooting":
        frame["community_district_id"] = None
    frame["x"] = (district % 4 + rng.random(count)) * SIDE
    frame["y"] = (district // 4 + rng.random(count)) * SIDE
    frame["injured"], frame["killed"] = rng.poisson(0.4, count), rng.poisson(0.01, count)
    frame["hours_to_close"] = rng.gamma(2, 20, count)
    frame["on_time"] = rng.random(count) < 0.86
    return frame


class FakeService:
    """Answers as the real one does for the metrics that /citizen shows; ridership has no rows."""

    def __init__(self, home: Any, city: City) -> None:
        self.city = city
        self.registry = Registry(city)
        self.rows_of = synthetic_rows()
        self.snapshot = SimpleNamespace(id="20250701T000000Z-fake00")
        self.asked: list[tuple[str, Predicate, str | None]] = []
        self.raises: set[str] = set()

    def poll(self) -> bool:
        return False

    @contextmanager
    def batch(self) -> Iterator[Any]:
        yield self.snapshot

    def extent(self, fact: str, kinds: Sequence[str] = ()) -> tuple[date, date] | None:
        rows = self._of(fact, kinds)
        return None if rows.empty else (rows["day"].min().date(), rows["day"].max().date())

    def districts(self, level: str) -> pd.DataFrame:
        count = LEVELS[level]
        rows = [_district(level, place) for place in range(count)]
        return pd.DataFrame([*rows, _nowhere(level, "unspecified"), _nowhere(level, "unknown")])

    def points(self, kinds: Sequence[str], predicate: Predicate, bounds: Any, limit: int) -> FakePoints:
        fact = "ticket" if "request" in kinds else "incident"
        found, _ = self._filtered(self._of(fact, kinds), predicate)
        if len(found) <= limit:
            return FakePoints(found[["x", "y"]], False, len(found))
        cells = found.assign(x=(found["x"] // 1000 + 0.5) * 1000, y=(found["y"] // 1000 + 0.5) * 1000)
        return FakePoints(cells.groupby(["x", "y"]).size().rename("n").reset_index(), True, len(found))

    def values(
        self,
        metric_ids: Sequence[str],
        predicate: Predicate | None = None,
        by: str | None = None,
        level: str | None = None,
        scope: Any = None,
    ) -> dict[str, Answer]:
        return {metric_id: self._answer(metric_id, predicate or Predicate(), by, level) for metric_id in metric_ids}

    def _answer(self, metric_id: str, predicate: Predicate, by: str | None, level: str | None) -> Answer:
        self.asked.append((metric_id, predicate, by))
        if metric_id in self.raises:
            raise RuntimeError(f"{metric_id} is broken on purpose")
        metric = self.registry[metric_id]
        rows = self._of(metric.fact, metric.kinds)
        carried = [name for name in LEVELS if not rows.empty and rows[f"{name}_id"].notna().any()]
        level = level if level in carried else (carried[-1] if carried else None)
        found, ignored = self._filtered(rows, predicate)
        frame = self._frame(metric, found, predicate, by, level)
        moment = datetime(2025, 7, 1, tzinfo=UTC).replace(tzinfo=None)
        return Answer(metric, frame, ignored, by, level, self.snapshot.id, moment, (self._source(metric, rows),))

    def _of(self, fact: str, kinds: Sequence[str]) -> pd.DataFrame:
        rows = self.rows_of.get(fact, self.rows_of["ticket"].iloc[:0])
        return rows[rows["kind"].isin(kinds)] if kinds else rows

    def _filtered(self, rows: pd.DataFrame, predicate: Predicate) -> tuple[pd.DataFrame, tuple[str, ...]]:
        keep = pd.Series(True, index=rows.index)
        ignored = []
        if predicate.start:
            keep &= rows["day"] >= pd.Timestamp(predicate.start)
        if predicate.end:
            keep &= rows["day"] <= pd.Timestamp(predicate.end)
        if predicate.hours:
            keep &= pd.Series(zip(rows["day"].dt.dayofweek, rows["hour"], strict=True), rows.index).isin(
                predicate.hours
            )
        for clause, column in (
            ("districts", f"{predicate.level}_id"),
            ("categories", "category"),
            ("agencies", "agency"),
        ):
            chosen = getattr(predicate, clause)
            if chosen and (rows.empty or rows[column].isna().all()):
                ignored.append(clause)
            elif chosen:
                keep &= rows[column].isin(chosen)
        return rows[keep], tuple(ignored)

    def _frame(
        self, metric: Metric, rows: pd.DataFrame, predicate: Predicate, by: str | None, level: str | None
    ) -> pd.DataFrame:
        if rows.empty and not predicate.start and not by:
            return pd.DataFrame(columns=COLUMNS)
        groups = _groups(rows, by, level)
        measured = [(group, *_measure(metric, part)) for group, part in rows.groupby(groups)]
        if by == "hour_of_week":
            held = {group for group, *_ in measured}
            measured += [(group, 0.0, np.nan, 0.0, 0) for group in range(168) if group not in held]
        if not measured and by is None:
            measured = [("all", *_measure(metric, rows))]
        frame = pd.DataFrame(measured, columns=["group", "numerator", "denominator", "value", "n"])
        frame["name"] = frame["name_zh"] = frame["group"].astype(str)
        frame["below_min_n"] = frame["n"] < metric.min_n
        timed = by in FREQUENCIES or by == "hour_of_week"
        return frame.sort_values("group" if timed else "value", ascending=timed)[list(COLUMNS)].reset_index(drop=True)

    def _source(self, metric: Metric, rows: pd.DataFrame) -> Source:
        last = None if rows.empty else rows["day"].max().to_pydatetime().replace(hour=12, tzinfo=UTC)
        names = {"en": "Synthetic rows", "zh": "合成数据"}
        success = datetime(2025, 7, 1, tzinfo=UTC)
        return Source("synthetic", names, "Tests", "none", 24.0, len(rows), last, success, 12.0, None, "live")


def _groups(rows: pd.DataFrame, by: str | None, level: str | None) -> Any:
    if by in FREQUENCIES:
        return rows["day"].dt.to_period(FREQUENCIES[by]).dt.start_time
    if by == "hour_of_week":
        return rows["day"].dt.dayofweek * 24 + rows["hour"]
    if by == "district":
        return rows[f"{level}_id"]
    return rows[by] if by else pd.Series("all", index=rows.index)


def _measure(metric: Metric, rows: pd.DataFrame) -> tuple[float, float, float, int]:
    """Numerator, denominator, value and n."""
    count = len(rows)
    if metric.quantile:
        return np.nan, np.nan, float(rows["hours_to_close"].quantile(metric.quantile.at)), count
    if metric.denominator:
        on_time = float(rows["on_time"].sum())
        return on_time, count, metric.scale * on_time / count if count else np.nan, count
    total = float(rows[metric.sum].sum()) if metric.sum and metric.sum in rows else float(count)
    return total, np.nan, total, count


def _district(level: str, place: int) -> dict[str, Any]:
    wide, high = {"borough": (1.0, 3.0), "community_district": (1.0, 1.0), "precinct": (2.0, 1.0)}[level]
    per_row = int(4 / wide)
    west, south = place % per_row * wide * SIDE, place // per_row * high * SIDE
    east, north = west + wide * SIDE, south + high * SIDE
    district = {
        "borough": str(place + 1),
        "community_district": f"{place // 3 + 1}0{place % 3 + 1}",
        "precinct": str(place + 1),
    }[level]
    return {
        "level": level,
        "district_id": district,
        "name_en": f"{level.replace('_', ' ').title()} {district}",
        "name_zh": f"第{district}区",
        "parent_id": None,
        "population": 50_000 + 1_000 * place,
        "rings": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
        "label_x": (west + east) / 2,
        "label_y": (south + north) / 2,
    }


def _nowhere(level: str, name: str) -> dict[str, Any]:
    return {"level": level, "district_id": name, "name_en": name, "name_zh": name, "rings": None}


def days(count: int) -> list[date]:
    """The first days that the synthetic rows cover."""
    return [FIRST + timedelta(days=n) for n in range(count)]
