"""Writes the demo city: synthetic files shaped as portals publish them, the same bytes for the same seed."""

from datasets.demo.generator.run import generate, generated

__all__ = ["generate", "generated"]
