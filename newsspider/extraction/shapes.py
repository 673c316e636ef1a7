"""Boxes of links that no heading names: known by the class of their markup, by their shape, by their place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

from newsspider.extraction.blocks import read_blocks
from newsspider.extraction.boxes import HEADINGS, TEASER, Box, make_box, parent_of
from newsspider.extraction.document import lines_of, text_of
from newsspider.extraction.labels import LONGEST, Label
from newsspider.extraction.layout import Layout
from newsspider.items import LinkKind
from newsspider.sites import Site

_CLASS_KINDS: tuple[tuple[LinkKind, re.Pattern[str]], ...] = (
    ("also_read", re.compile(r"also-?_?read|read-?_?also|readalso|lire-?aussi|inline-?read")),
    (
        "promoted",
        re.compile(
            r"most-?_?(?:read|viewed|popular)|popular|trending|recommend|dont-?_?miss|editors?-?_?(?:pick|choice)"
        ),
    ),
    ("latest", re.compile(r"latest|recent-?_?(?:posts?|stories|articles|news)|newest")),
    ("related", re.compile(r"related|similar-|yarpp|crp_|more-?_?on-?_?|you-?_?may")),
)
_BOX_TAGS = frozenset({"section", "aside", "div", "ul", "ol", "article", "table"})
_TICKER = re.compile(
    r"breaking(?: news)?|eilmeldung(?:en)?|derni[èe]res? minutes?|[úu]ltima hora|urgente?|ultim['’]ora|ब्रेकिंग(?: न्यूज़)?",
    re.IGNORECASE,
)
"""The first line of a ticker, which is the site's frame."""


def find_classed(layout: Layout, site: Site, taken: set[HtmlElement]) -> Iterator[Box]:
    """Boxes whose markup says what they are."""
    for element in layout.elements:
        if element in taken or not layout.links(element) or layout.in_frame(element) or layout.holds_title(element):
            continue
        if element.tag in ("html", "body", "main", "article", "a") or element.get("class") is None:
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        kind = next((kind for kind, pattern in _CLASS_KINDS if pattern.search(names)), None)
        anchors = [a for a in layout.anchors([element]) if a not in taken]
        if kind is None or not anchors or layout.plain(element) > TEASER * len(anchors):
            continue
        if _TICKER.fullmatch(next(iter(lines_of(element)), "").strip(" :")):
            taken.update(element.iter())
            continue
        heading = next((e for e in element.iter(*HEADINGS) if not layout.links(e) and layout.size(e)), None)
        label = Label(kind, text_of(heading)) if heading is not None else None
        yield make_box(layout, kind, label, "class", [element], site)
        taken.update(element.iter())


def find_lone(layout: Layout, site: Site, taken: set[HtmlElement]) -> Iterator[Box]:
    """Paragraphs between the story's that are nothing but the headline of another story."""
    for element in layout.elements:
        if element.tag != "p" or element in taken or layout.links(element) != 1 or layout.in_frame(element):
            continue
        anchor = next(layout.anchors([element]), None)
        if anchor is None or not layout.targets[anchor].own or layout.plain(element) > 3:
            continue
        if len(layout.text(element).split()) >= 4 and _in_story(layout, element):
            yield make_box(layout, "also_read", None, "shape", [element], site)
            taken.update(element.iter())


def find_cards(layout: Layout, site: Site, taken: set[HtmlElement]) -> Iterator[Box]:
    """Boxes without heading and class: between the story's paragraphs ``related``, in its margins ``promoted``."""
    start = layout.order.get(layout.title, 0) if layout.title is not None else 0
    for element in layout.elements[start:]:
        if element.tag not in _BOX_TAGS or element in taken or not layout.links(element):
            continue
        if layout.in_frame(element) or layout.holds_title(element) or any(e in taken for e in element.iter()):
            continue
        stories = {layout.targets[a].key for a in layout.anchors([element]) if layout.targets[a].own}
        if not stories or layout.plain(element) > TEASER * len(stories) or not _shows_cards(element, stories):
            continue
        inside = _in_story(layout, element)
        if not inside and (len(stories) < 2 or element.tag in ("ul", "ol")):
            continue
        kind: LinkKind = "related" if inside else "promoted"
        heading = _heading_of(layout, element)
        members = [element] if heading is None else [heading, element]
        label = None if heading is None else Label(kind, text_of(heading))
        yield make_box(layout, kind, label, "shape", members, site)
        taken.update(element.iter())


def _heading_of(layout: Layout, box: HtmlElement) -> HtmlElement | None:
    """The heading right before a box, unless it is one of the story's subheads: a like one, and text behind the box."""
    before = box.getprevious()
    if before is None or before.tag not in HEADINGS or not 0 < layout.size(before) <= LONGEST:
        return None
    like = [e for e in parent_of(box) if e.tag == before.tag and e.get("class") == before.get("class")]
    behind = box.getnext()
    is_subhead = len(like) > 1 and behind is not None and behind.tag == "p"
    return None if is_subhead else before


def _shows_cards(element: HtmlElement, stories: Collection[str]) -> bool:
    """Whether an element's links are lines of their own, with a heading, a picture or a list item each."""
    lines = read_blocks(element)
    if not lines or not (lines[0].all_link or lines[0].element.tag in HEADINGS):
        return False
    blocks = [block for block in lines if block.anchors]
    marks = sum(1 for _ in element.iter("h2", "h3", "h4", "h5", "h6", "img", "li"))
    apart = element.tag in ("table", "aside") and len(blocks) > 1
    return bool(blocks) and all(block.all_link for block in blocks) and (apart or marks >= len(stories))


def _in_story(layout: Layout, element: HtmlElement) -> bool:
    """Whether paragraphs of the story stand beside an element."""
    beside = [c for c in parent_of(element) if c is not element and layout.plain(c) > 60 and layout.links(c) <= 2]
    return any(c.tag == "p" for c in beside) or sum(c.tag == "div" for c in beside) >= 2
