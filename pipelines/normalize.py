"""Brings every field into one form: text, URLs, dates, names. Idempotent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from newsspider.items import Article, Fetched, Image, Link, Refused, Unchanged, Update
from newsspider.urls import canonical_url

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff\u00ad\u200b\u2060-\u2064]"
)
_AROUND_NAMES = " \t\n,;|/·•–—-"


def normalize(article: Article) -> Article:
    """The article with every field in the store's form.

    Text is Unicode NFC on one line, without control, zero-width and soft-hyphen characters (the joiners that Indic
    and Arabic scripts need stay); URLs are canonical; dates have milliseconds, as MongoDB keeps them; names, sections
    and tags stand once each, without marks around them. Empty texts become None.
    """
    lines = [clean_text(line) for line in article.paragraphs]
    return replace(
        article,
        url=canonical_url(article.url),
        fetched_url=canonical_url(article.fetched_url),
        aliases=_once(canonical_url(alias) for alias in article.aliases),
        title=clean_text(article.title),
        standfirst=clean_text(article.standfirst),
        credit=clean_text(article.credit),
        updates=tuple(_updates(article.updates)),
        parts=tuple(canonical_url(part) for part in article.parts),
        paragraphs=tuple(text for text in lines if text),
        paragraph_kinds=tuple(kind for text, kind in zip(lines, article.paragraph_kinds, strict=False) if text),
        image=_image(article.image) if article.image else None,
        captions=_once(clean_text(caption) or "" for caption in article.captions),
        embeds=tuple(dict.fromkeys(canonical_url(url) for url in article.embeds)),
        published=_milliseconds(article.published),
        published_raw=clean_text(article.published_raw),
        modified=_milliseconds(article.modified),
        authors=_once(clean_name(name) for name in article.authors),
        section=clean_name(article.section or "") or None,
        tags=_once(clean_name(tag) for tag in article.tags),
        agencies=_once(clean_name(name) for name in article.agencies),
        links=tuple(_link(link) for link in article.links if clean_text(link.title)),
    )


def clean_text(text: str | None) -> str | None:
    """A text in Unicode NFC on one line, without invisible characters; None if nothing is left."""
    if text is None or _is_clean(text):
        return text or None
    visible = _CONTROL.sub("", text)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", visible)).strip() or None


def _is_clean(text: str) -> bool:
    """Whether nothing has to be changed, as in most texts: what isn't printable is a control, or a space of its own."""
    return text.isprintable() and "  " not in text and text.strip() == text and unicodedata.is_normalized("NFC", text)


def clean_name(name: str) -> str:
    """A name, section or tag without marks around it; may be empty."""
    return (clean_text(name) or "").strip(_AROUND_NAMES)


class NormalizePipeline:
    """Normalizes fetched stories; refusals pass."""

    def process_item(self, item: Fetched | Refused | Unchanged) -> Fetched | Refused | Unchanged:
        """The item in the store's form."""
        return replace(item, article=normalize(item.article)) if isinstance(item, Fetched) else item


def _link(link: Link) -> Link:
    normal: dict[str, Any] = {
        "url": canonical_url(link.url),
        "title": clean_text(link.title) or "",
        "teaser": clean_text(link.teaser),
        "label": clean_text(link.label),
    }
    is_normal = all(getattr(link, name) == value for name, value in normal.items())
    return link if is_normal else replace(link, **normal)


def _updates(updates: Iterable[Update]) -> Iterator[Update]:
    for update in updates:
        paragraphs = tuple(text for line in update.paragraphs if (text := clean_text(line)))
        headline = clean_text(update.headline)
        if paragraphs or headline:
            yield Update(at=_milliseconds(update.at), headline=headline, paragraphs=paragraphs)


def _image(image: Image) -> Image:
    return Image(url=canonical_url(image.url), caption=clean_text(image.caption), credit=clean_text(image.credit))


def _milliseconds(instant: datetime | None) -> datetime | None:
    return instant and instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    """The values that aren't empty, each once, whatever its case; the first form stays."""
    found: dict[str, str] = {}
    for value in values:
        if value:
            found.setdefault(value.casefold(), value)
    return tuple(found.values())
