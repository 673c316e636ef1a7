"""Reads a file that robots.txt or a page names as a sitemap or a feed, whichever it turns out to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from zlib import error as ZlibError

from scrapy.utils.gz import gunzip

from newsspider.discovery.feeds import read_feed
from newsspider.discovery.listing import Listing
from newsspider.discovery.sitemaps import sitemap_parts

MAX_BYTES = 10 * 1024 * 1024
"""Bytes that are read of a compressed sitemap."""

_GZIP = b"\x1f\x8b\x08"
_HEAD = 2_000
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)


def read_listing(body: bytes, url: str, zone: str | None = None) -> Listing:
    """What a sitemap or a feed lists, gzipped or not; an empty listing for any other file.

    Args:
        body: the file as it came.
        url: its URL.
        zone: IANA zone of times without an offset.
    """
    parts = list(read_parts(body, url, zone))
    return replace(parts[-1], leads=tuple(lead for part in parts for lead in part.leads))


def read_parts(body: bytes, url: str, zone: str | None = None) -> Iterator[Listing]:
    """As ``read_listing``, a large sitemap in several parts, read as they are asked for."""
    try:
        text = unpacked(body)
    except (OSError, EOFError, ValueError, ZlibError):
        yield Listing()
        return
    if _FEED.search(text[:_HEAD]):
        yield read_feed(text, url, zone)
    else:
        yield from sitemap_parts(text, zone)


def is_feed(body: bytes) -> bool:
    """Whether a file is RSS or Atom, by how it begins."""
    try:
        head = gunzip(body[:_HEAD], max_size=MAX_BYTES) if body.startswith(_GZIP) else body
    except (OSError, EOFError, ValueError, ZlibError):
        return False
    return _FEED.search(head[:_HEAD]) is not None


def unpacked(body: bytes) -> bytes:
    """The body without gzip.

    Raises:
        ValueError: it is larger than ``MAX_BYTES``.
        OSError, EOFError, zlib.error: it is no gzip.
    """
    return gunzip(body, max_size=MAX_BYTES) if body.startswith(_GZIP) else body
