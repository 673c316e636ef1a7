"""Pages laid out by tables, made readable for extractors that know paragraphs alone."""

from __future__ import annotations

from lxml.html import HtmlElement

from newsspider.extraction.blocks import read_blocks
from newsspider.extraction.document import text_of, without

_CELL = 200
"""Characters that no cell of a table of data has."""


def has_layout(tree: HtmlElement) -> bool:
    """Whether there is anything that ``flatten_layout`` may change."""
    return next(tree.iter("form", "table"), None) is not None


def flatten_layout(tree: HtmlElement, title: str) -> HtmlElement:
    """The tree, changed: tables that lay out the page become plain blocks; calendars and forms go."""
    for form in [*tree.iter("form")]:
        asking = form
        while (parent := asking.getparent()) is not None and _is_short(parent):
            asking = parent
        if _is_short(asking):
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
    return tree


def _is_short(element: HtmlElement) -> bool:
    """Whether an element's text is shorter than a cell's of the layout; a long one isn't read to its end."""
    size = 0
    for node in element.iter():
        seen = isinstance(node.tag, str) and node.tag not in ("script", "style")
        size += len((node.text or "").strip()) if seen else 0
        size += len((node.tail or "").strip()) if node is not element else 0
        if size >= _CELL:
            return False
    return True


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
