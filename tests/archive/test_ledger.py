"""The book of runs and the leases, on a real server."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from newsspider.archive import Writer
from newsspider.archive.holder import Holder
from newsspider.archive.leases import SILENCE
from newsspider.errors import LeaseHeld, LeaseLost
from newsspider.knowledge import Lesson, Trace
from newsspider.runs import RunRecord
from tests.conftest import Store

Mongo = Database[dict[str, Any]]


def record(name: str, *sites: str) -> RunRecord:
    return RunRecord(
        id=name, command="crawl", sites=sites or ("a.org",), refused={"status": 2}, alarms=("x",), rights=("tdm",)
    )


@contextmanager
def another_process() -> Iterator[tuple[Holder, Callable[[], None]]]:
    """A process of this machine, and what kills it. Killed, it is not waited for until the context's end."""
    with subprocess.Popen([sys.executable, "-c", SAYS_WHO], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        pid, born = child.stdout.readline().split(" ", 1)

        def kill() -> None:
            child.kill()
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

        try:
            yield replace(Holder.this(), pid=int(pid), born=born.strip()), kill
        finally:
            child.kill()


SAYS_WHO = """
from newsspider.archive.holder import Holder
import time
who = Holder.this()
print(who.pid, who.born, flush=True)
time.sleep(60)
"""


def leave(mongo: Mongo, holder: Holder, *, silent: float = 0) -> None:
    """A lease of a.org and its run, last heard of so many seconds ago."""
    seen = datetime.now(UTC) - timedelta(seconds=silent)
    mongo["leases"].insert_one({"_id": "a.org", "run": "old", **holder.to_document(), "since": seen, "seen": seen})
    mongo["runs"].insert_one(
        {"_id": "old", "command": "crawl", "sites": ["a.org"], "state": "running", "started": seen, "seen": seen}
        | holder.to_document()
    )


async def test_a_run_from_its_start_to_its_end(writer: Writer, store: Store) -> None:
    before, ledger = datetime.now(UTC), writer.ledger()
    with store.open() as archive:
        await ledger.begin(record("one"), ["a.org"])
        [run] = archive.runs()
        assert (run.state, run.host, run.pid) == ("running", Holder.this().host, os.getpid())
        assert run.started
        assert run.started >= before - timedelta(seconds=1)
        await ledger.keep_up(replace(record("one"), new=7), ["a.org"])
        [run] = archive.runs()
        assert run.new == 7
        await ledger.end(replace(record("one"), new=9, state="ended", reason="finished", exit_code=0))
        [run] = archive.runs("a.org")
        assert (run.state, run.reason, run.exit_code, run.new) == ("ended", "finished", 0, 9)
        assert (run.refused, run.alarms, run.sites) == ({"status": 2}, ("x",), ("a.org",))
        assert run.ended
        assert run.started
        assert run.started <= run.ended
        assert list(archive.runs("b.org")) == []
        assert archive.newspapers() == ["a.org"]


async def test_two_runs_of_one_newspaper_do_not_overlap(writer: Writer, mongo: Mongo) -> None:
    ledger = writer.ledger()
    await ledger.begin(record("one"), ["a.org"])
    await ledger.begin(record("two", "b.org"), ["b.org"])
    with pytest.raises(LeaseHeld, match=rf"a\.org goes on: process {os.getpid()} on .*, since 20.*kill") as caught:
        await ledger.begin(record("three", "b.org"), ["c.org", "a.org"])
    assert caught.value.exit_code == 5
    assert {lease["_id"] for lease in mongo["leases"].find()} == {"a.org", "b.org"}, "all leases or none"
    await ledger.end(record("one"))
    await ledger.begin(record("three"), ["a.org"])


async def test_of_many_at_once_one_begins(writer: Writer, mongo: Mongo) -> None:
    """Also where a dead run left its lease: it is taken over once."""
    with another_process() as (holder, kill):
        leave(mongo, holder)
        kill()
    begun = [writer.ledger().begin(record(f"run {n}"), ["a.org"]) for n in range(12)]
    results = await asyncio.gather(*begun, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["LeaseHeld"] * 11 + ["NoneType"]


async def test_a_killed_process_of_this_machine_is_followed_at_once(writer: Writer, mongo: Mongo, store: Store) -> None:
    with another_process() as (holder, kill):
        leave(mongo, holder, silent=2 * SILENCE)
        with pytest.raises(LeaseHeld):  # it is silent, but lives
            await writer.ledger().begin(record("new"), ["a.org"])
        with store.open() as archive:
            assert [run.state for run in archive.runs()] == ["running"]
            kill()
            assert [run.state for run in archive.runs()] == ["died"]
        await writer.ledger().begin(record("new"), ["a.org"])
    found = mongo["runs"].find_one({"_id": "old"})
    assert found
    assert (found["state"], found["ended"]) == ("died", found["seen"])


async def test_a_process_that_got_the_number_of_a_dead_one_is_not_it(writer: Writer, mongo: Mongo) -> None:
    leave(mongo, replace(Holder.this(), born="1"))
    await writer.ledger().begin(record("new"), ["a.org"])


@pytest.mark.parametrize("other", [{"host": "elsewhere"}, {"boot": "an earlier one"}, {"namespace": "a container's"}])
async def test_who_cannot_be_seen_from_here_is_followed_after_a_silence(
    writer: Writer, mongo: Mongo, store: Store, other: dict[str, str]
) -> None:
    holder = replace(Holder.this(), pid=2**22 + 1, **other)
    leave(mongo, holder, silent=SILENCE - 10)
    with pytest.raises(LeaseHeld, match="begin again in 30 seconds"):
        await writer.ledger().begin(record("new"), ["a.org"])
    mongo["leases"].delete_many({})
    mongo["runs"].delete_many({})
    leave(mongo, holder, silent=SILENCE + 2)
    with store.open() as archive:
        assert [run.state for run in archive.runs()] == ["died"]
    await writer.ledger().begin(record("new"), ["a.org"])


async def test_who_has_lost_a_lease_is_told(writer: Writer, mongo: Mongo) -> None:
    ledger = writer.ledger()
    await ledger.begin(record("one"), ["a.org"])
    mongo["leases"].update_one({"_id": "a.org"}, {"$set": {"run": "two"}})
    with pytest.raises(LeaseLost, match=r"run one has lost its lease of a\.org"):
        await ledger.keep_up(record("one"), ["a.org"])
    await ledger.end(record("one"))
    assert mongo["leases"].count_documents({"run": "two"}) == 1, "it doesn't give up what is another's"


def test_a_process_that_ended_is_dead_before_it_is_waited_for() -> None:
    with another_process() as (holder, kill):
        assert not holder.is_dead()
        kill()
        assert holder.is_here()
        assert holder.is_dead()
    assert not Holder.this().is_dead()


async def test_a_run_that_stopped_is_found_by_who_would_go_on(store: Store) -> None:
    ingest = RunRecord(id="1", command="ingest", asked={"files": "a.warc"}, bookmark={"last": [0, 7]}, done=5)
    writer = await Writer.open(store.uri, database=store.database)
    try:
        ledger = writer.ledger()
        await ledger.begin(ingest, ())
        assert await ledger.stopped(replace(ingest, id="2")) is None, "it goes on itself"
        await ledger.end(replace(ingest, state="ended", reason="shutdown"))
        stopped = await ledger.stopped(replace(ingest, id="2"))
        assert stopped is not None
        assert (stopped.id, stopped.bookmark, stopped.done) == ("1", {"last": [0, 7]}, 5)
        assert await ledger.stopped(replace(ingest, id="2", asked={"files": "b.warc"})) is None
        await ledger.begin(replace(ingest, id="2"), ())
        await ledger.end(replace(ingest, id="2", state="ended", reason="finished", bookmark={}))
        assert await ledger.stopped(replace(ingest, id="3")) is None, "all is done"
    finally:
        await writer.close()


async def test_lessons_are_kept_in_books(store: Store) -> None:
    trace = Trace(-1, frozenset([1, -(2**63)]), frozenset([4]), {5: 4, 6: 4})
    first, second = (Lesson(site="a.org", url=f"https://a.org/{n}", trace=trace, version=n) for n in (0, 1))
    writer = await Writer.open(store.uri, database=store.database)
    try:
        lessons = writer.lessons("work")
        await lessons.keep(0, [second])
        await lessons.keep(0, [first])
        await lessons.keep(1, [second, second])
        assert [lesson async for lesson in lessons.read(2)] == [first, second, second]
        assert (await lessons.count(1), await lessons.count(3)) == (1, 2)
        assert await writer.lessons("work2").count(3) == 0
        await lessons.drop()
        assert await lessons.count(3) == 0
    finally:
        await writer.close()
