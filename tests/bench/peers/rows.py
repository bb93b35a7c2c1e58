"""The tickets of a snapshot as both peers read them: one year up to its last day, one narrow row a ticket."""

from __future__ import annotations

from pathlib import Path

import duckdb

SOURCE = """
create view tickets as
with last as (select max(opened_date) as day from city.ticket),
places as (select district_id, (row_number() over (order by district_id) - 1)::int as place
           from city.district where level = 'district')
select date_diff('day', last.day, opened_date)::int + {days} - 1 as day, category, agency,
       event_hour::int as hour, event_dow::int as weekday, ticket.district_id as district,
       (place % 4)::int as across, (place // 4)::int as down
from city.ticket as ticket cross join last left join places on places.district_id = ticket.district_id
where opened_date > last.day - {days}
"""


def connect(snapshot: Path, days: int) -> duckdb.DuckDBPyConnection:
    """A connection whose view `tickets` reads the snapshot, which itself is only read."""
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(f"attach '{snapshot}' as city (read_only)")
    connection.execute(SOURCE.format(days=days))
    return connection
