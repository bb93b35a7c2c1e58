"""Ordinary noise that must not be flagged: holidays, plain bad weather, and places where nothing was planted."""

from __future__ import annotations

from typing import Any

import numpy as np

from datasets.demo.generator.agencies import agencies
from datasets.demo.generator.geography.names import SUB_DISTRICTS
from datasets.demo.generator.tickets.tree import tree
from datasets.demo.generator.world import World

CELLS, CELL_DAYS = 24, 28


def decoys(world: World) -> list[dict[str, Any]]:
    """What looks like something and is nothing, with why."""
    return [*_holidays(world), _wettest_ordinary_day(world), _hottest_ordinary_day(world), *_quiet_cells(world)]


def _holidays(world: World) -> list[dict[str, Any]]:
    clock = world.clock
    found = []
    for feast in ("spring_festival", "national_day"):
        days = clock.days[clock.is_feast(feast)]
        last = days[(days >= clock.first_day) & (days <= clock.last_day)].max()
        first = last - np.flatnonzero(clock.is_feast(feast)[: clock.index(np.array([last]))[0] + 1][::-1] == 0)[0] + 1
        why = "tickets, ridership and congestion fall on public holidays every year"
        found.append({"kind": feast, "from": str(first), "to": str(last), "why": why})
    return found


def _wettest_ordinary_day(world: World) -> dict[str, Any]:
    rain = world.weather.daily(world.weather.rain_mm).sum(axis=1)
    event = world.plan.cloudburst.start.astype("datetime64[D]")
    day = _peak(world, rain, np.abs((world.clock.days - event).astype(int)) > 3)
    amount = round(float(rain[world.clock.index(np.array([day]))[0]]), 1)
    why = "drainage tickets and collisions rise with rain as they always do; nothing was added"
    return {"kind": "rain", "from": str(day), "to": str(day), "rain_mm": amount, "why": why}


def _hottest_ordinary_day(world: World) -> dict[str, Any]:
    hottest = world.weather.daily(world.weather.temperature_c).max(axis=1)
    event = world.plan.heat_wave
    outside = (world.clock.days < event.first_day) | (world.clock.days >= event.first_day + event.days)
    day = _peak(world, hottest, outside)
    degrees = round(float(hottest[world.clock.index(np.array([day]))[0]]), 1)
    why = "a hot day with the ozone and the electricity demand that belong to it"
    return {"kind": "heat", "from": str(day), "to": str(day), "temperature_c": degrees, "why": why}


def _peak(world: World, values: np.ndarray, allowed: np.ndarray) -> np.datetime64:
    clock = world.clock
    covered = allowed & (clock.days >= clock.first_day) & (clock.days <= clock.last_day)
    return clock.days[np.argmax(np.where(covered, values, -np.inf))]


def _quiet_cells(world: World) -> list[dict[str, Any]]:
    """Category, sub-district and four weeks in which tickets are drawn as ever."""
    rng, event = world.rng("decoys"), world.plan
    touched = {event.bulk_closure.category, event.redefinition.category, event.redefinition.into}
    touched |= {"道路积水", "小区内涝", "排水管堵塞", "地铁服务"}
    slow = agencies().index(event.missed_deadlines.agency)
    calm = [number for number, name in enumerate(tree().names) if name not in touched and tree().agency[number] != slow]
    span = int((world.clock.last_day - world.clock.first_day).astype(int)) - CELL_DAYS
    cells = []
    for _ in range(CELLS):
        first = world.clock.first_day + int(rng.integers(0, span))
        place = SUB_DISTRICTS[int(rng.integers(len(SUB_DISTRICTS)))]
        cell = {"kind": "noise", "dataset": "hotline_tickets", "subcategory": tree().names[int(rng.choice(calm))]}
        cell |= {"sub_district": f"{place[0]}街道", "from": str(first), "to": str(first + CELL_DAYS - 1)}
        cells.append(cell | {"why": "nothing was planted here; what moves is chance"})
    return cells
