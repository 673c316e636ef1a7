"""Stories as they stand in a store, for the tests of who reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pymongo

from newsspider.archive import StoredArticle
from newsspider.archive.documents import story_to_document
from newsspider.archive.merging import first_story
from newsspider.archive.schema import prepare_store
from tests.archive.pages import AT, fetched, link
from tests.conftest import Store


def url(name: str) -> str:
    return f"https://a.org/{name.replace(' ', '-').lower()}"


def story(name: str, *leads_to: tuple[str, str] | str, **told: Any) -> StoredArticle:
    """A story by its headline; it shows related links to some stories, or links of the kinds that stand before."""
    pairs = [("related", one) if isinstance(one, str) else one for one in leads_to]
    links = tuple(link(url(target), kind, position) for position, (kind, target) in enumerate(pairs))
    page = fetched(url(name), title=name, links=links)
    assert page.identity
    made = first_story(page.article, page.identity, [page.identity.own], page.page)
    return replace(made, **{"published": AT, "published_precision": "minute", "published_zone": "UTC", **told})


@contextmanager
def stored(address: str, database: str, stories: Iterable[StoredArticle]) -> Iterator[Store]:
    """A store with these stories; it is gone afterwards."""
    prepare_store(address, database)
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(address)
    with client:
        client[database]["articles"].insert_many([story_to_document(one) for one in stories])
        yield Store(address, database)
        client.drop_database(database)
