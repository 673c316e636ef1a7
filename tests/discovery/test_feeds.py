from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from newsspider.discovery import read_listing

URL = "https://lantern.test/feed/"

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Lantern</title><language>en-GB</language><generator>https://wordpress.org/?v=6.4</generator>
<item><title>Ferry crews&#8217; strike ends</title><link>https://lantern.test/strike?utm_source=rss</link>
<dc:creator><![CDATA[Jane Doe]]></dc:creator><pubDate>Sat, 25 Apr 2026 08:30:00 +0200</pubDate>
<category><![CDATA[World]]></category><category>ferries</category>
<description><![CDATA[<p>The crews &amp; captains agreed.</p>]]></description></item>
<item><title>No date</title><link>https://lantern.test/no-date</link><pubDate>soon</pubDate></item>
</channel></rss>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://lantern.test/log/">
<link rel="next" href="https://lantern.test/log/atom.xml?page=2"/>
<entry><title>Tide</title><link href="1181.html"/><published>2026-04-25T06:00:00Z</published>
<updated>2026-04-26T06:00:00Z</updated></entry></feed>"""


def test_rss_of_wordpress() -> None:
    listing = read_listing(RSS, URL)
    strike, undated = listing.leads
    assert listing.feed
    assert listing.next_page == "https://lantern.test/feed/?paged=2"
    assert strike.title == "Ferry crews’ strike ends"
    assert strike.published == datetime(2026, 4, 25, 8, 30, tzinfo=timezone(timedelta(hours=2)))
    assert strike.published_raw == "Sat, 25 Apr 2026 08:30:00 +0200"
    assert (strike.section, strike.tags, strike.authors) == ("World", ("World", "ferries"), ("Jane Doe",))
    assert (strike.language, strike.summary) == ("en-GB", "The crews & captains agreed.")
    assert (undated.published, undated.published_raw) == (None, "soon")


def test_the_page_after_a_page() -> None:
    assert read_listing(RSS, f"{URL}?paged=2").next_page == "https://lantern.test/feed/?paged=3"


def test_atom() -> None:
    listing = read_listing(ATOM, "https://lantern.test/log/atom.xml")
    [tide] = listing.leads
    assert tide.url == "https://lantern.test/log/1181.html"
    assert tide.published == datetime(2026, 4, 25, 6, tzinfo=UTC)
    assert tide.modified == datetime(2026, 4, 26, 6, tzinfo=UTC)
    assert listing.next_page == "https://lantern.test/log/atom.xml?page=2"


def test_a_broken_feed_gives_its_entries() -> None:
    assert len(read_listing(RSS[:-40], URL).leads) == 2


def test_one_bad_entry_costs_no_other() -> None:
    items = [
        "https://lantern.test/1",
        "file:///etc/passwd",
        "http://[::1",
        "javascript:alert(1)",
        "https://lantern.test/2",
    ]
    entries = "".join(f"<item><title>A &#xD800;&#0; story</title><link>{url}</link></item>" for url in items)
    feed = f'<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"><channel><title>F</title>{entries}</channel></rss>'
    leads = read_listing(feed.encode(), "https://lantern.test/feed").leads
    assert [(lead.url, lead.title) for lead in leads] == [
        ("https://lantern.test/1", "A story"),
        ("https://lantern.test/2", "A story"),
    ]
