"""A metric's record: what is counted over what, in which unit, which way is good, by whose definition."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from datasets.problems import did_you_mean
from datasets.shapes import Id
from datasets.strict import Strict
from pipelines.metrics.expression import sums_up
from pipelines.metrics.forms import DefaultCondition, Derived, MetricBreak, Per, Quantile, Standard, Stock, Texts
from pipelines.metrics.target import MetricTarget, State, in_force
from pipelines.metrics.units import UNITS

__all__ = ["Metric", "Pack", "PackFile", "Quantile", "Stock", "Texts", "check_target"]

Pack = Literal["citizen", "performance", "budget", "policing"]
Direction = Literal["up", "down", "range", "neutral"]
Evidence = Literal["count", "rate", "quantile", "weekly", "none"]


def _known_unit(unit: str) -> str:
    if unit not in UNITS:
        raise ValueError(f"no such unit; choose one of {', '.join(sorted(UNITS))}", unit, did_you_mean(unit, UNITS))
    return unit


Unit = Annotated[str, AfterValidator(_known_unit)]
MEASURES = ("count", "sum", "mean", "numerator", "quantile", "derived")


class Metric(Strict):
    """One record of `pipelines/metrics/*.yaml`.

    Exactly one of `count`, `sum`, `mean`, `numerator`, `quantile` and `derived` says what is measured, or `stock`
    how many are open at the end of the period; beside `stock` it is measured over those. The value is `scale` ×
    numerator ÷ denominator. What `matures` moves one way as its cases are completed: while a period is provisional its
    change is not scored. A derived metric's fact, kinds and time are those of the first metric it is made of.
    """

    id: Id
    pack: Pack | None = None
    code: str | None = None
    names: Texts
    definition: Texts
    fact: str = ""
    kinds: tuple[Id, ...] = ()
    time: str | None = None
    where: str | None = None
    unless_named: DefaultCondition | None = None
    last: str | None = None
    per: Per | None = None
    count: str | None = None
    sum: str | None = None
    mean: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    n: str | None = None
    quantile: Quantile | None = None
    stock: Stock | None = None
    derived: Derived | None = None
    scale: Annotated[float, Field(gt=0)] = 1
    unit: Unit
    direction: Direction
    no_rows: Literal["zero", "unknown"] = "unknown"
    evidence: Evidence = "none"
    targets: tuple[MetricTarget, ...] = ()
    min_n: Annotated[int, Field(ge=0)] = 0
    provisional_days: Annotated[int, Field(ge=0)] = 0
    matures: bool = False
    visibility: Literal["public", "internal"] = "public"
    standard: Standard | None = None
    source: str
    caveats: tuple[Texts, ...] = ()
    status: Literal["draft", "in_force", "retired"] = "in_force"
    variants: tuple[Id, ...] = ()
    breaks: tuple[MetricBreak, ...] = ()

    @model_validator(mode="after")
    def _measures_one_thing(self) -> Metric:
        said = [name for name in MEASURES if getattr(self, name) is not None]
        if len(said) + (self.stock is not None and not said) != 1:
            what = f"a metric says exactly one of {', '.join(MEASURES)}, or stock"
            raise ValueError(what, " and ".join(said) or "none")
        if self.denominator is not None and self.numerator is None:
            raise ValueError("a denominator needs a numerator")
        return self

    @model_validator(mode="after")
    def _has_rows_of_its_own(self) -> Metric:
        if self.derived is None and not self.fact:
            raise ValueError("a metric needs a fact, or other metrics that it is derived from")
        own = [name for name in ("fact", "where", "last", "per", "stock") if getattr(self, name)]
        if self.derived is not None and own:
            raise ValueError("a derived metric has no rows of its own", " and ".join(own))
        if self.per is not None and (self.numerator is None or self.n is None):
            raise ValueError("per needs a numerator and n over its totals")
        if self.per is not None and self.stock is not None:
            raise ValueError("a stock has no per")
        return self

    @model_validator(mode="after")
    def _targets_fit_the_direction(self) -> Metric:
        for target in self.targets:
            check_target(target, self.direction)
        return self

    @property
    def is_additive(self) -> bool:
        """Whether the values of parts add up to the value of the whole."""
        whole = self.denominator is None and self.mean is None and self.quantile is None
        return whole and self.derived is None and self.per is None and self.parts_add_up

    @property
    def parts_add_up(self) -> bool:
        """Whether numerator, denominator and n of parts of the rows add up to those of the whole; vendors do not."""
        return all(sums_up(sql) for sql in (self.numerator, self.denominator, self.n) if sql is not None)

    @property
    def is_of_now(self) -> bool:
        """Whether its rows are put in no period: it is the newest state, whatever days are asked about."""
        return self.derived is None and self.stock is None and self.time is None and self.last is None

    @property
    def is_counted_stock(self) -> bool:
        """Whether it is the number of rows open at the end of the period, which a running total gives."""
        return self.stock is not None and not any(getattr(self, name) is not None for name in MEASURES)

    def target_on(self, day: date, district: str | None = None) -> MetricTarget | None:
        """The target in force on that day for the district (None: the city); of several the one that started last."""
        return in_force(self.targets, day, district)

    def state_of(self, value: float | None, day: date, district: str | None = None) -> State | None:
        """How the value stands against the target of that day; None without a value or a target."""
        target = self.target_on(day, district)
        if target is None or value is None or value != value:
            return None
        return target.state(value, self.direction)


def check_target(target: MetricTarget, direction: str) -> None:
    """Raises ValueError where the target's form does not fit the way that is good."""
    if direction == "range" and target.value is not None:
        raise ValueError("a metric whose good is a range has targets with low and high", f"{target.value:g}")
    if direction in ("up", "down") and target.value is None:
        raise ValueError(f"a metric whose good is {direction} has targets with a value")
    if direction == "neutral":
        raise ValueError("a metric without a good direction has no target")


class PackFile(Strict):
    """A file of `pipelines/metrics/`: records of one pack; a pack may have several files."""

    pack: Pack
    metrics: tuple[Metric, ...]
