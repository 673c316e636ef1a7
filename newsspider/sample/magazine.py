"""The first style: a classic WordPress magazine theme. `dress` puts any plain story into its markup."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from newsspider.sample.dates import american
from newsspider.sample.frame import Frame, canonical_url, tag_anchor
from newsspider.sample.layout import Layout, lay_out
from newsspider.sample.markup import Pen, fill, json_ld, meta, text
from newsspider.sample.model import Anchor, Box, Paragraph, Run, Story
from newsspider.sample.table import part_paths


@dataclass(frozen=True, slots=True)
class MagazineLines:
    """The lines of a magazine page, in the order of the page."""

    dateline: str
    reading: str
    title: str
    standfirst: str
    """With its tail, as printed."""
    paragraphs: Sequence[str | Paragraph]
    callouts: Sequence[Box] = ()
    """Printed inside the story as `LABEL: title`; `after` 0 is behind the last paragraph."""
    previous: Anchor | None = None
    next: Anchor | None = None
    latest: Box | None = None
    dont_miss: Box | None = None
    tags: Sequence[str] = ()
    pages: Sequence[Anchor] = ()
    """The pages that the story is spread over, if it is: the number of each, and for the others a link."""


def dress(lines: MagazineLines, *, url: str, head: str = "", base_url: str = "", number: int = 1) -> bytes:
    """Plain lines as a page of the magazine theme, with all that such a theme puts around a story."""
    pen = Pen("magazine", base_url)
    main = fill(
        "magazine",
        number=str(number),
        base=base_url,
        url=pen.href(url),
        dateline=text(lines.dateline),
        reading=text(lines.reading),
        title=text(lines.title),
        standfirst=f"<p>{text(lines.standfirst)}</p>" if lines.standfirst else "",
        body="\n".join(_body(pen, lines)),
        tags=_tags(pen, lines.tags),
        neighbours=_neighbour(pen, "previous", lines.previous) + _neighbour(pen, "next", lines.next),
        latest=_latest(pen, lines.latest) if lines.latest else "",
        dont_miss=_dont_miss(pen, lines.dont_miss) if lines.dont_miss else "",
    )
    page = Frame(lay_out(), pen).page(
        title=lines.title, main=main, head=head, body_class="post-template-default single single-post"
    )
    return page.encode()


def magazine_page(layout: Layout, story: Story, base_url: str, part: int = 1) -> bytes:
    """A story of the table, or one part of it."""
    row = story.row
    first, last = (0, *row.breaks)[part - 1], (*row.breaks, len(story.paragraphs))[part - 1]
    paths = part_paths(row)
    kinds = {box.kind: box for box in story.boxes}
    lines = MagazineLines(
        dateline=american(row.published),
        reading=f"{story.reading_minutes} min read",
        title=row.title,
        standfirst=row.standfirst + row.tail,
        paragraphs=story.paragraphs[first:last],
        callouts=tuple(_callouts(story, first, last)),
        previous=kinds["previous"].anchors[0] if "previous" in kinds else None,
        next=kinds["next"].anchors[0] if "next" in kinds else None,
        latest=kinds["latest"],
        dont_miss=kinds["promoted"],
        tags=row.tags,
        pages=tuple(Anchor(path if n != part else "", str(n)) for n, path in enumerate(paths, start=1)),
    )
    number = 4000 + layout.stories.index(story)
    head = _head(layout, story, base_url, paths[part - 1] if paths else row.path)
    return dress(lines, url=base_url + row.path, head=head, base_url=base_url, number=number)


def _callouts(story: Story, first: int, last: int) -> Iterator[Box]:
    """The call-outs behind some paragraphs, or at the end, of a story; counted from the first of them."""
    for box in story.boxes:
        if box.callout and (first < box.after <= last or (not box.after and last == len(story.paragraphs))):
            yield replace(box, after=max(0, box.after - first))


def _head(layout: Layout, story: Story, base_url: str, path: str) -> str:
    row = story.row
    canonical = canonical_url(layout, row, base_url) if path == row.path else base_url + path
    parts = [f'<link rel="canonical" href="{canonical}">'] if canonical else []
    if row.precision == "second":  # the SEO plugin came late: older stories show their dateline only
        parts += [
            meta("property", "og:type", "article"),
            meta("property", "og:title", f"{row.title} - {layout.table.paper.name}"),
            meta("property", "article:published_time", row.published.isoformat()),
            json_ld(
                {
                    "@context": "https://schema.org",
                    "@graph": [
                        {
                            "@type": "WebPage",
                            "@id": base_url + row.path,
                            "name": f"{row.title} - {layout.table.paper.name}",
                            "datePublished": row.published.isoformat(),
                        },
                        {"@type": "WebSite", "name": layout.table.paper.name, "url": f"{base_url}/"},
                    ],
                }
            ),
        ]
    return "\n".join(parts)


def _body(pen: Pen, lines: MagazineLines) -> list[str]:
    body: list[str] = []
    for number, words in enumerate(lines.paragraphs, start=1):
        paragraph = Paragraph((Run(words),)) if isinstance(words, str) else words
        body.append(pen.paragraph(paragraph))
        body += [_callout(pen, box) for box in lines.callouts if box.after == number]
    body += [_callout(pen, box) for box in lines.callouts if box.after == 0]
    return [*body, _pager(pen, lines.pages)] if lines.pages else body


def _pager(pen: Pen, pages: Sequence[Anchor]) -> str:
    """The numbers that WordPress prints below a part of a story."""
    numbers = (
        pen.a(page, ' class="post-page-numbers"')
        if page.href
        else f'<span class="post-page-numbers current" aria-current="page">{page.title}</span>'
        for page in pages
    )
    return f'<div class="page-links">Pages: {" ".join(numbers)}</div>'


def _callout(pen: Pen, box: Box) -> str:
    return f"<p><strong>{text(box.label)}: {pen.a(box.anchors[0])}</strong></p>"


def _tags(pen: Pen, tags: Sequence[str]) -> str:
    if not tags:
        return ""
    links = ", ".join(pen.a(tag_anchor(tag), ' rel="tag"') for tag in tags)
    return f'<span class="tags-links"><span class="screen-reader-text">Tags</span> {links}</span>'


def _neighbour(pen: Pen, way: str, anchor: Anchor | None) -> str:
    if anchor is None:
        return ""
    link = pen.a(anchor, f' rel="{way[:4]}"')
    return f'<div class="nav-{way}"><p class="nav-label">{way.title()} Story</p><h4>{link}</h4></div>'


def _latest(pen: Pen, box: Box) -> str:
    section = box.label.rpartition("-")[2]
    label = f'Latest from <a href="{pen.href("/section/" + "-".join(section.lower().split()) + "/")}">-{section}</a>'
    return f'<section class="latest-from"><h2>{label}</h2>{_teasers(pen, box, "latest-item")}</section>'


def _dont_miss(pen: Pen, box: Box) -> str:
    return f'<section class="you-missed"><h2>{text(box.label)}</h2>{_teasers(pen, box, "missed-item")}</section>'


def _teasers(pen: Pen, box: Box, name: str) -> str:
    return "".join(
        f'<article class="{name}"><a class="post-thumbnail" href="{pen.href(anchor.href)}" tabindex="-1" '
        f'aria-hidden="true"></a><h3 class="entry-title">{pen.a(anchor)}</h3>'
        f'<div class="entry-summary"><p>{text(anchor.teaser)}</p></div></article>'
        for anchor in box.anchors
    )
