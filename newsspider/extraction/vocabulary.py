"""The words of bylines and datelines in many languages, as patterns (``bylines.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files


@cache
def words(group: str) -> str:
    """The words of a group as one alternative of a regular expression, the longest first."""
    return _either(_entries(group))


@cache
def by_words() -> re.Pattern[str]:
    """What stands before the names of a byline: "By", "Text:", "Von"; ``colon`` is set where a colon follows."""
    free = set(_entries("by")) - set(_entries("label"))
    labelled = set(_entries("by")) | set(_entries("label"))
    return re.compile(
        rf"(?:(?P<colon>{_either(labelled)})\s*[:：]|(?P<free>{_either(free)})(?=[\s\d]))\s*", re.IGNORECASE
    )


@cache
def update_words() -> re.Pattern[str]:
    """What stands before the time of an edit: "Last updated on", "Aktualisiert:"."""
    return re.compile(rf"(?<!\w)(?:{words('updated')})(?!\w)", re.IGNORECASE)


@cache
def publication_words() -> re.Pattern[str]:
    """What stands before the time of the publication: "Published", "Erstmals veröffentlicht am"."""
    return re.compile(rf"(?<!\w)(?:{words('published')})(?!\w)", re.IGNORECASE)


@cache
def role_words() -> re.Pattern[str]:
    """A role with what ranks it, to the end of the text: "Senior Reporter in Leeds"."""
    rank = rf"(?:(?:{words('rank')})[\s&-]+)*"
    return re.compile(rf"(?:^|(?<=[\s,(–—-]))(?P<rank>{rank})(?:{words('role')})(?!\w).*$", re.IGNORECASE | re.DOTALL)


@cache
def desk_words() -> re.Pattern[str]:
    """The words of a desk: "Newsroom", "Redaktion"."""
    return re.compile(rf"(?<!\w)(?:{words('desk')})(?!\w)", re.IGNORECASE)


def _entries(group: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry for entries in _table()[group].values() for entry in entries))


def _either(entries: Collection[str]) -> str:
    return "|".join(sorted(entries, key=lambda entry: (-len(entry), entry)))


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    text = files(__package__).joinpath("bylines.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
