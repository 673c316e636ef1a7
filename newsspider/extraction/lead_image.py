"""The lead image: the picture that the metadata name, with the words that the page prints with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from newsspider.extraction.captions import bare_credit, split_caption
from newsspider.extraction.document import Document
from newsspider.extraction.offers import Offers
from newsspider.extraction.pictures import Picture, file_key
from newsspider.extraction.structured import Structured, texts
from newsspider.items import Image
from newsspider.urls import canonical_url

_META = (
    ("og", ("og:image", "og:image:secure_url", "og:image:url")),
    ("twitter", ("twitter:image", "twitter:image:src")),
)
_SIGN = re.compile(
    r"logos?|placeholder|default|avatar|gravatar|blavatar|favicon|icon|pixel|spacer|blank|transparent|noimage|nophoto"
    r"|no[-_](?:image|photo|picture|thumb\w*)|fallback|dummy|1x1|platzhalter",
    re.IGNORECASE,
)
_BUTTON = re.compile(r"qr-?code|share|button|flag|sprite|preload|loading|badge|banner|\.(?:svg|gif)$", re.IGNORECASE)
_PLAIN = frozenset(
    "image img picture photo og share sharing social site header footer banner card fb facebook twitter meta main new"
    " brand publisher white black square round big small large full thumb thumbnail cropped amp apple touch news web"
    " online app article post page featured preview open graph the and for of".split()
)


def offer_images(offers: Offers, document: Document, data: Structured) -> None:
    """Note the pictures that the metadata name: those of the story in JSON-LD, og:image, twitter:image."""
    page = data.first("WebPage")
    images = [image for value in (data.story.get("image"), page.get("primaryImageOfPage")) for image in _images(value)]
    offers.extend("image", "json-ld", [image for i in images if (image := _absolute(i, document.url))][:3])
    for rule, names in _META:
        values = [value for name in names for value in document.head.get(name, ())]
        offers.extend("image", rule, [image for v in values[:1] if (image := _absolute(Image(url=v), document.url))])


def refuse_signs(offers: Offers, data: Structured, site_names: Sequence[str]) -> None:
    """Refuse the pictures that are none of the story's: the newspaper's logo, a placeholder, a portrait of nobody."""
    logos = {file_key(image.url) for thing in data.things for image in _images(thing.get("logo"))}
    own = {word for name in site_names for word in re.findall(r"\w{4,}", name.lower())}
    own |= {re.sub(r"\W", "", name.lower()) for name in site_names}
    for offer in list(offers.of("image")):
        if file_key(offer.value.url) in logos:
            offers.refuse("image", offer, "the newspaper's logo")
        elif sign := _sign(offer.value.url, own):
            offers.refuse("image", offer, sign)


def image_of(picture: Picture) -> Image | None:
    """A picture of the page as an image; None if its file is a sign: a logo, an icon, a button."""
    url = picture.urls[0]
    name = urlsplit(url).path.rpartition("/")[2]
    sign = _SIGN.search(name) or _BUTTON.search(name)
    return None if sign else Image(url=url, caption=picture.caption, credit=picture.credit)


def choose_image(offers: Offers, pictures: Sequence[Picture]) -> tuple[Image, str] | None:
    """The lead image and the rule that gave it: the first offer that the page shows, else the first one.

    Caption and credit are those of the same picture on the page, else those that the metadata tell of it.
    """
    shown = _by_file(pictures)
    told = [offer for offer in offers.of("image") if offer.rule != "figure"] or list(offers.of("image"))
    best = next((offer for offer in told if file_key(offer.value.url) in shown), told[0] if told else None)
    if best is None:
        return None
    image: Image = best.value
    same = shown.get(file_key(image.url))
    told_words = (o.value for o in told if file_key(o.value.url) == file_key(image.url) and _has_words(o.value))
    words = next(told_words, image)
    if same is None:
        return replace(image, caption=words.caption, credit=words.credit), best.rule
    caption, credit = same.caption or words.caption, same.credit or words.credit
    return replace(image, caption=caption, credit=credit), best.rule


def _by_file(pictures: Sequence[Picture]) -> Mapping[str, Picture]:
    """The pictures by what they show; of one that stands twice the one with words."""
    found: dict[str, Picture] = {}
    for picture in pictures:
        for key in map(file_key, picture.urls):
            if key not in found or not (found[key].caption or found[key].credit):
                found[key] = picture
    return found


def _images(value: Any) -> Iterator[Image]:
    """The pictures in a JSON-LD value: a URL, an ImageObject, or a list of these."""
    if isinstance(value, str) and value.strip():
        yield Image(url=value.strip())
    elif isinstance(value, list):
        for entry in value:
            yield from _images(entry)
    elif isinstance(value, Mapping):
        url = next((u for key in ("contentUrl", "url", "@id") for u in texts(value.get(key)) if "/" in u), None)
        if url:
            caption, credit = split_caption(next((t for t in texts(value.get("caption")) if " " in t), ""))
            told = [t for key in ("creditText", "creator", "author", "copyrightNotice") for t in texts(value.get(key))]
            yield Image(url=url, caption=caption, credit=bare_credit(told[0]) if told else credit)


def _absolute(image: Image, base: str) -> Image | None:
    try:
        return replace(image, url=canonical_url(image.url, base))
    except ValueError:
        return None


def _sign(url: str, own: set[str]) -> str | None:
    """What a file's name says it is instead of a story's picture: a mark and nothing that tells of a story."""
    parts = urlsplit(url)
    if "gravatar.com" in parts.netloc:
        return "a portrait"
    name = re.sub(r"\.\w{2,5}$", "", unquote(parts.path).rstrip("/").rpartition("/")[2].lower())
    if not (found := _SIGN.search(name)):
        return None
    words = {word for word in re.findall(r"[^\W\d_]{3,}", _SIGN.sub(" ", name)) if word not in _PLAIN}
    told = [word for word in words if not any(word in name or name in word for name in own)]
    return None if told else f"a file called {found[0]}"


def _has_words(image: Image) -> bool:
    return bool(image.caption or image.credit)
