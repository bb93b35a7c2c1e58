"""Which cells are hidden: the small ones, and as many others as it takes for no sum to give them back."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipelines.privacy.bounds import narrow, too_narrow
from pipelines.privacy.tables import Line, Table

ROUNDS = 40


@dataclass
class Hiding:
    """The mask of one table while it grows. `small` are the cells that it is there for."""

    table: Table
    fewest: int
    small: npt.NDArray[np.bool_]
    hidden: npt.NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.hidden = self.small.copy()
        self._lines_of = self.table.lines_of()

    def run(self) -> npt.NDArray[np.bool_]:
        """Hides complements until no line and no interval gives a small cell away."""
        self._settle(list(self.table.lines))
        for _ in range(ROUNDS):
            exposed = self.exposed()
            hid = [cell for cell in exposed if (more := self._another(cell)) is not None and self._hide(more)]
            if not hid:
                break
        return self.hidden

    def exposed(self) -> list[int]:
        """Small cells that an attacker can put in too narrow an interval."""
        low, high = narrow(self.table, self.hidden)
        return [int(cell) for cell in np.flatnonzero(self.small) if too_narrow(low[cell], high[cell], self.fewest)]

    def widen(self, cells: list[int]) -> bool:
        """Hides one more cell beside each of these; whether any could be."""
        return bool(sum(self._hide(more) for cell in cells if (more := self._another(cell)) is not None))

    def _hide(self, cell: int) -> bool:
        self.hidden[cell] = True
        self._settle(list(self._lines_of[cell]))
        return True

    def _settle(self, waiting: list[Line]) -> None:
        while waiting:
            line = waiting.pop()
            while not self._safe(line):
                more = self._candidate(line)
                if more is None:
                    break
                self.hidden[more] = True
                waiting.extend(other for other in self._lines_of[more] if other is not line)

    def _safe(self, line: Line) -> bool:
        hidden = [member for member in line.members if self.hidden[member]]
        if not hidden:
            return True
        if len(hidden) == 1:
            return False
        if self.hidden[line.total]:
            return True
        if np.nansum(self.table.n[hidden]) - len(hidden) < self.fewest - 1:
            return False
        sums = np.nansum(self.table.protected[:, hidden], axis=1)
        return not bool(((sums > 0) & (sums < self.fewest)).any())

    def _candidate(self, line: Line) -> int | None:
        """The visible part with the fewest rows, then the total unless it is the whole city's."""
        parts = [part for part in line.parts if not self.hidden[part] and self.table.n[part] > 0]
        if parts:
            return min(parts, key=lambda part: (part in self.table.roots, self.table.n[part]))
        return line.total if not self.hidden[line.total] else None

    def _another(self, cell: int) -> int | None:
        """The cheapest cell whose hiding leaves this one less to be known by."""
        found = [more for line in self._lines_of[cell] if (more := self._candidate(line)) is not None]
        return min(found, key=lambda more: (more in self.table.roots, self.table.n[more])) if found else None
