"""Alert rules of a city: `alerts:` of `city.yaml`. What they name is checked against the city and its metrics."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from datasets.shapes import Id
from datasets.strict import Names, Strict

OF_KIND = {
    "threshold": {"over", "under", "clear", "of"},
    "signal": {"against", "moves", "least_pct"},
    "stale": {"datasets", "state"},
}
OF_METRICS = {"metric", "by", "level_of", "where", "categories", "days", "lasting", "least"}


class AlertRule(Strict):
    """One rule.

    `threshold`: the metric over the last `days` lies over or under a value, `lasting` so many days in a row; it is
    over once `clear` is passed; with `of: median` the three are per cent of the median of all groups. `signal`: the
    change against the period before, the same a year before, or the whole year before is more than chance, and at
    least `least_pct` per cent.
    `stale`: a data set is as late as `state` says.
    """

    id: Id
    names: Names
    kind: Literal["threshold", "signal", "stale"]
    level: Annotated[int, Field(ge=1, le=4)] = 3
    owner: str
    limit_minutes: Annotated[int, Field(ge=1)] = 60
    dashboard: Id | None = None
    metric: Id | None = None
    by: Literal["district", "category", "agency"] | None = None
    level_of: Id | None = None
    where: dict[Id, str] = Field(default_factory=dict)
    categories: tuple[str, ...] = ()
    days: Annotated[int, Field(ge=1, le=366)] = 1
    lasting: Annotated[int, Field(ge=1, le=31)] = 1
    least: Annotated[float, Field(ge=0)] = 0
    over: float | None = None
    under: float | None = None
    clear: float | None = None
    of: Literal["value", "median"] = "value"
    against: Literal["previous", "last_year", "year"] = "previous"
    moves: Literal["up", "down", "either"] = "up"
    least_pct: Annotated[float, Field(ge=0)] = 0
    quiet_days: Annotated[int, Field(ge=0, le=92)] = 1
    datasets: tuple[Id, ...] = ()
    state: Literal["late", "stale", "down"] = "stale"

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> AlertRule:
        self._refuse_foreign_keys()
        if self.kind != "stale" and self.metric is None:
            raise ValueError(f"a {self.kind} rule needs a metric")
        if self.kind == "threshold":
            self._check_limits()
        return self

    def _refuse_foreign_keys(self) -> None:
        known = OF_KIND[self.kind] | (set() if self.kind == "stale" else OF_METRICS)
        for name in sorted(self.model_fields_set & (set().union(*OF_KIND.values()) | OF_METRICS) - known):
            raise ValueError(f"`{name}` means nothing in a {self.kind} rule")

    def _check_limits(self) -> None:
        if (self.over is None) == (self.under is None):
            raise ValueError("a threshold rule says either over or under")
        if self.of == "median" and self.by is None:
            raise ValueError("a share of the median needs groups: say by")
        if self.clear is None:
            return
        if self.over is not None and self.clear > self.over:
            raise ValueError(
                f"clear lies above over ({self.over:g}): the alert would end while it still holds", self.clear
            )
        if self.under is not None and self.clear < self.under:
            raise ValueError(
                f"clear lies below under ({self.under:g}): the alert would end while it still holds", self.clear
            )

    @property
    def limit(self) -> float | None:
        """The value of a threshold."""
        return self.under if self.over is None else self.over
