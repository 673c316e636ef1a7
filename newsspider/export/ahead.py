"""Reads ahead: the next items are made in a thread while the last ones are worked on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

_T = TypeVar("_T")
_AHEAD = 2
"""Chunks that are made before they are asked for."""
_PATIENCE = 0.2
"""Seconds until a thread that waits looks whether it is still wanted."""


def ahead(items: Iterable[_T], together: int = 500) -> Iterator[_T]:
    """The items, in their order; they are made so many at a time, before they are asked for.

    An error comes in the place of the items that were made with it.
    """
    ready: Queue[list[_T] | BaseException] = Queue(_AHEAD)
    unwanted = Event()

    def put(made: list[_T] | BaseException) -> None:
        while not unwanted.is_set():
            with suppress(Full):
                ready.put(made, timeout=_PATIENCE)
                return

    def make() -> None:
        rest = iter(items)
        try:
            while (some := list(islice(rest, together))) and not unwanted.is_set():
                put(some)
            put([])
        except BaseException as error:  # whatever it is, it is raised where the items are used
            put(error)

    thread = Thread(target=make, name="ahead", daemon=True)
    thread.start()
    try:
        while made := _next(ready):
            if isinstance(made, BaseException):
                raise made
            yield from made
    finally:
        unwanted.set()
        thread.join()


def _next(ready: Queue[_T]) -> _T:
    while True:
        with suppress(Empty):  # an interrupt is heard between two looks
            return ready.get(timeout=_PATIENCE)
