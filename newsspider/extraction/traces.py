"""A page's trace: its lines and unheaded boxes by their place in the markup; and which of them the paper repeats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block
from newsspider.extraction.boxes import Box
from newsspider.extraction.dates import has_form_of_date
from newsspider.extraction.layout import Layout
from newsspider.extraction.people import byline_names
from newsspider.extraction.titles import fold
from newsspider.items import LinkKind
from newsspider.knowledge import Knowledge, LineClass, Trace, line_key, place_key, shown_key

_LONG = 40
"""Characters of a line that hardly two authors write alike."""
_DATELINE = 80
"""Characters of a line that is little more than one or two dates."""
_NUMBERS = re.compile(r"\d+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def trace_page(layout: Layout, boxes: Sequence[Box], blocks: Sequence[Block]) -> Trace:
    """The trace of a page, from its boxes and its lines without boxes and frame."""
    lines = frozenset(key for _, key in _keyed(blocks))
    longest = max((fold(block.text) for block in blocks), key=len, default="")
    shaped = [box for box in boxes if box.rule.startswith("shape")]
    shown = {
        shown_key(place_of(box.elements[-1]), layout.targets[anchor].key): place_key(place_of(box.elements[-1]))
        for box in shaped
        for anchor in layout.anchors(box.elements)
    }
    places = frozenset(place_key(place_of(box.elements[-1])) for box in shaped)
    return Trace(line_key("long in story", "", longest), lines, places, shown)


def repeated(blocks: Sequence[Block], knowledge: Knowledge) -> frozenset[Block]:
    """The lines that the newspaper shows on many pages."""
    return frozenset(block for block, key in _keyed(blocks) if key in knowledge.lines)


def retyped(box: Box, layout: Layout, knowledge: Knowledge) -> Box:
    """A box known by its shape alone, typed by whether the newspaper shows the same one on many pages."""
    place = place_of(box.elements[-1])
    if not box.rule.startswith("shape") or place_key(place) not in knowledge.places:
        return box
    keys = [shown_key(place, layout.targets[anchor].key) for anchor in layout.anchors(box.elements)]
    is_same = 2 * sum(key in knowledge.rotating for key in keys) >= len(keys)
    kind: LinkKind = "promoted" if is_same else "related"
    rule = "shape, the same on many pages" if is_same else "shape, another on each page"
    return replace(box, kind=kind, rule=rule, links=tuple(replace(link, kind=kind) for link in box.links))


def place_of(element: HtmlElement) -> str:
    """Where an element stands: its tag and class and those of the two elements around it, without numbers."""
    names = []
    for node in (element, *element.iterancestors()):
        names.append(_name(node.tag, node.get("class") or ""))
        if len(names) == 3:
            break
    return ">".join(names)


@lru_cache(maxsize=4096)
def _name(tag: str, classes: str) -> str:
    return f"{tag}.{_NUMBERS.sub('', classes)}"


def _keyed(blocks: Sequence[Block]) -> Iterator[tuple[Block, int]]:
    """The lines that may be repeated, with their keys. Subheads of a story repeat rightly ("What we know"), and so do
    dates and bylines: many stories came out on one day, or are of one author.
    """
    places = [place_of(block.element) for block in blocks]
    sizes: Counter[str] = Counter()
    for block, place in zip(blocks, places, strict=True):
        if len(block.text) > _LONG and not block.all_link:
            sizes[place] += len(block.text)
    main = max(sizes, key=lambda place: sizes[place], default="")
    around = main.partition(">")[2]
    for block, place in zip(blocks, places, strict=True):
        long, inside = len(block.text) >= _LONG, place == main
        words = fold(block.text if long and inside else _NUMBERS.sub("0", block.text))
        if not words or (block.element.tag in _HEADINGS and place.partition(">")[2] == around):
            continue
        if (len(block.text) <= _DATELINE and has_form_of_date(block.text)) or byline_names(block.text):
            continue
        line_class: LineClass = "long in story" if long else "short in story"
        if not inside:
            line_class = "long elsewhere" if long else "short elsewhere"
        yield block, line_key(line_class, place, words)
