"""Pages read in processes of their own."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from newsspider.crawling.outcome import Terms, outcome
from newsspider.crawling.readers import Readers
from newsspider.items import Fetched, Page, Refused
from newsspider.knowledge import Knowledge
from newsspider.sites import Site

SITE = Site(name="lantern", home="https://lantern.test/")
LINE = "<p>The council voted on the bridge number {n} in its long debate, and the ferry sails again from noon.</p>"


def page(name: str, lines: int) -> Page:
    text = "".join(LINE.format(n=n) for n in range(lines))
    body = f"<html lang=en><h1>The {name} bridge of the town</h1><p>3 May 2024</p><article>{text}</article></html>"
    headers = {"content-type": "text/html"}
    return Page(url=f"{SITE.home}{name}", status=200, headers=headers, body=body.encode(), fetched_at=datetime.now(UTC))


@pytest.fixture
def readers() -> Iterator[Readers]:
    readers = Readers(2, seconds=1)
    yield readers
    readers.close()


async def test_they_read_as_this_process_does(readers: Readers) -> None:
    pages = [page(f"story-{n}", 5 + n) for n in range(6)]
    known = Knowledge(lines=frozenset(range(1000)))
    read = await asyncio.gather(*(readers.read(one, SITE, Terms(), knowledge=known) for one in pages))
    assert read == [outcome(one, SITE, Terms(), knowledge=known) for one in pages]
    assert all(isinstance(item, Fetched) for item in read)


async def test_a_page_that_takes_too_long_costs_no_other(readers: Readers) -> None:
    slow, *others = await asyncio.gather(
        readers.read(page("endless", 60_000), SITE, Terms()),
        *(readers.read(page(f"story-{n}", 9), SITE, Terms()) for n in range(6)),
    )
    assert isinstance(slow, Refused)
    assert (slow.reason, slow.detail) == ("parse", "reading it took more than 1 s")
    assert all(isinstance(item, Fetched) for item in others)


async def test_a_page_that_ends_its_process_costs_no_other(readers: Readers) -> None:
    await readers.read(page("first", 9), SITE, Terms())
    doomed = asyncio.create_task(readers.read(page("doomed", 60_000), SITE, Terms()))
    await asyncio.sleep(0.5)
    for process in multiprocessing.active_children():
        process.kill()
    result = await doomed
    assert isinstance(result, Refused)
    assert (result.reason, result.detail) == ("parse", "the process that read it came to an end")
    assert isinstance(await readers.read(page("next", 9), SITE, Terms()), Fetched)
