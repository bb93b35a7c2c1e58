"""Text of a certain shape, refused with words and not with a regular expression."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator


def _shaped(pattern: str, words: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"must be {words}", text)
        return text

    return check


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise ValueError("no such encoding; utf-8 and latin-1 are the usual ones", name) from None
    return name


Encoding = Annotated[str, AfterValidator(_known_encoding)]
OneCharacter = Annotated[str, AfterValidator(_shaped(r"(?s).", "a single character"))]
Id = Annotated[
    str,
    AfterValidator(_shaped(r"[a-z][a-z0-9_]*", "small letters, digits and underscores, a letter first")),
]
MonthDay = Annotated[
    str, AfterValidator(_shaped(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a month and a day such as 07-01"))
]
Address = Annotated[str, AfterValidator(_shaped(r"https?://[^/\s]+\S*", "an address that starts with https://"))]
PortalHost = Annotated[
    str,
    AfterValidator(_shaped(r"(https?://)?[a-z0-9.-]+(:\d+)?", "a host such as data.cityofnewyork.us")),
]
SocrataId = Annotated[str, AfterValidator(_shaped(r"[a-z0-9]{4}-[a-z0-9]{4}", "a Socrata id such as erm2-nwe9"))]
DIRECTIVES = "aAwdbBmyYHIpMSfgnzZjUWcxXGuV%"
TimeFormat = Annotated[
    str,
    AfterValidator(_shaped(rf"([^%]|%-?[{DIRECTIVES}])+", "a strptime format such as %Y-%m-%d %H:%M:%S")),
]
