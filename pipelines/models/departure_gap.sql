-- model: departure_gap
-- build: made
-- from: mobility departure
-- place: subcategory
-- lookback: 0
-- grain: dataset, kind, departure_gap_id
-- owner: transport
-- check error not_null: served_at
-- check error range: observed_min2 0 1e12
-- Gaps between departures of a route at a stop within a day: as scheduled, and as observed in the order in which they
-- were seen. A gap belongs to the hour in which the later departure is scheduled. Sums of gaps and of their squares
-- give waiting times and their spread over any hours, routes and places without going back to the departures.
WITH departure AS (
  SELECT dataset, category, subcategory AS stop, served_at, served_date, event_hour,
    CASE WHEN NOT coalesce(is_cancelled, FALSE) THEN observed_at END AS observed_at
  FROM mobility
  WHERE kind = 'departure' AND event_hour IS NOT NULL AND served_date >= $since
),
scheduled AS (
  SELECT *, date_diff('second', lag(served_at) OVER timetable, served_at) / 60.0 AS planned
  FROM departure
  WINDOW timetable AS (PARTITION BY dataset, category, stop, served_date ORDER BY served_at)
),
gap AS (
  SELECT *, CASE WHEN observed_at IS NOT NULL
    THEN date_diff('second', lag(observed_at) OVER seen, observed_at) / 60.0 END AS actual
  FROM scheduled
  WINDOW seen AS (
    PARTITION BY dataset, category, stop, served_date, observed_at IS NULL ORDER BY observed_at, served_at
  )
)
SELECT dataset, 'departure_gap' AS kind, concat_ws('|', category, stop, date_trunc('hour', served_at)) AS departure_gap_id,
  date_trunc('hour', served_at) AS served_at, served_date, category, stop AS station, 'station' AS level, stop AS area,
  coalesce(avg(planned) <= 12, FALSE) AS is_frequent,
  count(planned) AS scheduled, round(coalesce(sum(planned), 0), 6) AS scheduled_min,
  round(coalesce(sum(planned * planned), 0), 6) AS scheduled_min2,
  count(actual) AS observed, round(coalesce(sum(actual), 0), 6) AS observed_min,
  round(coalesce(sum(actual * actual), 0), 6) AS observed_min2,
  count(actual) FILTER (planned IS NOT NULL) AS paired,
  round(coalesce(sum(planned) FILTER (actual IS NOT NULL), 0), 6) AS paired_min,
  round(coalesce(sum(actual - planned), 0), 6) AS deviation_min,
  round(coalesce(sum((actual - planned) * (actual - planned)), 0), 6) AS deviation_min2,
  event_hour, isodow(served_date) - 1 AS event_dow
FROM gap
GROUP BY ALL
