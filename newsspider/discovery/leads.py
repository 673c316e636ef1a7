"""Merges what several sources say of one story, and tells how old it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from newsspider.addresses import date_in_url
from newsspider.items import Lead, LeadSource
from newsspider.urls import canonical_url, identity_key

# Who is believed first: a feed says most, a page that links a story says least.
_RANKS: tuple[LeadSource, ...] = ("feed", "news_sitemap", "sitemap", "page", "story", "named")
# A news sitemap keeps the newspaper's own offset, where most feeds write UTC.
_DATE_RANKS: tuple[LeadSource, ...] = ("news_sitemap", "feed", "sitemap", "page", "story", "named")

_DAY_SLACK = timedelta(days=1)
_MONTH_SLACK = timedelta(days=32)


def merge_leads(first: Lead, second: Lead) -> Lead:
    """One lead with what both say of a story; where they differ, a feed wins over a sitemap, a sitemap over a page.

    The URL is the first one's, unless only the second is free of AMP and print marks, or only the second is https.
    """
    best, other = sorted((first, second), key=lambda lead: _RANKS.index(lead.source))
    dated, undated = sorted((first, second), key=lambda lead: (lead.published is None, _DATE_RANKS.index(lead.source)))
    return replace(
        best,
        url=min(first.url, second.url, key=_url_rank),
        title=best.title or other.title,
        published=dated.published,
        published_raw=dated.published_raw or undated.published_raw,
        modified=best.modified or other.modified,
        section=best.section or other.section,
        tags=best.tags or other.tags,
        authors=best.authors or other.authors,
        language=best.language or other.language,
        summary=best.summary or other.summary,
    )


def lead_date(lead: Lead) -> datetime | None:
    """When the story appeared, as well as its lead tells: published, else modified, else the date in its URL."""
    known = lead.published or lead.modified
    if known:
        return known
    day = date_in_url(lead.url)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


def is_older(lead: Lead, since: datetime) -> bool:
    """Whether the lead alone proves that its story appeared before ``since``.

    A sitemap's lastmod may be a bare day, and a URL may tell only the month: they must be older by that much.
    """
    if lead.published:
        return lead.published < since
    known = lead_date(lead)
    slack = _DAY_SLACK if lead.modified else _MONTH_SLACK
    return known is not None and known + slack < since


def _url_rank(url: str) -> tuple[bool, bool]:
    return not _is_plain(url), not url.startswith("https:")


def _is_plain(url: str) -> bool:
    """Whether the URL is the story's own, not an AMP, print or index-file variant of it."""
    parts = urlsplit(canonical_url(url))
    key = urlsplit(f"//{identity_key(url)}")
    same_path = key.netloc == parts.netloc.removeprefix("www.") and key.path == (parts.path.rstrip("/") or "/")
    return same_path and len(parse_qsl(key.query, True)) == len(parse_qsl(parts.query, True))
