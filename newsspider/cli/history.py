"""The commands that tell how runs went: runs, status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from newsspider.cli.options import DatabaseOption, DataDirOption, MongoOption

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from newsspider.archive import Archive
    from newsspider.runs import RunRecord

SiteArgument = Annotated[
    str, typer.Argument(metavar="[SITE]", help="A newspaper's name, or any URL of it. Default: all of the store.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead.")]
_WIDE = 120


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command()(runs)
    app.command()(status)


def runs(
    site: SiteArgument = "",
    limit: Annotated[int, typer.Option("--limit", min=0, metavar="N", help="The latest N; 0 for all.")] = 20,
    as_json: JsonOption = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """List the runs that filled the store, the latest first.

    One that goes on is "running"; one that was killed, with its machine or by kill -9, has "died".

    \b
    newsspider runs
    newsspider runs asianlite --limit 5
    newsspider runs --limit 0 --json | jq -c 'select(.exit_code != 0) | [.started, .sites, .reason]'
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.cli.standing import record
    from newsspider.export import to_json_line

    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        found = list(archive.runs(known_site(archive, site), limit=limit))
        if as_json:
            for run in found:
                print(to_json_line(record(run)))
        elif found:
            _print(_table(found))
        if not found:
            _tell_none()


def status(
    site: SiteArgument = "",
    refused: Annotated[
        bool, typer.Option("--refused", help="List the URLs that did not become a story, each with its reason.")
    ] = False,
    as_json: JsonOption = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Tell how each newspaper stands: its last run beside its earlier ones, and what was refused.

    The yield is the share of story pages that became stories; a field is told when stories stop having it. Both are
    compared with the newspaper's own earlier runs.

    \b
    newsspider status
    newsspider status asianlite --refused
    newsspider status --json | jq 'select(.last.alarms != [])'
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.alarm import MEMORY
    from newsspider.archive import open_archive
    from newsspider.cli.standing import record, standing, told
    from newsspider.export import to_json_line

    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        name = known_site(archive, site)
        if refused:
            _list_refused(archive, name, as_json)
            return
        names = [name] if name else archive.newspapers()
        for each in names:
            found = standing(each, list(archive.runs(each, limit=MEMORY + 1)), archive.refusals(each))
            print(to_json_line(record(found)) if as_json else "\n".join(told(found)))
        if not names:
            _tell_none()


def known_site(archive: Archive, site: str) -> str | None:
    """The name of the newspaper that is asked for; None for all.

    Raises:
        UsageError: the store knows nothing of it.
    """
    from newsspider.errors import UsageError
    from newsspider.sites import site_for_url

    names = archive.newspapers()
    if not site:
        return None
    name = site_for_url(site).name if "://" in site else site
    if name not in names:
        raise UsageError(f"nothing of {site!r} is in the store; there is: {', '.join(names) or 'nothing yet'}")
    return name


def _list_refused(archive: Archive, site: str | None, as_json: bool) -> None:
    from newsspider.export import to_json_line

    number = 0
    for item in archive.refused(site):
        number += 1
        if as_json:
            known = {"url": item.url, "site": item.site, "reason": item.reason, "detail": item.detail}
            print(to_json_line({**known, "seen_at": item.seen_at.isoformat()}))
        else:
            print(f"{item.reason:<14}{item.url}  {item.detail}")
    if not number:
        _stderr().print("no URL is refused", soft_wrap=True)


def _table(found: Iterable[RunRecord]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from newsspider.cli.standing import outcome

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("started (UTC)", "newspaper", "command"):
        table.add_column(name, no_wrap=True)
    for name in ("new", "edited", "gone", "refused", "requests", "MB", "s"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("ended", no_wrap=True)
    for run in found:
        refused = sum(run.refused.values())
        numbers = (run.new, run.edited, run.gone, refused, run.requests, f"{run.bytes / 1e6:.1f}", f"{run.seconds:.0f}")
        begun = f"{run.started:%Y-%m-%d %H:%M:%S}" if run.started else ""
        table.add_row(begun, Text(", ".join(run.sites)), run.command, *map(str, numbers), outcome(run))
    return table


def _print(table: Table) -> None:
    """Print a table as wide as the terminal; elsewhere wide enough for its lines."""
    console = Console()
    if not console.is_terminal:
        console.width = _WIDE
    console.print(table)


def _tell_none() -> None:
    _stderr().print("no run is recorded yet: fill the store with newsspider crawl SITE", soft_wrap=True)


def _stderr() -> Console:
    return Console(stderr=True, highlight=False)
