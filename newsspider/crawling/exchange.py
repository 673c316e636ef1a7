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
from newsspider.crawling.scope import OutOfScope
from newsspider.items import Page, Reason, Refused
from newsspider.sites import Site


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
        return refused(asked, site, answer.reason, answer.detail, answer.seen_at)
    return refused(asked, site, *reason_of(error), datetime.now(UTC))


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
        case IgnoreRequest() if "robots.txt" in str(error):
            return "robots", "robots.txt forbids it"
        case IgnoreRequest() if "DOWNLOAD_MAXSIZE" in str(error):
            return "size", "larger than DOWNLOAD_MAXSIZE when unpacked"
        case _:
            return "status", str(error) or type(error).__name__
