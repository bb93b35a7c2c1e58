"""How long ago, in the words of a language."""

from __future__ import annotations

from datetime import timedelta

from dashboards.words import Words


def age(words: Words, past: timedelta) -> str:
    """The two largest parts: "40 s", "7 min", "3 h 17 min", "2 d 3 h"."""
    seconds = max(0, round(past.total_seconds()))
    if seconds < 60:
        return words("wall.age.seconds", s=seconds)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if hours < 1:
        return words("wall.age.minutes", m=minutes)
    if days < 1:
        return (
            words("wall.age.hours", h=hours, m=minutes % 60) if minutes % 60 else words("wall.age.whole_hours", h=hours)
        )
    return words("wall.age.days", d=days, h=hours % 24) if hours % 24 else words("wall.age.whole_days", d=days)
