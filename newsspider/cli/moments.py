"""The dates that a user writes for a command."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta


def instant_option(name: str, text: str, now: datetime | None = None) -> datetime | None:
    """The instant that an option names; None for an empty text.

    Args:
        name: the option, for the error.
        text: a date (its midnight, UTC), an instant in ISO 8601 (UTC without an offset), or how long ago: 90min, 12h,
            7d, 2w.
        now: what "ago" is counted from; None means the clock.

    Raises:
        UsageError: it is something else.
    """
    from newsspider.discovery.dates import moment
    from newsspider.errors import UsageError

    if not text:
        return None
    if ago := re.fullmatch(r"(\d{1,5})(min|h|d|w)", text):
        return (now or datetime.now(UTC)) - int(ago[1]) * _UNITS[ago[2]]
    if when := moment(text):
        return when
    raise UsageError(
        f"{name} {text}: expected a date as 2026-11-23, an instant as 2026-11-23T06:00+01:00, or how long ago, as 12h, "
        "7d or 2w"
    )


_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
