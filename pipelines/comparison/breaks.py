"""Changed definitions and boundaries: which comparisons reach over one, and what is then said instead of a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.comparison.evidence import Evidence, untested
from pipelines.comparison.periods import Period
from pipelines.metrics.registry import Break
from pipelines.query.predicate import Predicate


def crossed(breaks: Sequence[Break], periods: tuple[Period, Period]) -> tuple[Break, ...]:
    """The breaks between the start of the earlier period and the end of the period."""
    current, previous = periods
    return tuple(one for one in breaks if previous.start < one.on <= current.last)


def touching(
    breaks: Sequence[Break], predicate: Predicate, by: str | None = None, group: str | None = None
) -> tuple[Break, ...]:
    """The breaks that the rows of a comparison, or of one of its groups, can be moved by.

    A whole is not moved by what only moves rows between its parts: a category or a district that is changed moves the
    whole only where the question names some of them.
    """
    return tuple(one for one in breaks if _touches(one, predicate, by, group))


def _touches(one: Break, predicate: Predicate, by: str | None, group: str | None) -> bool:
    if one.categories:
        named = {value for key, value in predicate.where if key in ("category", "subcategory")}
        return _moved(one.categories, named | set(predicate.categories), group if by == "category" else None)
    if one.districts:
        return _moved(one.districts, set(predicate.districts), group if by == "district" else None)
    return True


def _moved(changed: Sequence[str], named: set[str], group: str | None) -> bool:
    """Whether what is asked about holds some of the changed parts, but not all of them."""
    inside = {group} & set(changed) if group is not None else named & set(changed)
    return bool(inside) and not set(changed) <= inside


def flagged(breaks: Sequence[Break]) -> Evidence:
    """Not scored, and since when the figures are not comparable."""
    en = "; ".join(f"{one.names.en} ({one.on.isoformat()})" for one in breaks)
    zh = "；".join(f"{one.names.zh}（{one.on.year}年{one.on.month}月{one.on.day}日）" for one in breaks)
    return untested(f"definition or boundary changed between the two: {en}", f"两期之间口径或边界有变化：{zh}")
