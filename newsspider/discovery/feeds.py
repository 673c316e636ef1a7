"""Reads RSS and Atom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import feedparser
from w3lib.html import remove_tags

from newsspider.discovery.dates import instant
from newsspider.discovery.listing import Listing
from newsspider.items import Lead
from newsspider.urls import canonical_url

# Entities that a feed declares itself are bombs; those of HTML need no declaration.
_DTD = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,12})|(\d{1,12}));?")


def read_feed(body: bytes, url: str, zone: str | None = None) -> Listing:
    """What a feed lists; an empty listing if it is none. No entry costs another one.

    Args:
        body: the file, not compressed.
        url: its URL, against which links are made absolute.
        zone: IANA zone of times without an offset.
    """
    text = _REFERENCE.sub(_referenced, _DTD.sub(b"", body, count=1))
    feed = feedparser.parse(BytesIO(text), response_headers={"content-location": url})
    language = _text(feed.feed.get("language"))
    leads = tuple(_lead(entry, language, zone) for entry in feed.entries if _link(entry))
    return Listing(leads=leads, whole=bool(feed.version), feed=True, next_page=_next_page(feed, url))


def _lead(entry: Any, language: str | None, zone: str | None) -> Lead:
    raw = _text(entry.get("published"))
    updated = _text(entry["updated"]) if "updated" in entry else None
    tags = tuple(name for tag in entry.get("tags", ()) if (name := _text(tag.get("term"))))
    return Lead(
        url=_link(entry),
        source="feed",
        title=_text(entry.get("title")),
        published=instant(raw, zone) if raw else None,
        published_raw=raw,
        modified=instant(updated, zone) if updated else None,
        section=tags[0] if tags else None,
        tags=tags,
        authors=tuple(_authors(entry.get("authors", ()))),
        language=language,
        summary=_text(entry.get("summary")),
    )


def _link(entry: Any) -> str:
    """The story's own URL, also where Feedburner counts the clicks; "" for what is no http or https URL."""
    link = str(entry.get("feedburner_origlink") or entry.get("link") or "").strip()
    try:
        canonical_url(link)
    except ValueError:
        return ""
    return link


def _referenced(found: re.Match[bytes]) -> bytes:
    """A reference to a character by its number, without those to none, which cost feedparser the feed."""
    number = int(found[1], 16) if found[1] else int(found[2])
    return b"" if number == 0 or 0xD800 <= number <= 0xDFFF or number > 0x10FFFF else found[0]


def _authors(authors: Iterable[Any]) -> Iterable[str]:
    for author in authors:
        if name := _text(author.get("name")):
            yield name


def _text(value: Any) -> str | None:
    """Plain text in one line; None without any."""
    if not isinstance(value, str):
        return None
    return " ".join(unescape(remove_tags(value)).split()) or None


def _next_page(feed: Any, url: str) -> str | None:
    """The feed's next page: as it says itself (RFC 5005), else WordPress's ?paged=N; None for a feed without."""
    for link in feed.feed.get("links", ()):
        if link.get("rel") == "next" and link.get("href"):
            return str(link["href"])
    if not feed.entries or "wordpress" not in str(feed.feed.get("generator", "")).lower():
        return None
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    page = query.get("paged", "1")
    query["paged"] = str(int(page) + 1) if page.isdecimal() else "2"
    return urlunsplit(parts._replace(query=urlencode(query)))
