-- model: reading
-- grain: dataset, kind, reading_id
-- owner: environment
-- check error not_null: measured_at
-- check error not_null: level
-- check warn not_null: value
SELECT * FROM staged_reading
