"""The export contract: each story as one JSON object, as ``newsspider export articles`` gives it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from newsspider.archive.stories import StoredArticle, StoredLink
from newsspider.items import Update


def article_to_json(story: StoredArticle, urls: Mapping[str, str]) -> dict[str, Any]:
    """The story as the export contract has it: dates in ISO 8601 with their offset, a bare date for a bare day.

    Args:
        story: the story.
        urls: canonical URLs of stored stories by id: a link to a stored story gets its URL.
    """
    return {
        "id": story.id,
        "url": story.url,
        "aliases": list(story.aliases),
        "site": story.site,
        "page_kind": story.page_kind,
        "title": story.title,
        "standfirst": story.standfirst,
        "text": story.text,
        "paragraphs": list(story.paragraphs),
        "updates": [_update(update) for update in story.updates],
        "parts": list(story.parts),
        "paragraph_kinds": list(story.paragraph_kinds),
        "image": asdict(story.image) if story.image else None,
        "captions": list(story.captions),
        "embeds": list(story.embeds),
        "free": story.free,
        "published": _date(story.published, bare=story.published_precision == "day"),
        "published_precision": story.published_precision,
        "published_raw": story.published_raw,
        "published_zone": story.published_zone,
        "modified": _date(story.modified),
        "authors": list(story.authors),
        "section": story.section,
        "tags": list(story.tags),
        "language": story.language,
        "credit": story.credit,
        "agencies": list(story.agencies),
        "reading_minutes": story.reading_minutes,
        "duplicate_of": story.duplicate_of,
        "revision": story.revision,
        "gone_at": _date(story.gone_at),
        "first_seen": _date(story.first_seen),
        "last_seen": _date(story.last_seen),
        "last_changed": _date(story.last_changed),
        "inlinks": dict(story.inlinks),
        "links": [_link(link, urls) for link in story.links],
    }


def to_json_line(record: Mapping[str, Any]) -> str:
    """A record as one line of JSON, without the line's end."""
    return json.dumps(record, ensure_ascii=False)


def _link(link: StoredLink, urls: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": link.kind,
        "target": link.target,
        "url": urls.get(link.target, link.url),
        "title": link.title,
        "teaser": link.teaser,
        "label": link.label,
        "position": link.position,
        "first_seen": _date(link.first_seen),
        "last_seen": _date(link.last_seen),
    }


def _update(update: Update) -> dict[str, Any]:
    return {
        "at": _date(update.at),
        "headline": update.headline,
        "text": update.text,
        "paragraphs": list(update.paragraphs),
    }


def _date(when: datetime | None, *, bare: bool = False) -> str | None:
    if when is None:
        return None
    return when.date().isoformat() if bare else when.isoformat()
