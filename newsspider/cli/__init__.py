"""The command line: ``newsspider ...``. A command imports what it needs when it is called."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from newsspider.cli import (
    copies,
    counting,
    crawling,
    demo,
    edits,
    exporting,
    forgetting,
    history,
    moving,
    pages,
    reading,
    relating,
    searching,
    setup,
)
from newsspider.errors import NewsspiderError

app = typer.Typer(
    name="newsspider",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"newsspider {version('newsspider')}")
        raise typer.Exit


for module in (
    crawling,
    reading,
    relating,
    searching,
    counting,
    exporting,
    copies,
    edits,
    forgetting,
    history,
    moving,
    pages,
    setup,
    demo,
):
    module.add_commands(app)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version and exit.")
    ] = False,
) -> None:
    """Crawls a newspaper into MongoDB: clean stories with their typed related-link graph."""


def main() -> None:
    """Run the command; an error of ours ends it with one line on stderr and its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))  # a command ends with its store closed
    try:
        app()
    except NewsspiderError as error:
        Console(stderr=True, highlight=False).print(f"[bold red]newsspider:[/] {escape(str(error))}", soft_wrap=True)
        _leave(error.exit_code)
    except KeyboardInterrupt:
        _leave(130)
    except SystemExit as end:
        if isinstance(end.code, str):
            raise
        _leave(end.code or 0)


def _leave(code: int) -> NoReturn:
    """End the process, whatever threads libraries left in it: its work is done, and the interpreter would wait.

    The driver's sleep half a second; a thread of the reactor's pool that nobody stops would never end.
    """
    if "scrapy" in sys.modules:
        atexit._run_exitfuncs()  # the processes that read, their folders, the log
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
