"""The entries of a live blog with their instants: from its JSON-LD, else from the page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any

from lxml.etree import ParserError
from lxml.html import fragment_fromstring

from newsspider.extraction.blocks import Block
from newsspider.extraction.dates import Moment
from newsspider.extraction.document import lines_of, squash
from newsspider.extraction.layout import Layout
from newsspider.extraction.live_entries import Entry, read_entries
from newsspider.extraction.structured import Structured, texts, types_of
from newsspider.extraction.titles import fold
from newsspider.items import Update

_BODY = ("articleBody", "text", "description")
_WHEN = ("datePublished", "dateCreated", "dateModified", "uploadDate")
_BACK = timedelta(hours=3)
"""How far an entry's time may lie before that of the entry that it follows, on the same day."""

ReadDate = Callable[[str], Moment | None]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a live blog's page tells of time."""

    published: datetime | None
    """When the blog was begun."""
    day_only: bool
    """Whether the day alone is known of that."""
    zone: tzinfo
    """The zone of times that tell none."""
    read_date: ReadDate
    """Gives the date that a text is or shows; None without one."""


def read_updates(
    data: Structured, layout: Layout, blocks: Sequence[Block], story: Iterable[str], coverage: Coverage
) -> tuple[Update, ...]:
    """The entries in page order; empty if the page doesn't tell them apart.

    Args:
        data: what the page says to machines.
        layout: the page without its boxes.
        blocks: its lines without frame.
        story: the lines of the main text.
        coverage: what is known of its time.
    """
    told = tuple(_told(data, coverage))
    if any(update.paragraphs for update in told):
        return _in_page_order(told, blocks)
    entries = read_entries(layout, blocks, frozenset(map(fold, story)))
    moments = _moments([_when(entry, coverage) for entry in entries], coverage)
    updates = (
        Update(at=at, headline=entry.headline, paragraphs=tuple(entry.paragraphs))
        for entry, at in zip(entries, moments, strict=True)
    )
    return tuple(update for update in updates if update.paragraphs or update.headline)


def _told(data: Structured, coverage: Coverage) -> Iterator[Update]:
    for thing in data.things:
        if "LiveBlogPosting" not in types_of(thing):
            continue
        entries = thing.get("liveBlogUpdate")
        for entry in entries if isinstance(entries, list) else [entries]:
            if isinstance(entry, Mapping):
                yield _told_entry(entry, coverage)


def _told_entry(entry: Mapping[str, Any], coverage: Coverage) -> Update:
    body = next((entry[name] for name in _BODY if isinstance(entry.get(name), str) and entry[name].strip()), "")
    paragraphs = tuple(_lines(body))
    headline = next(iter(texts(entry.get("headline"))), None)
    if headline and fold("".join(paragraphs)).startswith(fold(headline.rstrip(".… "))):
        headline = None  # made of the first words
    when = next((entry[name] for name in _WHEN if isinstance(entry.get(name), str)), "")
    moment = coverage.read_date(when) if when else None
    at = moment.instant(coverage.zone) if moment else None
    return Update(at=at, headline=headline, paragraphs=paragraphs)


def _lines(body: str) -> list[str]:
    text = html.unescape(body)
    if "<" in text:
        try:
            return lines_of(fragment_fromstring(text, create_parent="div"))
        except (ParserError, ValueError):
            text = re.sub(r"<[^<>]*>", " ", text)
    return [line for line in map(squash, html.unescape(text).split("\n")) if line]


def _in_page_order(updates: Sequence[Update], blocks: Sequence[Block]) -> tuple[Update, ...]:
    """The updates as the page has them; as they are told if it doesn't show them all."""
    places = {fold(block.text): place for place, block in reversed(list(enumerate(blocks)))}
    found = [next((places[f] for line in update.paragraphs if (f := fold(line)) in places), None) for update in updates]
    if None in found:
        return tuple(updates)
    return tuple(update for _, update in sorted(zip(found, updates, strict=True), key=lambda pair: pair[0] or 0))


def _when(entry: Entry, coverage: Coverage) -> datetime | re.Match[str] | None:
    """The entry's instant; its time of day if no day is told; None without either."""
    moment = coverage.read_date(entry.when)
    if moment is None:
        return entry.clock
    if moment.precision == "day":
        if entry.clock is None:
            return None
        exact = coverage.read_date(f"{moment.wall:%Y/%m/%d}, {entry.clock['clock']}")
        return exact.instant(coverage.zone) if exact else None
    return moment.instant(coverage.zone)


def _moments(whens: Sequence[datetime | re.Match[str] | None], coverage: Coverage) -> list[datetime | None]:
    """The instants of entries in page order. A time of day falls on the day of the blog, or of the entry before it.

    Most blogs have the newest entry first; then an entry continues the one below it, over midnight if need be.
    """
    minutes = [_minutes(when) for when in whens if isinstance(when, re.Match)]
    pairs = list(pairwise(minutes))
    newest_first = sum(one > other for one, other in pairs) >= sum(one < other for one, other in pairs)
    found: list[datetime | None] = []
    before: datetime | None = None
    for when in reversed(whens) if newest_first else whens:
        at = _on_its_day(when, before, coverage) if isinstance(when, re.Match) else when
        before = at or before
        found.append(at)
    return found[::-1] if newest_first else found


def _on_its_day(clock: re.Match[str], before: datetime | None, coverage: Coverage) -> datetime | None:
    start = before or coverage.published
    if start is None:
        return None
    local = start.astimezone(coverage.zone)
    shown = (coverage.read_date(f"{local + timedelta(days=n):%Y/%m/%d}, {clock['clock']}") for n in (-1, 0, 1))
    days = [moment.instant(coverage.zone) for moment in shown if moment]
    if before is not None:
        return next((day for day in days if day >= before - _BACK), None)
    if coverage.day_only:
        return next((day for day in days if day.astimezone(coverage.zone).date() == local.date()), None)
    return min(days, key=lambda day: abs(day - start), default=None)


def _minutes(clock: re.Match[str]) -> int:
    hour = int(clock["hour"])
    if clock["half"] and hour <= 12:
        hour = hour % 12 + (12 if "p" in clock["half"].lower() else 0)
    return hour * 60 + int(clock["minute"])
