"""Reading ahead."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from newsspider.export.ahead import ahead


def test_items_come_in_their_order_and_some_before_they_are_asked_for() -> None:
    made: list[int] = []
    second_is_made = threading.Event()

    def numbers() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            if number == 1:
                second_is_made.set()
            yield number

    found = ahead(numbers(), together=1)
    assert next(found) == 0
    assert second_is_made.wait(5)
    assert list(found) == list(range(1, 100))
    assert made == list(range(100))


def test_an_error_comes_in_its_place() -> None:
    def breaks() -> Iterator[int]:
        yield 1
        raise KeyError("two")

    found = ahead(breaks(), together=1)
    assert next(found) == 1
    with pytest.raises(KeyError, match="two"):
        next(found)


def test_who_wants_no_more_stops_the_thread() -> None:
    before = threading.active_count()
    found = ahead(iter(int, 1))
    assert next(found) == 0
    found.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
