"""What an answer changes in the frontier, as writes: a story, a refusal, or "not modified"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from newsspider.archive.documents import Document, lead_to_document, url_id
from newsspider.archive.stories import StoredArticle
from newsspider.items import Fetched, Lead, Refused, Unchanged
from newsspider.urls import canonical_url, identity_key, key_id
from newsspider.visits import next_visit, retry_at


def fetched_writes(item: Fetched, story: StoredArticle) -> Iterator[UpdateOne]:
    """The URL that gave the story, and the one that led to it, are done; the first is visited again some time."""
    own = item.article.fetched_url
    asked = canonical_url(item.lead.url) if item.lead else own
    date = story.published or (item.lead.published or item.lead.modified if item.lead else None)
    for url in dict.fromkeys((own, asked)):
        said = _answered(url, item.article.site, item.page.fetched_at) | {
            "state": "fetched",
            "reason": None,
            "detail": None,
            "article": story.id,
            "date": date,
            "etag": item.page.headers.get("etag") if url == own else None,
            "last_modified": item.page.headers.get("last-modified") if url == own else None,
            "failures": 0,
            "next_visit": _next(story, item.page.fetched_at, item.lead) if url == own else None,
        }
        if item.lead:
            said["lead"] = lead_to_document(item.lead)
        if item.again:  # nothing was asked for
            said = {name: said[name] for name in ("article", "url", "site", "key")}
            said |= {"state": "fetched", "reason": None, "detail": None, "seen_at": item.page.fetched_at}
        yield UpdateOne({"_id": url_id(url)}, {"$set": said, "$unset": {"missing": ""}}, upsert=True)


def twin_write(url_id: str, article: str) -> UpdateOne:
    """Another URL of a story (an AMP twin that a sitemap lists) that nobody asked for yet is done."""
    done = {"state": "fetched", "article": article, "reason": None, "detail": None}
    return UpdateOne({"_id": url_id, "state": {"$in": ["due", "stray"]}}, {"$set": done})


def refused_write(item: Refused, known: Mapping[str, Any]) -> UpdateOne:
    """The URL gave no story; ``known`` is its document, empty without one. A story that is gone keeps its article."""
    failures = known.get("failures", 0) + 1
    gone = bool(known.get("article")) and is_gone(item)
    said = _answered(item.url, item.site, item.seen_at) | {
        "state": "gone" if gone else "refused",
        "reason": item.reason,
        "detail": item.detail,
        "failures": failures,
        "next_visit": item.again_at or retry_at(item.seen_at, item.reason, item.detail, failures),
    }
    change: Document = {"$set": said, "$unset": {"missing": ""}, "$setOnInsert": {"article": None}}
    return UpdateOne({"_id": url_id(item.url)}, change, upsert=True)


def unchanged_write(item: Unchanged, story: Mapping[str, Any]) -> UpdateOne:
    """The URL's story is as it was; ``story`` is its document."""
    known = story["published"], story["first_seen"], story["revision"] - 1
    again = next_visit(item.seen_at, *known, told=_tells(item.lead))
    said: Document = {"state": "fetched", "seen_at": item.seen_at, "failures": 0, "next_visit": again}
    if item.lead:
        said["lead"] = lead_to_document(item.lead)
    return UpdateOne({"_id": url_id(item.url)}, {"$set": said, "$unset": {"missing": ""}})


def seen_again(at: datetime) -> list[Document]:
    """The change (a pipeline) of a story that is as it was: it was seen, and so were the links that it showed last."""
    link = {"$mergeObjects": ["$$link", {"last_seen": {"$max": ["$$link.last_seen", at]}}]}
    is_shown = {"$eq": ["$$link.last_seen", {"$max": "$links.last_seen"}]}
    links = {"$map": {"input": "$links", "as": "link", "in": {"$cond": [is_shown, link, "$$link"]}}}
    return [{"$set": {"links": links, "last_seen": {"$max": ["$last_seen", at]}, "gone_at": None}}]


def is_gone(item: Refused) -> bool:
    """Whether the answer says that what was there is not any more: 404 or 410 (RFC 9110, 15.5)."""
    return item.reason == "status" and item.detail[:3] in ("404", "410")


def _answered(url: str, site: str, seen_at: datetime) -> Document:
    return {"url": url, "site": site, "key": key_id(identity_key(url)), "seen_at": seen_at}


def _next(story: StoredArticle, seen_at: datetime, lead: Lead | None) -> datetime | None:
    return next_visit(seen_at, story.published, story.first_seen, story.revision - 1, told=_tells(lead))


def _tells(lead: Lead | None) -> bool:
    """Whether the story's source tells of edits: a sitemap by its lastmod."""
    return lead is not None and lead.modified is not None
