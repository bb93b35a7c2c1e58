-- model: air_day
-- build: made
-- from: reading pm25 pm10 o3 no2 so2 co
-- place: station
-- lookback: 1
-- grain: dataset, kind, air_day_id
-- owner: environment
-- check error not_null: day
-- check error range: aqi 0 500
-- The index of every day by every standard. A station's concentrations are judged as each standard says; those of an
-- area are the means over its stations, or the area has the index of its highest station: also as the standard says.
WITH hourly AS (
  SELECT dataset, station, kind AS pollutant, measured_date AS day, event_hour AS hour, avg(value) AS value
  FROM reading
  WHERE kind IN ('pm25', 'pm10', 'o3', 'no2', 'so2', 'co') AND span = 'hour' AND level = 'station'
    AND event_hour IS NOT NULL AND value IS NOT NULL AND measured_date >= $since
  GROUP BY ALL
),
slot AS (
  SELECT present.dataset, present.station, present.pollutant, present.day, hours.hour,
    present.day + to_hours(hours.hour) AS local_at, hourly.value
  FROM (SELECT DISTINCT dataset, station, pollutant, day FROM hourly WHERE pollutant IN ('o3', 'co')) AS present
  CROSS JOIN (SELECT unnest(range(24)) AS hour) AS hours
  LEFT JOIN hourly ON hourly.dataset = present.dataset AND hourly.station = present.station
    AND hourly.pollutant = present.pollutant AND hourly.day = present.day AND hourly.hour = hours.hour
),
eight AS (
  SELECT dataset, station, pollutant, day, hour, avg(value) OVER ahead AS value, count(value) OVER ahead AS hours
  FROM slot
  WINDOW ahead AS (
    PARTITION BY dataset, station, pollutant ORDER BY local_at RANGE BETWEEN CURRENT ROW AND INTERVAL 7 HOURS FOLLOWING
  )
),
eight_day AS (
  SELECT version.standard, dataset, station, pollutant, day, max(value) AS value, count(*) >= any_value(windows) AS is_valid
  FROM eight JOIN standard_version AS version
    ON eight.hour BETWEEN version.first_window AND version.last_window AND eight.hours >= version.window_hours
  GROUP BY ALL
),
plain_day AS (
  SELECT dataset, station, pollutant, day, avg(value) AS mean, max(value) AS highest, count(*) AS hours
  FROM hourly GROUP BY ALL
),
station_day AS (
  SELECT measure.standard, plain.dataset, plain.station, plain.day, measure.pollutant, measure.averaging,
    CASE measure.averaging WHEN 'day_mean' THEN plain.mean WHEN 'max_1h' THEN plain.highest ELSE eight_day.value END AS value,
    CASE measure.averaging WHEN 'max_8h' THEN coalesce(eight_day.is_valid, FALSE) ELSE plain.hours >= version.hours END AS is_valid,
    plain.mean
  FROM plain_day AS plain
  JOIN standard_measure AS measure ON measure.pollutant = plain.pollutant
  JOIN standard_version AS version ON version.standard = measure.standard
  LEFT JOIN eight_day ON measure.averaging = 'max_8h' AND eight_day.standard = measure.standard
    AND eight_day.dataset = plain.dataset AND eight_day.station = plain.station
    AND eight_day.pollutant = plain.pollutant AND eight_day.day = plain.day
),
place_day AS (
  SELECT s.standard, s.dataset, member.level, member.area, s.day, s.pollutant, s.averaging,
    CASE WHEN member.level = 'station' THEN any_value(s.value) ELSE avg(s.value) FILTER (s.is_valid) END AS value,
    CASE WHEN member.level = 'station' THEN any_value(s.mean) ELSE avg(s.mean) FILTER (s.is_valid) END AS mean,
    100.0 * count(*) FILTER (s.is_valid) / count(*) AS valid_pct, count(*) AS stations
  FROM station_day AS s
  JOIN made_member AS member ON member.dataset = s.dataset AND member.place = s.station
  GROUP BY s.standard, s.dataset, member.level, member.area, s.day, s.pollutant, s.averaging
),
rounded AS (
  SELECT p.*, version.concentration_rounding, version.index_rounding,
    CASE version.concentration_rounding
      WHEN 'truncate' THEN trunc(round(greatest(p.value, 0) * measure.factor, 9) * 10 ** measure.decimals + 1e-7)
        / 10 ** measure.decimals
      ELSE round_even(round(greatest(p.value, 0) * measure.factor, 9), measure.decimals)
    END AS rounded_value,
    measure.top, measure.open_ended
  FROM place_day AS p
  JOIN standard_version AS version ON version.standard = p.standard
  JOIN standard_measure AS measure
    ON measure.standard = p.standard AND measure.pollutant = p.pollutant AND measure.averaging = p.averaging
),
indexed AS (
  SELECT r.standard, r.dataset, r.level, r.area, r.day, r.pollutant, r.averaging, r.value, r.mean, r.valid_pct, r.stations,
    min(CASE
      WHEN segment.low IS NULL AND r.open_ended AND r.rounded_value > r.top THEN 500
      WHEN r.index_rounding = 'up' THEN ceil(round(segment.index_low
        + (segment.index_high - segment.index_low) / (segment.high - segment.low) * (r.rounded_value - segment.low), 6))
      ELSE floor(round(segment.index_low
        + (segment.index_high - segment.index_low) / (segment.high - segment.low) * (r.rounded_value - segment.low), 6) + 0.5)
    END)::INTEGER AS sub_index
  FROM rounded AS r
  LEFT JOIN standard_segment AS segment ON segment.standard = r.standard AND segment.pollutant = r.pollutant
    AND segment.averaging = r.averaging AND r.rounded_value BETWEEN segment.low AND segment.high
  GROUP BY ALL
),
highest AS (
  SELECT i.standard, i.dataset, member.level, member.area, i.day, i.pollutant, i.averaging, max(i.sub_index) AS sub_index
  FROM indexed AS i
  JOIN standard_version AS version ON version.standard = i.standard AND version.area = 'highest_station'
  JOIN made_member AS member ON member.dataset = i.dataset AND member.place = i.area AND i.level = 'station'
  GROUP BY ALL
),
judged AS (
  SELECT i.* EXCLUDE (sub_index),
    CASE version.area WHEN 'highest_station' THEN highest.sub_index ELSE i.sub_index END AS sub_index,
    CASE WHEN i.level = 'station' THEN i.valid_pct > 0 ELSE i.valid_pct > 0 AND i.valid_pct >= version.stations_pct END
      AS is_valid
  FROM indexed AS i
  JOIN standard_version AS version ON version.standard = i.standard
  LEFT JOIN highest ON highest.standard = i.standard AND highest.dataset = i.dataset AND highest.level = i.level
    AND highest.area = i.area AND highest.day = i.day AND highest.pollutant = i.pollutant
    AND highest.averaging = i.averaging
),
whole_day AS (
  SELECT standard, dataset, level, area, day, coalesce(max(sub_index) FILTER (is_valid), max(sub_index)) AS aqi,
    max(stations) AS stations,
    arg_max(pollutant, {'valid': is_valid, 'sub_index': sub_index, 'name': pollutant})
      FILTER (sub_index IS NOT NULL) AS primary_pollutant,
    list(DISTINCT pollutant) FILTER (is_valid) AS valid_pollutants,
    max(sub_index) FILTER (is_valid) AS valid_index,
    max(mean) FILTER (pollutant = 'pm25') AS pm25,
    max(mean) FILTER (pollutant = 'pm10') AS pm10,
    max(mean) FILTER (pollutant = 'no2') AS no2,
    max(mean) FILTER (pollutant = 'so2') AS so2,
    max(mean) FILTER (pollutant = 'co') AS co,
    max(value) FILTER (pollutant = 'o3' AND averaging = 'max_8h') AS o3_8h
  FROM judged GROUP BY ALL
)
SELECT d.dataset, version.scheme || CASE d.level WHEN 'station' THEN '_station' ELSE '' END AS kind,
  concat_ws('|', d.standard, d.level, d.area, d.day) AS air_day_id,
  d.day, d.standard, d.day >= version.effective_from AND d.day < version.effective_until AS in_force,
  d.area AS station, d.level, d.area,
  CASE WHEN d.aqi > version.primary_above THEN d.primary_pollutant END AS category,
  d.aqi, (SELECT min(band.band) FROM standard_band AS band WHERE band.scheme = version.scheme AND band.upto >= d.aqi) AS band,
  d.valid_index IS NOT NULL AND (list_has_all(d.valid_pollutants, version.required) OR d.valid_index > 100) AS is_valid,
  d.aqi <= 100 AS is_good, d.stations,
  round(d.pm25, 6) AS pm25, round(d.pm10, 6) AS pm10, round(d.no2, 6) AS no2, round(d.so2, 6) AS so2,
  round(d.co, 6) AS co, round(d.o3_8h, 6) AS o3_8h, NULL::TINYINT AS event_hour, isodow(d.day) - 1 AS event_dow
FROM whole_day AS d
JOIN standard_version AS version ON version.standard = d.standard
WHERE d.aqi IS NOT NULL
