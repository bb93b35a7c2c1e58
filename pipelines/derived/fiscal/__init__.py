"""Amounts stated month by month, cumulative over a fiscal year."""
