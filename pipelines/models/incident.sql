-- model: incident
-- grain: dataset, incident_id
-- owner: public safety
-- check error not_null: occurred_at
-- check error range: injured 0 1000
-- check error range: killed 0 1000
-- check warn holds sent_before_under_way: dispatched_at <= en_route_at
-- check warn holds under_way_before_arrived: en_route_at <= arrived_at
-- check warn holds received_before_sent: occurred_at <= dispatched_at
SELECT * FROM staged_incident
