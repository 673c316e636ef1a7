"""The commands that fill the store: crawl, scrape, ingest, reextract."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from newsspider.cli.options import DatabaseOption, DataDirOption, MongoOption, SettingOption, SitesOption

NewspapersArgument = Annotated[
    list[str], typer.Argument(metavar="SITE|URL...", help="Newspapers: the name of a TOML, or any URL of theirs.")
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="Store the newest N stories of each.")
]
SinceOption = Annotated[
    str, typer.Option("--since", metavar="DATE", help="Leave older stories alone: 2026-11-23, or an instant.")
]
FullOption = Annotated[
    bool, typer.Option("--full", help="Fetch every known story again, whether or not anything tells of an edit.")
]
FromStartOption = Annotated[
    bool, typer.Option("--from-start", help="Begin anew where the last run of the same command stopped before its end.")
]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command()(crawl)
    app.command()(scrape)
    app.command()(ingest)
    app.command()(reextract)


def crawl(
    newspapers: NewspapersArgument,
    limit: LimitOption = None,
    since: SinceOption = "",
    full: FullOption = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
    sites: SitesOption = None,
    setting: SettingOption = [],  # noqa: B006 - Typer copies it
) -> None:
    """Crawl whole newspapers into the store.

    Reads sitemaps and feeds first, then the home page and the sections; then fetches their stories, newest first.
    It ends by itself; run it again to fetch what is new, was edited, or went away: that asks for little else.
    Ctrl-C ends it and keeps what was fetched; the next run goes on from there.

    \b
    newsspider crawl asianlite
    newsspider crawl https://www.example.org --limit 50
    newsspider crawl asianlite https://www.example.org --since 2026-11-01
    newsspider crawl asianlite -s DOWNLOAD_DELAY=2 -s USER_AGENT="newsspider (+mailto:me@example.org)"

    Exit code: 0 all that was found is stored or listed as refused, 2 wrong use, 3 the store can't be used,
    4 a newspaper can't be reached or blocks us, 5 another run of it goes on, 6 the share of pages that are stories
    or have a field fell far below earlier runs (see "newsspider status"), 130 interrupted.
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.cli.progress import show_runs, tell
    from newsspider.cli.running import Job, held_store, project_settings, run_spiders
    from newsspider.crawling.arguments import instant_argument
    from newsspider.sites import load_site

    found = {site.name: name for name in newspapers for site in [load_site(name, sites)]}
    instant_argument("--since", since)
    settings = project_settings(setting, mongo=mongo, data_dir=data_dir, database=database, sites=sites)
    jobs = [
        Job(
            title=title,
            spider="news",
            arguments={"site": name, "limit": str(limit or ""), "since": since, "full": "1" if full else ""},
        )
        for title, name in found.items()
    ]
    console = _stderr()
    with held_store(settings):
        runs = run_spiders(settings, jobs, lambda runs: show_runs(console, runs))
    for run in runs:
        tell(console, run)
    raise typer.Exit(max(run.exit_code for run in runs))


def scrape(
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Pages.")],
    store: Annotated[bool, typer.Option("--store", help="Keep the stories in the store.")] = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
    sites: SitesOption = None,
    setting: SettingOption = [],  # noqa: B006 - Typer copies it
) -> None:
    """Fetch these pages now and print each story as one line of JSON.

    The field names are those of "newsspider export articles". A page that is no story is told on stderr.

    \b
    newsspider scrape https://www.example.org/2026/11/23/budget
    newsspider scrape https://www.example.org/2026/11/23/budget | jq .title
    newsspider scrape --store https://www.example.org/2026/11/23/budget

    Exit code: as "newsspider crawl".
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.cli.progress import show_nothing
    from newsspider.cli.results import Results
    from newsspider.cli.running import WITHOUT_STORE, Job, held_store, project_settings, run_spiders
    from newsspider.sites import site_for_url

    for url in urls:
        site_for_url(url)
    settings = project_settings(
        setting,
        mongo=mongo,
        data_dir=data_dir,
        database=database,
        sites=sites,
        defaults=None if store else WITHOUT_STORE,
    )
    results = Results(sys.stdout, _stderr())
    job = Job(title="scrape", spider="page", arguments={"urls": urls})
    with held_store(settings) if store else nullcontext():
        [run] = run_spiders(settings, [job], show_nothing, results.print_story)
    raise typer.Exit(run.exit_code or (4 if results.is_blocked else 0))


def ingest(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE.warc.gz...", exists=True, dir_okay=False, help="WARC files.")
    ],
    from_start: FromStartOption = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
    sites: SitesOption = None,
    setting: SettingOption = [],  # noqa: B006 - Typer copies it
) -> None:
    """Store the stories of saved pages, without fetching anything.

    Each response in the files goes down the same line as a fetched page. Prints for each page whether it is stored
    or why it is refused. Reads with all cores (NEWSSPIDER_READERS). Ctrl-C ends it and keeps what was read; the same
    command goes on from there, also after a crash, as long as the files stay what they are.

    \b
    newsspider ingest crawl-2019.warc.gz
    newsspider ingest *.warc.gz -s NEWSSPIDER_RIGHTS=noindex

    Exit code: 0 each page is stored or refused, 2 a file is no WARC or is broken, 3 the store can't be used.
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.cli.progress import show_runs, tell
    from newsspider.cli.results import Results
    from newsspider.cli.running import Job, held_store, project_settings, run_spiders

    settings = project_settings(setting, mongo=mongo, data_dir=data_dir, database=database, sites=sites)
    console = _stderr()
    results = Results(sys.stdout, console)
    arguments = {"files": [str(path) for path in files], "from_start": "1" if from_start else ""}
    job = Job(title="ingest", spider="warc", arguments=arguments)
    with held_store(settings):
        [run] = run_spiders(settings, [job], lambda runs: show_runs(console, runs), results.keep)
    results.print_all()
    tell(console, run)
    raise typer.Exit(run.exit_code or (2 if run.stats.get("newsspider/files/broken") else 0))


def reextract(
    newspapers: Annotated[
        list[str] | None, typer.Argument(metavar="[SITE...]", help="Newspapers by name. Default: all of the store.")
    ] = None,
    from_start: FromStartOption = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
    sites: SitesOption = None,
    setting: SettingOption = [],  # noqa: B006 - Typer copies it
) -> None:
    """Read the kept pages again, without fetching anything.

    The stories get what today's extraction finds, and leave what many pages of their newspaper share: up to 400 of
    them are studied first. Nothing counts as an edit; a page that is no story any more keeps the one that it had.
    Reads with all cores (NEWSSPIDER_READERS). Ctrl-C ends it; the same command goes on from there, also after a crash.

    \b
    newsspider reextract
    newsspider reextract asianlite --data-dir ./news

    Exit code: 0 all is read, 2 no story of the newspaper is stored, 3 the store can't be used, 5 a crawl of it
    goes on.
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.cli.progress import show_runs, tell
    from newsspider.cli.running import Job, held_store, project_settings, run_spiders
    from newsspider.errors import UsageError

    settings = project_settings(setting, mongo=mongo, data_dir=data_dir, database=database, sites=sites)
    console = _stderr()
    with held_store(settings):
        with open_archive(settings["NEWSSPIDER_MONGO_URI"], database=settings["NEWSSPIDER_DATABASE"]) as archive:
            known = archive.sites()
        for name in newspapers or []:
            if name not in known:
                raise UsageError(f"no story of {name!r} is stored; stored are: {', '.join(known) or 'none'}")
        arguments = {"site": ",".join(newspapers or ()), "from_start": "1" if from_start else ""}
        job = Job(title=" ".join(newspapers or ["reextract"]), spider="kept", arguments=arguments)
        [run] = run_spiders(settings, [job], lambda runs: show_runs(console, runs))
    tell(console, run)
    raise typer.Exit(run.exit_code)


def _stderr() -> Console:
    return Console(stderr=True, highlight=False)
