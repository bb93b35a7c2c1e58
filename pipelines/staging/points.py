"""Web Mercator metres beside longitude and latitude."""

from collections.abc import Collection

from pipelines.geography.mercator import x_sql, y_sql


def mercator_columns(columns: Collection[str]) -> dict[str, str]:
    """SQL of x and y over `s` where the staged rows have coordinates."""
    if not {"longitude", "latitude"} <= set(columns):
        return {}
    return {"x": x_sql("s.longitude"), "y": y_sql("s.latitude")}
