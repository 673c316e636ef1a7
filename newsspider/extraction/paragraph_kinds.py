"""What each line of a story is: a paragraph, a subhead, an item of a list, a quote."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence

from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block
from newsspider.extraction.document import tokens
from newsspider.extraction.titles import fold
from newsspider.items import ParagraphKind

_KINDS: dict[str, ParagraphKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "subhead"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
    "blockquote": "quote",
}
_BOUNDS = frozenset({"article", "main", "body", "table"})
_QUOTES = frozenset({"pullquote", "blockquote"})
_HOLDS_STORY = 0.6
"""Share of the story's text from which a list or a quote around it is its container and says nothing."""


def kinds_of(paragraphs: Sequence[str], blocks: Sequence[Block]) -> tuple[ParagraphKind, ...]:
    """The kind of each line, by the element that shows it; a line that no block shows alone is a paragraph."""
    shown: dict[str, deque[HtmlElement]] = defaultdict(deque)
    for block in blocks:
        shown[fold(block.text)].append(block.element)
    found: list[tuple[HtmlElement | None, int]] = []
    for line in paragraphs:
        places = shown.get(fold(line))
        # a line that is repeated stands in each of its places once
        found.append(((places.popleft() if len(places) > 1 else places[0]) if places else None, len(line)))
    sizes: Counter[HtmlElement] = Counter()
    lines: Counter[HtmlElement] = Counter()
    for element, size in found:
        for node in (element, *element.iterancestors()) if element is not None else ():
            sizes[node] += size
            lines[node] += 1
    most = _HOLDS_STORY * sum(size for _, size in found)

    def kind(element: HtmlElement) -> ParagraphKind:
        for node in (element, *element.iterancestors()):
            if node.tag in _BOUNDS:
                break
            named = _KINDS.get(node.tag) or ("quote" if node.get("class") and tokens(node) & _QUOTES else None)
            if named and (sizes[node] < most or lines[node] < len(found) / 2):
                return named
        return "paragraph"

    return tuple("paragraph" if element is None else kind(element) for element, _ in found)
