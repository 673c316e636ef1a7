"""The command that erases a story."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsspider.cli.options import DatabaseOption, DataDirOption, MongoOption

if TYPE_CHECKING:
    from newsspider.archive import Erased


def add_commands(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(forget)


def forget(
    url: Annotated[str, typer.Argument(metavar="URL", help="Any URL of the story.")],
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Erase a story for good: its text and revisions, its raw pages, and what other stories' links say of it.

    What stays is a mark without content, by which it is not fetched or stored again, under any of its URLs. It says
    what was erased. A URL of which nothing is stored is marked all the same. No run of the newspaper may go on.

    \b
    newsspider forget https://www.example.org/2026/11/23/a-private-matter
    """  # noqa: D301 - \b keeps the lines of the examples apart
    import asyncio

    from newsspider.errors import UsageError

    try:
        erased = asyncio.run(_forget(url, mongo, data_dir, database))
    except ValueError as error:
        raise UsageError(f"{error}: a story's URL starts with https:// or http://") from None
    typer.echo(told(erased))


async def _forget(url: str, uri: str | None, data_dir: Path | None, database: str) -> Erased:
    from newsspider.archive import Writer

    writer = await Writer.open(uri, data_dir=data_dir, database=database)
    try:
        return await writer.forget(url)
    finally:
        await writer.close()


def told(erased: Erased) -> str:
    """What was erased, for a reader."""
    counts = [f"{number} {name}" for name, number in asdict(erased).items() if number]
    what = f"erased: {', '.join(counts)}" if counts else "nothing of it was stored"
    return f"{what}; it will not be fetched or stored again"
