"""Where a command's words go: data to stdout, all else to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console


def is_terminal() -> bool:
    """Whether a person reads stdout, and no program."""
    return sys.stdout.isatty()


def print_records(records: Iterable[Mapping[str, Any]]) -> int:
    """Print each record as one line of JSON as soon as it comes; returns how many there were."""
    from newsspider.export import to_json_line

    number = 0
    for record in records:
        print(to_json_line(record), flush=True)
        number += 1
    return number


def tell(text: str) -> None:
    """Say something to the user that is no data."""
    Console(stderr=True, highlight=False).print(text, soft_wrap=True, markup=False)
