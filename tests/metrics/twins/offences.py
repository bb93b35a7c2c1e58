"""Offences, where they lie, how they are cleared; stops, arrests, force, complaints; collisions."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from tests.metrics.twins.published import Published, percent, share

VIOLENT = ("murder", "rape", "robbery", "serious_assault")
PROPERTY = ("burglary", "grand_larceny", "theft", "vehicle_theft")
MAJOR = (*VIOLENT, "burglary", "grand_larceny", "vehicle_theft")
BY_CLASS = {
    "homicides": "murder",
    "rapes_reported": "rape",
    "robberies": "robbery",
    "serious_assaults": "serious_assault",
    "burglaries": "burglary",
    "grand_larcenies": "grand_larceny",
    "simple_assaults": "simple_assault",
    "vehicle_thefts": "vehicle_theft",
    "thefts": "theft",
    "frauds": "fraud",
}
COUNTED = {
    "police_stops": "stop",
    "arrests": "arrest",
    "force_used": "use_of_force",
    "officer_complaints": "officer_complaint",
}


def figures(rows: Published) -> dict[str, float]:
    return offences(rows) | clearance(rows) | places(rows) | conduct(rows) | collisions(rows)


def of(rows: Published, kind: str, day: str = "occurred_date") -> pd.DataFrame:
    return rows.within("incident", day, kind)


def offences(rows: Published) -> dict[str, float]:
    reported, occurred = of(rows, "complaint", "reported_date"), of(rows, "complaint")
    classes, people = reported["offence_class"], rows.residents() / 100_000
    counts = {metric: (classes == name).sum() for metric, name in BY_CLASS.items()}
    violent, stolen = classes.isin(VIOLENT).sum(), classes.isin(PROPERTY).sum()
    return counts | {
        "complaints_reported": len(reported),
        "complaints_occurred": len(occurred),
        "offences_major": classes.isin(MAJOR).sum(),
        "offences_major_occurred": occurred["offence_class"].isin(MAJOR).sum(),
        "offences_violent": violent,
        "offences_property": stolen,
        "offences_per_100k": len(reported) / people,
        "violent_per_100k": violent / people,
        "property_per_100k": stolen / people,
        "homicides_per_100k": counts["homicides"] / people,
        "offences_mapped_pct": share(occurred["x"].notna()),
        "offences_hour_profile": 1.0,
    }


def clearance(rows: Published) -> dict[str, float]:
    reported, cleared = of(rows, "complaint", "reported_date"), of(rows, "complaint", "cleared_date")
    known = reported[reported["clearance"].fillna("none") != "unfounded"]
    solved = cleared[cleared["clearance"].isin(["arrest", "exceptional"])]
    aside = (cleared["clearance"] == "exceptional").sum()
    found = {}
    for name, classes in (("violent", VIOLENT), ("property", PROPERTY)):
        above, below = (some["offence_class"].isin(classes).sum() for some in (solved, known))
        found |= {f"{name}_known": below, f"{name}_cleared": above, f"clearance_{name}_pct": percent(above, below)}
    return found | {
        "offences_known": len(known),
        "offences_cleared": len(solved),
        "offences_cleared_exceptionally": aside,
        "clearance_pct": percent(len(solved), len(known)),
        "clearance_exceptional_pct": percent(aside, len(known)),
        "clearance_cohort_pct": percent(known["clearance"].isin(["arrest", "exceptional"]).sum(), len(known)),
    }


def places(rows: Published) -> dict[str, float]:
    repeated, share_of_calls = repeats(of(rows, "call_for_service"))
    newest = Published(rows.service, rows.last - timedelta(days=29), rows.last)
    in_30_days, share_in_30_days = repeats(of(newest, "call_for_service"))
    areas, residents = concentration(rows)
    return {
        "repeat_places_in_period": repeated,
        "repeat_calls_in_period_pct": share_of_calls,
        "repeat_places": in_30_days,
        "repeat_calls_pct": share_in_30_days,
        "concentration_areas": areas,
        "concentration_residents_pct": residents,
    }


def repeats(calls: pd.DataFrame) -> tuple[int, float]:
    """Squares of 50 m with three calls or more, and the share of calls in them."""
    placed = calls.dropna(subset="x")
    squares = placed.groupby([(placed["x"] / 50).round(), (placed["y"] / 50).round()]).size()
    return int((squares >= 3).sum()), percent(squares[squares >= 3].sum(), squares.sum())


def concentration(rows: Published) -> tuple[int, float]:
    """The fewest areas with half of the offences, the more populous first where two have as many."""
    level = rows.service.city.profile.map_level
    areas = rows.ask("SELECT district_id, population FROM district WHERE level = ? AND rings IS NOT NULL", [level])
    people = areas.set_index("district_id")["population"].to_dict()
    counts = of(rows, "complaint", "reported_date")[f"{level}_id"].value_counts()
    placed = sorted(((counts.get(area, 0), living, area) for area, living in people.items()), reverse=True)
    half, held, chosen = sum(count for count, _, _ in placed) / 2, 0, []
    for count, living, _ in placed:
        if held >= half:
            break
        held, chosen = held + count, [*chosen, living]
    return len(chosen), percent(sum(chosen), sum(people.values()))


def conduct(rows: Published) -> dict[str, float]:
    counts = {metric: len(of(rows, kind)) for metric, kind in COUNTED.items()}
    decided = of(rows, "officer_complaint", "ended_date").dropna(subset="outcome")
    officers = rows.newest("reading", "measured_date", "officers")["value"].sum()
    return counts | {
        "force_per_1000_arrests": 1000 * counts["force_used"] / counts["arrests"],
        "complaints_sustained_pct": share(decided["outcome"].isin(["sustained", "partly sustained"])),
        "complaints_per_100_officers": percent(counts["officer_complaints"], officers),
        "officers_per_100k": officers / rows.residents() * 100_000,
        "stops_per_1000": 1000 * counts["police_stops"] / rows.residents(),
        "arrests_per_1000": 1000 * counts["arrests"] / rows.residents(),
    }


def collisions(rows: Published) -> dict[str, float]:
    table = of(rows, "collision")
    hurt = (table[["injured", "killed"]].fillna(0).sum(axis=1) > 0).sum()
    severe = (table["killed"] + table["seriously_injured"]).sum()
    return {
        "collisions": len(table),
        "injured": table["injured"].sum(),
        "killed": table["killed"].sum(),
        "ksi": severe,
        "ksi_per_100k": severe / rows.residents() * 100_000,
        "injury_collisions": hurt,
        "injury_crashes_per_1000": 1000 * hurt / rows.residents(),
        "collisions_mapped_pct": share(table["x"].notna()),
    }
