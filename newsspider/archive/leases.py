"""Leases: while a run holds its newspaper's, no other run works on that newspaper. All times are the server's."""

from __future__ import annotations

from datetime import datetime

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import DuplicateKeyError

from newsspider.archive.documents import Document
from newsspider.archive.holder import Holder
from newsspider.errors import LeaseHeld

SILENCE = 30
"""Seconds without a heartbeat after which a holder that can't be seen from here has lost its lease."""
_TRIES = 5

AGED: Document = {"$set": {"age": {"$divide": [{"$subtract": ["$$NOW", "$seen"]}, 1000]}}}
"""Stage that adds ``age``: seconds since ``seen``, by the server's clock."""

Leases = AsyncCollection[Document]


async def take(leases: Leases, site: str, run: str, holder: Holder) -> str | None:
    """Take a newspaper's lease for a run.

    Returns:
        Id of the run whose lease was taken over because it is dead; None if the lease was free.

    Raises:
        LeaseHeld: a run that is alive holds it, as far as can be told.
    """
    dead: str | None = None
    for _ in range(_TRIES):
        now = {"since": True, "seen": True}
        try:
            await leases.update_one(
                {"_id": site, "run": run}, {"$set": holder.to_document(), "$currentDate": now}, upsert=True
            )
        except DuplicateKeyError:  # there is one, of another run
            pass
        else:
            return dead
        found = await (await leases.aggregate([{"$match": {"_id": site}}, AGED])).to_list()
        for lease in found:
            if not is_over(lease):
                raise LeaseHeld(_told(lease))
            # only as it was judged: another run may have taken it over meanwhile
            deleted = await leases.delete_one({"_id": site, "run": lease["run"], "seen": lease["seen"]})
            dead = lease["run"] if deleted.deleted_count else dead
    raise LeaseHeld(f"other runs of {site} begin at the same time; begin this one again")


async def renew(leases: Leases, site: str, run: str) -> bool:
    """Say that the holder is alive; False if the lease is another's now."""
    done = await leases.update_one({"_id": site, "run": run}, {"$currentDate": {"seen": True}})
    return bool(done.matched_count)


async def release(leases: Leases, run: str) -> None:
    """Give up all leases of a run."""
    await leases.delete_many({"run": run})


def is_over(document: Document) -> bool:
    """Whether the process that a lease or a running run names is gone. The document has an ``age``."""
    holder = Holder.from_document(document)
    return holder.is_dead() or (not holder.is_here() and document["age"] > SILENCE)


def _told(lease: Document) -> str:
    since: datetime = lease["since"]
    holder = Holder.from_document(lease)
    way = f"wait for it, or end it with kill {holder.pid} and begin again"
    if not holder.is_here():
        way = f"wait for it, or end it there; if {holder.host} is down, begin again in {SILENCE} seconds"
    return (
        f"another run of {lease['_id']} goes on: process {holder.pid} on {holder.host}, since "
        f"{since:%Y-%m-%d %H:%M:%S} UTC (run {lease['run']}, last heard {max(0, round(lease['age']))} s ago); {way}"
    )
