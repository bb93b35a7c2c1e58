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
timed AS (
  SELECT *, date_diff('second', opened_at, closed_at) / 3600.0 AS hours_to_close FROM request
),
stated AS (
  SELECT * REPLACE (coalesce(is_closed, closed_at IS NOT NULL) AS is_closed),
    NOT coalesce(is_closed, closed_at IS NOT NULL) AS is_open
  FROM timed
)
SELECT * FROM stated
