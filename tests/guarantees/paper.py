"""An ordinary newspaper in a store of its own: what a crawl leaves there, to be compared with another crawl's."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pymongo.database import Database

from tests.conftest import Store

Mongo = Database[dict[str, Any]]
TIMES = frozenset(
    "written first_seen last_seen last_changed "
    "seen_at fetched_at due_at visited_at next_at read_at queued_at run".split()
)


def place(store: Store) -> tuple[str, str, str, str]:
    """The options that name a store."""
    return ("--mongo", store.uri, "--database", store.database)


def content(mongo: Mongo) -> dict[str, Any]:
    """The stories with their links, their pages and how their URLs stand, without when that came to be."""
    found: dict[str, Any] = {document["_id"]: _timeless(document) for document in mongo["articles"].find()}
    found |= {f"page of {document['article']}": document["body"] for document in mongo["pages"].find()}
    states = {d["url"]: (d["state"], d.get("reason")) for d in mongo["frontier"].find()}
    return {**found, **{f"state of {url}": state for url, state in states.items()}}


def differences(one: Any, other: Any, where: str = "") -> list[str]:
    """Where two contents differ, and what stands there."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = sorted(one.keys() | other.keys())
        return [line for n in names for line in differences(one.get(n), other.get(n), f"{where}.{n}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [line for n, (a, b) in pairs for line in differences(a, b, f"{where}[{n}]")]
    return [] if one == other else [f"{where}: {str(one)[:200]} and {str(other)[:200]}"]


def await_(condition: Callable[[], bool], limit: float = 60.0) -> None:
    """Return as soon as something is so."""
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.01)


def _timeless(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _timeless(value) for key, value in part.items() if key not in TIMES}
    return [_timeless(value) for value in part] if isinstance(part, list) else part
