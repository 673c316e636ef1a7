"""Second and third opinions on which lines of a page are its story, and the vote."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from lxml import html
from lxml.html import HtmlElement
from readability import Document
from readability.readability import Unparseable

from newsspider.extraction.blocks import Block, read_blocks
from newsspider.extraction.titles import fold

logging.getLogger("readability").setLevel(logging.CRITICAL)

_LONG = 60
"""Characters of a line that makes a container denser."""
_CONTROLS = ("button", "input", "select", "textarea")
_APART = ("aside", "form", "footer", "nav", *_CONTROLS)
"""What stands beside the story, not in it (HTML Living Standard 4.3.5), and what asks the reader for something."""
_REACH = 3
"""How many elements above a line its text counts for."""
_FADE = 0.6
"""What is left of a line's weight one element farther up. Both figures, and the form, follow readability's scoring."""


def read_densest(blocks: Sequence[Block]) -> list[str]:
    """The lines of the element with the most running text close below it, but captions, asides and mere links."""
    weight: dict[HtmlElement, float] = {}
    for block in blocks:
        if len(block.text) < _LONG or block.linked > len(block.text) / 3:
            continue
        share = 1.0
        for _, element in zip(range(_REACH), block.element.iterancestors(), strict=False):
            if element.tag in ("body", "html"):
                break
            weight[element] = weight.get(element, 0.0) + share * (len(block.text) - block.linked)
            share *= _FADE
    if not weight:
        return []
    densest = max(weight, key=lambda element: weight[element])
    inside = set(densest.iter())
    for part in densest.iter(*_APART):
        beside = part.getparent() if part.tag in _CONTROLS else part
        if beside is not densest:
            inside.difference_update(beside.iter())
    return [b.text for b in blocks if b.element in inside and not b.all_link and not b.is_caption]


def read_readability(tree: HtmlElement) -> list[str]:
    """The lines that readability reads; empty where it finds nothing."""
    try:
        found = Document(html.tostring(tree, encoding="unicode")).summary(html_partial=True)
        return [block.text for block in read_blocks(html.fromstring(found)) if not block.all_link]
    except (Unparseable, ValueError):
        return []


def majority(first: Sequence[str], second: Sequence[str], third: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """The lines of the page that two of three readings hold, in page order.

    A line of the first that the page does not show as one (a table's row, a line of code) stays behind its neighbour.
    """
    votes = [{fold(line) for line in reading} for reading in (first, second, third)]
    places = {fold(block.text): place for place, block in reversed(list(enumerate(blocks)))}
    unseen = _unseen(first, places)
    chosen = [line for at, line in unseen if at == -1]
    for place, block in enumerate(blocks):
        key = fold(block.text)
        if key and places[key] == place and not block.is_caption and sum(key in reading for reading in votes) >= 2:
            chosen.append(block.text)
        chosen += [line for at, line in unseen if at == place]
    return chosen


def _unseen(lines: Sequence[str], places: Mapping[str, int]) -> list[tuple[int, str]]:
    """The lines that are none of the page's, each with the place of the line before it, -1 at the start."""
    found, at = [], -1
    for line in lines:
        place = places.get(fold(line))
        if place is None:
            found.append((at, line))
        else:
            at = place
    return found
