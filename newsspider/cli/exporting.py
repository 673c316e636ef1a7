"""The commands that write the store for other programs: export articles, links, revisions, runs."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from newsspider.cli.kinds import KindsOption, link_kinds
from newsspider.cli.options import DatabaseOption, DataDirOption, MongoOption
from newsspider.cli.selecting import SiteOption, selecting

if TYPE_CHECKING:
    from newsspider.archive.selection import Selection
    from newsspider.export.cursor import Cursor
    from newsspider.export.formats import Export, Format
    from newsspider.items import LinkKind

FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="jsonl (an object a line), csv or parquet; links also graphml or gexf. Default: what --output ends with, "
        "else jsonl.",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write a file, whole or not at all; - for stdout, the default."),
]
CursorOption = Annotated[
    Path | None,
    typer.Option(
        "--cursor",
        metavar="FILE",
        help="Go on where the last export with this file ended: stories that are new or changed since. The first one "
        "is of all. The file is written last.",
    ),
]

export = typer.Typer(no_args_is_help=True)

_EVERY = 100
"""Stories between two moves of the progress bar."""
_WORDS = MappingProxyType({"articles": "stories", "links": "links", "revisions": "revisions", "runs": "runs"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where the store is: what the options of all commands say."""

    mongo: str | None
    data_dir: Path | None
    database: str


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.add_typer(export, name="export", help="Write the store's contents for other programs.")


@export.command(name="articles")
@selecting
def articles(
    selection: Selection,
    file_format: FormatOption = None,
    output: OutputOption = None,
    cursor: CursorOption = None,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Write all stories, duplicates and gone ones marked; newest first.

    JSON lines have all (newsspider schema), the links with them. CSV and Parquet have typed columns and count the
    links by group: "newsspider export links" has them. With --cursor stories come in the order of their changes.

    \b
    newsspider export articles --output stories.parquet
    newsspider export articles --site asianlite | jq -c '{title, published}'
    newsspider export articles --cursor nightly.cursor --output stories-$(date +%F).jsonl
    """  # noqa: D301 - \b keeps the lines of the examples apart
    _export("articles", Place(mongo, data_dir, database), file_format, output, selection, cursor)


@export.command(name="links")
@selecting
def links(
    selection: Selection,
    kinds: KindsOption = [],  # noqa: B006 - typer copies it
    file_format: FormatOption = None,
    output: OutputOption = None,
    cursor: CursorOption = None,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Write the links, each with the stories at its two ends: as rows, or as a graph for networkx, igraph and Gephi.

    The options that choose stories choose those that show the links, wherever these lead. A page that was never crawled
    is a node with its URL and the words of the link to it.

    \b
    newsspider export links --kinds editorial --output links.graphml
    newsspider export links --site asianlite --since 30d --output links.csv
    """  # noqa: D301 - \b keeps the lines of the examples apart
    wanted = link_kinds(kinds)
    _export("links", Place(mongo, data_dir, database), file_format, output, selection, cursor, wanted)


@export.command(name="revisions")
@selecting
def revisions(
    selection: Selection,
    file_format: FormatOption = None,
    output: OutputOption = None,
    cursor: CursorOption = None,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Write what edited stories said before, the latest version of each story first.

    The options that choose stories choose them by what they say now. With --cursor all versions of a story that changed
    come again.

    \b
    newsspider export revisions --output revisions.parquet
    newsspider export revisions --section "Top News" | jq -r .title
    """  # noqa: D301 - \b keeps the lines of the examples apart
    _export("revisions", Place(mongo, data_dir, database), file_format, output, selection, cursor)


@export.command(name="runs")
def runs(
    site: SiteOption = "",
    file_format: FormatOption = None,
    output: OutputOption = None,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Write the record of the runs, the latest first: what each asked, found, stored and refused, and how it ended.

    They are few: always all, or those of one newspaper.

    \b
    newsspider export runs --output runs.csv
    newsspider export runs --site asianlite | jq -c '[.started, .new, .edited]'
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive.selection import Selection

    _export("runs", Place(mongo, data_dir, database), file_format, output, Selection(site=site or None))


def _export(
    export: Export,
    place: Place,
    file_format: str | None,
    output: Path | None,
    selection: Selection,
    cursor: Path | None = None,
    kinds: tuple[LinkKind, ...] = (),
) -> None:
    """Write an export where it is wanted, and then where it ended."""
    from newsspider.archive import open_archive
    from newsspider.archive.streams import Choice, Streams
    from newsspider.cli.finding import why_none
    from newsspider.cli.output import tell
    from newsspider.export.cursor import Cursor, read_cursor
    from newsspider.export.formats import chosen_format
    from newsspider.export.writing import write_export

    chosen = _for_output(chosen_format(export, file_format, output), output)
    options = _told(selection, kinds)
    before = read_cursor(cursor, export, options) if cursor else None
    with open_archive(place.mongo, data_dir=place.data_dir, database=place.database) as archive:
        choice = Choice(selection=selection, kinds=kinds)
        if cursor:
            window = Streams(archive).next_window(before.moment if before else None)
            choice = replace(choice, window=window)
        gc.disable()  # documents have no cycles: looking for them in what streams by takes half the time
        with _progress(lambda: Streams(archive).count(choice)) as each, _target(output) as file:
            number = write_export(export, chosen, Streams(archive, each), choice, file)
        if cursor and choice.window.until:
            _keep(Cursor(export=export, options=options, until=choice.window.until.isoformat()), cursor)
        told = f"{number:,} {_WORDS[export]}"
        if before:
            told += f"{'' if export == 'articles' else ' of stories'} that changed since {before.until}"
        tell(told if number or before or export == "runs" else why_none(archive, selection, told))


def _for_output(chosen: Format, output: Path | None) -> Format:
    """The format, if it can go where it is wanted."""
    from newsspider.errors import UsageError

    if chosen == "parquet" and output is None:
        raise UsageError("Parquet is no text: give --output FILE, or --output - for a pipe")
    return chosen


def _told(selection: Selection, kinds: Iterable[str]) -> dict[str, str]:
    """The options that chose, as text: a cursor remembers them."""
    said = {f.name.replace("_", "-"): getattr(selection, f.name) for f in fields(selection)}
    said |= {"kinds": ",".join(sorted(kinds))}
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value) for name, value in said.items() if value
    }


def _keep(cursor: Cursor, path: Path) -> None:
    from newsspider.errors import UsageError
    from newsspider.export.cursor import write_cursor

    try:
        write_cursor(cursor, path)
    except OSError as error:
        raise UsageError(f"--cursor {path}: {error.strerror}; what was exported is whole") from None


@contextmanager
def _target(output: Path | None) -> Iterator[BinaryIO]:
    """Where the data goes: a file, whole or not at all, or stdout."""
    from newsspider.errors import UsageError
    from newsspider.export import whole_file

    if output is None or str(output) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with whole_file(output) as file:
            yield file
    except OSError as error:
        raise UsageError(f"--output {output}: {error.strerror}") from None


@contextmanager
def _progress(count: Callable[[], int]) -> Iterator[Callable[[], None]]:
    """A bar on stderr, where that is a terminal; gives what is to be called for each story."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    texts = TextColumn("{task.completed:,} of {task.total:,} stories, {task.fields[rate]:,.0f} a second")
    with Progress(BarColumn(), texts, TimeRemainingColumn(), console=console, transient=True) as bar:
        task, begun, done = bar.add_task("", total=count(), rate=0.0), perf_counter(), 0

        def each() -> None:
            nonlocal done
            done += 1
            if done % _EVERY == 0:
                bar.update(task, completed=done, rate=done / (perf_counter() - begun))

        yield each
