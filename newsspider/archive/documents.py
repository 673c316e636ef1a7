"""Stories and refusals as documents of the store, and back. The fields keep their names; the id is ``_id``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from importlib.metadata import version
from operator import attrgetter
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from bson import Binary
from zstandard import ZstdCompressor, ZstdDecompressor

from newsspider.archive.changes import NEW
from newsspider.archive.outlinks import by_group
from newsspider.archive.stories import Headline, Revision, StoredArticle, StoredLink, Witness
from newsspider.items import Fetched, Image, Lead, Page, Refused, Update
from newsspider.urls import key_id

Document = dict[str, Any]

_MADE_OF: Mapping[str, str] = MappingProxyType({"text": "paragraphs", "outlinks": "links"})
"""Fields of a document that are made of another one."""
MANAGED = ("duplicate_of", "inlinks")
"""Fields of a story that are set by steps of their own, not with the story."""

_LEAD_DATES = ("published", "modified")
_LEVEL = 3
"""zstd level of raw pages: 5 times smaller for 0.6 ms a page."""
_LARGEST_BODY = 64 << 20
"""Bytes of a body that a stored page may unfold to."""


def _writer_of(kind: type) -> Callable[[Any], Document]:
    """Turns the records of one kind into documents; the tuples in them stay. Thousands a second: no deep copies."""
    names = tuple(f.name for f in fields(kind))
    values = attrgetter(*names)
    return lambda record: dict(zip(names, values(record), strict=True))


_of_story = _writer_of(StoredArticle)
_of_link = _writer_of(StoredLink)
_of_update = _writer_of(Update)
_of_witness = _writer_of(Witness)
_of_image = _writer_of(Image)


def story_to_document(story: StoredArticle) -> Document:
    """The document of a new story in ``articles``."""
    said = _of_story(story)
    rules = dict(said.pop("rules"))
    return {
        "_id": said.pop("id"),
        **{name: list(value) if isinstance(value, tuple) else value for name, value in said.items()},
        "text": story.text,
        "image": _of_image(story.image) if story.image else None,
        "links": [_of_link(link) for link in story.links],
        "outlinks": by_group(link.kind for link in story.links),
        "updates": [{**_of_update(update), "paragraphs": list(update.paragraphs)} for update in story.updates],
        "witnesses": [_of_witness(witness) for witness in story.witnesses],
        "inlinks": dict(story.inlinks),
        "extractor": {"version": _our_version(), "rules": rules},
        **NEW,
    }


def changed_fields(before: StoredArticle, now: StoredArticle, document: Document) -> Document:
    """The part of a story's ``document`` that tells other than the stored story; who read it is always told."""
    had = _of_story(before)
    changed = {name for name, value in _of_story(now).items() if value != had[name]}
    changed |= {"extractor", *(made for made, of in _MADE_OF.items() if of in changed)}
    return {name: value for name, value in document.items() if name in changed}


@lru_cache(1)
def _our_version() -> str:
    return version("newsspider")


def story_from_document(document: Mapping[str, Any]) -> StoredArticle:
    """The story of a document in ``articles``. Its dates and its updates' are in ``published_zone``."""
    found = {name: _value(document[name]) for name in _PLAIN if name in document}
    zone = zone_named(found.get("published_zone"))
    for name in ("published", "modified"):
        if found.get(name) is not None:
            found[name] = found[name].astimezone(zone)
    return StoredArticle(
        **found,
        id=document["_id"],
        image=Image(**document["image"]) if document.get("image") else None,
        links=tuple(map(link_from_document, document.get("links", ()))),
        updates=tuple(_update(update, zone) for update in document.get("updates", ())),
        witnesses=tuple(Witness(**witness) for witness in document.get("witnesses", ())),
        rules=document.get("extractor", {}).get("rules", {}),
        inlinks=document.get("inlinks") or {},
    )


def link_from_document(document: Mapping[str, Any]) -> StoredLink:
    """The link of an entry of ``links`` of a document in ``articles``."""
    return StoredLink(**document)


def headline_from_document(document: Mapping[str, Any]) -> Headline:
    """The story in brief of a document in ``articles``, or of the part ``HEADLINE`` of one."""
    found: Document = {name: document.get(name) for name in _BRIEF}
    if found["published"]:
        found["published"] = found["published"].astimezone(zone_named(found["published_zone"]))
    return Headline(id=document["_id"], **found)


_BRIEF = tuple(f.name for f in fields(Headline) if f.name != "id")
HEADLINE: Mapping[str, int] = MappingProxyType({"_id": 1} | dict.fromkeys(_BRIEF, 1))
"""The fields of a document in ``articles`` that make a headline, as a projection."""

_PLAIN = tuple(
    f.name for f in fields(StoredArticle) if f.name not in ("image", "links", "updates", "witnesses", "inlinks")
)
"""Fields of a story that are no records of their own."""


def revision_to_document(before: StoredArticle, article_id: str, *, matters: bool) -> Document:
    """The document in ``revisions`` of what an edited story said before; first and last seen are this version's.

    ``matters`` is of the edit that ended it.
    """
    document = story_to_document(before)
    kept = ("url", "site", "page_kind", "title", "standfirst", "credit", "paragraphs", "paragraph_kinds", "text")
    return {
        "_id": f"{article_id}:{before.content_hash}",
        "article": article_id,
        **{name: document[name] for name in kept},
        "published": before.published,
        "modified": before.modified,
        "revision": before.revision,
        "content_hash": before.content_hash,
        "matters": matters,
        "first_seen": before.last_changed,
        "last_seen": before.last_seen,
    }


def revision_from_document(document: Mapping[str, Any]) -> Revision:
    """The earlier version of a story of a document in ``revisions``."""
    return Revision(
        title=document["title"],
        standfirst=document["standfirst"],
        paragraphs=tuple(document["paragraphs"]),
        number=document["revision"],
        matters=document.get("matters", True),
        first_seen=document["first_seen"],
        last_seen=document["last_seen"],
    )


def page_to_document(item: Fetched, story: StoredArticle) -> Document:
    """The document in ``pages`` of the raw page that gave a story what it says, with the lead to it.

    ``content_hash`` is that of the story as it was read then: once it was edited, that of its revision. The pages of
    its other parts are in the same document: one write is the whole story.
    """
    return {
        "_id": f"{story.id}:{item.page.fetched_at:%Y%m%dT%H%M%S.%f}",
        "article": story.id,
        "content_hash": story.content_hash,
        **_raw(item.page),
        "lead": lead_to_document(item.lead),
        "parts": [_raw(page) for page in item.parts],
    }


def _raw(page: Page) -> Document:
    return {
        "url": page.url,
        "status": page.status,
        # Pairs: a header's name comes from the server and may not become a field's.
        "headers": [[name, value] for name, value in page.headers.items()],
        "body": Binary(ZstdCompressor(level=_LEVEL).compress(page.body)),
        "fetched_at": page.fetched_at,
    }


def page_from_document(document: Mapping[str, Any]) -> Page:
    """The raw page of a document in ``pages``."""
    body = ZstdDecompressor().decompress(document["body"], max_output_size=_LARGEST_BODY)
    return Page(
        url=document["url"],
        status=document["status"],
        headers=dict(document["headers"]),
        body=body,
        fetched_at=document["fetched_at"],
    )


def lead_from_document(document: Mapping[str, Any]) -> Lead | None:
    """The lead that is kept with a raw page; None without one."""
    said = document.get("lead")
    if said is None:
        return None
    found: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    return Lead(**found | {name: datetime.fromisoformat(said[name]) for name in _LEAD_DATES if said.get(name)})


def lead_to_document(lead: Lead | None) -> Document | None:
    """A lead, its dates as text: they keep their offset."""
    if lead is None:
        return None
    said = {f.name: value for f in fields(Lead) if (value := getattr(lead, f.name))}
    return said | {name: said[name].isoformat() for name in _LEAD_DATES if name in said}


def refused_from_frontier(document: Mapping[str, Any]) -> Refused:
    """The refusal of a document in ``frontier``."""
    return Refused(**{f.name: document[f.name] for f in fields(Refused) if f.name in document})


def url_id(url: str) -> str:
    """Id of a URL, in canonical form, in ``frontier``: unlike an article's, variants of a URL differ."""
    return key_id(url)


@lru_cache(256)
def zone_named(name: str | None) -> tzinfo:
    """The zone of an IANA name or an offset such as "+05:30"; UTC for None and for names that nobody knows."""
    if name is None or name == "UTC":
        return UTC
    if match := re.fullmatch(r"([+-])(\d\d):?(\d\d)", name):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
        return timezone(-offset if match[1] == "-" else offset)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return UTC


def _update(document: Mapping[str, Any], zone: tzinfo) -> Update:
    at = document["at"]
    return Update(
        at=at and at.astimezone(zone), headline=document["headline"], paragraphs=tuple(document["paragraphs"])
    )


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
