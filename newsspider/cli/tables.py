"""Stories and their links as tables for a terminal, and links as records for a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table
from rich.text import Text

from newsspider.archive import Headline, Related, StoredArticle, StoredLink


def articles_table(stories: Iterable[StoredArticle]) -> Table:
    """Stories, one a line."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("published", no_wrap=True)
    table.add_column("newspaper", no_wrap=True)
    table.add_column("section", no_wrap=True)
    table.add_column("title", overflow="fold", ratio=1)
    table.add_column("links", justify="right")
    for story in stories:
        title = Text(story.title or story.url, style=f"link {story.url}")
        if story.duplicate_of:
            title.append("  (duplicate)", style="dim")
        table.add_row(shown_date(story), story.site, story.section or "", title, str(len(story.links)))
    return table


def related_table(related: Related) -> Table:
    """A story's links, both ways, by kind."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", title=Text(related.article.title or ""))
    table.title_justify = "left"
    for name in ("", "kind", "published"):
        table.add_column(name, no_wrap=True)
    table.add_column("title", overflow="fold", ratio=1)
    for edge in related.out:
        title = edge.target.title if edge.target else edge.link.title
        text = Text(title or edge.link.url, style="" if edge.target else "dim")
        table.add_row("to", edge.link.kind, shown_date(edge.target) if edge.target else "", text)
    for into in related.into:
        table.add_row("from", into.link.kind, shown_date(into.source), Text(into.source.title or into.source.url))
    return table


def related_records(related: Related) -> Iterator[dict[str, Any]]:
    """A story's links, both ways, each with the story at its other end."""
    for edge in related.out:
        yield {"direction": "to", **_record(edge.link, edge.target)}
    for into in related.into:
        yield {"direction": "from", **_record(into.link, into.source)}


def shown_date(story: StoredArticle | Headline) -> str:
    """The publication date, in the newspaper's zone, as exactly as it is known."""
    if story.published is None:
        return "undated"
    return story.published.strftime("%Y-%m-%d" if story.published_precision == "day" else "%Y-%m-%d %H:%M")


def _record(link: StoredLink, other: Headline | None) -> dict[str, Any]:
    published = other.published.isoformat() if other and other.published else None
    return {
        "kind": link.kind,
        "stored": other is not None,
        "url": other.url if other else link.url,
        "title": other.title if other else link.title,
        "published": published,
        "link_title": link.title,
        "label": link.label,
        "teaser": link.teaser,
        "position": link.position,
    }
