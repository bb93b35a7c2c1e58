"""The dirt of real publications: a stated share of rows repeated, late, misplaced or mistyped.

Whether a row is dirty follows from its key, so every file that states the row states it alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datasets.demo.generator.columns import chance
from datasets.demo.generator.world import World

LATE_SALT, REPEAT_SALT, PLACE_SALT, TYPE_SALT = 11, 12, 13, 14


@dataclass(frozen=True)
class Soil:
    """Shares of dirty rows of one data set. `mistyped` gives column, share and the text that stands there."""

    late: float = 0.0
    late_days: float = 0.0
    repeated: float = 0.0
    misplaced: float = 0.0
    point: tuple[str, str] = ("经度", "纬度")
    mistyped: tuple[tuple[str, float, str], ...] = field(default=())


SOILS = {
    "hotline_tickets": Soil(
        late=0.006,
        late_days=35,
        repeated=0.004,
        misplaced=0.005,
        mistyped=(
            ("受理时间", 0.0010, "2024-13-40 25:61:00"),
            ("街道", 0.0015, "不详街道"),
            ("办结时间", 0.0005, "1900-01-01 00:00:00"),
        ),
    ),
    "hotline_calls": Soil(mistyped=(("应答秒数", 0.0010, "十五秒"),)),
    "offences": Soil(misplaced=0.02, mistyped=(("案件类别", 0.0010, "其它???"),)),
    "collisions": Soil(repeated=0.003, misplaced=0.015, mistyped=(("受伤人数", 0.0010, "2人"),)),
    "emergency_calls": Soil(repeated=0.002, mistyped=(("到达时间", 0.0015, "24:61"),)),
    "air_quality": Soil(repeated=0.001, mistyped=(("PM2.5", 0.0010, "-999"), ("O3", 0.0006, "H"))),
    "metro_ridership": Soil(repeated=0.001, mistyped=(("进站量", 0.0005, "1,2O4"),)),
    "vendor_payments": Soil(repeated=0.002, mistyped=(("支付金额", 0.0010, "一万元整"),)),
}


def soiled(world: World, dataset: str, table: pa.Table, key: np.ndarray) -> pa.Table:
    """The rows with the data set's dirt in them; repeated rows follow at the end."""
    soil = SOILS.get(dataset)
    if soil is None:
        return table
    for number, (column, share, text) in enumerate(soil.mistyped):
        struck = chance(key, world.seed * 31 + TYPE_SALT + 7 * number) < share
        table, hits = _mistyped(table, column, struck, text)
        world.count(f"dirt {dataset}", f"mistyped {column}", hits)
    if soil.misplaced:
        table = _misplaced(world, dataset, table, key, soil)
    repeated = chance(key, world.seed * 31 + REPEAT_SALT) < soil.repeated
    world.count(f"dirt {dataset}", "repeated", repeated.sum())
    return pa.concat_tables([table, table.filter(pa.array(repeated))]) if repeated.any() else table


def _mistyped(table: pa.Table, column: str, struck: np.ndarray, text: str) -> tuple[pa.Table, int]:
    """The column as text, with the wrong text where it is struck and holds something; and how often that is."""
    typed = table[column].cast(pa.string())
    hit = pc.and_(pa.array(struck), pc.is_valid(typed))
    return _replaced(table, column, pc.if_else(hit, text, typed)), pc.sum(hit).as_py() or 0


def _misplaced(world: World, dataset: str, table: pa.Table, key: np.ndarray, soil: Soil) -> pa.Table:
    """Half of them at 0, 0, a quarter with longitude and latitude swapped, a quarter 1.2 degrees too far east."""
    drawn = chance(key, world.seed * 31 + PLACE_SALT) / soil.misplaced
    east, north = (np.asarray(table[name].to_numpy(zero_copy_only=False)) for name in soil.point)
    ways = [drawn < 0.5, drawn < 0.75, drawn < 1]
    new_east = np.select(ways, [0.0, north, east + 1.2], east)
    new_north = np.select(ways, [0.0, east, north], north)
    world.count(f"dirt {dataset}", "misplaced", ((drawn < 1) & np.isfinite(new_east) & np.isfinite(new_north)).sum())
    table = _replaced(table, soil.point[0], pa.array(np.round(new_east, 6), from_pandas=True))
    return _replaced(table, soil.point[1], pa.array(np.round(new_north, 6), from_pandas=True))


def _replaced(table: pa.Table, column: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.column_names.index(column), column, values)
