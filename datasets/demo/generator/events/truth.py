"""What is planted in a city, as truth.yaml says it: place, time, size, and in which data set it shows."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from datasets.demo.generator.dirt import SOILS
from datasets.demo.generator.environment.sites import sites
from datasets.demo.generator.events.decoys import decoys
from datasets.demo.generator.events.plan import AIR_STATIONS
from datasets.demo.generator.geography.names import DISTRICTS, LINES, SUB_DISTRICTS
from datasets.demo.generator.world import World

Entry = dict[str, Any]


def write_truth(world: World, folder: Path) -> None:
    """Writes `truth.yaml`; the sizes are counted from what was drawn, before dirt."""
    content = {
        "synthetic": True,
        "seed": world.seed,
        "scale": world.scale,
        "first_day": str(world.clock.first_day),
        "as_of": str(world.clock.as_of),
        "events": [*_weather(world), *_people(world), *_agencies(world), *_feeds(world), *_definitions(world)],
        "decoys": decoys(world),
        "dirt": _dirt(world),
    }
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
    (folder / "truth.yaml").write_text(text, "utf-8")


def _sub_districts(numbers: tuple[int, ...]) -> list[str]:
    return [f"{SUB_DISTRICTS[number][0]}街道" for number in numbers]


def _after(start: np.datetime64, seconds: int) -> str:
    return str(start + np.timedelta64(seconds, "s"))


def _weather(world: World) -> list[Entry]:
    rain, heat = world.plan.cloudburst, world.plan.heat_wave
    fallen = world.weather.rain_mm[world.weather.slice(rain.start, rain.start + np.timedelta64(rain.hours, "h"))]
    cloudburst = {
        "id": "cloudburst",
        "what": {"en": "A cloudburst puts streets under water", "zh": "短时强降雨引发内涝"},
        "datasets": ["weather_hourly", "water_levels", "hotline_tickets", "hotline_calls", "collisions"],
        "from": str(rain.start),
        "to": _after(rain.start, 3600 * rain.hours),
        "sub_districts": _sub_districts(rain.sub_districts),
        "subcategories": ["道路积水", "小区内涝", "排水管堵塞"],
        "size": {
            "rain_mm": round(float(fallen.sum()), 1),
            "extra_tickets": world.tally["cloudburst"]["tickets"],
            "tickets_until": _after(rain.start, 86_400 * rain.days),
        },
    }
    factors = {name: value for name, value in asdict(heat).items() if name not in ("first_day", "days")}
    heat_wave = {
        "id": "heat_wave",
        "what": {"en": "A heat wave with bad air", "zh": "高温热浪伴随空气污染"},
        "datasets": ["weather_hourly", "air_quality", "utilities", "ambulance_runs"],
        "from": str(heat.first_day),
        "to": str(heat.first_day + heat.days - 1),
        "size": factors,
    }
    return [cloudburst, heat_wave]


def _people(world: World) -> list[Entry]:
    closure, series = world.plan.line_closure, world.plan.burglary_series
    line_closure = {
        "id": "line_closure",
        "what": {"en": "A metro line is closed for six hours", "zh": "地铁线路停运六小时"},
        "datasets": ["departures", "metro_ridership", "metro_journeys", "road_speeds", "hotline_tickets"],
        "from": str(closure.start),
        "to": _after(closure.start, 3600 * closure.hours),
        "line": LINES[closure.line][0],
        "size": {"entries": 0, "departures": 0, "extra_tickets": world.tally["line_closure"]["tickets"]},
    }
    burglaries = {
        "id": "burglary_series",
        "what": {"en": "A series of burglaries in two sub-districts", "zh": "两街道入室盗窃系列案"},
        "datasets": ["offences"],
        "from": str(series.first_day),
        "to": str(series.first_day + series.days - 1),
        "sub_districts": _sub_districts(series.sub_districts),
        "category": "入室盗窃",
        "size": {"extra_offences": series.offences},
    }
    return [line_closure, burglaries]


def _agencies(world: World) -> list[Entry]:
    plan, tally = world.plan, world.tally["missed_deadlines"]
    shares = {
        f"on_time_share_{name}": round(tally[f"on_time_{name}"] / max(tally[f"due_{name}"], 1), 4)
        for name in ("before", "after")
    }
    deadlines = {
        "id": "missed_deadlines",
        "what": {"en": "An agency stops meeting its deadlines", "zh": "某单位办理时限大面积超期"},
        "datasets": ["hotline_tickets"],
        "from": str(plan.missed_deadlines.first_day),
        "to": str(world.clock.as_of),
        "agency": plan.missed_deadlines.agency,
        "size": {"slower": plan.missed_deadlines.slower, **shares, **dict(tally)},
    }
    bulk = {
        "id": "bulk_closure",
        "what": {"en": "Thousands of tickets are closed within ten minutes", "zh": "十分钟内批量办结工单"},
        "datasets": ["hotline_tickets"],
        "from": str(plan.bulk_closure.at),
        "to": _after(plan.bulk_closure.at, 60 * plan.bulk_closure.minutes),
        "subcategory": plan.bulk_closure.category,
        "size": {
            "tickets": world.tally["bulk_closure"]["tickets"],
            "opened_over_days": plan.bulk_closure.opened_over_days,
        },
    }
    return [deadlines, bulk, _overrun(world)]


def _overrun(world: World) -> Entry:
    event = world.plan.budget_overrun
    return {
        "id": "budget_overrun",
        "what": {"en": "A programme spends more than its budget", "zh": "项目支出超预算"},
        "datasets": ["budget_execution", "vendor_payments"],
        "fiscal_year": event.fiscal_year,
        "by_month": event.month,
        "agency": event.agency,
        "programme": event.programme,
        "size": {"expended_share_of_modified": event.spent_share},
    }


def _feeds(world: World) -> list[Entry]:
    drift, dead = world.plan.sensor_drift, world.plan.dead_feed
    sensor = {
        "id": "sensor_drift",
        "what": {"en": "An air sensor drifts", "zh": "空气监测仪读数漂移"},
        "datasets": ["air_quality"],
        "from": str(drift.first_day),
        "to": str(world.clock.as_of),
        "station": sites("KQ", "空气站", AIR_STATIONS).ids[drift.station],
        "pollutant": "PM2.5",
        "size": {"ug_m3_a_day": drift.ug_m3_a_day},
    }
    feed = {
        "id": "dead_feed",
        "what": {"en": "A feed dies", "zh": "数据源中断"},
        "datasets": [dead.dataset],
        "from": str(dead.at),
        "to": str(world.clock.as_of),
        "size": {"hours_silent": int((world.clock.as_of - dead.at).astype("timedelta64[h]").astype(int))},
    }
    return [sensor, feed]


def _definitions(world: World) -> list[Entry]:
    moved, border = world.plan.redefinition, world.plan.boundary_change
    category = {
        "id": "redefinition",
        "what": {"en": "A category is defined anew", "zh": "分类口径调整"},
        "datasets": ["hotline_tickets"],
        "from": str(moved.first_day),
        "subcategory": moved.category,
        "into": moved.into,
        "size": {"share": moved.share, "tickets_moved": world.tally["redefinition"]["moved"]},
    }
    boundary = {
        "id": "boundary_change",
        "what": {"en": "A sub-district moves to another district", "zh": "街道划归另一区"},
        "datasets": ["districts", "sub_districts"],
        "from": str(border.first_day),
        "sub_district": _sub_districts((border.sub_district,))[0],
        "old_district": DISTRICTS[border.old_district][0],
        "new_district": DISTRICTS[border.new_district][0],
        "size": {"sub_districts": 1},
    }
    return [category, boundary]


def _dirt(world: World) -> Entry:
    """Stated shares, and how many rows were struck."""
    found: Entry = {}
    for dataset, soil in SOILS.items():
        shares = {"late": soil.late, "repeated": soil.repeated, "misplaced": soil.misplaced}
        shares |= {f"mistyped {column}": share for column, share, _ in soil.mistyped}
        struck = dict(sorted(world.tally[f"dirt {dataset}"].items()))
        found[dataset] = {"shares": {name: share for name, share in shares.items() if share}, "rows": struck}
    return found
