"""When the store last changed what it tells of a story: the field ``written`` of ``articles``.

What a story's other dates tell is the newspaper's time, of when a page was fetched: of a page out of an old file, read
today, years ago. ``written`` is the server's own time of a write, so that who reads what changed since the last time
misses nothing, whatever wrote it, on whatever machine.

A change is a new story; another text, headline, date, section or any other field that an export tells; a link that is
new or not kept any more; its end as a story that is gone, or its return; another ``duplicate_of``; another number of
in-links. That a page was seen once more as it was is none, nor is it one of a story that another one, to which it
leads, got another headline or URL. Of a story that was erased nothing tells.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from bson import Timestamp
from pymongo import MongoClient
from pymongo.database import Database

from newsspider.archive.stories import StoredArticle, StoredLink
from newsspider.errors import StoreError

Document = dict[str, Any]

NEW: Mapping[str, Any] = MappingProxyType({"written": Timestamp(0, 0)})
"""What a document says that is inserted: the server puts its time in the place of this."""
CHANGED: Mapping[str, Any] = MappingProxyType({"$currentDate": {"written": {"$type": "timestamp"}}})
"""The part of an update that notes a change."""

_UNTOLD = frozenset({"links", "last_seen", "witnesses", "rules", "rights", "content_hash", "story_hash", "text_hash"})
_told = attrgetter(*(f.name for f in fields(StoredArticle) if f.name not in _UNTOLD))
_told_of_link = attrgetter(*(f.name for f in fields(StoredLink) if f.name != "last_seen"))
_PAUSE = 0.1
_STAMPED = 4
"""The version of the schema that began to note when stories change."""


def tells_otherwise(before: StoredArticle, now: StoredArticle) -> bool:
    """Whether what changed of a stored story is a change that an export tells."""
    return _told(before) != _told(now) or list(map(_told_of_link, before.links)) != list(map(_told_of_link, now.links))


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A time of the store's server in which stories changed, in whole seconds."""

    since: datetime | None
    """Changed then or later; None for all."""
    until: datetime | None = None
    """Changed before; None for no end. A story that changed again after it is left to the next window."""


def query(window: Window) -> Document:
    """The filter for the stories that were changed last in a window. A store of an older schema has none of a time."""
    bounds: Document = {}
    if window.since:
        bounds["$gte"] = _stamp(window.since)
    if window.until:  # without a start those too that have no stamp
        bounds |= {"$lt": _stamp(window.until)} if window.since else {"$not": {"$gte": _stamp(window.until)}}
    return {"written": bounds} if bounds else {}


def see_noted(store: Database[Document]) -> None:
    """See that the store notes when stories change.

    Raises:
        StoreError: it is of an older schema, which did not.
    """
    version = (store["meta"].find_one({"_id": "schema"}) or {}).get("version", _STAMPED)
    if version < _STAMPED:
        raise StoreError(
            f"the database {store.name!r} is of an older newsspider, which did not note when stories change; the next "
            "crawl (or newsspider copy) brings it to today's form"
        )


def whole_second(client: MongoClient[Document]) -> datetime:
    """The end of the server's present second, when it is over and all is visible that was written before it: windows
    that end and begin there lose nothing and give nothing twice. Waits for that: two seconds at most.
    """
    begun = _server_time(client)
    end = begun.replace(microsecond=0) + timedelta(seconds=1)
    while _server_time(client) < end + timedelta(seconds=1):  # a write takes its time before it can be read
        time.sleep(_PAUSE)
    return end


def _server_time(client: MongoClient[Document]) -> datetime:
    found: datetime = client.admin.command("hello")["localTime"]
    return found.replace(tzinfo=UTC)


def _stamp(when: datetime) -> Timestamp:
    return Timestamp(int(when.timestamp()), 0)
