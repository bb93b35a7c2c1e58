"""The same six views in Streamlit: `streamlit run streamlit_app.py -- SNAPSHOT DAYS`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import altair
import pandas
import streamlit

sys.path.insert(0, str(Path(__file__).parent))
from rows import connect


@streamlit.cache_resource
def city() -> Any:
    return connect(Path(sys.argv[1]), int(sys.argv[2]))


@streamlit.cache_data
def ask(sql: str) -> pandas.DataFrame:
    return city().cursor().execute(sql).df()


def chosen(key: str) -> dict[str, Any]:
    return dict(streamlit.session_state.get(key, {}).get("selection", {}))


def where(but: str = "") -> str:
    clauses = []
    span = chosen("days").get("brush", {}).get("day")
    if span and but != "days":
        clauses.append(f"day between {int(span[0])} and {int(span[1])}")
    places = [str(cell["place"]) for cell in chosen("map").get("tap", []) if "place" in cell]
    if places and but != "map":
        clauses.append(f"across + 4 * down in ({', '.join(places)})")
    return f" where {' and '.join(clauses)}" if clauses else ""


def counts(columns: str, but: str = "") -> pandas.DataFrame:
    return ask(f"select {columns}, count(*) as tickets from tickets{where(but)} group by all order by all")


def draw() -> None:
    streamlit.set_page_config(layout="wide")
    streamlit.header(f"{ask(f'select count(*) as n from tickets{where()}').n[0]:,}")
    tap = altair.selection_point("tap", fields=["place"])
    brush = altair.selection_interval("brush", encodings=["x"])
    left, right = streamlit.columns([2, 1])
    cells = altair.Chart(counts("across + 4 * down as place, across, down", "map")).mark_rect()
    cells = cells.encode(x="across:O", y="down:O", color="tickets:Q").add_params(tap).properties(height=380)
    left.altair_chart(cells, key="map", on_select="rerun")
    right.altair_chart(bars("category", 380))
    days = altair.Chart(counts("day", "days")).mark_bar().encode(x="day:Q", y="tickets:Q")
    streamlit.altair_chart(days.add_params(brush).properties(height=130), key="days", on_select="rerun")
    left, right = streamlit.columns([2, 1])
    hours = altair.Chart(counts("hour, weekday")).mark_rect().encode(x="hour:O", y="weekday:O", color="tickets:Q")
    left.altair_chart(hours.properties(height=160))
    right.altair_chart(bars("agency", 160))


def bars(column: str, height: int) -> altair.Chart:
    return altair.Chart(counts(column)).mark_bar().encode(x="tickets:Q", y=f"{column}:N").properties(height=height)


draw()
