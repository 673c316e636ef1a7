"""Reads WordPress's list of edited posts, the cheapest feed of edits.

REST API Handbook: pages name the API in a link of type https://api.w.org/, and ``/wp/v2/posts`` takes
``modified_after`` (WordPress 5.7 and later).
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from newsspider.discovery.dates import instant
from newsspider.discovery.listing import Listing
from newsspider.items import Lead

API = "https://api.w.org/"
"""The link type under which a page names the interface."""
PAGE = 100
"""Posts of one answer, the most that it gives."""

_SLACK = timedelta(days=1)
"""The server compares with its local time."""


def edits_url(api: str, since: datetime, page: int = 1) -> str:
    """Where the posts stand that were edited since an instant (and a day before it), the last edited first.

    Args:
        api: the interface's address, as a page names it: with a path (/wp-json/) or a query (?rest_route=/).
        since: an instant in UTC.
        page: which hundred, from 1.
    """
    query = {
        "modified_after": f"{since - _SLACK:%Y-%m-%dT%H:%M:%S}",
        "orderby": "modified",
        "per_page": PAGE,
        "page": page,
        "_fields": "link,modified_gmt",
    }
    return f"{api.rstrip('/')}/wp/v2/posts{'&' if '?' in api else '?'}{urlencode(query)}"


def read_edits(body: bytes) -> Listing:
    """The leads of an answer; an empty listing if it is no list of posts."""
    try:
        posts = json.loads(body)
    except (ValueError, RecursionError):
        return Listing()
    if not isinstance(posts, list):
        return Listing()
    return Listing(leads=tuple(lead for post in posts if (lead := _lead(post))), whole=True)


def _lead(post: Any) -> Lead | None:
    link = post.get("link") if isinstance(post, dict) else None
    if not isinstance(link, str):
        return None
    modified = post.get("modified_gmt")
    return Lead(url=link, source="sitemap", modified=instant(modified, "UTC") if isinstance(modified, str) else None)
