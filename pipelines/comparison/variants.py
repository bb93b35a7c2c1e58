"""Other published tests of a change of two counts, shown under their own names and with their caution."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipelines.metrics.record import Texts

PUBLISHED_LIMIT = 3.0
ANSCOMBE_LIMIT = 1.96


@dataclass(frozen=True)
class Variant:
    """A named test beside the default one; `found` says whether it would call the change a signal."""

    name: str
    formula: str
    z: float
    limit: float
    caution: Texts

    @property
    def found(self) -> bool:
        """Whether |z| reaches the variant's own limit."""
        return abs(self.z) > self.limit

    @property
    def line(self) -> str:
        """The arithmetic in one line."""
        return f"{self.name}: {self.formula} = {self.z:.2f}; |z| {'>' if self.found else '≤'} {self.limit:g}"


PUBLISHED_CAUTION = Texts(
    en="Its ±3 is right only where the earlier count is a fixed mean. With two counts that both vary its spread is √2: "
    "|z| > 3 then comes by chance in 3 to 4 of 100 unchanged pairs, not in 1 of 1,000; over-dispersion adds to that.",
    zh="±3的界限只在上期数为固定均值时成立。两期数都在波动时，其离散程度为√2："
    "没有变化的比较中也会有3%至4%偶然超过3，而不是千分之一；过度离散时还会更多。",
)
ANSCOMBE_CAUTION = Texts(
    en="Holds 5 % where counts vary as chance alone lets them (φ = 1) and both sides have equal exposure.",
    zh="仅在计数只受偶然影响（φ = 1）且两期长度相同时，误报率才是5%。",
)


def published_poisson_z(current: float, previous: float) -> Variant:
    """2(√c − √p), flagged beyond 3 (crimede-coder.com, 2023)."""
    z = 2 * (math.sqrt(current) - math.sqrt(previous))
    return Variant("published_poisson_z", "2(√c − √p)", z, PUBLISHED_LIMIT, PUBLISHED_CAUTION)


def scaled_anscombe(current: float, previous: float) -> Variant:
    """√2(√(c + ⅜) − √(p + ⅜)), flagged beyond 1.96."""
    z = math.sqrt(2) * (math.sqrt(current + 3 / 8) - math.sqrt(previous + 3 / 8))
    return Variant("scaled_anscombe", "√2(√(c + ⅜) − √(p + ⅜))", z, ANSCOMBE_LIMIT, ANSCOMBE_CAUTION)


def variants_of(current: float, previous: float) -> tuple[Variant, ...]:
    """Both variants; they have no meaning but for two counts of equal exposure."""
    return published_poisson_z(current, previous), scaled_anscombe(current, previous)
