"""The links of a box: which anchors lead to one story, its headline and its teaser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from newsspider.extraction.document import lines_of, squash, text_of, tokens
from newsspider.extraction.labels import read_label, split_callout
from newsspider.extraction.layout import Layout
from newsspider.extraction.targets import Target
from newsspider.sites import Site

_MORE = re.compile(
    r"(?:(?:read|continue|see|view|learn|show|find out)(?: \w+)? ?(?:more|reading|full story|on)?|more"
    r"|lire(?: la suite| plus)?"
    r"|weiterlesen|mehr(?: lesen)?|leer(?: más)?|ler mais|leggi(?: tutto)?|और पढ़ें|full story)\W*",
    re.IGNORECASE,
)
_SMALL_PRINT = re.compile(
    r"(?:by|von|par|por|di|da)\s+\S+(?: \S+){0,3}"
    r"|.{0,25}\b(?:ago|il y a|vor|hace|há|fa)\b.{0,20}"
    r"|(?:\w+,? )?(?:\d{1,2}[. /-]+(?:\w+|\d{1,2})[., /-]+\d{2,4}|\w+ \d{1,2},? \d{4}"
    r"|\d{4}-\d{2}-\d{2})(?:[,\s|·-]+\d{1,2}[:.h]\d{2}.{0,12})?"
    r"|\d+ min(?:ute)?s?(?: read)?|\d{1,2}:\d{2}|\d+ comments?|\W*",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TITLE_MARKS = frozenset({"title", "headline", "heading"})
_SENTENCE = re.compile(r"[.!?…।。]|&hellip|\w+\W+\w+\W+\w+\W+\w+\W+\w+")


@dataclass(frozen=True, slots=True)
class Card:
    """One story in a box."""

    url: str
    title: str
    teaser: str | None


def read_cards(
    layout: Layout, elements: Sequence[HtmlElement], site: Site, only: HtmlElement | None = None
) -> list[Card]:
    """The stories that some elements link to, in page order; off-site links and links without words are left out.

    ``only`` is the one anchor that counts, where the box is of one story.
    """
    groups: dict[str, list[HtmlElement]] = {}
    for anchor in [only] if only is not None else layout.anchors(elements):
        if layout.targets[anchor].own:
            groups.setdefault(layout.targets[anchor].key, []).append(anchor)
    cards = []
    for key, anchors in groups.items():
        headlines = [_headline(anchor, site) for anchor in anchors]
        title = max(headlines, key=len)
        if title:
            head = anchors[headlines.index(title)]
            target: Target = layout.targets[head]
            cards.append(Card(target.url, title, _teaser(layout, head, key, title, elements, site)))
    return cards


def _headline(anchor: HtmlElement, site: Site) -> str:
    """The headline that an anchor shows: what its markup calls so, else its first line that reads like one."""
    for element in anchor.iter():
        named = isinstance(element.tag, str) and (element.tag in _HEADINGS or bool(tokens(element) & _TITLE_MARKS))
        text = text_of(element) if named and element is not anchor else ""
        if text and not read_label(text, site):
            return _without_label(text, site)
    lines = [line for line in _words_of(anchor) if not _MORE.fullmatch(line)]
    told = [line for line in lines if not read_label(line, site) and not _is_small_print(line)]
    if not told:
        image = next((squash(img.get("alt") or "") for img in anchor.iter("img")), "")
        return image or squash(anchor.get("title") or "") or (lines[0] if lines else "")
    return _without_label(next((line for line in told if len(line.split()) >= 4), told[0]), site)


@lru_cache(4_096)
def _is_small_print(line: str) -> bool:
    """Whether a line is a byline, a date, or counts something."""
    return _SMALL_PRINT.fullmatch(line) is not None


def _words_of(element: HtmlElement) -> list[str]:
    """An element's lines; inline elements that stand apart (a kicker, a label, a date) make lines too."""
    inside = [child for child in element if isinstance(child.tag, str)]
    if squash(element.text or "") or any(squash(child.tail or "") for child in inside) or not inside:
        return lines_of(element)
    if any(child.tail for child in inside) and not all(child.get("class") for child in inside):
        return lines_of(element)
    return [line for child in inside for line in _words_of(child)]


def _without_label(text: str, site: Site) -> str:
    split = split_callout(text, site)
    text = split[1] if split else text
    return text.strip(" «»‹›←→<>")


def _teaser(
    layout: Layout, anchor: HtmlElement, key: str, title: str, elements: Sequence[HtmlElement], site: Site
) -> str | None:
    """What the box says of the story beside its headline; None if nothing."""
    lines = lines_of(anchor) if anchor in elements else []
    node = anchor
    while node not in elements and (parent := node.getparent()) is not None:
        if any(_leads_elsewhere(layout, other, key) for other in parent.iter("a")):
            break
        node = parent
        lines = lines_of(node)
        if node in elements:
            break
    lines = lines or lines_of(node)
    follower = node.getnext()
    while follower is not None and not layout.links(follower) and isinstance(follower.tag, str):
        inside = follower in elements or any(above in elements for above in follower.iterancestors())
        if (
            not inside
            or follower.tag in (*_HEADINGS, "td")
            or any(_leads_elsewhere(layout, a, key) for a in follower.iter("a"))
        ):
            break
        lines = lines + lines_of(follower)
        follower = follower.getnext()
    told = [line for line in lines if _is_teaser(line, title, site)]
    return " ".join(told) or None


def _leads_elsewhere(layout: Layout, anchor: HtmlElement, key: str) -> bool:
    """Whether an anchor belongs to another card: it leads to another story, or shows a headline of its own."""
    target = layout.targets.get(anchor)
    return target.key != key if target else len(text_of(anchor).split()) >= 4


def _is_teaser(line: str, title: str, site: Site) -> bool:
    if line == title or line in title or title in line:
        return False
    if _MORE.fullmatch(line) or _is_small_print(line) or read_label(line, site):
        return False
    return bool(_SENTENCE.search(line))
