"""Bytes as their publishers gave them, under a manifest; nothing is parsed here."""

from datasets.landing.land import Landing, LandReport
from datasets.landing.manifest import Landed
from datasets.landing.plan import FolderPlan

__all__ = ["FolderPlan", "LandReport", "Landed", "Landing"]
