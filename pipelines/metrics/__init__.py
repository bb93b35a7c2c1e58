"""Metrics: what each number means, in words and in one expression."""

from pipelines.metrics.record import Metric as Metric
from pipelines.metrics.registry import Registry as Registry
