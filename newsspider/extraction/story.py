"""The main text of a page: trafilatura's reading, cleaned of what is not the story. Its only importer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block
from newsspider.extraction.document import squash, tokens
from newsspider.extraction.titles import fold

_FURNITURE = re.compile(
    r"(?:share(?: this)?(?: (?:on|via|article|story|post).*)?|tweet|facebook|twitter|whatsapp|e-?mail|print|copy link"
    r"|advertisement|anzeige|publicité|publicidad|pubblicità|sponsored|loading\W*|comments?|leave a (?:comment|reply).*"
    r"|\d+ (?:comments?|shares?|views?)|(?:read|continue|see|view|show) more.{0,20}|click here.{0,60}|back to top|go to ?top"
    r"|(?:sign up|subscribe)\b.{0,140}|follow us\b.{0,80}|like us on.{0,40}|(?:filed under|tags?|topics|posted in)\s*:.*"
    r"|\d{1,3} min(?:ute)?s? read|image (?:source|credit)s?:.{0,80}|photo(?:graph)?(?:s)?\s*(?:by|:).{0,80}|all rights reserved.*"
    r"|©.{0,120}|copyright.{0,120}|scroll to continue.*|article continues below.*)\W*",
    re.IGNORECASE,
)
_CONTAINER = re.compile(
    r"\b(?:entry|post|article|story|single|news|td-post)[-_]?(?:content|body|text|copy)\b|\barticlebody\b|\bstorytext\b",
    re.IGNORECASE,
)
_BRIEF = 300
"""Characters below which trafilatura's reading is doubted: it prefers teasers to a short story."""


@dataclass(frozen=True)
class Story:
    """The main text, and how it was found."""

    paragraphs: tuple[str, ...]
    rule: str
    """``trafilatura``, ``container`` or ``after title``."""
    dropped: tuple[tuple[str, str], ...] = ()
    """Lines taken out, each with the reason."""


def read_story(tree: HtmlElement, blocks: Sequence[Block], title: str | None) -> Story:
    """The lines of the main text. The tree, which has no boxes any more, is used up."""
    shorts = _brief(blocks, title)
    lines = _trafilatura(tree)
    size = sum(map(len, lines))
    if shorts and (size < _BRIEF or not _shares(lines, blocks)):
        brief, rule = shorts
        if sum(map(len, brief)) < 2 * _BRIEF or not lines:
            return Story(tuple(brief), rule)
    return Story(tuple(lines), "trafilatura")


def clean_story(story: Story, known: Sequence[str], is_masthead: Callable[[str], bool]) -> Story:
    """The story without what stands elsewhere: title, standfirst, byline and dateline at its head; furniture anywhere.

    ``known`` are texts of other fields; ``is_masthead`` tells whether a short first line is a dateline or byline.
    """
    other = {fold(text) for text in known if text}
    kept: list[str] = []
    dropped: list[tuple[str, str]] = []
    for line in story.paragraphs:
        if _FURNITURE.fullmatch(line):
            dropped.append((line, "furniture"))
        elif len(kept) < 3 and fold(line) in other:
            dropped.append((line, "stands in another field"))
        elif not kept and len(line) < 120 and is_masthead(line):
            dropped.append((line, "dateline or byline"))
        else:
            kept.append(line)
    return Story(tuple(kept), story.rule, tuple(dropped))


def _trafilatura(tree: HtmlElement) -> list[str]:
    document: Any = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False)
    text = document.text if document is not None else ""
    return [line for line in (squash(line) for line in (text or "").split("\n")) if line]


def _shares(lines: Sequence[str], blocks: Sequence[Block]) -> bool:
    return bool(lines) and bool(blocks)


def _brief(blocks: Sequence[Block], title: str | None) -> tuple[list[str], str] | None:
    """The plain lines of the story's marked container, else those right behind the headline; None without any."""
    inside = [b for b in blocks if _in_container(b.element)]
    rule, chosen = ("container", inside) if inside else ("after title", _behind(blocks, title))
    lines = [b.text for b in chosen if not b.all_link and len(b.text) > 25]
    return (lines, rule) if lines else None


def _in_container(element: HtmlElement) -> bool:
    for node in (element, *element.iterancestors()):
        names = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''}"
        if node.tag not in ("body", "html") and _CONTAINER.search(names):
            return True
    return False


def _behind(blocks: Sequence[Block], title: str | None) -> list[Block]:
    at = next((n for n, b in enumerate(blocks) if title and fold(b.text) == fold(title)), None)
    if at is None:
        return []
    run: list[Block] = []
    for block in blocks[at + 1 :]:
        if block.all_link and run:
            break
        if tokens(block.element) & {"comment", "comments", "footer"}:
            break
        run.append(block)
    return run
