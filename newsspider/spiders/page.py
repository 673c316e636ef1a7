"""Given URLs: ``scrapy crawl page -a urls=URL,URL``, and what ``scrapy parse URL`` and ``scrapy shell URL`` use."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from scrapy.http import Request

from newsspider.spiders.story import StorySpider
from newsspider.urls import without_credentials


class PageSpider(StorySpider):
    """Fetches the pages that it is given, and follows nothing.

    Arguments:
        urls: http and https URLs, with commas or white space between them.
    """

    name = "page"

    def __init__(self, urls: str | Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls = urls.replace(",", " ").split() if isinstance(urls, str) else list(urls)

    @classmethod
    def handles_request(cls, request: Request) -> bool:
        """Any page of any newspaper."""
        return request.url.startswith(("http://", "https://"))

    def asks(self) -> Mapping[str, str]:
        """See the arguments."""
        return {"urls": " ".join(map(without_credentials, self.urls))}

    async def start(self) -> AsyncIterator[Any]:
        """The requests for the pages."""
        self.origins = frozenset(place for url in self.urls for place in self.site_of(url).all_origins)
        for url in self.urls:
            await self.recall(self.site_of(url))
            yield self.story_request(url)
