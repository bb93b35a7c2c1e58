"""Hours of work by agency and month, and the consumer price index that money is deflated with."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from datasets.demo.generator.agencies import agencies
from datasets.demo.generator.finance.monthly import Monthly, constant, year_and_month
from datasets.demo.generator.world import World

HEADCOUNT = {
    "hotline": 260, "urban_management": 2_850, "housing": 640, "police": 4_100, "traffic_police": 1_150,
    "transport": 520, "water": 610, "environment": 380, "labour": 450, "health": 320, "education": 540,
    "civil_affairs": 290, "market": 980, "planning": 410, "parks": 760, "culture": 270, "emergency": 240,
    "fire": 1_320, "ambulance": 480, "power": 2_300, "gas": 1_100, "water_supply": 1_250, "metro": 5_200,
    "bus": 6_400, "finance": 210,
}  # fmt: skip
OFFICERS = ("police", "traffic_police")
HOURS_A_DAY = 8
CPI_DAY, STAFF_DAY = 9, 6


def staff_hours() -> Monthly:
    """Headcount and hours by agency, published on the sixth."""
    return Monthly("staff_hours", STAFF_DAY, _staff)


def price_index() -> Monthly:
    """The consumer price index by month, 2023 = 100, published on the ninth."""
    return Monthly("price_index", CPI_DAY, _prices)


def _staff(world: World, month: np.datetime64, published: np.datetime64) -> pa.Table:
    rng, known = world.rng("staff", str(month)), agencies()
    people = np.array([HEADCOUNT[agency] for agency in known.ids])
    clock = world.clock
    in_month = clock.days.astype("datetime64[M]") == month
    regular = people * int((clock.is_workday & in_month).sum()) * HOURS_A_DAY
    busy = 1 + 0.25 * np.cos(np.pi * (year_and_month(month)[1] - 7) / 6) ** 2
    noise = rng.gamma(60, 1 / 60, (2, len(people)))
    overtime = np.round(regular * world.rng("overtime").uniform(0.02, 0.09, len(people)) * busy * noise[0])
    absence = np.round(regular * world.rng("absence").uniform(0.02, 0.05, len(people)) * noise[1])
    officers = np.where(np.isin(known.ids, OFFICERS), np.round(people * 0.83), 0).astype(int)
    return pa.table(
        {
            "发布日期": constant(published.item(), len(people)),
            "月份起始日": constant(month.astype("datetime64[D]").item(), len(people)),
            "单位": pa.array(known.names),
            "在岗人数": pa.array(people),
            "执法人员数": pa.array(officers),
            "法定工时": pa.array(regular),
            "加班工时": pa.array(overtime.astype(int)),
            "缺勤工时": pa.array(absence.astype(int)),
        }
    )


def _prices(world: World, month: np.datetime64, published: np.datetime64) -> pa.Table:
    months = int((month - np.datetime64("2023-07", "M")).astype(int))
    noise = world.rng("prices", str(month)).normal(0, 0.12)
    level = 100 * 1.006 ** (months / 12) + noise + 0.25 * np.cos(2 * np.pi * (year_and_month(month)[1] - 2) / 12)
    return pa.table(
        {
            "发布日期": constant(published.item(), 1),
            "月份起始日": constant(month.astype("datetime64[D]").item(), 1),
            "指标": pa.array(["居民消费价格指数"]),
            "数值": pa.array([round(float(level), 2)]),
        }
    )
