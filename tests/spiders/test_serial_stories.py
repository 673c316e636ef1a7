"""A spider on stories over several pages: the whole story, or what can be had of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Request
from twisted.python.failure import Failure

from newsspider.crawling.outcome import Terms
from newsspider.items import Fetched, Refused
from newsspider.spiders.page import PageSpider

STORY = "https://example.org/2024/straits/five-straits-in-a-bathtub"
PARTS = (STORY, f"{STORY}/2/", f"{STORY}/3/")
LINES = (
    "The bath came out of the governor’s house when the plumbing was renewed, and weighs a hundred and ten kilos.",
    "The third strait has a bad name, and took her six days, four of them spent behind a skerry with some seals.",
    "She came into Quillon on the nineteenth day, at slack water, to the sound of people trying not to laugh.",
)


def page(number: int, head: str = "") -> str:
    links = " ".join(f'<a href="{url}">{n}</a>' for n, url in enumerate(PARTS, start=1) if n != number)
    return (
        f"<html lang=en><head>{head}</head><body><article><h1>Five straits in a bathtub</h1><p>By Ann Lee</p>"
        f"<p>3 May 2024</p><div class=entry-content><p>{LINES[number - 1]}</p><p>So far page {number}, says the log of"
        f" the slow crossing.</p><div class=page-links>Pages: {links}</div></div></article></body></html>"
    )


ALL = Terms()
PAGES = {url: page(n) for n, url in enumerate(PARTS, start=1)}


async def asked(url: str, pages: Mapping[str, str], terms: Terms = ALL) -> tuple[Fetched | Refused, list[str]]:
    """The item that the spider makes of a URL, and the URLs that it asked for."""
    spider = PageSpider()
    spider.terms = terms
    result: Fetched | Refused | Request = spider.story_request(url)
    urls = []
    while isinstance(result, Request):
        urls.append(result.url)
        if result.url in pages:
            assert result.callback is not None
            response = HtmlResponse(result.url, body=pages[result.url].encode(), request=result)
            [result] = [item async for item in result.callback(response, **result.cb_kwargs)]
        else:
            assert result.errback is not None
            failure = Failure(IgnoreRequest("Forbidden by robots.txt"))  # type: ignore[no-untyped-call]
            failure.request = result  # type: ignore[attr-defined]
            [result] = result.errback(failure)
    return result, urls


@pytest.mark.parametrize("start", range(3))
async def test_whatever_part_is_asked_for_the_item_is_the_whole_story(start: int) -> None:
    item, urls = await asked(PARTS[start], PAGES)
    assert isinstance(item, Fetched)
    assert [line for line in item.article.paragraphs if line in LINES] == list(LINES)
    assert (item.article.url, item.page.url) == (STORY, STORY)
    assert item.article.parts == PARTS
    assert set(item.article.aliases) == set(PARTS[1:])
    assert item.article.rules["paragraphs"].endswith("3 of 3 parts")
    assert urls == [*PARTS[start:][:1], *(PARTS if start else PARTS[1:])]


async def test_a_part_that_can_not_be_had_is_told() -> None:
    item, _ = await asked(STORY, {url: body for url, body in PAGES.items() if url != PARTS[2]})
    assert isinstance(item, Fetched)
    assert item.article.rules["paragraphs"].endswith("2 of 3 parts")
    assert item.article.parts == PARTS
    assert LINES[1] in item.article.paragraphs


async def test_a_part_that_is_no_story_any_more_ends_it() -> None:
    item, urls = await asked(STORY, PAGES | {PARTS[1]: "<html><h1>Page not found</h1><p>Sorry.</p></html>"})
    assert isinstance(item, Fetched)
    assert item.article.rules["paragraphs"].endswith("1 of 3 parts")
    assert urls == list(PARTS[:2])


@pytest.mark.parametrize("first", [{}, {STORY: "<html><h1>Page not found</h1><p>Sorry.</p></html>"}])
async def test_a_later_part_whose_first_can_not_be_had_is_kept(first: dict[str, str]) -> None:
    item, _ = await asked(PARTS[1], {PARTS[1]: PAGES[PARTS[1]]} | first)
    assert isinstance(item, Fetched)
    assert item.article.fetched_url == PARTS[1]
    assert item.article.rules["paragraphs"].endswith("1 of 3 parts")


async def test_a_page_whose_links_are_not_to_be_followed_is_not_followed() -> None:
    pages = PAGES | {STORY: page(1, '<meta name="robots" content="nofollow">')}
    item, urls = await asked(STORY, pages)
    assert isinstance(item, Fetched)
    assert urls == [STORY]
    assert item.article.rules["paragraphs"].endswith("1 of 3 parts")
    assert len((await asked(STORY, pages, Terms(rights=())))[1]) == 3
