"""What is recorded of a run. Pure data: the store keeps it, the alarm judges it, ``newsspider runs`` shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

from newsspider.items import Article, Refused

RunState = Literal["running", "ended", "died"]
"""``died``: its process is gone and never said how it ended: killed, out of memory, the machine switched off."""

FIELDS = ("title", "standfirst", "text", "published", "authors", "section", "tags", "image", "links")
"""The fields of a story whose coverage a run records."""

_NO_LOSS = frozenset({"scope", "older", "store"})
"""Reasons that tell nothing of the newspaper's pages: not its own, not asked for, our own fault."""
_STAND_INS = frozenset({"lead", "url"})
"""Rules (``Article.rules``) by which a field comes from elsewhere than the page."""
_GONE = ("404", "410", "redirects to the home page")
"""How the detail begins of a page that left: stories come and go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a run is for."""

    command: str
    """The command that does the same: crawl, scrape, ingest, reextract."""
    asked: Mapping[str, str]
    """The arguments that were given, by name."""
    claims: tuple[str, ...] = ()
    """The newspapers that no other run may work on meanwhile."""


@runtime_checkable
class Tasked(Protocol):
    """A spider that says what its run is for."""

    def task(self, stored: Sequence[str]) -> Task | None:
        """The run's task, where stories of these newspapers are ``stored``; None if it was given none: as under
        ``scrapy parse``, ``shell`` and ``check``.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One run of one spider: a whole newspaper, some pages, some files. Times are the database server's, in UTC."""

    id: str
    """Twelve hexadecimal digits; JSON log lines carry it as ``run``."""
    command: str
    """crawl, scrape, ingest or reextract."""
    sites: tuple[str, ...] = ()
    """Names of the newspapers: one for crawl and reextract, for the others those whose pages came."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """The arguments that were given, by name."""
    rights: tuple[str, ...] = ()
    """The reservations of rights that it kept (NEWSSPIDER_RIGHTS); empty for a run of a version that didn't tell."""
    state: RunState = "running"
    """Whether it runs, has ended by itself, or died."""
    started: datetime | None = None
    """When it began; None before it is in the store."""
    seen: datetime | None = None
    """When it last gave a sign of life: every five seconds, and at its end."""
    ended: datetime | None = None
    """When it ended; of a died one its last sign of life; None while it runs."""
    host: str = ""
    """The machine that it runs on."""
    pid: int = 0
    """Its process there."""
    done: int = 0
    """How much of ``total`` is read, what earlier runs read included: of ingest bytes of the files, of reextract
    stories."""
    total: int = 0
    """How much there is to read; 0 where nobody knows before."""
    bookmark: Mapping[str, Any] = field(default_factory=dict)
    """Where the same command goes on if this run does not come to its end; empty after its end."""
    reason: str | None = None
    """Why it ended: Scrapy's ``finish_reason`` (finished, shutdown, closespider_timeout …), or unreachable, store,
    lease_lost; None while it runs and for a died one."""
    exit_code: int | None = None
    """What ``newsspider`` ended with on its account; None while it runs and for a died one."""
    found: int = 0
    """Leads: stories that sitemaps, feeds, pages and stories named. For the other commands pages or stories read."""
    surveyed: int = 0
    """Files and pages asked for to find them."""
    read: int = 0
    """Pages that were read as stories: new, edited and unchanged ones."""
    new: int = 0
    """Stories that the store didn't know."""
    edited: int = 0
    """Stories that were known with another headline, standfirst or text."""
    unchanged: int = 0
    """Stories that were known as they are."""
    gone: int = 0
    """Stories that the newspaper has no more."""
    refused: Mapping[str, int] = field(default_factory=dict)
    """Pages that did not become a story, by reason."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """Those of them that were not refused before and are not simply gone, by reason."""
    requests: int = 0
    """Requests sent: robots.txt, retries and redirects too."""
    bytes: int = 0
    """Bytes received, as they came over the line."""
    seconds: float = 0.0
    """How long it has run, or ran."""
    fields: Mapping[str, int] = field(default_factory=dict)
    """How many of the ``read`` pages gave each field themselves: no feed, and not the URL, stood in for them."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Versions of newsspider, python, scrapy and trafilatura."""
    alarms: tuple[str, ...] = ()
    """What fell far below the newspaper's earlier runs, in words (``newsspider.alarm``)."""

    @property
    def pages(self) -> int:
        """Pages that should have been stories: those read, and those lost."""
        return self.read + sum(self.lost.values())


@runtime_checkable
class Resumable(Protocol):
    """A spider that can go on where another run stopped."""

    def go_on(self, stopped: RunRecord) -> bool:
        """Go on where a run stopped that had the same arguments; False if it begins anew."""

    async def bookmark(self) -> Mapping[str, Any]:
        """Where another run would go on now: nothing before it is lost.

        Raises:
            StoreError: the store can't be used.
        """

    async def finish(self) -> None:
        """Nobody will go on: the run has come to its end.

        Raises:
            StoreError: the store can't be used.
        """


@dataclass(frozen=True, slots=True)
class Reading:
    """How a story's page was read."""

    fields: Sequence[str]
    """See ``filled_fields``."""
    title: str | None
    """The headline; one that is another now may be no headline at all: the newspaper's name."""

    @classmethod
    def of(cls, article: Article) -> Reading:
        """The reading that gave an article."""
        return cls(filled_fields(article), article.title)

    def is_worse_than(self, before: Reading) -> bool:
        """Whether something is missing, or may be wrong, that was there."""
        return not set(before.fields) <= set(self.fields) or (before.title is not None and self.title != before.title)


NOTHING = Reading((), None)
"""How a page was read that is no story."""


def is_loss(item: Refused) -> bool:
    """Whether a refused page may have been a story: not one that is gone, out of scope or too old."""
    return item.reason not in _NO_LOSS and not item.detail.startswith(_GONE)


def filled_fields(article: Article) -> list[str]:
    """Those of ``FIELDS`` that the page itself gave: a feed, or the URL, stands in where a layout gives no more."""
    return [name for name in FIELDS if getattr(article, name) and article.rules.get(name) not in _STAND_INS]
