"""The book of runs: what a run writes of itself, with its leases, and what is read there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import UTC
from typing import Any

from pymongo import WriteConcern
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.database import Database

from newsspider.archive import leases
from newsspider.archive.connection import errors_in_our_words
from newsspider.archive.documents import Document
from newsspider.archive.holder import Holder
from newsspider.errors import LeaseHeld, LeaseLost
from newsspider.runs import RunRecord

_SERVERS = ("started", "seen", "ended")
"""What the server sets, by its own clock."""


class Ledger:
    """A run's own pages in the book."""

    def __init__(self, database: AsyncDatabase[Document], uri: str, journaled: WriteConcern) -> None:
        """Use ``Writer.ledger``."""
        self._uri = uri
        self._runs = database.get_collection("runs", write_concern=journaled)
        self._leases = database.get_collection("leases", write_concern=journaled)

    async def begin(self, record: RunRecord, claims: Sequence[str]) -> None:
        """Take the newspapers' leases, all or none, and write the run down as running.

        Raises:
            LeaseHeld: another run holds one of them.
            StoreError: the store can't be used.
        """
        holder = Holder.this()
        with errors_in_our_words(self._uri):
            try:
                for site in claims:
                    if dead := await leases.take(self._leases, site, record.id, holder):
                        await self._declare_dead(dead)
            except LeaseHeld:
                await leases.release(self._leases, record.id)
                raise
            await self._runs.update_one(
                {"_id": record.id},
                {
                    "$set": {**_document(record), **holder.to_document(), "ended": None},
                    "$currentDate": {"started": True, "seen": True},
                },
                upsert=True,
            )

    async def keep_up(self, record: RunRecord, claims: Sequence[str]) -> None:
        """Write down how far the run is, and that it is alive.

        Raises:
            LeaseLost: a lease is another run's now: this one must stop.
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            for site in claims:
                if not await leases.renew(self._leases, site, record.id):
                    raise LeaseLost(
                        f"run {record.id} has lost its lease of {site} to another run, which took it for dead; it "
                        "stops here: what it stored stays, the other run does the rest"
                    )
            await self._runs.update_one(
                {"_id": record.id}, {"$set": _document(record), "$currentDate": {"seen": True}}, upsert=True
            )

    async def end(self, record: RunRecord) -> None:
        """Close the run's page and give up its leases.

        Raises:
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            await self._runs.update_one(
                {"_id": record.id}, {"$set": _document(record), "$currentDate": {"seen": True, "ended": True}}
            )
            await leases.release(self._leases, record.id)

    async def earlier(self, record: RunRecord, most: int) -> list[RunRecord]:
        """The latest crawls of the run's newspaper that ended, without this one.

        Raises:
            StoreError: the store can't be used.
        """
        query = {"sites": list(record.sites), "command": "crawl", "state": "ended", "_id": {"$ne": record.id}}
        with errors_in_our_words(self._uri):
            return [_record(d) async for d in self._runs.find(query).sort("started", -1).limit(most)]

    async def stopped(self, record: RunRecord) -> RunRecord | None:
        """The latest run of the same command with the same arguments, if it did not come to its end; None too if it
        goes on. One that was killed before it left word how far it was has no bookmark.

        Raises:
            StoreError: the store can't be used.
        """
        query = {"command": record.command, "asked": dict(record.asked), "_id": {"$ne": record.id}}
        steps: list[Document] = [{"$match": query}, {"$sort": {"started": -1}}, {"$limit": 1}, leases.AGED]
        with errors_in_our_words(self._uri):
            found = await (await self._runs.aggregate(steps)).to_list()
        for document in found:
            over = document["state"] != "running" or leases.is_over(document)
            return _record(document) if over and document.get("reason") != "finished" else None
        return None

    async def _declare_dead(self, run: str) -> None:
        await self._runs.update_one({"_id": run, "state": "running"}, [{"$set": {"state": "died", "ended": "$seen"}}])


def read_runs(database: Database[Document], site: str | None = None, limit: int = 0) -> Iterator[RunRecord]:
    """The runs, the latest first; one that is said to run but whose process is gone has died.

    Args:
        database: the store.
        site: name of a newspaper; None for all.
        limit: how many at most; 0 for all.
    """
    steps: list[Document] = [{"$match": {"sites": site} if site else {}}, {"$sort": {"started": -1}}]
    steps += [{"$limit": limit}] if limit else []
    for document in database["runs"].aggregate([*steps, leases.AGED]):
        record = _record(document)
        dead = record.state == "running" and leases.is_over(document)
        yield replace(record, state="died", ended=record.seen) if dead else record


def _document(record: RunRecord) -> Document:
    """The record without what the server and the holder set."""
    said = asdict(record)
    for name in ("id", "host", "pid", *_SERVERS):
        del said[name]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def _record(document: Mapping[str, Any]) -> RunRecord:
    found = {f.name: document[f.name] for f in fields(RunRecord) if f.name in document}
    found |= {name: tuple(found[name]) for name in ("sites", "alarms", "rights") if name in found}
    found |= {name: found[name].astimezone(UTC) for name in _SERVERS if found.get(name)}
    return RunRecord(**{**found, "id": document["_id"]})
