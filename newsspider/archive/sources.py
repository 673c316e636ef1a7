"""What earlier runs saw of a newspaper's sitemaps, feeds and sections, and whether they came to their end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pymongo import ReplaceOne, WriteConcern
from pymongo.asynchronous.database import AsyncDatabase

from newsspider.archive.documents import Document
from newsspider.archive.patience import patient_method
from newsspider.urls import key_id
from newsspider.visits import Source


class SourceStore:
    """The sources of the newspapers in one store. All methods raise StoreError if it can't be used."""

    def __init__(self, database: AsyncDatabase[Document], uri: str, journaled: WriteConcern) -> None:
        """Use ``Writer.sources``."""
        self.uri = uri
        self._sources = database.get_collection("sources", write_concern=journaled)

    @patient_method
    async def recall(self, site: str) -> tuple[dict[str, Source], bool]:
        """A newspaper's sources by URL, and whether its sitemaps list all of its stories, as the last run saw it."""
        found = {d["url"]: _from_document(d) async for d in self._sources.find({"site": site, "url": {"$ne": None}})}
        whole = await self._sources.find_one({"_id": _paper(site)}) or {}
        return found, bool(whole.get("full"))

    @patient_method
    async def remember(self, site: str, sources: Collection[Source], *, full: bool) -> None:
        """Keep what a run saw. Only when all that it found is due: who forgets a lead must see its source anew."""
        writes = [
            ReplaceOne({"_id": key_id(source.url)}, _to_document(source, site), upsert=True) for source in sources
        ]
        if writes:
            await self._sources.bulk_write(writes, ordered=False)
        await self._sources.update_one({"_id": _paper(site)}, {"$set": {"site": site, "full": full}}, upsert=True)

    @patient_method
    async def begin(self, site: str, now: datetime) -> datetime | None:
        """Note that a run is under way; when an earlier one began that never came to its end, None if none did."""
        change = [{"$set": {"site": site, "unsettled": {"$ifNull": ["$unsettled", now]}}}]
        before = await self._sources.find_one_and_update({"_id": _paper(site)}, change, upsert=True)
        return (before or {}).get("unsettled")

    @patient_method
    async def end(self, site: str) -> None:
        """Note that a run came to its end."""
        await self._sources.update_one({"_id": _paper(site)}, {"$unset": {"unsettled": ""}})


def _paper(site: str) -> str:
    return f"newspaper {site}"


def _to_document(source: Source, site: str) -> Document:
    return {"_id": key_id(source.url), "site": site, **asdict(source)}


def _from_document(document: Mapping[str, Any]) -> Source:
    return Source(
        url=document["url"],
        etag=document["etag"],
        last_modified=document["last_modified"],
        modified=document["modified"],
        read_at=document.get("read_at"),
        children=tuple((url, modified) for url, modified in document["children"]),
    )
