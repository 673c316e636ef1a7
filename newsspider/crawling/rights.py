"""Rights: what a whole site reserves from text and data mining, in ``/.well-known/tdmrep.json``. What a single page
reserves (robots meta, X-Robots-Tag, TDM meta and header) is read with the page.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Self
from urllib.parse import quote

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from newsspider.items import Reason
from newsspider.urls import origin

WELL_KNOWN = "/.well-known/tdmrep.json"
"""Where a site says what it reserves (W3C TDM Reservation Protocol)."""
MINED = "newsspider_mined"
"""Key of ``Request.meta``: whether what comes is to be stored."""
MOST = 1_000
"""Rules of a site that are read."""

RESERVED: tuple[Reason, str] = ("rights", f"tdm: {WELL_KNOWN}")
"""Why a page is refused that its site reserves."""

_SECONDS = 10
_EVERYBODY = "*"


class Reserved(IgnoreRequest):
    """The site reserves the page."""


class RightsMiddleware:
    """Downloader middleware that asks for no page that its site reserves, unless the setting NEWSSPIDER_RIGHTS lacks
    "tdm".
    """

    def __init__(self, crawler: Crawler) -> None:
        """Use ``from_crawler``."""
        self._crawler = crawler
        self._asked: dict[str, asyncio.Task[Protego]] = {}
        self._kept = "tdm" in crawler.settings.getlist("NEWSSPIDER_RIGHTS")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass.

        Raises:
            Reserved: the site reserves what it asks for.
        """
        if request.meta.get(MINED) and await self.reserves(request.url):
            raise Reserved(RESERVED[1])

    async def reserves(self, url: str) -> bool:
        """Whether the URL's site reserves it, and that is kept."""
        if not self._kept:
            return False
        place = origin(url)
        if place not in self._asked:
            self._asked[place] = asyncio.create_task(self._fetch(place))
        rules = await asyncio.shield(self._asked[place])
        return not rules.can_fetch(url, _EVERYBODY)

    async def _fetch(self, place: str) -> Protego:
        request = Request(place + WELL_KNOWN, meta={"download_timeout": _SECONDS, "dont_retry": True}, priority=100)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception:
            return read_tdmrep(b"")
        return read_tdmrep(response.body if response.status == 200 else b"")


def read_tdmrep(body: bytes) -> Protego:
    """The rules of a tdmrep.json as those of a robots.txt: what is disallowed is reserved.

    The protocol's locations are patterns as in robots.txt; of several that match a path the longest decides, as there.
    A file that is none reserves nothing.
    """
    try:
        said: Any = json.loads(body or b"[]")
    except (ValueError, RecursionError):
        said = []
    lines = [f"User-agent: {_EVERYBODY}"]
    for rule in (said if isinstance(said, list) else [said])[:MOST]:
        if isinstance(rule, dict) and isinstance(place := rule.get("location"), str):
            path = quote("/" + place.strip().removeprefix("/"), safe="/*$%?&=;:@!'()+,~")
            reserved = str(rule.get("tdm-reservation", "")).strip() == "1"
            lines.append(f"{'Disallow' if reserved else 'Allow'}: {path}")
    return Protego.parse("\n".join(lines))
