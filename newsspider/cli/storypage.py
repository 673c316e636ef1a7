"""One story as a page to read on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Self

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from newsspider.archive import Archive, Cluster, InLink, OutLink, Revision, StoredArticle
from newsspider.cli.tables import shown_date, titled
from newsspider.items import LINK_GROUPS

WIDEST = 88
"""Columns of a page: longer lines are hard to read."""
_INLINKS = 10
_KINDS = {"subhead": ("bold", 0), "quote": ("italic", 4), "list_item": ("", 2)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the store knows around a story."""

    out: Sequence[OutLink]
    """Its links, in the order of the page."""
    into: Sequence[InLink]
    """The editorial links of the newest stories that lead to it."""
    revisions: Sequence[Revision]
    """What it said before its edits, the newest first."""
    cluster: Cluster | None
    """The stories that say the same; None for none."""

    @classmethod
    def of(cls, archive: Archive, story: StoredArticle) -> Self:
        """What an archive knows."""
        related = archive.related(story.url)
        return cls(
            out=related.out if related else (),
            into=list(archive.linked_from(story.url, LINK_GROUPS["editorial"], limit=_INLINKS)),
            revisions=list(archive.revisions(story.url)),
            cluster=archive.cluster(story),
        )


def story_page(story: StoredArticle, around: Around) -> Iterator[RenderableType]:
    """The parts of the page, from top to bottom."""
    yield Text(story.title or "(no headline)", style="bold")
    yield Text(_dateline(story), style="dim")
    yield Text(story.url, style=f"dim link {story.url}", overflow="fold")
    if story.standfirst:
        yield Text(f"\n{story.standfirst}", style="italic")
    yield from _text(story)
    yield Text()
    yield from _links(around.out)
    yield from _notes(story, around)


def _dateline(story: StoredArticle) -> str:
    minutes = f"{story.reading_minutes} min" if story.reading_minutes else None
    zone = f" {story.published:%Z}" if story.published and story.published_precision != "day" else ""
    by = f"by {', '.join(story.authors)}" if story.authors else None
    credit = f"reports {', '.join(story.agencies)}" if story.agencies else None
    parts = (shown_date(story) + zone, story.site, story.section, by, credit, minutes)
    return " · ".join(filter(None, parts))


def _text(story: StoredArticle) -> Iterator[RenderableType]:
    if story.updates:
        for update in story.updates:
            head = " ".join(filter(None, (f"{update.at:%Y-%m-%d %H:%M}" if update.at else None, update.headline)))
            yield Text(f"\n{head}", style="bold")
            yield from (Text(paragraph) for paragraph in update.paragraphs)
        return
    kinds = (*story.paragraph_kinds, *["paragraph"] * len(story.paragraphs))
    for kind, paragraph in zip(kinds, story.paragraphs, strict=False):
        style, indent = _KINDS.get(kind, ("", 0))
        mark = "• " if kind == "list_item" else ""
        yield Padding(Text(mark + paragraph, style=style), (1, 0, 0, indent))


def _links(out: Sequence[OutLink]) -> Iterator[RenderableType]:
    """The links by kind, those of one kind in the order of the page; those that lead out of the store dim."""
    first = {edge.link.kind: place for place, edge in reversed(list(enumerate(out)))}
    for kind, edges in groupby(sorted(out, key=lambda edge: first[edge.link.kind]), key=lambda edge: edge.link.kind):
        yield Text(kind.replace("_", " "), style="cyan")
        for edge in edges:
            if edge.target:
                yield Text.assemble("  ", titled(edge.target), (f"  {shown_date(edge.target)[:10]}", "dim"))
            else:
                yield Text(f"  {edge.link.title or edge.link.url}", style=f"dim link {edge.link.url}")


def _notes(story: StoredArticle, around: Around) -> Iterator[RenderableType]:
    """What the store knows of the story that its page does not tell."""
    counts = ", ".join(f"{number} by {group} links" for group, number in story.inlinks.items() if number)
    if around.into or counts:
        yield Text(f"linked from {counts}".rstrip(), style="cyan")
        for edge in around.into:
            kind = (f"  {shown_date(edge.source)[:10]}, {edge.link.kind.replace('_', ' ')}", "dim")
            yield Text.assemble("  ", titled(edge.source), kind)
    if around.cluster:
        yield Text("the same text", style="cyan")
        for other in (around.cluster.original, *around.cluster.copies):
            if other.id != story.id:
                yield Text.assemble("  ", titled(other), (f"  {shown_date(other)[:10]}, {other.site}", "dim"))
    yield Rule(style="dim")
    edits = len(around.revisions)
    edited = f"{edits} edit{'s' * (edits > 1)}: newsspider revisions URL" if edits else "no edit seen"
    gone = f" · gone since {story.gone_at:%Y-%m-%d %H:%M} UTC" if story.gone_at else ""
    seen = f"first seen {story.first_seen:%Y-%m-%d %H:%M} UTC, last {story.last_seen:%Y-%m-%d %H:%M} UTC"
    yield Text(f"{seen} · {edited}{gone}", style="dim")
