-- model: budget_latest
-- build: update
-- owner: budget
-- Each publication states every line of its fiscal year again: the newest one holds.
UPDATE budget_line SET is_latest = (publication_date = newest.publication_date)
FROM (
  SELECT dataset, fiscal_year, max(publication_date) AS publication_date FROM budget_line GROUP BY dataset, fiscal_year
) AS newest
WHERE newest.dataset = budget_line.dataset AND newest.fiscal_year = budget_line.fiscal_year
