"""The typed related-link graph of a page: finds the boxes, names their kind, and tells what to take out of the story.

A box is a run of neighbouring elements with links to stories. Its heading decides its kind (``labels.toml``); without
one, the class that its markup gives it; a list of nothing but links inside the story is ``related``. The site's
frame gives no links.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newsspider.extraction.blocks import read_blocks
from newsspider.extraction.cards import read_cards
from newsspider.extraction.document import lines_of, squash, text_of
from newsspider.extraction.labels import LONGEST, Label, arrow_kind, may_be_callout, read_label, split_callout
from newsspider.extraction.layout import Layout
from newsspider.items import Link, LinkKind
from newsspider.sites import Site

_LABEL_TAGS = frozenset(
    "h1 h2 h3 h4 h5 h6 div span p strong b td th dt legend summary font center header em i u big label small caption"
    " section a li".split()
)
_CALLOUT_TAGS = frozenset(
    "p div li h2 h3 h4 h5 h6 blockquote aside td font center em i b strong span section a".split()
)
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
_CALLOUT_KINDS = frozenset({"also_read", "related", "promoted"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TEASER = 350
"""Characters of plain text that a link of a box may bring along."""
_BESIDE = 120
"""Characters that may stand beside a heading, in what it stands in."""
_WORDS_BESIDE = 40
"""Characters without a link that may stand beside the arrows to the previous and next story."""
_TICKER = re.compile(
    r"breaking(?: news)?|eilmeldung(?:en)?|derni[èe]res? minutes?|[úu]ltima hora|urgente?|ultim['’]ora|ब्रेकिंग(?: न्यूज़)?",
    re.IGNORECASE,
)
"""The first line of a ticker, which is the site's frame."""
_CLIMB = 5
"""How far above its heading a box is looked for, in elements."""


@dataclass(frozen=True)
class Box:
    """A box of links to stories."""

    kind: LinkKind
    label: str | None
    """Its heading as printed; None without one."""
    rule: str
    """Why it is a box of this kind: ``heading``, ``call-out``, ``rel``, ``class`` or ``shape``."""
    elements: tuple[HtmlElement, ...]
    """What leaves the story."""
    links: tuple[Link, ...]
    """Its edges; empty when it leads nowhere that counts."""


def find_boxes(layout: Layout, site: Site) -> tuple[Box, ...]:
    """The boxes of a page, in page order; none lies in another."""
    taken: set[HtmlElement] = set()
    boxes: list[Box] = []
    for find in (_callouts, _sequence, _headed, _classed, _lone, _cards):
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
            yield _box(layout, label.kind, label, "call-out", [element], site)
            taken.update(element.iter())


def _is_item(layout: Layout, element: HtmlElement) -> bool:
    """Whether an element is one of a box's: "Sponsored: …" among stories."""
    above = list(element.iterancestors())[:_CLIMB]
    more = next((node for node in above if layout.links(node) > layout.links(element)), None)
    return more is not None and layout.plain(more) <= _BESIDE and not layout.holds_title(more)


def _lone(layout: Layout, site: Site, taken: set[HtmlElement]) -> Iterator[Box]:
    """Paragraphs between the story's that are nothing but the headline of another story."""
    for element in layout.elements:
        if element.tag != "p" or element in taken or layout.links(element) != 1 or layout.in_frame(element):
            continue
        anchor = next(layout.anchors([element]), None)
        if anchor is None or not layout.targets[anchor].own or layout.plain(element) > 3:
            continue
        if len(layout.text(element).split()) >= 4 and _in_story(layout, element):
            yield _box(layout, "also_read", None, "shape", [element], site)
            taken.update(element.iter())


def _sequence(layout: Layout, site: Site, taken: set[HtmlElement]) -> Iterator[Box]:
    """Anchors to the previous and the next story, known by rel, class or the words in or before them."""
    open_before = frozenset(taken)
    for anchor, target in layout.targets.items():
        if not target.own or anchor in open_before or layout.in_frame(anchor):
            continue
        found = _sequence_kind(anchor, site)
        if found is None:
            continue
        kind, words, rule = found
        if rule == "arrow" and layout.plain(_parent(anchor)) > _WORDS_BESIDE:
            continue
        # two anchors in one line share it: "Previous story: … | Next story: …"
        block = _parent(anchor) if rule in ("words before", "arrow") else _block_of(layout, anchor)
        words = words or next((line for line in lines_of(block)[:1] if read_label(line, site)), "")
        yield _box(layout, kind, Label(kind, words) if words else None, rule, [block], site, only=anchor)


def _sequence_kind(anchor: HtmlElement, site: Site) -> tuple[LinkKind, str, str] | None:
    label = _leading_label(anchor, site)
    if label and label.kind in ("previous", "next"):
        return label.kind, label.text, "heading"
    before = _label_before(anchor, site)
    if before and before.kind in ("previous", "next"):
        return before.kind, before.text, "words before"
    if arrow := arrow_kind(text_of(anchor)):
        return arrow, "", "arrow"
    rel = set((anchor.get("rel") or "").lower().split())
    names = " ".join(f"{e.get('class') or ''}" for e in (anchor, *list(anchor.iterancestors())[:2])).lower()
    for kind, rels, pattern in (
        ("previous", {"prev", "previous"}, r"\b(?:nav|post|story|entry|article)\w*[-_](?:prev|previous)\b"),
        ("next", {"next"}, r"\b(?:nav|post|story|entry|article)\w*[-_]next\b"),
    ):
        if rel & rels:
            return kind, "", "rel"  # type: ignore[return-value]
        if re.search(pattern, names):
            return kind, "", "class"  # type: ignore[return-value]
    return None


def _label_before(anchor: HtmlElement, site: Site) -> Label | None:
    """The label that the words between an anchor and what stands before it are: "| Next story:"."""
    previous = anchor.getprevious()
    words = squash((previous.tail if previous is not None else _parent(anchor).text) or "")
    if previous is not None and not words.strip("|·•:") and _is_plain(previous):
        words = text_of(previous)
    return read_label(words.rpartition("|")[2], site) if words else None


def _is_plain(element: HtmlElement) -> bool:
    """Whether an element is words in a line, and no link."""
    return element.tag in ("font", "span", "b", "strong", "i", "em", "small", "label") and element.find(".//a") is None


def _parent(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _leading_label(anchor: HtmlElement, site: Site) -> Label | None:
    """The label that an anchor's own first element, first line or whole text is."""
    for element in anchor.iter():
        if isinstance(element.tag, str) and element.tag != "img":
            text = text_of(element) if element is not anchor else squash(anchor.text or "")
            if text:
                return read_label(text, site)
    return read_label(text_of(anchor), site)


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
            yield _box(layout, label.kind, label, "heading", group, site, only=only)
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
        if links and layout.plain(sibling) <= _TEASER * links and not layout.in_frame(sibling):
            if (run and _starts_box(layout, sibling, site)) or _is_sentence(sibling):
                break
            teasers = teasers or bool(waiting)
            run += [*waiting, sibling]
            waiting = []
        elif layout.size(sibling) > _TEASER or sibling.tag in _HEADINGS or _starts_box(layout, sibling, site):
            break
        else:
            waiting.append(sibling)
            if sum(map(layout.size, waiting)) > _TEASER:
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


def _classed(layout: Layout, site: Site, taken: set[HtmlElement]) -> Iterator[Box]:
    """Boxes whose markup says what they are."""
    for element in layout.elements:
        if element in taken or not layout.links(element) or layout.in_frame(element) or layout.holds_title(element):
            continue
        if element.tag in ("html", "body", "main", "article", "a") or element.get("class") is None:
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        kind = next((kind for kind, pattern in _CLASS_KINDS if pattern.search(names)), None)
        anchors = [a for a in layout.anchors([element]) if a not in taken]
        if kind is None or not anchors or layout.plain(element) > _TEASER * len(anchors):
            continue
        if _TICKER.fullmatch(next(iter(lines_of(element)), "").strip(" :")):
            taken.update(element.iter())
            continue
        heading = next((e for e in element.iter(*_HEADINGS) if not layout.links(e) and layout.size(e)), None)
        label = Label(kind, text_of(heading)) if heading is not None else None
        yield _box(layout, kind, label, "class", [element], site)
        taken.update(element.iter())


def _cards(layout: Layout, site: Site, taken: set[HtmlElement]) -> Iterator[Box]:
    """Boxes without heading and class: between the story's paragraphs ``related``, in its margins ``promoted``."""
    start = layout.order.get(layout.title, 0) if layout.title is not None else 0
    for element in layout.elements[start:]:
        if element.tag not in _BOX_TAGS or element in taken or not layout.links(element):
            continue
        if layout.in_frame(element) or layout.holds_title(element) or any(e in taken for e in element.iter()):
            continue
        stories = {layout.targets[a].key for a in layout.anchors([element]) if layout.targets[a].own}
        if not stories or layout.plain(element) > _TEASER * len(stories) or not _shows_cards(element, stories):
            continue
        inside = _in_story(layout, element)
        if not inside and (len(stories) < 2 or element.tag in ("ul", "ol")):
            continue
        kind: LinkKind = "related" if inside else "promoted"
        heading = _heading_of(layout, element)
        members = [element] if heading is None else [heading, element]
        label = None if heading is None else Label(kind, text_of(heading))
        yield _box(layout, kind, label, "shape", members, site)
        taken.update(element.iter())


def _heading_of(layout: Layout, box: HtmlElement) -> HtmlElement | None:
    """The heading right before a box, unless it is one of the story's subheads: a like one, and text behind the box."""
    before = box.getprevious()
    if before is None or before.tag not in _HEADINGS or not 0 < layout.size(before) <= LONGEST:
        return None
    like = [e for e in _parent(box) if e.tag == before.tag and e.get("class") == before.get("class")]
    behind = box.getnext()
    is_subhead = len(like) > 1 and behind is not None and behind.tag == "p"
    return None if is_subhead else before


def _shows_cards(element: HtmlElement, stories: Collection[str]) -> bool:
    """Whether an element's links are lines of their own, with a heading, a picture or a list item each."""
    lines = read_blocks(element)
    if not lines or not (lines[0].all_link or lines[0].element.tag in _HEADINGS):
        return False
    blocks = [block for block in lines if block.anchors]
    marks = sum(1 for _ in element.iter("h2", "h3", "h4", "h5", "h6", "img", "li"))
    apart = element.tag in ("table", "aside") and len(blocks) > 1
    return bool(blocks) and all(block.all_link for block in blocks) and (apart or marks >= len(stories))


def _in_story(layout: Layout, element: HtmlElement) -> bool:
    """Whether paragraphs of the story stand beside an element."""
    beside = [c for c in _parent(element) if c is not element and layout.plain(c) > 60 and layout.links(c) <= 2]
    return any(c.tag == "p" for c in beside) or sum(c.tag == "div" for c in beside) >= 2


def _block_of(layout: Layout, anchor: HtmlElement) -> HtmlElement:
    """The largest element around an anchor that holds nothing but it and its words."""
    node = anchor
    while (parent := node.getparent()) is not None and parent.tag not in ("body", "td", "article", "main"):
        keys = {layout.targets[a].key for a in parent.iter("a") if a in layout.targets}
        if len(keys) > 1 or layout.size(parent) > layout.size(anchor) + _TEASER or layout.holds_title(parent):
            break
        node = parent
    return node


def _box(
    layout: Layout,
    kind: LinkKind,
    label: Label | None,
    rule: str,
    elements: Sequence[HtmlElement],
    site: Site,
    *,
    only: HtmlElement | None = None,
) -> Box:
    cards = read_cards(layout, elements, site, only)
    words = label.text if label else None
    links = tuple(Link(kind=kind, url=c.url, title=c.title, teaser=c.teaser, label=words) for c in cards)
    return Box(kind, words, rule, tuple(elements), links)
