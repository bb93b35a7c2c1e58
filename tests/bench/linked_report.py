"""What was measured on linked views, as a page of tables with its budgets and ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.six import NAME

if TYPE_CHECKING:
    from tests.bench.linked import Measured

OPEN_BUDGET_MS = 1_500
BRUSH_BUDGET_KB = 20
MOSAIC_BUDGET = 2.0
METHOD = """
Servers and Chromium share the machine. A brush is timed from the last move of the drag, a tap and a lasso from letting
go, until nothing on the page changes any more; the pointer rests on the plot first, in all pages alike. Each open has
an empty browser cache. "Nothing followed" counts deeds after which the page stayed as it was. Bytes are HTTP as
compressed and the socket as received; draws are canvases painted (Mosaic draws SVG, which is not counted); questions
are those put to the query service and those that DuckDB ran.

`overview` and `performance` are the pages as served, with all their views over several kinds of rows. `six` has one
value, the map, the days, categories, agencies and hours of the week of the tickets of one year: the peers draw the
same six from the same DuckDB file, Mosaic with pre-aggregation on. Their map is a grid of cells, one a district, which
is less to draw than our outlines; neither has a lasso there.
"""


def report(measured: list[Measured], said: list[str], how: list[str]) -> list[str]:
    """The lines of docs/benchmarks.md."""
    lines = ["# Benchmarks", "", *how, METHOD]
    lines += [f"- {sentence}" for sentence in said] + ([""] if said else [])
    return [*lines, *_opens(measured), "", *_deeds(measured), "", *_budgets(measured)]


def _opens(measured: list[Measured]) -> list[str]:
    lines = ["| page | open until the last tile is drawn | HTTP, MB | socket, kB |", "|---|---|---|---|"]
    for one in measured:
        wire = f"{one.wire.http / 1e6:.2f} | {one.wire.socket / 1e3:.0f}"
        lines.append(f"| {one.target.name} | {one.opened.words('ms')} | {wire} |")
    return lines


def _deeds(measured: list[Measured]) -> list[str]:
    lines = ["| page | deed | until the last repaint | nothing followed | kB | draws | asked, run |"]
    lines.append("|---|---|---|---|---|---|---|")
    return lines + [line for one in measured for line in lines_of(one)]


def lines_of(one: Measured) -> list[str]:
    """One row a deed."""
    lines = []
    for deed, cost in one.cost.items():
        took = one.took[deed].words("ms") if deed in one.took else "none followed"
        asked = f"{cost['asked']:.1f}, {cost['run']:.1f}" if "asked" in cost else "not counted"
        numbers = f"{one.unmoved[deed]} | {cost['bytes'] / 1e3:.1f} | {cost['draws']:.0f} | {asked}"
        lines.append(f"| {one.target.name} | {deed} | {took} | {numbers} |")
    return lines


def _budgets(measured: list[Measured]) -> list[str]:
    by_name = {one.target.name: one for one in measured}
    lines = []
    for one in measured:
        if not one.target.lasso:
            continue
        name = one.target.name
        lines.append(_against(f"{name}, page open", one.opened.median, OPEN_BUDGET_MS, "ms"))
        if "brush" in one.cost:
            lines.append(_against(f"{name}, sent a brush", one.cost["brush"]["bytes"] / 1e3, BRUSH_BUDGET_KB, "kB"))
    for peer in ("mosaic", "streamlit"):
        if peer in by_name and NAME in by_name:
            lines += _ratios(by_name[NAME], by_name[peer])
    return lines


def _against(what: str, found: float, budget: float, unit: str) -> str:
    word = "within" if found <= budget else "OVER"
    return f"- {what}: {found:,.1f} {unit}, {found / budget:.2f} × the budget of {budget:,} {unit}: {word}"


def _ratios(ours: Measured, peer: Measured) -> list[str]:
    lines = [f"- page open, ours / {peer.target.name}: {ours.opened.median / peer.opened.median:.2f} ×"]
    for deed in ("brush", "tap"):
        if deed in ours.took and deed in peer.took:
            ratio = ours.took[deed].median / peer.took[deed].median
            over = "" if peer.target.name != "mosaic" else f" (budget {MOSAIC_BUDGET:g} ×)"
            lines.append(f"- {deed}, ours / {peer.target.name}: {ratio:.2f} ×{over}")
    return lines
