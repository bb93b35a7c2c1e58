-- model: gate
-- build: whole
-- grain: dataset, gate_id
-- owner: data quality
-- check error holds failed_within_checked: failed between 0 and checked
-- Each data set's rows against the gates of METRICS.md P15. `any` counts rows that fail at least one.
WITH today AS (
  SELECT max(last_success)::DATE AS checked_date FROM dataset_status
),
fed AS (
  SELECT dataset, fact, rows FROM dataset_status WHERE fact IN ('ticket', 'incident', 'reading', 'mobility', 'call', 'payment')
),
aside AS (
  SELECT dataset, part, line, kept,
    CASE
      WHEN reason LIKE 'same % as a later row' THEN 'duplicate'
      WHEN reason LIKE '% is before %' THEN 'closed_before_opened'
      WHEN reason LIKE '% is in the future%' THEN 'future'
      WHEN reason LIKE 'coordinates %' THEN 'outside'
      WHEN reason LIKE '% is not in the boundaries' THEN 'unknown_place'
      ELSE 'unreadable'
    END AS category
  FROM quarantine
),
out AS (
  SELECT dataset, count(DISTINCT (part, line)) FILTER (WHERE NOT kept) AS rows_out FROM aside GROUP BY dataset
),
-- A list of names judges a data set only where it knows nearly all of its rows.
typed AS (
  SELECT fact.dataset, count(*) AS rows, count(*) FILTER (WHERE listed.category IS NULL) AS unlisted
  FROM (
    SELECT dataset, category FROM ticket UNION ALL SELECT dataset, category FROM incident
  ) AS fact
  LEFT JOIN (SELECT DISTINCT category FROM category_list) AS listed ON listed.category = fact.category
  WHERE fact.category IS NOT NULL
  GROUP BY fact.dataset
),
-- Eleven minutes lie in at most two tens of minutes: where 50 are closed in them, 25 are in one of the tens.
busy AS (
  SELECT DISTINCT dataset, coalesce(agency, '') AS agency, coalesce(subcategory, '') AS subcategory FROM (
    SELECT dataset, agency, subcategory FROM ticket WHERE is_closed AND closed_at IS NOT NULL
    GROUP BY dataset, agency, subcategory, time_bucket(INTERVAL 10 MINUTE, closed_at) HAVING count(*) >= 25
  ) AS ten
),
minute AS (
  SELECT dataset, agency, subcategory, date_trunc('minute', closed_at) AS closed_minute, count(*) AS closed
  FROM ticket WHERE is_closed AND closed_at IS NOT NULL
    AND (dataset, coalesce(agency, ''), coalesce(subcategory, '')) IN (SELECT (dataset, agency, subcategory) FROM busy)
  GROUP BY dataset, agency, subcategory, date_trunc('minute', closed_at)
),
ahead AS (
  SELECT *, sum(closed) OVER (PARTITION BY dataset, agency, subcategory ORDER BY closed_minute
    RANGE BETWEEN CURRENT ROW AND INTERVAL 10 MINUTE FOLLOWING) AS within_ten
  FROM minute
),
bulk AS (
  SELECT dataset, sum(closed) AS failed FROM (
    SELECT dataset, closed, max(within_ten) OVER (PARTITION BY dataset, agency, subcategory ORDER BY closed_minute
      RANGE BETWEEN INTERVAL 10 MINUTE PRECEDING AND CURRENT ROW) AS most
    FROM ahead
  ) WHERE most >= 50 GROUP BY dataset
),
found AS (
  SELECT dataset, category, count(DISTINCT (part, line)) AS failed FROM aside GROUP BY dataset, category
  UNION ALL
  SELECT dataset, 'unknown_type', unlisted FROM typed WHERE unlisted <= 0.05 * rows
  UNION ALL
  SELECT dataset, 'bulk_closed', failed FROM bulk
),
apart AS (
  SELECT dataset, count(DISTINCT (part, line)) AS failed FROM aside GROUP BY dataset
),
whole AS (
  SELECT fed.dataset, coalesce(any_value(apart.failed), 0)
    + coalesce(sum(found.failed) FILTER (WHERE found.category IN ('unknown_type', 'bulk_closed')), 0) AS failed
  FROM fed LEFT JOIN apart ON apart.dataset = fed.dataset LEFT JOIN found ON found.dataset = fed.dataset
  GROUP BY fed.dataset
),
named AS (
  SELECT unnest(['duplicate', 'closed_before_opened', 'future', 'outside', 'unknown_place', 'unreadable',
    'unknown_type', 'bulk_closed']) AS category
),
judged AS (
  SELECT fed.dataset, named.category, coalesce(found.failed, 0) AS failed
  FROM fed CROSS JOIN named LEFT JOIN found ON found.dataset = fed.dataset AND found.category = named.category
  UNION ALL
  SELECT dataset, 'any', failed FROM whole
)
SELECT judged.dataset, fed.fact AS kind, judged.category AS gate_id, today.checked_date, judged.category,
  fed.rows + coalesce(out.rows_out, 0) AS checked,
  least(judged.failed, fed.rows + coalesce(out.rows_out, 0)) AS failed
FROM judged JOIN fed ON fed.dataset = judged.dataset LEFT JOIN out ON out.dataset = judged.dataset CROSS JOIN today
