"""Which pages of an ordered source are done, and which are still on their way to the store. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

_Place = TypeVar("_Place", tuple[int, int], tuple[str, str])


class Places(Generic[_Place]):
    """The places of pages, from when each is taken until it is stored, refused or left out.

    A page is known by an object that stays one and the same all the way: the ``Page``, or the ``Refused``.
    """

    def __init__(self, last: _Place | None = None, left: Iterable[_Place] = ()) -> None:
        """Where an earlier run stopped: the place that it took last, and those that it left open."""
        self.last: _Place | None = last
        """The farthest place that was taken."""
        self.left: set[_Place] = set(left)
        """Those that an earlier run left open, until they are taken again."""
        self._open: dict[int, tuple[object, _Place]] = {}

    def wants(self, place: _Place) -> bool:
        """Whether what is at a place must be read."""
        return self.last is None or place > self.last or place in self.left

    def take(self, place: _Place, mark: object) -> bool:
        """A page is on its way. Whether it is the next one, and none that an earlier run left open."""
        is_next = place not in self.left
        self._open[id(mark)] = mark, place
        if is_next:
            self.last = place
        self.left.discard(place)
        return is_next

    def done(self, mark: object) -> None:
        """A page needn't be read again."""
        self._open.pop(id(mark), None)

    def to_document(self) -> Mapping[str, Any]:
        """As a store keeps it; empty before the first page."""
        if self.last is None:
            return {}
        return {"last": list(self.last), "left": [list(at) for at in {*self.left, *self._places()}]}

    def _places(self) -> Iterable[_Place]:
        return (place for _, place in self._open.values())
