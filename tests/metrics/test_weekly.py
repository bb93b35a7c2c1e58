"""A mean or an amount that cannot be judged by its weeks is not tested, and says why; nothing of it is infinite."""

import json

from pipelines.comparison.weekly import weekly_evidence

WEEKS = [10.0, 12.0, 9.0, 11.0, 10.0, 13.0, 9.0, 12.0, 10.0, 11.0, 9.0, 12.0]


def test_equal_weeks_say_nothing_of_how_much_is_usual() -> None:
    judged = weekly_evidence(250.0, 0.0, [0.0] * 52, (4.0, 4.0))
    assert judged.verdict == "not tested"
    assert judged.sentence.en == (
        "not tested: the weeks before were all equal, so that the usual variation is not known"
    )
    json.dumps(judged.as_data(), allow_nan=False)


def test_equal_weeks_and_no_change_are_noise() -> None:
    judged = weekly_evidence(5.0, 5.0, [5.0] * 52, (4.0, 4.0))
    assert (judged.verdict, judged.z, judged.p) == ("noise", 0.0, 1.0)


def test_a_period_of_which_nothing_has_passed_is_not_tested() -> None:
    judged = weekly_evidence(10.0, 11.0, WEEKS, (0.0, 1.0))
    assert judged.sentence.en == "not tested: the two periods have no day in common to compare"
