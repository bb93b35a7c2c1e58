-- model: call
-- grain: dataset, call_id
-- owner: service tickets
-- check error not_null: called_at
-- check error range: wait_s 0 86400
SELECT * FROM staged_call
