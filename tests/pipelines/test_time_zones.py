"""Local times become UTC as the zone's own tables say."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import duckdb
import pytest

from pipelines.staging.typed import Reader, steady_offset

MOMENTS = [
    "1988-07-01 12:00:00",
    "1999-12-31 23:59:59",
    "2000-01-01 00:00:00",
    "2024-07-01 12:00:00",
    "2025-01-15 03:30:00",
]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Asia/Kolkata", "Europe/Paris", "UTC"])
@pytest.mark.parametrize("local", MOMENTS)
def test_utc_is_that_of_the_tables(zone: str, local: str) -> None:
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        (found,) = con.execute(f"SELECT {Reader(zone).utc(f'TIMESTAMP {chr(39)}{local}{chr(39)}')}").fetchone()
    expected = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    assert found == expected


def test_only_zones_without_a_clock_change_are_steady() -> None:
    assert steady_offset("America/New_York") is None
    assert steady_offset("Asia/Shanghai").total_seconds() == 8 * 3600
