"""Pages read in processes of their own."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil
import pytest

from newsspider.crawling.outcome import Terms, outcome
from newsspider.crawling.readers import MEGABYTES, Readers, TooMuch
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
    readers = Readers(2, seconds=3)
    yield readers
    readers.close()


async def test_they_read_as_this_process_does(readers: Readers) -> None:
    pages = [page(f"story-{n}", 5 + n) for n in range(6)]
    known = Knowledge(lines=frozenset(range(1000)))
    read = await asyncio.gather(*(readers.read(one, SITE, Terms(), knowledge=known) for one in pages))
    assert read == [outcome(one, SITE, Terms(), knowledge=known) for one in pages]
    assert all(isinstance(item, Fetched) for item in read)


def spin() -> None:
    while True:
        pass


async def test_what_takes_too_long_costs_no_other(readers: Readers) -> None:
    slow, *others = await asyncio.gather(
        readers.call(spin),
        *(readers.read(page(f"story-{n}", 9), SITE, Terms()) for n in range(6)),
        return_exceptions=True,
    )
    assert isinstance(slow, TooMuch)
    assert str(slow) == "reading it took more than 3 s"
    assert all(isinstance(item, Fetched) for item in others)


def reads(process: BaseProcess) -> bool:
    """Whether a process has begun to read: it takes longer than all before that. One that has not costs no try."""
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(process.pid).cpu_times().user > 0.5)
    return False


async def test_a_page_that_ends_its_process_costs_no_other(readers: Readers) -> None:
    await readers.read(page("first", 9), SITE, Terms())
    doomed = asyncio.create_task(readers.read(page("doomed", 60_000), SITE, Terms()))
    while not doomed.done():
        await asyncio.sleep(0.05)
        for process in filter(reads, multiprocessing.active_children()):
            process.kill()
    result = await doomed
    assert isinstance(result, Refused)
    assert (result.reason, result.detail) == ("parse", "the process that read it came to an end")
    assert isinstance(await readers.read(page("next", 9), SITE, Terms()), Fetched)


def fill(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024**2))


KEPT: list[bytearray] = []


def keep(megabytes: int) -> int:
    KEPT.append(bytearray(megabytes * 1024**2))
    return len(KEPT)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing limits a reader's memory")
async def test_a_page_that_takes_too_much_memory_costs_no_other(readers: Readers) -> None:
    with pytest.raises(TooMuch, match=f"more than {MEGABYTES} MB"):
        await readers.call(fill, 300)
    assert await readers.call(fill, 100) == 100 * 1024**2
    for _ in range(6):
        assert await readers.call(keep, 120) == 1, "a process that a page left swollen reads no other"
    assert isinstance(await readers.read(page("next", 9), SITE, Terms()), Fetched)


_DYING = """
import asyncio, multiprocessing, os
from newsspider.crawling.readers import Readers
from tests.crawling.test_readers import SITE, Terms, page

async def main():
    readers = Readers(2)
    await readers.read(page("first", 9), SITE, Terms())
    slow = asyncio.create_task(readers.read(page("slow", 60_000), SITE, Terms()))
    await asyncio.sleep(0.4)
    print(*(process.pid for process in multiprocessing.active_children()), flush=True)
    os.kill(os.getpid(), 9)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a reader ends after its page")
def test_they_end_with_the_crawl(tmp_path: Path) -> None:
    script = tmp_path / "dying.py"
    script.write_text(_DYING)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        readers = [int(word) for word in process.stdout.readline().split()]
        assert len(readers) == 2
        process.wait(10)
        limit = time.monotonic() + 5
        while any(map(_is_alive, readers)):
            assert time.monotonic() < limit
            time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
