"""One batch into the store: look up what it touches, settle it in memory, write the outcome.

The order of the writes is page and revision, article, what depends on it, frontier; only what doesn't depend on each
other is written together. All are idempotent, and each is waited for in the journal: a server that was killed and came
back between two of them would have lost the first, and known the second.
Whatever dies leaves the URL due, and its article's id in ``unsettled``: what else depends on it (links to it, its
duplicates) is then written again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from pymongo import DeleteMany, DeleteOne, InsertOne, ReplaceOne, UpdateOne, WriteConcern
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConnectionFailure

from newsspider.archive import answers, changes, documents, duplicates, targets
from newsspider.archive.documents import Document
from newsspider.archive.forgetting import forgotten, is_forgotten, without_mentions
from newsspider.archive.frontier import write_strays
from newsspider.archive.rereading import read_otherwise
from newsspider.archive.shelf import Shelf, is_unsettled, shows_no_story, stands_otherwise
from newsspider.archive.stories import StoredArticle
from newsspider.items import Fetched, Identity, Refused, Unchanged
from newsspider.urls import identity_key, key_id

Item = Fetched | Refused | Unchanged
Write = InsertOne[Document] | ReplaceOne[Document] | UpdateOne | DeleteOne | DeleteMany

_One = TypeVar("_One")
_Other = TypeVar("_Other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an item: the story that it is now."""

    article_id: str | None = None
    """The store's id of the story; None for a refused URL."""
    duplicate_of: str | None = None
    """Id of the story whose text it repeats."""
    new: bool = False
    """Whether the story was unknown before; of a refused URL, whether it was not refused before."""
    edited: bool = False
    """Whether it was known with other content."""
    leads: frozenset[str] = frozenset()
    """URLs of the story's leads that nobody knew."""
    gone: bool = False
    """Whether the URL was a story's until now."""
    forgotten: bool = False
    """Whether the story was erased before (``newsspider forget``), and so is not stored again."""


@dataclass(frozen=True, slots=True)
class Written:
    """A batch after it was written."""

    outcomes: list[Outcome]
    touched: set[str]
    """Ids of articles whose number of in-links may have changed."""


async def write_batch(database: AsyncDatabase[Document], items: Sequence[Item], journaled: WriteConcern) -> Written:
    """Settle the items, write them, and return when they are in the journal."""
    database = database.with_options(write_concern=journaled)
    erased = await forgotten(database, _keys(items))
    kept = [_kept(item, erased) for item in items]
    stories = [(item, _identity(item)) for item in kept if isinstance(item, Fetched)]
    refusals = [item for item in kept if isinstance(item, Refused)]
    shelf = await _load(database, stories, refusals)
    for refusal in refusals:
        shelf.refuse(refusal)
    rereads = await read_otherwise(database, shelf, stories)
    for item, who in stories:
        shelf.settle(item, who, reread=who.own in rereads)
    ids = {who.own: _found(shelf, who).id for _, who in stories}

    await targets.resolve(database, shelf, [ids[who.own] for _, who in stories])
    await _move(database, shelf.moved)
    fresh = [(item, who) for item, who in stories if who.own not in rereads]
    strays, _ = await _both(
        write_strays(database, [item for item, _ in stories]),
        _both(_begin(database, shelf), _keep(database, shelf, fresh, ids)),
    )
    await _both(_write(database, "articles", article_writes(shelf)), duplicates.sign_stories(database, shelf, stories))
    _, marks = await _both(targets.repoint(database, shelf), duplicates.mark(database, shelf))
    known = await _answered_before(database, refusals)
    gone = await _mark_gone(database, refusals)
    writes = [answers.refused_write(refusal, known.get(refusal.url, {})) for refusal in refusals]
    writes += await _unchanged(database, kept)
    await _both(_settled(database, shelf), _answer(database, shelf, stories, writes))
    told = _told_once(_outcome(shelf, ids[who.own], marks, item, strays) for item, who in stories)
    outcomes = [next(told) if isinstance(item, Fetched) else _plain_outcome(item, known, gone) for item in kept]
    return Written(outcomes, targets.touched(shelf))


def _keys(items: Sequence[Item]) -> set[str]:
    """The identity keys of all that the items are, and of what they link."""
    keys: set[str] = set()
    for item in items:
        if isinstance(item, Fetched):
            who = _identity(item)
            linked = [*(link.url for link in item.article.links), *(lead.url for lead in item.leads)]
            keys |= {who.own, who.claimed, *map(identity_key, linked)}
        elif isinstance(item, Refused | Unchanged):
            keys |= set(_key_of(item))
    return keys


def _key_of(item: Refused | Unchanged) -> Iterator[str]:
    with suppress(ValueError):  # a URL that a page made up
        yield identity_key(item.url)


def _kept(item: Item, erased: Collection[str]) -> Item | None:
    """The item without what was erased; None if it is that itself."""
    if isinstance(item, Fetched):
        return None if is_forgotten(_identity(item), erased) else without_mentions(item, erased)
    return None if erased and any(key in erased for key in _key_of(item)) else item


def _told_once(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes, a story that several pages of one batch bring being new or edited but once."""
    told: set[str] = set()
    for outcome in outcomes:
        again = outcome.article_id in told
        told.add(outcome.article_id or "")
        yield replace(outcome, new=False, edited=False) if again else outcome


def article_writes(shelf: Shelf) -> list[Write]:
    """The writes that make ``articles`` what the shelf is, in an order in which no two stories ever share a key."""
    changed = [story for story in shelf.stories.values() if shelf.before.get(story.id) != story]
    gone = shelf.before.keys() - shelf.stories.keys()
    writes: list[Write] = []
    for name, old in shelf.before.items():
        now = shelf.stories.get(name)
        kept = [key for key in old.aliases if now and key in now.aliases]
        if len(kept) < len(old.aliases):
            # A story without a key waits under its id: the unique index takes no two without any.
            writes.append(UpdateOne({"_id": name}, {"$set": {"aliases": kept or [f"moved {name}"]}}))
    for story in changed:
        before = shelf.before.get(story.id)
        document = documents.story_to_document(story)
        if before is None:
            writes.append(InsertOne(document))
        else:
            noted = changes.CHANGED if changes.tells_otherwise(before, story) else {}
            change = {"$set": documents.changed_fields(before, story, document), **noted}
            writes.append(UpdateOne({"_id": story.id}, change))
    return [*writes, *(DeleteOne({"_id": name}) for name in gone)]


async def _load(
    database: AsyncDatabase[Document], stories: Sequence[tuple[Fetched, Identity]], refusals: Sequence[Refused]
) -> Shelf:
    """A shelf with all that the items may touch."""
    claimed = [item.article.url for item, who in stories if who.claimed != who.own]
    keys = {key for _, who in stories for key in (who.own, who.claimed, *who.others)}
    hashes = {who.story_hash for _, who in stories if who.story_hash}
    urls = [refusal.url for refusal in refusals if shows_no_story(refusal)]
    anyone = [
        {"aliases": {"$in": list(keys)}},
        {"_id": {"$in": [key_id(key) for key in keys]}},
        {"story_hash": {"$in": list(hashes)}},
        {"aliases": {"$in": [identity_key(url) for url in urls]}},
    ]
    stored = [d async for d in database["articles"].find({"$or": anyone}, {"text": 0})]
    found = map(documents.story_from_document, stored)
    no_stories: list[str] = []
    if claimed:
        query = {"_id": {"$in": [documents.url_id(url) for url in claimed]}, "state": "refused"}
        refused = [documents.refused_from_frontier(d) async for d in database["frontier"].find(query)]
        no_stories = [refusal.url for refusal in refused if shows_no_story(refusal)]
    here = {"_id": {"$in": [d["_id"] for d in stored]}}
    unsettled = [d["_id"] async for d in database["unsettled"].find(here)] if stored else []
    return Shelf(found, no_stories, unsettled)


async def _both(one: Awaitable[_One], other: Awaitable[_Other]) -> tuple[_One, _Other]:
    """The outcomes of two steps that don't depend on each other.

    Raises:
        Exception: that of a step, when both have ended: none goes on while the batch is tried again. Of two, that of
            a server that is away.
    """
    first, second = await asyncio.gather(one, other, return_exceptions=True)
    if isinstance(first, BaseException) and not isinstance(second, ConnectionFailure):
        raise first
    if isinstance(second, BaseException):
        raise second
    assert not isinstance(first, BaseException)
    return first, second


async def _begin(database: AsyncDatabase[Document], shelf: Shelf) -> None:
    """Note which stories change so that others depend on it, before they do."""
    names = [name for name, story in shelf.stories.items() if stands_otherwise(shelf.before.get(name), story)]
    await _write(database, "unsettled", [ReplaceOne({"_id": name}, {}, upsert=True) for name in names])


async def _keep(
    database: AsyncDatabase[Document],
    shelf: Shelf,
    stories: Sequence[tuple[Fetched, Identity]],
    ids: Mapping[str, str],
) -> None:
    """Write the raw pages, compressed in a thread, and what edited stories said before."""
    await _write(database, "pages", await asyncio.to_thread(_page_writes, shelf, stories))
    await _write(database, "revisions", _revision_writes(shelf, ids))


async def _answered_before(database: AsyncDatabase[Document], refusals: Sequence[Refused]) -> dict[str, Document]:
    """What the frontier knows of the refused URLs, by URL."""
    query = {"_id": {"$in": [documents.url_id(refusal.url) for refusal in refusals]}}
    return {d["url"]: d async for d in database["frontier"].find(query)} if refusals else {}


async def _mark_gone(database: AsyncDatabase[Document], refusals: Sequence[Refused]) -> dict[str, str]:
    """Note on stories whose own page says that it is gone when it said so first; their ids, by the page's URL."""
    gone = {refusal.url: refusal for refusal in refusals if answers.is_gone(refusal)}
    query = {"fetched_url": {"$in": list(gone)}, "aliases": {"$in": [identity_key(url) for url in gone]}}
    found = [d async for d in database["articles"].find({**query, "gone_at": None}, {"fetched_url": 1})] if gone else []
    marks: list[Write] = [
        UpdateOne({"_id": d["_id"]}, {"$set": {"gone_at": gone[d["fetched_url"]].seen_at}, **changes.CHANGED})
        for d in found
    ]
    await _write(database, "articles", marks)
    return {document["fetched_url"]: document["_id"] for document in found}


async def _unchanged(database: AsyncDatabase[Document], items: Sequence[Item | None]) -> list[UpdateOne]:
    """Note on the stories that are as they were that they were seen; the writes that note it in the frontier."""
    same = [item for item in items if isinstance(item, Unchanged)]
    keys = {identity_key(item.url): item for item in same}
    fields = {"aliases": 1, "published": 1, "first_seen": 1, "revision": 1, "gone_at": 1}
    found = [d async for d in database["articles"].find({"aliases": {"$in": list(keys)}}, fields)] if same else []
    holders = {key: document for document in found for key in document["aliases"] if key in keys}
    seen: list[Write] = [
        UpdateOne({"_id": d["_id"]}, answers.seen_again(keys[key].seen_at)) for key, d in holders.items()
    ]
    seen += [UpdateOne({"_id": d["_id"]}, changes.CHANGED) for d in holders.values() if d.get("gone_at")]  # back again
    await _write(database, "articles", seen)
    return [answers.unchanged_write(keys[key], document) for key, document in holders.items()]


async def _settled(database: AsyncDatabase[Document], shelf: Shelf) -> None:
    """Note that all is written that depends on the batch's stories."""
    if names := [story.id for story in shelf.stories.values() if is_unsettled(shelf, story)]:
        await database["unsettled"].delete_many({"_id": {"$in": names}})


async def _move(database: AsyncDatabase[Document], moved: Mapping[str, str]) -> None:
    """Take the pages and revisions of stories along that got another id."""
    for old, new in moved.items():
        for name in ("pages", "revisions"):
            kept = [d async for d in database[name].find({"article": old})]
            copies = [{**d, "_id": d["_id"].replace(old, new, 1), "article": new} for d in kept]
            writes: list[Write] = [UpdateOne({"_id": d.pop("_id")}, {"$setOnInsert": d}, upsert=True) for d in copies]
            await _write(database, name, [*writes, DeleteMany({"article": old})] if kept else [])
        await database["frontier"].update_many({"article": old}, {"$set": {"article": new}})


async def _write(database: AsyncDatabase[Document], name: str, writes: Sequence[Write]) -> None:
    if writes:
        await database[name].bulk_write(writes, ordered=True)


def _page_writes(shelf: Shelf, stories: Iterable[tuple[Fetched, Identity]]) -> list[Write]:
    """The raw pages that gave new content: the story's first one, and one of each edit."""
    writes: list[Write] = []
    for item, who in stories:
        story = _found(shelf, who)
        before = shelf.known_before(story.id)
        content = (story.content_hash, story.fetched_url)
        known = before is not None and (before.content_hash, before.fetched_url) == content
        if known or item.again or story.fetched_url != item.article.fetched_url or not item.keep_page:
            continue
        document = documents.page_to_document(item, story)
        writes.append(ReplaceOne({"_id": document["_id"]}, document, upsert=True))
    return writes


def _revision_writes(shelf: Shelf, ids: Mapping[str, str]) -> list[Write]:
    found = [documents.revision_to_document(edit.before, ids[edit.own], matters=edit.matters) for edit in shelf.edits]
    return [ReplaceOne({"_id": document["_id"]}, document, upsert=True) for document in found]


async def _answer(
    database: AsyncDatabase[Document],
    shelf: Shelf,
    stories: Iterable[tuple[Fetched, Identity]],
    writes: Iterable[UpdateOne],
) -> None:
    """Write into the frontier that the stories' URLs are done, and their others that nobody asked for; these writes."""
    done = [(item, _found(shelf, who)) for item, who in stories]
    names = {key_id(identity_key(item.article.fetched_url)): story.id for item, story in done}
    frontier = database["frontier"]
    waiting = {"key": {"$in": list(names)}, "state": {"$in": ["due", "stray"]}}
    own = {documents.url_id(item.article.fetched_url) for item, _ in done}
    twins = [d async for d in frontier.find(waiting, {"key": 1}) if d["_id"] not in own] if names else []
    all_writes = [
        *(answers.twin_write(twin["_id"], names[twin["key"]]) for twin in twins),
        *(write for item, story in done for write in answers.fetched_writes(item, story)),
        *writes,
    ]
    if all_writes:
        await frontier.bulk_write(all_writes, ordered=False)


def _outcome(
    shelf: Shelf, name: str, marks: Mapping[str, str | None], item: Fetched, strays: Collection[str]
) -> Outcome:
    before = shelf.known_before(name)
    edited = before is not None and shelf.stories[name].revision > before.revision
    leads = frozenset(lead.url for lead in item.leads if lead.url in strays)
    new = before is None or (not item.again and _is_of(before, item))
    return Outcome(article_id=name, duplicate_of=marks.get(name), new=new, edited=edited, leads=leads)


def _is_of(before: StoredArticle, item: Fetched) -> bool:
    """Whether a stored story is this very page's: of a batch that did not come to its end."""
    return abs(before.first_seen - item.page.fetched_at) < timedelta(milliseconds=1)


def _plain_outcome(item: Item | None, known: Mapping[str, Document], gone: Mapping[str, str]) -> Outcome:
    if item is None:
        return Outcome(forgotten=True)
    if not isinstance(item, Refused):
        return Outcome()
    before = known.get(item.url, {})
    return Outcome(new=before.get("state") not in ("refused", "gone"), gone=item.url in gone)


def _found(shelf: Shelf, who: Identity) -> StoredArticle:
    story = shelf.holder(who.own)
    if story is None:
        raise LookupError(f"the story at {who.own} was settled and is not on the shelf")
    return story


def _identity(item: Fetched) -> Identity:
    if item.identity is None:
        raise ValueError(f"{item.article.fetched_url} has no identity: the deduplicate stage comes before the store")
    return item.identity
