"""G16: one signal ends a crawl and keeps what was fetched, a second one ends it at once; no mongod is left behind."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterable, Iterator
from itertools import repeat
from pathlib import Path

import pytest

from newsspider.archive import open_archive
from tests.guarantees.crawls import FAST, ended, servers_on, signalled
from tests.guarantees.hostile import page
from tests.guarantees.paper import await_
from tests.guarantees.wire import Asked, Host, Piece, reply, served

QUICK = tuple(f"/town/the-{number}-story-of-the-day" for number in ("first", "second", "third", "fourth"))
STUCK = tuple(f"/town/the-{number}-story-of-the-night" for number in ("fifth", "sixth", "seventh"))


def answer(asked: Asked) -> Iterable[Piece]:
    """A newspaper some of whose pages never come."""
    if asked.path in QUICK:
        return [reply(page(asked.path))]
    if asked.path in STUCK:
        return repeat(0.2)
    rows = "".join(f'<h2><a href="{path}">What you should know of it</a></h2>' for path in (*QUICK, *STUCK))
    return [reply(f"<html><body>{rows}</body></html>") if asked.path == "/" else reply("", status=404)]


@pytest.fixture
def paper() -> Iterator[Host]:
    with served(answer) as host:
        yield host


def is_stuck(paper: Host, folder: Path) -> bool:
    """Whether the quick pages were stored and the crawl waits for the others."""
    asked = {one.path for one in list(paper.log)}
    return asked >= {*QUICK, *STUCK} and bool(servers_on(folder))


@pytest.mark.parametrize("sent", [signal.SIGTERM])
def test_one_signal_ends_it_and_keeps_what_was_fetched(paper: Host, tmp_path: Path, sent: signal.Signals) -> None:
    with signalled("crawl", paper.base, "--data-dir", str(tmp_path), *FAST) as command:
        await_(lambda: is_stuck(paper, tmp_path))
        time.sleep(1)  # so that the last of the quick ones is read
        code, seconds = ended(command, sent, limit=90)
    assert code == 130
    assert seconds < 30
    await_(lambda: not servers_on(tmp_path), 5)
    with open_archive(data_dir=tmp_path, database="newsspider") as archive:
        found = {story.url.removeprefix(paper.base) for story in archive.articles(unique=False)}
        [run] = archive.runs()
        refused = [one.url for one in archive.refused()]
    assert found == set(QUICK)
    assert (run.state, run.exit_code) == ("ended", 130)
    assert refused == [], "what the end cut off stays due"


def test_a_second_signal_ends_it_at_once(paper: Host, tmp_path: Path) -> None:
    with signalled("crawl", paper.base, "--data-dir", str(tmp_path), *FAST) as command:
        await_(lambda: is_stuck(paper, tmp_path))
        code, seconds = ended(command, signal.SIGTERM, signal.SIGTERM, gap=0.5, limit=60)
    assert code == 130
    assert seconds < 10
    await_(lambda: not servers_on(tmp_path), 5)


def test_a_signal_before_the_first_page_ends_it_too(paper: Host, tmp_path: Path) -> None:
    with signalled("crawl", paper.base, "--data-dir", str(tmp_path), *FAST) as command:
        await_(lambda: bool(servers_on(tmp_path)))
        code, seconds = ended(command, signal.SIGTERM, limit=60)
    assert code == 130
    assert seconds < 30
    await_(lambda: not servers_on(tmp_path), 5)
