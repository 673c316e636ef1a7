"""What is known of a newspaper's stories before they are fetched."""

from __future__ import annotations

from collections.abc import Iterable

from newsspider.addresses import is_story_url
from newsspider.discovery.keys import KeySet
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
        """The leads by identity key, in the order in which they were found; without those that were taken on."""
        self._site = site
        self._listed = KeySet()
        self._named: set[str] = set()
        self._sitemap = False
        self._broken = False

    def __len__(self) -> int:
        return len(self._listed) + sum(key not in self._listed for key in self._named)

    def __contains__(self, url: str) -> bool:
        key = _key(url)
        return key in self._listed or key in self._named

    def lead(self, url: str) -> Lead | None:
        """What is said of the story at this URL; None if nothing names it, or its lead was taken on."""
        return self.leads.get(_key(url))

    def add(self, leads: Iterable[Lead]) -> bool:
        """Add what a feed or a page names; say whether one was new."""
        is_new = False
        for lead in leads:
            if key := self._story_key(lead):
                is_new |= key not in self._listed and key not in self._named
                self._named.add(key)
                self._keep(key, lead)
        return is_new

    def add_sitemap(self, listing: Listing, *, keep: bool = True) -> list[Lead]:
        """Add what a sitemap lists, and give the leads that may be stories.

        ``keep``: whether this is to remember the leads; else only that they are listed, and who asked takes them on.
        """
        self._broken |= bool(listing.leads or listing.children) and not listing.whole
        self._sitemap |= any(lead.source == "sitemap" for lead in listing.leads)
        found = [(key, lead) for lead in listing.leads if (key := self._story_key(lead))]
        self._listed.update(key for key, _ in found)
        for key, lead in found if keep else ():
            self._keep(key, lead)
        return [lead for _, lead in found]

    def lists(self, url: str) -> bool:
        """Whether a sitemap lists the story at this URL."""
        return _key(url) in self._listed

    def has_sitemap(self) -> bool:
        """Whether any sitemap lists a story."""
        return len(self._listed) > 0

    @property
    def is_broken(self) -> bool:
        """Whether a sitemap could not be read to its end."""
        return self._broken

    def is_full(self, frame: frozenset[str] = frozenset()) -> bool:
        """Whether sitemaps list (nearly) all that feeds and sections name; a news sitemap alone never does.

        ``frame`` holds identity keys that don't count: what every page links.
        """
        named = self._named - frame
        return self._sitemap and not self._broken and sum(key in self._listed for key in named) >= FULL * len(named)

    def _story_key(self, lead: Lead) -> str:
        """The identity key of what may be a story, empty for what may be none."""
        key = _key(lead.url)
        return key if key and is_story_url(canonical_url(lead.url), self._site) else ""

    def _keep(self, key: str, lead: Lead) -> None:
        known = self.leads.get(key)
        self.leads[key] = merge_leads(known, lead) if known else lead


def _key(url: str) -> str:
    """The identity key of a URL; empty for what is no http or https URL."""
    try:
        return identity_key(url)
    except ValueError:
        return ""
