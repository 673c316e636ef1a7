"""The second style: a modern block theme, with JSON-LD and with boxes between the paragraphs."""

from html import escape

from newsspider.sample.dates import clock, european
from newsspider.sample.frame import Frame, author_anchor, canonical_url, tag_anchor
from newsspider.sample.layout import Layout
from newsspider.sample.markup import Pen, fill, items, json_ld, meta, text
from newsspider.sample.model import Anchor, Box, Paragraph, PostRow, Row, Story
from newsspider.sample.table import amp_path

_BY = {"en": "By ", "fr": "Par ", "hi": ""}
_AND = {"en": " and ", "fr": " et ", "hi": " और "}
_UPDATED = {"en": "Updated", "fr": "Mis à jour le", "hi": "अपडेट:"}
_HOME = {"en": "Home", "fr": "Accueil", "hi": "मुखपृष्ठ"}
_LETTER = {
    "en": "Sign up for The Morning Tide, six stories and the tide table in your inbox.",
    "fr": "Recevez chaque matin La Marée, six articles et l’horaire des marées.",
    "hi": "हर सुबह छह खबरें और ज्वार का समय अपने इनबॉक्स में पाइए।",
}
_WALL = {
    "en": "Subscribe to the Lantern to read every story, from two crowns a month.",
    "fr": "Abonnez-vous au Lantern pour lire tous les articles.",
    "hi": "सभी खबरें पढ़ने के लिए सदस्यता लीजिए।",
}


def blocks_page(layout: Layout, story: Story, base_url: str) -> bytes:
    """A story of the table in the block theme."""
    row = story.row
    pen = Pen("blocks", base_url)
    frame = Frame(layout, pen)
    section = layout.table.section(row.section)
    page = fill(
        "blocks",
        language=row.language,
        title=text(row.title),
        paper=text(layout.table.paper.name),
        head=_head(layout, story, base_url),
        menu=frame.menu,
        ticker=f"<ul>{frame.ticker}</ul>",
        home=_HOME[row.language],
        section=text(section.name),
        section_path=escape(section.path),
        standfirst=f'<p class="css-dek" data-testid="dek">{text(row.standfirst)}</p>' if row.standfirst else "",
        byline=_byline(pen, row),
        times=_times(row),
        figure=_figure(row),
        body="\n".join(_body(pen, story)),
        tags=_tags(pen, row),
        below="\n".join(_box(pen, box, n) for n, box in enumerate(story.boxes) if box.after == 0),
    )
    return page.encode()


def amp_page(layout: Layout, story: Story, base_url: str) -> bytes:
    """The AMP twin: the story, its date and its standfirst; no boxes."""
    row = story.row
    pen = Pen("magazine", base_url)  # a twin's links are absolute: its cached copy lives on another host
    standfirst = f"<p><em>{text(row.standfirst)}</em></p>\n" if row.standfirst else ""
    page = fill(
        "plain",
        attributes=f'amp lang="{row.language}"',
        title=text(row.title),
        paper=text(layout.table.paper.name),
        head=f'<link rel="canonical" href="{base_url}{row.path}">\n'
        '<script async src="https://cdn.amp.example/v0.js"></script>\n' + json_ld(_article(layout, row, base_url)),
        body_class="amp-mode",
        dateline=european(row.published, row.language),
        body=standfirst + "\n".join(pen.paragraph(paragraph) for paragraph in story.paragraphs),
    )
    return page.encode()


def _head(layout: Layout, story: Story, base_url: str) -> str:
    row = story.row
    canonical = canonical_url(layout, row, base_url)
    parts = [f'<link rel="canonical" href="{canonical}"/>'] if canonical else []
    if row.amp:
        parts.append(f'<link rel="amphtml" href="{base_url}{amp_path(row.path)}"/>')
    if row.standfirst:
        parts.append(meta("name", "description", row.standfirst))
    parts += [
        meta("property", "og:type", "article"),
        meta("property", "og:site_name", layout.table.paper.name),
        meta("property", "og:title", row.title),
        meta("property", "og:url", base_url + row.path),
        meta("property", "article:published_time", row.published.isoformat()),
        meta("property", "article:section", row.section),
        meta("property", "og:image", f"{base_url}{_card(row)}"),
        *(meta("property", "article:tag", tag) for tag in row.tags),
        json_ld(_article(layout, row, base_url) if not row.entries else _live(layout, story, base_url)),
    ]
    return "\n".join(parts)


def _article(layout: Layout, row: Row, base_url: str) -> dict[str, object]:
    paper = layout.table.paper
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": base_url + row.path},
        "headline": row.title,
        "datePublished": row.published.isoformat(),
        "author": [
            {"@type": "Person", "name": name, "url": base_url + author_anchor(name).href} for name in row.authors
        ],
        "articleSection": row.section,
        "keywords": list(row.tags),
        "inLanguage": row.language,
        "publisher": {"@type": "NewsMediaOrganization", "name": paper.name, "url": f"{base_url}/"},
    }
    if row.modified:
        data["dateModified"] = row.modified.isoformat()
    if row.standfirst:
        data["description"] = row.standfirst
    if row.image:
        data["image"] = {"@type": "ImageObject", "url": base_url + image_path(row), "width": 1200, "height": 675}
    if row.free is not None:
        data["isAccessibleForFree"] = str(row.free)
        data["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": str(row.free), "cssSelector": ".css-wall"}
    return data


def image_path(row: Row) -> str:
    """Where the picture of a story lies."""
    return f"/media/{row.slug}.gif"


def _card(row: Row) -> str:
    """What social networks show: the story's picture in another size, else the paper's logo."""
    return image_path(row).replace(".gif", "-1200x630.gif") if row.image else "/media/lantern-logo-1200x630.gif"


def _live(layout: Layout, story: Story, base_url: str) -> dict[str, object]:
    row = story.row
    updates = [paragraph for paragraph in story.paragraphs if paragraph.at]
    return _article(layout, row, base_url) | {
        "@type": "LiveBlogPosting",
        "coverageStartTime": row.published.isoformat(),
        "coverageEndTime": (row.modified or row.published).isoformat(),
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "datePublished": update.at.isoformat() if update.at else "",
                "articleBody": update.text,
            }
            for update in updates
        ],
    }


def _byline(pen: Pen, row: Row) -> str:
    links = [pen.a(author_anchor(name), ' rel="author" class="css-author"') for name in row.authors]
    return _BY[row.language] + _AND[row.language].join(links) if links else ""


def _times(row: Row) -> str:
    first = f'<time datetime="{row.published.isoformat()}">{european(row.published, row.language)}'
    times = f"{first}, {clock(row.published)}</time>"
    if row.modified:
        again = f"{european(row.modified, row.language)}, {clock(row.modified)}"
        times += f' <span>{_UPDATED[row.language]} <time datetime="{row.modified.isoformat()}">{again}</time></span>'
    return times


def _figure(row: Row) -> str:
    if row.image is None:
        return ""
    return (
        f'<figure class="wp-block-image"><img src="{image_path(row)}" alt="" width="1200" height="675"/>'
        f'<figcaption>{text(row.image.caption)} <span class="css-credit">{text(row.image.credit)}</span>'
        "</figcaption></figure>"
    )


def _body(pen: Pen, story: Story) -> list[str]:
    body: list[str] = []
    for number, paragraph in enumerate(story.paragraphs, start=1):
        body.append(_paragraph(pen, paragraph))
        body += [_box(pen, box, n) for n, box in enumerate(story.boxes) if box.after == number]
        body += [_post(post) for post in story.row.posts if post.after == number]
        if number == 1:
            body.append('<div class="css-ad" aria-hidden="true"><span>Advertisement</span></div>')
        if number == 4 and not story.row.entries:
            body.append(f'<aside class="css-letter"><p>{_LETTER[story.row.language]}</p><button>OK</button></aside>')
    if story.row.free is False:
        body.append(f'<div class="css-wall paywall">{_WALL[story.row.language]} <button>OK</button></div>')
    return body


def _post(post: PostRow) -> str:
    """As the network's own snippet has it."""
    return (
        f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{text(post.words)}</p>&mdash; Harbour Office '
        f'<a href="{escape(post.url)}?ref_src=twsrc%5Etfw">August 22, 2025</a></blockquote>'
    )


def _paragraph(pen: Pen, paragraph: Paragraph) -> str:
    inside = pen.paragraph(paragraph)
    if paragraph.at is None:
        return inside
    stamp = f'<time class="css-stamp" datetime="{paragraph.at.isoformat()}">{clock(paragraph.at)}</time>'
    return f'<div class="css-live-entry" id="t{paragraph.at:%H%M}">{stamp}{inside}</div>'


def _box(pen: Pen, box: Box, number: int) -> str:
    if box.callout:
        return f'<p class="css-more"><strong>{text(box.label)}:</strong> {pen.a(box.anchors[0])}</p>'
    links = items(map(pen.a, box.anchors))
    if number % 2:  # as built by a bundler: nothing but the heading tells what it is
        return f'<div class="css-x{number}9f3k"><p><strong>{text(box.label)}</strong></p><ul>{links}</ul></div>'
    return f'<aside class="c-rail" data-testid="rail-{number}"><h3>{text(box.label)}</h3><ul>{links}</ul></aside>'


def _tags(pen: Pen, row: Row) -> str:
    anchors: list[Anchor] = [tag_anchor(tag) for tag in row.tags]
    links = items(pen.a(anchor, ' rel="tag"') for anchor in anchors)
    return f'<ul class="css-tags">{links}</ul>' if links else ""
