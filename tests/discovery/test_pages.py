from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsspider.discovery import PageLinks, read_page
from newsspider.items import Page
from newsspider.sites import Site

SITE = Site(name="lantern", home="https://lantern.test/")

HOME = """<html><head><title>Lantern</title>
<link rel="alternate" type="application/rss+xml" title="Lantern" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
</head><body>
<nav><a href="/">Home</a><a href="/section/world/">World</a><a href="/section/top-news/">Top News</a></nav>
<h2><a href="/2026/world/ferry-crews-end-strike">Ferry crews end strike after a long night</a></h2>
<a href="/2026/world/ferry-crews-end-strike/amp/">Ferry crews end strike after a long night</a>
<p><a href="/tag/ferries/" rel="tag">ferries</a> <a href="/author/jane/" rel="author">Jane Doe</a>
<a href="https://elsewhere.test/x">Elsewhere</a> <a href="mailto:x@lantern.test">Mail</a>
<a href="/calendar/2031/07/">July</a> <a href="/login-to-comment-on-this" rel="nofollow">Log in to comment on this</a>
</p><a href="/page/2/">2</a></body></html>"""


def page(url: str, text: str, **headers: str) -> Page:
    return Page(
        url=url,
        status=200,
        headers={"content-type": "text/html; charset=utf-8", **headers},
        body=text.encode(),
        fetched_at=datetime(2026, 4, 25, tzinfo=UTC),
    )


def test_home() -> None:
    links = read_page(page("https://lantern.test/", HOME), SITE)
    assert [lead.url for lead in links.stories] == ["https://lantern.test/2026/world/ferry-crews-end-strike"]
    assert [(s.url, s.title) for s in links.sections] == [
        ("https://lantern.test/section/world/", "World"),
        ("https://lantern.test/section/top-news/", "Top News"),
    ]
    assert links.feeds == ("https://lantern.test/feed/",)
    assert links.next_page == "https://lantern.test/page/2/"


def test_leads_carry_the_section() -> None:
    links = read_page(page("https://lantern.test/section/world/", HOME), SITE, "World")
    assert links.stories[0].section == "World"


@pytest.mark.parametrize(
    ("url", "anchor", "following"),
    [
        ("https://lantern.test/world/", '<a rel="next" href="/world/more">More</a>', "https://lantern.test/world/more"),
        ("https://lantern.test/world/", '<a href="?paged=2">Older posts</a>', "https://lantern.test/world/?paged=2"),
        (
            "https://lantern.test/world/page/2/",
            '<a href="/world/page/1/">1</a><a href="/world/page/3/">3</a><a href="/world/page/9/">9</a>',
            "https://lantern.test/world/page/3/",
        ),
        ("https://lantern.test/world/", '<a href="/sport/page/2/">2</a>', None),
        ("https://lantern.test/world/page/9/", '<a href="/world/page/8/">8</a>', None),
        ("https://lantern.test/log/", '<a href="/log/index2.html">2</a>', "https://lantern.test/log/index2.html"),
    ],
)
def test_next_page(url: str, anchor: str, following: str | None) -> None:
    assert read_page(page(url, f"<html><body>{anchor}</body></html>"), SITE).next_page == following


@pytest.mark.parametrize(
    "reserved",
    [
        page("https://lantern.test/", HOME.replace("<head>", '<head><meta name="robots" content="index, NoFollow">')),
        page("https://lantern.test/", HOME, **{"x-robots-tag": "nofollow"}),
    ],
)
def test_nofollow(reserved: Page) -> None:
    assert read_page(reserved, SITE) == PageLinks()
    assert read_page(reserved, SITE, nofollow=False).stories


@pytest.mark.parametrize("text", ["", "   ", "\x00", "%PDF-1.7", '<a href="http://[">x</a>', '<base href="http://[">'])
def test_no_page_breaks_it(text: str) -> None:
    assert not read_page(page("https://lantern.test/", text), SITE).stories
