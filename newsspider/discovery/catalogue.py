"""What is known of a newspaper's stories before they are fetched."""

from __future__ import annotations

from collections.abc import Iterable

from newsspider.addresses import is_story_url
from newsspider.discovery.leads import merge_leads
from newsspider.discovery.listing import Listing
from newsspider.items import Lead
from newsspider.sites import Site
from newsspider.urls import canonical_url, identity_key

FULL = 0.9
"""Share of the stories in feeds and sections that a full sitemap lists."""


class Catalogue:
    """The leads to a newspaper's stories, one an identity, and which of them the sitemaps list."""

    def __init__(self, site: Site) -> None:
        self.leads: dict[str, Lead] = {}
        """The leads by identity key, in the order in which they were found."""
        self.files: dict[str, frozenset[str]] = {}
        """The identity keys that each full sitemap lists which was read whole, by its URL."""
        self._site = site
        self._listed: set[str] = set()
        self._named: set[str] = set()
        self._sitemap = False
        self._broken = False

    def __len__(self) -> int:
        return len(self.leads)

    def __contains__(self, url: str) -> bool:
        return _key(url) in self.leads

    def lead(self, url: str) -> Lead | None:
        """What is said of the story at this URL; None if nothing names it."""
        return self.leads.get(_key(url))

    def add(self, leads: Iterable[Lead]) -> bool:
        """Add what a feed or a page names; say whether one was new."""
        before = len(self.leads)
        self._named.update(key for lead in leads if (key := self._keep(lead)))
        return len(self.leads) > before

    def add_sitemap(self, url: str, listing: Listing) -> None:
        """Add what the sitemap at a URL lists."""
        self._broken |= bool(listing.leads or listing.children) and not listing.whole
        self._sitemap |= any(lead.source == "sitemap" for lead in listing.leads)
        keys = frozenset(key for lead in listing.leads if (key := self._keep(lead)))
        self._listed |= keys
        if listing.whole and not listing.unmodified and all(lead.source == "sitemap" for lead in listing.leads):
            self.files[url] = keys

    def lists(self, url: str) -> bool:
        """Whether a sitemap lists the story at this URL."""
        return _key(url) in self._listed

    def has_sitemap(self) -> bool:
        """Whether any sitemap lists a story."""
        return bool(self._listed)

    @property
    def is_broken(self) -> bool:
        """Whether a sitemap could not be read to its end."""
        return self._broken

    def is_full(self, frame: frozenset[str] = frozenset()) -> bool:
        """Whether sitemaps list (nearly) all that feeds and sections name; a news sitemap alone never does.

        ``frame`` holds identity keys that don't count: what every page links.
        """
        named = self._named - frame
        return self._sitemap and not self._broken and len(named & self._listed) >= FULL * len(named)

    def _keep(self, lead: Lead) -> str:
        """Keep what may be a story, merged with what is known of it; its identity key, empty for what may be none."""
        key = _key(lead.url)
        if not key or not is_story_url(canonical_url(lead.url), self._site):
            return ""
        known = self.leads.get(key)
        self.leads[key] = merge_leads(known, lead) if known else lead
        return key


def _key(url: str) -> str:
    """The identity key of a URL; empty for what is no http or https URL."""
    try:
        return identity_key(url)
    except ValueError:
        return ""
