"""Writes the demo city: synthetic files shaped as portals publish them, the same bytes for the same seed."""

from datasets.demo.generator.made import generated
from datasets.demo.generator.run import generate
from datasets.demo.generator.ticks import Ticker

__all__ = ["Ticker", "generate", "generated"]
