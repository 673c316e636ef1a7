"""Very short stories, which extractors miss: the lines of the story's marked container, or behind the headline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block, is_within
from newsspider.extraction.titles import fold

_CONTAINER = re.compile(
    r"\b(?:entry|post|article|story|single|news|td-post)[-_]*(?:content|body|text|copy)(?![a-z])|\barticlebody\b|\bstorytext\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\S+\s+){4}\S+.*[.!?…।。]|\S{15}.*[。।]")


def read_brief(blocks: Sequence[Block], title: str | None) -> tuple[list[str], str] | None:
    """The plain lines of the story's marked container, else those right behind the headline; None without any."""
    blocks = [block for block in blocks if not block.is_caption]
    inside = [block for block in blocks if _in_container(block.element)]
    rule, chosen = ("container", inside) if inside else ("after title", _behind(blocks, title))
    lines = [b.text for b in chosen if not b.all_link and len(b.text) > 25]
    return (lines, rule) if lines else None


def _in_container(element: HtmlElement) -> bool:
    for node in (element, *element.iterancestors()):
        names = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''}"
        if node.tag not in ("body", "html") and _CONTAINER.search(names):
            return True
    return False


def _behind(blocks: Sequence[Block], title: str | None) -> list[Block]:
    """The lines behind the headline, from its first sentence on, as long as they stand where that one stands."""
    at = next((n for n, b in enumerate(blocks) if title and fold(b.text) == fold(title)), None)
    rest = blocks[at + 1 :] if at is not None else ()
    first = next((n for n, b in enumerate(rest) if not b.all_link and _SENTENCE.search(b.text)), None)
    if first is None:
        return []
    home = rest[first].element if rest[first].element.tag in ("td", "div") else rest[first].element.getparent()
    run: list[Block] = []
    for block in rest[first:]:
        if block.all_link or home is None or not is_within(block.element, home):
            break
        run.append(block)
    return run
