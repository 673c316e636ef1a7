from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from newsspider import extraction
from newsspider.crawling.outcome import Terms, outcome
from newsspider.errors import PageRefused
from newsspider.items import Article, Fetched, Page, Refused
from newsspider.sites import Site

SITE = Site(name="lantern", home="https://lantern.test/")
NOW = datetime(2026, 4, 25, tzinfo=UTC)
URL = "https://lantern.test/world/strike"

Extract = Callable[..., None]


def page(url: str = URL, **headers: str) -> Page:
    return Page(url=url, status=200, headers=headers, body=b"<p>x</p>", fetched_at=NOW)


@pytest.fixture
def extracting(monkeypatch: pytest.MonkeyPatch) -> Extract:
    """Says what extraction gives: an article with these fields, or an error."""

    def set_result(error: Exception | None = None, **fields: Any) -> None:
        def extract(_html: bytes, url: str, **_options: Any) -> SimpleNamespace:
            if error:
                raise error
            article = Article(**{"url": url, "fetched_url": url, "site": "lantern", "page_kind": "article"} | fields)
            return SimpleNamespace(article=article, trace=None)

        monkeypatch.setattr(extraction, "examine_page", extract)

    set_result()
    return set_result


def test_an_article(extracting: Extract) -> None:
    extracting(title="Strike ends")
    result = outcome(page(), SITE, Terms())
    assert isinstance(result, Fetched)
    assert (result.article.title, result.article.aliases, result.page) == ("Strike ends", (), page())


@pytest.mark.usefixtures("extracting")
def test_redirects_become_aliases() -> None:
    result = outcome(page(), SITE, Terms(), redirected_from=("https://lantern.test/?p=7", URL))
    assert isinstance(result, Fetched)
    assert result.article.aliases == ("https://lantern.test/?p=7",)


@pytest.mark.usefixtures("extracting")
def test_a_redirect_to_the_home_page_is_no_story() -> None:
    result = outcome(page(SITE.home), SITE, Terms(), redirected_from=(URL,))
    assert isinstance(result, Refused)
    assert (result.url, result.reason, result.detail) == (URL, "status", "redirects to the home page")


@pytest.mark.parametrize(
    ("fields", "reason", "detail"),
    [
        ({"page_kind": "gallery", "rules": {"page_kind": "19 images"}}, "not_an_article", "gallery: 19 images"),
        ({"rights": ("noindex",)}, "rights", "noindex"),
        ({"rights": ("noarchive", "tdm")}, "rights", "tdm"),
        ({"published": datetime(2026, 3, 1, tzinfo=UTC)}, "older", "published 2026-03-01T00:00:00+00:00"),
        ({"error": PageRefused("size", "too many tags")}, "size", "too many tags"),
        ({"error": RecursionError("deep")}, "parse", "RecursionError: deep"),
    ],
)
def test_refused(extracting: Extract, fields: dict[str, Any], reason: str, detail: str) -> None:
    extracting(**fields)
    result = outcome(page(), SITE, Terms(since=datetime(2026, 4, 1, tzinfo=UTC)))
    assert isinstance(result, Refused)
    assert (result.url, result.site, result.reason, result.detail) == (URL, "lantern", reason, detail)


def test_live_blogs_and_switched_off_rights_pass(extracting: Extract) -> None:
    extracting(page_kind="live_blog", rights=("noindex", "noarchive", "nofollow"))
    assert isinstance(outcome(page(), SITE, Terms(rights=("tdm",))), Fetched)


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg", "application/json; charset=utf-8"])
@pytest.mark.usefixtures("extracting")
def test_other_files(kind: str) -> None:
    result = outcome(page(**{"content-type": kind}), SITE, Terms())
    assert isinstance(result, Refused)
    assert result.reason == "not_an_article"
