"""What a metric cannot be asked, as sentences in both languages with the names that people know."""

from __future__ import annotations

from datasets.fact_words import Word, fact_words
from datasets.problems import Problem
from pipelines.metrics.forms import Texts
from pipelines.metrics.record import Metric

GROUPS = {
    "district": Word(en="district", zh="区域"),
    "category": Word(en="category", zh="类别"),
    "agency": Word(en="agency", zh="部门"),
    "day": Word(en="day", zh="日"),
    "week": Word(en="week", zh="周"),
    "month": Word(en="month", zh="月"),
    "hour": Word(en="hour of the day", zh="时刻"),
    "hour_of_week": Word(en="hour of the week", zh="每周时刻"),
}
CLAUSES = {
    "time": Word(en="the period", zh="时段"),
    "districts": Word(en="the districts", zh="区域"),
    "polygon": Word(en="the area", zh="范围"),
    "hours": Word(en="the hours", zh="时刻"),
    "categories": Word(en="the categories", zh="类别"),
    "agencies": Word(en="the agencies", zh="部门"),
}


def not_grouped(metric: Metric, by: str) -> Problem:
    """The metric's rows do not carry the grouping."""
    word = GROUPS[by]
    return Problem(
        f"{metric.names.en} cannot be grouped by {word.en}: the data do not state it",
        zh=f"“{metric.names.zh}”不能按{word.zh}分组：数据中没有这一项。",
    )


def not_followed(metric: Metric, clause: str) -> Texts:
    """The metric's rows do not carry a clause of the question; a field of `where` is named `where.FIELD`."""
    named = clause.removeprefix("where.")
    word = CLAUSES.get(clause) or GROUPS.get(named) or fact_words()[metric.fact].field(named)
    return Texts(
        en=f"{metric.names.en} does not follow {word.en}: the data do not state it.",
        zh=f"“{metric.names.zh}”不受{word.zh}条件限制：数据中没有这一项。",
    )
