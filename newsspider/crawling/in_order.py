"""Work on many things at a time whose results come in the order of the things."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

AHEAD = 64
"""Things that are worked on at a time. Not fewer with fewer cores: what is learned from a page is known when the page
after so many others is begun, on any machine."""
AHEAD_BYTES = 64 * 1024**2
"""Bytes of the things that are worked on at a time, above which none is begun."""

_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")


async def in_order(
    given: AsyncIterator[_Thing],
    begin: Callable[[_Thing], Coroutine[Any, Any, _Result]],
    size: Callable[[_Thing], int],
    *,
    most: int = AHEAD,
    most_bytes: int = AHEAD_BYTES,
) -> AsyncGenerator[tuple[_Thing, _Result], None]:
    """Each thing with its result, in the order in which they are given.

    Nothing is taken from ``given`` until there is room for it, so who takes the results slowly slows all of it. Which
    results were taken when ``begin`` is called for a thing depends on the things alone, not on how fast the work is.

    Args:
        given: the things. When it raises an error, the results of those before it come first.
        begin: called for each thing in turn; what it returns is then awaited at the same time as the others.
        size: bytes that a thing holds.
        most: things that are worked on at a time.
        most_bytes: bytes of them, above which none is begun.
    """
    under_way: deque[tuple[_Thing, asyncio.Task[_Result]]] = deque()
    held = 0
    end: Exception | None = None
    try:
        while True:
            while end is None and len(under_way) < most and held < most_bytes:
                try:
                    thing = await anext(given)
                except Exception as error:  # also that there are no more
                    end = error
                else:
                    held += size(thing)
                    under_way.append((thing, asyncio.create_task(begin(thing))))
            if not under_way:
                break
            thing, task = under_way.popleft()
            result = await task
            held -= size(thing)
            yield thing, result
    finally:
        for _, task in under_way:
            task.cancel()
    if end is not None and not isinstance(end, StopAsyncIteration):
        raise end
