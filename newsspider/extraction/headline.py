"""The headline of a page whose metadata know none: the line that looks like one, right before the story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from newsspider.extraction.blocks import Block
from newsspider.extraction.document import tokens
from newsspider.extraction.people import byline_names

_MARKS = frozenset("headline title hed heading titel titre titulo titolo".split())
_LONG = 100
"""Characters of unlinked text from which a line is the story's."""
_LONGEST = 200


def styled_headline(blocks: Sequence[Block]) -> str | None:
    """The last line before the story's first long line that is set as a headline: a heading element or large type,
    else bold. None if no line is.
    """
    long = (n for n, b in enumerate(blocks) if len(b.text) >= _LONG and b.linked < len(b.text) / 4)
    before = blocks[: next(long, len(blocks))]
    for is_set in (_is_heading, _is_bold):
        for block in reversed(before):
            if _may_be(block) and is_set(block):
                return block.text
    return None


def is_told(title: str, blocks: Sequence[Block]) -> bool:
    """Whether some line of the page holds most of a title's words; of a title that all pages share none does."""
    wanted = {word for word in re.findall(r"\w{3,}", title.casefold()) if not word.isdigit()}
    lines = (re.findall(r"\w{3,}", block.text.casefold()) for block in blocks if len(block.text) <= _LONGEST)
    return any(len(wanted.intersection(line)) >= 0.6 * len(wanted) for line in lines)


def _may_be(block: Block) -> bool:
    words = block.text.split()
    return len(words) >= 3 and 12 <= len(block.text) <= _LONGEST and not block.all_link and not byline_names(block.text)


def _is_heading(block: Block) -> bool:
    if block.element.tag in ("h2", "h3") or tokens(block.element) & _MARKS:
        return True
    return any(
        _is_large(font.get("size") or "") and _same(font.itertext(), block.text) for font in block.element.iter("font")
    )


def _is_large(size: str) -> bool:
    """Whether a font size is above that of text (3 of 7, or relative to it)."""
    return bool(re.fullmatch(r"\s*(?:\+\d|[4-7])\s*", size))


def _is_bold(block: Block) -> bool:
    return any(_same(node.itertext(), block.text) for node in block.element.iter("b", "strong"))


def _same(texts: Iterable[str], line: str) -> bool:
    return " ".join("".join(texts).split()) == line
