from __future__ import annotations

from datetime import UTC, datetime

from newsspider.crawling.logs import brief
from newsspider.items import Article, Fetched, Page, Refused

NOW = datetime(2026, 4, 25, tzinfo=UTC)
URL = "https://lantern.test/x"


def test_no_page_in_the_log() -> None:
    article = Article(url=URL, fetched_url=URL, site="lantern", page_kind="article")
    page = Page(url=URL, status=200, headers={}, body=b"secret", fetched_at=NOW)
    assert brief(Fetched(article=article, page=page)) == f"story {URL}"
    refused = Refused(url=URL, site="lantern", reason="status", detail="404", seen_at=NOW)
    assert brief(refused) == f"refused {URL}: status: 404"
    assert brief({"any": "other"}) == {"any": "other"}
