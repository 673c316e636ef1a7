"""G10: Retry-After is kept for the host, a wait of a day puts the URL off, retries back off and end.

The arithmetic of waits is tested in tests/crawling/test_waits.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from tests.conftest import Store
from tests.guarantees.crawls import FAST, newsspider
from tests.guarantees.hostile import page
from tests.guarantees.wire import Answer, Asked, Host, Piece, reply, served

BUSY = "/town/the-busy-story-of-the-day"
OTHERS = tuple(f"/town/the-story-of-the-{name}-of-the-day" for name in ("mill", "dam", "quay", "tower"))
LONG = 2.0
"""Seconds that the host asks for."""


def busy(case: str, turn: int) -> bytes:
    """What the busy page answers."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=LONG + 1), usegmt=True)
    if case == "day":
        return reply("Wait", status=503, Retry_After="86400")
    if case == "fault":
        return reply("Oops", status=500)
    if turn:
        return reply(page(BUSY))
    if case == "seconds":
        return reply("Wait", status=429, Retry_After=str(int(LONG)))
    return reply("Wait", status=503, Retry_After=date)


def paper(case: str) -> Answer:
    def answer(asked: Asked) -> Iterable[Piece]:
        if asked.path == BUSY:
            return [busy(case, asked.turn)]
        if asked.path in OTHERS:
            return [0.2, reply(page(asked.path))]
        links = "".join(f'<h2><a href="{path}">What you should know of it today</a></h2>' for path in (BUSY, *OTHERS))
        return [reply(f"<html><body>{links}</body></html>") if asked.path == "/" else reply("", status=404)]

    return answer


@pytest.fixture(scope="module")
def papers(archive_address: str) -> Iterable[tuple[Mapping[str, Host], Store]]:
    """The newspapers, crawled at once, one request at a time."""
    store = Store(archive_address, "politeness")
    with ExitStack() as stack:
        hosts = {case: stack.enter_context(served(paper(case))) for case in ("seconds", "date", "day", "fault")}
        place = ("--mongo", store.uri, "--database", store.database)
        one = (*FAST, "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
        done = newsspider("crawl", *(host.base for host in hosts.values()), *place, *one)
        assert done.code == 0, done.stderr
        yield hosts, store


Papers = tuple[Mapping[str, Host], Store]


@pytest.mark.parametrize(("case", "least"), [("seconds", LONG), ("date", LONG)])
def test_the_whole_host_is_left_alone_as_long_as_it_asks(papers: Papers, case: str, least: float) -> None:
    hosts, store = papers
    begun = next(asked.at for asked in hosts[case].log if asked.path == BUSY)
    # what was on its way already may still come
    later = sorted(asked.at - begun for asked in hosts[case].log if asked.at > begun + 0.3)
    assert later
    assert later[0] > least * 0.9
    with store.open() as archive:
        assert archive.article(hosts[case].base + BUSY), "it is asked for again then"


def test_a_wait_of_a_day_is_put_off_and_told(papers: Papers) -> None:
    hosts, store = papers
    asked = [one for one in hosts["day"].log if one.path == BUSY]
    assert len(asked) == 1
    with store.open() as archive:
        assert all(archive.article(hosts["day"].base + path) for path in OTHERS), "one page's wait costs no other"
        told = {one.url: one for one in archive.refused()}[hosts["day"].base + BUSY]
    assert "put off until" in told.detail
    assert told.again_at is None or told.again_at > datetime.now(UTC) + timedelta(hours=23)


def test_who_was_put_off_is_not_asked_by_the_next_run(papers: Papers) -> None:
    hosts, store = papers
    done = newsspider("crawl", hosts["day"].base, "--mongo", store.uri, "--database", store.database, *FAST)
    assert done.code == 0, done.stderr
    assert sum(one.path == BUSY for one in hosts["day"].log) == 1


def test_retries_back_off_and_end(papers: Papers) -> None:
    hosts, _ = papers
    times = [asked.at for asked in hosts["fault"].log if asked.path == BUSY]
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert 2 <= len(times) <= 4
    assert gaps[0] > 0.3
    assert gaps[-1] > 0.7
