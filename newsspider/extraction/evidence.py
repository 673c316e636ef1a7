"""What is known of a page when its kind is judged, and the judgement."""

from __future__ import annotations

from dataclasses import dataclass

from newsspider.items import PageKind


@dataclass(frozen=True, slots=True)
class PageMeasure:
    """What extraction counted on a page."""

    words: int
    """Words of the story's text."""
    paragraphs: int
    long_paragraphs: int
    """Paragraphs of twenty words or more."""
    run: int
    """The most long plain lines in a row: in a list of teasers a headline parts them."""
    linked_share: float
    """Share of the text of the page without its frame that stands in links, 0 to 1."""
    story_links: int
    """Links that may lead to stories, without boxes and frame."""
    images: int
    """Images in the page without its frame and boxes."""
    stamps: int
    """Lines that begin with a time of day, or different times that are told to machines, if these are more."""
    has_date: bool
    """Whether the page itself tells a publication date."""
    has_byline: bool


@dataclass(frozen=True, slots=True)
class Face:
    """What a page shows to be read."""

    headline: str | None
    titles: tuple[str, ...]
    """What the page's head calls it, as told."""
    headings: tuple[str, ...]
    """Its first-level headings."""
    site_names: tuple[str, ...]
    """Names under which the newspaper may stand in a title."""
    standfirst: str | None
    story: tuple[str, ...]
    """The lines that were taken for the story's."""
    lines: tuple[str, ...]
    """All lines without boxes and frame."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is, and why."""

    kind: PageKind
    evidence: str
