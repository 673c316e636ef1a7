"""What one row of the table says, and the pieces that a page and its truth are both laid out from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Style = Literal["magazine", "blocks", "handmade"]
Kind = Literal["inline", "also_read", "related", "previous", "next", "latest", "promoted"]
Form = Literal["text", "quote", "item", "subhead"]
Canonical = Literal["own", "none", "home", "story", "host"]
Precision = Literal["day", "second"]


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A box of links as the table states it."""

    heading: str
    """The heading as printed; it decides the kind of the links."""
    to: tuple[str, ...]
    """References: the slug of a story (with a URL's tail, if any), a path, `self`, or `https://…|Title`."""
    after: int = 0
    """The paragraph after which the box stands inside the story; 0 is below the story."""
    callout: bool = False
    """Printed as one line, `ALSO READ: Title`, in place of a list."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One timestamped entry of a live blog."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture with the words under it, which are no part of the story."""

    caption: str
    credit: str
    """As printed, with the word before it: "Photograph: Jun Arkwright"."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post embedded in the story; its words are no part of the story either."""

    url: str
    words: str
    after: int
    """The paragraph after which it stands."""


@dataclass(frozen=True, slots=True)
class Row:
    """One story of the table: all that its pages and its truth are derived from."""

    slug: str
    """The name that other rows refer to it by."""
    style: Style
    path: str
    """The canonical path."""
    section: str
    title: str
    published: datetime
    precision: Precision
    """`second` if page, feed or sitemap tells the time of day; `day` if the dateline is all there is."""
    text: str
    """Paragraphs parted by blank lines; `[words](reference)` is a link, `> ` a quotation, `- ` an item of
    a list, `## ` a subhead."""
    standfirst: str = ""
    """Without the tail that names the paper."""
    tail: str = ""
    """What follows the standfirst on a magazine page: `…reports ` and the name of the paper."""
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = "en"
    image: Image | None = None
    posts: tuple[PostRow, ...] = ()
    free: bool | None = None
    """Whether the page says that all may read it; None if it says nothing."""
    boxes: tuple[BoxRow, ...] = ()
    entries: tuple[EntryRow, ...] = ()
    """Of a live blog, newest first."""
    breaks: tuple[int, ...] = ()
    """The paragraphs behind which the story goes on on another page."""
    aliases: tuple[str, ...] = ()
    """Other paths that answer with the very same page."""
    canonical: Canonical = "own"
    """Whom the page's canonical tag names."""
    amp: bool = False
    printable: bool = False
    in_sitemap: bool = True
    in_feed: bool = True
    in_news: bool = False
    """Named by the news sitemap, with title and instant."""
    in_sections: bool = True
    """Listed by its section's pages."""
    duplicate_of: str = ""
    """The slug of the story whose text this one prints under another headline."""
    charset: str = "utf-8"
    """What the page declares of itself."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as a reader sees it."""

    href: str
    """A path on the paper, or a URL on another host."""
    title: str
    target: str = ""
    """The canonical path of the page that the link is an edge to; empty if it is no edge."""
    teaser: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a paragraph, linked or not."""

    text: str
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a story."""

    runs: tuple[Run, ...]
    form: Form = "text"
    at: datetime | None = None
    """The time printed above it, in a live blog."""

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Box:
    """A box of links with its heading."""

    kind: Kind
    label: str
    anchors: tuple[Anchor, ...]
    after: int = 0
    callout: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """A row laid out: what both the page and the truth are written from."""

    row: Row
    paragraphs: tuple[Paragraph, ...]
    boxes: tuple[Box, ...]
    """In the order of the page."""

    @property
    def reading_minutes(self) -> int:
        """Whole minutes at 200 words a minute, one at least."""
        words = sum(len(paragraph.text.split()) for paragraph in self.paragraphs)
        return max(1, round(words / 200))
