-- model: calendar
-- build: whole
-- grain: date
-- owner: all
-- check error not_null: date
WITH span AS (
  SELECT min(first_date) AS first_date, max(last_date) AS last_date FROM coverage
),
day AS (
  SELECT CAST(unnest(generate_series(first_date, last_date, INTERVAL 1 DAY)) AS DATE) AS date FROM span
)
SELECT date, isodow(date) - 1 AS dow, CAST(date_trunc('week', date) AS DATE) AS week_start,
  CAST(date_trunc('month', date) AS DATE) AS month_start, CAST(date_trunc('quarter', date) AS DATE) AS quarter_start,
  year(date) AS year
FROM day
