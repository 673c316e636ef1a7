"""The commands that give stories: articles, article.

Data goes to stdout: a table on a terminal, lines of JSON in a pipe. All else goes to stderr.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from newsspider.cli.options import DatabaseOption, DataDirOption, JsonOption, MongoOption, UrlArgument
from newsspider.cli.selecting import selecting

if TYPE_CHECKING:
    from newsspider.archive import Archive, StoredArticle
    from newsspider.archive.selection import Selection

_AT_ONCE = 100


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command()(articles)
    app.command()(article)


@selecting
def articles(
    selection: Selection,
    limit: Annotated[int, typer.Option("--limit", min=0, metavar="N", help="The newest N; 0 for all.")] = 20,
    as_json: JsonOption = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """List the stories of the store, newest first; those that are gone or repeat another's text are marked.

    In a pipe, and with --json, each story comes whole, as the export has it (newsspider schema).

    \b
    newsspider articles --section "Top News" --since 2023-04-01
    newsspider articles --author "Mira Okafor" --text ferry --limit 0
    newsspider articles --since 7d --limit 0 | jq -r .title
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.cli.finding import why_none
    from newsspider.cli.output import is_terminal, print_records, tell
    from newsspider.cli.tables import article_tables

    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        stories = archive.select(selection, limit=limit)
        number = 0
        if as_json or not is_terminal():
            number = print_records(_records(archive, stories))
        else:
            for table in article_tables(stories):
                Console(highlight=False).print(table)
                number += table.row_count
        if not number:
            tell(why_none(archive, selection))


def article(
    url: UrlArgument,
    as_json: JsonOption = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Show one story to read: headline, dateline, text, its links by kind, its edits, and what links to it.

    \b
    newsspider article https://www.example.org/2026/11/23/budget
    newsspider article https://www.example.org/2026/11/23/budget --json | jq .links
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.cli.finding import story_at
    from newsspider.cli.output import is_terminal, print_records
    from newsspider.cli.storypage import WIDEST, Around, story_page

    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        story = story_at(archive, url)
        if as_json or not is_terminal():
            print_records(_records(archive, [story]))
            return
        console = Console(highlight=False)
        console.width = min(console.width, WIDEST)
        for part in story_page(story, Around.of(archive, story)):
            console.print(part)


def _records(archive: Archive, stories: Iterable[StoredArticle]) -> Iterator[dict[str, Any]]:
    """The stories as the export has them; the URLs of their links are looked up together, those of the first alone."""
    from newsspider.export import article_to_json

    rest, number = iter(stories), 1
    while some := list(islice(rest, number)):
        urls = archive.urls({link.target for story in some for link in story.links})
        yield from (article_to_json(story, urls) for story in some)
        number = _AT_ONCE
