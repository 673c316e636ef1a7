"""What is known of one newspaper."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import blake2b
from urllib.parse import urlsplit

from newsspider.items import LinkKind
from newsspider.urls import origin

_PLACEHOLDERS = {
    "year": r"(?P<year>\d{4})",
    "month": r"(?P<month>\d{1,2})",
    "day": r"(?P<day>\d{1,2})",
    "section": r"(?P<section>[^/]+)",
    "slug": r"(?P<slug>[^/]+)",
    "id": r"(?P<id>\d+)",
}


@dataclass(frozen=True, kw_only=True)
class Site:
    """One newspaper. Each field but ``name`` and ``home`` is a key of its TOML that may be left out."""

    name: str
    """Short name: the TOML's file name, else the host (with the port unless it is the default)."""
    home: str
    """URL of the home page."""
    title: str | None = None
    """The newspaper's name as printed; taken off the end of headlines. None: as the pages say."""
    origins: tuple[str, ...] = ()
    """Scheme, host and port of everything that is the newspaper's own. Empty: the home page's origin and, on
    default ports, its http, https and www twins."""
    zone: str | None = None
    """IANA zone of dates that tell none. None: the offset that feed or sitemap uses, else UTC."""
    language: str | None = None
    """BCP 47 tag for pages that declare none. None: detected in the text."""
    permalinks: tuple[str, ...] = ()
    """Paths of stories, as "/{year}/{section}/{slug}" (year, month, day, section, slug, id). Empty: any path."""
    credits: tuple[str, ...] = ()
    """Names under which the newspaper's own desk is credited: "Asian Lite News"."""
    labels: Mapping[str, LinkKind] = field(default_factory=dict)
    """Headings of related-link boxes that the general rules don't know, each with the kind of its links."""
    sections: Mapping[str, str] = field(default_factory=dict)
    """Section names by their slug in URLs: {"uk-news" = "UK News"}."""
    sitemaps: tuple[str, ...] = ()
    """Sitemap URLs, where neither robots.txt nor the usual places name them."""
    feeds: tuple[str, ...] = ()
    """Feed URLs, where the home page names none."""

    @property
    def fingerprint(self) -> str:
        """Hash of all that is said of it: another one after its TOML was changed."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        return blake2b(json.dumps(said, default=dict, sort_keys=True).encode(), digest_size=8).hexdigest()

    @cached_property
    def all_origins(self) -> frozenset[str]:
        """``origins``, or what stands for them when there are none."""
        return frozenset(origin(url) for url in self.origins) or _twins(self.home)

    @cached_property
    def named_origins(self) -> frozenset[str]:
        """Its origins, and those of the sitemaps and feeds that its TOML names: the user trusts them all."""
        return self.all_origins | {origin(url) for url in (*self.sitemaps, *self.feeds)}

    def owns(self, url: str) -> bool:
        """Whether the URL is the newspaper's own. False for what is no http or https URL."""
        try:
            return origin(url) in self.all_origins
        except ValueError:
            return False

    def match_permalink(self, url: str) -> Mapping[str, str] | None:
        """The parts of a story's path by name; None if ``permalinks`` doesn't allow the URL.

        Without ``permalinks`` every URL is allowed and gives no parts.
        """
        if not self.permalinks:
            return {}
        path = urlsplit(url).path.rstrip("/")
        for pattern in self._permalink_patterns:
            if match := pattern.fullmatch(path):
                return match.groupdict()
        return None

    @cached_property
    def _permalink_patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(permalink_pattern(text) for text in self.permalinks)


def permalink_pattern(template: str) -> re.Pattern[str]:
    """The pattern behind a permalink template such as "/{year}/{section}/{slug}".

    Raises:
        KeyError: the template has a placeholder that doesn't exist.
    """
    parts = re.split(r"\{(\w+)\}", template.rstrip("/"))
    names: list[str] = parts[1::2]
    for name in names:
        if name not in _PLACEHOLDERS:
            raise KeyError(name)
    literal = [re.escape(text) for text in parts[0::2]]
    return re.compile("".join(a + b for a, b in zip(literal, [*(_PLACEHOLDERS[n] for n in names), ""], strict=True)))


def permalink_names() -> tuple[str, ...]:
    """The placeholders that a permalink template may hold."""
    return tuple(_PLACEHOLDERS)


def host_of(url: str) -> str:
    """Host of a URL, with the port unless it is the default: the name of a newspaper without a TOML.

    Raises:
        ValueError: the URL is not http or https.
    """
    return origin(url).partition("://")[2]


def _twins(home: str) -> frozenset[str]:
    scheme, _, host = origin(home).partition("://")
    if ":" in host:
        return frozenset({f"{scheme}://{host}"})
    bare = host.removeprefix("www.")
    return frozenset(f"{s}://{h}" for s in ("http", "https") for h in (bare, f"www.{bare}"))
