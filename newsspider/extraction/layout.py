"""The page as it is laid out: how much text and how many links stand where, and what is the site's frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from lxml.html import HtmlElement

from newsspider.extraction.document import squash, text_of, words_in
from newsspider.extraction.labels import arrow_kind
from newsspider.extraction.targets import Target

_FRAME_TAGS = frozenset({"nav", "head", "script", "style", "form", "template", "noscript", "marquee"})
_FRAME_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar", "marquee", "dialog"})
_FRAME_TOKENS = frozenset(
    "menu navbar navigation nav breadcrumb breadcrumbs ticker breaking tagcloud tags cookie cookies consent share"
    " sharing social comments comment respond commentlist newsletter subscribe masthead colophon topbar"
    " calendar".split()
)
_FRAME_NAMES = re.compile(
    r"tag-?cloud|news-?ticker|site-?(?:header|footer)|share-?(?:bar|buttons)|author-?(?:box|bio|card)"
)
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_EDGES = frozenset({"header", "footer"})
_PARTS = frozenset({"article", "main", "section", "aside"})
_KEEP_TAGS = frozenset({"html", "body", "main", "article"})
_SEQUENCE = re.compile(
    r"\b(?:post|posts|story|article|entry|single|single-?post)s?[-_ ]?(?:nav|navigation|pagination|pager)"
    r"|\bnav[-_]?(?:prev|previous|next)|\b(?:prev|previous|next)[-_](?:post|story|article|entry)"
)
_STEP = re.compile(r"\b(?:nav|post|story|entry|article)\w*[-_](?:prev|previous|next)\b")
_STEPS = 2
"""How many stories the way to the previous and the next one leads to."""


@dataclass(frozen=True)
class Layout:
    """A tree with its measures. Elements are compared by identity."""

    root: HtmlElement
    title: HtmlElement | None
    """The element that shows the headline."""
    targets: Mapping[HtmlElement, Target]
    """The anchors that may lead to a story."""

    @cached_property
    def elements(self) -> tuple[HtmlElement, ...]:
        """All elements in page order. It also keeps their proxies, and so their identities, alive."""
        return tuple(self.root.iter("*"))

    @cached_property
    def order(self) -> Mapping[HtmlElement, int]:
        """Place of each element in page order."""
        return {element: place for place, element in enumerate(self.elements)}

    @cached_property
    def _measures(self) -> tuple[Mapping[HtmlElement, int], Mapping[HtmlElement, int], Mapping[HtmlElement, int]]:
        text: dict[HtmlElement, int] = {}
        linked: dict[HtmlElement, int] = {}
        links: dict[HtmlElement, int] = {}
        for element in reversed(self.elements):
            size = 0 if element.tag in _UNSEEN or not element.text else len(squash(element.text))
            linked_size = link_count = 0
            for child in element:
                if child in text:
                    size += text[child]
                    linked_size += linked[child]
                    link_count += links[child]
                if child.tail:
                    size += len(squash(child.tail))
            text[element] = size
            linked[element] = size if element.tag == "a" else linked_size
            links[element] = link_count + (element in self.targets)
        return text, linked, links

    @cached_property
    def _texts(self) -> dict[HtmlElement, str]:
        return {}

    def text(self, element: HtmlElement) -> str:
        """What a reader sees of an element, on one line; remembered."""
        known = self._texts.get(element)
        if known is None:
            known = self._texts[element] = text_of(element)
        return known

    def size(self, element: HtmlElement) -> int:
        """Characters of text in an element."""
        return self._measures[0].get(element, 0)

    def plain(self, element: HtmlElement) -> int:
        """Characters of text in an element that stand in no link."""
        return self.size(element) - self._measures[1].get(element, 0)

    def links(self, element: HtmlElement) -> int:
        """How many anchors in an element may lead to a story."""
        return self._measures[2].get(element, 0)

    def anchors(self, elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
        """The anchors in some elements that may lead to a story, in page order, without those in the frame."""
        for element in elements:
            for anchor in element.iter("a"):
                if anchor in self.targets and not self.in_frame(anchor):
                    yield anchor

    def holds_title(self, element: HtmlElement) -> bool:
        """Whether the headline stands in an element."""
        return element in self._above_title

    @cached_property
    def _above_title(self) -> frozenset[HtmlElement]:
        return frozenset() if self.title is None else frozenset((self.title, *self.title.iterancestors()))

    def in_frame(self, element: HtmlElement) -> bool:
        """Whether an element is, or stands in, the site's frame: menu, ticker, footer, tag cloud, comments."""
        return element in self._frame

    @cached_property
    def _frame(self) -> frozenset[HtmlElement]:
        inside: set[HtmlElement] = set()
        for element in self.elements:
            if element not in inside and self._is_frame(element):
                inside.update(element.iter("*"))
        return frozenset(inside)

    def _is_frame(self, element: HtmlElement) -> bool:
        tag, name, number = element.tag, element.get("class"), element.get("id")
        sequence, marked = _marks(f"{name or ''} {number or ''}") if name or number else (False, False)
        is_part = tag in _FRAME_TAGS or element.get("role") in _FRAME_ROLES
        if not (is_part or marked or tag in _EDGES) or tag in _KEEP_TAGS or self.holds_title(element):
            return False
        if sequence or (element in self._above_sequence and self.links(element)):
            return False
        if not is_part and tag in _EDGES:
            return not any(above.tag in _PARTS for above in element.iterancestors())
        return is_part or self.size(element) < self.size(self.root) / 2

    @cached_property
    def _above_sequence(self) -> frozenset[HtmlElement]:
        """The elements that hold an anchor to a previous or next page; by an arrow or a class, those of few stories."""
        inside: set[HtmlElement] = set()
        for anchor in self.root.iter("a"):
            rel = anchor.get("rel")
            if rel and {"prev", "next"} & set(rel.lower().split()):
                inside.update((anchor, *anchor.iterancestors()))
            elif anchor in self.targets and (arrow_kind(self.text(anchor)) or _is_step(anchor)):
                around = (anchor, *anchor.iterancestors())
                inside.update(node for node in around if self.links(node) <= _STEPS)
        return frozenset(inside)


def _is_step(anchor: HtmlElement) -> bool:
    """Whether an anchor, or one of the two elements around it, is marked as the way to the previous or next story."""
    around = islice(anchor.iterancestors(), 2)
    return any(_names_step(name) for node in (anchor, *around) if (name := node.get("class")))


@lru_cache(maxsize=4096)
def _names_step(name: str) -> bool:
    return _STEP.search(name.lower()) is not None


@lru_cache(maxsize=4096)
def _marks(names: str) -> tuple[bool, bool]:
    """Whether class and id name a link to the next story, and whether they name a part of the site's frame."""
    low = names.lower()
    return bool(_SEQUENCE.search(low)), bool(words_in(names) & _FRAME_TOKENS or _FRAME_NAMES.search(low))
