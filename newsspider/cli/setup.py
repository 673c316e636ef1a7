"""The commands about the installation: sites, schema, doctor."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from newsspider.cli.options import DatabaseOption, DataDirOption, MongoOption, SitesOption


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command()(sites)
    app.command()(schema)
    app.command()(doctor)


def sites(folder: SitesOption = None) -> None:
    """List the newspapers that have a TOML. Any other works too, by its URL.

    \b
    newsspider sites
    newsspider sites --sites my-newspapers
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from rich.table import Table

    from newsspider.export import to_json_line
    from newsspider.sites import known_sites

    found = known_sites(folder).values()
    if not sys.stdout.isatty():
        for site in found:
            print(to_json_line({"name": site.name, "title": site.title, "home": site.home, "zone": site.zone}))
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("name", "newspaper", "home", "zone"):
        table.add_column(name)
    for site in found:
        table.add_row(site.name, site.title or "", site.home, site.zone or "as the pages say")
    Console().print(table)


def schema(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="article, update, link or image. Default: all.")] = "",
    markdown: Annotated[
        bool,
        typer.Option(
            "--markdown",
            help="The whole schema as a page of Markdown: MongoDB's collections and the columns of the exports, too.",
        ),
    ] = False,
) -> None:
    """Tell the fields of an exported story, of a live blog's updates, of links and of the image: name, type, meaning.

    \b
    newsspider schema
    newsspider schema link | jq -r .name
    newsspider schema --markdown > schema.md
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.cli.fields import exported_fields, fields_table
    from newsspider.cli.schemapage import schema_page
    from newsspider.errors import UsageError
    from newsspider.export import to_json_line

    if markdown:
        if name:
            raise UsageError(f"--markdown gives the whole schema: leave {name!r} out")
        print(schema_page(), end="")
        return

    records = exported_fields()
    if name and name not in records:
        raise UsageError(f"{name!r} is no kind of record: expected {', '.join(records)}")
    for kind, found in records.items():
        if name and name != kind:
            continue
        if sys.stdout.isatty():
            Console().print(fields_table(kind, found))
        else:
            for field in found:
                print(to_json_line({"record": kind, "name": field.name, "type": field.type, "meaning": field.meaning}))


def doctor(
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
    folder: SitesOption = None,
) -> None:
    """Check the installation and the store, and say how to repair what is wrong.

    \b
    newsspider doctor
    newsspider doctor --mongo mongodb://me:secret@localhost/

    Exit code: 0 all is well, 1 the installation is broken, 2 a newspaper's TOML is wrong, 3 the store can't be used.
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from rich.text import Text

    from newsspider.cli.checks import run_checks

    console = Console(highlight=False)
    code = 0
    for check in run_checks(mongo, data_dir, database, folder):
        sign = Text("ok  ", style="green") if not check.exit_code else Text("BAD ", style="bold red")
        console.print(sign + Text(f"{check.name}: {check.finding}"), soft_wrap=True)
        code = code or check.exit_code
    raise typer.Exit(code)
