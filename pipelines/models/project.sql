-- model: project
-- grain: dataset, project_id
-- owner: budget
-- check error not_null: reported_date
-- check error range: progress_pct 0 100
-- check warn holds finish_after_start: coalesce(actual_finish, expected_finish) >= coalesce(actual_start, planned_start)
SELECT * FROM staged_project
