"""Which cells are hidden: the small ones, and as many others as it takes for no sum to give them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipelines.privacy.bounds import narrow, too_narrow
from pipelines.privacy.tables import Line, Table

ROUNDS = 60
FARTHEST, WIDEST = 4, 60


@dataclass
class Hiding:
    """The mask of one table while it grows; a count that was told before stays known whatever is hidden."""

    table: Table
    fewest: int
    cells: npt.NDArray[np.bool_] = field(init=False)
    """The cells that are not shown."""
    hidden: npt.NDArray[np.bool_] = field(init=False)
    """The counts that no shown cell tells."""
    first: npt.NDArray[np.bool_] = field(init=False)
    """The cells that are hidden for their own sake."""

    def __post_init__(self) -> None:
        self.cells = self.table.gone.copy()
        self.cells[self.table.telling(self.table.small)] = True
        self.first = self.cells.copy()
        self.hidden = self.table.unknown(self.cells)
        self._n = self.table.n.tolist()
        self._mirror()

    def run(self) -> npt.NDArray[np.bool_]:
        """Hides complements until no line and no interval gives a small count away."""
        self._settle(list(self.table.lines))
        for _ in range(ROUNDS):
            if not self.widen(self.exposed()):
                break
        return self.hidden

    def leave_out(self, cells: npt.NDArray[np.int64]) -> None:
        """Hides all of these cells."""
        self.cells[cells] = True
        self.hidden = self.table.unknown(self.cells)
        self._mirror()

    def give_back(self) -> None:
        """Shows the whole city's counts again, the largest first, where no interval gets too narrow by it."""
        known = narrow(self.table, self.hidden)
        if self._too_narrow(known):
            return
        gone = sorted((node for node in self.table.roots if self._may_come(node)), key=lambda node: -self.table.n[node])
        for node in gone:
            before = self.cells.copy(), self.hidden
            self.cells[list(self.table.told[node])] = False
            self.hidden = self.table.unknown(self.cells)
            found = narrow(self.table, self.hidden, known)
            if self._too_narrow(found):
                self.cells, self.hidden = before
            else:
                known = found
        self._mirror()

    def _may_come(self, node: int) -> bool:
        """Whether a count is hidden, and no cell that tells it is hidden for its own sake."""
        cells = list(self.table.told[node])
        others = [other for cell in cells for other in self.table.tells[cell]]
        return bool(self.hidden[node]) and not self.table.gone[cells].any() and not self.table.small[others].any()

    def exposed(self) -> list[int]:
        """Small counts that an attacker can put in too narrow an interval."""
        return self._too_narrow(narrow(self.table, self.hidden))

    def _too_narrow(self, known: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]) -> list[int]:
        low, high = known
        small = np.flatnonzero(self.table.small & self.hidden)
        return [int(node) for node in small[too_narrow(low[small], high[small], self.fewest)]]

    def widen(self, nodes: list[int]) -> bool:
        """Hides one more cell near each of these counts; whether any could be."""
        found = [more for node in nodes if (more := self._another(node)) is not None and self._hide(more)]
        return bool(found)

    def _hide(self, node: int) -> bool:
        self._settle([line for one in self._mark(node) for line in self.table.lines_of[one]])
        return True

    def _mark(self, node: int) -> list[int]:
        """Hides the cells that tell a count; returns all counts that nothing tells any more."""
        new = []
        for cell in self.table.told[node]:
            if not self.cells[cell]:
                self.cells[cell] = True
                new += [one for one in self.table.tells[cell] if self._is_gone(one)]
        self.hidden[new] = True
        for node in new:
            self._gone[node], self._free[node] = True, False
        return new

    def _is_gone(self, node: int) -> bool:
        if self.hidden[node] or self.table.fixed[node]:
            return False
        return all(self.cells[cell] for cell in self.table.told[node])

    def _settle(self, waiting: list[Line]) -> None:
        while waiting:
            line = waiting.pop()
            while not self._safe(line):
                more = self._candidate(line)
                if more is None:
                    break
                waiting.extend(
                    other for one in self._mark(more) for other in self.table.lines_of[one] if other is not line
                )

    def _safe(self, line: Line) -> bool:
        """Whether a sum alone tells no count; where rows are left over that nobody knows, they are enough."""
        hidden = [member for member in line.members if self._gone[member]]
        if not hidden or not line.exact:
            return True
        if len(hidden) == 1:
            return bool(self.table.n[hidden[0]] == 0 and not self.table.small[hidden[0]])
        if self._gone[line.total]:
            return True
        counts = self.table.n[hidden]
        return not counts.any() or bool((counts - np.minimum(1, counts)).sum() >= self.fewest - 1)

    def _candidate(self, line: Line, roots: bool = False) -> int | None:
        """The visible part with the fewest rows, then the total; the whole city's counts only where `roots` says so."""
        free = [part for part in line.parts if self._free[part] and (part in self.table.roots) == roots]
        if free:
            return min(free, key=self._n.__getitem__)
        return line.total if self._free[line.total] and (line.total in self.table.roots) == roots else None

    def _mirror(self) -> None:
        """Lists, which are read one by one faster than arrays: what is hidden; what may still be, with rows, shown, and
        not told before."""
        self._gone = self.hidden.tolist()
        self._free = (~self.hidden & ~self.table.fixed & (self.table.n > 0)).tolist()

    def _another(self, node: int) -> int | None:
        """The cheapest cell whose hiding leaves a count less to be known by: in its own lines or in those around, and
        of the whole city only where there is no other."""
        rings = []
        for lines in self._rings(node):
            if (more := self._cheapest(lines, roots=False)) is not None:
                return more
            rings.append(lines)
        return next((more for lines in rings if (more := self._cheapest(lines, roots=True)) is not None), None)

    def _cheapest(self, lines: list[Line], roots: bool) -> int | None:
        found = [(line, more) for line in lines if (more := self._candidate(line, roots)) is not None]
        return min(found, key=lambda one: (self._unknown(one[0]), self._n[one[1]]))[1] if found else None

    def _unknown(self, line: Line) -> int:
        return sum(map(self._gone.__getitem__, line.members))

    def _rings(self, node: int) -> Iterator[list[Line]]:
        """The lines of a count, those of the hidden counts in them, and so on."""
        seen, ring = {node}, [node]
        for _ in range(FARTHEST):
            lines = _first(WIDEST, (line for one in ring for line in self.table.lines_of[one]))
            yield lines
            ring = list({one for line in lines for one in line.members if self._gone[one]} - seen)
            seen.update(ring)


def _first(count: int, lines: Iterable[Line]) -> list[Line]:
    """So many different ones."""
    found: dict[Line, None] = {}
    for line in lines:
        found[line] = None
        if len(found) == count:
            break
    return list(found)
