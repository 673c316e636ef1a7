"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

MongoOption = Annotated[
    str | None,
    typer.Option(
        "--mongo",
        metavar="URI",
        envvar="NEWSSPIDER_MONGO_URI",
        show_envvar=True,
        help="MongoDB to use, as mongodb://user:password@host/. Default: an embedded one of our own.",
    ),
]
DataDirOption = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        metavar="DIR",
        envvar="NEWSSPIDER_DATA_DIR",
        show_envvar=True,
        help="Folder of the embedded MongoDB's data. Default: the user's data folder.",
    ),
]
DatabaseOption = Annotated[
    str,
    typer.Option(
        "--database", metavar="NAME", envvar="NEWSSPIDER_DATABASE", show_envvar=True, help="Name of the database."
    ),
]
SitesOption = Annotated[
    Path | None,
    typer.Option("--sites", metavar="DIR", help="Folder of newspapers' TOMLs of your own. Default: ./sites."),
]
SettingOption = Annotated[
    list[str],
    typer.Option("-s", "--set", metavar="NAME=VALUE", help="Sets a Scrapy setting; can be given again."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object a line, as in a pipe.")]
UrlArgument = Annotated[str, typer.Argument(metavar="URL", help="Any URL of the story.")]
