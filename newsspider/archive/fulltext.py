"""The index of whole stories: made on request, in a collection of its own, so that no crawl pays for it.

An index of all words in ``articles`` itself would cost a crawl 15 ms a story and halve what the server can hold in
memory. So what is searched is copied beside it, is brought up to date on request, and can be dropped at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pymongo import TEXT
from pymongo.database import Database

from newsspider.archive.connection import errors_in_our_words
from newsspider.archive.documents import HEADLINE, Document, headline_from_document
from newsspider.archive.opening import opened
from newsspider.archive.searching import SCORE, Hit
from newsspider.archive.selection import Selection, all_words, query
from newsspider.errors import UsageError

T = TypeVar("T")

FULL_TEXT = "fulltext"
"""The name of the collection, and of what tells of it in ``meta``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What it takes to bring the index of whole stories up to date: an estimate."""

    stories: int
    """Stories to index."""
    seconds: float
    """How long it takes on one core."""
    bytes: int
    """Disk space that it takes."""


class FullText:
    """The index of whole stories, open for making and dropping. The user needs the role readWrite."""

    def __init__(self, uri: str, database: Database[Document]) -> None:
        """Use ``FullText.open``."""
        self._uri = uri
        self._database = database

    @classmethod
    @contextmanager
    def open(
        cls, uri: str | None = None, *, data_dir: Path | str | None = None, database: str | None = None
    ) -> Iterator[FullText]:
        """Open the store's; the arguments are ``open_archive``'s.

        Raises:
            StoreUnavailable: nobody answers, or the embedded mongod can't start.
            StoreDenied: the store refuses the user.
        """
        with opened(uri, data_dir, database) as (found, store):
            yield cls(found, store)

    def cost(self) -> Cost:
        """What ``build`` would take now. Reads the ids of all stories."""
        with errors_in_our_words(self._uri):
            stories = len(_stale(self._database)[0])
        return Cost(stories=stories, seconds=stories * _SECONDS_A_STORY, bytes=stories * _BYTES_A_STORY)

    def build(self) -> Iterator[int]:
        """Index what is new or was edited since the last time, or all; interrupted, it goes on the next time.

        Yields:
            How many more stories are copied. The index itself is made at the end, of the first time alone.
        """
        with errors_in_our_words(self._uri):
            new, gone = _stale(self._database)
            for names in _batches(gone):
                self._database[FULL_TEXT].delete_many({"_id": {"$in": names}})
            for names in _batches(new):
                self._database["articles"].aggregate(_copying(names))
                yield len(names)
            self._database[FULL_TEXT].create_index(
                [("title", TEXT), ("standfirst", TEXT), ("text", TEXT)],
                name=_INDEX,
                weights={"title": 9, "standfirst": 3, "text": 1},
                default_language="none",
                language_override="words_language",
            )
            self._database["meta"].update_one({"_id": FULL_TEXT}, {"$currentDate": {"at": True}}, upsert=True)

    def at(self) -> datetime | None:
        """When it was brought up to date, UTC; None if there is none."""
        with errors_in_our_words(self._uri):
            return indexed_at(self._database)

    def drop(self) -> None:
        """Drop it, and free what it took on disk."""
        with errors_in_our_words(self._uri):
            self._database[FULL_TEXT].drop()
            self._database["meta"].delete_one({"_id": FULL_TEXT})


def indexed_at(database: Database[Document]) -> datetime | None:
    """When the index was brought up to date, UTC; None if there is none."""
    found = database["meta"].find_one({"_id": FULL_TEXT})
    return found["at"] if found else None


def search_whole(database: Database[Document], words: str, selection: Selection, limit: int) -> Iterator[Hit]:
    """The stories that fit and have the words anywhere, best first.

    Raises:
        UsageError: there is no index of whole stories.
    """
    if indexed_at(database) is None:
        raise UsageError(
            "whole stories are not indexed in this store: newsspider index tells what that takes, newsspider index "
            "--make does it"
        )
    matching = database[FULL_TEXT].find({"$text": {"$search": all_words(words)}}, SCORE, allow_disk_use=True)
    ranked = ((document["_id"], document["score"]) for document in matching.sort([*SCORE.items(), ("_id", 1)]))
    hits = (hit for some in _batches(ranked) for hit in _fitting(database, dict(some), selection))
    return islice(hits, limit or None)


def _fitting(database: Database[Document], scores: dict[str, float], selection: Selection) -> Iterator[Hit]:
    """Those of some stories that fit the selection, in their order."""
    fits = {"$and": [{"_id": {"$in": list(scores)}}, query(selection)]}
    found = {document["_id"]: document for document in database["articles"].find(fits, HEADLINE)}
    for name, score in scores.items():
        if name in found:
            yield Hit(story=headline_from_document(found[name]), score=score)


def _stale(database: Database[Document]) -> tuple[list[str], list[str]]:
    """The ids of stories that are not indexed as they are, and of those indexed that are no more."""
    said = {
        document["_id"]: document["content_hash"] for document in database["articles"].find({}, {"content_hash": 1})
    }
    had = {document["_id"]: document["content_hash"] for document in database[FULL_TEXT].find({}, {"content_hash": 1})}
    return [name for name, told in said.items() if had.get(name) != told], list(had.keys() - said.keys())


def _copying(names: Sequence[str]) -> list[Document]:
    return [
        {"$match": {"_id": {"$in": list(names)}}},
        {"$project": dict.fromkeys(("content_hash", "title", "standfirst", "text"), 1)},
        {"$merge": {"into": FULL_TEXT, "whenMatched": "replace"}},
    ]


def _batches(rest: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rest)
    while some := list(islice(left, _AT_ONCE)):
        yield some


_INDEX = "words"
_AT_ONCE = 500
_SECONDS_A_STORY = 0.001
_BYTES_A_STORY = 3000
"""Of a story of 350 words: copied, and its words indexed."""
