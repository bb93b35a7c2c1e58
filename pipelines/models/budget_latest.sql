-- model: budget_latest
-- build: update
-- owner: budget
-- Each publication states every line of its fiscal year again: the newest one holds.
UPDATE budget_line SET is_latest = (budget_line.publication_date = newest.newest_date)
FROM (
  SELECT line.dataset, line.fiscal_year, max(line.publication_date) AS newest_date
  FROM budget_line AS line GROUP BY line.dataset, line.fiscal_year
) AS newest
WHERE newest.dataset = budget_line.dataset AND newest.fiscal_year = budget_line.fiscal_year
