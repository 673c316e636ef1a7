"""Between Scrapy and our own items: a response as a ``Page``, a failure as a ``Refused``."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError

from newsspider.crawling.outcome import failed, refused
from newsspider.crawling.rights import Reserved
from newsspider.crawling.scope import OutOfScope
from newsspider.items import Page, Reason, Refused
from newsspider.sites import Site


class ForbiddenByRobots(IgnoreRequest):
    """robots.txt forbids the URL, or can't be had. ``again_at``: when it may be asked for again; None: not soon."""

    def __init__(self, why: str, again_at: datetime | None = None) -> None:
        super().__init__(why)
        self.again_at = again_at


class PutOff(IgnoreRequest):
    """The host asked to be left alone for longer than a run waits. ``again_at``: until when."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(f"the host asks to be left alone until {again_at:%Y-%m-%d %H:%M} UTC")
        self.again_at = again_at


class RunEnds(IgnoreRequest):
    """The run came to its end while the request waited: its URL stays due."""


def page_of(response: Response) -> Page:
    """The response, as the store keeps it."""
    names = {name.decode("latin-1").lower() for name in response.headers}
    headers = {name: b", ".join(response.headers.getlist(name)).decode("latin-1") for name in sorted(names)}
    return Page(
        url=response.url,
        status=response.status,
        headers=headers,
        body=response.body,
        fetched_at=datetime.now(UTC),
    )


def redirects_of(request: Request | None) -> tuple[str, ...]:
    """The URLs that led to the request, first the one that was asked for; empty without a redirect."""
    return tuple(request.meta.get("redirect_urls", ())) if request else ()


def refusal(request: Request, site: Site, error: BaseException) -> Refused:
    """Why the request brought no page, under the URL that was asked for."""
    asked = next(iter(redirects_of(request)), request.url)
    if isinstance(error, HttpError):
        answer = failed(page_of(error.response), site)
        return refused(asked, site, answer.reason, answer.detail, answer.seen_at, answer.again_at)
    again_at = error.again_at if isinstance(error, ForbiddenByRobots | PutOff) else None
    return refused(asked, site, *reason_of(error), datetime.now(UTC), again_at)


def reason_of(error: BaseException) -> tuple[Reason, str]:
    """What a request without an answer means, in one word and in a sentence."""
    match error:
        case OutOfScope():
            return "scope", str(error)
        case DownloadTimeoutError():
            return "time", "no answer in time"
        case DownloadCancelledError():
            return "size", str(error) or "larger than DOWNLOAD_MAXSIZE"
        case ResponseDataLossError():
            return "size", "the answer ended early"
        case CannotResolveHostError():
            return "status", f"the host is unknown: {error}"
        case DownloadConnectionRefusedError():
            return "status", "connection refused"
        case ForbiddenByRobots():
            return "robots", str(error)
        case PutOff():
            return "time", str(error)
        case Reserved():
            return "rights", str(error)
        case _:
            return "status", str(error) or type(error).__name__
