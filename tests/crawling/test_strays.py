"""Links of stories that nothing else names: how many are looked up."""

from __future__ import annotations

from datetime import UTC, datetime

from newsspider.crawling.strays import MOST_VAIN, Strays
from newsspider.items import Article, Fetched, Page


def found_at(url: str, canonical: str | None = None) -> Fetched:
    page = Page(url=url, status=200, headers={}, body=b"", fetched_at=datetime(2026, 11, 23, tzinfo=UTC))
    article = Article(url=canonical or url, fetched_url=url, site="example.org", page_kind="article")
    return Fetched(article=article, page=page)


def urls(count: int) -> list[str]:
    return [f"https://example.org/2024/world/story-{n}" for n in range(count)]


def test_lookups_in_vain_are_bounded() -> None:
    strays = Strays()
    for url in urls(100):
        strays.add(url)
        strays.add(url)
    assert list(strays.ready()) == urls(MOST_VAIN)
    for url in urls(MOST_VAIN):
        strays.found(found_at(url, canonical="https://example.org/2024/world/known"))
    assert list(strays.ready()) == []


def test_a_story_that_was_found_makes_room_for_another_lookup() -> None:
    strays = Strays()
    looked_up: list[str] = []
    for url in urls(100):
        strays.add(url)
        for ready in strays.ready():
            looked_up.append(ready)
            strays.found(found_at(ready))
    assert looked_up == urls(100)
