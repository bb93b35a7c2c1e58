"""No metric without an example that a person counted from literal rows; twins in pandas: test_twins.py."""

from datasets.catalogue import load_city
from pipelines.metrics.registry import Registry
from tests.metrics import (
    budget_rows,
    policing_rows,
    test_citizen_by_hand,
    test_gates_by_hand,
    test_performance_by_hand,
    test_values,
)

BY_HAND = (
    test_values.BY_HAND,
    test_citizen_by_hand.BY_HAND,
    test_citizen_by_hand.JUNE_BY_HAND,
    test_performance_by_hand.BY_HAND,
    test_gates_by_hand.BY_HAND,
    budget_rows.EXPECTED,
    policing_rows.EXPECTED,
    policing_rows.PER_RESIDENT,
)


def test_every_metric_has_an_example_counted_by_hand() -> None:
    assert {metric for examples in BY_HAND for metric in examples} == set(Registry(load_city("demo")))
