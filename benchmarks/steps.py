"""What single steps of the extraction gain on real pages, each switched off in turn, in one run.

python benchmarks/steps.py        # the 92 real pages of ../shared/pages; scores as tests/ratchet defines them
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from newsspider.extraction import anatomy, article, story
from tests.ratchet.pages import scores_of, shared_cases

FIELDS = ("text", "kept", "clean")


@contextmanager
def replaced(module: Any, name: str, value: Any) -> Iterator[None]:
    """A module with another value under a name."""
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


def row(title: str) -> None:
    """Print the mean scores of the pages as extraction is now."""
    scores = scores_of(shared_cases()).values()
    means = [mean(page[name] for page in scores if name in page) for name in FIELDS]
    print(f"{title:44}" + "".join(f"{value:8.4f}" for value in means))


def first(value: Any) -> Callable[..., Any]:
    """A function that gives back its first argument, whatever else it is called with."""
    return lambda first_argument, *_: first_argument if value is None else value


def main() -> None:
    """Measure and print."""
    print(f"{'':44}" + "".join(f"{name:>8}" for name in FIELDS))
    row("all steps")
    with replaced(story, "_DOUBT", 9.0):
        row("without the vote of three")
    with replaced(story, "_strays", first({})):
        row("without taking out lines of the frame")
    with replaced(anatomy, "find_boxes", first(())):
        row("without taking out boxes of links")
    with replaced(article, "clean_story", first(None)):
        row("without taking out furniture and masthead")


if __name__ == "__main__":
    main()
