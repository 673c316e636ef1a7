"""The store in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymongo.database import Database

from newsspider.archive.documents import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the store holds. Mappings have the most frequent first, days the latest."""

    stories: int
    """Stories, duplicates and gone ones among them."""
    duplicates: int
    """Stories that repeat another's text."""
    live_blogs: int
    """Stories that are live blogs."""
    edited: int
    """Stories that were edited since they were first seen."""
    sites: Mapping[str, int]
    """Stories by newspaper."""
    sections: Mapping[str, int]
    """Stories by section; those without one under ""."""
    languages: Mapping[str, int]
    """Stories by language; those without one under ""."""
    days: Mapping[str, int]
    """Stories by day of publication (UTC), as "2023-04-25"; those without a date under ""."""
    links: Mapping[str, int]
    """Links by kind."""
    open_links: int
    """Links that lead to no stored story."""
    most_linked: Mapping[str, int]
    """The ten stories to which most stories lead by editorial links: URL to number."""
    refused: Mapping[str, int]
    """URLs that did not become a story, by reason."""


def summarize(database: Database[Document], site: str | None = None) -> Summary:
    """Count a store, or one newspaper's part of it."""
    articles, frontier = database["articles"], database["frontier"]
    where: Document = {"site": site} if site else {}

    def by(what: Any, order: Document | None = None) -> dict[str, int]:
        return _counted(articles.aggregate([{"$match": where}, *_count_by(what, order)]))

    links: list[Document] = [{"$match": where}, {"$project": {"links.kind": 1}}, {"$unwind": "$links"}]
    day = {"$dateToString": {"date": "$published", "format": "%Y-%m-%d"}}
    linked = articles.find({**where, "inlinks.editorial": {"$gt": 0}}, {"url": 1, "inlinks": 1})
    refused = frontier.aggregate([{"$match": {**where, "state": "refused"}}, *_count_by("$reason")])
    return Summary(
        stories=articles.count_documents(where),
        duplicates=articles.count_documents({**where, "duplicate_of": {"$ne": None}}),
        live_blogs=articles.count_documents({**where, "page_kind": "live_blog"}),
        edited=articles.count_documents({**where, "revision": {"$gt": 1}}),
        sites=by("$site"),
        sections=by("$section"),
        languages=by("$language"),
        days=by(day, {"_id": -1}),
        links=_counted(articles.aggregate([*links, *_count_by("$links.kind")])),
        open_links=_open_links(database, where),
        most_linked={d["url"]: d["inlinks"]["editorial"] for d in linked.sort("inlinks.editorial", -1).limit(10)},
        refused=_counted(refused),
    )


def _open_links(database: Database[Document], where: Document) -> int:
    story = {"from": "articles", "localField": "_id", "foreignField": "_id", "as": "story"}
    steps: list[Document] = [
        {"$match": where},
        {"$project": {"links.target": 1}},
        {"$unwind": "$links"},
        {"$group": {"_id": "$links.target", "links": {"$sum": 1}}},
        {"$lookup": {**story, "pipeline": [{"$project": {"_id": 1}}]}},
        {"$match": {"story": []}},
        {"$group": {"_id": None, "links": {"$sum": "$links"}}},
    ]
    rows = database["articles"].aggregate(steps)
    return sum(int(row["links"]) for row in rows)


def _count_by(what: Any, order: Document | None = None) -> list[Document]:
    return [{"$group": {"_id": what, "number": {"$sum": 1}}}, {"$sort": order or {"number": -1, "_id": 1}}]


def _counted(rows: Any) -> dict[str, int]:
    return {row["_id"] or "": int(row["number"]) for row in rows}
