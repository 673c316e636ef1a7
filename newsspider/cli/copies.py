"""The command that shows which stories repeat each other."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from newsspider.cli.options import DatabaseOption, DataDirOption, MongoOption

if TYPE_CHECKING:
    from newsspider.archive import Cluster, StoredArticle


def add_commands(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(duplicates)


def duplicates(
    site: Annotated[
        str, typer.Argument(metavar="[SITE]", help="Name of a newspaper that has one of the stories. Default: all.")
    ] = "",
    recompute: Annotated[
        bool,
        typer.Option("--recompute", help="First sign all stories anew that an older version signed, and group all."),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each group as one line of JSON: the original, its copies.")
    ] = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """List the stories that say (nearly) the same, whatever their newspapers and headlines: the first published on top.

    \b
    newsspider duplicates
    newsspider duplicates asianlite --json | jq -r .original.url
    """  # noqa: D301 - \b keeps the lines of the examples apart
    import asyncio

    from newsspider.archive import open_archive
    from newsspider.cli.history import known_site
    from newsspider.export import to_json_line

    if recompute:
        asyncio.run(_recompute(mongo, data_dir, database))
    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        clusters = archive.clusters(known_site(archive, site))
        first = next(clusters, None)
        if first is None:
            Console(stderr=True).print("no two stories say the same")
            return
        for cluster in chain([first], clusters):
            if as_json:
                print(to_json_line({"original": _row(cluster.original), "copies": list(map(_row, cluster.copies))}))
            else:
                _show(cluster)


async def _recompute(uri: str | None, data_dir: Path | None, database: str) -> None:
    from rich.progress import Progress

    from newsspider.archive import Writer

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        writer = await Writer.open(uri, data_dir=data_dir, database=database)
        try:
            task = bar.add_task("signing, then grouping", total=2 * await writer.count())
            async for done in writer.resign():
                bar.update(task, advance=done)
        finally:
            await writer.close()


def _show(cluster: Cluster) -> None:
    print(_line(cluster.original))
    for story in cluster.copies:
        print(f"  {_line(story)}")


def _line(story: StoredArticle) -> str:
    when = f"{story.published:%Y-%m-%d}" if story.published else "no date".ljust(10)
    return f"{when}  {story.site}  {story.title or '(no title)'}  {story.url}"


def _row(story: StoredArticle) -> dict[str, str | None]:
    published = story.published.isoformat() if story.published else None
    return {"id": story.id, "url": story.url, "site": story.site, "title": story.title, "published": published}
