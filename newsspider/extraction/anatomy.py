"""A page taken apart: its metadata, frame, boxes of links, pictures and lines, each told from the others."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block, read_blocks
from newsspider.extraction.boxes import Box
from newsspider.extraction.document import Document, parse_document, text_of, without
from newsspider.extraction.fields import Context
from newsspider.extraction.headline import is_told, styled_headline
from newsspider.extraction.language import detect_language
from newsspider.extraction.layout import Layout
from newsspider.extraction.lead_image import refuse_signs
from newsspider.extraction.links import find_boxes
from newsspider.extraction.media import Media, take_media
from newsspider.extraction.metadata import read_metadata, site_names
from newsspider.extraction.offers import Offer, Offers
from newsspider.extraction.parts import find_parts
from newsspider.extraction.structured import Structured, read_structured
from newsspider.extraction.targets import read_targets
from newsspider.extraction.titles import choose_title, fold, same_words
from newsspider.extraction.traces import repeated, retyped, trace_page
from newsspider.items import Lead
from newsspider.knowledge import Knowledge, Trace
from newsspider.sites import Site, site_for_url
from newsspider.urls import canonical_url, identity_key


@dataclass(frozen=True)
class Anatomy:
    """What a page consists of."""

    document: Document
    data: Structured
    offers: Offers
    """What each source offers for each field; more is added as the page is read."""
    context: Context
    title: Offer | None
    """The headline, and where it is from."""
    parts: tuple[str, ...]
    """URLs of the story's pages in their order; empty for a story of one page."""
    layout: Layout
    """The tree, which has no boxes any more, with its measures."""
    boxes: tuple[Box, ...]
    """The boxes of links, in page order."""
    media: Media
    """Pictures and embeds."""
    lines: tuple[Block, ...]
    """All lines without boxes."""
    blocks: tuple[Block, ...]
    """The lines that may be the story's: those of the frame, and the newspaper's own, are none."""
    trace: Trace
    """What other pages of the newspaper may show too."""

    @property
    def headline(self) -> str | None:
        """The words of the title."""
        return self.title.value if self.title else None

    @property
    def framed(self) -> frozenset[str]:
        """Folded lines that stand in the site's frame alone, or are the newspaper's own."""
        return frozenset({fold(line.text) for line in self.lines} - {fold(block.text) for block in self.blocks})


def dissect(
    html: bytes,
    url: str,
    *,
    site: Site | None,
    fetched_at: datetime | None,
    headers: Mapping[str, str] | None,
    lead: Lead | None,
    knowledge: Knowledge | None,
) -> Anatomy:
    """A page taken apart; for arguments and errors see ``extract_article``."""
    site = site or site_for_url(url)
    document = parse_document(html, url, headers)
    data = read_structured(document)
    offers = read_metadata(document, data, site, lead)
    names = site_names(document, data, site)
    title = choose_title(
        offers,
        names,
        lambda: (block.text for block in read_blocks(document.root)),
        lambda told: _styled(document, told),
    )
    layout, parts = _lay_out(document, site, offers, title.value if title else None)
    boxes = find_boxes(layout, site)
    for box in boxes:
        for element in box.elements:
            without(element)
    refuse_signs(offers, data, names)
    media = take_media(layout, base_of(document))
    lines = read_blocks(layout.root)
    blocks = tuple(block for block in lines if not layout.in_frame(block.element))
    trace = trace_page(layout, boxes, blocks)
    if knowledge:
        boxes = tuple(retyped(box, layout, knowledge) for box in boxes)
        known = repeated(blocks, knowledge)
        blocks = tuple(block for block in blocks if block not in known)
        trace = replace(trace, known=tuple(block.text for block in known))
    declared = offers.first("language")
    language = declared.value if declared else detect_language(" ".join(block.text for block in blocks))
    context = Context(url, site, fetched_at or datetime.now(UTC), names, lead, language)
    return Anatomy(document, data, offers, context, title, parts, layout, boxes, media, lines, blocks, trace)


def _styled(document: Document, title: str | None) -> str | None:
    """The line that is set as a headline, where the page's title says nothing of the page."""
    blocks = read_blocks(document.root)
    return None if title and is_told(title, blocks) else styled_headline(blocks)


def _lay_out(document: Document, site: Site, offers: Offers, headline: str | None) -> tuple[Layout, tuple[str, ...]]:
    """A copy of the page's tree, to be taken apart, with its measures; and the URLs of the story's parts."""
    tree = deepcopy(document.root)
    claimed = offers.first("canonical")
    canonical = claimed.value if claimed and site.owns(claimed.value) else None
    base = base_of(document)
    parts, pagers = find_parts(tree, canonical_url(document.url), base, canonical)
    for pager in pagers:
        without(pager)
    keys = frozenset(map(identity_key, filter(None, (document.url, canonical, *parts))))
    targets = read_targets(tree, base, site, keys)
    return Layout(tree, _headline_element(tree, headline), targets), parts


def base_of(document: Document) -> str:
    """What relative links are relative to: the page's base element, unless it names no URL."""
    named = next((e.get("href") for e in document.root.iter("base") if e.get("href")), None)
    try:
        return canonical_url(named or document.url, document.url)
    except ValueError:
        return document.url


def _headline_element(tree: HtmlElement, headline: str | None) -> HtmlElement | None:
    headings = list(tree.iter("h1"))
    for element in headings:
        if headline and same_words(text_of(element), headline):
            return element
    body = tree.find("body")
    if headline and body is not None:
        for block in read_blocks(body):
            if not block.all_link and same_words(block.text, headline):
                inside = (e for e in block.element.iter() if isinstance(e.tag, str))
                return next((e for e in inside if same_words(text_of(e), headline)), block.element)
    return headings[0] if headings else None
