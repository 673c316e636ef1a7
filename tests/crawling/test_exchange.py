from __future__ import annotations

from datetime import UTC, datetime, timedelta

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

from newsspider.crawling.exchange import ForbiddenByRobots, PutOff, page_of, reason_of, redirects_of, refusal
from newsspider.crawling.rights import Reserved
from newsspider.crawling.scope import OutOfScope
from newsspider.sites import Site

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
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
        (ForbiddenByRobots("robots.txt forbids it"), ("robots", "robots.txt forbids it")),
        (PutOff(NOON), ("time", "the host asks to be left alone until 2026-11-24 12:00 UTC")),
        (Reserved("tdm: /.well-known/tdmrep.json"), ("rights", "tdm: /.well-known/tdmrep.json")),
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


def test_who_asks_us_to_wait_tells_when_the_url_is_asked_for_again() -> None:
    url = "https://lantern.test/x"
    for error in (PutOff(NOON), ForbiddenByRobots("robots.txt can't be had", NOON)):
        assert refusal(Request(url), SITE, error).again_at == NOON
    assert refusal(Request(url), SITE, ForbiddenByRobots("robots.txt forbids it")).again_at is None
    answer = Response(url, 503, headers={"Retry-After": "86400"})
    refused = refusal(Request(url), SITE, HttpError(answer))
    assert refused.again_at is not None
    assert refused.again_at - refused.seen_at == timedelta(days=1)
    assert refused.detail.startswith("503, put off until ")
