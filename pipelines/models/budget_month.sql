-- model: budget_month
-- build: whole
-- grain: dataset, kind, fiscal_year, line_id, month
-- owner: budget
-- check warn holds months_adding_up_to_the_cumulative_amount: abs(moved_before + moved - cumulative) < 0.01
-- check warn holds lines_stating_every_month: months_since_last is null or months_since_last = 1
-- Each line of each month once, as its newest publication states it, beside what the line stated the month before.
WITH stated AS (
  SELECT dataset, kind, fiscal_year, line_id, month,
    arg_max(coalesce(expended, received), publication_date) AS cumulative,
    arg_max(coalesce(expended_month, received_month), publication_date) AS moved
  FROM budget_line WHERE coalesce(expended, received) IS NOT NULL
  GROUP BY dataset, kind, fiscal_year, line_id, month
)
SELECT *,
  lag(cumulative) OVER year_to_date AS moved_before,
  date_diff('month', lag(month) OVER year_to_date, month) AS months_since_last
FROM stated
WINDOW year_to_date AS (PARTITION BY dataset, kind, fiscal_year, line_id ORDER BY month)
