"""Page bytes into an Article: puts the parts together and records which rule gave each field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby

from lxml.html import HtmlElement

from newsspider.extraction.access import wall_behind
from newsspider.extraction.blocks import Block, read_blocks
from newsspider.extraction.cleaning import clean_story, keep_in_place, without_bio
from newsspider.extraction.dates import zone_of
from newsspider.extraction.document import Document, parse_document, text_of, tokens, without
from newsspider.extraction.evidence import Face, PageMeasure, Verdict
from newsspider.extraction.fields import Context, Reading, choose_fields
from newsspider.extraction.headline import is_told, styled_headline
from newsspider.extraction.language import detect_language
from newsspider.extraction.layout import Layout
from newsspider.extraction.lead_image import image_of, refuse_signs
from newsspider.extraction.links import Box, find_boxes
from newsspider.extraction.live_entries import is_stamp
from newsspider.extraction.masthead import Masthead, read_masthead
from newsspider.extraction.media import media_of_story, take_media
from newsspider.extraction.metadata import amp_url, read_metadata, rights_of, site_names
from newsspider.extraction.offers import Offer, Offers
from newsspider.extraction.page_kind import STAMP, judge_page
from newsspider.extraction.paragraph_kinds import kinds_of
from newsspider.extraction.parts import find_parts
from newsspider.extraction.story import Story, read_story
from newsspider.extraction.structured import Structured, read_structured
from newsspider.extraction.targets import read_targets
from newsspider.extraction.titles import choose_title, fold, same_words
from newsspider.extraction.topics import kickers, tag_line
from newsspider.extraction.traces import repeated, retyped, trace_page
from newsspider.extraction.updates import Coverage, read_updates
from newsspider.extraction.vocabulary import update_words
from newsspider.items import Article, Lead, Link
from newsspider.knowledge import Knowledge, Trace
from newsspider.sites import Site, site_for_url
from newsspider.urls import canonical_url, identity_key

_SHORT_LINE = 120
"""Characters that no line of credits behind a story has."""
_EDIT = frozenset("updated modified edited update".split())


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
    trace: Trace
    """What other pages of the newspaper may show too."""


def extract_article(
    html: bytes,
    url: str,
    *,
    site: Site | None = None,
    fetched_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    lead: Lead | None = None,
    knowledge: Knowledge | None = None,
) -> Article:
    """The Article in a page's bytes: the best that can be read, whatever the page is (``page_kind`` tells).

    Args:
        html: body after content decoding, in any charset.
        url: final URL of the page.
        site: the newspaper; None means the default for the URL's host.
        fetched_at: when it was fetched; None means now. Dates after it are no publication dates.
        headers: response headers (charset, language and reservations are read from them).
        lead: what feed or sitemap said of the story; it fills what the page leaves open.
        knowledge: what the newspaper's other pages taught; None for a page that is read alone.

    Raises:
        PageRefused: the guards on size and shape refuse the bytes.
        ValueError: ``url`` is not http or https.
    """
    return examine_page(
        html, url, site=site, fetched_at=fetched_at, headers=headers, lead=lead, knowledge=knowledge
    ).article


def examine_page(
    html: bytes,
    url: str,
    *,
    site: Site | None = None,
    fetched_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    lead: Lead | None = None,
    knowledge: Knowledge | None = None,
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
    layout, parts = _lay_out(document, site, offers, headline)
    boxes = find_boxes(layout, site)
    for box in boxes:
        for element in box.elements:
            without(element)
    refuse_signs(offers, data, names)
    media = take_media(layout, _base(document))
    lines = read_blocks(layout.root)
    blocks = tuple(block for block in lines if not layout.in_frame(block.element))
    trace = trace_page(layout, boxes, blocks)
    if knowledge:
        boxes = tuple(retyped(box, layout, knowledge) for box in boxes)
        known = repeated(blocks, knowledge)
        blocks = tuple(block for block in blocks if block not in known)
        trace = replace(trace, known=tuple(block.text for block in known))
    framed = {fold(block.text) for block in lines} - {fold(block.text) for block in blocks}
    declared = offers.first("language")
    language = declared.value if declared else detect_language(" ".join(block.text for block in blocks))
    context = Context(url, site, fetched_at or datetime.now(UTC), names, lead, language)
    descriptions = [offer.value for offer in offers.of("description")]
    masthead = read_masthead(blocks, headline, descriptions, context.date_in)
    authors = [name for line in masthead.bylines for name in line.names]
    authors += [name for offer in offers.of("authors") for name in offer.value]
    story = _story(layout, blocks, framed, headline, masthead, authors, context)
    if not story.paragraphs and masthead.standfirst_text:
        # a story of one paragraph has no standfirst
        story = Story((masthead.standfirst_text,), "after title")
        masthead = replace(masthead, standfirst=None, standfirst_text=None, standfirst_rule=None, credit=None)
    times, edit_times = _times(layout, blocks)
    measure = _measure(layout, blocks, story, offers, masthead, times)
    verdict = judge_page(document, data, _face(headline, offers, names, masthead, story, blocks), measure)
    shown = media_of_story(media, layout, blocks, story.paragraphs)
    offers.add("image", "figure", shown.head and image_of(shown.head))
    offers.add("captions", "in the story", shown.captions)
    offers.add_refused("captions", "on the page", shown.other_captions, "outside the story")
    offers.add("embeds", "in the story", shown.embeds)
    offers.add_refused("embeds", "on the page", shown.other_embeds, "outside the story")
    offers.add("free", "paywall", False if wall_behind(layout, blocks, story.paragraphs) else None)
    article = Article(
        url=canonical_url(url),
        fetched_url=canonical_url(url),
        site=site.name,
        page_kind=verdict.kind,
        # a list has parts too, but no date
        parts=parts if verdict.kind == "article" and measure.has_date else (),
        rights=rights_of(document),
        paragraphs=story.paragraphs,
        paragraph_kinds=kinds_of(story.paragraphs, blocks),
        links=_links(layout, boxes, blocks, story),
        rules={"page_kind": verdict.evidence, "paragraphs": story.rule},
    )
    reading = Reading(
        title=title,
        masthead=masthead,
        boxes=boxes,
        times=times,
        edit_times=edit_times,
        amp=amp_url(document),
        kickers=tuple(kickers(masthead.near, Counter(a.get("href") or "" for a in document.root.iter("a")))),
        tag_line=tag_line(lines),
        tree=layout.root,
        pictures=media.pictures,
        closing=_closing(blocks, story),
    )
    article = choose_fields(article, offers, reading, context)
    if article.page_kind == "live_blog":
        article = _with_updates(article, data, layout, blocks, context)
    return Examination(article, offers.all(), boxes, story, verdict, trace)


def _with_updates(
    article: Article, data: Structured, layout: Layout, blocks: Sequence[Block], context: Context
) -> Article:
    """The live blog with its entries, and its text without the times above them."""
    zone = zone_of(context.site.zone) if context.site.zone else None
    if zone is None:
        zone = article.published.tzinfo if article.published else None
    day_only = article.published_precision == "day"
    coverage = Coverage(article.published, day_only, zone or UTC, context.read_date)
    updates = read_updates(data, layout, blocks, article.paragraphs, coverage)
    kept = [place for place, line in enumerate(article.paragraphs) if not is_stamp(line)]
    return replace(
        article,
        updates=updates,
        paragraphs=tuple(article.paragraphs[place] for place in kept),
        paragraph_kinds=tuple(article.paragraph_kinds[place] for place in kept),
    )


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
    authors: Collection[str],
    context: Context,
) -> Story:
    known = (headline, masthead.standfirst_text, masthead.byline_text, masthead.dateline, *masthead.lines)
    raw = read_story(layout.root, blocks, framed, headline, masthead.lines)
    clean = clean_story(raw, blocks, list(filter(None, known)), context.is_masthead)
    return without_bio(keep_in_place(clean, blocks, headline), authors)


def _lay_out(document: Document, site: Site, offers: Offers, headline: str | None) -> tuple[Layout, tuple[str, ...]]:
    """A copy of the page's tree, to be taken apart, with its measures; and the URLs of the story's parts."""
    tree = deepcopy(document.root)
    claimed = offers.first("canonical")
    canonical = claimed.value if claimed and site.owns(claimed.value) else None
    base = _base(document)
    parts, pagers = find_parts(tree, canonical_url(document.url), base, canonical)
    for pager in pagers:
        without(pager)
    keys = frozenset(map(identity_key, filter(None, (document.url, canonical, *parts))))
    targets = read_targets(tree, base, site, keys)
    return Layout(tree, _headline_element(tree, headline), targets), parts


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


def _times(layout: Layout, blocks: Sequence[Block]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the time elements of the page without frame and boxes say of publication and edit, those behind the
    headline first.
    """
    left = {block.element for block in blocks}
    start = layout.order.get(layout.title, 0) if layout.title is not None else 0
    found: list[tuple[bool, int, bool, str]] = []
    for element in layout.root.iter("time"):
        around = (element, *element.iterancestors())
        if not layout.in_frame(element) and any(node in left for node in around):
            place, text = layout.order[element], text_of(element)
            names = tokens(element)
            edit = bool(names & _EDIT and "published" not in names) or update_words().match(text) is not None
            found.append((place < start - 40, place, edit, element.get("datetime") or text))
    told = [(edit, text) for _, _, edit, text in sorted(found) if text]
    return tuple(text for edit, text in told if not edit), tuple(text for edit, text in told if edit)


def _closing(blocks: Sequence[Block], story: Story) -> tuple[str, ...]:
    """The short lines right behind the story, where its sources are credited."""
    told = {fold(line) for line in story.paragraphs}
    last = max((n for n, block in enumerate(blocks) if fold(block.text) in told), default=len(blocks))
    return tuple(block.text for block in blocks[last + 1 : last + 5] if len(block.text) < _SHORT_LINE)


def _is_long_plain(block: Block) -> bool:
    return len(block.text) >= 60 and block.linked < len(block.text) / 2


def _words(line: str) -> int:
    """Words of a line; in scripts without spaces two characters stand for one."""
    return max(len(line.split()), len(line) // 2 if line.count(" ") * 20 < len(line) else 0)


def _face(
    headline: str | None,
    offers: Offers,
    names: tuple[str, ...],
    masthead: Masthead,
    story: Story,
    blocks: Sequence[Block],
) -> Face:
    titles = [offer for offer in offers.of("title") if offer.rule != "lead"]
    return Face(
        headline=headline,
        titles=tuple(offer.value for offer in titles if offer.rule != "h1"),
        headings=tuple(offer.value for offer in titles if offer.rule == "h1"),
        site_names=names,
        standfirst=masthead.standfirst,
        story=story.paragraphs,
        lines=tuple(block.text for block in blocks),
    )


def _measure(
    layout: Layout, blocks: Sequence[Block], story: Story, offers: Offers, masthead: Masthead, times: Sequence[str]
) -> PageMeasure:
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
        stamps=max(sum(bool(STAMP.match(block.text)) for block in blocks), len(set(times))),
        has_date=masthead.dateline is not None or any(o.rule != "lead" for o in offers.of("published")),
        has_byline=bool(masthead.bylines) or offers.first("authors") is not None,
    )
