"""Which links may lead to a story: not to tags, authors, sections, dates, searches, files, or the page itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from newsspider.addresses import is_index_url
from newsspider.extraction.document import squash, text_of
from newsspider.extraction.titles import fold
from newsspider.sites import Site
from newsspider.urls import canonical_url, identity_key

_SERVICE = re.compile(
    r"/(?:category|categories|kategorie|rubrique|sections?|topics?|themen?|hub|account|newsletters?|kontakt"
    r"|contacts?|contact-us|about|about-us|impressum|imprint|privacy(?:-policy)?|terms(?:-[\w-]+)?|cookies?(?:-policy)?"
    r"|advertise|datenschutz|share|print)(?:[/.]|$)",
    re.IGNORECASE,
)
_DATE_ARCHIVE = re.compile(r"/archives?|(?:/archives?)?/\d{4}(?:[/-]\d{1,2}){0,2}", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_REMEMBERED = 4_096
"""The pages of a newspaper link to the same addresses again and again: so many are kept worked out."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads."""

    url: str
    """Canonical URL."""
    key: str
    """Its identity key."""
    own: bool
    """Whether the newspaper owns it."""


def read_targets(root: HtmlElement, base: str, site: Site, self_keys: frozenset[str]) -> Mapping[HtmlElement, Target]:
    """The anchors that may lead to a story (or to another site), each with its target, in page order.

    ``self_keys`` are the identity keys of the page itself.
    """
    home_keys = frozenset(identity_key(url) for url in (*site.all_origins, site.home))
    found = {}
    for anchor in root.iter("a"):
        target = _target(anchor, base, site)
        if target and target.key not in self_keys and target.key not in home_keys:
            found[anchor] = target
    return found


def is_section_link(target: Target, text: str) -> bool:
    """Whether a link rather names a section than a story: a short path under a name of one to three words."""
    return _names_section(target.url, text)


@lru_cache(_REMEMBERED)
def _names_section(url: str, text: str) -> bool:
    parts = urlsplit(url)
    segments = [part for part in parts.path.split("/") if part]
    words = len(_WORD.findall(text))
    if not segments or words > 3 or parts.query or any(char.isdigit() for char in parts.path):
        return False
    if len(segments) == 1:
        return segments[0].count("-") <= 3
    return fold(unquote(segments[-1]).rpartition(".")[0] or unquote(segments[-1])) == fold(text)


@lru_cache(_REMEMBERED)
def may_be_story(url: str) -> bool:
    """Whether a canonical URL's form allows a story: no home page, list, section, date, file or service page."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if not path and not parts.query:
        return False
    return not (is_index_url(url) or _SERVICE.search(path) or _DATE_ARCHIVE.fullmatch(path))


def _target(anchor: HtmlElement, base: str, site: Site) -> Target | None:
    href = squash(anchor.get("href") or "")
    rel = (anchor.get("rel") or "").lower().split()
    if not href or href.startswith("#") or {"tag", "author", "category", "search", "sponsored"} & set(rel):
        return None
    try:
        url = canonical_url(href, base)
        key = identity_key(url)
    except ValueError:
        return None
    own = site.owns(url)
    if own and not may_be_story(url):
        return None
    target = Target(url, key, own)
    return None if own and _names_section(url, text_of(anchor)) else target
