"""Links of stories that nothing else names, beside a sitemap that should name all: a few are looked up."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from newsspider.items import Fetched
from newsspider.urls import identity_key

MOST_VAIN = 40
"""Lookups in vain after which no more are made: links that redirect to known stories, or to none."""


class Strays:
    """The URLs that wait to be looked up, in the order in which they were seen.

    Each lookup counts as in vain until it turns out to be a story of its own: so a sitemap that leaves out many
    stories costs no story, and one that leaves out none costs few requests.
    """

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._waiting: deque[str] = deque()
        self._open: set[str] = set()

    def add(self, url: str) -> None:
        """Let a URL wait that nothing but a story's link names."""
        key = identity_key(url)
        if key not in self._seen:
            self._seen.add(key)
            self._waiting.append(url)

    def found(self, item: Fetched) -> None:
        """A page was a story; if it stands where it was looked up, that was not in vain."""
        own = identity_key(item.article.fetched_url)
        if identity_key(item.article.url) == own:
            self._open.discard(own)

    def ready(self) -> Iterator[str]:
        """The URLs to look up now."""
        while self._waiting and len(self._open) < MOST_VAIN:
            url = self._waiting.popleft()
            self._open.add(identity_key(url))
            yield url
