"""Takes out of the story what is not the story's: furniture, lines of other fields, lines that stand elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from newsspider.extraction.blocks import Block, common_container, is_within
from newsspider.extraction.story import Story
from newsspider.extraction.titles import fold

_FURNITURE = re.compile(
    r"(?:updated|published|posted|modified|share(?: this)?(?: (?:on|via|article|story|post).*)?|tweet|facebook|twitter"
    r"|whatsapp|e-?mail|print|copy link"
    r"|advertisement|anzeige|publicité|publicidad|pubblicità|sponsored|loading\W*|comments?|leave a (?:comment|reply).*"
    r"|\d+ (?:comments?|shares?|views?)|(?:read|continue|see|view|show) more.{0,20}|click here.{0,60}"
    r"|back to top|go to ?top"
    r"|(?:sign up|subscribe)\b.{0,140}|follow us\b.{0,80}|like us on.{0,40}|(?:filed under|tags?|topics"
    r"|posted in)\s*:.*"
    r"|you(?:['’]ve| have) (?:reached|read|used|hit)\b.{0,60}(?:limit|articles?|stories).{0,40}"
    r"|already (?:a )?(?:member|subscriber|subscribed|registered)\b.{0,60}|(?:log|sign) in to (?:continue|read).{0,40}"
    r"|\d{1,3} min(?:ute)?s? read|image (?:source|credit)s?:.{0,80}|photo(?:graph)?(?:s)?\s*(?:by|:).{0,80}"
    r"|all rights reserved.*"
    r"|©.{0,120}|copyright.{0,120}|scroll to continue.*|article continues below.*)\W*",
    re.IGNORECASE,
)
_SHORT = 80
"""Characters up to which a line outside the story's container is not believed to be the story's."""


def clean_story(
    story: Story, blocks: Sequence[Block], known: Sequence[str], is_masthead: Callable[[str], bool]
) -> Story:
    """The story without what stands elsewhere: title, standfirst, byline and dateline at its head; furniture anywhere.

    ``known`` are texts of other fields; ``is_masthead`` tells whether a short first line is a dateline or byline.
    """
    other = {fold(text) for text in known if text}
    linked = {fold(block.text) for block in blocks if block.all_link}
    kept: list[str] = []
    dropped: list[tuple[str, str]] = []
    for line in story.paragraphs:
        if _FURNITURE.fullmatch(line):
            dropped.append((line, "furniture"))
        elif fold(line) in linked:
            dropped.append((line, "nothing but a link"))
        elif len(kept) < 3 and fold(line) in other:
            dropped.append((line, "stands in another field"))
        elif not kept and len(line) < 120 and is_masthead(line):
            dropped.append((line, "dateline or byline"))
        else:
            kept.append(line)
    return Story(tuple(kept), story.rule, tuple(dropped))


def keep_in_place(story: Story, blocks: Sequence[Block], title: str | None) -> Story:
    """The story without short lines that stand elsewhere: before the headline, or outside the story's container."""
    places = {fold(block.text): place for place, block in reversed(list(enumerate(blocks)))}
    at = places.get(fold(title), -1) if title else -1
    found = [(line, places.get(fold(line))) for line in story.paragraphs]
    behind = [(blocks[place].element, len(line)) for line, place in found if place is not None and place > at]
    container = common_container(behind)

    def strays(line: str, place: int | None) -> bool:
        if place is None or len(line) > _SHORT:
            return False
        return place < at or (container is not None and not is_within(blocks[place].element, container))

    kept = tuple(line for line, place in found if not strays(line, place))
    dropped = tuple((line, "outside the story's place") for line, place in found if strays(line, place))
    return Story(kept, story.rule, (*story.dropped, *dropped))


_LONGEST_BIO = 50
"""Words."""


def without_bio(story: Story, authors: Collection[str]) -> Story:
    """The story without what stands behind it of its author: last lines that begin with their name, unless long."""
    names = tuple(fold(name) for name in authors if len(name.split()) >= 2)
    end = len(story.paragraphs)
    while names and end > 1 and _is_bio(story.paragraphs[end - 1], names):
        end -= 1
    bio = tuple((line, "about the author") for line in story.paragraphs[end:])
    return replace(story, paragraphs=story.paragraphs[:end], dropped=(*story.dropped, *bio))


def _is_bio(line: str, names: tuple[str, ...]) -> bool:
    return len(line.split()) < _LONGEST_BIO and fold(line).startswith(names)
