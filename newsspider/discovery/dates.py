"""Reads the dates that feeds and sitemaps write."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

_BARE_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def instant(raw: str, zone: str | None = None) -> datetime | None:
    """The instant that a feed (RFC 822) or a sitemap (W3C) writes, with its offset.

    A time without an offset is in ``zone`` (IANA), else UTC. None for a bare day, which is no instant, for an
    impossible date, and for one that no computer of a newspaper wrote (before 1970, or past 2100).
    """
    text = raw.strip()
    return None if _BARE_DAY.fullmatch(text) else moment(text, zone)


def moment(raw: str, zone: str | None = None) -> datetime | None:
    """As ``instant``, but a bare day is its midnight: good for ordering, and for a sitemap's lastmod."""
    text = raw.strip()
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        try:
            when = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
    return when if 1970 <= when.year <= 2100 else None
