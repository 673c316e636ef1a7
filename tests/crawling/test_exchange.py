from __future__ import annotations

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError

from newsspider.crawling.exchange import page_of, reason_of, redirects_of, refusal
from newsspider.crawling.scope import ORIGINS, OutOfScope, ScopeMiddleware, scope_meta
from newsspider.sites import Site

SITE = Site(name="lantern", home="https://lantern.test/")


def test_page_of_a_response() -> None:
    headers = {"Content-Type": "text/html", "X-Robots-Tag": ["noarchive", "nofollow"]}
    page = page_of(Response("https://lantern.test/x", 200, headers=headers, body=b"<p>"))
    assert page.headers == {"content-type": "text/html", "x-robots-tag": "noarchive, nofollow"}
    assert (page.url, page.status, page.body) == ("https://lantern.test/x", 200, b"<p>")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OutOfScope("https://elsewhere.test/ is not one of …"), ("scope", "https://elsewhere.test/ is not one of …")),
        (DownloadTimeoutError("20 s"), ("time", "no answer in time")),
        (DownloadCancelledError("Cancelling download"), ("size", "Cancelling download")),
        (ResponseDataLossError(), ("size", "the answer ended early")),
        (CannotResolveHostError("lantern.test"), ("status", "the host is unknown: lantern.test")),
        (IgnoreRequest("Forbidden by robots.txt"), ("robots", "robots.txt forbids it")),
        (IgnoreRequest("… exceeded DOWNLOAD_MAXSIZE (7 B)"), ("size", "larger than DOWNLOAD_MAXSIZE when unpacked")),
        (IgnoreRequest("max redirections reached"), ("status", "max redirections reached")),
        (RuntimeError(), ("status", "RuntimeError")),
    ],
)
def test_reasons(error: Exception, reason: tuple[str, str]) -> None:
    assert reason_of(error) == reason


def test_a_refusal_is_told_under_the_url_that_was_asked_for() -> None:
    request = Request("https://elsewhere.test/", meta={"redirect_urls": ["https://lantern.test/go?utm_source=x"]})
    assert redirects_of(request) == ("https://lantern.test/go?utm_source=x",)
    assert refusal(request, SITE, OutOfScope("gone")).url == "https://lantern.test/go"


@pytest.mark.parametrize(
    ("status", "body", "detail"),
    [
        (410, b"", "410"),
        (
            403,
            b"<title>Just a moment...</title>",
            "bot_challenge: status 403, title 'Just a moment...', 0 words of text",
        ),
        (403, b"<title>Log in</title><input type=password>", "403"),
        (404, b"<title>Just a moment...</title>", "404"),
        (503, b"\x00", "503"),
    ],
)
def test_an_answer_that_is_an_error_is_told_by_its_status(status: int, body: bytes, detail: str) -> None:
    url = "https://lantern.test/x"
    refused = refusal(Request(url), SITE, HttpError(Response(url, status, body=body)))
    assert (refused.reason, refused.detail) == ("status", detail)


@pytest.mark.parametrize(
    "url", ["https://elsewhere.test/", "https://lantern.test:8443/", "ftp://lantern.test/", "http://evil.lantern.test/"]
)
def test_out_of_scope(url: str) -> None:
    with pytest.raises(OutOfScope):
        ScopeMiddleware().process_request(Request(url, meta=scope_meta(SITE)))


@pytest.mark.parametrize("url", ["https://lantern.test/x", "http://www.lantern.test:80/x"])
def test_in_scope(url: str) -> None:
    ScopeMiddleware().process_request(Request(url, meta=scope_meta(SITE)))


def test_without_origins_anything_goes() -> None:
    request = Request("https://elsewhere.test/")
    assert ORIGINS not in request.meta
    ScopeMiddleware().process_request(request)
