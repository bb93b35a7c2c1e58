-- model: incident
-- grain: dataset, incident_id
-- owner: public safety
-- check error not_null: occurred_at
-- check error range: injured 0 1000
-- check error range: killed 0 1000
SELECT * FROM staged_incident
