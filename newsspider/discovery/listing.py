"""What a sitemap or a feed holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from newsspider.items import Lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A sitemap that an index names."""

    url: str
    """As the index writes it."""
    modified: datetime | None = None
    """Its lastmod in the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one sitemap or feed lists, or a part of it; empty for a file that is neither."""

    leads: tuple[Lead, ...] = ()
    """The stories, in the file's order."""
    children: tuple[Child, ...] = ()
    """Further sitemaps that an index names."""
    whole: bool = False
    """Whether the file is a sitemap or a feed and could be read to its end, or to that of the part."""
    more: bool = False
    """Whether this is a part of the file, and others follow."""
    feed: bool = False
    """Whether it is a feed: the newest stories alone."""
    next_page: str | None = None
    """A feed's next page of older stories."""
    unmodified: bool = False
    """Whether the file is as it was when it was last read, and was not sent again."""
