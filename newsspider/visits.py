"""What is known of URLs between runs, and when each is asked for again. Pure.

A story is asked for again when a sitemap or a feed tells of an edit, and, whatever these tell, on a schedule: news is
edited in its first two days. A refused URL is asked for again when its source tells of an edit, or, where the answer
may have been an accident (a time-out, an error of the server), a few times at growing intervals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from newsspider.items import Lead, Reason

UrlState = Literal["due", "stray", "fetched", "refused", "gone", "forgotten"]
"""``due``: to be asked for, as soon as a run comes to it; ``stray``: a story's link that nothing else names, to be
asked for in this run if at all; ``gone``: a story that the newspaper took away; ``forgotten``: one
that was erased, never to be asked for."""

YOUNG = timedelta(days=2)
"""Age to which a story is asked for again on a schedule."""
SHORTEST = timedelta(hours=1)
"""The least time between two visits of a story."""
LATER = timedelta(days=7)
"""When a story that nobody dates is asked for again, once."""
MOST_FAILURES = 5
"""How often in a row a URL is tried whose answers may be accidents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the store knows of a URL."""

    url: str
    """The URL in canonical form."""
    site: str
    """Name of the newspaper."""
    state: UrlState
    seen_at: datetime
    """When it last answered; of one that never did, when it was first named."""
    lead: Lead | None = None
    """What was last said of it before a fetch."""
    etag: str | None = None
    """Its last answer's ETag (RFC 9110, 8.8.3)."""
    last_modified: str | None = None
    """Its last answer's Last-Modified, as sent."""
    reason: Reason | None = None
    """Why it was refused."""
    failures: int = 0
    """How often in a row it gave no answer that counts."""
    date: datetime | None = None
    """When its story appeared, as well as is known: the newest are asked for first."""
    missing: bool = False
    """Whether it is only asked for because it left its sitemap."""
    next_visit: datetime | None = None
    """When it is asked for again, whatever its sources tell; None for never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A sitemap, a feed or a section page, as a run last saw it."""

    url: str
    etag: str | None = None
    """Its ETag; None if it sent none."""
    last_modified: str | None = None
    """Its Last-Modified, as sent; None if it sent none."""
    modified: datetime | None = None
    """Its lastmod in the index that names it; None if that told none."""
    read_at: datetime | None = None
    """When it last answered, UTC; None if an earlier version saw it."""
    children: tuple[tuple[str, datetime | None], ...] = ()
    """The sitemaps that it names, each with the lastmod that it tells of it."""


def calls(visit: Visit | None, lead: Lead, *, everything: bool = False) -> bool:
    """Whether a lead calls for a fetch: its URL is unknown or due, or the lead tells of an edit since the last one.

    ``everything``: known stories are fetched again in any case.
    """
    if visit is not None and visit.state == "forgotten":
        return False
    if visit is None or visit.state in ("due", "stray") or (everything and visit.state == "fetched"):
        return True
    if lead.modified is None:
        return False
    told = visit.lead.modified if visit.lead else None
    return lead.modified > told if told else visit.state == "fetched" and lead.modified > visit.seen_at


def next_visit(
    seen_at: datetime, published: datetime | None, first_seen: datetime, edits: int, *, told: bool
) -> datetime | None:
    """When a story is asked for again; None for never.

    The time between visits is half the story's age and at least an hour, shared by its edits and one: a story that was
    edited often is edited again. After ``YOUNG``, and if nobody dates it, the next visit is at ``LATER``. Where its
    source tells of edits (``told``) that is the last one. Where none does the visits go on: of a newspaper with one
    story a day for ten years they are a dozen a day.
    """
    age = seen_at - (published or first_seen)
    if age < YOUNG and published is not None:
        return seen_at + max(SHORTEST, age / 2 / (edits + 1))
    if age < LATER:
        return (published or first_seen) + LATER
    return None if told else seen_at + age / 2


def retry_at(seen_at: datetime, reason: Reason, detail: str, failures: int) -> datetime | None:
    """When a refused URL is tried again; None for never.

    In the next run, then after an hour, then twice the time each time, if the answer may have been an accident: no
    answer, one that was cut short, an error of the server, too many requests, a bot challenge. ``failures`` counts this
    one.
    """
    accident = reason in ("time", "store") or (
        reason == "status" and not detail.startswith(("404", "410", "redirects"))
    )
    if not accident or failures > MOST_FAILURES:
        return None
    return seen_at + timedelta(hours=2 ** (failures - 2)) if failures > 1 else seen_at
