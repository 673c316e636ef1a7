"""Which stories are meant: the filters that readers, commands and exports share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal, TypedDict

from newsspider.archive import changes

Document = dict[str, Any]
Named = Literal["site", "section", "author", "agency", "tag", "language"]

NAMED_FIELDS: Mapping[Named, str] = MappingProxyType(
    {
        "site": "site",
        "section": "section",
        "author": "authors",
        "agency": "agencies",
        "tag": "tags",
        "language": "language",
    }
)
"""The fields of ``articles`` by whose values stories are chosen, and counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Stories that fit all of these. None means no restriction, and so does a Selection without arguments.

    Names are compared exactly, upper and lower case too: so an index finds them.
    """

    site: str | None = None
    """Name of a newspaper."""
    section: str | None = None
    """Name of a section, as the newspaper writes it."""
    author: str | None = None
    """Name of one of the authors."""
    agency: str | None = None
    """Name of one of the agencies credited."""
    tag: str | None = None
    """One of the newspaper's keywords."""
    language: str | None = None
    """BCP 47 range: "en" means "en" and "en-GB" alike. In lower or upper case."""
    since: datetime | None = None
    """Published then or later, UTC without a zone; stories without a date are left out."""
    until: datetime | None = None
    """Published before, not at this instant; stories without a date are left out."""
    text: str | None = None
    """Words that headline and standfirst have together, all of them; "words in quotes" stand side by side, a -word is
    in neither. Upper and lower case and accents are the same; words are not reduced to their stems."""
    changed_since: datetime | None = None
    """What the store tells otherwise since then, by its server's clock: new stories, edits, other links, stories that
    went or came back, other duplicates and numbers of in-links (``archive.changes``)."""
    unique: bool = False
    """Without the stories that repeat another's text (``duplicate_of``), though the other one may not fit.

    False here: what restricts nothing is the default. ``Archive.articles`` has True, for who counts stories means
    each once; exports and commands give all, marked, for who takes the store elsewhere means all of it.
    """


class Filters(TypedDict, total=False):
    """The fields of a Selection but ``site`` and ``unique``, as keyword arguments."""

    section: str | None
    author: str | None
    agency: str | None
    tag: str | None
    language: str | None
    since: datetime | None
    until: datetime | None
    text: str | None
    changed_since: datetime | None


NEWEST_FIRST = (("published", -1), ("_id", 1))
"""The order of stories: an index has it; those without a date come last."""


def query(selection: Selection) -> Document:
    """The filter for the stories in ``articles``."""
    named = {field: getattr(selection, name) for name, field in NAMED_FIELDS.items()}
    found: Document = {field: value for field, value in named.items() if value is not None}
    if selection.language is not None:
        found["language"] = {"$regex": f"^{re.escape(selection.language)}(-|$)", "$options": "i"}
    bounds = {"$gte": selection.since, "$lt": selection.until}
    if published := {name: when for name, when in bounds.items() if when is not None}:
        found["published"] = published
    if selection.text is not None:
        found["$text"] = {"$search": all_words(selection.text)}
    if selection.changed_since is not None:
        found |= changes.query(changes.Window(since=_in_utc(selection.changed_since)))
    if selection.unique:
        found["duplicate_of"] = None
    return found


def all_words(text: str) -> str:
    """The text as a MongoDB ``$search`` that asks for all of its words: by itself it asks for any."""
    words = re.findall(r'-?"[^"]*"|[^\s"]+', text)
    return " ".join(word if word.startswith(('"', "-")) else f'"{word}"' for word in words)


def _in_utc(when: datetime) -> datetime:
    """An instant without a zone is UTC, as MongoDB takes it."""
    return when if when.tzinfo else when.replace(tzinfo=UTC)
