"""What to tell of a story that is not in the store, and of a choice that no story fits."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsspider.archive import Archive, Selection, StoredArticle
    from newsspider.archive.selection import Named

_MOST = 10
_WORDS: Mapping[Named, tuple[str, str]] = MappingProxyType(
    {
        "site": ("newspaper", "newspapers"),
        "section": ("section", "sections"),
        "author": ("author", "authors"),
        "agency": ("agency", "agencies"),
        "tag": ("tag", "tags"),
        "language": ("language", "languages"),
    }
)

EMPTY = "the store is empty: fill it with newsspider crawl SITE, or see newsspider demo"
NONE_FITS = "no story of the store fits all of these options together; leave one out"


def story_at(archive: Archive, url: str) -> StoredArticle:
    """The story at a URL.

    Raises:
        UsageError: it is no URL, or not in the store: tells the nearest known ones.
    """
    from newsspider.errors import UsageError

    try:
        story = archive.article(url)
    except ValueError as error:
        raise UsageError(f"{error}: a story's URL starts with https:// or http://") from None
    if story is None:
        raise UsageError(unknown(archive, url))
    return story


def unknown(archive: Archive, url: str) -> str:
    """What to tell of a URL that no stored story has: the nearest known ones, or how to add it."""
    if near := archive.nearest(url):
        return f"{url} is not in the store; the nearest known: {' '.join(near)}"
    return f"{url} is not in the store, and nothing like it; add it with newsspider scrape --store URL"


def why_none(archive: Archive, selection: Selection, otherwise: str = NONE_FITS) -> str:
    """Why no story was found, and what would help: ``otherwise`` if each option by itself is well."""
    newest = next(archive.headlines(unique=False, limit=1), None)
    if newest is None:
        return EMPTY
    for name, (word, words) in _WORDS.items():
        value = getattr(selection, name)
        if value is not None and (told := _unknown_name(archive, name, value)):
            return f"no story has the {word} {value!r}; {told.format(words=words)}"
    if selection.since and newest.published and newest.published < selection.since:
        return f"no story was published since; the newest is of {newest.published:%Y-%m-%d %H:%M%z}"
    return otherwise


def _unknown_name(archive: Archive, name: Named, value: str) -> str | None:
    """What there is in place of a name that no story has; None for one that some have."""
    from newsspider.archive.nearest import nearest_names

    known = archive.names(name)
    if value in known or (name == "language" and any(tag.lower().startswith(value.lower()) for tag in known)):
        return None
    if near := nearest_names(value, known):
        return f"the nearest known: {', '.join(near)}"
    more = f", and {len(known) - _MOST} more" if len(known) > _MOST else ""
    return f"{{words}} in the store: {', '.join(known[:_MOST]) or 'none'}{more}"
