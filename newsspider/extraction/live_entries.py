"""The entries of a live blog as they stand on the page: equal elements, or runs of lines, behind a time each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block
from newsspider.extraction.document import BLOCKS, text_of
from newsspider.extraction.layout import Layout
from newsspider.extraction.titles import fold

CLOCK = re.compile(
    r"(?P<clock>(?P<hour>[01]?\d|2[0-4])(?P<mark>[:.h])(?P<minute>[0-5]\d)(?::[0-5]\d)?(?!\d)"
    r"(?P<half>\s?[ap]\.?\s?m\b\.?)?(?P<unit>\s?(?:Uhr|hrs?|h|बजे)\b)?(?P<zone>\s?\(?(?:GMT|UTC|[A-Z]{2,4}T)\b\)?)?)"
    r"(?P<end>\s*(?:$|[|•·–—:-]+\s*))?",
)
"""A time of day at the head of a line."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SAYS_SOMETHING = re.compile(r".{40}|.*[.!?…।。\"”»]$")
_LONGEST_STAMP = 40
"""Characters of the longest line that is only a time with its day and zone."""


@dataclass(slots=True)
class Entry:
    """An entry as it stands on the page."""

    when: str
    """What a machine is told of its time, else what a reader sees of it."""
    clock: re.Match[str] | None
    """The time of day that a reader sees."""
    headline: str | None
    paragraphs: list[str]


def is_stamp(line: str) -> bool:
    """Whether a line is a time of day and nothing else."""
    match = CLOCK.match(line)
    return match is not None and match.end() == len(line)


def read_entries(layout: Layout, blocks: Sequence[Block], story: frozenset[str]) -> list[Entry]:
    """The entries in page order: in the element, or the equal elements, whose children begin with the most times.

    ``story`` are the lines of the main text, folded.
    """
    stamps = dict(_stamps(layout, blocks))
    held = _containers(blocks, stamps)
    if held is None:
        return []
    containers, branches = held
    wrapped = sum(layout.size(branch) > len(blocks[place].text) + 20 for branch, place in branches.items())
    is_wrapped = 0 < len(branches) <= 2 * wrapped
    entries: list[Entry] = []
    current: HtmlElement | None = None
    for place, block in enumerate(blocks):
        branch = _branch(block.element, containers)
        if branch is None or (is_wrapped and branch not in branches):
            continue
        stamp = branches[branch] if is_wrapped else place
        if branch is not current if is_wrapped else place in stamps:
            entries.append(Entry(*stamps[stamp], None, []))
        current = branch
        if entries:
            _add(entries[-1], block, place == stamp and place in stamps, story)
    return entries


def _stamps(layout: Layout, blocks: Sequence[Block]) -> Iterator[tuple[int, tuple[str, re.Match[str] | None]]]:
    """The lines that begin with a time: their place, what is told of it, and the time of day that is shown."""
    times: dict[HtmlElement, HtmlElement] = {}
    for element in layout.root.iter("time"):
        holder = next((node for node in element.iterancestors() if node.tag in BLOCKS), None)
        if holder is not None:
            times.setdefault(holder, element)
    for place, block in enumerate(blocks):
        clock = CLOCK.match(block.text)
        time = times.get(block.element)
        shown = text_of(time) if time is not None else ""
        if time is not None and shown and block.text.startswith(shown):
            yield place, (time.get("datetime") or shown, clock or CLOCK.search(shown))
        elif clock and (clock["mark"] != "." or clock["half"] or clock["unit"] or clock["end"] is not None):
            yield place, (block.text if len(block.text) <= _LONGEST_STAMP else "", clock)


def _containers(
    blocks: Sequence[Block], stamps: Iterable[int]
) -> tuple[frozenset[HtmlElement], dict[HtmlElement, int]] | None:
    """The elements that hold the entries, and their children with a time, each with the place of its first.

    Entries that line breaks alone part have one element and no children.
    """
    children: dict[HtmlElement, dict[HtmlElement, int]] = {}
    for place in stamps:
        child = blocks[place].element
        for parent in child.iterancestors():
            children.setdefault(parent, {}).setdefault(child, place)
            child = parent
    lines = Counter(blocks[place].element for place in stamps).most_common(1)
    best = max(children, key=lambda node: (len(children[node]), sum(1 for _ in node.iterancestors())), default=None)
    if lines and lines[0][1] > 1 and (best is None or lines[0][1] > len(children[best])):
        return frozenset({lines[0][0]}), {}
    if best is None or len(children[best]) < 2:
        return None
    path = _path(best)
    alike = [node for node in children if node.tag == best.tag and _path(node) == path]
    return frozenset(alike), {child: place for node in alike for child, place in children[node].items()}


def _path(node: HtmlElement) -> tuple[tuple[str, str], ...]:
    """What an element and those around it are called: the same for the days of one blog."""
    return tuple((str(above.tag), above.get("class") or "") for above in (node, *node.iterancestors()))


def _branch(element: HtmlElement, containers: frozenset[HtmlElement]) -> HtmlElement | None:
    """The child of a container in which an element stands, or itself if it is one; None outside of them."""
    child = element
    for parent in (element, *element.iterancestors()):
        if parent in containers:
            return child
        child = parent
    return None


def _add(entry: Entry, block: Block, is_first: bool, story: frozenset[str]) -> None:
    """Add a line to an entry, without the time before it; bylines, captions and links alone are left out."""
    text = block.text
    if is_first:
        match = CLOCK.match(text)
        text = text[match.end() :].strip(" |•·–—:-") if match else ""
    if not text or block.is_caption or (block.all_link and fold(text) not in story):
        return
    heading = any(node.tag in _HEADINGS for node in (block.element, *list(block.element.iterancestors())[:2]))
    if heading and not entry.headline and not entry.paragraphs:
        entry.headline = text
    elif _SAYS_SOMETHING.match(text) or fold(text) in story:
        entry.paragraphs.append(text)
