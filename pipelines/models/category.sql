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
)
SELECT fact, category, category AS name_en, category AS name_zh FROM seen WHERE category IS NOT NULL
