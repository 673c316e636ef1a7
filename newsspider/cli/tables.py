"""Stories as tables for a terminal, and in brief as records for a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from newsspider.archive import Headline, StoredArticle

_AT_ONCE = 20
_WIDEST = 18


def bare_table(*left: str, title: str = "title", right: tuple[str, ...] = ()) -> Table:
    """A table without lines: columns on the left, the one that takes what room is left, and numbers on the right."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in left:
        table.add_column(name, no_wrap=True)
    table.add_column(title, overflow="fold", ratio=1)
    for name in right:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def article_tables(stories: Iterable[StoredArticle]) -> Iterator[Table]:
    """Stories, one a line: a table of the first ones, then, as they come, the lines of more in the same columns."""
    rest = iter(stories)
    first = list(islice(rest, _AT_ONCE))
    widths = [_widest(("newspaper", *(story.site for story in first)))]
    widths.append(_widest(("section", *(story.section or "" for story in first))))
    later = iter(lambda: list(islice(rest, _AT_ONCE)), [])
    for number, some in enumerate(chain([first] if first else [], later)):
        table = bare_table("published", "newspaper", "section", right=("links",))
        table.show_header, table.expand = number == 0, True
        for column, width in zip(table.columns, (16, *widths, None, 5), strict=True):
            column.width = width
        for story in some:
            table.add_row(*_cells(story), str(len(story.links)))
        yield table


def _widest(names: Iterable[str]) -> int:
    return min(_WIDEST, max(map(cell_len, names)))


def headline_table(rows: Iterable[tuple[str, Headline]], number: str) -> Table:
    """Stories in brief, each with a number of its own on the right."""
    table = bare_table("published", "newspaper", "section", right=(number,))
    for value, story in rows:
        table.add_row(*_cells(story), value)
    return table


def headline_record(story: Headline) -> dict[str, Any]:
    """A story in brief, under the names of the export."""
    return {
        "id": story.id,
        "url": story.url,
        "site": story.site,
        "title": story.title,
        "section": story.section,
        "published": iso_date(story),
        "duplicate_of": story.duplicate_of,
    }


def titled(story: StoredArticle | Headline) -> Text:
    """The headline, which a click opens; the URL in place of a headline that is missing."""
    return Text(story.title or story.url, style=f"link {story.url}")


def shown_date(story: StoredArticle | Headline) -> str:
    """The publication date, in the newspaper's zone, as exactly as it is known."""
    if story.published is None:
        return "undated"
    return story.published.strftime("%Y-%m-%d" if story.published_precision == "day" else "%Y-%m-%d %H:%M")


def iso_date(story: StoredArticle | Headline) -> str | None:
    """The publication date in ISO 8601, a bare date for a bare day; None without one."""
    if story.published is None:
        return None
    return (story.published.date() if story.published_precision == "day" else story.published).isoformat()


def _cells(story: StoredArticle | Headline) -> tuple[str, str, str, Text]:
    duplicate = "  (duplicate)" if story.duplicate_of else ""
    gone = "  (gone)" if isinstance(story, StoredArticle) and story.gone_at else ""
    title = titled(story).append(duplicate + gone, style="dim")
    return shown_date(story), story.site, story.section or "", title
