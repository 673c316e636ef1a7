"""What the store gives back: articles and links with what the store knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter

from newsspider.edits import Version
from newsspider.items import Article, LeadSource, Link, Precision
from newsspider.urls import identity_key


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLink(Link):
    """A link with its target's id and the time over which it was shown."""

    target: str
    """Id of the target: of the stored article that has the link's URL, else the id that it would have."""
    first_seen: datetime
    """When the page first showed the link, UTC."""
    last_seen: datetime
    """When the page last showed the link, UTC. Rotating links (``LINK_GROUPS``) are kept for 30 days."""


_SAID = tuple(f.name for f in fields(Link))
_said = attrgetter(*_SAID)


def stored_link(link: Link, target: str, first_seen: datetime, last_seen: datetime) -> StoredLink:
    """A link as it is stored. Made for each link of each story: ``dataclasses.replace`` takes four times as long."""
    said = dict(zip(_SAID, _said(link), strict=True))
    return StoredLink(**said, target=target, first_seen=first_seen, last_seen=last_seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A page under which a story was fetched, and the URL that it names as the canonical one.

    A story keeps all its witnesses: what they say together doesn't depend on the order in which they came.
    """

    fetched_url: str
    """Where the page stands."""
    url: str
    """What it names; ``fetched_url`` where it names none. Believed if the story has this URL's key."""
    source: LeadSource | None = None
    """Who named the page."""
    left: str | None = None
    """Identity key of a URL that redirected to the page."""

    @property
    def own(self) -> str:
        """Identity key of ``fetched_url``."""
        return identity_key(self.fetched_url)

    @property
    def named(self) -> str:
        """Identity key of ``url``."""
        return identity_key(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle(Article):
    """An article with what the store knows of it. ``aliases`` are the identity keys of all its URLs."""

    links: tuple[StoredLink, ...] = ()
    """The typed related-link graph: shown ones in page order, then those no longer shown."""
    id: str
    """The story's id: 16 bytes of blake2b of its first canonical URL's identity key, as hex; it never changes."""
    witnesses: tuple[Witness, ...] = ()
    """The pages under which the story was fetched; ``fetched_url`` is the one that gave the content."""
    revision: int = 1
    """1 at first, one more for each edit of headline, standfirst or text."""
    first_seen: datetime
    """When the story was first fetched, UTC."""
    last_seen: datetime
    """When it was last fetched, UTC."""
    last_changed: datetime
    """When its last edit was first seen, UTC; ``first_seen`` without an edit."""
    gone_at: datetime | None = None
    """When the newspaper first answered that it is gone, UTC."""
    duplicate_of: str | None = None
    """Id of the story, first published, whose text this one repeats under another title or in another paper."""
    content_hash: str
    """Hash of what the reader reads (kind, headline, standfirst, credit, paragraphs); links are left out."""
    story_hash: str | None = None
    """See ``Identity.story_hash``."""
    text_hash: str | None = None
    """See ``Identity.text_hash``."""
    inlinks: Mapping[str, int] = field(default_factory=dict)
    """How many stories link here, by group (``LINK_GROUPS``), as of the end of the last run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A stored story in brief: what a list or a graph shows of it. The fields are those of ``StoredArticle``."""

    id: str
    """The story's id."""
    url: str
    """Its canonical URL: ``Archive.article`` gives the whole story."""
    site: str
    """Name of the newspaper."""
    title: str | None
    """Headline."""
    section: str | None
    """Section as the newspaper names it."""
    published: datetime | None
    """Publication instant, in ``published_zone``."""
    published_precision: Precision | None
    """How exactly ``published`` is known."""
    published_zone: str | None
    """IANA name or offset of the newspaper's zone."""
    language: str | None
    """BCP 47 tag of the story's language."""
    duplicate_of: str | None
    """Id of the story whose text this one repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision(Version):
    """What a story said before an edit."""

    number: int
    """The story's ``revision`` then: 1 for what it said first."""
    matters: bool
    """Whether a reader would learn something from the edit that ended it (``newsspider.edits``)."""
    first_seen: datetime
    """When the story was first seen to say this."""
    last_seen: datetime
    """When it was last seen to say this."""
