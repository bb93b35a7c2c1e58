"""Money and people: budget, payments, revenue, funds, capital projects, staff."""
