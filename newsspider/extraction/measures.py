"""What there is to count on a page, for the judgement of its kind and for its dates."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from newsspider.extraction.anatomy import Anatomy
from newsspider.extraction.blocks import Block
from newsspider.extraction.document import EAST_ASIAN, SOUTH_EAST_ASIAN, text_of, tokens
from newsspider.extraction.evidence import Face, PageMeasure
from newsspider.extraction.layout import Layout
from newsspider.extraction.masthead import Masthead
from newsspider.extraction.page_kind import STAMP
from newsspider.extraction.story import Story
from newsspider.extraction.titles import fold
from newsspider.extraction.vocabulary import update_words

_SHORT_LINE = 120
"""Characters that no line of credits behind a story has."""
_EDIT = frozenset("updated modified edited update".split())


def face_of(page: Anatomy, masthead: Masthead, story: Story) -> Face:
    """What the page shows to be read."""
    titles = [offer for offer in page.offers.of("title") if offer.rule != "lead"]
    return Face(
        headline=page.headline,
        titles=tuple(offer.value for offer in titles if offer.rule != "h1"),
        headings=tuple(offer.value for offer in titles if offer.rule == "h1"),
        site_names=page.context.site_names,
        standfirst=masthead.standfirst,
        story=story.paragraphs,
        lines=tuple(block.text for block in page.blocks),
    )


def measure_page(page: Anatomy, masthead: Masthead, story: Story) -> PageMeasure:
    """What extraction counts on the page."""
    layout, blocks, offers = page.layout, page.blocks, page.offers
    body = max(1, sum(len(block.text) for block in blocks))
    words = [_words(line) for line in story.paragraphs]
    times, _ = times_of(layout, blocks)
    return PageMeasure(
        words=sum(words),
        paragraphs=len(words),
        long_paragraphs=sum(n >= 20 for n in words),
        run=max((len(list(group)) for plain, group in groupby(blocks, _is_long_plain) if plain), default=0),
        linked_share=sum(block.linked for block in blocks) / body,
        story_links=len({layout.targets[a].key for b in blocks for a in b.anchors if a in layout.targets}),
        images=sum(not layout.in_frame(element) for element in layout.root.iter("img")),
        stamps=max(sum(bool(STAMP.match(block.text)) for block in blocks), len(set(times))),
        has_date=masthead.dateline is not None or any(o.rule != "lead" for o in offers.of("published")),
        has_byline=bool(masthead.bylines) or offers.first("authors") is not None,
    )


def times_of(layout: Layout, blocks: Sequence[Block]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the time elements of the page without frame and boxes say of publication and edit, those behind the
    headline first.
    """
    left = {block.element for block in blocks}
    start = layout.order.get(layout.title, 0) if layout.title is not None else 0
    found: list[tuple[bool, int, bool, str]] = []
    for element in layout.root.iter("time"):
        around = (element, *element.iterancestors())
        if not layout.in_frame(element) and any(node in left for node in around):
            place, text = layout.order[element], text_of(element)
            names = tokens(element)
            edit = bool(names & _EDIT and "published" not in names) or update_words().match(text) is not None
            found.append((place < start - 40, place, edit, element.get("datetime") or text))
    told = [(edit, text) for _, _, edit, text in sorted(found) if text]
    return tuple(text for edit, text in told if not edit), tuple(text for edit, text in told if edit)


def closing_lines(blocks: Sequence[Block], story: Story) -> tuple[str, ...]:
    """The short lines right behind the story, where its sources are credited."""
    told = {fold(line) for line in story.paragraphs}
    last = max((n for n, block in enumerate(blocks) if fold(block.text) in told), default=len(blocks))
    return tuple(block.text for block in blocks[last + 1 : last + 5] if len(block.text) < _SHORT_LINE)


def _is_long_plain(block: Block) -> bool:
    return len(block.text) >= 60 and block.linked < len(block.text) / 2


def _words(line: str) -> int:
    """Words of a line; in scripts that part no words by spaces two characters stand for one, in those of South-East
    Asia, which part sentences, four.
    """
    return max(len(line.split()), len(EAST_ASIAN.findall(line)) // 2, len(SOUTH_EAST_ASIAN.findall(line)) // 4)
