"""Finds what in the store is most like a name or URL that is not."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from pymongo.database import Database

from newsspider.archive.documents import Document
from newsspider.urls import identity_key

_MOST = 20_000
"""Stories of a newspaper that are looked through."""


def nearest_names(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known names most like this one, the best first: upper and lower case are the same; empty where none is."""
    plain: dict[str, list[str]] = {}
    for one in known:
        plain.setdefault(one.casefold(), []).append(one)
    folded = name.casefold()
    close = get_close_matches(folded, plain, limit)
    within = [one for one in plain if folded in one and one not in close]
    return [one for key in (*close, *sorted(within, key=len)) for one in plain[key]][:limit]


def nearest_urls(database: Database[Document], url: str, limit: int = 3) -> list[str]:
    """The canonical URLs of stories most like this one, of the same host, by the words of their paths."""
    host, _, path = identity_key(url).partition("/")
    words = {word for word in path.replace("-", "/").replace("_", "/").split("/") if len(word) > 2}
    query = {"aliases": {"$gte": f"{host}/", "$lt": f"{host}0"}}
    found = [document["url"] for document in database["articles"].find(query, {"url": 1}).limit(_MOST)]
    scored = sorted((-sum(word in known for word in words), known) for known in found)
    return [known for score, known in scored[:limit] if score]
