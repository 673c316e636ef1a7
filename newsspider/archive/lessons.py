"""What the pages of an unfinished run taught it, kept until the run that goes on in its place has ended."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from bson import Binary
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from newsspider.archive.connection import errors_in_our_words
from newsspider.archive.documents import Document
from newsspider.knowledge import Lesson, Trace


class Lessons:
    """Lessons in numbered books, one written at a time. Errors are a ``StoreError``: the store can't be used."""

    def __init__(self, database: AsyncDatabase[Document], uri: str, of: str) -> None:
        """Use ``Writer.lessons``; ``of`` names the work whose lessons they are."""
        self._uri = uri
        self._books: AsyncCollection[Document] = database["lessons"]
        self._of = of

    async def keep(self, number: int, lessons: Sequence[Lesson]) -> None:
        """Write a book, in the place of one of that number."""
        book = {"of": self._of, "number": number, "lessons": [_document(lesson) for lesson in lessons]}
        with errors_in_our_words(self._uri):
            await self._books.replace_one({"_id": f"{self._of} {number}"}, book, upsert=True)

    async def read(self, books: int) -> AsyncIterator[Lesson]:
        """The lessons of the first so many books, in order; without those of a book that is not there."""
        with errors_in_our_words(self._uri):
            found = self._books.find({"_id": {"$in": [f"{self._of} {number}" for number in range(books)]}})
            async for book in found.sort("number", 1):
                for document in book["lessons"]:
                    yield _lesson(document)

    async def count(self, books: int) -> int:
        """How many of the first so many books are there."""
        with errors_in_our_words(self._uri):
            return await self._books.count_documents(
                {"_id": {"$in": [f"{self._of} {number}" for number in range(books)]}}
            )

    async def drop(self) -> None:
        """Delete them all."""
        with errors_in_our_words(self._uri):
            await self._books.delete_many({"_id": {"$regex": f"^{self._of} "}})


def _document(lesson: Lesson) -> Document:
    trace = lesson.trace
    return {
        "site": lesson.site,
        "url": lesson.url,
        "version": lesson.version,
        "story": trace.story,
        "lines": _packed(trace.lines),
        "places": _packed(trace.places),
        "shown": _packed(trace.shown),
        "shown_at": _packed(trace.shown.values()),
    }


def _lesson(document: Mapping[str, Any]) -> Lesson:
    shown = dict(zip(_unpacked(document["shown"]), _unpacked(document["shown_at"]), strict=True))
    lines, places = frozenset(_unpacked(document["lines"])), frozenset(_unpacked(document["places"]))
    trace = Trace(document["story"], lines, places, shown)
    return Lesson(site=document["site"], url=document["url"], trace=trace, version=document["version"])


def _packed(keys: Iterable[int]) -> Binary:
    return Binary(array("q", keys).tobytes())


def _unpacked(packed: bytes) -> array[int]:
    return array("q", packed)
