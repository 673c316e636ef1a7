"""WordPress's list of edited posts."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from newsspider.discovery import edits_url, read_edits, read_page
from newsspider.items import Page
from newsspider.sites import Site

SINCE = datetime(2026, 4, 25, 6, 30, tzinfo=UTC)
SITE = Site(name="lantern", home="https://lantern.test/")


@pytest.mark.parametrize(
    ("api", "path", "route"),
    [
        ("https://lantern.test/wp-json/", "/wp-json/wp/v2/posts", None),
        ("https://lantern.test/?rest_route=/", "/", ["/wp/v2/posts"]),
    ],
)
def test_where_the_edits_stand(api: str, path: str, route: list[str] | None) -> None:
    parts = urlsplit(edits_url(api, SINCE, 2))
    query = parse_qs(parts.query)
    assert parts.path == path
    assert query.get("rest_route") == route
    assert query["modified_after"] == ["2026-04-24T06:30:00"], "a day before, for the server compares local times"
    assert (query["page"], query["per_page"]) == (["2"], ["100"])


def test_the_edits() -> None:
    listing = read_edits(
        b'[{"link": "https://lantern.test/a-story/", "modified_gmt": "2026-04-25T07:00:00"}, {"link": 7}, 3]'
    )
    assert listing.whole
    assert [(lead.url, lead.modified) for lead in listing.leads] == [
        ("https://lantern.test/a-story/", datetime(2026, 4, 25, 7, tzinfo=UTC))
    ]


@pytest.mark.parametrize("body", [b'{"code": "rest_no_route"}', b"<html>", b"", b"\xff[", b"[" * 100_000])
def test_an_answer_that_is_no_list(body: bytes) -> None:
    assert not read_edits(body).whole


@pytest.mark.parametrize(
    ("link", "api"),
    [
        ('<link rel="https://api.w.org/" href="/wp-json/">', "https://lantern.test/wp-json/"),
        ('<link rel="https://api.w.org/" href="http://[">', None),
        ('<link rel="alternate" href="/wp-json/">', None),
    ],
)
def test_where_a_page_names_the_interface(link: str, api: str | None) -> None:
    body = f"<html><head>{link}</head><body><p>News</p></body></html>".encode()
    page = Page(url=SITE.home, status=200, headers={"content-type": "text/html"}, body=body, fetched_at=SINCE)
    assert read_page(page, SITE).api == api
