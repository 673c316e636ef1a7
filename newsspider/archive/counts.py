"""What counting the stories of the store gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from newsspider.archive.stories import Headline

Span = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The stories of a newspaper that have one name: of a section, an author, an agency."""

    name: str
    """The name, as the newspaper writes it."""
    site: str
    """Name of the newspaper."""
    stories: int
    """How many there are."""
    first: datetime | None
    """When the first was published, UTC; None if none has a date."""
    last: datetime | None
    """When the latest was published, UTC; None if none has a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A story and how many others lead to it."""

    story: Headline
    """The story, in brief."""
    inlinks: int
    """How many stories link to it, by links of one group, as of the end of the last run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A day, week or month and the stories published in it."""

    start: date
    """Its first day, as the newspapers' zones have it; weeks start on Monday."""
    sections: Mapping[str, int]
    """How many stories, by section, the most frequent first; those without a section under ""."""

    @property
    def stories(self) -> int:
        """How many stories, of all sections."""
        return sum(self.sections.values())
