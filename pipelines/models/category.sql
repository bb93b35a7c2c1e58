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
  UNION ALL
  SELECT DISTINCT 'departure_gap' AS fact, category FROM departure_gap
  UNION ALL
  SELECT DISTINCT 'air_day' AS fact, category FROM air_day
)
SELECT
  seen.fact,
  seen.category,
  coalesce(category_list.name_en, standard_pollutant.name_en, seen.category) AS name_en,
  coalesce(category_list.name_zh, standard_pollutant.name_zh, seen.category) AS name_zh
FROM seen
LEFT JOIN category_list ON category_list.category = seen.category
LEFT JOIN standard_pollutant ON seen.fact = 'air_day' AND standard_pollutant.pollutant = seen.category
WHERE seen.category IS NOT NULL
