"""Waits for a server that is away for a moment: it restarts, it is frozen, the network is cut."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from pymongo.errors import ConnectionFailure

from newsspider.archive.connection import errors_in_our_words

logger = logging.getLogger(__name__)

PATIENCE = 20.0
"""Seconds that a crawl waits for its store to come back. What it can't store then stays due."""
ANSWER = 20.0
"""Seconds that a crawl waits for one answer of its store."""
_PAUSE = 0.5

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Addressed(Protocol):
    """Something that works on one store."""

    uri: str
    """The store's address."""


_Held = TypeVar("_Held", bound=Addressed)


def patient(operation: Callable[_P, Coroutine[Any, Any, _T]]) -> Callable[_P, Coroutine[Any, Any, _T]]:
    """The operation, done again while nobody answers, for ``PATIENCE`` at most: done twice it must be as done once.

    Raises:
        PyMongoError: as the operation's last try; at once if the fault is another one than silence.
    """

    @wraps(operation)
    async def persist(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        clock = asyncio.get_running_loop().time
        end = clock() + PATIENCE
        while True:
            try:
                return await operation(*args, **kwargs)
            except ConnectionFailure as error:
                if clock() >= end:
                    raise
                logger.warning("MongoDB doesn't answer (%s); waiting for it", type(error).__name__)
            await asyncio.sleep(_PAUSE)

    return persist


def patient_method(
    method: Callable[Concatenate[_Held, _P], Coroutine[Any, Any, _T]],
) -> Callable[Concatenate[_Held, _P], Coroutine[Any, Any, _T]]:
    """The method of something that holds a store's address, done with patience, its errors in our words."""

    @wraps(method)
    async def persist(self: _Held, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        with errors_in_our_words(self.uri):
            return await patient(method)(self, *args, **kwargs)

    return persist
