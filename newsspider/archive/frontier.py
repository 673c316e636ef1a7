"""Every URL known of a newspaper: what is due, what was answered, when each is asked for again.

A URL is written as due before it is fetched, and is due until its story is acknowledged: so a run that dies loses
nothing. Nothing marks what is under way; the newspaper's lease sees that no other run fetches it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

from pymongo import ASCENDING, DESCENDING, UpdateOne, WriteConcern
from pymongo.asynchronous.database import AsyncDatabase

from newsspider.archive.documents import (
    Document,
    lead_from_document,
    lead_to_document,
    story_from_document,
    url_id,
)
from newsspider.archive.forgetting import forgotten
from newsspider.archive.patience import patient_method
from newsspider.items import Fetched, Lead
from newsspider.runs import Reading
from newsspider.urls import canonical_url, identity_key, key_id
from newsspider.visits import UrlState, Visit

_T = TypeVar("_T")

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_MANY = 40
AT_ONCE = 1000
"""URLs that are looked up, or written, together."""
_SHOWN = dict.fromkeys(
    "url site state seen_at lead key date etag last_modified reason failures next_visit missing".split(), 1
)
_BEST_FIRST = ("fetched", "gone", "due", "refused", "stray")
"""Of several URLs of one story, the one in the first of these states speaks for it."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A story that left a full sitemap."""

    id: str
    """Id of its URL in ``frontier``."""
    file: str
    """URL of the sitemap."""
    asked: bool
    """Whether it is to be asked for."""


@dataclass(slots=True)
class _Listed:
    """What stood in a sitemap when it was last read: how much of it stayed, and what left."""

    stayed: int = 0
    left: list[str] = field(default_factory=list)
    """Ids in ``frontier``."""
    oldest_here: datetime | None = None
    newest_left: datetime | None = None

    def add(self, document: Mapping[str, Any], *, stayed: bool) -> None:
        date = document.get("date")
        if stayed:
            self.stayed += 1
            self.oldest_here = min(filter(None, (self.oldest_here, date)), default=None)
        else:
            self.left.append(document["_id"])
            self.newest_left = max(filter(None, (self.newest_left, date)), default=None)

    def rolls(self, here: int) -> bool:
        """Whether the oldest left as new ones came, now that so many stand in it."""
        if self.oldest_here is None or self.newest_left is None:
            return False
        return here > self.stayed and self.newest_left < self.oldest_here


class FrontierStore:
    """The frontier of the stories in one store. All methods raise StoreError if it can't be used."""

    def __init__(self, database: AsyncDatabase[Document], uri: str, journaled: WriteConcern) -> None:
        """Use ``Writer.frontier``."""
        self.uri = uri
        self._database = database
        self._urls = database["frontier"]
        self._articles = database["articles"]
        self._written = database["frontier"].with_options(write_concern=journaled)

    @patient_method
    async def visits(self, urls: Collection[str]) -> Mapping[str, Visit]:
        """What is known of the stories at some URLs, by identity key; those that nobody knows are missing."""
        keys = {key_id(key): key for key in map(identity_key, urls)}
        found: dict[str, tuple[int, Visit]] = {}
        for chunk in _chunks(keys):
            async for document in self._urls.find({"key": {"$in": chunk}}, _SHOWN):
                rank, key = _BEST_FIRST.index(document["state"]), keys[document["key"]]
                if key not in found or rank < found[key][0]:
                    found[key] = rank, visit_from_document(document)
        visits = {key: visit for key, (_, visit) in found.items()}
        for key in await forgotten(self._database, keys.values()):
            visits[key] = Visit(url="", site="", state="forgotten", seen_at=_NEVER)
        return visits

    @patient_method
    async def make_due(self, leads: Sequence[tuple[Lead, datetime | None]], site: str, now: datetime) -> None:
        """Write leads as due, each with its story's date: the newest come first."""
        for chunk in _chunks(leads):
            await self._written.bulk_write([_due(lead, date, site, now) for lead, date in chunk], ordered=False)

    @patient_method
    async def call_due(self, site: str, now: datetime) -> None:
        """Make those due whose next visit has come."""
        wanted = {"site": site, "state": {"$in": ["fetched", "refused"]}, "next_visit": {"$lte": now}}
        await self._written.update_many(wanted, {"$set": {"state": "due"}})

    @patient_method
    async def strays(self, site: str) -> list[str]:
        """The URLs of the links that an earlier run had not looked up when it died."""
        return [d["url"] async for d in self._urls.find({"site": site, "state": "stray"}, {"url": 1})]

    @patient_method
    async def due(self, site: str, most: int, after: Visit | None = None) -> list[Visit]:
        """The newspaper's URLs that are due, the newest first, those without a date last.

        Args:
            site: the newspaper's name.
            most: how many at most.
            after: one that was due; those behind it are wanted. None: from the newest on.
        """
        found: list[Visit] = []
        for part in _behind(after):
            query = {"site": site, "state": "due", **part}
            order = [("date", DESCENDING), ("_id", ASCENDING)]
            async for document in self._urls.find(query, _SHOWN).sort(order).limit(most - len(found)):
                found.append(visit_from_document(document))
            if len(found) == most:
                break
        return found

    @patient_method
    async def longest_unseen(self, site: str, most: int) -> list[tuple[Visit, Reading]]:
        """Stories of the newspaper with how their pages were read, those that fill most fields first.

        They are of those that were not asked for the longest, so that one run asks for others than the next.
        """
        wanted: Document = {"site": site, "state": "fetched", "article": {"$ne": None}}
        found: list[tuple[Visit, Reading]] = []
        # some are other URLs of a story, and ask for more than one request
        shown = _SHOWN | {"article": 1}
        urls = [d async for d in self._urls.find(wanted, shown).sort("seen_at", ASCENDING).limit(4 * most + _MANY)]
        stories = self._articles.find({"_id": {"$in": [d["article"] for d in urls]}}, {"text": 0})
        homes = {story.fetched_url: story async for d in stories if (story := story_from_document(d))}
        for document in urls:
            if home := homes.get(document["url"]):
                found.append((visit_from_document(document), Reading.of(home)))
        return sorted(found, key=lambda one: -len(one[1].fields))[:most]

    @patient_method
    async def count_due(self, site: str) -> int:
        """How many of the newspaper's URLs are due.

        Raises:
            StoreError: the store can't be used.
        """
        return await self._urls.count_documents({"site": site, "state": "due"})

    @patient_method
    async def list_in(self, site: str, file: str, here: Collection[str]) -> list[Departure]:
        """Take down that stories (the ids of their keys) stand in a full sitemap; those that left it since.

        A sitemap of which the oldest left while new ones came is one that rolls: they are not asked for.
        """
        before = _Listed()
        found = self._urls.find({"site": site, "listed": file}, {"key": 1, "date": 1}, batch_size=AT_ONCE)
        async for document in found:
            before.add(document, stayed=document["key"] in here)
        for chunk in _chunks(here):
            moved = {"key": {"$in": chunk}, "site": site, "listed": {"$ne": file}}
            # without the hint the server goes through all that the newspaper lists
            await self._urls.update_many(moved, {"$set": {"listed": file}}, hint=[("key", ASCENDING)])
        rolls = before.rolls(len(here))
        return [Departure(id, file, asked=not rolls) for id in before.left]

    @patient_method
    async def take_leave(self, departures: Sequence[Departure]) -> None:
        """Those that stand in no other sitemap by now are due, unless theirs rolls: are they gone?"""
        for chunk in _chunks(departures):
            due = {"$set": {"state": "due", "missing": True}}
            writes = [
                UpdateOne({"_id": one.id, "listed": one.file, "state": "fetched"}, due) for one in chunk if one.asked
            ]
            writes += [UpdateOne({"_id": one.id, "listed": one.file}, {"$unset": {"listed": ""}}) for one in chunk]
            await self._written.bulk_write(writes)


async def write_strays(database: AsyncDatabase[Document], items: Iterable[Fetched]) -> set[str]:
    """Write those of the stories' links that nobody knows; their URLs as the leads have them.

    The links to stories that were erased are taken out already (``forgetting.without_mentions``).
    """
    leads = {key_id(identity_key(lead.url)): (lead, item) for item in items for lead in item.leads}
    if not leads:
        return set()
    frontier = database["frontier"]
    known = {d["key"] async for d in frontier.find({"key": {"$in": list(leads)}}, {"key": 1})}
    unknown = [pair for key, pair in leads.items() if key not in known]
    if unknown:
        writes = [_due(lead, None, item.article.site, item.page.fetched_at, "stray") for lead, item in unknown]
        await frontier.bulk_write(writes, ordered=False)
    return {lead.url for lead, _ in unknown}


def visit_from_document(document: Mapping[str, Any]) -> Visit:
    """What a document in ``frontier`` knows."""
    optional = ("etag", "last_modified", "reason", "next_visit")
    return Visit(
        url=document["url"],
        site=document["site"],
        state=document["state"],
        seen_at=document["seen_at"],
        lead=lead_from_document(document),
        failures=document.get("failures", 0),
        date=document.get("date"),
        missing=document.get("missing", False),
        **{name: document.get(name) for name in optional},
    )


def _due(lead: Lead, date: datetime | None, site: str, now: datetime, state: UrlState = "due") -> UpdateOne:
    url = canonical_url(lead.url)
    first = {"url": url, "site": site, "seen_at": now, "key": key_id(identity_key(url)), "article": None}
    said = {"state": state, "lead": lead_to_document(lead), "date": date}
    return UpdateOne(
        {"_id": url_id(url)}, {"$set": said, "$setOnInsert": first | {"reason": None, "detail": None}}, upsert=True
    )


def _behind(after: Visit | None) -> Iterator[dict[str, Any]]:
    """Queries for what comes behind a URL that was due, in this order."""
    if after is None:
        yield {}
        return
    yield {"date": after.date, "_id": {"$gt": url_id(after.url)}}
    if after.date is not None:
        yield {"date": {"$lt": after.date}}
        yield {"date": None}


def _chunks(entries: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(entries)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk
