"""The commands that read the store: articles, related, export.

Data goes to stdout: a table on a terminal, lines of JSON in a pipe. All else goes to stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from newsspider.cli.options import DatabaseOption, DataDirOption, MongoOption
from newsspider.cli.selecting import selecting

if TYPE_CHECKING:
    from newsspider.archive import Archive, StoredArticle
    from newsspider.archive.selection import Selection

Group = Literal["editorial", "sequence", "rotating"]

export = typer.Typer(no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command()(articles)
    app.command()(related)
    app.add_typer(export, name="export", help="Write the store's contents for other programs.")


@selecting
def articles(
    selection: Selection,
    limit: Annotated[int, typer.Option("--limit", min=0, metavar="N", help="The newest N; 0 for all.")] = 20,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """List the stories of the store, newest first.

    \b
    newsspider articles --section "Top News" --since 2023-04-01
    newsspider articles --limit 0 | jq -r .title
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.cli.tables import articles_table

    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        stories = archive.select(selection, limit=limit)
        if _is_terminal():
            found = list(stories)
            number = len(found)
            Console().print(articles_table(found))
        else:
            number = _print(_json_lines(archive, stories))
        if not number:
            _stderr().print(_why_none(archive, selection), soft_wrap=True, markup=False)


def related(
    url: Annotated[str, typer.Argument(metavar="URL", help="Any URL of the story.")],
    group: Annotated[
        Group | None,
        typer.Option("--group", help="Links of this group of kinds alone; editorial ones tell what the desk relates."),
    ] = None,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Show where a story leads, and which stories lead to it.

    \b
    newsspider related https://www.example.org/2026/11/23/budget
    newsspider related https://www.example.org/2026/11/23/budget --group editorial | jq -r .url
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.cli.tables import related_records, related_table
    from newsspider.errors import UsageError
    from newsspider.export import to_json_line
    from newsspider.items import LINK_GROUPS

    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        try:
            found = archive.related(url, LINK_GROUPS[group] if group else ())
        except ValueError as error:
            raise UsageError(f"{error}: a story's URL starts with https:// or http://") from None
        if found is None:
            raise UsageError(unknown(archive, url))
        if _is_terminal():
            Console().print(related_table(found))
        else:
            for record in related_records(found):
                print(to_json_line(record))
        if not found.out and not found.into:
            _stderr().print(f"{found.article.url} has no {group or 'such'} links", soft_wrap=True, markup=False)


@export.command(name="articles")
@selecting
def export_articles(
    selection: Selection,
    file_format: Annotated[Literal["jsonl"], typer.Option("--format", help="jsonl: one JSON object a line.")] = "jsonl",
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Write a file, whole or not at all. Default: stdout."),
    ] = None,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Write all stories with their links, duplicates and gone ones marked; newest first.

    The fields are told by "newsspider schema".

    \b
    newsspider export articles --output stories.jsonl
    newsspider export articles --site asianlite | jq -c '{title, published}'
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.errors import UsageError
    from newsspider.export import write_whole

    del file_format  # there is one so far
    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        stories = archive.select(selection)
        lines = _json_lines(archive, stories)
        try:
            number = write_whole(lines, output) if output else _print(lines)
        except OSError as error:
            raise UsageError(f"--output {output}: {error.strerror}") from None
        told = f"{number} stories" if number else _why_none(archive, selection)
        _stderr().print(told, soft_wrap=True, markup=False)


def _print(lines: Iterable[str]) -> int:
    """Print the lines; returns how many there were."""
    number = 0
    for line in lines:
        print(line)
        number += 1
    return number


def _json_lines(archive: Archive, stories: Iterable[StoredArticle]) -> Iterator[str]:
    """The stories as lines of JSON; the URLs of their links are looked up for many at a time."""
    from newsspider.export import article_to_json, to_json_line

    rest = iter(stories)
    while some := list(islice(rest, 100)):
        urls = archive.urls({link.target for story in some for link in story.links})
        for story in some:
            yield to_json_line(article_to_json(story, urls))


def _why_none(archive: Archive, selection: Selection) -> str:
    """Why no story was found, and what would help."""
    summary = archive.summary()
    if not summary.stories:
        return "the store is empty: fill it with newsspider crawl SITE, or see newsspider demo"
    if selection.site and selection.site not in summary.sites:
        return f"no story of {selection.site!r}; newspapers in the store: {', '.join(summary.sites)}"
    if selection.section and selection.section not in summary.sections:
        known = ", ".join(filter(None, summary.sections))
        return f"no story in {selection.section!r}; sections in the store: {known}"
    return f"none of the {summary.stories} stories of the store fits"


def unknown(archive: Archive, url: str) -> str:
    """What to tell of a URL that no stored story has: the nearest known ones, or how to add it."""
    if near := archive.nearest(url):
        return f"{url} is not in the store; the nearest known: {' '.join(near)}"
    return f"{url} is not in the store, and nothing like it; add it with newsspider scrape --store URL"


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _stderr() -> Console:
    return Console(stderr=True, highlight=False)
