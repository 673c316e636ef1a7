"""Politeness: robots.txt with its Crawl-delay, and the waits that an overloaded host asks for. Two thin layers between
the engine and the network; what they decide stands in ``robots`` and ``waits``.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest, ResponseDataLossError, StopDownload
from scrapy.http import Request, Response

from newsspider.crawling.compression import CUT
from newsspider.crawling.exchange import ForbiddenByRobots, PutOff, RunEnds, page_of, refusal
from newsspider.crawling.robots import READ, Robots, read_robots
from newsspider.crawling.waits import LONGEST, OVERLOADED, Waits, asked_wait
from newsspider.items import Page, Refused
from newsspider.sites import site_for_url
from newsspider.urls import origin

logger = logging.getLogger(__name__)

ROBOTS_SECONDS = 20.0
"""How long a robots.txt may take in all, redirects and further tries included."""
URL_SECONDS = 40.0
"""How long one URL may be waited for in a run: its time-outs and the waits that its host asked for."""
OVERLOAD_TRIES = 6
SOME_TRIES = 3
"""How often a URL, and one that can be done without, is asked for whose host says that it has too much to do."""
OPTIONAL = "newsspider_optional"
"""Key of ``Request.meta``: whether the run goes on as well without the answer."""

CLOSED = timedelta(hours=1)
"""How long a host is left alone whose robots.txt can't be had."""
_ENDLESS = "max redirections reached"
"""What Scrapy says of a request that was redirected more than REDIRECT_MAX_TIMES times."""
_SPENT = "newsspider_spent"
"""Key of ``Request.meta``: seconds of ``URL_SECONDS`` that are gone."""
_PAUSE = "newsspider_pause"
"""Key of ``Request.meta``: seconds that the request waits before it is sent."""


class RobotsMiddleware:
    """Downloader middleware that keeps robots.txt: what it forbids, and its Crawl-delay up to a cap.

    Stats: ``newsspider/robots/closed`` counts the hosts of which nothing may be fetched,
    ``newsspider/robots/delay`` tells the longest Crawl-delay that is kept, in seconds.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Use ``from_crawler``."""
        self._crawler = crawler
        self._obey = crawler.settings.getbool("ROBOTSTXT_OBEY")
        self._longest = crawler.settings.getfloat("NEWSSPIDER_CRAWL_DELAY_MAX")
        self._asked: dict[str, asyncio.Task[Page | Refused]] = {}
        self._robots: dict[str, Robots] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass.

        Raises:
            ForbiddenByRobots: it may not.
        """
        if not self._obey or request.meta.get("dont_obey_robotstxt"):
            return
        robots = await self._rules(request.url)
        if why := robots.forbids(request.url):
            raise ForbiddenByRobots(why, datetime.now(UTC) + CLOSED if robots.closed else None)

    async def answer(self, url: str) -> Page | Refused:
        """The robots.txt of the URL's origin as it came, asked for once a run."""
        place = origin(url)
        if place not in self._asked:
            self._asked[place] = asyncio.create_task(self._fetch(f"{place}/robots.txt"))
        return await asyncio.shield(self._asked[place])

    async def _rules(self, url: str) -> Robots:
        place = origin(url)
        if place not in self._robots:
            robots = read_robots(await self.answer(url))
            if place not in self._robots:
                self._robots[place] = robots
                self._tell(place, robots)
        return self._robots[place]

    async def _fetch(self, url: str) -> Page | Refused:
        meta = {"dont_obey_robotstxt": True, "download_maxsize": 0}
        request = Request(url, priority=1000, meta=meta)
        stop = _Stop(request.url)
        self._crawler.signals.connect(stop.bytes_received, signals.bytes_received)
        try:
            async with asyncio.timeout(ROBOTS_SECONDS):
                return page_of(await self._crawler.engine.download_async(request))
        except TimeoutError:
            return refusal(request, site_for_url(url), DownloadTimeoutError())
        except IgnoreRequest as error:
            if str(error) != _ENDLESS:
                return refusal(request, site_for_url(url), error)
            # more redirects than must be followed: as if there were no file (RFC 9309, 2.3.1.2)
            return Page(url=url, fetched_at=datetime.now(UTC), status=404, headers={}, body=b"")
        except Exception as error:
            return refusal(request, site_for_url(url), error)
        finally:
            self._crawler.signals.disconnect(stop.bytes_received, signals.bytes_received)

    def _tell(self, place: str, robots: Robots) -> None:
        """Note what the origin's robots.txt means for all of its pages, and keep its Crawl-delay."""
        if robots.closed:
            self._crawler.stats.inc_value("newsspider/robots/closed")
            logger.warning("%s: %s", place, robots.closed)
        if robots.delay and self._longest:
            delay = min(robots.delay, self._longest)
            _space_out(self._crawler, urlsplit(place).hostname or "", delay)
            self._crawler.stats.max_value("newsspider/robots/delay", delay)
            logger.info("%s asks for %g s between two requests; %g s are kept", place, robots.delay, delay)


class PatientRetryMiddleware(RetryMiddleware):
    """Scrapy's retries with patience: they back off, keep Retry-After, and end after ``URL_SECONDS``.

    Stats: ``newsspider/waits`` counts the answers that asked for a wait, ``newsspider/waits/seconds`` is the longest
    wait that was kept, ``newsspider/waits/put_off`` counts those that ask for more than a run waits.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Use ``from_crawler``."""
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._waits = Waits(time.monotonic)
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait as long as the request, or its host, is to wait.

        Raises:
            PutOff: that is longer than a run waits, or the host is given up.
            RunEnds: the run ends meanwhile.
        """
        host = _host(request)
        await self._pause(request.meta.pop(_PAUSE, 0.0))
        if self._waits.given_up(host):
            raise PutOff(datetime.now(UTC) + timedelta(seconds=LONGEST))
        while left := self._waits.left(host):
            if left > LONGEST:
                raise PutOff(datetime.now(UTC) + timedelta(seconds=left))
            await self._pause(left)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The response, or the request for another try.

        Raises:
            ResponseDataLossError: the body ended early, each time.
        """
        if response.status in OVERLOADED and not request.meta.get("dont_retry"):
            return self._overloaded(request, response) or response
        slowed = self._waits.pace(_host(request))
        self._waits.answered(_host(request))
        if slowed:
            _space_out(self.crawler, _host(request), 0.0, self._waits.pace(_host(request)))
        if _is_cut(response):
            again = self._again(request, ResponseDataLossError("the answer ended early"))
            if again is None:
                raise ResponseDataLossError("the answer ended early")
            return again
        if response.status in self.retry_http_codes and not request.meta.get("dont_retry"):
            return self._again(request, f"status {response.status}") or response
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:  # type: ignore[override]
        """The request for another try; None if there is to be none."""
        if not isinstance(exception, self.exceptions_to_retry) or request.meta.get("dont_retry"):
            return None
        if isinstance(exception, DownloadTimeoutError):
            return self._again(request, exception, spent=request.meta.get("download_timeout", self._timeout))
        return self._again(request, exception)

    def _overloaded(self, request: Request, response: Response) -> Request | None:
        said = (response.headers.get("Retry-After") or b"").decode("latin-1")
        asked = asked_wait(said, datetime.now(UTC))
        tries = request.meta.get("retry_times", 0)
        wait = self._waits.overloaded(_host(request), request.url, asked, tries)
        self.crawler.stats.inc_value("newsspider/waits")
        _space_out(self.crawler, _host(request), 0.0, self._waits.pace(_host(request)))
        if wait > LONGEST:
            self.crawler.stats.inc_value("newsspider/waits/put_off")
            return None
        self.crawler.stats.max_value("newsspider/waits/seconds", wait)
        most = SOME_TRIES if request.meta.get(OPTIONAL) else OVERLOAD_TRIES
        return self._again(request, f"status {response.status}", spent=wait, tries=most, pause=wait)

    def _again(
        self,
        request: Request,
        reason: str | Exception,
        *,
        spent: float = 0.0,
        tries: int | None = None,
        pause: float = 0.0,
    ) -> Request | None:
        """The request for another try, as long as there is time for it."""
        spent += request.meta.get(_SPENT, 0.0)
        if spent >= URL_SECONDS:
            return None
        request.meta["max_retry_times"] = tries or request.meta.get("max_retry_times", self.max_retry_times)
        again = self._retry(request, reason)
        if again:
            timeout = min(again.meta.get("download_timeout", self._timeout), URL_SECONDS - spent)
            pause = max(pause, 0.25 * 2 ** again.meta["retry_times"])
            again.meta.update({_SPENT: spent, _PAUSE: pause, "download_timeout": timeout})
        return again

    async def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            slot = self.crawler.engine.scraper.slot
            if slot and slot.closing:
                raise RunEnds("the run ends")
            await asyncio.sleep(min(left, 0.5))


class _Stop:
    """Ends a download when as much came as is read of a robots.txt."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._received = 0

    def bytes_received(self, data: bytes, request: Request) -> None:
        """A part of some answer came."""
        if request.url == self._url or self._url in request.meta.get("redirect_urls", ()):
            self._received += len(data)
            if self._received > READ:
                raise StopDownload(fail=False)


def _is_cut(response: Response) -> bool:
    """Whether the body ended early: packed and without its end; or HTML without an end that stops outside of a tag, or
    whose end only the connection's told (RFC 9112, 6.3), for a server's word on the length may be wrong.
    """
    if "download_stopped" in response.flags:
        return False
    if CUT in response.flags:
        return True
    head, tail = response.body[:2000].lower(), response.body[-3000:].lower().rstrip()
    kind = (response.headers.get("Content-Type") or b"html").lower()
    if b"html" not in kind or b"<html" not in head or b"</html" in tail or b"</body" in tail:
        return False
    return "partial" in response.flags or not tail.endswith(b">")


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def _space_out(crawler: Crawler, host: str, least: float, extra: float = 0.0) -> None:
    """Let requests to a host begin so many seconds apart.

    Args:
        crawler: the crawl.
        host: the host.
        least: seconds that robots.txt asks for; they are kept without jitter, and as long as the crawl lasts.
        extra: seconds that the host needs just now.
    """
    downloader: Any = crawler.engine.downloader
    own = downloader.per_slot_settings.setdefault(host, {})
    usual = own.setdefault("usual", float(own.get("delay", crawler.settings.getfloat("DOWNLOAD_DELAY"))))
    jitter = own.setdefault(
        "usual_jitter", float(own.get("jitter", crawler.settings.getfloat("DOWNLOAD_DELAY_JITTER")))
    )
    least = own["least"] = max(least, own.get("least", 0.0))
    delay = max(usual, least, extra)
    own.update({"delay": delay, "jitter": jitter if delay * (1 - jitter) >= least else 0.0})
    if slot := downloader.slots.get(host):
        slot.delay, slot.jitter = own["delay"], own["jitter"]
