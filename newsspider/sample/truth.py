"""The truth about the sample newspaper: what a perfect reader of it would store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from newsspider.sample.blocks import image_path
from newsspider.sample.layout import Layout, printed
from newsspider.sample.model import Anchor, Form, Kind, Precision, Row, Story, Style
from newsspider.sample.table import part_paths

ParagraphKind = Literal["paragraph", "subhead", "list_item", "quote"]

_KINDS: dict[Form, ParagraphKind] = {"text": "paragraph", "subhead": "subhead", "item": "list_item", "quote": "quote"}


@dataclass(frozen=True, slots=True)
class TrueLink:
    """One edge from a story to another page of the paper."""

    kind: Kind
    url: str
    """The canonical URL of the target; of a page that is no story, or gone, its own URL."""
    title: str
    """As shown."""
    teaser: str | None
    label: str | None
    """The heading of the box, or the word before a call-out, as printed; None for a link in a sentence."""
    href: str
    """The link as it is written in the page, which may be another form of `url`."""


@dataclass(frozen=True, slots=True)
class TrueUpdate:
    """One entry of a live blog."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class TrueImage:
    """The picture of a story."""

    url: str
    caption: str
    credit: str
    """The name alone."""


@dataclass(frozen=True, slots=True)
class TrueStory:
    """One story as it should be stored."""

    url: str
    """Canonical and absolute."""
    path: str
    style: Style
    aliases: tuple[str, ...]
    """Absolute URLs that answer with the same story, or redirect to it."""
    parts: tuple[str, ...]
    """Absolute URLs of the pages that the story is spread over, the first of them `url`; empty if it stands on one."""
    title: str
    standfirst: str | None
    paragraphs: tuple[str, ...]
    paragraph_kinds: tuple[ParagraphKind, ...]
    """What each paragraph is."""
    image: TrueImage | None
    captions: tuple[str, ...]
    embeds: tuple[str, ...]
    """URLs of the posts in the story."""
    free: bool | None
    published: datetime
    precision: Precision
    """`day`: no page, feed or sitemap tells more than the date, and `published` is that day's midnight in the
    newspaper's zone. `second`: the second is told somewhere."""
    modified: datetime | None
    authors: tuple[str, ...]
    section: str | None
    tags: tuple[str, ...]
    language: str
    credit: str | None
    agencies: tuple[str, ...]
    reading_minutes: int | None
    page_kind: Literal["article", "live_blog"]
    duplicate_of: str | None
    """The absolute URL of the story whose text this one repeats."""
    links: tuple[TrueLink, ...]
    """In the order of the page."""
    updates: tuple[TrueUpdate, ...]
    """The entries of a live blog, in the order of the page."""

    @property
    def text(self) -> str:
        """The paragraphs, parted by blank lines."""
        return "\n\n".join(self.paragraphs)


def true_stories(layout: Layout, base_url: str) -> tuple[TrueStory, ...]:
    """Every story of the paper, in the order of the table."""
    return tuple(_true_story(layout, story, base_url) for story in layout.stories)


def _true_story(layout: Layout, story: Story, base_url: str) -> TrueStory:
    row = story.row
    original = layout.table.row(row.duplicate_of) if row.duplicate_of else None
    return TrueStory(
        url=base_url + row.path,
        path=row.path,
        style=row.style,
        aliases=tuple(base_url + path for path in layout.table.aliases_of(row)),
        parts=tuple(base_url + path for path in part_paths(row)),
        title=row.title,
        standfirst=row.standfirst or None,
        paragraphs=tuple(paragraph.text for paragraph in story.paragraphs),
        paragraph_kinds=tuple(_KINDS[paragraph.form] for paragraph in story.paragraphs),
        image=_image(row, base_url),
        captions=(row.image.caption,) if row.image else (),
        embeds=tuple(post.url for post in row.posts),
        free=row.free,
        published=row.published,
        precision=row.precision,
        modified=row.modified,
        authors=row.authors,
        # the log's pages name no section; its feed does
        section=row.section if row.style != "handmade" or row.in_feed else None,
        tags=row.tags,
        language=row.language,
        credit=layout.table.paper.name if row.tail else None,
        agencies=row.agencies,
        reading_minutes=story.reading_minutes if row.style == "magazine" else None,
        page_kind="live_blog" if row.entries else "article",
        duplicate_of=base_url + original.path if original else None,
        links=tuple(_true_links(story, base_url)),
        updates=tuple(TrueUpdate(entry.at, entry.text) for entry in story.paragraphs if entry.at),
    )


def _image(row: Row, base_url: str) -> TrueImage | None:
    if row.image is None:
        return None
    return TrueImage(base_url + image_path(row), row.image.caption, row.image.credit.partition(":")[2].strip())


def _true_links(story: Story, base_url: str) -> Iterator[TrueLink]:
    row = story.row
    for number, paragraph in enumerate(story.paragraphs, start=1):
        for run in paragraph.runs:
            if run.anchor and run.anchor.target:
                yield _true_link("inline", None, run.anchor, row, base_url)
        yield from _box_links(story, number, base_url)
    yield from _box_links(story, 0, base_url)


def _box_links(story: Story, after: int, base_url: str) -> Iterator[TrueLink]:
    for box in story.boxes:
        if box.after == after:
            for anchor in box.anchors:
                if anchor.target:
                    yield _true_link(box.kind, box.label, anchor, story.row, base_url)


def _true_link(kind: Kind, label: str | None, anchor: Anchor, row: Row, base_url: str) -> TrueLink:
    return TrueLink(
        kind=kind,
        url=base_url + anchor.target,
        title=anchor.title,
        teaser=anchor.teaser or None,
        label=label,
        href=printed(anchor.href, row.style, base_url),
    )
