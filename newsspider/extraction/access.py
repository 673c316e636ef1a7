"""Whether all may read a story, or only who pays or signs in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block
from newsspider.extraction.document import Document, text_of
from newsspider.extraction.layout import Layout
from newsspider.extraction.offers import Offers
from newsspider.extraction.structured import Structured, Thing
from newsspider.extraction.titles import fold

_TIERS = {"free": True, "metered": False, "locked": False}
_WALL = re.compile(r"(?:^|[\s_-])(?:pay-?wall|reg-?wall|meter-?wall|subscriber-?wall|premium-?wall)(?:[\s_-]|$)", re.I)
_OFFER = re.compile(
    r"\b(?:subscri\w+|sign in to|log in to|abonn\w+|s’abonner|weiterlesen|jetzt testen|suscr[íi]\w+|assin\w+|abbonat\w+"
    r"|probeabo|créez votre compte|crea(?:te)? (?:an |your )?(?:free )?account|for full access|members only)"
    r"|सब्सक्राइब|सदस्यता",
    re.IGNORECASE,
)
_SHORT_STORY = 400
"""Words from which a story is whole, whatever offer stands behind it."""


def offer_access(offers: Offers, document: Document, data: Structured) -> None:
    """Note what the metadata say: ``isAccessibleForFree`` of the story, else of its parts; ``article:content_tier``."""
    told = _truth(data.story.get("isAccessibleForFree"))
    if told is None:
        parts = data.story.get("hasPart")
        told = _together(part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict))
    offers.add("free", "json-ld", told)
    offers.add("free", "meta article:content_tier", _TIERS.get((document.meta("article:content_tier") or "").lower()))
    values = document.marks.get("isAccessibleForFree", ())
    offers.add("free", "itemprop", _truth(values[0]) if values else None)


def wall_behind(layout: Layout, blocks: Sequence[Block], paragraphs: Sequence[str]) -> str | None:
    """The offer to subscribe that ends a short story; None if its text ends otherwise.

    It counts if the markup calls it a wall, its words offer access, and no line of the story stands behind it.
    """
    if sum(len(line.split()) for line in paragraphs) >= _SHORT_STORY:
        return None
    told = {fold(line) for line in paragraphs}
    last = max((layout.order.get(block.element, 0) for block in blocks if fold(block.text) in told), default=None)
    for element in layout.elements if last is not None else ():
        if "wall" in (element.get("class") or "") + (element.get("id") or "") and _is_wall(element):
            inner = max(layout.order[part] for part in element.iter() if part in layout.order)
            text = text_of(element)
            if last is not None and inner > last and layout.order[element] > last and _OFFER.search(text):
                return text
    return None


def _is_wall(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    hidden = "display:none" in (element.get("style") or "").replace(" ", "") or element.get("hidden") is not None
    return not hidden and element.tag not in ("html", "body", "script", "style") and _WALL.search(names) is not None


def _together(parts: Any) -> bool | None:
    told: list[bool] = [value for part in parts if (value := _truth(_value(part))) is not None]
    return all(told) if told else None


def _value(part: Thing) -> Any:
    return part.get("isAccessibleForFree")


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower().rpartition("/")[2]
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(word)
