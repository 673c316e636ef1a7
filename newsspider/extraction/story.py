"""The main text of a page: trafilatura's reading, cleaned of what is not the story. Its only importer."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block, read_blocks
from newsspider.extraction.document import squash, text_of, without
from newsspider.extraction.titles import fold

# its warnings are about pages without a story: page_kind tells of those
logging.getLogger("trafilatura").setLevel(logging.ERROR)

_FURNITURE = re.compile(
    r"(?:updated|published|posted|modified|share(?: this)?(?: (?:on|via|article|story|post).*)?|tweet|facebook|twitter"
    r"|whatsapp|e-?mail|print|copy link"
    r"|advertisement|anzeige|publicité|publicidad|pubblicità|sponsored|loading\W*|comments?|leave a (?:comment|reply).*"
    r"|\d+ (?:comments?|shares?|views?)|(?:read|continue|see|view|show) more.{0,20}|click here.{0,60}"
    r"|back to top|go to ?top"
    r"|(?:sign up|subscribe)\b.{0,140}|follow us\b.{0,80}|like us on.{0,40}|(?:filed under|tags?|topics"
    r"|posted in)\s*:.*"
    r"|\d{1,3} min(?:ute)?s? read|image (?:source|credit)s?:.{0,80}|photo(?:graph)?(?:s)?\s*(?:by|:).{0,80}"
    r"|all rights reserved.*"
    r"|©.{0,120}|copyright.{0,120}|scroll to continue.*|article continues below.*)\W*",
    re.IGNORECASE,
)
_CONTAINER = re.compile(
    r"\b(?:entry|post|article|story|single|news|td-post)[-_]*(?:content|body|text|copy)(?![a-z])|\barticlebody\b|\bstorytext\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\S+\s+){4}\S+.*[.!?…।。]|\S{15}.*[。।]")
_SHORT = 80
"""Characters up to which a line outside the story's container is not believed to be the story's."""
_CELL = 200
"""Characters that no cell of a table of data has."""
_BRIEF = 300
"""Characters below which trafilatura's reading is doubted: it prefers teasers to a short story."""


@dataclass(frozen=True)
class Story:
    """The main text, and how it was found."""

    paragraphs: tuple[str, ...]
    rule: str
    """``trafilatura``, ``container`` or ``after title``."""
    dropped: tuple[tuple[str, str], ...] = ()
    """Lines taken out, each with the reason."""


def read_story(tree: HtmlElement, blocks: Sequence[Block], title: str | None) -> Story:
    """The lines of the main text. The tree, which has no boxes any more, is used up."""
    shorts = _brief(blocks, title)
    _flatten_layout(tree, title or "")
    shown = {fold(block.text): block.text for block in blocks}
    lines = [shown.get(fold(line), line) for line in _trafilatura(tree)]
    size = sum(map(len, lines))
    if shorts and (size < _BRIEF or any(_lumps(line, title or "") for line in lines)):
        brief, rule = shorts
        return Story(tuple(brief), rule)
    return Story(tuple(lines), "trafilatura")


def keep_in_place(story: Story, blocks: Sequence[Block], title: str | None) -> Story:
    """The story without short lines that stand elsewhere: before the headline, or outside the story's container."""
    places = {fold(block.text): place for place, block in reversed(list(enumerate(blocks)))}
    at = places.get(fold(title), -1) if title else -1
    found = [(line, places.get(fold(line))) for line in story.paragraphs]
    behind = [(blocks[place].element, len(line)) for line, place in found if place is not None and place > at]
    container = _common_container(behind)

    def strays(line: str, place: int | None) -> bool:
        if place is None or len(line) > _SHORT:
            return False
        return place < at or (container is not None and not _is_within(blocks[place].element, container))

    kept = tuple(line for line, place in found if not strays(line, place))
    dropped = tuple((line, "outside the story's place") for line, place in found if strays(line, place))
    return Story(kept, story.rule, (*story.dropped, *dropped))


def _common_container(parts: Sequence[tuple[HtmlElement, int]]) -> HtmlElement | None:
    """The deepest element that holds four fifths of the text of some elements; None if that is the whole page."""
    total = sum(size for _, size in parts)
    held: dict[HtmlElement, int] = {}
    for element, size in parts:
        for node in (element, *element.iterancestors()):
            held[node] = held.get(node, 0) + size
    enough = [node for node, size in held.items() if size >= 0.8 * total]
    deepest = max(enough, key=lambda node: sum(1 for _ in node.iterancestors()), default=None)
    return None if deepest is None or deepest.tag in ("body", "html") else deepest


def _is_within(element: HtmlElement, container: HtmlElement) -> bool:
    return element is container or any(node is container for node in element.iterancestors())


def _lumps(line: str, title: str) -> bool:
    """Whether a line runs the headline together with much else: trafilatura's last resort, all text of the page."""
    return len(title) >= 15 and fold(title) in fold(line) and len(line) > len(title) + 20


def clean_story(
    story: Story, blocks: Sequence[Block], known: Sequence[str], is_masthead: Callable[[str], bool]
) -> Story:
    """The story without what stands elsewhere: title, standfirst, byline and dateline at its head; furniture anywhere.

    ``known`` are texts of other fields; ``is_masthead`` tells whether a short first line is a dateline or byline.
    """
    other = {fold(text) for text in known if text}
    linked = {fold(block.text) for block in blocks if block.all_link}
    kept: list[str] = []
    dropped: list[tuple[str, str]] = []
    for line in story.paragraphs:
        if _FURNITURE.fullmatch(line):
            dropped.append((line, "furniture"))
        elif fold(line) in linked:
            dropped.append((line, "nothing but a link"))
        elif len(kept) < 3 and fold(line) in other:
            dropped.append((line, "stands in another field"))
        elif not kept and len(line) < 120 and is_masthead(line):
            dropped.append((line, "dateline or byline"))
        else:
            kept.append(line)
    return Story(tuple(kept), story.rule, tuple(dropped))


def _flatten_layout(tree: HtmlElement, title: str) -> None:
    """Tables that lay out the page become plain blocks, their lines paragraphs; calendars and forms go."""
    for form in [*tree.iter("form")]:
        asking = form
        while (parent := asking.getparent()) is not None and len(text_of(parent)) < _CELL:
            asking = parent
        if len(text_of(asking)) < _CELL:
            without(asking)
    for table in [*tree.iter("table")]:
        cells = [*table.iter("td", "th")]
        if len(cells) >= 20 and all(len(text_of(cell)) <= 3 for cell in cells):
            without(table)
        elif any(len(text) > _CELL or (title and title in text) for text in map(text_of, cells)):
            for cell in [cell for cell in cells if cell.find(".//table") is None]:
                _lines_to_paragraphs(cell)
            for part in [table, *table.iter("tbody", "thead", "tr", "td", "th")]:
                part.tag = "div"


def _lines_to_paragraphs(cell: HtmlElement) -> None:
    """A cell whose lines are parted by line breaks gets a paragraph for each line."""
    if sum(1 for _ in cell.iter("br")) < 2:
        return
    lines = read_blocks(cell)
    tail = cell.tail
    cell.clear()
    cell.tail = tail
    for line in lines:
        paragraph = cell.makeelement("p")
        holder = paragraph
        if line.all_link:
            holder = cell.makeelement("a", {"href": "#"})
            paragraph.append(holder)
        holder.text = line.text
        cell.append(paragraph)


def _trafilatura(tree: HtmlElement) -> list[str]:
    document: Any = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False)
    text = document.text if document is not None else ""
    return [line for line in (squash(line) for line in (text or "").split("\n")) if line]


def _brief(blocks: Sequence[Block], title: str | None) -> tuple[list[str], str] | None:
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
        if block.all_link or home is None or not _is_within(block.element, home):
            break
        run.append(block)
    return run
