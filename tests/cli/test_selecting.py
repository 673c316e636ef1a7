"""The options that choose stories, and the dates in them."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsspider.archive.selection import Selection
from newsspider.cli.moments import instant_option
from newsspider.cli.selecting import selecting, selection_of
from newsspider.errors import UsageError

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_command_gets_the_options_as_a_selection() -> None:
    got: list[Any] = []

    @selecting
    def command(url: str, selection: Selection, limit: int = 20) -> None:
        got.extend([url, selection, limit])

    assert list(inspect.signature(command).parameters) == ["url", *inspect.signature(selection_of).parameters, "limit"]
    command(url="https://a.org/", section="City", unique=True)
    assert got == ["https://a.org/", Selection(section="City", unique=True), 20]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23T06:00", datetime(2026, 11, 23, 6, tzinfo=UTC)),
        ("2026-11-23T06:00+01:00", datetime(2026, 11, 23, 5, tzinfo=UTC)),
        ("90min", NOW - timedelta(minutes=90)),
        ("12h", NOW - timedelta(hours=12)),
        ("7d", NOW - timedelta(days=7)),
        ("2w", NOW - timedelta(days=14)),
    ],
)
def test_dates(text: str, expected: datetime | None) -> None:
    assert instant_option("--since", text, NOW) == expected


@pytest.mark.parametrize("text", ["yesterday-ish", "7", "7y", "2026-13-01", "23/11/2026"])
def test_no_date(text: str) -> None:
    with pytest.raises(UsageError, match=f"--since {text}: expected a date as 2026-11-23"):
        instant_option("--since", text, NOW)


def test_no_time_between_two_dates() -> None:
    with pytest.raises(UsageError, match="--since 2026-11-23 is not before --until 2026-11-23"):
        selection_of(since="2026-11-23", until="2026-11-23")
