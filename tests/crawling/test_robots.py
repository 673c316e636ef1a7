from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsspider.crawling.robots import READ, read_robots
from newsspider.items import Page, Refused

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://lantern.test/robots.txt"
STORY = "https://lantern.test/2026/ferry"


def answer(body: bytes, status: int = 200) -> Page:
    return Page(url=URL, status=status, headers={}, body=body, fetched_at=NOW)


@pytest.mark.parametrize(
    ("rules", "forbidden"),
    [
        ("User-agent: *\nDisallow: /2026/", True),
        ("User-agent: *\nDisallow: /2025/", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newsspider\nDisallow: /private", False),
        ("User-agent: NewsSpider\nDisallow: /\n\nUser-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /2026\nAllow: /2026/ferry", False),
        ("User-agent: *\nDisallow: /*/ferry$", True),
        ("User-agent: *\nDisallow: /*/ferr$", False),
        ("user-agent: a\nuser-agent: newsspider\ndisallow: /2026", True),
        ("\ufeffUser-agent: *\rDisallow: /2026\r", True),
        ("User-agent: newsspiderplus\nDisallow: /\n\nUser-agent: news\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: newsspider/0.1 # us\nDisallow: /2026", True),
        ("<html><p>Not found</p></html>", False),
    ],
)
def test_rules(rules: str, forbidden: bool) -> None:
    assert (read_robots(answer(rules.encode())).forbids(STORY) is not None) is forbidden


@pytest.mark.parametrize(("status", "forbidden"), [(404, False), (403, False), (429, False), (301, False), (503, True)])
def test_status(status: int, forbidden: bool) -> None:
    robots = read_robots(answer(b"User-agent: *\nDisallow: /nothing", status))
    assert (robots.forbids(STORY) is not None) is forbidden
    assert (robots.closed is not None) is forbidden


def test_no_answer_and_no_text_forbid_all() -> None:
    silent = Refused(url=URL, site="lantern", reason="time", detail="no answer in time", seen_at=NOW)
    assert read_robots(silent).forbids(STORY) == (
        "robots.txt can't be had, so nothing may be fetched: no answer in time"
    )
    assert read_robots(answer(b"\x89PNG\0\0\0")).forbids(STORY)


def test_half_a_megabyte_is_read() -> None:
    head = b"User-agent: *\nDisallow: /2026/\n"
    filler = b"# and so on\n" * (READ // 12 + 10)
    assert read_robots(answer(head + filler)).forbids(STORY)
    assert not read_robots(answer(b"User-agent: *\n" + filler + b"Disallow: /2026/\n")).forbids(STORY)
    cut = b"User-agent: *\n".ljust(READ - 12, b"#") + b"\nDisallow: /no/such/place\n"
    assert not read_robots(answer(cut)).forbids(STORY), "the limit cuts a rule to a wider one"


def test_crawl_delay() -> None:
    assert read_robots(answer(b"User-agent: *\nCrawl-delay: 2.5\n")).delay == 2.5
    assert read_robots(answer(b"User-agent: *\nCrawl-delay: soon\n")).delay is None
    assert read_robots(answer(b"", 404)).delay is None
