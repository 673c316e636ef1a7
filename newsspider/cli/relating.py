"""The command that shows a story's place in the link graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from newsspider.cli.kinds import KindsOption, link_kinds
from newsspider.cli.options import DatabaseOption, DataDirOption, JsonOption, MongoOption, UrlArgument

if TYPE_CHECKING:
    from rich.tree import Tree

    from newsspider.archive import Headline, OutLink, Related, StoredLink

_LIMIT = 1000
_SHOWN = 20


def add_commands(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(related)


def related(
    url: UrlArgument,
    depth: Annotated[
        int, typer.Option("--depth", min=1, max=9, metavar="N", help="How many links to follow, one after another.")
    ] = 1,
    kinds: KindsOption = [],  # noqa: B006 - Typer copies it
    as_json: JsonOption = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Show where a story leads, as a tree, and which stories lead to it.

    Each story stands once, where it is nearest. One that was never crawled is dim: it has a URL and the link's words.

    \b
    newsspider related https://www.example.org/2026/11/23/budget --depth 2 --kinds editorial
    newsspider related https://www.example.org/2026/11/23/budget --kinds also_read,related | jq -r .url
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.cli.finding import story_at
    from newsspider.cli.output import is_terminal, print_records, tell

    wanted = link_kinds(kinds)
    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        story = story_at(archive, url)
        found = archive.related(story.url, depth, wanted, limit=_LIMIT)
    assert found is not None  # it was there a moment ago
    if as_json or not is_terminal():
        print_records(related_records(found))
    else:
        Console(highlight=False).print(related_tree(found))
    if not found.out and not found.into:
        tell(f"{story.url} has no {' or '.join(kinds)} links" if kinds else f"{story.url} has no links")
    if not found.whole:
        tell(f"there is more: the first {_LIMIT} stories are shown; name fewer --kinds, or a smaller --depth")


def related_tree(related: Related) -> Tree:
    """A story's links as a tree: those that it shows, and under them the next ones; then those that lead to it."""
    from rich.tree import Tree

    tree = Tree(Text(related.article.title or related.article.url, style="bold"), guide_style="dim")
    _grow(tree, related.out)
    if related.into:
        back = tree.add(Text("linked from", style="italic"))
        for edge in related.into[:_SHOWN]:
            back.add(_leaf(edge.link, edge.source))
        if (more := len(related.into) - _SHOWN) > 0:
            back.add(Text(f"and {more} more: --json gives them all", style="dim"))
    return tree


def related_records(related: Related) -> Iterator[dict[str, Any]]:
    """A story's links, both ways, each with the story at its other end; further ones after the one before them."""
    yield from _out_records(related.article.url, related.out, 1)
    for edge in related.into:
        yield {"direction": "from", "depth": 1, "of": related.article.url, **_record(edge.link, edge.source)}


def _grow(tree: Tree, links: Iterable[OutLink]) -> None:
    for edge in links:
        _grow(tree.add(_leaf(edge.link, edge.target)), edge.onward)


def _leaf(link: StoredLink, story: Headline | None) -> Text:
    from newsspider.cli.tables import shown_date, titled

    kind = (f"{link.kind:<9} ", "cyan")
    if story is None:
        return Text.assemble(kind, (link.title or link.url, f"dim link {link.url}"))
    return Text.assemble(kind, (f"{shown_date(story)[:10]:<10}  ", "dim"), titled(story))


def _out_records(of: str, links: Iterable[OutLink], depth: int) -> Iterator[dict[str, Any]]:
    for edge in links:
        record = _record(edge.link, edge.target)
        yield {"direction": "to", "depth": depth, "of": of, **record}
        yield from _out_records(record["url"], edge.onward, depth + 1)


def _record(link: StoredLink, other: Headline | None) -> dict[str, Any]:
    from newsspider.cli.tables import iso_date

    return {
        "kind": link.kind,
        "stored": other is not None,
        "url": other.url if other else link.url,
        "title": other.title if other else link.title,
        "published": iso_date(other) if other else None,
        "link_title": link.title,
        "label": link.label,
        "teaser": link.teaser,
        "position": link.position,
    }
