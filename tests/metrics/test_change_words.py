"""What is said of a change: no percentage that means nothing, and never two numbers that look the same."""

import pytest

from datasets.catalogue import load_city
from pipelines.comparison.change_words import change_pct, change_words
from pipelines.metrics.registry import Registry

SAID = [
    ("tickets_opened", 1386, 1234, "up 12.3 % (from 1,234 to 1,386)", "上升12.3%（由1,234到1,386）"),
    ("tickets_opened", 101, 100, "flat (from 100 to 101)", "持平（由100到101）"),
    ("killed", 3, 0, "n/a (0 → 3)", "不适用（0 → 3）"),
    ("killed", 0, 0, "unchanged (0)", "不变（0）"),
    ("killed", 1, 1, "unchanged (1)", "不变（1）"),
    ("killed", 8, 1, "to 8 from 1", "由1到8"),
    (
        "on_time_pct",
        60,
        80,
        "down 20.0 percentage points (from 80.0 % to 60.0 %)",
        "下降20.0个百分点（由80.0%到60.0%）",
    ),
    ("burn_gap", -9.5, -8.8, "down 0.7 percentage points (from -8.8 to -9.5)", "下降0.7个百分点（由-8.8到-9.5）"),
    ("hottest_hour_c", 21.2, 20.6, "up 0.6 °C (from 20.6 to 21.2)", "上升0.6℃（由20.6到21.2）"),
    ("noise_dba", 58.34, 58.33, "flat (from 58.3 to 58.3)", "持平（由58.3到58.3）"),
    ("queue_gap", -1, -8, "to -1 from -8", "由-8到-1"),
    ("arrests_per_1000", 0.098, 0.102, "down 3.9 % (from 0.102 to 0.098)", "下降3.9%（由0.102到0.098）"),
    ("homicides_per_100k", 0.033, 0, "n/a (0.00 → 0.03)", "不适用（0.00 → 0.03）"),
    ("tickets_opened", None, 5, "n/a (no data to compare)", "无可比数据"),
]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry(load_city("demo"))


@pytest.mark.parametrize(("metric", "value", "previous", "en", "zh"), SAID)
def test_a_change_in_words(registry: Registry, metric: str, value: float, previous: float, en: str, zh: str) -> None:
    said = change_words(registry[metric], value, previous)
    assert (said.en, said.zh) == (en, zh)


@pytest.mark.parametrize(
    ("metric", "value", "previous"), [("burn_gap", 2, 1), ("temperature_c", 20, 10), ("queue_gap", -1, -8)]
)
def test_there_is_no_percentage_of_what_has_no_ratio(
    registry: Registry, metric: str, value: float, previous: float
) -> None:
    assert change_pct(registry[metric], value, previous) is None
