"""Reads ahead: the next items are made in a thread while the last ones are worked on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

_T = TypeVar("_T")
_PATIENCE = 0.2


def ahead(items: Iterable[_T], most: int = 2) -> Iterator[_T]:
    """The items, in their order, ``most`` of them made before they are asked for. An error comes where it arose."""
    ready: Queue[tuple[_T] | BaseException | None] = Queue(most)
    unwanted = Event()

    def put(item: tuple[_T] | BaseException | None) -> None:
        while not unwanted.is_set():
            with suppress(Full):
                ready.put(item, timeout=_PATIENCE)
                return

    def make() -> None:
        try:
            for item in items:
                put((item,))
                if unwanted.is_set():
                    return
            put(None)
        except BaseException as error:  # whatever it is, it is raised where the items are used
            put(error)

    thread = Thread(target=make, name="ahead", daemon=True)
    thread.start()
    try:
        while item := _next(ready):
            if isinstance(item, BaseException):
                raise item
            yield item[0]
    finally:
        unwanted.set()
        thread.join()


def _next(ready: Queue[tuple[_T] | BaseException | None]) -> tuple[_T] | BaseException | None:
    while True:
        with suppress(Empty):  # an interrupt is heard between two looks
            return ready.get(timeout=_PATIENCE)
