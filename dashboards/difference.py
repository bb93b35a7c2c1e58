"""What differs between two states of a piece of HTML: texts, attributes, runs of children, not the whole again.

A difference is a list: how many nodes the browser must have (elements and texts, in the order of the document), then
one entry a change, each beginning with the number of a node:

    [text, words]                           the text is now these words
    [element, [name, value, ...]]           these attributes changed; one whose value is None is gone
    [element, first, count, html]           `count` children from `first` on make way for html; element -1 is the piece

Pieces are our own templates: well-formed, with no comment, no `>` in an attribute and no element that a parser adds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

PIECE = -1
KEPT = 512
VOID = frozenset(["area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"])
_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(r'([^\s"=<>/]+)(?:="([^"]*)")?')
Change = list[Any]


class Node(NamedTuple):
    """An element or a text: its token, its number in the document, the tokens that it is made of, its children."""

    token: str
    number: int
    first: int
    end: int
    children: tuple[Node, ...] = ()

    @property
    def kind(self) -> str:
        return _kind(self.token)


def difference(old: str, new: str) -> Change | None:
    """What makes `new` of `old`; None where the whole is to be sent."""
    before, after = _tokens(old), _tokens(new)
    count = sum(_counts(token) for token in before)
    if len(before) == len(after) and all(map(_alike, before, after)):
        return [count, *_token_changes(before, after)]
    try:
        return [count, *_child_changes(_Sides(before, after), PIECE, _tree(before), _tree(after))]
    except ValueError:
        return None


class _Sides(NamedTuple):
    before: tuple[str, ...]
    after: tuple[str, ...]

    def same(self, old: Node, new: Node) -> bool:
        return self.before[old.first : old.end] == self.after[new.first : new.end]

    def html(self, nodes: Sequence[Node]) -> str:
        return "".join(self.after[nodes[0].first : nodes[-1].end]) if nodes else ""


@lru_cache(maxsize=KEPT)
def _tokens(html: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(html))


@lru_cache(maxsize=4 * KEPT)
def _kind(token: str) -> str:
    """Empty for a text, otherwise the element's name, with a slash where it ends."""
    found = _NAME.match(token)
    return ("/" if token.startswith("</") else "") + found[1] if found else ""


def _counts(token: str) -> bool:
    return not token.startswith("</")


def _alike(one: str, other: str) -> bool:
    return one == other or _kind(one) == _kind(other)


def _token_changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    number = 0
    for old, new in zip(before, after, strict=True):
        if old != new:
            yield _token_change(number, old, new)
        number += _counts(old)


def _token_change(number: int, old: str, new: str) -> Change:
    if not new.startswith("<"):
        return [number, unescape(new)]
    held, wanted = _attributes(old), _attributes(new)
    changed = [(name, value) for name, value in wanted.items() if held.get(name) != value]
    gone = [(name, None) for name in held if name not in wanted]
    return [number, [entry for pair in (*changed, *gone) for entry in pair]]


def _attributes(tag: str) -> dict[str, str]:
    said = tag[1:].split(None, 1)
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(said[1].rstrip(">"))} if len(said) > 1 else {}


def _tree(tokens: Sequence[str]) -> tuple[Node, ...]:
    """The nodes of a piece; raises ValueError where an element is not ended in its place."""
    number = 0
    open_: list[tuple[int, int, str]] = [(0, PIECE, "")]
    children: list[list[Node]] = [[]]
    for place, token in enumerate(tokens):
        kind = _kind(token)
        if kind.startswith("/"):
            first, its, name = open_.pop()
            if kind[1:] != name:
                raise ValueError(token)
            inside = tuple(children.pop())
            children[-1].append(Node(tokens[first], its, first, place + 1, inside))
            continue
        if not kind or kind in VOID or token.endswith("/>"):
            children[-1].append(Node(token, number, place, place + 1))
        else:
            open_.append((place, number, kind))
            children.append([])
        number += 1
    if len(children) != 1:
        raise ValueError(open_[-1][2])
    return tuple(children[0])


def _child_changes(sides: _Sides, parent: int, before: Sequence[Node], after: Sequence[Node]) -> Iterator[Change]:
    """Children that are equal at both ends stay; of the others those that are alike change, and the rest make way."""
    first = _length_of_same(sides, before, after)
    last = _length_of_same(sides, before[first:][::-1], after[first:][::-1])
    old, new = before[first : len(before) - last], after[first : len(after) - last]
    paired = 0
    while paired < min(len(old), len(new)) and old[paired].kind == new[paired].kind:
        yield from _node_changes(sides, old[paired], new[paired])
        paired += 1
    if paired < max(len(old), len(new)):
        yield [parent, first + paired, len(old) - paired, sides.html(new[paired:])]


def _length_of_same(sides: _Sides, before: Sequence[Node], after: Sequence[Node]) -> int:
    length = 0
    for old, new in zip(before, after, strict=False):
        if not sides.same(old, new):
            break
        length += 1
    return length


def _node_changes(sides: _Sides, old: Node, new: Node) -> Iterator[Change]:
    if old.token != new.token:
        yield _token_change(old.number, old.token, new.token)
    yield from _child_changes(sides, old.number, old.children, new.children)
