"""Page bytes into an Article: puts the parts together and records which rule gave each field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby

from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block, read_blocks
from newsspider.extraction.cleaning import clean_story, keep_in_place
from newsspider.extraction.document import Document, parse_document, text_of, without
from newsspider.extraction.fields import Context, Reading, choose_fields
from newsspider.extraction.headline import is_told, styled_headline
from newsspider.extraction.language import detect_language
from newsspider.extraction.layout import Layout
from newsspider.extraction.links import Box, find_boxes
from newsspider.extraction.masthead import Masthead, read_masthead
from newsspider.extraction.metadata import amp_url, read_metadata, rights_of, site_names
from newsspider.extraction.offers import Offer, Offers
from newsspider.extraction.page_kind import STAMP, PageMeasure, Verdict, judge_page
from newsspider.extraction.story import Story, read_story
from newsspider.extraction.structured import read_structured
from newsspider.extraction.targets import read_targets
from newsspider.extraction.titles import choose_title, fold, same_words
from newsspider.items import Article, Lead, Link
from newsspider.sites import Site, site_for_url
from newsspider.urls import canonical_url, identity_key


@dataclass(frozen=True)
class Examination:
    """An Article and how it came about."""

    article: Article
    offers: Mapping[str, tuple[Offer, ...]]
    """What each source offered for each field, best first."""
    boxes: tuple[Box, ...]
    """The boxes of links, in page order."""
    story: Story
    """The main text with the lines taken out of it."""
    verdict: Verdict
    """What the page is, and why."""


def extract_article(
    html: bytes,
    url: str,
    *,
    site: Site | None = None,
    fetched_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    lead: Lead | None = None,
) -> Article:
    """The Article in a page's bytes: the best that can be read, whatever the page is (``page_kind`` tells).

    Args:
        html: body after content decoding, in any charset.
        url: final URL of the page.
        site: the newspaper; None means the default for the URL's host.
        fetched_at: when it was fetched; None means now. Dates after it are no publication dates.
        headers: response headers (charset, language and reservations are read from them).
        lead: what feed or sitemap said of the story; it fills what the page leaves open.

    Raises:
        PageRefused: the guards on size and shape refuse the bytes.
        ValueError: ``url`` is not http or https.
    """
    return examine_page(html, url, site=site, fetched_at=fetched_at, headers=headers, lead=lead).article


def examine_page(
    html: bytes,
    url: str,
    *,
    site: Site | None = None,
    fetched_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    lead: Lead | None = None,
) -> Examination:
    """As ``extract_article``, with the evidence."""
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
    headline = title.value if title else None
    layout = _lay_out(document, site, offers, headline)
    boxes = find_boxes(layout, site)
    for box in boxes:
        for element in box.elements:
            without(element)
    lines = read_blocks(layout.root)
    blocks = tuple(block for block in lines if not layout.in_frame(block.element))
    framed = {fold(block.text) for block in lines} - {fold(block.text) for block in blocks}
    declared = offers.first("language")
    language = declared.value if declared else detect_language(" ".join(block.text for block in blocks))
    context = Context(url, site, fetched_at or datetime.now(UTC), names, lead, language)
    descriptions = [offer.value for offer in offers.of("description")]
    masthead = read_masthead(blocks, headline, descriptions, context.date_in)
    story = _story(layout, blocks, framed, headline, masthead, context)
    if not story.paragraphs and masthead.standfirst_text:
        # a story of one paragraph has no standfirst
        story = Story((masthead.standfirst_text,), "after title")
        masthead = replace(masthead, standfirst=None, standfirst_text=None, standfirst_rule=None, credit=None)
    verdict = judge_page(document, data, headline, _measure(layout, blocks, story, offers, masthead))
    article = Article(
        url=canonical_url(url),
        fetched_url=canonical_url(url),
        site=site.name,
        page_kind=verdict.kind,
        rights=rights_of(document),
        paragraphs=story.paragraphs,
        links=_links(layout, boxes, blocks, story),
        rules={"page_kind": verdict.evidence, "paragraphs": story.rule},
    )
    reading = Reading(title, masthead, boxes, _times(layout, blocks), amp_url(document), layout.root)
    article = choose_fields(article, offers, reading, context)
    return Examination(article, offers.all(), boxes, story, verdict)


def _styled(document: Document, title: str | None) -> str | None:
    """The line that is set as a headline, where the page's title says nothing of the page."""
    blocks = read_blocks(document.root)
    return None if title and is_told(title, blocks) else styled_headline(blocks)


def _story(
    layout: Layout,
    blocks: Sequence[Block],
    framed: Collection[str],
    headline: str | None,
    masthead: Masthead,
    context: Context,
) -> Story:
    known = (headline, masthead.standfirst_text, masthead.byline_text, masthead.dateline, *masthead.lines)
    raw = read_story(layout.root, blocks, framed, headline)
    clean = clean_story(raw, blocks, list(filter(None, known)), context.is_masthead)
    return keep_in_place(clean, blocks, headline)


def _lay_out(document: Document, site: Site, offers: Offers, headline: str | None) -> Layout:
    """A copy of the page's tree, to be taken apart, with its measures."""
    tree = deepcopy(document.root)
    claimed = offers.first("canonical")
    keys = {identity_key(document.url)}
    if claimed and site.owns(claimed.value):
        keys.add(identity_key(claimed.value))
    targets = read_targets(tree, _base(document), site, frozenset(keys))
    return Layout(tree, _headline_element(tree, headline), targets)


def _base(document: Document) -> str:
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


def _links(layout: Layout, boxes: Sequence[Box], blocks: Sequence[Block], story: Story) -> tuple[Link, ...]:
    """The edges of boxes and sentences, each kind and target once, numbered in page order."""
    placed = [(layout.order[box.elements[0]], link) for box in boxes for link in box.links]
    told = {fold(line) for line in story.paragraphs}
    for block in blocks:
        if block.all_link or fold(block.text) not in told:
            continue
        for anchor in block.anchors:
            target = layout.targets.get(anchor)
            if target and text_of(anchor):
                link = Link(kind="inline", url=target.url, title=text_of(anchor))
                placed.append((layout.order[anchor], link))
    unique: dict[tuple[str, str], Link] = {}
    for _, link in sorted(placed, key=lambda pair: pair[0]):
        unique.setdefault((link.kind, link.url), link)
    return tuple(replace(link, position=place) for place, link in enumerate(unique.values()))


def _times(layout: Layout, blocks: Sequence[Block]) -> tuple[str, ...]:
    """What the time elements of the page without frame and boxes say, those behind the headline first."""
    left = {block.element for block in blocks}
    start = layout.order.get(layout.title, 0) if layout.title is not None else 0
    found: list[tuple[bool, int, str]] = []
    for element in layout.root.iter("time"):
        around = (element, *element.iterancestors())
        if not layout.in_frame(element) and any(node in left for node in around):
            place = layout.order[element]
            found.append((place < start - 40, place, element.get("datetime") or text_of(element)))
    return tuple(text for _, _, text in sorted(found) if text)


def _is_long_plain(block: Block) -> bool:
    return len(block.text) >= 60 and block.linked < len(block.text) / 2


def _words(line: str) -> int:
    """Words of a line; in scripts without spaces two characters stand for one."""
    return max(len(line.split()), len(line) // 2 if line.count(" ") * 20 < len(line) else 0)


def _measure(layout: Layout, blocks: Sequence[Block], story: Story, offers: Offers, masthead: Masthead) -> PageMeasure:
    body = max(1, sum(len(block.text) for block in blocks))
    words = [_words(line) for line in story.paragraphs]
    body_images = [e for e in layout.root.iter("img") if not layout.in_frame(e)]
    return PageMeasure(
        words=sum(words),
        paragraphs=len(words),
        long_paragraphs=sum(n >= 20 for n in words),
        run=max((len(list(group)) for plain, group in groupby(blocks, _is_long_plain) if plain), default=0),
        linked_share=sum(block.linked for block in blocks) / body,
        story_links=len({layout.targets[a].key for b in blocks for a in b.anchors if a in layout.targets}),
        images=len(body_images),
        stamps=sum(bool(STAMP.match(block.text)) for block in blocks),
        has_date=masthead.dateline is not None or any(o.rule != "lead" for o in offers.of("published")),
        has_byline=bool(masthead.bylines) or offers.first("authors") is not None,
    )
