"""Keeps the targets of links right: each is the id of the stored story that has the link's URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pymongo import UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from newsspider.archive.changes import CHANGED
from newsspider.archive.shelf import Shelf
from newsspider.archive.stories import StoredArticle
from newsspider.items import LINK_GROUPS, LinkKind
from newsspider.urls import identity_key, key_id

Document = dict[str, Any]

_AT_ONCE = 500
"""Targets whose in-links are counted with one query, or that are told in one answer."""


async def resolve(database: AsyncDatabase[Document], shelf: Shelf, names: Iterable[str]) -> None:
    """Point the links of these stories to stored stories where one has the URL as an alias.

    A link that a story showed before, and that leads to the id of its own URL, is right: else ``repoint`` had changed
    it.
    """
    stories = [shelf.stories[name] for name in set(names)]
    keys = {link.url: identity_key(link.url) for story in stories for link in story.links}
    ids = {key: key_id(key) for key in keys.values()}
    new: set[str] = set()
    for story in stories:
        before = shelf.before.get(story.id)
        right = {link.url for link in before.links if link.target == ids.get(keys.get(link.url, ""))} if before else ()
        new |= {keys[link.url] for link in story.links if link.url not in right}
    held = {key: holder.id for key in ids if (holder := shelf.holder(key))}
    stored = await _holders(database, {ids[key]: key for key in new if key not in held})
    targets = {key: name for key, name in stored.items() if name not in shelf.before} | held
    for story in stories:
        aims = ((link, targets.get(keys[link.url], link.target)) for link in story.links)
        links = tuple(link if link.target == target else replace(link, target=target) for link, target in aims)
        if links != story.links:
            shelf.relink(story, links)


async def _holders(database: AsyncDatabase[Document], keys: Mapping[str, str]) -> dict[str, str]:
    """The ids of the stored stories that have some keys, which are given by the ids that belong to them.

    Most have the id that belongs to the key, and always have that key then: an index tells, and no story is read.
    """
    articles = database["articles"]
    query = {"_id": {"$in": list(keys)}}
    found = (
        {keys[d["_id"]]: d["_id"] async for d in articles.find(query, {"_id": 1}, batch_size=_AT_ONCE)} if keys else {}
    )
    if others := [key for key in keys.values() if key not in found]:
        async for document in articles.find({"aliases": {"$in": others}}, {"aliases": 1}):
            found |= dict.fromkeys(document["aliases"], document["_id"])
    return found


async def repoint(database: AsyncDatabase[Document], shelf: Shelf) -> None:
    """Point stored links, by whatever id they hold, to the stories that got the keys of their URLs in this batch."""
    had = {key: story.id for story in shelf.before.values() for key in story.aliases}
    stale = set(shelf.moved)
    for story in shelf.stories.values():
        for key in story.aliases:
            if had.get(key) != story.id or story.id in shelf.pending:
                stale |= {had.get(key, key_id(key)), key_id(key)} - {story.id}
    if not stale:
        return
    writes: list[UpdateOne] = []
    query = {"links.target": {"$in": list(stale)}}
    async for document in database["articles"].find(query, {"links.url": 1, "links.target": 1}):
        for link in document["links"]:
            holder = shelf.holder(identity_key(link["url"])) if link["target"] in stale else None
            if holder and holder.id != link["target"]:
                change = {"$set": {"links.$[link].target": holder.id}, **CHANGED}
                writes.append(UpdateOne({"_id": document["_id"]}, change, array_filters=[{"link.url": link["url"]}]))
    if writes:
        await database["articles"].bulk_write(writes, ordered=False)


def touched(shelf: Shelf) -> set[str]:
    """Ids of articles whose number of in-links may have changed: new ones, those that got another URL's links, and
    targets of new or dropped links.
    """
    found = {*shelf.moved.keys(), *shelf.moved.values()}
    edges: set[tuple[str, LinkKind]] = set()
    for name, story in shelf.stories.items():
        before = shelf.before.get(name)
        if before is None or name in shelf.pending:  # a batch that did not come to its end counted nothing
            found.add(name)
            edges |= _edges(story)
        elif set(story.aliases) != set(before.aliases):
            found.add(name)
        edges |= _edges(story) ^ _edges(before)
    for name in shelf.before.keys() - shelf.stories.keys():
        edges |= _edges(shelf.before[name])
    return found | {target for target, _ in edges}


async def count_inlinks(database: AsyncDatabase[Document], ids: Iterable[str]) -> None:
    """Set on these articles how many stories link to them, by group of kinds."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        query = {"_id": {"$in": wanted[start : start + _AT_ONCE]}}
        some = [document["_id"] async for document in database["articles"].find(query, {"_id": 1})]
        if not some:
            continue
        counts = {name: dict.fromkeys(LINK_GROUPS, 0) for name in some}
        async for row in await database["articles"].aggregate(_counting(some), allowDiskUse=True):
            counts[row["_id"]["target"]][row["_id"]["group"]] = row["stories"]
        writes = [
            UpdateOne({"_id": name, "inlinks": {"$ne": inlinks}}, {"$set": {"inlinks": inlinks}, **CHANGED})
            for name, inlinks in counts.items()
        ]
        await database["articles"].bulk_write(writes, ordered=False)


def _counting(ids: list[str]) -> list[Document]:
    group = {
        "$switch": {
            "branches": [
                {"case": {"$in": ["$links.kind", list(kinds)]}, "then": name} for name, kinds in LINK_GROUPS.items()
            ],
            "default": "other",
        }
    }
    return [
        {"$match": {"links.target": {"$in": ids}}},
        {"$project": {"links.kind": 1, "links.target": 1}},
        {"$unwind": "$links"},
        {"$match": {"links.target": {"$in": ids}}},
        {"$group": {"_id": {"target": "$links.target", "group": group, "from": "$_id"}}},
        {"$group": {"_id": {"target": "$_id.target", "group": "$_id.group"}, "stories": {"$sum": 1}}},
    ]


def _edges(story: StoredArticle | None) -> set[tuple[str, LinkKind]]:
    return {(link.target, link.kind) for link in story.links} if story else set()
