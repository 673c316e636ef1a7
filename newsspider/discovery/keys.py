"""A set of keys that takes eight bytes for each: a sitemap may name millions."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 20_000
_PARTS = 16


class KeySet:
    """Keys that were added, told apart by 64 bits of blake2b (two of ten million are alike in one of 300,000 sets).

    >>> keys = KeySet()
    >>> keys.update(["a", "b"])
    >>> "a" in keys, "c" in keys, len(keys)
    (True, False, 2)
    """

    def __init__(self) -> None:
        self._sorted: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)] * _PARTS
        """By the lowest bits, so that no more than a part is held twice while new keys are merged into it."""
        self._new: set[int] = set()

    def __len__(self) -> int:
        return sum(map(len, self._sorted)) + len(self._new)

    def __contains__(self, key: str) -> bool:
        return self._has(_number(key))

    def update(self, keys: Iterable[str]) -> None:
        """Add keys."""
        for key in keys:
            number = _number(key)
            if not self._has(number):
                self._new.add(number)
            if len(self._new) >= _AT_ONCE:
                self._merge(np.fromiter(self._new, dtype=np.int64))
                self._new = set()

    def _merge(self, numbers: NDArray[np.int64]) -> None:
        for number, part in enumerate(self._sorted):
            self._sorted[number] = np.union1d(part, numbers[numbers % _PARTS == number])

    def _has(self, number: int) -> bool:
        if number in self._new:
            return True
        part = self._sorted[number % _PARTS]
        place = int(np.searchsorted(part, number))
        return place < len(part) and int(part[place]) == number


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)
