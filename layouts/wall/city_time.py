"""What time it is in the city, and moments in its zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboards.city import City
from pipelines.clock import CityClock


def now(city: City) -> datetime:
    """The city's time in UTC: ours, or that of a demonstration."""
    return CityClock.of(city.service.snapshot.meta).now()


def local(city: City, moment: datetime) -> datetime:
    """A moment in the city's zone."""
    return moment.astimezone(ZoneInfo(city.profile.time_zone))


def clock_for_browser(city: City) -> dict[str, Any]:
    """What a page needs to show the city's time on its own: never the time of the machine that it runs on."""
    clock = CityClock.of(city.service.snapshot.meta)
    moment = clock.now()
    offset = local(city, moment).utcoffset()
    return {
        "at_ms": round(moment.timestamp() * 1000),
        "speed": clock.speed,
        "offset_minutes": round(offset.total_seconds() / 60) if offset else 0,
    }
