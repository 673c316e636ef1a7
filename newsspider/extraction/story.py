"""The main text of a page: trafilatura's reading, and where it is doubtful the vote of three. Its only importer.

Doubt is cheap to see: the lines of the densest container of the page (``voters.py``) cost next to nothing, and where
they are the lines that trafilatura read, both are right. Else readability decides line by line which of the two is.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Extractor

from newsspider.extraction.blocks import Block
from newsspider.extraction.brief import read_brief
from newsspider.extraction.document import squash
from newsspider.extraction.tables import flatten_layout, has_layout
from newsspider.extraction.titles import fold
from newsspider.extraction.voters import majority, read_densest, read_readability

# its warnings are about pages without a story: page_kind tells of those
logging.getLogger("trafilatura").setLevel(logging.ERROR)

_BRIEF = 300
"""Characters below which trafilatura's reading is doubted: it prefers teasers to a short story."""
_LONG = 60
"""Characters of a line that counts when two readings are compared."""
_DOUBT = 0.08
"""Share of the text in long lines that one of two readings may lack before a third is asked."""
_MOST = 0.6
"""Share of a line that must have been read for the line to be read."""
_OPTIONS = Extractor(output_format="python", comments=False, fast=True)
"""What trafilatura is asked for; made once, for each takes its limits out of trafilatura's configuration anew."""


@dataclass(frozen=True)
class Story:
    """The main text, and how it was found."""

    paragraphs: tuple[str, ...]
    rule: str
    """``trafilatura``, ``vote`` (of trafilatura, container and readability), ``container`` or ``after title``."""
    dropped: tuple[tuple[str, str], ...] = ()
    """Lines taken out, each with the reason."""


def read_story(
    tree: HtmlElement, blocks: Sequence[Block], framed: Collection[str], title: str | None, aside: Collection[str] = ()
) -> Story:
    """The lines of the main text.

    Args:
        tree: the page, which has no boxes any more.
        blocks: the lines of the page without boxes and frame.
        framed: folded lines that stand in the site's frame alone, or are the newspaper's own.
        title: the headline.
        aside: lines around the headline that are none of the story's.
    """
    flat = flatten_layout(deepcopy(tree), title or "") if has_layout(tree) else tree
    read = _once(_whole_lines(_trafilatura(flat), blocks), blocks)
    strays = _strays(read, blocks, framed)
    lines = [line for line in read if line not in strays]
    dropped = tuple((line, strays[line]) for line in read if line in strays)
    doubtful = sum(map(len, lines)) < _BRIEF or any(_lumps(line, title or "") for line in lines)
    own = [block for block in blocks if block.text not in aside or block.text == title]
    if doubtful and (shorts := read_brief(own, title)):
        brief, rule = shorts
        return Story(tuple(brief), rule)
    densest = read_densest(blocks)
    if _differ(lines, densest) <= _DOUBT:
        return Story(tuple(lines), "trafilatura", dropped)
    chosen = majority(lines, densest, read_readability(tree), blocks)
    missed = tuple((line, "outvoted") for line in lines if line not in chosen)
    return Story(tuple(chosen), "vote", (*dropped, *missed)) if chosen else Story(tuple(lines), "trafilatura", dropped)


def _whole_lines(lines: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """What was read, as lines of the page: trafilatura breaks some at links, and leaves out a part of others."""
    shown = {fold(block.text): block.text for block in blocks}
    found: list[str] = []
    covered: dict[str, int] = {}
    for line in lines:
        key = fold(line)
        whole = shown.get(key) or next((text for long, text in shown.items() if key and key in long), None)
        if whole is None:
            found.append(line)
        elif whole not in covered or key in shown:
            found.append(whole)
        if whole is not None:
            covered[whole] = covered.get(whole, 0) + len(key)
    return [line for line in found if covered.get(line, len(line)) >= _MOST * len(fold(line))]


def _once(lines: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """The lines, each once and in the page's order if long ones came twice: trafilatura joins two readings then."""
    if len({line for line in lines if len(line) >= _LONG}) == sum(len(line) >= _LONG for line in lines):
        return list(lines)
    places = {text: place for place, text in reversed(list(enumerate(block.text for block in blocks)))}
    return sorted(dict.fromkeys(line for line in lines if line in places), key=places.__getitem__)


def _strays(lines: Sequence[str], blocks: Sequence[Block], framed: Collection[str]) -> Mapping[str, str]:
    """The lines that are no line of the story, each with the reason: of the frame, of a row of links, without words."""
    plain = {fold(block.text) for block in blocks if not block.all_link}
    story = "\n".join(plain)
    outside = "\n".join([*framed, *(fold(block.text) for block in blocks if block.all_link)])
    found: dict[str, str] = {}
    for line in lines:
        key = fold(line)
        if not key:
            found[line] = "no words"
        elif key in framed:
            found[line] = "in the site's frame"
        elif key not in plain and key in outside and (len(line) < _LONG or key not in story):
            found[line] = "in a row of links"
    return found


def _differ(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the text in long lines that only one of two readings holds, 0 to 1."""
    a, b = ({fold(line) for line in lines if len(line) >= _LONG} for lines in (one, other))
    return sum(map(len, a ^ b)) / (sum(map(len, a | b)) or 1)


def _lumps(line: str, title: str) -> bool:
    """Whether a line runs the headline together with much else: trafilatura's last resort, all text of the page."""
    return len(title) >= 15 and fold(title) in fold(line) and len(line) > len(title) + 20


def _trafilatura(tree: HtmlElement) -> list[str]:
    document: Any = trafilatura.bare_extraction(tree, options=_OPTIONS)
    text = document.text if document is not None else ""
    return [line for line in (squash(line) for line in (text or "").split("\n")) if line]
