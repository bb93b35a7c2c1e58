"""What a page is given: one object for the frame, one for each metric, in short arrays."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from pipelines.privacy.reader import PublicData
from pipelines.privacy.rows import rows

HIDDEN = "h"
Series = list[float | str | None]
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
    """A metric's cells: series by area over its periods, and of groups what there is; days are at the data address."""
    spans, sources = (data.tables[name] for name in ("span", "source"))
    listed = rows(spans[spans.metric == metric])
    told = _Told({row.period: place for place, row in enumerate(listed)})
    for row in rows(data.cells(metric)):
        told.take(row)
    return {
        "id": metric,
        "periods": [[row.period, row.start, row.finish] for row in listed],
        "areas": told.areas,
        "states": {key: "".join(states) for key, states in told.states.items()},
        "groups": told.groups,
        "changes": _changes(data.tables["change"], metric),
        "sources": _records(sources[sources.metric == metric].drop(columns="metric")),
    }


class _Told:
    """Cells put where a page looks for them, one pass over the rows."""

    def __init__(self, places: dict[str, int]) -> None:
        self.places = places
        self.areas: dict[str, Series] = {}
        self.states: dict[str, list[str]] = {}
        self.groups: dict[str, dict[str, dict[str, dict[int, float | str | None]]]] = {}

    def take(self, row: Any) -> None:
        """Puts one cell in its place."""
        value = HIDDEN if row.hidden else _number(row.value)
        key = f"{row.level}/{row.area}"
        if row.period not in self.places:
            return
        place = self.places[row.period]
        if row.by:
            self.groups.setdefault(row.by, {}).setdefault(key, {}).setdefault(row.grp, {})[place] = value
            return
        self.areas.setdefault(key, self._empty())[place] = value
        if row.state in STATES:
            self.states.setdefault(key, ["-"] * len(self.places))[place] = STATES[row.state]

    def _empty(self) -> Series:
        return [None] * len(self.places)


def _changes(frame: pd.DataFrame, metric: str) -> dict[str, str]:
    of_metric = frame[frame.metric == metric]
    return {f"{row.level}/{row.area}/{row.period}": row.verdict for row in rows(of_metric)}


def _number(value: Any) -> float | None:
    if value is None or pd.isna(value):
        return None
    number = float(f"{float(value):.7g}")
    return int(number) if number.is_integer() else number


def _areas(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows(frame):
        zh, parent = (text if isinstance(text, str) else None for text in (row.name_zh, row.parent_id))
        area = {"id": row.area, "en": row.name_en, "zh": zh or row.name_en, "parent": parent}
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
