"""Weather, water, noise, supply of electricity, gas and water, prices, staff and balances, from readings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.metrics.twins.published import Published, percent

MEANS = ("temperature_c", "humidity_pct", "wind_speed_m_s", "pressure_hpa")
SUPPLIED = {"electricity": "mw", "gas": "m3_h", "water": "m3_h"}


def figures(rows: Published) -> dict[str, float]:
    found = {kind: of(rows, kind)["value"].mean() for kind in MEANS}
    rain = of(rows, "rain_mm")["value"]
    return (
        found
        | {"hottest_hour_c": of(rows, "temperature_c")["value"].max()}
        | {"rain_mm": rain.sum(), "rain_heaviest_mm_h": rain.max()}
        | water_levels(rows)
        | noise(rows)
        | supplied(rows)
        | staff(rows)
        | money(rows)
    )


def of(rows: Published, *kinds: str) -> pd.DataFrame:
    return rows.within("reading", "measured_date", *kinds)


def water_levels(rows: Published) -> dict[str, float]:
    river, drains = of(rows, "river_level_m"), of(rows, "drain_depth_m")
    warned = pd.concat([river, drains]).dropna(subset="warning_level")
    over = warned[warned["value"] >= warned["warning_level"]]
    return {
        "river_level_m": river["value"].max(),
        "river_margin_m": (river["warning_level"] - river["value"]).min(),
        "drain_depth_m": drains["value"].max(),
        "gauges_over_warning": over["station"].nunique(),
        "hours_over_warning": len(over),
    }


def noise(rows: Published) -> dict[str, float]:
    """Levels are averaged as energies."""
    readings = of(rows, "noise_dba").dropna(subset="value")
    night = readings[readings["event_hour"].isin([22, 23, 0, 1, 2, 3, 4, 5])]
    means = (10 * np.log10((10 ** (one["value"] / 10)).mean()) for one in (readings, night))
    return dict(zip(("noise_dba", "noise_night_dba"), means, strict=True))


def supplied(rows: Published) -> dict[str, float]:
    found = {}
    for name, unit in SUPPLIED.items():
        demand, supply = f"{name}_demand_{unit}", f"{name}_supply_{unit}"
        readings = of(rows, demand, supply)
        table = readings.pivot_table(index="measured_at", columns="kind", values="value", aggfunc="sum", dropna=False)
        found |= {
            demand: readings.loc[readings["kind"] == demand, "value"].mean(),
            supply: readings.loc[readings["kind"] == supply, "value"].mean(),
            f"{name}_peak_{unit}": table[demand].max(),
            f"{name}_reserve_pct": 100 * (table[supply] / table[demand] - 1).min(),
        }
    return found


def staff(rows: Published) -> dict[str, float]:
    hours = of(rows, "overtime_hours", "absence_hours", "regular_hours").groupby("kind")["value"].sum()
    return {
        "overtime_pct": percent(hours["overtime_hours"], hours["regular_hours"]),
        "absence_pct": percent(hours["absence_hours"], hours["regular_hours"]),
        "officers": rows.newest("reading", "measured_date", "officers")["value"].sum(),
    }


def money(rows: Published) -> dict[str, float]:
    def parts(part: str, whole: str) -> float:
        sums = rows.newest("reading", "measured_date", part, whole).groupby("kind")["value"].sum()
        return percent(sums[part], sums[whole])

    return {
        "price_index": of(rows, "cpi")["value"].mean(),
        "price_level": rows.newest("reading", "measured_date", "cpi")["value"].mean(),
        "fund_balance_pct": parts("unrestricted_balance", "operating_revenue_12m"),
        "debt_service_pct": parts("debt_service_12m", "own_source_revenue_12m"),
    }
