"""The units that metrics may carry, in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Unit(NamedTuple):
    """A unit's words and how many decimals its values are shown with."""

    en: str
    zh: str
    decimals: int = 0


UNITS = {
    "calls": Unit("calls", "通"),
    "days": Unit("days", "天", 1),
    "departures": Unit("departures", "班次"),
    "districts": Unit("districts", "个"),
    "fires": Unit("fires", "起"),
    "grade": Unit("grade", "级", 1),
    "hours": Unit("h", "小时", 1),
    "hpa": Unit("hPa", "百帕"),
    "incidents": Unit("incidents", "起"),
    "index": Unit("index", "指数"),
    "km_h": Unit("km/h", "公里/小时", 1),
    "db": Unit("dB(A)", "分贝", 1),
    "degrees": Unit("°C", "℃", 1),
    "m": Unit("m", "米", 2),
    "m_s": Unit("m/s", "米/秒", 1),
    "m3_h": Unit("m³/h", "立方米/小时"),
    "mg_m3": Unit("mg/m³", "毫克/立方米", 2),
    "minutes": Unit("min", "分钟", 1),
    "mm": Unit("mm", "毫米", 1),
    "money": Unit("currency units", "货币单位"),
    "months": Unit("months", "个月", 1),
    "mw": Unit("MW", "兆瓦"),
    "offences": Unit("offences", "起"),
    "people": Unit("people", "人"),
    "per_100": Unit("per 100", "每百", 1),
    "per_1000": Unit("per 1,000", "每千", 2),
    "per_10k": Unit("per 10,000", "每万", 1),
    "per_100k": Unit("per 100,000", "每十万", 1),
    "percent": Unit("%", "%", 1),
    "places": Unit("places", "处"),
    "projects": Unit("projects", "个"),
    "ppb": Unit("ppb", "ppb", 1),
    "pp": Unit("percentage points", "个百分点", 1),
    "ratio": Unit("ratio", "比值", 2),
    "requests": Unit("requests", "件"),
    "rides": Unit("rides", "人次"),
    "rows": Unit("rows", "行"),
    "score": Unit("points", "分", 1),
    "seconds": Unit("s", "秒"),
    "times": Unit("times", "次", 2),
    "trips": Unit("trips", "次"),
    "ug_m3": Unit("µg/m³", "微克/立方米", 1),
    "vendors": Unit("vendors", "家"),
    "vehicles": Unit("vehicles", "辆次"),
    "years": Unit("years", "年", 1),
    "z": Unit("z", "z值", 2),
}
