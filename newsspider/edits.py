"""What changed between two versions of a story, and whether it matters. Pure.

An edit matters if a reader would learn something from it: a figure, a name, a word of the headline, a line more or
less, another word, or ``SEVERAL`` of any kind. A comma, a capital letter, or one word that is spelled a little
differently don't matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

SEVERAL = 3
"""Words from which on a change matters, whatever they are."""
ALIKE = 0.75
"""Likeness (``difflib`` ratio) from which two words are one, spelled differently."""

_WORD = re.compile(r"\w+")
_LINE_LIKE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a story said at some time."""

    title: str | None
    standfirst: str | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One line that changed."""

    field: Literal["title", "standfirst", "text"]
    before: str | None
    """The line as it was; None for one that came."""
    after: str | None
    """The line as it is; None for one that went."""


def changes(old: Version, new: Version) -> Iterator[Change]:
    """The lines that differ, in the order of the page; a line that was rewritten in part is one change."""
    if old.title != new.title:
        yield Change("title", old.title, new.title)
    if old.standfirst != new.standfirst:
        yield Change("standfirst", old.standfirst, new.standfirst)
    match = SequenceMatcher(a=old.paragraphs, b=new.paragraphs, autojunk=False)
    for kind, a, b, c, d in match.get_opcodes():
        if kind != "equal":
            yield from _paired(old.paragraphs[a:b], new.paragraphs[c:d])


def matters(old: Version, new: Version) -> bool:
    """Whether a reader would learn something from the difference."""
    return any(_matters(change) for change in changes(old, new))


def word_changes(before: str, after: str) -> Iterator[tuple[Literal["same", "gone", "new"], str]]:
    """The parts of a rewritten line in reading order: what stayed, what went, what came."""
    a, b = (re.findall(r"\w+|[^\w\s]|\s+", text) for text in (before, after))
    gone = new = ""
    for kind, i, j, k, m in SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        same = "".join(a[i:j]) if kind == "equal" else ""
        if same.isspace() and (gone or new):  # a space between two changed words changed with them
            gone, new = gone + same, new + same
        elif same:
            yield from _parts(gone, new)
            gone = new = ""
            yield "same", same
        else:
            gone, new = gone + "".join(a[i:j]), new + "".join(b[k:m])
    yield from _parts(gone, new)


def _parts(gone: str, new: str) -> Iterator[tuple[Literal["gone", "new"], str]]:
    if gone:
        yield "gone", gone
    if new:
        yield "new", new


def _matters(change: Change) -> bool:
    old, new = _WORD.findall(change.before or ""), _WORD.findall(change.after or "")
    a, b = [word.casefold() for word in old], [word.casefold() for word in new]
    if a == b:
        return False
    if change.field == "title" or not a or not b:
        return True
    told = 0
    for kind, i, j, k, m in SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        if kind != "equal":
            told += max(j - i, m - k)
            if told >= SEVERAL or any(map(_tells, (*old[i:j], *new[k:m]))):
                return True
            if not (j - i == m - k == 1 and SequenceMatcher(a=a[i], b=b[k]).ratio() >= ALIKE):
                return True
    return False


def _tells(word: str) -> bool:
    """Whether a word may be a figure or a name."""
    return any(char.isdigit() for char in word) or word[0].isupper()


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Lines that changed beside each other: those that are alike are one change, the rest went and came."""
    rest = list(new)
    for line in old:
        best = max(rest, key=lambda other: SequenceMatcher(a=line, b=other).ratio(), default=None)
        if best is not None and SequenceMatcher(a=line, b=best).ratio() >= _LINE_LIKE:
            for came in rest[: rest.index(best)]:
                yield Change("text", None, came)
            del rest[: rest.index(best) + 1]
            yield Change("text", line, best)
        else:
            yield Change("text", line, None)
    for came in rest:
        yield Change("text", None, came)
