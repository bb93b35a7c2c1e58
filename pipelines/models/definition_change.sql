-- model: definition_change
-- grain: dataset, change_id
-- owner: analysts
-- check error not_null: effective_date
-- check error not_null: fact
SELECT * FROM staged_definition_change
