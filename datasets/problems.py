"""The sentence that a user gets when an input is not as it should be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class Problem(Exception):  # noqa: N818 (it is shown to users as a sentence, not as an error)
    """What is wrong, where, what was found there and what was probably meant.

    `what` says the rule or the failure without a full stop, `place` is a file and a key path, `found` the
    offending text, `meant` the word that was probably intended, `zh` the whole sentence in Chinese where the problem
    is a reader's and not an author's. `str()` is the whole sentence, in both languages where there are two.
    """

    def __init__(
        self, what: str, place: object = None, found: object = None, meant: str | None = None, zh: str | None = None
    ) -> None:
        super().__init__(what, place, found, meant, zh)
        self.what = what
        self.place = None if place is None else str(place)
        self.found = None if found is None else str(found)
        self.meant = meant
        self.zh = zh

    def __str__(self) -> str:
        return f"{self.en} {self.zh}" if self.zh else self.en

    @property
    def en(self) -> str:
        """The whole sentence in English."""
        start = f"{self.place}: " if self.place else ""
        found = f'; found "{self.found}"' if self.found is not None else ""
        meant = f' Did you mean "{self.meant}"?' if self.meant else ""
        return f"{start}{self.what.rstrip('.')}{found}.{meant}"

    def __repr__(self) -> str:
        return f"Problem({str(self)!r})"


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like the word, compared without case; None where none is near."""
    by_lower = {choice.lower(): choice for choice in choices}
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[near[0]] if near else None
