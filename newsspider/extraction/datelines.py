"""Which of a line's dates tells the publication, and which an edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from newsspider.extraction.vocabulary import publication_words, update_words


@dataclass(frozen=True, slots=True)
class Dateline:
    """What the printed dates around a headline tell; None where nothing does."""

    published: str | None
    """The line, or the part of it, that shows the publication."""
    updated: str | None
    """The part that shows an edit: "Updated: 3 May 2024"."""


def split_dateline(line: str, date_in: Callable[[str], str | None]) -> Dateline:
    """A dateline parted before the words that name an edit ("Published 2 May | Updated 3 May").

    ``date_in`` gives the date that a text shows. A part without a date tells nothing.
    """
    update = update_words().search(line)
    if update is None:
        return Dateline(line if date_in(line) else None, None)
    before, behind = line[: update.start()], line[update.end() :]
    if date_in(before):
        return Dateline(before, behind if date_in(behind) else None)
    published = publication_words().search(behind)
    if published is not None and date_in(behind[published.end() :]):
        return Dateline(behind[published.end() :], behind[: published.start()] or None)
    return Dateline(None, behind if date_in(behind) else None)


def join_datelines(lines: Iterable[str], date_in: Callable[[str], str | None]) -> Dateline:
    """The first publication and the first edit that some datelines tell."""
    parts = [split_dateline(line, date_in) for line in lines]
    return Dateline(
        next((part.published for part in parts if part.published), None),
        next((part.updated for part in parts if part.updated), None),
    )
