"""What a page says of itself to machines: schema.org objects in JSON-LD and itemprop marks."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extruct.jsonld import JsonLdExtractor

from newsspider.extraction.document import Document, squash
from newsspider.urls import same_story

Thing = Mapping[str, Any]
_STORY_TYPES = ("Article", "Posting", "Report", "NewsItem", "Review", "Recipe")
_DEEPEST = 30


@dataclass(frozen=True)
class Structured:
    """The schema.org objects of a page."""

    things: tuple[Thing, ...]
    """All JSON-LD objects, the nested ones too, in page order."""
    story: Thing
    """The object that describes the page's story; empty if none does."""

    def types(self) -> frozenset[str]:
        """All type names on the page."""
        return frozenset(name for thing in self.things for name in types_of(thing))

    def first(self, kind: str) -> Thing:
        """The first object of a type; empty if there is none."""
        return next((thing for thing in self.things if kind in types_of(thing)), {})


def read_structured(document: Document) -> Structured:
    """Read the page's JSON-LD; blocks that can't be read cost only themselves."""
    things = tuple(thing for item in _json_ld(document) for thing in _walk(item))
    by_id = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str) and len(thing) > 1}
    resolved = tuple(_resolve(thing, by_id) for thing in things)
    return Structured(resolved, _story(resolved, document.url))


def types_of(thing: Thing) -> tuple[str, ...]:
    """Type names of an object, without a vocabulary's prefix."""
    value = thing.get("@type", ())
    names = value if isinstance(value, list) else [value]
    return tuple(str(name).rpartition("/")[2].removeprefix("schema:") for name in names if isinstance(name, str))


def texts(value: Any) -> list[str]:
    """The texts in a value, which may be a text, an object with a name, or a list of these; entities resolved."""
    if isinstance(value, str):
        clean = plain_text(value)
        return [clean] if clean else []
    if isinstance(value, Mapping):
        return texts(value.get("name") or value.get("@value") or ())
    if isinstance(value, Sequence):
        return [text for entry in value for text in texts(entry)]
    return []


def plain_text(text: str) -> str:
    """A text on one line, with entities resolved; publishers escape them twice."""
    return squash(html.unescape(html.unescape(text)).replace("\xad", ""))


def _json_ld(document: Document) -> list[Any]:
    found: list[Any] = []
    extractor = JsonLdExtractor()
    for script in document.root.iterfind(".//script[@type]"):
        if "ld+json" not in (script.get("type") or "").lower() or not (script.text or "").strip():
            continue
        try:
            found.append(json.loads(script.text or "", strict=False))
        except (ValueError, RecursionError):
            try:
                found += list(extractor._extract_items(script))
            except (ValueError, RecursionError, TypeError):
                continue
    return found


def _walk(value: Any, depth: int = 0) -> Iterator[Thing]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _walk(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, depth + 1)


def _resolve(thing: Thing, by_id: Mapping[str, Thing]) -> Thing:
    """The object with references to others ({"@id": …}) replaced by them, one level deep."""

    def target(value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"@id"}:
            return by_id.get(value["@id"], value)
        return [target(entry) for entry in value] if isinstance(value, list) else value

    return {key: target(value) for key, value in thing.items()}


def _story(things: Sequence[Thing], url: str) -> Thing:
    stories = [thing for thing in things if any(name.endswith(_STORY_TYPES) for name in types_of(thing))]
    stories = [thing for thing in stories if thing.get("headline") or thing.get("name") or thing.get("datePublished")]
    for thing in stories:
        if any(same_story(address, url) for address in _addresses(thing)):
            return thing
    # several stories that all name other pages are a list, not a description of this one
    unnamed = [thing for thing in stories if not any(_addresses(thing))]
    return unnamed[0] if unnamed else stories[0] if len(stories) == 1 else {}


def _addresses(thing: Thing) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = thing.get(key)
        for entry in value if isinstance(value, list) else [value]:
            address = entry.get("@id") or entry.get("url") if isinstance(entry, Mapping) else entry
            if isinstance(address, str) and address.startswith("http"):
                yield address
