"""The command that looks at one page: explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from newsspider.cli.options import SettingOption, SitesOption

if TYPE_CHECKING:
    from newsspider.items import Page


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command()(explain)


def explain(
    page: Annotated[str, typer.Argument(metavar="URL|FILE", help="A page's address, or a saved page, plain or .gz.")],
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="Address of a saved page. Default: what its canonical link says."),
    ] = None,
    save: Annotated[
        str | None,
        typer.Option("--save", metavar="SLUG", help="Make a test of the page: tests/golden/SLUG/ in a clone's root."),
    ] = None,
    sites: SitesOption = None,
    setting: SettingOption = [],  # noqa: B006 - Typer copies it
) -> None:
    """Show one page on its way down the whole line.

    What each source offered for each field, which won and why others were refused, the lines taken out of the story,
    the boxes of links with their kind and how it was known, and what each pipeline changed. Stores nothing.

    \b
    newsspider explain https://www.example.org/2026/11/23/budget
    newsspider explain saved.html --url https://www.example.org/2026/11/23/budget
    newsspider explain saved.html --save budget
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.cli.explaining import show
    from newsspider.cli.golden import save_golden
    from newsspider.cli.looking import fetch_page, open_page, through_stages
    from newsspider.cli.running import project_settings
    from newsspider.extraction import examine_page
    from newsspider.sites import load_site

    settings = project_settings(setting, sites=sites)
    found: Page = fetch_page(page, settings) if "://" in page else open_page(page, url)
    examination = examine_page(
        found.body, found.url, site=load_site(found.url, sites), fetched_at=found.fetched_at, headers=found.headers
    )
    console = Console(highlight=False)
    show(console, examination, through_stages(examination.article, found, settings))
    if save is not None:
        place = save_golden(save, found, examination.article)
        console.print(f"\nSaved in {place}: correct what is wrong in expected.json, then run pytest", soft_wrap=True)
