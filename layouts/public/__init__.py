"""The public edition: the notebooks' dashboards for residents, drawn in the browser from published cells."""
