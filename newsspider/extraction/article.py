"""Puts the parts together: page bytes to an Article, with the rule that gave each field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from newsspider.extraction.access import wall_behind
from newsspider.extraction.anatomy import Anatomy, dissect
from newsspider.extraction.boxes import Box
from newsspider.extraction.cleaning import clean_story, keep_in_place, without_bio
from newsspider.extraction.dates import zone_of
from newsspider.extraction.document import text_of
from newsspider.extraction.evidence import Verdict
from newsspider.extraction.fields import Reading, choose_fields
from newsspider.extraction.lead_image import image_of
from newsspider.extraction.live_entries import is_stamp
from newsspider.extraction.masthead import Masthead, read_masthead
from newsspider.extraction.measures import closing_lines, face_of, measure_page, times_of
from newsspider.extraction.media import media_of_story
from newsspider.extraction.metadata import amp_url, rights_of
from newsspider.extraction.offers import Offer
from newsspider.extraction.page_kind import judge_page
from newsspider.extraction.paragraph_kinds import kinds_of
from newsspider.extraction.story import Story, read_story
from newsspider.extraction.titles import fold
from newsspider.extraction.topics import kickers, tag_line
from newsspider.extraction.updates import Coverage, read_updates
from newsspider.items import Article, Lead, Link
from newsspider.knowledge import Knowledge, Trace
from newsspider.sites import Site
from newsspider.urls import canonical_url


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
    page = dissect(html, url, site=site, fetched_at=fetched_at, headers=headers, lead=lead, knowledge=knowledge)
    masthead, story = _read(page)
    measure = measure_page(page, masthead, story)
    verdict = judge_page(page.document, page.data, face_of(page, masthead, story), measure)
    _offer_media(page, story)
    article = Article(
        url=canonical_url(url),
        fetched_url=canonical_url(url),
        site=page.context.site.name,
        page_kind=verdict.kind,
        # a list has parts too, but no date
        parts=page.parts if verdict.kind == "article" and measure.has_date else (),
        rights=rights_of(page.document),
        paragraphs=story.paragraphs,
        paragraph_kinds=kinds_of(story.paragraphs, page.blocks),
        links=_links(page, story),
        rules={"page_kind": verdict.evidence, "paragraphs": story.rule},
    )
    article = choose_fields(article, page.offers, _reading(page, masthead, story), page.context)
    if article.page_kind == "live_blog":
        article = _with_updates(article, page)
    return Examination(article, page.offers.all(), page.boxes, story, verdict, page.trace)


def _read(page: Anatomy) -> tuple[Masthead, Story]:
    """The lines around the headline and the story's, parted."""
    blocks, headline, context = page.blocks, page.headline, page.context
    descriptions = [offer.value for offer in page.offers.of("description")]
    masthead = read_masthead(blocks, headline, descriptions, context.date_in)
    authors = [name for line in masthead.bylines for name in line.names]
    authors += [name for offer in page.offers.of("authors") for name in offer.value]
    known = (headline, masthead.standfirst_text, masthead.byline_text, masthead.dateline, *masthead.lines)
    raw = read_story(page.layout.root, blocks, page.framed, headline, masthead.lines)
    clean = clean_story(raw, blocks, list(filter(None, known)), context.is_masthead)
    story = without_bio(keep_in_place(clean, blocks, headline), authors)
    if not story.paragraphs and masthead.standfirst_text:
        # a story of one paragraph has no standfirst
        story = Story((masthead.standfirst_text,), "after title")
        masthead = replace(masthead, standfirst=None, standfirst_text=None, standfirst_rule=None, credit=None)
    return masthead, story


def _offer_media(page: Anatomy, story: Story) -> None:
    """Add what the pictures around the story and the walls behind it offer."""
    offers = page.offers
    shown = media_of_story(page.media, page.layout, page.blocks, story.paragraphs)
    offers.add("image", "figure", shown.head and image_of(shown.head))
    offers.add("captions", "in the story", shown.captions)
    offers.add_refused("captions", "on the page", shown.other_captions, "outside the story")
    offers.add("embeds", "in the story", shown.embeds)
    offers.add_refused("embeds", "on the page", shown.other_embeds, "outside the story")
    offers.add("free", "paywall", False if wall_behind(page.layout, page.blocks, story.paragraphs) else None)


def _reading(page: Anatomy, masthead: Masthead, story: Story) -> Reading:
    times, edit_times = times_of(page.layout, page.blocks)
    menu = Counter(anchor.get("href") or "" for anchor in page.document.root.iter("a"))
    return Reading(
        title=page.title,
        masthead=masthead,
        boxes=page.boxes,
        times=times,
        edit_times=edit_times,
        amp=amp_url(page.document),
        kickers=tuple(kickers(masthead.near, menu)),
        tag_line=tag_line(page.lines),
        tree=page.layout.root,
        pictures=page.media.pictures,
        closing=closing_lines(page.blocks, story),
    )


def _with_updates(article: Article, page: Anatomy) -> Article:
    """The live blog with its entries, and its text without the times above them."""
    context = page.context
    zone = zone_of(context.site.zone) if context.site.zone else None
    if zone is None:
        zone = article.published.tzinfo if article.published else None
    day_only = article.published_precision == "day"
    coverage = Coverage(article.published, day_only, zone or UTC, context.read_date)
    updates = read_updates(page.data, page.layout, page.blocks, article.paragraphs, coverage)
    kept = [place for place, line in enumerate(article.paragraphs) if not is_stamp(line)]
    return replace(
        article,
        updates=updates,
        paragraphs=tuple(article.paragraphs[place] for place in kept),
        paragraph_kinds=tuple(article.paragraph_kinds[place] for place in kept),
    )


def _links(page: Anatomy, story: Story) -> tuple[Link, ...]:
    """The edges of boxes and sentences, each kind and target once, numbered in page order."""
    layout = page.layout
    placed = [(layout.order[box.elements[0]], link) for box in page.boxes for link in box.links]
    told = {fold(line) for line in story.paragraphs}
    for block in page.blocks:
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
