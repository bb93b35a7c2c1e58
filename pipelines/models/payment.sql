-- model: payment
-- grain: dataset, payment_id
-- owner: budget
-- check error not_null: paid_date
-- check warn not_null: vendor
-- check warn not_null: amount
SELECT * FROM staged_payment
