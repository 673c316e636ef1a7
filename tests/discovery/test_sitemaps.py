from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsspider.discovery import read_listing, read_parts, sitemaps_in_robots
from newsspider.discovery.sitemaps import PART, names_stories

URL = "https://lantern.test/sitemap.xml"

NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="//lantern.test/main-sitemap.xsl"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url>
    <loc>https://lantern.test/strike</loc>
    <news:news>
      <news:publication><news:name>Lantern</news:name><news:language>en</news:language></news:publication>
      <news:publication_date>2026-04-25T08:30:00+02:00</news:publication_date>
      <news:title>Ferry crews &amp; captains end strike</news:title>
      <news:keywords>ferries, strike</news:keywords>
    </news:news>
    <image:image><image:loc>https://lantern.test/ferry.jpg</image:loc><image:title>A ferry</image:title></image:image>
  </url>
  <url><loc>https://lantern.test/bare-day</loc><lastmod>2026-04-24</lastmod></url>
</urlset>"""


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be"])
def test_sitemaps_in_utf16(charset: str) -> None:
    text = NEWS.decode().replace("UTF-8", "UTF-16")
    assert [lead.url for lead in read_listing(text.encode(charset), URL).leads] == [
        "https://lantern.test/strike",
        "https://lantern.test/bare-day",
    ]


def test_a_lastmod_that_much_of_a_file_shares_is_a_move_and_one_that_few_share_are_edits() -> None:
    def modified(shared: int, others: int) -> set[datetime | None]:
        same = "<lastmod>2026-04-25T08:30:00Z</lastmod>"
        urls = [f"<url><loc>https://lantern.test/{n}</loc>{same}</url>" for n in range(shared)]
        urls += [
            f"<url><loc>https://lantern.test/x{n}</loc><lastmod>2026-03-01T08:{n:02}:00Z</lastmod></url>"
            for n in range(others)
        ]
        listing = read_listing(f"<urlset>{''.join(urls)}</urlset>".encode(), URL)
        return {lead.modified for lead in listing.leads[:shared]}

    assert modified(10, 50) == {datetime(2026, 4, 25, 8, 30, tzinfo=UTC)}
    assert modified(30, 30) == {None}
    assert modified(4, 0) == {datetime(2026, 4, 25, 8, 30, tzinfo=UTC)}, "a few stories tell nothing of a move"


def test_news_sitemap() -> None:
    listing = read_listing(NEWS, URL)
    strike, bare = listing.leads
    assert listing.whole
    assert (strike.url, strike.source) == ("https://lantern.test/strike", "news_sitemap")
    assert strike.title == "Ferry crews & captains end strike"
    assert strike.published == datetime(2026, 4, 25, 8, 30, tzinfo=timezone(timedelta(hours=2)))
    assert strike.published_raw == "2026-04-25T08:30:00+02:00"
    assert (strike.tags, strike.language) == (("ferries", "strike"), "en")
    assert (bare.source, bare.modified) == ("sitemap", datetime(2026, 4, 24, tzinfo=UTC))


def test_a_bare_day_is_no_instant() -> None:
    day = NEWS.replace(b"2026-04-25T08:30:00+02:00", b"2026-04-25")
    assert read_listing(day, URL).leads[0].published is None
    assert read_listing(day, URL).leads[0].published_raw == "2026-04-25"


def test_gzip_index() -> None:
    body = gzip.compress(
        b"<sitemapindex><sitemap><loc>https://lantern.test/post-sitemap.xml</loc>"
        b"<lastmod>2026-04-25T08:30:00Z</lastmod></sitemap></sitemapindex>"
    )
    [child] = read_listing(body, URL + ".gz").children
    assert child.url == "https://lantern.test/post-sitemap.xml"
    assert child.modified == datetime(2026, 4, 25, 8, 30, tzinfo=UTC)


def test_plain_text_sitemap() -> None:
    listing = read_listing(b"https://lantern.test/one\nhttps://lantern.test/two\n", URL)
    assert [lead.url for lead in listing.leads] == ["https://lantern.test/one", "https://lantern.test/two"]


def test_broken_xml_gives_what_stood_before_the_break() -> None:
    listing = read_listing(NEWS[: NEWS.index(b"<url><loc>https://lantern.test/bare-day") + 20], URL)
    assert [lead.url for lead in listing.leads] == ["https://lantern.test/strike"]
    assert not listing.whole


@pytest.mark.parametrize("body", [b"", b"<html><body>Not found</body></html>", b"\x1f\x8b\x08cut", b"\x00\x01", b"<"])
def test_other_files_list_nothing(body: bytes) -> None:
    listing = read_listing(body, URL)
    assert not listing.whole
    assert not listing.leads


def test_a_bare_ampersand_costs_nothing() -> None:
    body = b"<urlset><url><loc>https://lantern.test/?p=1&x=2</loc></url></urlset>"
    assert read_listing(body, URL).leads[0].url == "https://lantern.test/?p=1&x=2"


def test_entities_are_not_expanded() -> None:
    body = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b"<urlset><url><loc>https://lantern.test/&a;&f;</loc></url></urlset>"
    )
    assert read_listing(body, URL).leads[0].url == "https://lantern.test/&a;&f;"


def test_robots_names_sitemaps() -> None:
    robots = b"User-agent: *\nDisallow: /x\nSitemap: /a.xml\nsitemap: https://other.test/b.xml\nSitemap: /a.xml\n"
    robots += b"Sitemap: http://[::1\n"
    found = sitemaps_in_robots(robots, "https://lantern.test/robots.txt")
    assert found == ("https://lantern.test/a.xml", "https://other.test/b.xml")


def test_taxonomy_sitemaps_name_no_stories() -> None:
    for name in ("post_tag-sitemap.xml", "category-sitemap2.xml", "wp-sitemap-users-1.xml", "author-sitemap.xml"):
        assert not names_stories(f"https://lantern.test/{name}")
    for name in ("post-sitemap1.xml", "sitemap-2026-04.xml.gz", "wp-sitemap-posts-post-1.xml", "page-sitemap.xml"):
        assert names_stories(f"https://lantern.test/{name}")


@pytest.mark.parametrize("text", [False, True])
def test_a_large_sitemap_comes_in_parts(text: bool) -> None:
    urls = [f"https://lantern.test/{number}" for number in range(2 * PART + 1)]
    told = "".join(f"<url><loc>{url}</loc><lastmod>2026-04-24T10:00:00Z</lastmod></url>" for url in urls)
    body = "\n".join(urls) if text else f"<urlset>{told}</urlset>"
    parts = list(read_parts(body.encode(), URL))
    assert [(len(part.leads), part.whole, part.more) for part in parts] == [
        (PART, True, True),
        (PART, True, True),
        (1, True, False),
    ]
    assert [lead.url for part in parts for lead in part.leads] == urls
    # one second for all of them is no edit of the one that the last part holds
    assert parts[-1].leads[0].modified is None


def test_a_break_is_told_with_the_last_part() -> None:
    body = (
        f"<urlset>{'<url><loc>https://lantern.test/1</loc></url>' * PART}<url><loc>https://lantern.test/2</loc></url>"
    )
    parts = list(read_parts(body.encode(), URL))
    assert [(len(part.leads), part.whole) for part in parts] == [(PART, True), (1, False)]
