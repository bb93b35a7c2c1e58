"""Decoys of the demo city are not called signals more often than stated; what is planted is."""

import math
from datetime import date, datetime

from pipelines.comparison.compare import compare
from pipelines.comparison.periods import Calendar
from pipelines.comparison.significance import ALPHA
from pipelines.query.predicate import Predicate
from tests.demo_city import DemoCity


def day(text: str) -> date:
    return datetime.fromisoformat(str(text)).date()


def test_noise_decoys_are_signals_no_more_often_than_stated(demo_city: DemoCity) -> None:
    service, verdicts = demo_city.service, []
    districts = service.districts("sub_district").set_index("name_zh")["district_id"]
    for decoy in demo_city.truth["decoys"]:
        if decoy["kind"] != "noise":
            continue
        period = Calendar(day(decoy["to"])).between(day(decoy["from"]), day(decoy["to"]))
        where = Predicate(
            level="sub_district",
            districts=(districts[decoy["sub_district"]],),
            where=(("subcategory", decoy["subcategory"]),),
        )
        verdicts.append(compare(service, "tickets_opened", period, "previous", where).evidence.verdict)
    signals = verdicts.count("signal")
    assert len(verdicts) >= 20
    assert signals <= len(verdicts) * ALPHA + 3.3 * math.sqrt(len(verdicts) * ALPHA * (1 - ALPHA))


def test_missed_deadlines_are_found(demo_city: DemoCity) -> None:
    event = demo_city.event("missed_deadlines")
    period = Calendar(day(event["to"])).between(day(event["from"]), day(event["to"]))
    compared = compare(demo_city.service, "on_time_pct", period, "previous", Predicate(agencies=(event["agency"],)))
    assert compared.evidence.verdict == "signal"
    assert compared.change < -30
