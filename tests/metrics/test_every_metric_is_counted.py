"""No metric without an example counted by hand: a record that is added names its own in one of these files."""

import re
from pathlib import Path

from datasets.catalogue import load_city
from pipelines.metrics.registry import Registry

HERE = Path(__file__).parent
BY_HAND = ("*by_hand*.py", "*examples*.py", "*_rows.py", "test_values.py", "test_gates.py", "test_query_service.py")
NOT_BY_HAND = {"ksi_per_100k": "per_resident of ksi: both have examples of their own"}


def test_every_metric_has_an_example_counted_by_hand() -> None:
    texts = [path.read_text("utf-8") for pattern in BY_HAND for path in HERE.glob(pattern)]
    named = set(re.findall(r"\w+", " ".join(texts)))
    missing = {metric for metric in Registry(load_city("demo")) if metric not in named}
    assert missing == set(NOT_BY_HAND)
