-- model: ticket
-- grain: dataset, ticket_id
-- owner: service tickets
-- check error not_null: opened_at
-- check error holds closed_after_opened: closed_at is null or closed_at >= opened_at
-- check error holds open_or_closed: is_open <> is_closed
-- check warn not_null: category
WITH request AS (
  SELECT * FROM staged_ticket
),
placed AS (
  SELECT request.*,
    opening.workdays_before + CASE WHEN opening.is_workday
      THEN date_diff('second', opening.starts_at, opened_at) / 86400.0 ELSE 0 END AS worked_at_opening,
    closing.workdays_before + CASE WHEN closing.is_workday
      THEN date_diff('second', closing.starts_at, closed_at) / 86400.0 ELSE 0 END AS worked_at_closing
  FROM request
  LEFT JOIN workday AS opening ON opening.date = opened_date
  LEFT JOIN workday AS closing ON closing.date = closed_date
),
timed AS (
  SELECT * EXCLUDE (worked_at_opening, worked_at_closing),
    date_diff('second', opened_at, closed_at) / 3600.0 AS hours_to_close,
    round(worked_at_closing - worked_at_opening, 6) AS working_days_to_close
  FROM placed
),
stated AS (
  SELECT * REPLACE (coalesce(is_closed, closed_at IS NOT NULL) AS is_closed),
    NOT coalesce(is_closed, closed_at IS NOT NULL) AS is_open
  FROM timed
)
SELECT * FROM stated
