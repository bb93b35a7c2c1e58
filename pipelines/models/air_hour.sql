-- model: air_hour
-- build: made
-- from: reading pm25
-- place: station
-- lookback: 0
-- grain: dataset, kind, air_hour_id
-- owner: environment
-- check error not_null: measured_at
-- check error range: value 0 1e5
-- EPA's NowCast: the weight of an hour falls by w with each hour back, w being lowest over highest, but at least a half.
WITH hourly AS (
  SELECT dataset, station, measured_at, any_value(measured_date) AS day, any_value(event_hour) AS hour,
    greatest(avg(value), 0) AS value
  FROM reading
  WHERE kind = 'pm25' AND span = 'hour' AND level = 'station' AND event_hour IS NOT NULL AND value IS NOT NULL
    AND measured_date >= $since - 1
  GROUP BY ALL
),
seen AS (
  SELECT hourly.* EXCLUDE (value), list({'at': measured_at, 'value': value}) OVER half_day AS past,
    min(value) OVER half_day AS lowest, max(value) OVER half_day AS highest
  FROM hourly
  WINDOW half_day AS (
    PARTITION BY dataset, station ORDER BY measured_at RANGE BETWEEN INTERVAL 11 HOURS PRECEDING AND CURRENT ROW
  )
),
weighed AS (
  SELECT seen.* EXCLUDE (past), rule.newest_needed, rule.decimals, len(past) AS hours,
    list_transform(past, lambda p: date_diff('hour', p.at, measured_at)) AS back,
    list_transform(past, lambda p: p.value) AS past,
    len(list_filter(past, lambda p: date_diff('hour', p.at, measured_at) < rule.newest_hours)) AS newest_seen,
    greatest(CASE WHEN highest > 0 THEN lowest / highest ELSE 1 END, rule.least_weight) AS weight
  FROM seen CROSS JOIN standard_nowcast AS rule
  WHERE day >= $since
)
SELECT dataset, 'nowcast_pm25' AS kind, station || ' ' || measured_at AS air_hour_id,
  measured_at, day AS measured_date, station, 'station' AS level, station AS area,
  trunc(list_dot_product(list_transform(back, lambda hours_ago: weight ** hours_ago), past)
    / list_sum(list_transform(back, lambda hours_ago: weight ** hours_ago)) * 10 ** decimals + 1e-7)
    / 10 ** decimals AS value,
  hours, hour AS event_hour, isodow(day) - 1 AS event_dow
FROM weighed
WHERE newest_seen >= newest_needed
