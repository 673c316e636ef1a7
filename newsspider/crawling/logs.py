"""Keeps pages out of the log: an item is named there by its URL."""

from __future__ import annotations

from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from newsspider.items import Fetched, Refused


class BriefLogFormatter(LogFormatter):
    """Scrapy's words, with an item's URL in the place of its whole content."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """An item at the line's end."""
        return super().scraped(brief(item), response, spider)

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """An item that a stage dropped."""
        return super().dropped(brief(item), exception, response, spider)

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """An item at which a stage failed."""
        return super().item_error(brief(item), exception, response, spider)


def brief(item: Any) -> Any:
    """An item of ours in a few words; any other as it is."""
    if isinstance(item, Fetched):
        return f"story {item.article.url}"
    if isinstance(item, Refused):
        return f"refused {item.url}: {item.reason}: {item.detail}"
    return item
