"""The CompStat table for people: a line a row, the windows side by side; as JSON with the evidence."""

from __future__ import annotations

from typing import Any

import typer

from layouts.terminal.output import console, number, print_json, table
from pipelines.comparison.compare import Comparison
from pipelines.comparison.compstat import CompStat, Earlier, Row

SECTIONS = {
    "classes": "Major offences",
    "totals": "Groups",
    "others": "Other offences",
    "categories": "As published",
}
FOOT = "* more than chance   p may still change   - not tested   n/a the year before had none"


def show(found: CompStat, as_json: bool) -> None:
    """The table with its windows and marks explained below."""
    if as_json:
        print_json(_as_data(found))
        return
    for section, title in SECTIONS.items():
        rows = [row for row in found.rows if row.line.section == section]
        if rows:
            console().print(table(_columns(found), [_cells(row, found) for row in rows], title))
    for name, period in found.periods.items():
        typer.echo(f"{name}: {period.start} to {period.last}, against the same days of {period.start.year - 1}")
    typer.echo(FOOT)


def _columns(found: CompStat) -> list[str]:
    windows = [name for window in found.periods for name in (window, "last year", "change")]
    return ["", *windows, *(f"ytd {year}" for year in found.years)]


def _cells(row: Row, found: CompStat) -> list[Any]:
    cells: list[Any] = [row.line.names.en]
    for window in found.periods:
        one = row.windows[window]
        cells += [one.value, one.previous, _change(one)]
    return [*cells, *(_earlier(one) for one in row.earlier)]


def _change(one: Comparison) -> str:
    """A percentage where the base allows one, otherwise the difference of the counts; then the marks."""
    mark = {"signal": "*", "noise": "", "not tested": "-"}[one.evidence.verdict] + ("p" if one.provisional else "")
    return f"{_short(one)} {mark}".rstrip()


def _short(one: Comparison) -> str:
    if one.change is None or one.previous == 0:
        return "n/a"
    return _size(one.words.en, one.change, one.change_pct)


def _size(words: str, change: float, change_pct: float | None) -> str:
    """Counts where the words say counts (small base), otherwise percent."""
    return f"{change:+,.0f}" if change_pct is None or words.startswith("to ") else f"{change_pct:+.1f} %"


def _earlier(one: Earlier) -> str:
    if one.value is None:
        return "no data"
    size = f" ({_size(one.words.en, one.change, one.change_pct)})" if one.change is not None and one.value else ""
    return number(one.value) + size


def _as_data(found: CompStat) -> dict[str, Any]:
    return {
        "as_of": found.as_of,
        "snapshot": found.snapshot_id,
        "windows": {
            name: {"start": period.start, "end": period.last, "days": period.days}
            for name, period in found.periods.items()
        },
        "years": found.years,
        "rows": [_row_data(row) for row in found.rows],
    }


def _row_data(row: Row) -> dict[str, Any]:
    line = {"line": row.line.id, "section": row.line.section, "names": row.line.names}
    windows = {
        name: {
            "value": one.value,
            "last_year": one.previous,
            "change": one.change,
            "change_pct": one.change_pct,
            "words": one.words,
            "evidence": one.evidence,
            "provisional": one.provisional,
        }
        for name, one in row.windows.items()
    }
    earlier = [
        {"year": one.year, "value": one.value, "change_pct": one.change_pct, "words": one.words} for one in row.earlier
    ]
    return line | {"windows": windows, "earlier": earlier}
