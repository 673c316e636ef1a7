"""The command that shows what a story said before its edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from newsspider.cli.options import DatabaseOption, DataDirOption, MongoOption

if TYPE_CHECKING:
    from newsspider.archive import Revision, StoredArticle
    from newsspider.edits import Version

_MARKS = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
_STYLES = {"same": "", "gone": "red strike", "new": "green"}


def add_commands(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(revisions)


def revisions(
    url: Annotated[str, typer.Argument(metavar="URL", help="Any URL of the story.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each earlier version as one line of JSON, the newest first.")
    ] = False,
    mongo: MongoOption = None,
    data_dir: DataDirOption = None,
    database: DatabaseOption = "newsspider",
) -> None:
    """Show how a story was edited: what went and what came, the newest edit first.

    Words that went stand in [-brackets-], words that came in {+brackets+}; on a terminal in red and green. An edit of
    a comma or a typo is shown, and marked as one that does not matter: it does not count.

    \b
    newsspider revisions https://www.example.org/2026/11/23/budget
    newsspider revisions https://www.example.org/2026/11/23/budget --json | jq -r .title
    """  # noqa: D301 - \b keeps the lines of the examples apart
    from newsspider.archive import open_archive
    from newsspider.cli.finding import story_at
    from newsspider.export import to_json_line

    with open_archive(mongo, data_dir=data_dir, database=database) as archive:
        story = story_at(archive, url)
        earlier = list(archive.revisions(url))
    if as_json:
        for revision in earlier:
            print(to_json_line(_record(revision)))
        return
    console = Console(highlight=False)
    for line in told(story, earlier, marks=not console.is_terminal):
        console.print(line, soft_wrap=True)


def told(story: StoredArticle, earlier: Sequence[Revision], *, marks: bool) -> Iterator[Text]:
    """The story's edits for a reader, the newest first; ``marks`` writes brackets where no colours are."""
    from newsspider.edits import changes

    yield Text(story.title or story.url, style="bold")
    if not earlier:
        yield Text(f"no edit was seen since {story.first_seen:%Y-%m-%d %H:%M} UTC")
    after: Version = _now(story)
    for revision in earlier:
        weight = "" if revision.matters else ", which does not matter"
        yield Text(f"\nedited after {revision.last_seen:%Y-%m-%d %H:%M} UTC{weight}", style="bold")
        for change in changes(revision, after):
            yield _line(change.field, change.before, change.after, marks=marks)
        after = revision


def _now(story: StoredArticle) -> Version:
    from newsspider.edits import Version

    return Version(title=story.title, standfirst=story.standfirst, paragraphs=story.paragraphs)


def _line(field: str, before: str | None, after: str | None, *, marks: bool) -> Text:
    from newsspider.edits import word_changes

    line = Text(f"  {field:<10}  ", style="dim")
    for kind, words in word_changes(before or "", after or ""):
        opening, closing = _MARKS[kind] if marks else ("", "")
        line.append(f"{opening}{words}{closing}", style=_STYLES[kind] or "not dim")
    return line


def _record(revision: Revision) -> dict[str, Any]:
    seen = {name: getattr(revision, name).isoformat() for name in ("first_seen", "last_seen")}
    return asdict(revision) | seen
