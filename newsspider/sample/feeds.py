"""What the paper tells machines: robots.txt, sitemaps, the RSS feed and the log's Atom feed."""

import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from html import escape

from newsspider.sample.dates import rfc822
from newsspider.sample.layout import Layout, excerpt
from newsspider.sample.model import Row, Style

FEED_PAGE = 10
_SITEMAPS = ("post-sitemap1.xml", "post-sitemap2.xml", "log-sitemap.xml.gz", "page-sitemap.xml", "news-sitemap.xml")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS_NS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


@dataclass(frozen=True, slots=True)
class Document:
    """A body with its type."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Feeds:
    """Robots, sitemaps and feeds of the paper on one host."""

    layout: Layout
    base_url: str

    def find(self, path: str, query: Mapping[str, str]) -> Document | None:
        """The document at that path, or None."""
        writers: dict[str, Callable[[], Document | None]] = {
            "/robots.txt": self._robots,
            "/sitemap_index.xml": self._index,
            "/post-sitemap1.xml": partial(self._stories, "magazine"),
            "/post-sitemap2.xml": partial(self._stories, "blocks"),
            "/log-sitemap.xml.gz": self._log_sitemap,
            "/page-sitemap.xml": self._pages,
            "/news-sitemap.xml": self._news,
            "/feed/": partial(self._rss, query.get("paged", "1")),
            "/log/atom.xml": self._atom,
        }
        return writers[path]() if path in writers else None

    def _robots(self) -> Document:
        lines = [
            "User-agent: *",
            "Disallow: /wp-admin/",
            "Disallow: /search/",
            "Allow: /wp-admin/admin-ajax.php",
            "",
            f"Sitemap: {self.base_url}/sitemap_index.xml",
        ]
        return Document("text/plain; charset=utf-8", "\n".join(lines).encode() + b"\n")

    def _index(self) -> Document:
        today = self.layout.table.paper.today.isoformat()
        children = "\n".join(
            f"<sitemap><loc>{self.base_url}/{name}</loc><lastmod>{today}</lastmod></sitemap>" for name in _SITEMAPS
        )
        return _xml(f"<sitemapindex {_SITEMAP_NS}>\n{children}\n</sitemapindex>")

    def _stories(self, style: Style) -> Document:
        moved = self.layout.table.paper.moved
        rows = [row for row in self.layout.table.rows if row.style == style and row.in_sitemap]
        return _urlset(
            f"<url><loc>{self.base_url}{row.path}</loc><lastmod>{_lastmod(row, moved)}</lastmod></url>" for row in rows
        )

    def _log_sitemap(self) -> Document:
        return Document("application/x-gzip", gzip.compress(self._stories("handmade").body, mtime=0))

    def _pages(self) -> Document:
        pages = [page.path for page in self.layout.table.pages if page.in_sitemap]
        return _urlset(f"<url><loc>{self.base_url}{path}</loc></url>" for path in ["/", *pages])

    def _news(self) -> Document:
        paper = self.layout.table.paper
        fresh = paper.today - timedelta(days=3)
        rows = [row for row in self.layout.table.rows if row.in_news or (row.in_sitemap and row.published > fresh)]
        return _urlset(
            f"<url><loc>{self.base_url}{row.path}</loc><news:news><news:publication>"
            f"<news:name>{paper.name}</news:name><news:language>{row.language}</news:language></news:publication>"
            f"<news:publication_date>{row.published.isoformat()}</news:publication_date>"
            f"<news:title>{escape(row.title)}</news:title></news:news></url>"
            for row in rows
        )

    def _rss(self, paged: str) -> Document | None:
        rows = [row for row in self._fed() if row.style != "handmade"]
        first = (int(paged) - 1) * FEED_PAGE if paged.isdecimal() and int(paged) else len(rows)
        shown = rows[first : first + FEED_PAGE]
        if not shown:
            return None
        paper = self.layout.table.paper
        items = "\n".join(self._item(row) for row in shown)
        channel = (
            f"<title>{paper.name}</title><link>{self.base_url}/</link><description>{escape(paper.motto)}</description>"
            f"<lastBuildDate>{rfc822(paper.today)}</lastBuildDate><language>en</language>"
            "<generator>https://wordpress.org/?v=6.4.3</generator>"
        )
        body = (
            '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<channel>{channel}\n{items}\n</channel></rss>"
        )
        return Document("application/rss+xml; charset=UTF-8", (_XML + body).encode())

    def _item(self, row: Row) -> str:
        creators = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in row.authors)
        tags = "".join(f"<category>{escape(name)}</category>" for name in (row.section, *row.tags))
        link = f"{self.base_url}{row.path}?utm_source=rss&amp;utm_medium=feed"
        return (
            f"<item><title>{escape(row.title)}</title><link>{link}</link>{creators}"
            f"<pubDate>{rfc822(row.published)}</pubDate>{tags}"
            f'<guid isPermaLink="false">lantern:{row.slug}</guid>'
            f"<description>{escape(excerpt(row, 55))} [&#8230;]</description></item>"
        )

    def _atom(self) -> Document:
        rows = [row for row in self._fed() if row.style == "handmade"]
        entries = "\n".join(self._entry(row) for row in rows)
        body = (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Log</title>'
            f'<id>{self.base_url}/log/</id><link href="{self.base_url}/log/"/>'
            f"<updated>{rows[0].published.isoformat()}</updated>\n{entries}\n</feed>"
        )
        return Document("application/atom+xml; charset=utf-8", (_XML + body).encode())

    def _entry(self, row: Row) -> str:
        authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in row.authors)
        moment = row.published.isoformat()
        return (
            f'<entry><title>{escape(row.title)}</title><link rel="alternate" href="{self.base_url}{row.path}"/>'
            f"<id>{self.base_url}{row.path}</id><published>{moment}</published><updated>{moment}</updated>"
            f'{authors}<category term="{escape(row.section)}"/></entry>'
        )

    def _fed(self) -> list[Row]:
        return [story.row for story in self.layout.newest() if story.row.in_feed]


def _lastmod(row: Row, moved: datetime) -> str:
    if row.precision == "day" and row.style == "handmade":
        return f"{row.published:%Y-%m-%d}"
    return last_changed(row, moved).isoformat()


def last_changed(row: Row, moved: datetime) -> datetime:
    """When the page of a story last changed: an old one, when the paper moved to another server."""
    return moved if row.precision == "day" else row.modified or row.published


def _urlset(urls: Iterable[str]) -> Document:
    return _xml(f"<urlset {_SITEMAP_NS} {_NEWS_NS}>\n" + "\n".join(urls) + "\n</urlset>")


def _xml(body: str) -> Document:
    return Document("text/xml; charset=UTF-8", (_XML + body).encode())
