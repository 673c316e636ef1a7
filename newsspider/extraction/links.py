"""The typed related-link graph of a page: finds the boxes, names their kind, and tells what to take out of the story.

A box is a run of neighbouring elements with links to stories. Its heading decides its kind (``labels.toml``); without
one, the class that its markup gives it; a list of nothing but links inside the story is ``related``. The site's
frame gives no links.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from newsspider.extraction.boxes import HEADINGS, TEASER, Box, make_box
from newsspider.extraction.document import lines_of, squash, text_of
from newsspider.extraction.labels import LONGEST, may_be_callout, read_label, split_callout
from newsspider.extraction.layout import Layout
from newsspider.extraction.sequence import find_sequence
from newsspider.extraction.shapes import find_cards, find_classed, find_lone
from newsspider.sites import Site

_LABEL_TAGS = frozenset(
    "h1 h2 h3 h4 h5 h6 div span p strong b td th dt legend summary font center header em i u big label small caption"
    " section a li".split()
)
_CALLOUT_TAGS = frozenset(
    "p div li h2 h3 h4 h5 h6 blockquote aside td font center em i b strong span section a".split()
)
_CALLOUT_KINDS = frozenset({"also_read", "related", "promoted"})
_BESIDE = 120
"""Characters that may stand beside a heading, in what it stands in."""
_CLIMB = 5
"""How far above its heading a box is looked for, in elements."""


def find_boxes(layout: Layout, site: Site) -> tuple[Box, ...]:
    """The boxes of a page, in page order; none lies in another."""
    taken: set[HtmlElement] = set()
    boxes: list[Box] = []
    for find in (_callouts, find_sequence, _headed, find_classed, find_lone, find_cards):
        for box in find(layout, site, taken):
            boxes.append(box)
            for element in box.elements:
                taken.update(element.iter())
    return tuple(sorted(boxes, key=lambda box: layout.order[box.elements[0]]))


def _callouts(layout: Layout, site: Site, taken: set[HtmlElement]) -> Iterator[Box]:
    """Lines such as "ALSO READ: headline", whose words behind the colon are links."""
    for element in layout.elements:
        if element.tag not in _CALLOUT_TAGS or element in taken or layout.in_frame(element):
            continue
        if not 0 < layout.size(element) <= 600 or layout.plain(element) == layout.size(element):
            continue
        if layout.holds_title(element) or not may_be_callout(layout.text(element)):
            continue
        around = element.tag == "a" and element in layout.targets
        if not around and element.find(".//a") is None:
            continue
        split = split_callout(layout.text(element), site)
        if split is None or split[0].kind not in _CALLOUT_KINDS or len(lines_of(element)) > 1:
            continue
        label, rest = split
        if label.kind == "promoted" and (element.tag == "a" or _is_item(layout, element)):
            continue
        linked = len(rest) if around else sum(len(text_of(a)) for a in element.iter("a"))
        if linked >= 0.7 * len(rest):
            yield make_box(layout, label.kind, label, "call-out", [element], site)
            taken.update(element.iter())


def _is_item(layout: Layout, element: HtmlElement) -> bool:
    """Whether an element is one of a box's: "Sponsored: …" among stories."""
    above = list(element.iterancestors())[:_CLIMB]
    more = next((node for node in above if layout.links(node) > layout.links(element)), None)
    return more is not None and layout.plain(more) <= _BESIDE and not layout.holds_title(more)


def _headed(layout: Layout, site: Site, taken: set[HtmlElement]) -> Iterator[Box]:
    """Boxes under a heading that says what they are."""
    for element in layout.elements:
        if element in taken or element.tag not in _LABEL_TAGS or layout.in_frame(element):
            continue
        if not 0 < layout.size(element) <= LONGEST or element in layout.targets or layout.holds_title(element):
            continue
        label = read_label(layout.text(element), site)
        if (
            label is None
            or element.getparent().tag == "button"
            or any(text_of(a) == text_of(element) for a in layout.anchors([element]))
        ):
            continue
        group = _group_below(layout, element, site, taken)
        if group:
            only = next(iter(layout.anchors(group)), None) if label.kind in ("previous", "next") else None
            yield make_box(layout, label.kind, label, "heading", group, site, only=only)
            for member in group:
                taken.update(member.iter())


def _group_below(layout: Layout, heading: HtmlElement, site: Site, taken: set[HtmlElement]) -> list[HtmlElement]:
    """The heading, or what it stands in, and the neighbours behind it that are its links; empty if none are."""
    node = heading
    for _ in range(_CLIMB):
        run = _run_behind(layout, node, site, taken)
        if run:
            return [node, *run]
        parent = node.getparent()
        if parent is None or parent.tag in ("body", "html", "article", "main") or layout.holds_title(parent):
            return []
        if layout.size(parent) > layout.size(heading) + _BESIDE:
            return []
        node = parent
    return []


def _run_behind(layout: Layout, node: HtmlElement, site: Site, taken: set[HtmlElement]) -> list[HtmlElement]:
    run: list[HtmlElement] = []
    waiting: list[HtmlElement] = []
    teasers = False
    previous = node
    for sibling in node.itersiblings():
        if len(squash(previous.tail or "")) > 100 or layout.holds_title(sibling):
            break
        if any(part in taken for part in sibling.iter()):
            break
        previous = sibling
        if not isinstance(sibling.tag, str):
            continue
        links = layout.links(sibling) or (bool(run) and _headlines(sibling))
        if links and layout.plain(sibling) <= TEASER * links and not layout.in_frame(sibling):
            if (run and _starts_box(layout, sibling, site)) or _is_sentence(sibling):
                break
            teasers = teasers or bool(waiting)
            run += [*waiting, sibling]
            waiting = []
        elif layout.size(sibling) > TEASER or sibling.tag in HEADINGS or _starts_box(layout, sibling, site):
            break
        else:
            waiting.append(sibling)
            if sum(map(layout.size, waiting)) > TEASER:
                break
    if run and teasers and waiting and layout.size(waiting[0]):
        run.append(waiting[0])
    return run


def _headlines(element: HtmlElement) -> int:
    """How many anchors show a headline, wherever they lead: to the page itself, or off the site."""
    return sum(len(text_of(anchor).split()) >= 3 for anchor in element.iter("a"))


def _is_sentence(element: HtmlElement) -> bool:
    """Whether a paragraph has words before its first link: part of the story, not of a box."""
    return element.tag == "p" and len((element.text or "").split()) >= 3


def _starts_box(layout: Layout, element: HtmlElement, site: Site) -> bool:
    """Whether a heading of another box is, or opens, the element."""
    for inner in element.iter():
        if isinstance(inner.tag, str) and 0 < layout.size(inner) <= LONGEST and inner not in layout.targets:
            return read_label(layout.text(inner), site) is not None
    return False
