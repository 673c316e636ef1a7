"""Erases a story with all that tells of it, and remembers no more than not to fetch it again.

What stays is a tombstone in ``forgotten``: the hash of an identity key, the newspaper, and when. It is written first
and the story goes last, so that the same command finishes an erasure that was interrupted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from pymongo import UpdateOne, WriteConcern
from pymongo.asynchronous.database import AsyncDatabase

from newsspider.archive import leases
from newsspider.archive.changes import CHANGED
from newsspider.archive.fulltext import FULL_TEXT
from newsspider.archive.outlinks import by_group
from newsspider.archive.targets import count_inlinks
from newsspider.errors import LeaseHeld
from newsspider.items import Fetched, Identity
from newsspider.urls import canonical_url, identity_key, key_id

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased, in documents and links."""

    stories: int
    revisions: int
    pages: int
    """Raw pages."""
    signatures: int
    mentions: int
    """Links of other stories that led to it, with their titles and teasers."""
    urls: int
    """URLs in the frontier, with what feeds and sitemaps said of them."""
    runs: int
    """Records of runs that had been asked for it by its URL."""


async def erase(database: AsyncDatabase[Document], url: str, journaled: WriteConcern) -> Erased:
    """Erase the story at a URL, and see that none of its URLs is fetched or stored again.

    A URL of which nothing is stored gets its tombstone all the same. Raw pages of other stories stay as they are; what
    they say of the story becomes no link any more.

    Raises:
        ValueError: the URL is no http or https URL.
        LeaseHeld: a crawl of the newspaper goes on.
    """
    asked = identity_key(url)
    about: Document = {"$or": [{"aliases": asked}, {"_id": key_id(asked)}]}
    story = await database["articles"].find_one(about) or {}
    await _see_no_run(database, story.get("site"))
    ids = sorted({key_id(asked), *map(key_id, story.get("aliases", ())), *filter(None, [story.get("_id")])})
    await _bury(database, ids, story.get("site"))

    places: Document = {"$or": [{"key": {"$in": ids}}, {"article": {"$in": ids}}]}
    urls = {d["url"] async for d in database["frontier"].find(places, {"url": 1})}
    urls |= {canonical_url(url), *filter(None, (story.get("url"), story.get("fetched_url")))}
    mentions = await _unlink(database, ids)
    await _lead_no_more(database, ids)
    await database["lessons"].update_many({}, {"$pull": {"lessons": {"url": {"$in": sorted(urls)}}}})
    of_it: Document = {"article": {"$in": ids}}
    itself: Document = {"_id": {"$in": ids}}
    await database["unsettled"].delete_many(itself)
    await database[FULL_TEXT].delete_many(itself)
    erased = Erased(
        mentions=mentions,
        pages=(await database["pages"].delete_many(of_it)).deleted_count,
        revisions=(await database["revisions"].delete_many(of_it)).deleted_count,
        signatures=(await database["signatures"].delete_many(itself)).deleted_count,
        urls=(await database["frontier"].delete_many(places)).deleted_count,
        runs=await _unask(database, urls),
        stories=(await database["articles"].delete_many(itself)).deleted_count,
    )
    await count_inlinks(database, {link["target"] for link in story.get("links", ())})
    await _bury(database.with_options(write_concern=journaled), ids, story.get("site"))  # with it all is in the journal
    return erased


async def forgotten(database: AsyncDatabase[Document], keys: Iterable[str]) -> frozenset[str]:
    """Those of some identity keys whose stories were erased."""
    ids = {key_id(key): key for key in keys}
    found = database["forgotten"].find({"_id": {"$in": list(ids)}}, {"_id": 1}) if ids else None
    return frozenset([ids[document["_id"]] async for document in found]) if found else frozenset()


def is_forgotten(who: Identity, gone: Collection[str]) -> bool:
    """Whether a page is an erased story's."""
    return who.own in gone or who.claimed in gone


def without_mentions(item: Fetched, gone: Collection[str]) -> Fetched:
    """The item without links and leads to erased stories."""
    if not gone:
        return item
    links = tuple(link for link in item.article.links if identity_key(link.url) not in gone)
    leads = tuple(lead for lead in item.leads if identity_key(lead.url) not in gone)
    return replace(item, article=replace(item.article, links=links), leads=leads)


async def _see_no_run(database: AsyncDatabase[Document], site: str | None) -> None:
    whose = {"$match": {"_id": site} if site else {}}
    async for lease in await database["leases"].aggregate([whose, leases.AGED]):
        if not leases.is_over(lease):
            raise LeaseHeld(
                f"a run of {lease['_id']} goes on (process {lease['pid']} on {lease['host']}), which may store the "
                "story anew; forget it when the run has ended"
            )


async def _bury(database: AsyncDatabase[Document], ids: Iterable[str], site: str | None) -> None:
    tomb = {"$set": {"site": site}, "$currentDate": {"at": True}}
    await database["forgotten"].bulk_write([UpdateOne({"_id": name}, tomb, upsert=True) for name in ids])


async def _unlink(database: AsyncDatabase[Document], ids: Collection[str]) -> int:
    """Drop the links to the story from all others; how many they were."""
    about: Document = {"links.target": {"$in": list(ids)}}
    fields = {"links.kind": 1, "links.target": 1, "written": 1}
    mentions: dict[str, int] = {}
    while found := [document async for document in database["articles"].find(about, fields)]:
        writes: list[UpdateOne] = []
        for document in found:
            kept = [link["kind"] for link in document["links"] if link["target"] not in ids]
            mentions[document["_id"]] = len(document["links"]) - len(kept)
            # As it was read: one that another run writes meanwhile is found, and counted, again.
            as_read = {"_id": document["_id"], "written": document["written"]}
            change = {"$pull": {"links": {"target": {"$in": list(ids)}}}, "$set": {"outlinks": by_group(kept)}}
            writes.append(UpdateOne(as_read, {**change, **CHANGED}))
        await database["articles"].bulk_write(writes, ordered=False)
    return sum(mentions.values())


async def _lead_no_more(database: AsyncDatabase[Document], ids: Collection[str]) -> None:
    """Let the first published of those that repeat the story stand for the others."""
    copies = database["articles"].find({"duplicate_of": {"$in": list(ids)}}, {"_id": 1})
    rest = [d["_id"] async for d in copies.sort([("published", 1), ("_id", 1)])]
    if rest:
        others, first = {"_id": {"$in": rest[1:]}}, {"_id": rest[0]}
        await database["articles"].update_many(others, {"$set": {"duplicate_of": rest[0]}, **CHANGED})
        await database["articles"].update_one(first, {"$set": {"duplicate_of": None}, **CHANGED})


async def _unask(database: AsyncDatabase[Document], urls: Collection[str]) -> int:
    """Take the story's URLs out of what runs were asked for; how many runs these were."""
    number = 0
    async for run in database["runs"].find({"asked.urls": {"$type": "string"}}, {"asked.urls": 1}):
        words = run["asked"]["urls"].split()
        kept = [word for word in words if _canonical(word) not in urls]
        if len(kept) < len(words):
            await database["runs"].update_one({"_id": run["_id"]}, {"$set": {"asked.urls": " ".join(kept)}})
            number += 1
    return number


def _canonical(word: str) -> str:
    try:
        return canonical_url(word)
    except ValueError:
        return word
