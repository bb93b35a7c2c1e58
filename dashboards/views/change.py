"""The change against the period before, with what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.scene import Scene


@dataclass(frozen=True)
class Change:
    """`text` is the change with its base, `evidence` the word for it; a signal is set in bold."""

    text: str = ""
    evidence: str = ""
    signal: bool = False


def untested(scene: Scene) -> Change:
    """No comparison was made."""
    return Change("", scene.words("evidence.not_tested"))
