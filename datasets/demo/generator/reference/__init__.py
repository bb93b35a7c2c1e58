"""Tables that the generator reads: holidays, categories, offences, programmes; each states its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def table(name: str) -> Any:
    """The content of `reference/<name>.yaml`."""
    return yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text("utf-8"))
