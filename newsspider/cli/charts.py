"""Counts over time, drawn in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from newsspider.cli.tables import bare_table

if TYPE_CHECKING:
    from newsspider.archive import Period
    from newsspider.archive.counts import Span

_BAR = 40
_HEIGHTS = "▁▂▃▄▅▆▇█"
_SECTIONS = 12


def timeline_chart(periods: Sequence[Period], span: Span) -> Group:
    """A bar for each period, and the course of each of the larger sections. ``periods`` has no gaps."""
    most = max((period.stories for period in periods), default=0)
    bars = bare_table(span, title="", right=("stories",))
    for period in periods:
        bars.add_row(
            _named(period.start, span), Text(bar(period.stories, most, _BAR), style="blue"), str(period.stories)
        )
    return Group(bars, Text(), *_courses(periods))


def without_gaps(periods: Sequence[Period], span: Span) -> Iterator[Period]:
    """The periods, with those between them in which nothing was published."""
    from newsspider.archive import Period

    known = {period.start: period for period in periods}
    start = min(known, default=date.max)
    while start <= max(known, default=date.min):
        yield known.get(start) or Period(start=start, sections={})
        start = following(start, span)


def following(start: date, span: Span) -> date:
    """The first day of the next day, week or month."""
    if span == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    return start + timedelta(days=7 if span == "week" else 1)


def bar(number: int, most: int, width: int) -> str:
    """A bar of a length that follows the number; what is more than nothing is seen."""
    return "█" * max(number > 0, round(width * number / most)) if most else ""


def sparkline(numbers: Sequence[int]) -> str:
    """A character for each number, as high as it is among them; nothing is a space."""
    most = max(numbers, default=0)
    return "".join(_HEIGHTS[(number * len(_HEIGHTS) - 1) // most] if number else " " for number in numbers)


def _courses(periods: Sequence[Period]) -> Iterator[RenderableType]:
    totals: Counter[str] = Counter()
    for period in periods:
        totals.update(period.sections)
    table = bare_table("section", title="", right=("stories",))
    for section, number in totals.most_common(_SECTIONS):
        course = sparkline([period.sections.get(section, 0) for period in periods])
        table.add_row(Text(section or "(none named)"), Text(course, style="blue"), str(number))
    yield table
    if len(totals) > _SECTIONS:
        yield Text(f"and {len(totals) - _SECTIONS} more sections: newsspider sections", style="dim")


def _named(start: date, span: Span) -> str:
    return f"{start:%Y-%m}" if span == "month" else f"{start:%Y-%m-%d}"
