"""A metric's record: what is counted over what, in which unit, which way is good, by whose definition."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from datasets.shapes import Id
from datasets.strict import Strict

Pack = Literal["citizen", "performance", "budget", "policing"]
Direction = Literal["up", "down", "range", "neutral"]
Evidence = Literal["count", "rate", "quantile", "weekly", "none"]
Unit = Literal[
    "departures",
    "hours",
    "incidents",
    "mm",
    "money",
    "people",
    "percent",
    "requests",
    "rides",
    "trips",
    "ug_m3",
    "vehicles",
]


class Texts(Strict):
    """A sentence or a name in both languages."""

    en: Annotated[str, Field(min_length=1)]
    zh: Annotated[str, Field(min_length=1)]


class Quantile(Strict):
    """The value below which the share `at` of the rows lies, interpolated between rows."""

    of: str
    at: Annotated[float, Field(gt=0, lt=1)]


class Stock(Strict):
    """How many are open at the end of the period: opened by then, and still open or closed later."""

    opened: str
    closed: str
    open: str


class DefaultCondition(Strict):
    """A condition that holds unless the question names a field itself."""

    condition: str
    unless: str


class Standard(Strict):
    """The published definition that a metric follows."""

    id: str
    version: str


class MetricTarget(Strict):
    """A target in the metric's unit, in force from a day on, until a day where one is given."""

    from_: date = Field(alias="from")
    until: date | None = None
    value: float

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> MetricTarget:
        if self.until is not None and self.until < self.from_:
            raise ValueError(f"a target ends ({self.until}) before it starts ({self.from_})")
        return self

    def holds(self, day: date) -> bool:
        """Whether the target is in force on that day."""
        return self.from_ <= day and (self.until is None or day <= self.until)


MEASURES = ("count", "sum", "mean", "numerator", "quantile", "stock")


class Metric(Strict):
    """One record of `pipelines/metrics/*.yaml`.

    Exactly one of `count`, `sum`, `mean`, `numerator`, `quantile` and `stock` says what is measured; the
    value is `scale` × numerator ÷ denominator.
    """

    id: Id
    pack: Pack | None = None
    code: str | None = None
    names: Texts
    definition: Texts
    fact: str
    kinds: tuple[Id, ...] = ()
    time: str | None = None
    where: str | None = None
    unless_named: DefaultCondition | None = None
    count: str | None = None
    sum: str | None = None
    mean: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    n: str | None = None
    quantile: Quantile | None = None
    stock: Stock | None = None
    scale: Annotated[float, Field(gt=0)] = 1
    unit: Unit
    direction: Direction
    no_rows: Literal["zero", "unknown"] = "unknown"
    evidence: Evidence = "none"
    targets: tuple[MetricTarget, ...] = ()
    min_n: Annotated[int, Field(ge=0)] = 0
    provisional_days: Annotated[int, Field(ge=0)] = 0
    visibility: Literal["public", "internal"] = "public"
    standard: Standard | None = None
    source: str
    caveats: tuple[Texts, ...] = ()
    status: Literal["draft", "in_force", "retired"] = "in_force"
    variants: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _measures_one_thing(self) -> Metric:
        said = [name for name in MEASURES if getattr(self, name) is not None]
        if len(said) != 1:
            raise ValueError(f"a metric says exactly one of {', '.join(MEASURES)}", " and ".join(said) or "none")
        if self.denominator is not None and self.numerator is None:
            raise ValueError("a denominator needs a numerator")
        return self

    @property
    def is_additive(self) -> bool:
        """Whether the values of parts add up to the value of the whole."""
        return self.denominator is None and self.mean is None and self.quantile is None

    def target_on(self, day: date) -> MetricTarget | None:
        """The target in force on that day; of several the one that started last."""
        holding = [target for target in self.targets if target.holds(day)]
        return max(holding, key=lambda target: target.from_, default=None)


class PackFile(Strict):
    """A file of `pipelines/metrics/`: the records of one pack."""

    pack: Pack
    metrics: tuple[Metric, ...]
