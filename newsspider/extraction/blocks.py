"""The page as lines: what a reader sees, one entry a block or line break, each with the element it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newsspider.extraction.document import BLOCKS, squash, text_of, tokens

_HIDDEN = frozenset("script style noscript template svg iframe select button textarea option head".split())
_CAPTION = 300
"""Characters that a table of a picture and its caption has at most."""


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the page."""

    text: str
    """Its words, with single spaces."""
    element: HtmlElement
    """The nearest block element around it."""
    linked: int
    """How many of its characters stand in links."""
    anchors: tuple[HtmlElement, ...] = ()
    """The anchors in it."""

    @property
    def all_link(self) -> bool:
        """Whether it is nothing but links."""
        return self.linked >= 0.9 * len(self.text)

    @property
    def is_caption(self) -> bool:
        """Whether it stands with a picture: in a figure or what is marked so, or in a small table of its own."""
        for node in (self.element, *self.element.iterancestors()):
            if node.tag in ("figure", "figcaption") or (node.tag == "div" and "caption" in tokens(node)):
                return True
            if node.tag == "table":
                least = min(2 * len(self.text), _CAPTION)
                return next(node.iter("img"), None) is not None and len(text_of(node)) <= least
        return False


def read_blocks(root: HtmlElement) -> tuple[Block, ...]:
    """The lines of a tree, in page order; empty ones are left out."""
    reader = _Reader()
    reader.read(root)
    return tuple(reader.lines)


class _Reader:
    """Collects inline text until a block begins or ends."""

    def __init__(self) -> None:
        self.lines: list[Block] = []
        self._text: list[str] = []
        self._linked = 0
        self._anchors: list[HtmlElement] = []

    def read(self, element: HtmlElement, inside: HtmlElement | None = None, around: HtmlElement | None = None) -> None:
        """Read an element; ``inside`` is the block element, ``around`` the link that it stands in."""
        is_block = element.tag in BLOCKS
        block = element if inside is None or is_block else inside
        if is_block or element.tag == "br":
            self._flush(inside if inside is not None else element)
        elif element.tag == "a":
            around = element if element.get("href") else around
            self._anchors.append(element)
        self._add(element.text, around)
        for child in element:
            if child.tag not in _HIDDEN and isinstance(child.tag, str):
                self.read(child, block, around)
            self._add(child.tail, around)
        if is_block:
            self._flush(element)

    def _add(self, text: str | None, around: HtmlElement | None) -> None:
        if text:
            self._text.append(text)
            if around is not None:
                self._linked += len(squash(text))
                if around not in self._anchors:
                    self._anchors.append(around)

    def _flush(self, element: HtmlElement) -> None:
        text = squash("".join(self._text)) if self._text else ""
        if text:
            self.lines.append(Block(text, element, self._linked, tuple(self._anchors)))
        self._text, self._linked, self._anchors = [], 0, []


def is_within(element: HtmlElement, container: HtmlElement) -> bool:
    """Whether an element is, or stands in, another."""
    return element is container or any(node is container for node in element.iterancestors())


def common_container(parts: Sequence[tuple[HtmlElement, int]]) -> HtmlElement | None:
    """The deepest element that holds four fifths of the text of some elements; None if that is the whole page."""
    total = sum(size for _, size in parts)
    held: dict[HtmlElement, int] = {}
    depth: dict[HtmlElement, int] = {}
    for element, size in parts:
        chain = (element, *element.iterancestors())
        for level, node in enumerate(reversed(chain)):
            held[node] = held.get(node, 0) + size
            depth[node] = level
    enough = [node for node, size in held.items() if size >= 0.8 * total]
    deepest = max(enough, key=depth.__getitem__, default=None)
    return None if deepest is None or deepest.tag in ("body", "html") else deepest
