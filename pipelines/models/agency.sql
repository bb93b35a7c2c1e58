-- model: agency
-- build: whole
-- grain: agency
-- owner: all
-- check error not_null: agency
WITH named AS (
  SELECT agency, name_en, name_zh, codes FROM agency_list
),
seen AS (
  SELECT agency FROM ticket UNION SELECT agency FROM incident UNION SELECT agency FROM budget_line
),
unnamed AS (
  SELECT seen.agency, seen.agency AS name_en, seen.agency AS name_zh, CAST([] AS VARCHAR[]) AS codes
  FROM seen LEFT JOIN named ON named.agency = seen.agency
  WHERE seen.agency IS NOT NULL AND named.agency IS NULL
)
SELECT agency, name_en, name_zh, codes FROM named
UNION ALL
SELECT agency, name_en, name_zh, codes FROM unnamed
