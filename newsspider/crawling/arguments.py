"""Reads what a user writes for a spider or a command."""

from __future__ import annotations

from datetime import datetime

from newsspider.discovery.dates import moment
from newsspider.errors import UsageError


def number_argument(name: str, text: str) -> int | None:
    """A whole number from 1; None for an empty text.

    Raises:
        UsageError: it is something else.
    """
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise UsageError(f"{name}={text}: expected a whole number from 1")
    return int(text)


def instant_argument(name: str, text: str, zone: str | None = None) -> datetime | None:
    """A date (its midnight in ``zone``, else UTC) or an instant, in ISO 8601; None for an empty text.

    Raises:
        UsageError: it is something else.
    """
    if not text:
        return None
    if when := moment(text, zone):
        return when
    raise UsageError(f"{name}={text}: expected a date as 2026-11-23 or an instant as 2026-11-23T06:00+01:00")
