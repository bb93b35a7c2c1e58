"""Writes docs/metrics.md from the records: `python -m pipelines.metrics.document`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from pipelines.metrics.field_rows import answered_by, field_rows
from pipelines.metrics.reading import read_records
from pipelines.metrics.record import Metric, Pack
from pipelines.metrics.registry import FOLDER
from pipelines.metrics.target import MetricTarget
from pipelines.metrics.units import UNITS

Language = Literal["en", "zh"]
PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
WORDS = {
    "en": {
        "title": "Metrics",
        "about": "Written by `python -m pipelines.metrics.document` from `pipelines/metrics/*.yaml`; do not edit.",
        "pack": {"citizen": "Citizen", "performance": "Performance", "budget": "Budget", "policing": "Policing"},
        "unit": "Unit",
        "direction": "Good is",
        "up": "more",
        "down": "less",
        "range": "a range",
        "neutral": "neither (volume)",
        "measure": "Measure",
        "rows": "Rows",
        "period": "Put in a period by",
        "stock": "open at the end of the period",
        "last": "Last stated by",
        "per": "Totalled by",
        "until": "until {}",
        "tolerance": "watched within {}",
        "target": "Target",
        "from": "from {}",
        "standard": "Standard",
        "break": "Means something else from",
        "min_n": "Fewest rows",
        "provisional": "Provisional for",
        "days": "{} days",
        "matures": "{} days, in which it still moves one way: its change is not scored until then",
        "variants": "Variants",
        "source": "Source",
        "caveats": "Read with care",
        "field": "The field's definitions",
        "field_about": "Every row of the definitions that the product encodes, and the metrics that answer it. What a "
        "city lacks the data for, and which data set is missing, `onescreen metrics CITY` says.",
        "field_head": ("Row", "What it is", "Metrics"),
    },
    "zh": {
        "title": "指标",
        "about": "由 `python -m pipelines.metrics.document` 根据 `pipelines/metrics/*.yaml` 生成，请勿手工修改。",
        "pack": {"citizen": "民生", "performance": "效能", "budget": "预算", "policing": "治安"},
        "unit": "单位",
        "direction": "向好方向",
        "up": "越高越好",
        "down": "越低越好",
        "range": "区间",
        "neutral": "中性（数量）",
        "measure": "计算",
        "rows": "数据行",
        "period": "归入统计期的时间",
        "stock": "期末在办",
        "last": "取最近一期",
        "per": "先汇总",
        "until": "至{}",
        "tolerance": "{}以内为关注",
        "target": "目标",
        "from": "自{}起",
        "standard": "标准",
        "break": "口径变更",
        "min_n": "最少行数",
        "provisional": "暂定期",
        "days": "{}天",
        "matures": "{}天，其间数值单向变化，不作显著性判断",
        "variants": "变体",
        "source": "来源",
        "caveats": "使用须知",
        "field": "行业定义对照",
        "field_about": "逐行列出本产品采用的行业定义及与之对应的指标。某城市缺少哪些数据、缺的是哪个数据集，"
        "可用 `onescreen metrics CITY` 查看。",
        "field_head": ("编号", "内容", "指标"),
    },
}


def page(records: Iterable[Metric]) -> str:
    """The whole page: English first, then Chinese."""
    listed = list(records)
    return "\n".join(section for language in get_args(Language) for section in _sections(listed, language))


def _sections(records: list[Metric], language: Language) -> Iterable[str]:
    words = WORDS[language]
    yield f"# {words['title']}\n\n{words['about']}\n"
    yield _field(records, language)
    for pack in get_args(Pack):
        yield f"## {words['pack'][pack]}\n"  # type: ignore[index]
        yield from (_section(metric, language) for metric in records if metric.pack == pack)


def _field(records: list[Metric], language: Language) -> str:
    """The table of the field's rows with the metrics that answer them."""
    words, answers = WORDS[language], answered_by(records)
    lines = [
        f"## {words['field']}\n",
        str(words["field_about"]),
        "",
        f"| {' | '.join(words['field_head'])} |",
        "|--|--|--|",
    ]
    for row in field_rows():
        told = [", ".join(f"`{metric_id}`" for metric_id in answers[row.code])]
        told += [getattr(row.also, language)] if row.also else []
        lines.append(f"| {row.code} | {getattr(row.names, language)} | {'; '.join(filter(None, told))} |")
    return "\n".join([*lines, ""])


def _section(metric: Metric, language: Language) -> str:
    words = WORDS[language]
    lines = [f"### `{metric.id}` {getattr(metric.names, language)}\n", getattr(metric.definition, language), ""]
    lines += [f"- {words[key]}: {text}" for key, text in _facts(metric, language)]
    lines += [f"- {words['caveats']}: {getattr(caveat, language)}" for caveat in metric.caveats]
    return "\n".join([*lines, ""])


def _facts(metric: Metric, language: Language) -> Iterable[tuple[str, str]]:
    words = WORDS[language]
    yield "unit", getattr(UNITS[metric.unit], language)
    yield "direction", str(words[metric.direction])
    yield "measure", f"`{measure(metric)}`"
    if metric.per is not None:
        totals = ", ".join(f"{name} = {sql}" for name, sql in metric.per.totals.items())
        yield "per", f"`{metric.per.key}`: `{totals}`"
    yield "rows", _rows(metric)
    if metric.last is not None:
        yield "last", f"`{metric.last}`"
    elif metric.stock is None and metric.time is not None:
        yield "period", f"`{metric.time}`"
    for target in metric.targets:
        yield "target", _target(target, words)
    for change in metric.breaks:
        yield "break", f"{change.on}: {getattr(change.names, language)}"
    if metric.standard is not None:
        yield "standard", f"{metric.standard.id}, {metric.standard.version}"
    if metric.min_n:
        yield "min_n", str(metric.min_n)
    if metric.provisional_days:
        yield "provisional", str(words["matures" if metric.matures else "days"]).format(metric.provisional_days)
    if metric.variants:
        yield "variants", ", ".join(f"`{variant}`" for variant in metric.variants)
    yield "source", f"{metric.source} ({metric.code})"


def _target(target: MetricTarget, words: Mapping[str, Any]) -> str:
    said = [str(words["from"]).format(target.from_)]
    if target.until is not None:
        said.append(str(words["until"]).format(target.until))
    if target.tolerance:
        said.append(str(words["tolerance"]).format(f"{target.tolerance:g}"))
    return f"{_bound(target)} ({', '.join(said)})"


def measure(metric: Metric) -> str:
    """The metric's formula as its record states it."""
    scale = f"{metric.scale:g} × " if metric.scale != 1 else ""
    if metric.derived is not None:
        of = ", ".join(f"{role} = {name}" for role, name in metric.derived.of.items())
        return f"{scale}{metric.derived.function}({of})"
    formula = _formula(metric, scale)
    if metric.stock is None:
        return formula
    stock = metric.stock
    rows = f"{stock.opened} ≤ end and ({stock.open} or {stock.closed} > end)"
    return f"count where {rows}" if metric.is_counted_stock else f"{formula} where {rows}"


def _formula(metric: Metric, scale: str) -> str:
    if metric.is_counted_stock:
        return "count"
    if metric.quantile is not None:
        return f"quantile {metric.quantile.at:g} of {metric.quantile.of}"
    if metric.numerator is not None:
        below = f" ÷ {metric.denominator}" if metric.denominator else ""
        return f"{scale}{metric.numerator}{below}"
    name = next(name for name in ("count", "sum", "mean") if getattr(metric, name) is not None)
    return f"{scale}{name}({getattr(metric, name)})"


def _bound(target: MetricTarget) -> str:
    if target.value is not None:
        return f"{target.value:g}"
    bounds = (("≥", target.low), ("≤", target.high))
    return ", ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)


def _rows(metric: Metric) -> str:
    kinds = f" ({', '.join(metric.kinds)})" if metric.kinds else ""
    named = metric.unless_named
    conditions = [metric.where, f"{named.condition} (unless {named.unless} is named)" if named else None]
    where = " and ".join(f"`{condition}`" for condition in conditions if condition)
    return f"`{metric.fact}`{kinds}" + (f", {where}" if where else "")


def write() -> None:
    """Writes the page; raises the first Problem of the records."""
    records, problems = read_records(FOLDER)
    for problem in problems:
        raise problem
    PAGE.write_text(page(records.values()), "utf-8")


if __name__ == "__main__":
    write()
