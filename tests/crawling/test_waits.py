from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsspider.crawling.waits import ENDURANCE, LONGEST, PATIENCE, SLOWEST, Waits, asked_wait

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Tue, 24 Nov 2026 12:01:00 GMT", 60),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1e9", None),
        ("٣", None),
        ("9" * 400, 9999999999),
    ],
)
def test_retry_after(said: str, seconds: float | None) -> None:
    assert asked_wait(said, NOW) == seconds


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_host_is_left_alone_as_long_as_it_asks() -> None:
    clock = Clock()
    waits = Waits(clock)
    assert waits.left("a") == 0
    assert waits.overloaded("a", "/", 7.0) == 7.0
    clock.now += 3
    assert (waits.left("a"), waits.left("b")) == (4.0, 0)


def test_without_a_word_the_waits_grow_until_an_answer_comes() -> None:
    clock = Clock()
    waits = Waits(clock)
    found = []
    for page in range(7):
        found.append(waits.overloaded("a", f"/{page}", None))
        again = waits.overloaded("a", f"/{page}", None)
        assert again == found[-1], "what was asked for before the wait makes it no longer"
        clock.now += found[-1]
    assert found == [1, 2, 4, 8, 16, LONGEST, LONGEST]
    waits.answered("a")
    assert waits.overloaded("a", "/", None) == 1


def test_what_one_page_says_again_and_again_makes_that_page_wait() -> None:
    clock = Clock()
    waits = Waits(clock)
    for tries, wait in enumerate((1, 2, 4, 8)):
        assert waits.overloaded("a", "/broken", None, tries) == wait
        assert waits.left("a") == 1
        clock.now += wait
    clock.now += 99
    waits.overloaded("a", "/broken", None)
    assert not waits.given_up("a")


def test_a_host_that_asks_for_nothing_but_waits_is_given_up() -> None:
    clock = Clock()
    waits = Waits(clock)
    for page in range(PATIENCE):
        waits.overloaded("a", f"/{page}", 3.0)
    assert not waits.given_up("a")
    clock.now += ENDURANCE
    assert waits.given_up("a")
    assert not waits.given_up("b")
    waits.answered("a")
    assert not waits.given_up("a")


def test_a_long_wait_concerns_a_page_until_all_pages_ask_for_it() -> None:
    clock = Clock()
    waits = Waits(clock)
    for _ in range(PATIENCE - 1):
        assert waits.overloaded("a", "/", 86_400.0) == 86_400.0
        assert waits.left("a") == 0
    waits.overloaded("a", "/", 86_400.0)
    assert waits.left("a") == 86_400.0


def test_an_overloaded_host_is_asked_more_slowly_for_a_while() -> None:
    clock = Clock()
    waits = Waits(clock)
    paces = []
    for _ in range(8):
        clock.now += 99
        waits.overloaded("a", "/", 1.0)
        paces.append(waits.pace("a"))
    assert paces == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, SLOWEST, SLOWEST]
    assert waits.pace("b") == 0
    for _ in range(20):
        waits.answered("a")
    assert 0.2 < waits.pace("a") < 0.3
    for _ in range(30):
        waits.answered("a")
    assert waits.pace("a") == 0
