"""What may be said of a change: signal, noise or not tested, with the numbers and the arithmetic behind the word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pipelines.comparison.significance import ALPHA, FEWEST_WEEKS
from pipelines.comparison.variants import Variant
from pipelines.metrics.record import Texts

Verdict = Literal["signal", "noise", "not tested"]
SIGNAL = Texts(en="more than chance", zh="超出偶然波动")
NOISE = Texts(en="within the usual variation", zh="属于正常波动")


@dataclass(frozen=True)
class Evidence:
    """The verdict on a change. `threshold` is in the unit of z where z is given, otherwise in that of p; `phi` is the
    dispersion of the weeks before; `inputs` are the numbers that went into the test, `arithmetic` prints the
    calculation line by line; `variants` are other published tests, which decide nothing."""

    verdict: Verdict
    sentence: Texts
    method: str | None = None
    z: float | None = None
    phi: float | None = None
    p: float | None = None
    threshold: float | None = None
    arithmetic: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict, hash=False)
    variants: tuple[Variant, ...] = ()

    @property
    def is_signal(self) -> bool:
        """Whether the change may be shown as one."""
        return self.verdict == "signal"

    def as_data(self) -> dict[str, Any]:
        """Method, inputs and results under their names, for scripts; `arithmetic` says the same for people."""
        results = {"z": self.z, "phi": self.phi, "p": self.p, "threshold": self.threshold}
        return {
            "verdict": self.verdict,
            "sentence": self.sentence.model_dump(),
            "method": self.method,
            "inputs": dict(self.inputs),
            "results": {name: value for name, value in results.items() if value is not None},
            "variants": {one.name: {"z": one.z, "limit": one.limit, "found": one.found} for one in self.variants},
            "arithmetic": list(self.arithmetic),
        }


def untested(en: str, zh: str) -> Evidence:
    """No test was made, and why."""
    return Evidence("not tested", Texts(en=f"not tested: {en}", zh=f"未检验：{zh}"))


TOO_SHORT = untested(
    f"fewer than {FEWEST_WEEKS} weeks of history to measure the usual variation",
    f"历史不足{FEWEST_WEEKS}周，无法衡量正常波动",
)
NO_VALUE = untested("one of the two periods has no data", "其中一个统计期没有数据")
NO_DAYS = untested("the two periods have no day in common to compare", "两个统计期没有可比的日期")


def judged(found: bool, evidence: Evidence) -> Evidence:
    """The evidence with its verdict and sentence."""
    return replace(evidence, verdict="signal" if found else "noise", sentence=SIGNAL if found else NOISE)


def tested(method: str, p: float, limit: float, **numbers: Any) -> Evidence:
    """The evidence of a test: a signal where p is below the limit of p. numbers: other fields of Evidence."""
    return judged(p < limit, Evidence("noise", NOISE, method, p=p, **({"threshold": limit} | numbers)))


def rejudged(evidence: Evidence, found: bool, areas: int) -> Evidence:
    """The evidence of one of many areas, by Benjamini-Hochberg over all that were tested."""
    line = f"Benjamini–Hochberg, q = {ALPHA:g}, k = {areas}: {'signal' if found else 'noise'}"
    inputs = {**evidence.inputs, "areas": areas, "q": ALPHA}
    return judged(found, replace(evidence, arithmetic=(*evidence.arithmetic, line), inputs=inputs))
