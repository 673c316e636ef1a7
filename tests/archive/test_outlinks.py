"""How many links a story has: kept beside them, and always what a count of them gives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, get_args

import pytest
from pymongo.database import Database

from newsspider.archive import Writer
from newsspider.archive.documents import story_to_document
from newsspider.archive.merging import first_story
from newsspider.archive.outlinks import by_group
from newsspider.archive.schema import prepare_store
from newsspider.archive.streams import Choice, Streams
from newsspider.items import LINK_GROUPS, Fetched, LinkKind, Unchanged
from tests.archive.pages import fetched, link
from tests.conftest import Store

Mongo = Database[dict[str, Any]]
KINDS = get_args(LinkKind)


def miscounted(mongo: Mongo) -> list[dict[str, Any]]:
    """The stories whose numbers are not those of their links."""
    stories = mongo["articles"].find({}, {"url": 1, "outlinks": 1, "links.kind": 1})
    return [
        story
        for story in stories
        if story["outlinks"]
        != {group: sum(one["kind"] in kinds for one in story["links"]) for group, kinds in LINK_GROUPS.items()}
    ]


def pages(dice: random.Random) -> Iterator[Fetched]:
    """Pages of eight stories, each fetched now and again over months with other links, under one of two URLs."""
    for hour in range(0, 2000, 40):
        number = dice.randrange(8)
        shown = dice.sample([(kind, target) for kind in KINDS for target in range(8)], dice.randrange(12))
        links = tuple(link(f"https://a.org/{target}", kind, place) for place, (kind, target) in enumerate(shown))
        title = f"Story {number}, {dice.choice(['as it was', 'edited'])}"
        url = f"https://a.org/{dice.choice(['', 'amp/'])}{number}"
        yield fetched(url, claims=f"https://a.org/{number}", title=title, paragraphs=(title,), links=links, hours=hour)


@pytest.mark.parametrize("seed", range(4))
async def test_they_are_what_a_count_gives_whatever_was_written(store: Store, mongo: Mongo, seed: int) -> None:
    dice = random.Random(seed)
    writer = await Writer.open(store.uri, database=store.database)
    for page in pages(dice):
        outcome = await writer.put(page)
        same = Unchanged(url=page.article.url, site="a.org", seen_at=page.page.fetched_at + timedelta(hours=1))
        await writer.put(same)
        assert outcome.article_id
        assert miscounted(mongo) == []
    assert sum(sum(story["outlinks"].values()) for story in mongo["articles"].find()) > 20
    for number in dice.sample(range(8), 3):
        assert (await writer.forget(f"https://a.org/{number}")).mentions > 0
        assert miscounted(mongo) == []
    await writer.close()


def test_they_are_counted_by_group() -> None:
    assert by_group(["next", "related", "inline", "promoted"]) == {"editorial": 2, "sequence": 1, "rotating": 1}
    assert by_group([]) == dict.fromkeys(LINK_GROUPS, 0)
    assert by_group(KINDS) == {group: len(kinds) for group, kinds in LINK_GROUPS.items()}


def test_a_store_of_before_has_them_once_it_is_migrated_and_its_exports_before_that(store: Store, mongo: Mongo) -> None:
    prepare_store(store.uri, store.database)
    page = fetched("https://a.org/1", links=(link("https://a.org/2", "next"), link("https://a.org/3", "latest")))
    assert page.identity
    story = first_story(page.article, page.identity, [page.identity.own], page.page)
    mongo["articles"].insert_one(story_to_document(story))
    mongo["articles"].update_many({}, {"$unset": {"outlinks": ""}})
    mongo["meta"].update_one({"_id": "schema"}, {"$set": {"version": 4}})

    def exported() -> list[list[int]]:
        with store.open() as archive:
            return list(Streams(archive).rows(Choice(), [f"outlinks.{group}" for group in LINK_GROUPS]))

    assert exported() == [[0, 1, 1]]
    written = mongo["articles"].distinct("written")
    prepare_store(store.uri, store.database)
    assert miscounted(mongo) == []
    assert exported() == [[0, 1, 1]]
    assert mongo["articles"].distinct("written") == written, "to count is no change"
