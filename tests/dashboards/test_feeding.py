"""Feeding a data source: rows that differ are patched, in copies of what pages share."""

import numpy as np
import pandas as pd
import pytest
from bokeh.models import ColumnDataSource

from dashboards.views.feeding import feed


@pytest.fixture
def shared() -> np.ndarray:
    """A column as an answer gives it to every page: of a frame, and read-only."""
    column = pd.DataFrame({"x": [1.0, 2.0, 3.0]})["x"].to_numpy()
    assert not column.flags.writeable
    return column


def test_a_column_that_pages_share_is_patched_in_a_copy(shared: np.ndarray) -> None:
    source, other = ColumnDataSource({"x": []}), ColumnDataSource({"x": []})
    feed(source, {"x": shared})
    feed(other, {"x": shared})
    feed(source, {"x": np.array([1.0, 9.0, 3.0])})
    assert source.data["x"].tolist() == [1, 9, 3]
    assert other.data["x"].tolist() == shared.tolist() == [1, 2, 3]


def test_a_source_that_was_made_of_a_shared_column_is_replaced(shared: np.ndarray) -> None:
    source = ColumnDataSource({"x": shared, "y": [0, 0, 0]})
    feed(source, {"x": np.array([1.0, 9.0, 3.0])})
    assert source.data["x"].tolist() == [1, 9, 3]
    assert source.data["y"] == [0, 0, 0]
    feed(source, {"x": np.array([1.0, 9.0, 4.0])})
    assert source.data["x"].tolist() == [1, 9, 4]


def test_only_rows_that_differ_are_sent(shared: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    source, sent, patch = ColumnDataSource({"x": []}), [], ColumnDataSource.patch
    feed(source, {"x": shared})
    monkeypatch.setattr(ColumnDataSource, "patch", lambda self, found: sent.append(found) or patch(self, found))
    feed(source, {"x": np.array([1.0, 2.0, 8.0])})
    feed(source, {"x": np.array([1.0, 2.0, 8.0])})
    assert sent == [{"x": [(2, 8.0)]}]
    assert source.data["x"].tolist() == [1, 2, 8]
