"""Bytes into text; rights; what a page is; what stands around the headline."""

from datetime import datetime

import pytest

from newsspider.charset import decode
from newsspider.errors import PageRefused
from newsspider.extraction import examine_page, extract_article
from newsspider.extraction.document import parse_document
from newsspider.extraction.guards import MAX_BYTES
from newsspider.extraction.masthead import split_credit
from newsspider.extraction.metadata import rights_of
from newsspider.items import Lead, PageKind
from newsspider.sites import Site

URL = "https://example.org/2024/world/the-ferry-is-back"
LONG = "<p>The ferry between the two harbours is back after a winter of repairs, and the whole town came to look.</p>"
TEASERS = "".join(f'<h3><a href="/2024/w/story-{n}-of-today">Story {n} of today is here</a></h3>' for n in range(12))


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("naïve – €".encode(), None, "naïve – €"),
        ("naïve – €".encode("cp1252"), None, "naïve – €"),
        ("naïve – €".encode("cp1252"), "text/html; charset=utf-8", "naïve – €"),
        ("naïve – €".encode(), "text/html; charset=iso-8859-1", "naïve – €"),
        ("\ufeffnaïve".encode("utf-16"), "text/html; charset=utf-8", "naïve"),
        ("中文新聞".encode("big5"), "text/html; charset=big5", "中文新聞"),
        (b"<meta charset=koi8-r>" + "новости".encode("koi8-r"), None, "<meta charset=koi8-r>новости"),
        (b"", "text/html; charset=nonsense", ""),
    ],
)
def test_bytes_are_decoded_as_they_are_not_as_they_say(body: bytes, content_type: str | None, text: str) -> None:
    assert decode(body, content_type).lstrip("\ufeff") == text


def test_a_page_that_is_too_large_is_refused() -> None:
    with pytest.raises(PageRefused, match="size"):
        extract_article(b"x" * (MAX_BYTES + 1), URL)


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x01", b"<", b"<!-- only a comment -->", b"<?xml version='1.0'?>"])
def test_no_html_is_refused_or_gives_an_article_without_text(body: bytes) -> None:
    refused: PageRefused | None = None
    paragraphs: tuple[str, ...] = ()
    try:
        paragraphs = extract_article(body, URL).paragraphs
    except PageRefused as error:
        refused = error
    assert paragraphs == ()
    assert refused is None or refused.reason == "parse"


@pytest.mark.parametrize(
    ("head", "headers", "rights"),
    [
        ('<meta name="robots" content="NOINDEX, nofollow">', {}, ("noindex", "nofollow")),
        ('<meta name="robots" content="none">', {}, ("noindex", "noarchive", "nofollow")),
        ('<meta name="robots" content="index, max-image-preview:large">', {}, ()),
        ("", {"X-Robots-Tag": "noarchive"}, ("noarchive",)),
        ('<meta name="tdm-reservation" content="1">', {}, ("tdm",)),
        ("", {"tdm-reservation": "1"}, ("tdm",)),
        ('<meta name="tdm-reservation" content="0">', {}, ()),
    ],
)
def test_rights_are_read_from_meta_and_headers(head: str, headers: dict[str, str], rights: tuple[str, ...]) -> None:
    document = parse_document(f"<html><head>{head}</head><body>x</body></html>".encode(), URL, headers)
    assert rights_of(document) == rights


@pytest.mark.parametrize(
    ("url", "head", "body", "kind"),
    [
        (URL, "", f"<h1>The ferry is back</h1><p>By Ann Lee</p><p>3 May 2024</p>{LONG * 3}", "article"),
        (URL, "", "<h1>Ferry back</h1><p>3 May 2024</p><p>The ferry sails again from today at noon.</p>", "article"),
        ("https://example.org/world/", "", f"<h1>World</h1>{TEASERS}", "listing"),
        ("https://example.org/tag/ferry", "", f"<h1>Ferry</h1>{TEASERS}{LONG}", "listing"),
        ("https://example.org/about", "", f"<h1>About us</h1>{LONG * 4}", "page"),
        ("https://example.org/who-we-are", "", f"<h1>Who we are</h1>{LONG * 4}", "page"),
        (URL, "", "<h1>Page not found</h1><p>Sorry.</p>", "soft_404"),
        (URL, "", "<h1>Just a moment...</h1><p>Checking your browser.</p>", "bot_challenge"),
        (
            "https://example.org/gallery/the-harbour",
            "",
            "<h1>The harbour</h1><p>3 May 2024</p>"
            + "<figure><img src=a.jpg><figcaption>A boat.</figcaption></figure>" * 8,
            "gallery",
        ),
        (
            "https://example.org/video/the-harbour",
            '<script type="application/ld+json">{"@type":"VideoObject","name":"The harbour"}</script>',
            "<h1>The harbour</h1><p>Watch the boats come home in a short film.</p>",
            "video",
        ),
        (
            "https://example.org/2024/world/storm",
            '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Storm live"}</script>',
            f"<h1>Storm live</h1><h2>10:05</h2>{LONG}<h2>10:35</h2>{LONG}",
            "live_blog",
        ),
    ],
)
def test_what_a_page_is(url: str, head: str, body: str, kind: PageKind) -> None:
    examination = examine_page(f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode(), url)
    assert examination.article.page_kind == kind, examination.verdict


def test_a_standfirst_ends_before_its_credit() -> None:
    assert split_credit("Ties grow….reports Asian Lite News") == ("Ties grow", "Asian Lite News")
    assert split_credit("Ties grow, say experts.") == ("Ties grow, say experts.", None)


def test_the_lead_fills_what_the_page_leaves_open() -> None:
    lead = Lead(url=URL, source="feed", published=datetime.fromisoformat("2024-05-03T08:15:00+02:00"), section="World")
    page = f"<html><body><h1>The ferry is back</h1><p>3 May 2024</p>{LONG * 2}</body></html>".encode()
    article = extract_article(page, URL, lead=lead)
    assert article.published == lead.published
    assert article.published_precision == "second"
    assert article.published_zone == "+02:00"
    assert (article.section, article.rules["section"]) == ("World", "lead")


def test_the_newspapers_zone_serves_dates_that_tell_none() -> None:
    site = Site(name="x", home="https://example.org/", zone="Europe/London")
    page = f"<html><body><h1>The ferry is back</h1><p>3 May 2024</p>{LONG * 2}</body></html>".encode()
    article = extract_article(page, URL, site=site)
    assert article.published is not None
    assert article.published.isoformat() == "2024-05-03T00:00:00+01:00"
    assert (article.published_precision, article.published_raw) == ("day", "3 May 2024")


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("/2024/world/the-ferry", "https://example.org/2024/world/the-ferry"),
        ("https://example.org/", URL),
        ("https://example.org/2024/world/", URL),
        ("https://elsewhere.example/story", URL),
        ("", URL),
    ],
)
def test_a_canonical_link_counts_on_the_site_below_no_section(canonical: str, url: str) -> None:
    page = f'<html><head><link rel="canonical" href="{canonical}"></head><body><h1>Ferry</h1>{LONG}</body></html>'
    assert extract_article(page.encode(), URL).url == url


@pytest.mark.parametrize(
    "head",
    [
        '<base href="http://[">',
        '<meta name="language" content="gcf"><meta property="og:locale" content="[]">',
        '<link rel="canonical" href="http://[::1">',
        '<meta property="og:url" content="//[x">',
        '<script type="application/ld+json">{"@type": ["NewsArticle", 3], "headline": [1, {"name": null}],'
        ' "author": [null, 3, {"name": {}}], "datePublished": 20240101, "keywords": {"a": [1]}, "@id": [1]}</script>',
        '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": {"name": "x"}}</script>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "@id": {"a": 1}, "headline": </script>',
        '<meta name="date" content="99999-13-45">',
        '<meta property="article:published_time" content="2024-01-01T00:00+99:99">',
    ],
)
def test_broken_marks_cost_only_themselves(head: str) -> None:
    page = f"<html><head>{head}</head><body><h1>The ferry is back</h1><p>3 May 2024</p>{LONG * 2}</body></html>"
    article = extract_article(page.encode(), URL)
    assert (article.title, article.published_raw, len(article.paragraphs)) == ("The ferry is back", "3 May 2024", 2)


def test_a_story_without_spaces_between_words_and_full_stops() -> None:
    line = "นายกเทศมนตรีประกาศเมื่อวันอังคารว่าจะซ่อมแซมสะพานที่รอคอยมานาน ชาวบ้านรอมาเกือบสามสิบปี และงานจะเริ่มในเดือนหน้า"
    lines = [f"{line} {number}" for number in range(5)]
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html lang=th><meta charset=utf-8><h1>เทศบาลประกาศซ่อมสะพาน</h1><p>3 May 2024</p><article>{body}</article>"
    article = extract_article(page.encode(), URL)
    assert article.page_kind == "article"
    assert list(article.paragraphs) == lines
