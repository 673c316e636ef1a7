"""The pages that are no stories: home, sections, tags, authors, dates, search, calendar, and the static ones."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from newsspider.sample.dates import american, month_name
from newsspider.sample.frame import Frame, slugged
from newsspider.sample.handmade import encoded, months_around
from newsspider.sample.layout import Layout, excerpt
from newsspider.sample.markup import Pen, fill, items, json_ld, meta, text
from newsspider.sample.model import Anchor, Row
from newsspider.sample.table import OtherPage

PAGE_LENGTH = 6
HOME_LENGTH = 10
_TEASER_WORDS = 24


@dataclass(frozen=True, slots=True)
class Listings:
    """Every page of the paper that is not a story, a feed or a sitemap."""

    layout: Layout
    base_url: str

    def find(self, path: str, query: Mapping[str, str]) -> bytes | None:
        """The page at that path, or None."""
        if path == "/":
            return self._search(query["s"]) if "s" in query else self._home(1)
        if path == "/log/":
            return self._log()
        for page in self.layout.table.pages:
            if page.path == path:
                return self._other(page)
        routes: tuple[tuple[str, Callable[..., bytes | None]], ...] = (
            (r"/page/(\d+)/", self._home),
            (r"/section/([\w-]+)/(?:page/(\d+)/)?", self._section),
            (r"/tag/(.+?)/", self._tag),
            (r"/author/(.+?)/", self._author),
            (r"/(\d{4})/(\d{2})/", self._month),
            (r"/calendar/(\d{4})/(\d{2})/(?:\d{2}/)?", self._calendar),
        )
        for pattern, write in routes:
            if found := re.fullmatch(pattern, path):
                return write(*found.groups())
        return None

    @property
    def _pen(self) -> Pen:
        return Pen("magazine", self.base_url)

    @property
    def _newest(self) -> list[Row]:
        return [story.row for story in self.layout.newest() if story.row.in_sections]

    def _home(self, number: int | str) -> bytes | None:
        rows = [row for row in self._newest if row.style != "handmade"]
        return self._pages(self.layout.table.paper.name, rows, "/page/{}/", number, HOME_LENGTH, "home blog")

    def _section(self, slug: str, number: str | None) -> bytes | None:
        section = next((s for s in self.layout.table.paper.sections if s.slug == slug), None)
        if section is None:
            return None
        rows = [row for row in self._newest if row.section == section.name]
        pattern = f"{section.path}page/{{}}/"
        return self._pages(section.name, rows, pattern, number or 1, PAGE_LENGTH, "archive category")

    def _tag(self, slug: str) -> bytes | None:
        rows = [row for row in self._newest if slug in map(slugged, row.tags)]
        return self._cards(f"Tag: {slug}", rows, body_class="archive tag") if rows else None

    def _author(self, slug: str) -> bytes | None:
        rows = [row for row in self._newest if slug in map(slugged, row.authors)]
        return self._cards(f"Author: {rows[0].authors[0]}", rows, body_class="archive author") if rows else None

    def _month(self, year: str, month: str) -> bytes | None:
        if not 1 <= int(month) <= 12:
            return None
        rows = [row for row in self._newest if f"{row.published:%Y%m}" == year + month]
        return self._cards(f"{month_name(int(month))} {year}", rows, body_class="archive date")

    def _calendar(self, year: str, month: str) -> bytes | None:
        """A month with its neighbours, for ever in both directions."""
        if not 1 <= int(month) <= 12:
            return None
        rows = [row for row in self._newest if f"{row.published:%Y%m}" == year + month]
        before, after = months_around(int(year), int(month))
        links = f"{self._pen.a(Anchor(before, '« Earlier'))} {self._pen.a(Anchor(after, 'Later »'))}"
        title = f"Calendar: {month_name(int(month))} {year}"
        return self._cards(title, rows, below=f'<nav class="calendar-nav">{links}</nav>', body_class="calendar")

    def _search(self, words: str) -> bytes:
        rows = [row for row in self._newest if words.casefold() in f"{row.title} {row.text}".casefold()]
        return self._cards(f"Search results for: {words}", rows[:PAGE_LENGTH], body_class="search search-results")

    def _pages(
        self, title: str, rows: Sequence[Row], pattern: str, number: int | str, length: int, body_class: str
    ) -> bytes | None:
        """One of the pages that a long list is cut into; None behind the last."""
        here = int(number)
        last = -(-len(rows) // length)
        if not 1 <= here <= last:
            return None
        numbers = [Anchor(pattern.format(n), str(n)) for n in range(1, last + 1) if n != here]
        links = " ".join(self._pen.a(anchor, ' class="page-numbers"') for anchor in numbers)
        below = f'<nav class="navigation pagination">{links}</nav>' if links else ""
        shown = rows[(here - 1) * length : here * length]
        return self._cards(title, shown, below=below, body_class=body_class)

    def _cards(self, title: str, rows: Sequence[Row], *, below: str = "", body_class: str) -> bytes:
        cards = "\n".join(
            f'<article class="post type-post"><h2 class="entry-title">{self._pen.a(Anchor(row.path, row.title))}</h2>'
            f'<div class="entry-meta">{american(row.published)}</div>'
            f"<p>{text(excerpt(row, _TEASER_WORDS))} […]</p></article>"
            for row in rows
        )
        main = f'<main class="site-main"><h1 class="page-title">{text(title)}</h1>\n{cards}\n{below}</main>'
        head = meta("property", "og:type", "website")
        return self._frame(title, main, head=head, body_class=body_class)

    def _other(self, page: OtherPage) -> bytes:
        blocks = [" ".join(block.split()) for block in page.text.strip().split("\n\n")]
        if page.kind == "error":
            return _error(page.title, blocks).encode()
        head = meta("property", "og:type", "video.other" if page.kind == "video" else "website")
        inside = {
            "static": _paragraphs,
            "hub": _paragraphs,
            "gallery": _gallery,
            "video": _video,
            "login": _login,
        }[page.kind](blocks)
        if page.kind == "video":
            data = {"@context": "https://schema.org", "@type": "VideoObject", "name": page.title, "duration": "PT3M"}
            head += json_ld(data)
        rows = [self.layout.table.row(slug) for slug in page.stories]
        listed = items(self._pen.a(Anchor(row.path, row.title)) for row in rows)
        main = (
            f'<main class="site-main"><h1 class="page-title">{text(page.title)}</h1>\n{inside}\n'
            f'<ul class="topic-list">{listed}</ul></main>'
        )
        return self._frame(page.title, main, head=head, body_class=f"page page-{page.kind}")

    def _log(self) -> bytes:
        """The log's own front page: half of its links carry the visitor's session."""
        rows = [row for row in self._newest if row.style == "handmade"]
        pen = Pen("handmade", self.base_url)
        links = "\n".join(
            f"<LI>{pen.a(Anchor(row.path + ('?PHPSESSID=7f3a9c' if n % 2 else ''), row.title))}"
            for n, row in enumerate(rows)
        )
        ends = (Anchor("/log/latest.html", "Newest entry"), Anchor("/archive/0001.htm", "Before 1998"))
        page = fill(
            "handmade",
            charset="",
            head="",
            title="Harbour Log",
            paper=text(self.layout.table.paper.name),
            calendar="",
            dateline="",
            byline="",
            body=f"<UL>\n{links}\n</UL>\n<P>{' | '.join(map(pen.a, ends))}",
            boxes="",
        )
        return encoded(page)

    def lost(self) -> bytes:
        """What a reader sees of a page that is not there."""
        main = '<main class="site-main"><h1>Lost at sea</h1><p>We could not find that page. Try the search.</p></main>'
        return self._frame("Page not found", main, body_class="error404")

    def _frame(self, title: str, main: str, *, head: str = "", body_class: str) -> bytes:
        frame = Frame(self.layout, self._pen)
        return frame.page(title=title, main=main, head=head, body_class=body_class).encode()


def _paragraphs(blocks: Sequence[str]) -> str:
    return "\n".join(f"<p>{text(block)}</p>" for block in blocks)


def _gallery(blocks: Sequence[str]) -> str:
    figures = (
        f'<figure><img src="/media/regatta-{n}.gif" alt=""><figcaption>{n + 1}/{len(blocks)} {text(block)}'
        "</figcaption></figure>"
        for n, block in enumerate(blocks)
    )
    return f'<div class="gallery gallery-columns-1">{"".join(figures)}</div>'


def _login(blocks: Sequence[str]) -> str:
    fields = "".join(
        f'<label>{label} <input type="{kind}" name="{kind}"></label>'
        for label, kind in (("Email", "email"), ("Password", "password"))
    )
    return f'{_paragraphs(blocks)}<form action="/reading-room/" method="post">{fields}<button>Log in</button></form>'


def _error(title: str, blocks: Sequence[str]) -> str:
    """What the machine in front of the newspaper says when it gets no answer: no frame, and status 200."""
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>\n{_paragraphs(blocks)}</body></html>\n"


def _video(blocks: Sequence[str]) -> str:
    return f'<div class="video-player"><video src="/media/lens.mp4" controls></video></div>{_paragraphs(blocks)}'
