"""Periods in words, in English and Chinese."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from pipelines.comparison.periods import Period


def label(period: Period, language: str) -> str:
    """The period's name where it has one, and the days that count."""
    name, days = _name(period, language), _days(period.start, period.last, language)
    if period.kind == "days" or not name:
        return days
    bracket = "（{}）" if language == "zh" else " ({})"
    return name + bracket.format(days)


def _name(period: Period, language: str) -> str:
    start = period.start
    zh = language == "zh"
    match period.kind:
        case "week":
            year, week, _ = start.isocalendar()
            return f"{year}年第{week}周" if zh else f"week {week} of {year}"
        case "month":
            return f"{start.year}年{start.month}月" if zh else format_date(start, "MMMM y", locale="en")
        case "quarter":
            quarter = (start.month + 2) // 3
            return f"{start.year}年第{quarter}季度" if zh else f"quarter {quarter} of {start.year}"
        case "year":
            return f"{start.year}年" if zh else str(start.year)
        case "ytd":
            return f"{start.year}年初至今" if zh else f"{start.year} to date"
        case "fytd":
            return "财年至今" if zh else "fiscal year to date"
        case "fiscal_year" if period.name[:2].upper() == "FY":
            named = period.name[2:]
            return f"{named}财年" if zh else f"fiscal year {named}"
    return ""


def _days(start: date, last: date, language: str) -> str:
    if language == "zh":
        first = f"{start.year}年{start.month}月{start.day}日"
        if start == last:
            return first
        year = "" if last.year == start.year else f"{last.year}年"
        return f"{first}至{year}{last.month}月{last.day}日"
    if start == last:
        return format_date(start, "d MMM y", locale="en")
    first = format_date(start, "d MMM" if start.year == last.year else "d MMM y", locale="en")
    return f"{first} – {format_date(last, 'd MMM y', locale='en')}"
