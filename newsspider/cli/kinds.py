"""The kinds of links that a user names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, get_args

import typer

if TYPE_CHECKING:
    from newsspider.items import LinkKind

KindsOption = Annotated[
    list[str],
    typer.Option(
        "--kinds",
        metavar="KIND,…",
        help="Links of these kinds alone: editorial, sequence, rotating, or kinds by name (newsspider schema link).",
    ),
]


def link_kinds(texts: Iterable[str]) -> tuple[LinkKind, ...]:
    """The kinds that are named, by themselves or by their group, with commas between them; empty for none.

    Raises:
        UsageError: a name is neither a kind's nor a group's.
    """
    from difflib import get_close_matches

    from newsspider.errors import UsageError
    from newsspider.items import LINK_GROUPS, LinkKind

    known: dict[str, tuple[LinkKind, ...]] = {kind: (kind,) for kind in get_args(LinkKind)}
    known |= LINK_GROUPS
    named = [name.strip() for text in texts for name in text.split(",") if name.strip()]
    for name in named:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise UsageError(
                f"--kinds {name}: {hint}There are {', '.join(LINK_GROUPS)}, and {', '.join(get_args(LinkKind))}"
            )
    return tuple(dict.fromkeys(kind for name in named for kind in known[name]))
