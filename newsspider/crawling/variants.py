"""Learns which parameters of a newspaper's URLs change nothing: session ids by whatever name, counters of clicks.

A page that links all others under ever new addresses would keep a crawl busy for ever. What the crawl itself saw tells
it: where two addresses that differ in one parameter alone gave the same story, and no two ever gave different ones, the
parameter is noise, and a further address is one that is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from newsspider.urls import canonical_url, identity_key

SURE = 3
"""Pairs of addresses with the same story that make a parameter noise."""


class Variants:
    """What a run saw of the newspaper's addresses with parameters."""

    def __init__(self) -> None:
        self.noise: frozenset[str] = frozenset()
        """Names of the parameters that change nothing."""
        self._stories: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._same: Counter[str] = Counter()
        self._telling: set[str] = set()
        self._seen: set[str] = set()
        self._asked: list[str] = []

    def learn(self, url: str, story: str) -> None:
        """A page gave a story (its id)."""
        self._asked.append(url)
        self._seen.add(self._plain(url))
        for name, value, rest in _parameters(url):
            known = self._stories[rest, name]
            if value in known:
                continue
            if known and set(known.values()) == {story}:
                self._same[name] += 1
            elif known:
                self._telling.add(name)
            known[value] = story
            self._settle(name)

    def is_known(self, url: str) -> bool:
        """Whether a page was read whose URL differs in nothing but noise."""
        return bool(self.noise) and bool(urlsplit(url).query) and self._plain(url) in self._seen

    def _settle(self, name: str) -> None:
        is_noise = self._same[name] >= SURE and name not in self._telling
        if is_noise != (name in self.noise):
            self.noise = self.noise ^ {name}
            self._seen = {self._plain(url) for url in self._asked}

    def _plain(self, url: str) -> str:
        parts = urlsplit(canonical_url(url))
        query = [(name, value) for name, value in _pairs(parts.query) if name not in self.noise]
        return identity_key(urlunsplit(parts._replace(query=urlencode(query))))


def _parameters(url: str) -> Iterator[tuple[str, str, str]]:
    """Each parameter of a URL: its name, its value, and the rest of the URL."""
    parts = urlsplit(canonical_url(url))
    pairs = _pairs(parts.query)
    for place, (name, value) in enumerate(pairs):
        rest = parts._replace(query=urlencode(pairs[:place] + pairs[place + 1 :]))
        yield name, value, identity_key(urlunsplit(rest))


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)
