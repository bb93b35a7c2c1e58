"""The units that metrics may carry, in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Unit(NamedTuple):
    """A unit's words and how many decimals its values are shown with."""

    en: str
    zh: str
    decimals: int = 0


UNITS = {
    "departures": Unit("departures", "班次"),
    "hours": Unit("h", "小时", 1),
    "incidents": Unit("incidents", "起"),
    "mm": Unit("mm", "毫米", 1),
    "money": Unit("currency units", "货币单位"),
    "people": Unit("people", "人"),
    "percent": Unit("%", "%", 1),
    "requests": Unit("requests", "件"),
    "rides": Unit("rides", "人次"),
    "trips": Unit("trips", "次"),
    "ug_m3": Unit("µg/m³", "微克/立方米", 1),
    "vehicles": Unit("vehicles", "辆次"),
}
