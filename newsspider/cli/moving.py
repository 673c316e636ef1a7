"""The command that copies a store to another server."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from newsspider.cli.options import DatabaseOption, DataDirOption, MongoOption


def add_commands(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(copy)


def copy(
    to: Annotated[
        str, typer.Option("--to", metavar="URI", help="MongoDB that gets the copy, as mongodb://user:password@host/.")
    ],
    to_database: Annotated[
        str | None, typer.Option("--to-database", metavar="NAME", help="Name of the database there. Default: as here.")
    ] = None,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Copy the store to another MongoDB: the embedded one to a server, or back.

    Stories, revisions, links, raw pages, the frontier and the record of runs: all comes along, so that the next crawl
    there goes on. Each collection is compared by count and hash when it was copied. An older store is migrated first.
    Interrupted, the same command goes on. The store here stays as it is.

    \b
    newsspider copy --to mongodb://news:secret@db.example.org/
    newsspider copy --to mongodb://db.example.org/ --to-database asianlite_2026
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from newsspider.archive.copying import copy_store

    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f}%"))
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("copying", total=None)
        done = list(
            copy_store(
                to,
                to_database or database,
                uri=mongo,
                data_dir=data_dir,
                database=database,
                begin=lambda counts: bar.update(task, total=2 * sum(counts.values())),  # written, then compared
                progress=lambda name, more: bar.update(task, advance=more, description=name),
            )
        )
    for found in done:
        was = f", {found.documents - found.written:,} of them there before" if found.written < found.documents else ""
        typer.echo(f"{found.name:<10} {found.documents:>9,} documents{was}, hash {found.digest}")
    typer.echo("Both stores hold the same.")
