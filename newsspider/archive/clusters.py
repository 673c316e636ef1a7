"""Reading the groups of stories that say (nearly) the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pymongo.database import Database

from newsspider.archive.documents import Document, story_from_document
from newsspider.archive.stories import StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Stories that say (nearly) the same: copies of an agency's text, a story under two headlines."""

    original: StoredArticle
    """The story that was published first."""
    copies: tuple[StoredArticle, ...]
    """Those that repeat it, in the order of publication."""


def read_clusters(database: Database[Document]) -> Iterator[Cluster]:
    """The groups of all newspapers, the newest original first."""
    steps: list[Document] = [
        {"$match": {"duplicate_of": {"$ne": None}}},
        {"$group": {"_id": "$duplicate_of"}},
        {"$lookup": {"from": "articles", "localField": "_id", "foreignField": "_id", "as": "original"}},
        {"$sort": {"original.published": -1, "_id": 1}},
        {"$project": {"_id": 1}},
    ]
    for group in database["articles"].aggregate(steps, allowDiskUse=True):
        if cluster := read_cluster(database, group["_id"]):
            yield cluster


def read_cluster(database: Database[Document], original: str) -> Cluster | None:
    """The group of an original, by its id; None if nothing repeats it."""
    query = {"$or": [{"_id": original}, {"duplicate_of": original}]}
    found = [story_from_document(d) for d in database["articles"].find(query, {"text": 0}).sort("published", 1)]
    firsts = [story for story in found if story.id == original]
    copies = tuple(story for story in found if story.id != original)
    return Cluster(original=firsts[0], copies=copies) if firsts and copies else None
