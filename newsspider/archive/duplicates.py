"""Marks stories that repeat another's text: the one published first is the original, whatever came first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from pymongo import UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from newsspider.archive.shelf import Shelf

Document = dict[str, Any]

_NEVER = datetime.max.replace(tzinfo=UTC)


def originals(stories: Iterable[Mapping[str, Any]]) -> dict[str, str | None]:
    """For each story of one text the id of the original; None for the original itself.

    The original is the first published (a story without a date comes last), of equal ones that with the smaller URL.
    """
    first, *others = sorted(stories, key=lambda story: (story["published"] or _NEVER, story["url"]))
    return {first["_id"]: None, **{story["_id"]: first["_id"] for story in others}}


async def mark(database: AsyncDatabase[Document], shelf: Shelf) -> dict[str, str | None]:
    """Set ``duplicate_of`` on all stories whose text is that of a story on the shelf, or was before the batch.

    Returns:
        For each of these stories the id of the original, None for an original.
    """
    marks: dict[str, str | None] = {}
    hashes = {story.text_hash for story in (*shelf.stories.values(), *shelf.before.values()) if story.text_hash}
    lone = [story.id for story in shelf.stories.values() if story.text_hash is None and story.duplicate_of]
    fields = {"text_hash": 1, "published": 1, "url": 1, "duplicate_of": 1}
    found = database["articles"].find({"text_hash": {"$in": list(hashes)}}, fields).sort("text_hash")
    writes = [UpdateOne({"_id": name}, {"$set": {"duplicate_of": None}}) for name in lone]
    for _, group in groupby([document async for document in found], key=itemgetter("text_hash")):
        stories = list(group)
        now = originals(stories)
        writes += [
            UpdateOne({"_id": story["_id"]}, {"$set": {"duplicate_of": now[story["_id"]]}})
            for story in stories
            if story["duplicate_of"] != now[story["_id"]]
        ]
        marks |= now
    if writes:
        await database["articles"].bulk_write(writes, ordered=False)
    return marks
