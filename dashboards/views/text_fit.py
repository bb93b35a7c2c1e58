"""How wide words are about to be, where the server decides whether they fit: by the width of a character."""

from __future__ import annotations

WIDE_FROM = 0x2E80
"""From here on characters of Chinese are, each as wide as the type is high."""
NARROW_EM, BOLD_EM = 0.54, 0.58


def width_px(text: str, size: float, bold: bool = False) -> float:
    """Width of a line in type of that size in px, rather too wide than too narrow."""
    narrow = BOLD_EM if bold else NARROW_EM
    return size * sum(1.0 if ord(character) >= WIDE_FROM else narrow for character in text)


def lines_of(text: str, size: float, width: float, bold: bool = False) -> int | None:
    """How many lines a text breaks into at a width in px; None where a single word is wider."""
    lines, filled = 1, 0.0
    for word in _unbreakable(text):
        wide = width_px(word, size, bold)
        if wide > width:
            return None
        if filled + wide > width:
            lines, filled = lines + 1, 0.0
        filled += wide
    return lines


def _unbreakable(text: str) -> list[str]:
    """What a browser does not break: words with the blank after them, single characters of Chinese."""
    found = [""]
    for character in text:
        if ord(character) >= WIDE_FROM:
            found += [character, ""]
        else:
            found[-1] += character
            if character == " ":
                found.append("")
    return [part for part in found if part]
