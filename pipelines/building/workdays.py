"""The city's working days as a temporary table, by which a model can measure time on working days only."""

from __future__ import annotations

from datetime import date

import duckdb

from datasets.holidays import days_off, days_worked
from datasets.profile import Profile

FIRST, LAST = date(1990, 1, 1), date(2060, 12, 31)
TABLE = """
CREATE OR REPLACE TEMP TABLE workday AS
WITH day AS (
  SELECT CAST(unnest(generate_series($first, $last, INTERVAL 1 DAY)) AS DATE) AS date
),
judged AS (
  SELECT date, isodow(date) < 6 AND NOT list_contains($off, date) OR list_contains($worked, date) AS is_workday
  FROM day
)
SELECT date, is_workday, timezone('UTC', timezone($zone, CAST(date AS TIMESTAMP))) AS starts_at,
  CAST(sum(CAST(is_workday AS INTEGER)) OVER (ORDER BY date ROWS UNBOUNDED PRECEDING) AS INTEGER)
    - CAST(is_workday AS INTEGER) AS workdays_before
FROM judged
"""


def list_workdays(con: duckdb.DuckDBPyConnection, profile: Profile) -> None:
    """Fills `workday`: date, is_workday, starts_at (its first moment, UTC), workdays_before (since 1990).

    Working days are Monday to Friday without the profile's holidays, and the days that it says are worked instead.
    """
    known = {
        "first": FIRST,
        "last": LAST,
        "zone": profile.time_zone,
        "off": sorted(days_off(profile.holidays)),
        "worked": sorted(days_worked(profile.holidays)),
    }
    con.execute(TABLE, known)
