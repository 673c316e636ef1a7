"""The byline among the lines around the headline: said in words, marked in the markup, or bare names in bold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block
from newsspider.extraction.document import tokens
from newsspider.extraction.people import bare_names, byline_names, clean_authors
from newsspider.extraction.vocabulary import by_words, desk_words

_MARKS = frozenset("author authors byline bylines autor autoren autores auteur auteurs autore autori writer writers"
                   " reporter skribent forfatter forfattare kirjoittaja yazar penulis".split())  # fmt: skip
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|a)?|auteurs?|autore|writers?|reporters?|journalists?|profiles?|by|columnists?|staff"
    r"|people|skribent|forfatter|yazar(?:lar)?|penulis|redakteure?)/[^/?#]+",
    re.IGNORECASE,
)
_LONGEST = 120
_SHORT = 60
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who signs a story on the page."""

    names: tuple[str, ...]
    text: str
    """The line as printed."""
    rule: str
    """How it was known: "byline", "author mark", "author link", "bold name", "byline behind"."""


def find_bylines(near: Sequence[Block], behind: Sequence[Block]) -> Iterator[Byline]:
    """What may be the byline, best first.

    Args:
        near: the short lines around the headline.
        behind: all lines behind it; of these only one that begins with the word of a byline is believed.
    """
    for block in near:
        if names := _without_desks(byline_names(block.text)):
            yield Byline(names, block.text, "byline")
    marked = [block for block in near if len(block.text) <= _LONGEST and _is_marked(block.element)]
    if names := _persons(block.text for block in marked[:4]):
        yield Byline(names, marked[0].text, "author mark")
    for block in near:
        linked = [anchor for anchor in block.anchors if _PROFILE.search(anchor.get("href") or "")]
        if names := _persons("".join(anchor.itertext()) for anchor in linked):
            yield Byline(names, block.text, "author link")
    for block in near:
        if _in_bold(block) and (names := _without_desks(bare_names(block.text))):
            yield Byline(names, block.text, "bold name")
    for block in behind:
        if len(block.text) <= _SHORT and by_words().match(block.text) and (names := byline_names(block.text)):
            yield Byline(_without_desks(names), block.text, "byline behind")


def _without_desks(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if not desk_words().search(name))


def _persons(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in the texts of elements that are marked to hold names; a longer text tells of the author."""
    plain = (" ".join(text.split()) for text in texts)
    short = (text for text in plain if text and len(text.split()) <= 8 and not _YEAR.search(text))
    return _without_desks(clean_authors(short))


def _is_marked(element: HtmlElement) -> bool:
    """Whether an element, or one of the two around it, is marked as an author's."""
    node: HtmlElement | None = element
    for _ in range(3):
        if node is None or node.tag in ("article", "main", "body"):
            return False
        if tokens(node) & _MARKS and not tokens(node) & {"box", "bio", "related", "more"}:
            return True
        node = node.getparent()
    return False


def _in_bold(block: Block) -> bool:
    """Whether a line is in bold as a whole."""
    bold = ("".join(node.itertext()) for node in block.element.iter("b", "strong"))
    return sum(len(" ".join(text.split())) for text in bold) >= len(block.text)
