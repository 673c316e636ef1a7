"""Counting the stories of the store: by name, by time, by the links that lead to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pymongo.database import Database

from newsspider.archive.counts import Linked, Period, Span, Tally
from newsspider.archive.documents import HEADLINE, Document, headline_from_document, zone_named
from newsspider.archive.selection import NAMED_FIELDS, Named, Selection, query


def tally(database: Database[Document], name: Named, selection: Selection) -> Iterator[Tally]:
    """The names of one kind, by newspaper, those of most stories first."""
    field = f"${NAMED_FIELDS[name]}"
    steps: list[Document] = [
        # That it has a newspaper is true of each story: for sections, an index that has all is read then, and no story.
        {"$match": {"$and": [{"site": {"$gt": ""}}, query(selection)]}},
        {"$project": {"_id": 0, "site": 1, "published": 1, "name": field}},
        {"$unwind": "$name"},  # passes what is no list, and drops what is nothing
        {
            "$group": {
                "_id": {"site": "$site", "name": "$name"},
                "stories": {"$sum": 1},
                "first": {"$min": "$published"},
                "last": {"$max": "$published"},
            }
        },
        {"$sort": {"stories": -1, "_id": 1}},
    ]
    for row in database["articles"].aggregate(steps, allowDiskUse=True):
        yield Tally(**row.pop("_id"), **row)


def most_linked(database: Database[Document], group: str, selection: Selection, limit: int) -> Iterator[Linked]:
    """The stories that most others lead to by links of a group, the newest of equals first."""
    counter = f"inlinks.{group}"
    chosen = {"$and": [{counter: {"$gt": 0}}, query(selection)]}  # the first part is what the index is for
    found = database["articles"].find(chosen, {**HEADLINE, counter: 1}, allow_disk_use=True)
    for document in found.sort([(counter, -1), ("published", -1), ("_id", 1)]).limit(limit):
        yield Linked(story=headline_from_document(document), inlinks=document["inlinks"][group])


def timeline(database: Database[Document], selection: Selection, span: Span) -> list[Period]:
    """The periods in which stories were published, the first one first; stories without a date are left out."""
    fields = {"_id": 0, "section": 1, "published": 1, "published_zone": 1}
    dated = {"$and": [{"published": {"$gt": datetime.min}}, query(selection)]}
    counts: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for document in database["articles"].find(dated, fields):
        day = document["published"].astimezone(zone_named(document.get("published_zone"))).date()
        counts[start_of(day, span)][document.get("section") or ""] += 1
    return [Period(start=start, sections=dict(counts[start].most_common())) for start in sorted(counts)]


def start_of(day: date, span: Span) -> date:
    """The first day of the day's week (a Monday) or month; the day itself for "day"."""
    match span:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
