"""The mask on small tables that can be checked by hand: what is small is hidden, and no sum gives it back."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.privacy.bounds import interval, narrow, too_narrow
from pipelines.privacy.hiding import Hiding
from pipelines.privacy.spans import month_span, months_between, windows_of
from pipelines.privacy.tables import Key, Line, Sums, Table

K = 5


def area(name: str, period: str = "2026-01") -> Key:
    return ("ward", name, "", "", period)


CITY: Key = ("city", "all", "", "", "2026-01")


def table(counts: dict[Key, int], months: dict[str, tuple[str, ...]] | None = None) -> Table:
    keys, n = list(counts), np.array(list(counts.values()), dtype=float)
    lines = [
        Line(total, tuple(parts), bool(n[total] == n[parts].sum()))
        for total, parts in Sums(months or {}, {}).lines(keys)
        if n[parts].sum() <= n[total]
    ]
    roots = frozenset(at for at, key in enumerate(keys) if key[0] == "city")
    told = [(at,) for at in range(len(keys))]
    none = np.zeros(len(keys), dtype=bool)
    return Table(n, told, lines, roots, (n > 0) & (n < K), none, none.copy())


def hidden(counts: dict[Key, int], months: dict[str, tuple[str, ...]] | None = None) -> set[Key]:
    mask = Hiding(table(counts, months), K).run()
    return {key for key, gone in zip(counts, mask, strict=True) if gone}


def test_one_small_district_takes_the_cheapest_neighbour_with_it() -> None:
    assert hidden({CITY: 63, area("a"): 3, area("b"): 20, area("c"): 40}) == {area("a"), area("b")}


def test_two_small_ones_that_are_small_together_take_a_third() -> None:
    assert hidden({CITY: 43, area("a"): 1, area("b"): 2, area("c"): 40}) == {area("a"), area("b"), area("c")}


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hidden({CITY: 12, area("a"): 0, area("b"): 5, area("c"): 7}) == set()


def test_a_window_does_not_give_a_month_back() -> None:
    months = {"3m": ("2026-01", "2026-02", "2026-03")}
    counts = {area("a", month): n for month, n in zip(months["3m"], (2, 30, 50), strict=True)}
    assert hidden(counts | {area("a", "3m"): 82}, months) == {area("a", "2026-01"), area("a", "2026-02")}


def test_a_small_whole_city_hides_a_district_too() -> None:
    assert hidden({CITY: 3, area("a"): 3, area("b"): 0}) == {CITY, area("a")}


def test_intervals_and_programming_agree_on_a_line() -> None:
    made = table({CITY: 63, area("a"): 3, area("b"): 20, area("c"): 40})
    mask = np.array([False, True, True, False])
    low, high = narrow(made, mask)
    assert (low[1], high[1]) == (1, 22)
    assert interval(made, mask, 1) == pytest.approx((1, 22))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=5))
def test_no_small_cell_of_a_random_table_can_be_told(rows: list[list[int]]) -> None:
    """Districts × months with both margins: the attacker solves every small cell exactly."""
    months = ("2026-01", "2026-02", "2026-03")
    counts = {
        area(str(place), month): n for place, row in enumerate(rows) for month, n in zip(months, row, strict=True)
    }
    counts |= {area(str(place), "3m"): sum(row) for place, row in enumerate(rows)}
    counts |= {("city", "all", "", "", month): sum(row[at] for row in rows) for at, month in enumerate(months)}
    counts |= {("city", "all", "", "", "3m"): sum(map(sum, rows))}
    made, keys = table(counts, {"3m": months}), list(counts)
    hiding = Hiding(made, K)
    mask = hiding.run()
    while exposed := [
        int(cell) for cell in np.flatnonzero(made.small) if too_narrow(*interval(made, mask, int(cell)), K)
    ]:
        if not hiding.widen(exposed):
            break
        mask = hiding.run()
    told = [keys[cell] for cell in exposed]
    assert not told or mask.all() or all(made.n[~mask] == 0)


def test_months_are_whole_and_windows_end_with_the_last() -> None:
    months = months_between((date(2024, 11, 25), date(2026, 3, 30)), date(2026, 3, 31), 25)
    assert (months[0].id, months[-1].id) == ("2024-12", "2026-02")
    assert {span.id: (span.start, span.end) for span in windows_of(months)} == {
        "3m": (date(2025, 12, 1), date(2026, 2, 28)),
        "3m_before": (date(2024, 12, 1), date(2025, 2, 28)),
        "12m": (date(2025, 3, 1), date(2026, 2, 28)),
    }


def test_a_month_that_has_just_ended_is_whole() -> None:
    assert months_between((date(2026, 1, 1), date(2026, 3, 31)), date(2026, 3, 31), 25)[-1] == month_span(
        date(2026, 3, 1)
    )
