"""Pictures and embedded things: their words leave the tree before the story is read; later it is told which are its."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block, common_container, is_within
from newsspider.extraction.document import without
from newsspider.extraction.embeds import Embed, read_embeds
from newsspider.extraction.layout import Layout
from newsspider.extraction.pictures import Picture, is_large, read_pictures
from newsspider.extraction.titles import fold

_ABOVE = 60
"""Elements before the headline among which the story's first picture may stand."""


@dataclass(frozen=True)
class Media:
    """What the page shows beside text, without boxes and frame."""

    pictures: tuple[Picture, ...]
    embeds: tuple[Embed, ...]


@dataclass(frozen=True)
class StoryMedia:
    """What belongs to the story."""

    head: Picture | None
    """The first large picture around headline and first paragraph."""
    captions: tuple[str, ...]
    embeds: tuple[str, ...]
    other_captions: tuple[str, ...]
    """Of pictures on the page that aren't the story's."""
    other_embeds: tuple[str, ...]


def take_media(layout: Layout, base: str) -> Media:
    """Read pictures and embedded things, and take their words out of the layout's tree."""
    pictures = read_pictures(layout, base)
    embeds = read_embeds(layout, base)
    for element in (*pictures.words, *(embed.element for embed in embeds if embed.has_words)):
        without(element)
    return Media(pictures.shown, embeds)


def media_of_story(media: Media, layout: Layout, blocks: Sequence[Block], paragraphs: Sequence[str]) -> StoryMedia:
    """The pictures and embedded things that stand in the story's container, or from headline to last paragraph."""
    lines = {fold(line): len(line) for line in paragraphs}
    parts = [(block.element, len(block.text)) for block in blocks if fold(block.text) in lines]
    places = sorted(layout.order[element] for element, _ in parts if element in layout.order)
    if not places:
        return StoryMedia(None, (), (), (), ())
    title = layout.order[layout.title] if layout.title in layout.order else places[0]
    first = min(title, places[0]) - _ABOVE
    container = common_container(parts)

    def belongs(element: HtmlElement, parent: HtmlElement | None) -> bool:
        if container is not None and parent is not None and is_within(parent, container):
            return True
        return first <= layout.order[element] <= places[-1]

    shown = [p for p in media.pictures if belongs(p.element, p.element.getparent())]
    lower = next((place for place in places if place > title), places[0])
    head = next((p for p in shown if p.urls and layout.order[p.element] <= lower and is_large(p)), None)
    captions = dict.fromkeys(picture.caption for picture in shown if picture.caption)
    urls = {embed.url: belongs(embed.element, embed.parent) for embed in media.embeds if embed.url}
    others = [p.caption for p in media.pictures if p.caption and p.caption not in captions]
    return StoryMedia(
        head=head,
        captions=tuple(captions),
        embeds=tuple(url for url, ours in urls.items() if ours),
        other_captions=tuple(dict.fromkeys(others)),
        other_embeds=tuple(url for url, ours in urls.items() if not ours),
    )
