"""How a run ended, as an exit code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

UNREACHABLE = "unreachable"
"""``finish_reason`` of a run that could not reach its newspaper."""
STORE_FAULT = "store"
"""``finish_reason`` of a run whose store can't be used any more."""
LEASE_HELD = "lease_held"
"""``finish_reason`` of a run that didn't begin: another run of the newspaper goes on."""
LEASE_LOST = "lease_lost"
"""``finish_reason`` of a run that another one took for dead."""
INTERRUPTED = "shutdown"
"""Scrapy's ``finish_reason`` after SIGINT or SIGTERM."""

FINISHED = "finished"
"""Scrapy's ``finish_reason`` when all is done."""

_BLOCKED = ("robots", "status", "time", "scope")


def exit_code(stats: Mapping[str, Any]) -> int:
    """The exit code that a run's stats mean.

    0 all that was found is stored or listed as refused (also when a budget ended the run); 1 a fault of ours;
    3 the store can't be used; 4 the newspaper can't be reached or blocks us; 5 another run holds the newspaper's
    lease; 6 the yield, or a field's coverage, fell far below earlier runs; 130 interrupted.
    """
    reason, refused, stories = stats.get("finish_reason"), refusals(stats), sum(stored(stats).values())
    if reason == INTERRUPTED:
        return 130
    if reason in (LEASE_HELD, LEASE_LOST):
        return 5
    if reason == STORE_FAULT or (refused.get("store") and not stories):
        return 3
    if reason == UNREACHABLE or is_blocked(stories, refused):
        return 4
    if reason is None or reason == "start_error" or stats.get("spider_exceptions/count"):
        return 1
    return 6 if stats.get("newsspider/alarms") else 0


def refusals(stats: Mapping[str, Any]) -> dict[str, int]:
    """How many pages were refused, by reason, the most frequent first."""
    return counted(stats, "newsspider/refused/")


def counted(stats: Mapping[str, Any], head: str) -> dict[str, int]:
    """The numbers whose names begin with ``head``, by the rest of the name, the largest first."""
    found = {name.removeprefix(head): int(number) for name, number in stats.items() if name.startswith(head)}
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def stored(stats: Mapping[str, Any]) -> dict[str, int]:
    """How many stories are in the store now: new ones, edited ones and unchanged ones."""
    return {name: int(stats.get(f"newsspider/stored/{name}", 0)) for name in ("new", "edited", "unchanged")}


def is_blocked(stories: int, reasons: Collection[str]) -> bool:
    """Whether there are reasons why pages were refused, no story, and each reason means that we were kept out."""
    return bool(reasons) and not stories and all(reason in _BLOCKED for reason in reasons)
