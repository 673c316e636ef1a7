"""The options that choose stories: the same for all commands that read or export them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsspider.cli.moments import instant_option

if TYPE_CHECKING:
    from newsspider.archive.selection import Selection

_choice = partial(typer.Option, rich_help_panel="Choice")

SiteOption = Annotated[str, _choice("--site", metavar="NAME", help="Stories of this newspaper alone.")]
SinceOption = Annotated[
    str,
    _choice("--since", metavar="DATE", help="Published then or later: 2026-11-23, 2026-11-23T06:00+01:00, 7d."),
]
UntilOption = Annotated[str, _choice("--until", metavar="DATE", help="Published before.")]


def selecting(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command all options that choose stories; it takes what they say as its argument ``selection``."""

    def selected(**given: Any) -> None:
        chosen = {name: given.pop(name) for name in _OPTIONS if name in given}
        command(selection=selection_of(**chosen), **given)

    own = _parameters(command)
    parameters = [*(p for p in own.values() if p.default is p.empty), *_OPTIONS.values()]
    parameters += [p for p in own.values() if p.default is not p.empty]
    selected.__name__, selected.__doc__, selected.__module__ = command.__name__, command.__doc__, command.__module__
    selected.__annotations__ = {p.name: p.annotation for p in parameters}
    selected.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # typer reads it
    return selected


def selection_of(
    site: SiteOption = "",
    section: Annotated[str, _choice("--section", metavar="NAME", help="Of this section alone.")] = "",
    author: Annotated[str, _choice("--author", metavar="NAME", help="By this author, alone or not.")] = "",
    agency: Annotated[str, _choice("--agency", metavar="NAME", help="That credit this agency.")] = "",
    tag: Annotated[str, _choice("--tag", metavar="WORD", help="With this keyword of the newspaper's.")] = "",
    language: Annotated[str, _choice("--language", metavar="TAG", help="en means en-GB too.")] = "",
    since: SinceOption = "",
    until: UntilOption = "",
    text: Annotated[
        str, _choice("--text", metavar="WORDS", help="With all these words in headline and standfirst.")
    ] = "",
    changed_since: Annotated[
        str,
        _choice("--changed-since", metavar="DATE", help="New, edited, gone, or with other links since then."),
    ] = "",
    unique: Annotated[
        bool, _choice("--unique", help="Without stories that repeat another's text; else they are marked.")
    ] = False,
) -> Selection:
    """The stories that the options choose.

    Raises:
        UsageError: a date can't be read, or the time between two is none.
    """
    from newsspider.archive.selection import Selection
    from newsspider.errors import UsageError

    first, last = instant_option("--since", since), instant_option("--until", until)
    if first and last and first >= last:
        raise UsageError(f"--since {since} is not before --until {until}: no story is published between them")
    return Selection(
        site=site or None,
        section=section or None,
        author=author or None,
        agency=agency or None,
        tag=tag or None,
        language=language or None,
        since=first,
        until=last,
        text=text or None,
        changed_since=instant_option("--changed-since", changed_since),
        unique=unique,
    )


def _parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The parameters that are options and arguments on the command line; their types are evaluated."""
    types = inspect.get_annotations(function, eval_str=True, locals={"Selection": object})  # known to checkers alone
    return {
        name: parameter.replace(annotation=types[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(function).parameters.items()
        if name != "selection"
    }


_OPTIONS = _parameters(selection_of)
