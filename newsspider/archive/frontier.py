"""Every URL known of a newspaper: what is due, what was answered, when each is asked for again.

A URL is written as due before it is fetched, and is due until its story is acknowledged: so a run that dies loses
nothing. Nothing marks what is under way; the newspaper's lease sees that no other run fetches it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from pymongo import DESCENDING, UpdateMany, UpdateOne, WriteConcern
from pymongo.asynchronous.database import AsyncDatabase

from newsspider.archive.connection import errors_in_our_words
from newsspider.archive.documents import Document, lead_from_document, lead_to_document, url_id
from newsspider.items import Lead
from newsspider.urls import canonical_url, identity_key, key_id
from newsspider.visits import UrlState, Visit

_T = TypeVar("_T")

AT_ONCE = 1000
"""URLs that are looked up, or written, together."""
MOST_CHECKED = 100
"""Stories that left their sitemap that a run asks for, the newest first."""

_SHOWN = dict.fromkeys(
    "url site state seen_at lead key etag last_modified reason failures next_visit missing".split(), 1
)
_BEST_FIRST = ("fetched", "gone", "due", "refused", "stray")
"""Of several URLs of one story, the one in the first of these states speaks for it."""


class FrontierStore:
    """The frontier of the stories in one store. All methods raise StoreError if it can't be used."""

    def __init__(self, database: AsyncDatabase[Document], uri: str, journaled: WriteConcern) -> None:
        """Use ``Writer.frontier``."""
        self._uri = uri
        self._urls = database["frontier"]
        self._written = database["frontier"].with_options(write_concern=journaled)

    async def visits(self, urls: Collection[str]) -> Mapping[str, Visit]:
        """What is known of the stories at some URLs, by identity key; those that nobody knows are missing."""
        keys = {key_id(key): key for key in map(identity_key, urls)}
        found: dict[str, tuple[int, Visit]] = {}
        with errors_in_our_words(self._uri):
            for chunk in _chunks(keys):
                async for document in self._urls.find({"key": {"$in": chunk}}, _SHOWN):
                    rank, key = _BEST_FIRST.index(document["state"]), keys[document["key"]]
                    if key not in found or rank < found[key][0]:
                        found[key] = rank, visit_from_document(document)
        return {key: visit for key, (_, visit) in found.items()}

    async def make_due(self, leads: Iterable[tuple[Lead, datetime | None]], site: str, now: datetime) -> None:
        """Write leads as due, each with its story's date: the newest come first."""
        with errors_in_our_words(self._uri):
            for chunk in _chunks(leads):
                await self._written.bulk_write([_due(lead, date, site, now) for lead, date in chunk], ordered=False)

    async def call_due(self, site: str, now: datetime) -> None:
        """Make those due whose next visit has come."""
        wanted = {"site": site, "state": {"$in": ["fetched", "refused"]}, "next_visit": {"$lte": now}}
        with errors_in_our_words(self._uri):
            await self._written.update_many(wanted, {"$set": {"state": "due"}})

    async def strays(self, site: str) -> list[str]:
        """The URLs of the links that an earlier run had not looked up when it died."""
        with errors_in_our_words(self._uri):
            return [d["url"] async for d in self._urls.find({"site": site, "state": "stray"}, {"url": 1})]

    async def due(self, site: str, most: int) -> AsyncIterator[Visit]:
        """The newspaper's URLs that are due, the newest first; of those that are only to be checked a few."""
        checked = 0
        found = self._urls.find({"site": site, "state": "due"}, _SHOWN).sort("date", DESCENDING).limit(most)
        with errors_in_our_words(self._uri):
            async for document in found:
                checked += bool(document.get("missing"))
                if checked <= MOST_CHECKED or not document.get("missing"):
                    yield visit_from_document(document)

    async def list_in(self, site: str, files: Mapping[str, Collection[str]]) -> None:
        """Take down which story stands in which full sitemap; those that left theirs are due: are they gone?

        ``files`` are sitemaps that were read whole, each with the identity keys of its stories. A sitemap of which
        the oldest left while new ones came is one that rolls: they are not asked for.
        """
        everywhere = {key_id(key) for keys in files.values() for key in keys}
        with errors_in_our_words(self._uri):
            for file, keys in files.items():
                await self._list_in(site, file, {key_id(key) for key in keys}, everywhere)

    async def _list_in(self, site: str, file: str, here: Collection[str], everywhere: Collection[str]) -> None:
        left = [d async for d in self._urls.find({"site": site, "listed": file}, {"key": 1, "date": 1})]
        missing = [d for d in left if d["key"] not in everywhere]
        await self._write_left([d["_id"] for d in missing], [] if _rolls(left, here) else [d["_id"] for d in missing])
        for chunk in _chunks(here):
            moved = {"key": {"$in": chunk}, "site": site, "listed": {"$ne": file}}
            await self._urls.update_many(moved, {"$set": {"listed": file}})

    async def _write_left(self, missing: Sequence[str], asked: Sequence[str]) -> None:
        writes = [UpdateMany({"_id": {"$in": list(missing)}}, {"$unset": {"listed": ""}})]
        fetched = {"_id": {"$in": list(asked)}, "state": "fetched"}
        writes.append(UpdateMany(fetched, {"$set": {"state": "due", "missing": True}}))
        if missing:
            await self._written.bulk_write(writes)


async def write_strays(database: AsyncDatabase[Document], leads: Sequence[Lead], site: str, now: datetime) -> set[str]:
    """Write those of some links that nobody knows; their URLs as the leads have them."""
    keys = {key_id(identity_key(lead.url)): lead for lead in leads}
    known = (
        {d["key"] async for d in database["frontier"].find({"key": {"$in": list(keys)}}, {"key": 1})} if keys else set()
    )
    unknown = [lead for key, lead in keys.items() if key not in known]
    if unknown:
        await database["frontier"].bulk_write([_due(lead, None, site, now, "stray") for lead in unknown], ordered=False)
    return {lead.url for lead in unknown}


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
        **{name: document.get(name) for name in optional},
    )


def _due(lead: Lead, date: datetime | None, site: str, now: datetime, state: UrlState = "due") -> UpdateOne:
    url = canonical_url(lead.url)
    first = {"url": url, "site": site, "seen_at": now, "key": key_id(identity_key(url)), "article": None}
    said = {"state": state, "lead": lead_to_document(lead), "date": date}
    return UpdateOne(
        {"_id": url_id(url)}, {"$set": said, "$setOnInsert": first | {"reason": None, "detail": None}}, upsert=True
    )


def _rolls(listed: Sequence[Mapping[str, Any]], now: Collection[str]) -> bool:
    """Whether a sitemap's oldest stories left as new ones came; ``listed`` stood in it before, ``now`` stands in it."""
    stayed = [d["date"] for d in listed if d["key"] in now and d.get("date")]
    left = [d["date"] for d in listed if d["key"] not in now and d.get("date")]
    new = len(now) - sum(d["key"] in now for d in listed)
    return bool(new and left and stayed) and max(left) < min(stayed)


def _chunks(entries: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(entries)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk
