"""What the store keeps for extraction: the raw pages of its stories, and what each newspaper's pages taught."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from bson import Binary
from pymongo.asynchronous.database import AsyncDatabase

from newsspider.archive.documents import Document, lead_from_document, page_from_document
from newsspider.items import Lead, Page
from newsspider.knowledge import Knowledge
from newsspider.urls import canonical_url, identity_key

_FIELDS = ("lines", "places", "rotating")
_AT_ONCE = 100
"""Stories that are looked up together."""
_PAGES_AT_ONCE = 10
"""Pages that are held together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A raw page as it was fetched."""

    id: str
    """The story's id."""
    page: Page
    """The page that gave the story's content."""
    lead: Lead | None
    """What was said of the story before the fetch."""
    parts: tuple[Page, ...] = ()
    """The pages of its other parts, in order."""
    stories: int = 1
    """How many stories it stands for: its own, and those before it of which no page is kept."""


async def kept_pages(
    database: AsyncDatabase[Document],
    *,
    site: str | None = None,
    urls: Sequence[str] | None = None,
    ids: Sequence[str] | None = None,
    since: datetime | None = None,
    after: str = "",
    most: int = 0,
) -> AsyncIterator[Kept]:
    """The kept pages of a newspaper's stories, or of the stories at some fetched URLs, or with some ids.

    They come in the order of the ids, which means nothing. ``since`` leaves out stories that were first seen before,
    ``after`` those up to an id; ``most`` is how many stories are looked at, 0 for all.
    """
    wanted: Document = {"site": site} if site else {}
    if since:
        wanted["first_seen"] = {"$gte": since}
    if urls is not None:
        wanted["aliases"] = {"$in": [identity_key(url) for url in urls]}
    if ids is not None:
        wanted["_id"] = {"$in": list(ids)}
    seen = given = 0
    async for stories in _stories(database, wanted, after):
        async for kept in _kept(database, stories):
            seen += 1
            if kept:
                yield replace(kept, stories=seen - given)
                given = seen
            if seen == most:
                return


async def _stories(database: AsyncDatabase[Document], wanted: Document, last: str) -> AsyncIterator[list[Document]]:
    """The stories, some at a time: a cursor that is left alone for ten minutes is closed by the server."""
    while True:
        asked = {**wanted, "_id": {"$gt": last, **wanted.get("_id", {})}}
        found = database["articles"].find(asked, {"fetched_url": 1})
        stories = await found.sort("_id", 1).limit(_AT_ONCE).to_list()
        if not stories:
            return
        yield stories
        last = stories[-1]["_id"]


async def _kept(database: AsyncDatabase[Document], stories: Sequence[Document]) -> AsyncIterator[Kept | None]:
    """Of each story the latest page that gave its content; None if it is not kept."""
    latest = await _latest(database, stories)
    for at in range(0, len(stories), _PAGES_AT_ONCE):
        some = stories[at : at + _PAGES_AT_ONCE]
        asked = {"_id": {"$in": [latest[story["_id"]] for story in some if story["_id"] in latest]}}
        found = {page["article"]: page async for page in database["pages"].find(asked)}
        for story in some:
            page = found.get(story["_id"])
            yield _from_document(page) if page else None


async def _latest(database: AsyncDatabase[Document], stories: Sequence[Document]) -> dict[str, str]:
    """The ids of the latest pages that gave stories their content, by the stories' ids."""
    fetched = {story["_id"]: story["fetched_url"] for story in stories}
    pages = database["pages"].find({"article": {"$in": list(fetched)}}, {"article": 1, "url": 1, "fetched_at": 1})
    found = await pages.to_list()
    found.sort(key=itemgetter("fetched_at"))
    return {page["article"]: page["_id"] for page in found if canonical_url(page["url"]) == fetched[page["article"]]}


def _from_document(document: Document) -> Kept:
    parts = tuple(map(page_from_document, document.get("parts", ())))
    page, lead = page_from_document(document), lead_from_document(document)
    return Kept(id=document["article"], page=page, lead=lead, parts=parts)


async def recall(database: AsyncDatabase[Document], site: str) -> Knowledge:
    """What a newspaper's pages taught; the empty knowledge if nothing."""
    found = await database["knowledge"].find_one({"_id": site})
    return Knowledge(**{name: _unpacked(found[name]) for name in _FIELDS}) if found else Knowledge()


async def remember(database: AsyncDatabase[Document], site: str, knowledge: Knowledge) -> None:
    """Keep what a newspaper's pages taught in the place of what was kept before."""
    document = {name: _packed(getattr(knowledge, name)) for name in _FIELDS}
    await database["knowledge"].replace_one({"_id": site}, document, upsert=True)


def _packed(keys: frozenset[int]) -> Binary:
    return Binary(b"".join(key.to_bytes(8, "big", signed=True) for key in sorted(keys)))


def _unpacked(packed: bytes) -> frozenset[int]:
    return frozenset(int.from_bytes(packed[at : at + 8], "big", signed=True) for at in range(0, len(packed), 8))
