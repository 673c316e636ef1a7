"""Searching headlines and standfirsts for words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pymongo.database import Database

from newsspider.archive.documents import HEADLINE, Document, headline_from_document
from newsspider.archive.selection import Selection, query
from newsspider.archive.stories import Headline


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A story that has the words that were searched for."""

    story: Headline
    """The story, in brief."""
    score: float
    """How well it fits, by MongoDB's measure: a word counts more in a headline, and in a short text. It compares hits
    of one search alone."""


SCORE: Document = {"score": {"$meta": "textScore"}}
"""The measure as a projection, and as an order."""


def search(database: Database[Document], words: str, selection: Selection, limit: int) -> Iterator[Hit]:
    """The stories that fit and have the words in headline and standfirst, best first, the newest of equals first."""
    chosen = query(replace(selection, text=f"{words} {selection.text or ''}"))
    found = database["articles"].find(chosen, {**HEADLINE, **SCORE}, allow_disk_use=True)
    for document in found.sort([*SCORE.items(), ("published", -1), ("_id", 1)]).limit(limit):
        yield Hit(story=headline_from_document(document), score=document["score"])
