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
  UNION ALL
  SELECT DISTINCT 'gate' AS fact, category FROM gate
),
gate_name AS (
  SELECT * FROM (VALUES
    ('duplicate', 'Stated twice', '重复报送'),
    ('closed_before_opened', 'Closed before opened', '办结早于受理'),
    ('future', 'In the future', '时间晚于当前'),
    ('outside', 'Outside the city', '坐标不在市内'),
    ('unknown_place', 'Place not known', '辖区无法识别'),
    ('unreadable', 'Not readable', '内容无法读取'),
    ('unknown_type', 'Type not known', '类别无法识别'),
    ('bulk_closed', 'Closed in bulk', '批量办结'),
    ('any', 'Any of them', '任意一项')
  ) AS listed (category, name_en, name_zh)
)
SELECT
  seen.fact,
  seen.category,
  coalesce(gate_name.name_en, category_list.name_en, standard_pollutant.name_en, seen.category) AS name_en,
  coalesce(gate_name.name_zh, category_list.name_zh, standard_pollutant.name_zh, seen.category) AS name_zh
FROM seen
LEFT JOIN category_list ON category_list.category = seen.category
LEFT JOIN standard_pollutant ON seen.fact = 'air_day' AND standard_pollutant.pollutant = seen.category
LEFT JOIN gate_name ON seen.fact = 'gate' AND gate_name.category = seen.category
WHERE seen.category IS NOT NULL
