"""What a monitor reads: sessions, questions, snapshot changes. Logs are JSON lines under ONESCREEN_HOME."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from dashboards.city import City, served
from datasets.problems import Problem


class ServerFigures(Collector):
    """Read when they are asked for; nothing is counted twice."""

    def __init__(self, city: tuple[str, Path], sessions: Any) -> None:
        self.city, self.sessions = city, sessions

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("onescreen_sessions", "Open sessions", value=len(self.sessions()))
        try:
            with served(*self.city):
                service = City().service
        except Problem:
            return
        for name, count in vars(service.counters).items():
            if isinstance(count, int):
                yield CounterMetricFamily(f"onescreen_query_{name}", f"Query service: {name}", value=count)
        info = GaugeMetricFamily("onescreen_snapshot", "The snapshot that is served", labels=["city", "snapshot"])
        info.add_metric([service.city.id, service.snapshot.id], 1)
        yield info


def registry(city: tuple[str, Path], sessions: Any) -> CollectorRegistry:
    """The figures of one server."""
    found = CollectorRegistry()
    found.register(ServerFigures(city, sessions))
    return found


def log_to(folder: Path) -> None:
    """Log of this process: one JSON object a line in `serve.jsonl`, times in UTC."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(folder / "serve.jsonl", encoding="utf-8")
    shared = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    bokeh = logging.getLogger("bokeh")
    bokeh.handlers, bokeh.propagate = [], True
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
