"""The links to the previous and the next story."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from newsspider.extraction.boxes import TEASER, Box, make_box, parent_of
from newsspider.extraction.document import lines_of, squash, text_of
from newsspider.extraction.labels import Label, arrow_kind, read_label
from newsspider.extraction.layout import Layout
from newsspider.items import LinkKind
from newsspider.sites import Site

_WORDS_BESIDE = 40
"""Characters without a link that may stand beside the arrows to the previous and next story."""


def find_sequence(layout: Layout, site: Site, taken: set[HtmlElement]) -> Iterator[Box]:
    """Anchors to the previous and the next story, known by rel, class or the words in or before them."""
    open_before = frozenset(taken)
    for anchor, target in layout.targets.items():
        if not target.own or anchor in open_before or layout.in_frame(anchor):
            continue
        found = _sequence_kind(anchor, site)
        if found is None:
            continue
        kind, words, rule = found
        if rule == "arrow" and layout.plain(parent_of(anchor)) > _WORDS_BESIDE:
            continue
        # two anchors in one line share it: "Previous story: … | Next story: …"
        block = parent_of(anchor) if rule in ("words before", "arrow") else _block_of(layout, anchor)
        words = words or next((line for line in lines_of(block)[:1] if read_label(line, site)), "")
        yield make_box(layout, kind, Label(kind, words) if words else None, rule, [block], site, only=anchor)


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
    words = squash((previous.tail if previous is not None else parent_of(anchor).text) or "")
    if previous is not None and not words.strip("|·•:") and _is_plain(previous):
        words = text_of(previous)
    return read_label(words.rpartition("|")[2], site) if words else None


def _is_plain(element: HtmlElement) -> bool:
    """Whether an element is words in a line, and no link."""
    return element.tag in ("font", "span", "b", "strong", "i", "em", "small", "label") and element.find(".//a") is None


def _leading_label(anchor: HtmlElement, site: Site) -> Label | None:
    """The label that an anchor's own first element, first line or whole text is."""
    for element in anchor.iter():
        if isinstance(element.tag, str) and element.tag != "img":
            text = text_of(element) if element is not anchor else squash(anchor.text or "")
            if text:
                return read_label(text, site)
    return read_label(text_of(anchor), site)


def _block_of(layout: Layout, anchor: HtmlElement) -> HtmlElement:
    """The largest element around an anchor that holds nothing but it and its words."""
    node = anchor
    while (parent := node.getparent()) is not None and parent.tag not in ("body", "td", "article", "main"):
        keys = {layout.targets[a].key for a in parent.iter("a") if a in layout.targets}
        if len(keys) > 1 or layout.size(parent) > layout.size(anchor) + TEASER or layout.holds_title(parent):
            break
        node = parent
    return node
