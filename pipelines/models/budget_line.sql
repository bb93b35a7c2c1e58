-- model: budget_line
-- grain: dataset, publication_date, fiscal_year, line_id
-- owner: budget
-- check error not_null: publication_date
-- check error not_null: agency
SELECT * FROM staged_budget_line
