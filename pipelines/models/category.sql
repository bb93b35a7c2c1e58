-- model: category
-- build: whole
-- grain: fact, category
-- owner: all
WITH seen AS (
  SELECT DISTINCT 'ticket' AS fact, category FROM ticket
  UNION ALL
  SELECT DISTINCT 'incident' AS fact, category FROM incident
  UNION ALL
  SELECT DISTINCT 'mobility' AS fact, category FROM mobility
  UNION ALL
  SELECT DISTINCT 'budget_line' AS fact, category FROM budget_line
  UNION ALL
  SELECT DISTINCT 'call' AS fact, category FROM call
  UNION ALL
  SELECT DISTINCT 'payment' AS fact, category FROM payment
  UNION ALL
  SELECT DISTINCT 'project' AS fact, category FROM project
)
SELECT
  seen.fact,
  seen.category,
  coalesce(category_list.name_en, seen.category) AS name_en,
  coalesce(category_list.name_zh, seen.category) AS name_zh
FROM seen
LEFT JOIN category_list ON category_list.category = seen.category
WHERE seen.category IS NOT NULL
