from __future__ import annotations

from typing import Any

import pytest

from newsspider.crawling.arguments import instant_argument, number_argument
from newsspider.crawling.ending import exit_code, refusals, stored
from newsspider.errors import UsageError


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        ({"finish_reason": "finished", "newsspider/stored/new": 3, "newsspider/refused/status": 2}, 0),
        ({"finish_reason": "finished", "newsspider/refused/not_an_article": 2, "newsspider/refused/status": 9}, 0),
        ({"finish_reason": "closespider_pagecount", "newsspider/stored/new": 3}, 0),
        ({"finish_reason": "finished", "newsspider/refused/status": 9, "newsspider/refused/robots": 1}, 4),
        ({"finish_reason": "unreachable"}, 4),
        ({"finish_reason": "store"}, 3),
        ({"finish_reason": "finished", "newsspider/refused/store": 1, "newsspider/stored/new": 1}, 0),
        ({"finish_reason": "finished", "newsspider/refused/store": 1}, 3),
        ({"finish_reason": "shutdown", "newsspider/stored/new": 3}, 130),
        ({"finish_reason": "start_error"}, 1),
        ({"finish_reason": "lease_held"}, 5),
        ({"finish_reason": "lease_lost", "newsspider/stored/new": 3}, 5),
        ({"finish_reason": "finished", "newsspider/stored/new": 3, "newsspider/alarms": ["a.org: …"]}, 6),
        ({"finish_reason": "finished", "spider_exceptions/count": 1}, 1),
        ({}, 1),
    ],
)
def test_exit_code(stats: dict[str, Any], code: int) -> None:
    assert exit_code(stats) == code


def test_counts() -> None:
    stats = {"newsspider/refused/status": 1, "newsspider/refused/robots": 5, "newsspider/stored/edited": 2}
    assert list(refusals(stats).items()) == [("robots", 5), ("status", 1)]
    assert stored(stats) == {"new": 0, "edited": 2, "unchanged": 0}


def test_arguments() -> None:
    assert number_argument("limit", "7") == 7
    assert number_argument("limit", "") is None
    since = instant_argument("since", "2026-04-25", "Europe/London")
    assert since is not None
    assert since.isoformat() == "2026-04-25T00:00:00+01:00"
    assert instant_argument("since", "") is None


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
def test_wrong_numbers(text: str) -> None:
    with pytest.raises(UsageError, match=f"limit={text}"):
        number_argument("limit", text)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "25/04/2026"])
def test_wrong_dates(text: str) -> None:
    with pytest.raises(UsageError, match="expected a date as 2026-11-23"):
        instant_argument("since", text)
