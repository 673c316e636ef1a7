"""The command that shows it all: demo."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from newsspider.cli.options import DataDirOption, MongoOption

if TYPE_CHECKING:
    from newsspider.archive import Related, Summary

DATABASE = "newsspider_demo"
PORT = 8642
"""Where the sample newspaper is served if the port is free, so that a second demo meets the same newspaper."""
_BAR = 14


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command()(demo)


def demo(mongo: MongoOption = None, data_dir: DataDirOption = None) -> None:
    """Crawl the sample newspaper into MongoDB and show what came of it.

    The newspaper is served on this machine; nothing is fetched from elsewhere. Its stories go into a database of
    their own, newsspider_demo. Run it twice: the second crawl finds nothing new.

    \b
    newsspider demo
    newsspider articles --database newsspider_demo
    """  # noqa: D301 - \b keeps the lines of the example apart
    from newsspider.archive import open_archive
    from newsspider.cli.progress import show_runs, summary
    from newsspider.cli.running import Job, project_settings, run_spiders
    from newsspider.sample import FRONT_STORY, serve

    console = Console(highlight=False)
    notes = Console(stderr=True, highlight=False)
    unhurried = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}
    settings = project_settings(mongo=mongo, data_dir=data_dir, database=DATABASE, defaults=unhurried)
    with serve(_free_port()) as server:
        notes.print(f"The sample newspaper, the Saltmere Lantern, is served at {server.url}; crawling it …")
        [run] = run_spiders(
            settings,
            [Job(title="Saltmere Lantern", spider="news", arguments={"site": server.url})],
            lambda runs: show_runs(notes, runs),
        )
        notes.print(summary(run), soft_wrap=True)
        with open_archive(mongo, data_dir=data_dir, database=DATABASE) as archive:
            console.print(_overview(archive.summary()))
            related = archive.related(server.url + FRONT_STORY)
            if related:
                console.print(_story(related))
    console.print(
        "\nLook further:  newsspider articles --database newsspider_demo\n"
        "               newsspider crawl https://your.newspaper.example --limit 50"
    )
    raise typer.Exit(run.exit_code)


def _free_port() -> int:
    """The demo's port, or 0 for any if another program has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            return 0
    return PORT


def _overview(summary: Summary) -> Group:
    """Stories by section and year, and the link graph, in one screenful."""
    years: dict[str, int] = {}
    for day, number in summary.days.items():
        years[day[:4] or "no date"] = years.get(day[:4] or "no date", 0) + number
    days = [day for day in summary.days if day]
    head = Text.assemble(
        (f"{summary.stories} stories", "bold"),
        f" from {min(days)} to {max(days)}, in {len(summary.languages)} languages; " if days else "; ",
        f"{summary.live_blogs} live blog, {summary.duplicates} with another's text; ",
        f"{sum(summary.refused.values())} pages refused, each with its reason",
    )
    named = {name or "(none named)": number for name, number in summary.sections.items()}
    tables = Table.grid(padding=(0, 4, 0, 0))
    right = Group(_bars("Years", years), Text(), _bars("Links by kind", summary.links))
    tables.add_row(_bars("Sections", named), right)
    total = sum(summary.links.values())
    graph = (
        f"{total} typed links, {total - summary.open_links} of them between stories in the store: what the desk "
        f"linked (inline, also read, related), the order of publication, and what the site pushed that day."
    )
    linked = [Text(f"  {number} ←  {url}") for url, number in list(summary.most_linked.items())[:3]]
    most = [Text("Most linked by other stories' desks", style="dim"), *linked] if linked else []
    return Group(Rule("The store"), head, Text(), tables, Text(), Text(graph), *most)


def _bars(title: str, counts: Mapping[str, int]) -> Table:
    table = Table(title, "", "", box=None, header_style="dim", padding=(0, 1, 0, 0))
    most = max(counts.values(), default=1)
    for name, number in list(counts.items())[:10]:
        table.add_row(name, str(number), Text("█" * max(1, round(_BAR * number / most)), style="blue"))
    return table


def _story(related: Related) -> Group:
    """One story as a reader would like it, with its links by kind."""
    article = related.article
    by = f" · {', '.join(article.authors)}" if article.authors else ""
    day = f"{article.published:%d %B %Y}" if article.published else "no date"
    dateline = f"{day} · {article.section}{by} · {article.reading_minutes or '?'} min · credit {article.credit}"
    parts: list[RenderableType] = [
        Text(),
        Rule("One story, whole"),
        Text(article.title or "", style="bold"),
        Text(dateline, style="dim"),
        Text(article.standfirst or "", style="italic"),
        *(Text(f"\n{paragraph}") for paragraph in article.paragraphs),
        Text(),
    ]
    links = Table("kind", "leads to", "", box=None, header_style="dim", padding=(0, 2, 0, 0))
    for link in related.out:
        stored = "in the store" if link.target else "not in the store"
        links.add_row(link.link.kind, Text(link.link.title), Text(stored, style="dim"))
    into = f"{len(related.into)} links of other stories lead here; agencies credited: {', '.join(article.agencies)}"
    return Group(*parts, Padding(links, (0, 0, 0, 2)), Text(into, style="dim"))
