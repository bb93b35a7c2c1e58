"""What a page is given: one object for the frame, one for each metric, in short arrays."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from pipelines.privacy.reader import PublicData
from pipelines.privacy.rows import rows

HIDDEN = "h"
STATES = {"on": "n", "watch": "w", "off": "f"}


def frame_of(data: PublicData) -> dict[str, Any]:
    """Names, levels, districts with outlines, metrics, places, sources and what the privacy rule did."""
    meta = data.meta
    return {
        "snapshot": data.snapshot,
        "city": meta["city"],
        "names": json.loads(meta["names"]),
        "synthetic": meta["synthetic"] == "true",
        "language": meta["language"],
        "as_of": meta["as_of"],
        "rule": {name: int(meta[name]) for name in RULE},
        "levels": json.loads(meta["levels"]),
        "map_level": meta["map_level"],
        "areas": _areas(data.tables["area"]),
        "ground": [[row.layer, row.shape, json.loads(row.rings)] for row in rows(data.tables["base_map"])],
        "metrics": data.metrics,
        "named": _named(data.tables["named"]),
        "places": _places(data.tables["place"]),
        "effects": _records(data.tables["effect"]),
    }


RULE = ("fewest", "addresses", "grid_m", "sensitive", "places_rows", "places_left_out", "cells", "hidden")


def metric_of(data: PublicData, metric: str) -> dict[str, Any]:
    """A metric's cells: series by area over its periods, groups by area, days of the whole city."""
    cells = data.cells(metric)
    spans = data.tables["span"]
    spans = spans[spans.metric == metric]
    periods = {row.period: place for place, row in enumerate(rows(spans))}
    months = cells[cells.period.isin(periods)]
    plain = months[months.by == ""]
    sources = data.tables["source"]
    return {
        "id": metric,
        "periods": [[row.period, row.start, row.finish] for row in rows(spans)],
        "areas": {_key(key): _series(frame, periods) for key, frame in plain.groupby(["level", "area"], sort=False)},
        "states": {_key(key): _states(frame, periods) for key, frame in plain.groupby(["level", "area"], sort=False)},
        "groups": {
            str(by): {
                _key(key): {str(group): _series(one, periods) for group, one in frame.groupby("grp", sort=False)}
                for key, frame in grouped.groupby(["level", "area"], sort=False)
            }
            for by, grouped in months[months.by != ""].groupby("by", sort=False)
        },
        "days": [
            [row.period, HIDDEN if row.hidden else _number(row.value)]
            for row in rows(cells[(cells.by == "") & (cells.period.str.len() == len("2026-10-31"))])
        ],
        "changes": _changes(data.tables["change"], metric),
        "sources": _records(sources[sources.metric == metric].drop(columns="metric")),
    }


def _key(at: Any) -> str:
    return "/".join(at)


def _series(frame: pd.DataFrame, periods: dict[str, int]) -> list[float | str | None]:
    found: list[float | str | None] = [None] * len(periods)
    for row in rows(frame):
        found[periods[row.period]] = HIDDEN if row.hidden else _number(row.value)
    while found and found[-1] is None:
        found.pop()
    return found


def _states(frame: pd.DataFrame, periods: dict[str, int]) -> str:
    found = ["-"] * len(periods)
    for row in rows(frame):
        found[periods[row.period]] = STATES.get(row.state, "-")
    return "".join(found) if set(found) != {"-"} else ""


def _changes(frame: pd.DataFrame, metric: str) -> dict[str, list[Any]]:
    of_metric = frame[frame.metric == metric]
    return {
        f"{row.level}/{row.area}/{row.period}": [_number(row.previous), row.verdict, row.words_en, row.words_zh]
        for row in rows(of_metric)
    }


def _number(value: Any) -> float | None:
    if value is None or pd.isna(value):
        return None
    number = float(f"{float(value):.7g}")
    return int(number) if number.is_integer() else number


def _areas(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows(frame):
        area = {"id": row.area, "en": row.name_en, "zh": row.name_zh or row.name_en, "parent": row.parent_id}
        if isinstance(row.rings, str):
            area |= {"rings": json.loads(row.rings), "at": [round(row.label_x), round(row.label_y)]}
        found.setdefault(row.level, []).append(area)
    return found


def _named(frame: pd.DataFrame) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows(frame):
        key = row.by if row.by == "agency" else f"category/{row.fact}"
        found.setdefault(key, {})[row.grp] = [row.name_en, row.name_zh]
    return found


def _places(frame: pd.DataFrame) -> dict[str, list[list[int]]]:
    return {
        str(kind): [[round(row.x), round(row.y), int(row.n)] for row in rows(squares)]
        for kind, squares in frame.groupby("kind", sort=False)
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", force_ascii=False))
    return found
