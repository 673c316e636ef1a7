"""What travels down the line: leads in, articles out.

A ``Lead`` is what a feed, a sitemap or a page said of a story before it was fetched. Extraction turns a page into
an ``Article``; a spider sends it on as ``Fetched`` together with the page it came from, or sends a ``Refused``
that says why there is none. All are frozen: a stage hands on a changed copy (``dataclasses.replace``).

Text is Unicode without markup. ``None`` means that nobody said; an empty tuple means that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal, get_args

from newsspider.knowledge import Trace

LinkKind = Literal["inline", "also_read", "related", "previous", "next", "latest", "promoted"]
LinkGroup = Literal["editorial", "sequence", "rotating"]
PageKind = Literal[
    "article",
    "live_blog",
    "listing",
    "gallery",
    "video",
    "page",
    "consent_wall",
    "login_wall",
    "bot_challenge",
    "soft_404",
    "error",
]
ParagraphKind = Literal["paragraph", "subhead", "list_item", "quote"]
Precision = Literal["second", "minute", "day"]
LeadSource = Literal["sitemap", "news_sitemap", "feed", "page", "story", "named"]
Reason = Literal["robots", "scope", "size", "time", "status", "not_an_article", "rights", "parse", "store", "older"]

LINK_GROUPS: Mapping[str, tuple[LinkKind, ...]] = MappingProxyType(
    {
        "editorial": ("inline", "also_read", "related"),
        "sequence": ("previous", "next"),
        "rotating": ("latest", "promoted"),
    }
)
"""The kinds of links by what they tell: the desk's view, the order of publication, the day of the fetch."""

STORED_KINDS: frozenset[PageKind] = frozenset({"article", "live_blog"})
"""The page kinds that are stored; pages of any other kind are refused as ``not_an_article``."""

REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A typed edge from a story to another page."""

    kind: LinkKind
    """Why the link stands there; see ``LINK_GROUPS``."""
    url: str
    """Absolute URL of the target in canonical form (``urls.canonical_url``)."""
    title: str
    """The link's text as shown."""
    teaser: str | None = None
    """The sentence or two shown with the link; None without one."""
    label: str | None = None
    """The heading of the box, or the words of the call-out, as printed; None without one."""
    position: int = 0
    """Order among the story's links, from 0, as they stand on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One entry of a live blog."""

    at: datetime | None = None
    """When it was written, with its UTC offset; None if neither the page's data nor its line tells."""
    headline: str | None = None
    """The entry's own headline; None without one."""
    paragraphs: tuple[str, ...] = ()
    """What it says, one entry a paragraph, without the time printed above."""

    @property
    def text(self) -> str:
        """The paragraphs with an empty line between them."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture."""

    url: str
    """Absolute URL of the picture in canonical form."""
    caption: str | None = None
    """The words with it, without the credit; None without any."""
    credit: str | None = None
    """Whose picture it is, as printed, without "Photo:" and brackets; None where nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A URL that may be a story, and what its source said of it. It fills what the page leaves open."""

    url: str
    """Absolute URL as the source wrote it."""
    source: LeadSource
    """Where it was found; ``named`` means that the user gave it."""
    title: str | None = None
    """Headline in a feed or a news sitemap."""
    published: datetime | None = None
    """Instant of publication, with its zone, in a feed or a news sitemap; never a sitemap's lastmod."""
    published_raw: str | None = None
    """``published`` as the source wrote it."""
    modified: datetime | None = None
    """A sitemap's lastmod or a feed's update instant."""
    section: str | None = None
    """Section name: a feed's first category, or the title of the section page that links it."""
    tags: tuple[str, ...] = ()
    """A feed's categories and a news sitemap's keywords, as written."""
    authors: tuple[str, ...] = ()
    """A feed's authors."""
    language: str | None = None
    """BCP 47 language tag in a feed or a news sitemap."""
    summary: str | None = None
    """A feed's description, as plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page's main story, as extracted: what the page says, nothing that the store knows."""

    url: str
    """The site's own canonical URL: its rel=canonical where believable, else the fetched URL in canonical form."""
    fetched_url: str
    """The URL that gave the page, after redirects, in canonical form."""
    aliases: tuple[str, ...] = ()
    """Other URLs of the same story that the page or its fetch names: requested, redirected from, AMP, short link."""
    site: str
    """Name of the newspaper: its TOML's name, else its host (with the port unless it is the default)."""
    page_kind: PageKind
    """What the page is. Only ``STORED_KINDS`` are stored; for others the fields are a best guess."""

    title: str | None = None
    """Headline, without the newspaper's name."""
    standfirst: str | None = None
    """The sentence under the headline, without a credit tail ("…reports Asian Lite News"). Not in ``paragraphs``."""
    credit: str | None = None
    """Who reports, from the standfirst's tail: "Asian Lite News". None without a tail."""
    paragraphs: tuple[str, ...] = ()
    """The story, one entry a paragraph, subhead, list item or quote, in order; captions and boxes are not in it."""
    updates: tuple[Update, ...] = ()
    """The entries of a live blog, in page order (``paragraphs`` has their text as well); empty for other stories."""
    parts: tuple[str, ...] = ()
    """URLs of the pages that the story is spread over, the first part's first; empty for a story on one page.

    ``rules["paragraphs"]`` tells if the text lacks some: "trafilatura, 2 of 3 parts".
    """
    paragraph_kinds: tuple[ParagraphKind, ...] = ()
    """What each entry of ``paragraphs`` is: paragraph, subhead, list_item or quote; empty in stories stored by a
    version that didn't tell."""
    image: Image | None = None
    """The lead image: what the metadata name, with caption and credit of the same picture in the page; no logo."""
    captions: tuple[str, ...] = ()
    """Captions of the story's pictures, the lead image's too, in page order, without credits. Not in ``paragraphs``."""
    embeds: tuple[str, ...] = ()
    """URLs of embedded posts, videos and maps in the story, in page order; none of their text is in ``paragraphs``."""
    free: bool | None = None
    """Whether all may read the story: False if it is paywalled or metered, None if nobody says."""
    published: datetime | None = None
    """Publication instant with its UTC offset; at midnight of ``published_zone`` if the precision is ``day``."""
    published_precision: Precision | None = None
    """How exactly ``published`` is known; ``day`` means that the time of day says nothing."""
    published_raw: str | None = None
    """The publication date as the winning source wrote it."""
    published_zone: str | None = None
    """IANA name, or offset such as "+05:30": the page's own, else the newspaper's, else the feed's, else "UTC"."""
    modified: datetime | None = None
    """Instant of the last edit that page, feed or sitemap tells."""
    authors: tuple[str, ...] = ()
    """Persons (or desks) in the byline, in order, without "By" and roles."""
    section: str | None = None
    """Section as the newspaper names it, without decoration: "Top News"."""
    tags: tuple[str, ...] = ()
    """Keywords that the newspaper gave the story, in its order."""
    language: str | None = None
    """BCP 47 tag of the story's language: declared, else detected in the text."""
    agencies: tuple[str, ...] = ()
    """News agencies credited in text, byline or metadata ("reports Yonhap News Agency"); the text keeps the words."""
    reading_minutes: int | None = None
    """Reading time as printed ("1 min read"), in minutes."""
    links: tuple[Link, ...] = ()
    """The typed related-link graph: this story's out-links in page order."""
    rights: tuple[str, ...] = ()
    """Reservations that the page or its headers declare: noindex, noarchive, nofollow, tdm (text and data mining)."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Field name to the name of the rule that gave its value: ``{"published": "json-ld"}``."""

    @property
    def text(self) -> str:
        """The paragraphs with an empty line between them."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched page as it came."""

    url: str
    """Final URL, after redirects."""
    status: int
    """HTTP status."""
    headers: Mapping[str, str]
    """Response headers, lower-case names; several values of one name are joined with ", "."""
    body: bytes = field(repr=False)
    """Body after content decoding (gzip and the like), in the page's own charset."""
    fetched_at: datetime
    """When the response came, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """By what a fetched story is recognised in the store. The keys are ``urls.identity_key`` of its URLs."""

    own: str
    """Key of the URL that gave the page."""
    claimed: str
    """Key of ``Article.url``; another than ``own`` where the page names another URL as its canonical one."""
    others: tuple[str, ...] = ()
    """Keys of ``Article.aliases`` that are neither of these."""
    left: str | None = None
    """Key of the lead's URL where it redirected to another story's URL: that URL is no story's own any more."""
    source: LeadSource | None = None
    """Who named the page; the better named URL becomes the canonical one of two equal stories."""
    story_hash: str | None = None
    """Hash of newspaper, title and text, normalized: equal ones are one story. None without title or text."""
    signature: bytes | None = None
    """MinHash signature of the text (``newsspider.signatures``); None for a very short one."""
    text_hash: str | None = None
    """Hash of the text, normalized (a very short text together with its title): equal ones repeat each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An Article with the page it came from: what travels from the spider to the store."""

    article: Article
    page: Page
    lead: Lead | None = None
    """What was said of the story before it was fetched."""
    parts: tuple[Page, ...] = ()
    """The pages of the story's other parts, in order, as far as they are in it; they are kept with ``page``."""
    keep_page: bool = True
    """Whether the store may keep the page's bytes; the store stage says no for a noarchive page."""
    identity: Identity | None = None
    """By what the store recognises the story; set by the deduplicate stage."""
    article_id: str | None = None
    """The store's id for the story; set by the store stage."""
    duplicate_of: str | None = None
    """Id of the story whose text this one repeats under another title; set by the store stage."""
    trace: Trace | None = None
    """What other pages of the newspaper may show too; set by the spider."""
    leads: tuple[Lead, ...] = ()
    """Links of the story that may be stories and that the run doesn't know; after the store, those unknown there."""
    again: bool = False
    """Whether this is a page that the store has kept, read again: its story is replaced, and that is no edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A URL that did not become a story, and why."""

    url: str
    """The URL in canonical form."""
    site: str
    """Name of the newspaper."""
    reason: Reason
    """Why, in one word."""
    detail: str
    """Why, for a reader: "404", "listing: 34 links, 12 words of text", "tdm-reservation: 1"."""
    seen_at: datetime
    """When, UTC."""
    again_at: datetime | None = None
    """Until when the newspaper asks us to wait with the next try, UTC; None if it says nothing of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A known story's URL that answered 304: what the store has is what the newspaper shows."""

    url: str
    """The URL in canonical form."""
    site: str
    """Name of the newspaper."""
    seen_at: datetime
    """When, UTC."""
    lead: Lead | None = None
    """What was said of the story before it was asked for."""
