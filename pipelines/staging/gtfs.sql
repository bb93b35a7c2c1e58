-- Scheduled departures of a GTFS feed: one row per route, service hour and date.
-- A trip departs at its first stop. Times run past 24:00:00 and count from noon minus twelve hours of the service
-- day (gtfs.org, Schedule Reference, "Time"), so that the clock change does not move them.
WITH first_departure AS (
  SELECT trip_id, arg_min(departure_time, stop_sequence::INTEGER) AS departure_time
  FROM gtfs_stop_times GROUP BY trip_id
),
departure AS (
  SELECT trips.route_id, trips.service_id,
    split_part(trim(departure_time), ':', 1)::INTEGER AS hour, count(*) AS departures
  FROM first_departure JOIN gtfs_trips AS trips ON trips.trip_id = first_departure.trip_id
  GROUP BY 1, 2, 3
),
regular_day AS (
  SELECT service_id, day::DATE AS day FROM (
    SELECT *, unnest(generate_series(
      strptime(start_date, '%Y%m%d'), strptime(end_date, '%Y%m%d'), INTERVAL 1 DAY)) AS day
    FROM gtfs_calendar AS calendar
  )
  WHERE [monday, tuesday, wednesday, thursday, friday, saturday, sunday][isodow(day)] = '1'
),
exception_day AS (
  SELECT service_id, strptime(date, '%Y%m%d')::DATE AS day, exception_type FROM gtfs_calendar_dates AS calendar_dates
),
service_day AS (
  SELECT regular_day.service_id, regular_day.day FROM regular_day
  LEFT JOIN exception_day ON exception_day.service_id = regular_day.service_id
    AND exception_day.day = regular_day.day AND exception_day.exception_type = '2'
  WHERE exception_day.service_id IS NULL
  UNION
  SELECT service_id, day FROM exception_day WHERE exception_type = '1'
)
SELECT coalesce(nullif(trim(routes.route_short_name), ''), routes.route_id) AS category,
  routes.route_long_name AS subcategory,
  service_day.day::TIMESTAMP + to_hours(departure.hour) AS served_local,
  sum(departure.departures)::DOUBLE AS value
FROM departure
JOIN service_day ON service_day.service_id = departure.service_id
LEFT JOIN gtfs_routes AS routes ON routes.route_id = departure.route_id
GROUP BY 1, 2, 3
