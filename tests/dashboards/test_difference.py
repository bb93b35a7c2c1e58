"""What is sent of a piece of HTML that changes."""

import pytest

from dashboards.difference import PIECE, difference

FACE = '<div class="face"><h2>Air<i>空气</i></h2><b>{}</b><p>{}</p></div>'


def test_a_changed_text_is_sent_alone_and_as_it_reads() -> None:
    assert difference(FACE.format("12", "a"), FACE.format("3 &lt; 4", "a")) == [9, [6, "3 < 4"]]


def test_attributes_are_set_and_taken_away() -> None:
    old, new = '<li class="cur" title="&quot;"><b>1</b></li>', '<li title="x &amp; y"><b>1</b></li>'
    assert difference(old, new) == [3, [0, ["title", "x & y", "class", None]]]


def test_a_text_that_comes_is_put_into_its_element() -> None:
    assert difference(FACE.format("12", ""), FACE.format("12", "more")) == [8, [7, 0, 0, "more"]]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (
            "<ul><li>a</li><li>b</li></ul>",
            "<ul><li>a</li><li>c</li><li>d</li></ul>",
            [[4, "c"], [0, 2, 0, "<li>d</li>"]],
        ),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>b</li></ul>", [[0, 0, 1, ""]]),
        ("<p>a</p>", "<p>a</p><p>b</p>", [[PIECE, 1, 0, "<p>b</p>"]]),
        ("<p><b>a</b></p>", "<p><i>a</i>.</p>", [[0, 0, 1, "<i>a</i>."]]),
        ('<svg><path d="1"/><circle r="2"/></svg>', '<svg><circle r="3"/></svg>', [[0, 0, 2, '<circle r="3"/>']]),
    ],
)
def test_children_that_are_alike_stay(old: str, new: str, changes: list[object]) -> None:
    found = difference(old, new)
    assert found is not None
    assert found[1:] == changes


@pytest.mark.parametrize("torn", ["<ul><li>a<li>b</ul>", "<p><b>a</p></b>", "<p>a", "a</p>"])
def test_what_is_not_well_formed_is_sent_whole(torn: str) -> None:
    assert difference("<p>a</p><p>b</p>", torn) is None
