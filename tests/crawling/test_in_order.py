"""Work on many things at a time, with the results in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing
from typing import Any

import pytest

from newsspider.crawling.in_order import in_order


class Work:
    """Works on numbers; each takes as many turns of the loop as it is asked for."""

    def __init__(self, *numbers: int, breaks: bool = False) -> None:
        self.numbers, self.breaks = numbers, breaks
        self.taken: list[int] = []
        self.known: list[int] = []
        self.at_once = self.under_way = 0

    async def given(self) -> AsyncIterator[int]:
        for number in self.numbers:
            yield number
        if self.breaks:
            raise OSError("the file is broken")

    async def _work(self, number: int) -> int:
        self.under_way += 1
        self.at_once = max(self.at_once, self.under_way)
        try:
            for _ in range(number):
                await asyncio.sleep(0)
        finally:
            self.under_way -= 1
        return -number

    async def run(self, *, most: int = 4, most_bytes: int = 1_000) -> None:
        def begin(number: int) -> Coroutine[Any, Any, int]:
            self.known.append(len(self.taken))
            return self._work(number)

        async for number, result in in_order(self.given(), begin, lambda n: n, most=most, most_bytes=most_bytes):
            assert result == -number
            self.taken.append(number)


async def test_the_order_is_that_of_the_things_and_so_is_what_is_known_of_earlier_ones() -> None:
    slow_first, even = Work(50, 1, 9, 2, 30, 1, 1, 4), Work(*[1] * 8)
    await slow_first.run()
    await even.run()
    assert slow_first.taken == list(slow_first.numbers)
    assert slow_first.known == even.known == [0, 0, 0, 0, 1, 2, 3, 4]
    assert slow_first.at_once == 4


async def test_large_things_are_fewer_at_a_time() -> None:
    large = Work(*[10] * 6)
    await large.run(most=6, most_bytes=20)
    assert (large.at_once, large.taken) == (2, [10] * 6)
    alone = Work(30, 30)
    await alone.run(most=6, most_bytes=20)
    assert (alone.at_once, alone.taken) == (1, [30, 30])


async def test_what_stood_before_an_error_comes_first() -> None:
    work = Work(3, 2, 1, breaks=True)
    with pytest.raises(OSError, match="broken"):
        await work.run()
    assert work.taken == [3, 2, 1]


async def test_who_leaves_early_leaves_no_work_behind() -> None:
    work = Work(1, *[10_000] * 5)
    async with aclosing(in_order(work.given(), work._work, int, most=3, most_bytes=100_000)) as results:
        async for _ in results:
            break
    await asyncio.sleep(0)
    assert (work.under_way, work.at_once) == (0, 3)
