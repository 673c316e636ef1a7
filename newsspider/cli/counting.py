"""The commands that count the stories of the store: top, timeline, sections, authors, agencies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.text import Text

from newsspider.cli.options import DatabaseOption, DataDirOption, JsonOption, MongoOption
from newsspider.cli.selecting import selecting

if TYPE_CHECKING:
    from rich.table import Table

    from newsspider.archive import Selection, Tally
    from newsspider.archive.selection import Named

Group = Literal["editorial", "sequence", "rotating"]
Period = Literal["day", "week", "month"]
LimitOption = Annotated[int, typer.Option("--limit", min=0, metavar="N", help="The first N; 0 for all.")]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command()(top)
    app.command()(timeline)
    for command, tally in _TALLIES.items():
        app.command(command)(_tallying(*tally))


@selecting
def top(
    selection: Selection,
    group: Annotated[
        Group, typer.Option("--group", help="The links that count: the desks', the order's, the day's boxes'.")
    ] = "editorial",
    limit: LimitOption = 10,
    as_json: JsonOption = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """List the stories that most other stories link to; --since and --until are about when they were published.

    Links are counted at the end of each run.

    \b
    newsspider top --since 7d
    newsspider top --group rotating --site asianlite --limit 3 | jq -r .url
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.cli.finding import why_none
    from newsspider.cli.output import is_terminal, print_records, tell
    from newsspider.cli.tables import headline_record, headline_table

    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        found = list(archive.top(group, limit=limit, **asdict(selection)))
        if as_json or not is_terminal():
            print_records({**headline_record(one.story), "inlinks": one.inlinks, "group": group} for one in found)
        elif found:
            Console(highlight=False).print(headline_table(((str(one.inlinks), one.story) for one in found), "links"))
        if not found:
            tell(why_none(archive, selection, f"no {group} link leads to a story that fits"))


@selecting
def timeline(
    selection: Selection,
    by: Annotated[Period, typer.Option("--by", help="How long a period is; weeks start on Monday.")] = "day",
    limit: Annotated[int, typer.Option("--limit", min=0, metavar="N", help="The latest N periods; 0 for all.")] = 30,
    as_json: JsonOption = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Draw how many stories were published by day, week or month, and by section. Days are the newspapers' own.

    \b
    newsspider timeline --by week --since 2026-01-01
    newsspider timeline --site asianlite --limit 0 | jq -c '[.start, .stories]'
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.cli.charts import timeline_chart, without_gaps
    from newsspider.cli.finding import why_none
    from newsspider.cli.output import is_terminal, print_records, tell

    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        periods = list(without_gaps(archive.timeline(by, **asdict(selection)), by))[-limit:]
        if as_json or not is_terminal():
            rows = ((period.start.isoformat(), period.stories, dict(period.sections)) for period in periods)
            print_records(dict(zip(("start", "stories", "sections"), row, strict=True)) for row in rows)
        elif periods:
            Console(highlight=False).print(timeline_chart(periods, by))
        if not periods:
            tell(why_none(archive, selection, "the stories that fit have no date"))


def _tallying(name: Named, words: str, example: str) -> Callable[..., None]:
    """The command that counts the stories of each section, author or agency."""

    def command(
        selection: Selection,
        limit: LimitOption = 0,
        as_json: JsonOption = False,
        mongo: MongoOption = None,
        data_dir: DataDirOption = None,
        database: DatabaseOption = "newsspider",
    ) -> None:
        from newsspider.archive import open_archive
        from newsspider.cli.finding import why_none
        from newsspider.cli.output import is_terminal, print_records, tell

        with open_archive(mongo, data_dir=data_dir, database=database) as archive:
            found = list(islice(archive.tally(name, **asdict(selection)), limit or None))
            if as_json or not is_terminal():
                print_records(map(_record, found))
            elif found:
                Console(highlight=False).print(_table(name, found))
            if not found:
                tell(why_none(archive, selection, f"no story that fits has any {name}"))

    command.__doc__ = f"List the {words}: how many stories, the first and the latest.\n\n\b\n{example}"
    return selecting(command)


def _table(name: str, found: Iterable[Tally]) -> Table:
    from newsspider.cli.tables import bare_table

    table = bare_table("newspaper", "first", "latest", title=name, right=("stories",))
    for one in found:
        table.add_row(one.site, _day(one.first), _day(one.last), Text(one.name), str(one.stories))
    return table


def _record(one: Tally) -> dict[str, Any]:
    first, last = (when and when.isoformat() for when in (one.first, one.last))
    return {"name": one.name, "site": one.site, "stories": one.stories, "first": first, "last": last}


def _day(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d}" if when else "undated"


_TALLIES: Mapping[str, tuple[Named, str, str]] = MappingProxyType(
    {
        "sections": ("section", "sections by newspaper", "newsspider sections --since 2026-01-01"),
        "authors": ("author", "authors by newspaper", 'newsspider authors --section "Top News" --limit 20'),
        "agencies": (
            "agency",
            "news agencies that are credited, by newspaper",
            "newsspider agencies --json | jq -r 'select(.stories > 100) | .name'",
        ),
    }
)
"""What the commands count, in words, with an example."""
