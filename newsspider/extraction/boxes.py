"""A box of links to stories, as it is found and as it is given on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newsspider.extraction.cards import read_cards
from newsspider.extraction.labels import Label
from newsspider.extraction.layout import Layout
from newsspider.items import Link, LinkKind
from newsspider.sites import Site

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TEASER = 350
"""Characters of plain text that a link of a box may bring along."""


@dataclass(frozen=True)
class Box:
    """A box of links to stories."""

    kind: LinkKind
    label: str | None
    """Its heading as printed; None without one."""
    rule: str
    """Why it is a box of this kind: ``heading``, ``call-out``, ``rel``, ``class`` or ``shape``."""
    elements: tuple[HtmlElement, ...]
    """What leaves the story."""
    links: tuple[Link, ...]
    """Its edges; empty when it leads nowhere that counts."""


def make_box(
    layout: Layout,
    kind: LinkKind,
    label: Label | None,
    rule: str,
    elements: Sequence[HtmlElement],
    site: Site,
    *,
    only: HtmlElement | None = None,
) -> Box:
    """The box that some elements are, with an edge for each story that they show; ``only`` for one anchor's alone."""
    cards = read_cards(layout, elements, site, only)
    words = label.text if label else None
    links = tuple(Link(kind=kind, url=c.url, title=c.title, teaser=c.teaser, label=words) for c in cards)
    return Box(kind, words, rule, tuple(elements), links)


def parent_of(element: HtmlElement) -> HtmlElement:
    """What an element stands in; itself if nothing is around it."""
    parent = element.getparent()
    return element if parent is None else parent
