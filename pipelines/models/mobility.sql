-- model: mobility
-- grain: dataset, kind, mobility_id, category
-- owner: transport
-- check error not_null: served_at
-- check error range: value 0 1e12
SELECT * FROM staged_mobility
