"""The commands that search the store for words: search, index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from newsspider.cli.options import DatabaseOption, DataDirOption, JsonOption, MongoOption
from newsspider.cli.selecting import selecting

if TYPE_CHECKING:
    from newsspider.archive import FullText, Hit, Selection


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command()(search)
    app.command()(index)


@selecting
def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS", help="All of them are looked for; '\"two words\"' side by side; after --, without a -word."
        ),
    ],
    selection: Selection,
    full: Annotated[bool, typer.Option("--full", help="Search whole stories: see newsspider index.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, metavar="N", help="The best N; 0 for all.")] = 20,
    as_json: JsonOption = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Search headlines and standfirsts for words, with --full whole stories: best first.

    Upper and lower case and accents are the same. Words are taken as they stand: "vote" doesn't find "voted".

    \b
    newsspider search ferry strike --since 2026-11-01
    newsspider search --json -- '"high tide"' -fog | jq -r .url
    newsspider search --full harbour master
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.cli.finding import why_none
    from newsspider.cli.output import is_terminal, print_records, tell
    from newsspider.cli.tables import headline_table

    wanted = " ".join(words)
    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        hits = list(archive.search(wanted, full=full, limit=limit, **asdict(selection)))
        if as_json or not is_terminal():
            print_records(_records(hits))
        elif hits:
            Console(highlight=False).print(headline_table(((f"{hit.score:.1f}", hit.story) for hit in hits), "score"))
        if not hits:
            where = "no story" if full else "no headline or standfirst"
            tell(why_none(archive, selection, f"{where} that fits the options has all of these words: {wanted}"))


def index(
    make: Annotated[bool, typer.Option("--make", help="Make it, or bring it up to date.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Drop it, and free its disk space.")] = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Tell what the index of whole stories takes, which search --full needs; make it, or drop it.

    It knows the stories as they were when it was made: a crawl doesn't keep it, and doesn't pay for it. To bring it up
    to date takes time for what is new or was edited alone.

    \b
    newsspider index
    newsspider index --make && newsspider search --full harbour master
    newsspider index --drop
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import FullText
    from newsspider.cli.output import tell
    from newsspider.errors import UsageError

    if make and drop:
        raise UsageError("--make and --drop: one of them")
    with FullText.open(mongo, data_dir=data_dir, database=database) as full:
        if drop:
            full.drop()
            tell("the index of whole stories is dropped; newsspider index --make makes it again")
            return
        at, cost = full.at(), full.cost()
        tell(f"whole stories are indexed as of {at:%Y-%m-%d %H:%M} UTC" if at else "whole stories are not indexed")
        takes = f"about {_duration(cost.seconds)} and {cost.bytes / 1e6:,.0f} MB on disk"
        way = "newsspider index --drop frees it" if make or at else "newsspider index --make does it"
        tell(f"{cost.stories:,} stories to index take {takes}; {way}")
        if make:
            _make(full, cost.stories)


def _make(full: FullText, stories: int) -> None:
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("copying stories, then indexing their words", total=stories)
        for done in full.build():
            bar.update(task, advance=done)
    console.print("done: newsspider search --full WORDS")


def _records(hits: list[Hit]) -> Iterator[dict[str, Any]]:
    from newsspider.cli.tables import headline_record

    for hit in hits:
        yield {**headline_record(hit.story), "score": hit.score}


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
