"""How far a run is whose end is known: how much is done, how fast, and how long it will take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from rich.table import Table

from newsspider.cli.running import Run
from newsspider.crawling.ending import refusals, stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What was read of saved or kept pages."""

    pages: int
    """Pages that this run has read."""
    done: int
    """How much is read, by earlier runs too, in ``unit``."""
    before: int
    """How much of it earlier runs read."""
    total: int
    unit: str
    """bytes or stories."""
    seconds: float
    """How long the run has taken."""
    preparing: float = 0.0
    """How much of that passed before pages were read: its start, and the study of kept pages."""
    again: int
    """Stories that were read again."""
    outdated: int
    """Stories that are to be read again at the end."""
    stories: int
    refused: int

    @classmethod
    def of(cls, run: Run) -> Self | None:
        """How far a run is; None where nobody knows how much there is to do."""
        stats = run.stats
        if not stats.get("newsspider/total"):
            return None
        names = ("pages", "done", "total", "outdated")
        numbers = {name: int(stats.get(f"newsspider/{name}", 0)) for name in names}
        return cls(
            **numbers,
            before=int(stats.get("newsspider/done/before", 0)),
            unit=str(stats.get("newsspider/unit", "")),
            seconds=run.seconds,
            preparing=float(stats.get("newsspider/preparing", 0)),
            again=int(stats.get("newsspider/stored/reread", 0)),
            stories=sum(stored(stats).values()),
            refused=sum(refusals(stats).values()),
        )

    @property
    def reading(self) -> float:
        """Seconds in which pages were read."""
        return max(0.0, self.seconds - self.preparing)

    @property
    def rate(self) -> float:
        """Pages a second, since the first is read."""
        return (self.pages + (self.again if self.outdated else 0)) / self.reading if self.reading else 0.0

    @property
    def to_go(self) -> float | None:
        """Seconds that it will take if it goes on as it went; None before anything is done."""
        if self.outdated:
            return (self.outdated - self.again) / self.rate if self.rate else None
        new = self.done - self.before
        return (self.total - self.done) * self.reading / new if new > 0 else None

    @property
    def share(self) -> str:
        """How much of it is done, in words."""
        if self.outdated:
            return f"all read, {self.again:,} of {self.outdated:,} stories read again with what was learned"
        if self.unit == "bytes":
            return f"{self.done / 1e6:,.1f} of {self.total / 1e6:,.1f} MB"
        return f"{self.done:,} of {self.total:,} {self.unit}"

    @property
    def told(self) -> str:
        """It all, in a line."""
        kept = self.stories or self.again
        to_go = "" if self.to_go is None else f", {clock(self.to_go)} to go"
        pages = f"{kept:,} stored, {self.refused:,} refused"
        return f"{self.share}, {pages}, {self.rate:.1f} pages/s, {clock(self.seconds)}{to_go}"


def way_table(ways: Mapping[str, Way]) -> Table:
    """The runs, by title."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("", "done"):
        table.add_column(name)
    for name in ("pages", "stored", "refused", "pages/s", "time", "to go"):
        table.add_column(name, justify="right")
    for title, way in ways.items():
        to_go = "" if way.to_go is None else clock(way.to_go)
        numbers = (way.pages, way.stories or way.again, way.refused)
        table.add_row(title, way.share, *map(str, numbers), f"{way.rate:.1f}", clock(way.seconds), to_go)
    return table


def clock(seconds: float) -> str:
    """A duration as it is said: 42 s, 3 min 05 s, 2 h 04 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60:02} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60:02} min"
