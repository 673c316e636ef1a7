"""The pictures of a page: where they stand, which file they show, what is printed with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from newsspider.extraction.captions import beside_credit, read_caption
from newsspider.extraction.document import text_of, tokens
from newsspider.extraction.layout import Layout
from newsspider.urls import canonical_url

_PICTURES = ("img", "amp-img")
_SHOWN = (*_PICTURES, "picture", "video", "iframe", "amp-video", "amp-iframe")
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-full-src", "srcset", "data-srcset")
_SIZE = re.compile(
    r"(?:[-_.](?:\d{2,4}x\d{2,4}|scaled|rotated|e\d{9,}|w?\d{3,4}[wh]?|thumb(?:nail)?|large|medium|small|cropped))+$"
    r"|(?<=\d{6})_\d{1,3}$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"original|master|image|photo|picture|large|medium|small|thumb\w*|full|default|[\dx@_-]{1,9}")
_TELLING = 4
"""Letters from which a file's name tells a picture; else its folder's does."""
_LONGEST = 600
"""No caption is longer, in characters."""
_LEVELS = 4
"""So many levels above a caption its picture is looked for."""
_PERSON = frozenset("avatar author byline gravatar logo icon emoji bio profile".split())
_SMALLEST = 100
"""Pixels that a story's picture has on each side, where the page tells."""
_LARGE = 300
"""Pixels on one side of a picture that no sign has."""


@dataclass(frozen=True)
class Picture:
    """A picture of the page, without boxes."""

    element: HtmlElement
    """The img element, or that of a film."""
    urls: tuple[str, ...]
    """Where the file lies, in canonical form: one URL for each size that the markup tells."""
    caption: str | None
    credit: str | None


@dataclass(frozen=True)
class Pictures:
    """The pictures and all that is printed with them."""

    shown: tuple[Picture, ...]
    """In page order; those without words too."""
    words: tuple[HtmlElement, ...]
    """The elements of the captions, which are none of the story's."""


def read_pictures(layout: Layout, base: str) -> Pictures:
    """The pictures of the tree outside the frame, each with the caption that stands with it."""
    captioned: dict[HtmlElement, tuple[str | None, str | None]] = {}
    words: list[HtmlElement] = []
    images: list[HtmlElement] = []
    inside: set[HtmlElement] = set()
    for element in layout.root.iter("*"):
        tag = element.tag
        if element in inside:
            continue
        if tag in _PICTURES:
            if not layout.in_frame(element):
                images.append(element)
        elif (tag == "figcaption" or "caption" in (element.get("class") or "").lower()) and (
            found := _captioned(element, layout)
        ):
            inside.update(element.iter("*"))
            words.append(element)
            picture, holder = found
            caption, credit = read_caption(element)
            captioned.setdefault(picture, (caption, credit or beside_credit(holder)))
    pictures = sorted({*images, *captioned}, key=lambda element: layout.order[element])
    shown = (Picture(e, tuple(_urls(e, base)), *captioned.get(e, (None, None))) for e in pictures)
    return Pictures(tuple(shown), tuple(words))


def file_key(url: str) -> str:
    """What the URLs of one picture in several sizes share: the file's name without size and ending."""
    parts = urlsplit(url)
    nested = re.search(r"https?(?:://|%3A%2F%2F)[^&]+", parts.query, re.IGNORECASE)
    path = re.split("[?#]", unquote(nested[0]))[0] if nested else parts.path
    for segment in reversed(unquote(path).lower().split("/")):
        name = _SIZE.sub("", re.sub(r"(?:\.[a-z]\w{1,4})+$", "", segment))
        if len(name) >= _TELLING and not _NO_NAME.fullmatch(name):
            return name
    return path.lower()


def is_large(picture: Picture) -> bool:
    """Whether it may be a story's picture: one with words, in a figure, or of a size that the page tells.

    Portraits, logos and signs are none.
    """
    sides = [picture.element.get(side) or "" for side in ("width", "height")]
    told = [int(side) for side in sides if side.isdigit()]
    around = [picture.element, *list(picture.element.iterancestors())[:3]]
    if any(side < _SMALLEST for side in told) or any(
        tokens(element) & _PERSON for element in around if element.tag not in ("body", "main", "article")
    ):
        return False
    figure = any(element.tag in ("figure", "picture") for element in around)
    return bool(picture.caption or picture.credit or figure or any(side >= _LARGE for side in told))


def _captioned(element: HtmlElement, layout: Layout) -> tuple[HtmlElement, HtmlElement] | None:
    """The picture that an element marked as a caption stands with, and the element around both; None if it is none.

    It holds words alone, most of them in no link.
    """
    if element.tag in ("body", "html", "main", "article", "figure", "caption") or layout.in_frame(element):
        return None
    if element.tag != "figcaption" and next(element.iter(*_SHOWN), None) is not None:
        return None
    text = text_of(element)
    if not text or len(text) > _LONGEST or text.endswith(":") or layout.plain(element) * 2 < layout.size(element):
        return None
    return _picture_of(element, layout)


def _picture_of(caption: HtmlElement, layout: Layout) -> tuple[HtmlElement, HtmlElement] | None:
    """The picture that a caption stands with, and the element around both; None if it stands with none."""
    most = 2 * len(text_of(caption)) + 200
    node = caption
    for _ in range(_LEVELS):
        parent = node.getparent()
        if parent is None or parent.tag in ("body", "main", "article"):
            return None
        node = parent
        shown = [e for e in node.iter(*_SHOWN) if e.tag != "picture"]
        if shown:
            if node.tag != "figure" and len(text_of(node)) > most:
                return None
            before = [e for e in shown if layout.order[e] < layout.order[caption]]
            return (before[-1] if before else shown[0]), node
    return None


def _urls(element: HtmlElement, base: str) -> Iterator[str]:
    parent = element.getparent()
    others = list(parent.iter("source")) if parent is not None and parent.tag == "picture" else []
    found: dict[str, None] = {}
    for source in (element, *others):
        for name in _SOURCES:
            value = (source.get(name) or "").strip()
            entries = (
                [part.split()[0] for part in re.split(r",\s+", value) if part.strip()] if "set" in name else [value]
            )
            found.update(dict.fromkeys(entries))
    for url in found:
        if url and not url.startswith("data:"):
            try:
                yield canonical_url(url, base)
            except ValueError:
                continue
