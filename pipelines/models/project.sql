-- model: project
-- grain: dataset, project_id
-- owner: budget
-- check error not_null: reported_date
-- check error range: progress_pct 0 100
SELECT * FROM staged_project
