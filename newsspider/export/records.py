"""The export contract: each story as one JSON object, as ``newsspider export articles`` gives it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

from newsspider.archive.documents import story_to_document, zone_named
from newsspider.archive.stories import StoredArticle

UNTOLD = (
    *("text", "outlinks", "fetched_url", "witnesses", "extractor", "rights"),
    *("content_hash", "story_hash", "text_hash"),
)
"""Fields of a document in ``articles`` that the record of a story is made without."""


def article_to_json(story: StoredArticle, urls: Mapping[str, str]) -> dict[str, Any]:
    """The story as the export contract has it: dates in ISO 8601 with their offset, a bare date for a bare day.

    Args:
        story: the story.
        urls: canonical URLs of stored stories by id: a link to a stored story gets its URL.
    """
    return document_to_json(story_to_document(story), urls)


def document_to_json(story: Mapping[str, Any], urls: Mapping[str, str]) -> dict[str, Any]:
    """The same of a document in ``articles``; dates without a zone are UTC, and need no field of ``UNTOLD``."""
    zone = zone_named(story.get("published_zone"))
    return {
        "id": story["_id"],
        **{name: story.get(name) for name in ("url", "aliases", "site", "page_kind", "title", "standfirst")},
        "text": "\n\n".join(story["paragraphs"]),
        "paragraphs": story["paragraphs"],
        "updates": [_update(update, zone) for update in story.get("updates", ())],
        "parts": story.get("parts", []),
        "paragraph_kinds": story.get("paragraph_kinds", []),
        "image": story.get("image"),
        "captions": story.get("captions", []),
        "embeds": story.get("embeds", []),
        "free": story.get("free"),
        "published": date_text(story.get("published"), zone, story.get("published_precision")),
        **{name: story.get(name) for name in ("published_precision", "published_raw", "published_zone")},
        "modified": date_text(story.get("modified"), zone),
        **{name: story.get(name) for name in ("authors", "section", "tags", "language", "credit", "agencies")},
        **{name: story.get(name) for name in ("reading_minutes", "duplicate_of", "revision")},
        **{name: date_text(story.get(name)) for name in ("gone_at", "first_seen", "last_seen", "last_changed")},
        "inlinks": story.get("inlinks") or {},
        "links": [_link(link, urls) for link in story["links"]],
    }


def to_json_line(record: Mapping[str, Any]) -> str:
    """A record as one line of JSON, without the line's end."""
    return json.dumps(record, ensure_ascii=False)


@lru_cache(10_000)  # the links of a story have few dates, and to write one takes long
def date_text(when: datetime | None, zone: tzinfo = UTC, precision: str | None = None) -> str | None:
    """A date (UTC if it tells no zone) in ISO 8601, in a zone, with its offset; the bare date if it is a day."""
    if when is None:
        return None
    there = (when.replace(tzinfo=UTC) if when.tzinfo is None else when).astimezone(zone)
    return there.date().isoformat() if precision == "day" else there.isoformat()


def _link(link: Mapping[str, Any], urls: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": link["kind"],
        "target": link["target"],
        "url": urls.get(link["target"], link["url"]),
        "title": link["title"],
        "teaser": link["teaser"],
        "label": link["label"],
        "position": link["position"],
        "first_seen": date_text(link["first_seen"]),
        "last_seen": date_text(link["last_seen"]),
    }


def _update(update: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    paragraphs = update["paragraphs"]
    return {
        "at": date_text(update["at"], zone),
        "headline": update["headline"],
        "text": "\n\n".join(paragraphs),
        "paragraphs": paragraphs,
    }
