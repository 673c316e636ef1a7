"""What an analyst asks the store: the graph, counts, words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import pymongo
import pytest

from newsspider.archive import Archive, FullText, OutLink, Writer
from newsspider.archive.counts import Span
from newsspider.archive.graph import Related
from newsspider.archive.nearest import nearest_names
from newsspider.errors import StoreError, UsageError
from newsspider.items import LINK_GROUPS
from newsspider.urls import article_id
from tests.archive.pages import AT
from tests.archive.stories import stored, story, url
from tests.conftest import Store

DAY = timedelta(days=1)
NIGHT = AT.replace(hour=20)
"""Is the next day's morning in Kolkata."""

STORIES = (
    story("Root", "Left", ("inline", "Left"), ("latest", "Right"), ("next", "Nowhere"), inlinks={"editorial": 1}),
    story("Left", "Deep", "Root", section="City", authors=("Mira", "Lind"), inlinks={"editorial": 2, "rotating": 0}),
    story("Right", "Left", "Deep", published=AT - 8 * DAY, section="City", inlinks={"editorial": 0, "rotating": 1}),
    story("Deep", "Root", published=NIGHT, published_zone="Asia/Kolkata", authors=("Mira",), inlinks={"editorial": 2}),
    story("Copy", duplicate_of="0" * 32, published=None, agencies=("Reuters",), standfirst="A storm at sea"),
    story("Storm", published=AT - DAY, site="b.org", paragraphs=("The harbour master slept.",)),
    story("Tempête", published=AT - DAY, paragraphs=("It was a storm.",), standfirst="Storm, storm, storm"),
)


@pytest.fixture(scope="module")
def store(archive_address: str) -> Iterator[Store]:
    with stored(archive_address, "test_asking", STORIES) as found:
        yield found


@pytest.fixture(scope="module")
def archive(store: Store) -> Iterator[Archive]:
    with store.open() as found:
        yield found


def related(archive: Archive, name: str, **told: Any) -> Related:
    found = archive.related(url(name), **told)
    assert found is not None
    return found


def tree(links: Iterable[OutLink]) -> list[Any]:
    """Headlines, each with those below it in a list after it."""
    found: list[Any] = []
    for edge in links:
        found.append(edge.target.title if edge.target else edge.link.url)
        if edge.onward:
            found.append(tree(edge.onward))
    return found


def test_a_way_meets_each_story_once_where_it_is_nearest(archive: Archive) -> None:
    nowhere = "https://a.org/nowhere"
    assert tree(related(archive, "Root").out) == ["Left", "Left", "Right", nowhere]
    assert tree(related(archive, "Root", depth=2).out) == ["Left", ["Deep"], "Left", "Right", nowhere]
    assert tree(related(archive, "Right", depth=5).out) == ["Left", ["Root", [nowhere]], "Deep"]


def test_a_way_over_some_kinds(archive: Archive) -> None:
    found = related(archive, "Root", depth=3, kinds=LINK_GROUPS["rotating"])
    assert tree(found.out) == ["Right"]
    assert tree(related(archive, "Root", depth=3, kinds=["latest", "related"]).out) == ["Left", ["Deep"], "Right"]


def test_a_way_has_a_limit_and_says_so(archive: Archive) -> None:
    assert related(archive, "Root", depth=2).whole
    found = related(archive, "Root", depth=2, limit=2)
    assert tree(found.out) == ["Left", "Left", "Right"]
    assert not found.whole
    with pytest.raises(ValueError, match="one link at least"):
        archive.related(url("Root"), 0)


def test_what_leads_to_a_story(archive: Archive) -> None:
    found = related(archive, "Left", depth=3)
    assert [(edge.source.title, edge.link.kind) for edge in found.into] == [
        ("Root", "related"),
        ("Root", "inline"),
        ("Right", "related"),
    ]
    assert list(archive.linked_from(url("Left"))) == list(found.into)
    assert [edge.source.title for edge in archive.linked_from(url("Left"), ["inline"])] == ["Root"]
    assert len(list(archive.linked_from(url("Left"), limit=1))) == 2, "of one story"
    assert list(archive.linked_from(url("Unknown"))) == []


def test_the_most_linked(archive: Archive) -> None:
    def told(*arguments: Any, **filters: Any) -> list[tuple[str | None, int]]:
        return [(one.story.title, one.inlinks) for one in archive.top(*arguments, **filters)]

    assert told() == [("Deep", 2), ("Left", 2), ("Root", 1)]
    assert told(limit=1) == [("Deep", 2)]
    assert told("rotating") == [("Right", 1)]
    assert told(section="City") == [("Left", 2)]
    assert told(since=AT + DAY) == []


def test_the_most_linked_come_by_an_index(store: Store, mongo_client: pymongo.MongoClient[dict[str, Any]]) -> None:
    articles = mongo_client[store.database]["articles"]
    order = [("inlinks.editorial", -1), ("published", -1), ("_id", 1)]
    linked = {"inlinks.editorial": {"$gt": 0}}
    for query in (linked, {"$and": [linked, {"published": {"$gte": AT - DAY, "$lt": AT}}]}):
        found = articles.find(query).sort(order).explain()
        assert "'SORT'" not in str(found["queryPlanner"]["winningPlan"])
        assert found["executionStats"]["totalDocsExamined"] == found["executionStats"]["nReturned"]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("day", [(-8, {"City": 1}), (-1, {"": 2}), (0, {"": 1, "City": 1}), (1, {"": 1})]),
        ("week", [(-14, {"City": 1}), (-7, {"": 2}), (0, {"": 2, "City": 1})]),
        ("month", [(-22, {"": 4, "City": 2})]),
    ],
)
def test_stories_over_time(archive: Archive, span: Span, expected: list[tuple[int, dict[str, int]]]) -> None:
    """The 23rd of November 2026 is a Monday."""
    found = [(period.start, period.sections) for period in archive.timeline(span)]
    assert found == [(date(2026, 11, 23) + days * DAY, sections) for days, sections in expected]


def test_names_with_their_stories(archive: Archive) -> None:
    (city,) = archive.tally("section")
    assert (city.name, city.site, city.stories, city.first, city.last) == ("City", "a.org", 2, AT - 8 * DAY, AT)
    assert [(one.name, one.stories) for one in archive.tally("author")] == [("Mira", 2), ("Lind", 1)]
    assert [(one.name, one.site) for one in archive.tally("site", since=AT - DAY, until=AT)] == [
        ("a.org", "a.org"),
        ("b.org", "b.org"),
    ]
    (agency,) = archive.tally("agency", unique=False)
    assert (agency.name, agency.stories, agency.first, agency.last) == ("Reuters", 1, None, None)
    assert archive.names("author") == ["Lind", "Mira"]


def test_words_in_headlines_count_more(archive: Archive) -> None:
    assert [hit.story.title for hit in archive.search("STORM")] == ["Storm", "Tempête"]
    assert [hit.story.title for hit in archive.search("tempete", text="storm")] == ["Tempête"]
    assert [hit.story.title for hit in archive.search("sea", unique=False)] == ["Copy"]
    assert list(archive.search("harbour")) == []
    assert len(list(archive.search("storm", limit=1))) == 1


def test_whole_stories_are_searched_by_an_index_on_request(store: Store, archive: Archive, mongo: Any) -> None:
    articles = mongo.client[store.database]["articles"]
    with pytest.raises(UsageError, match="newsspider index --make"):
        list(archive.search("harbour", full=True))
    with FullText.open(store.uri, database=store.database) as full:
        assert full.at() is None
        assert full.cost().stories == sum(full.build()) == len(STORIES)
        assert [hit.story.title for hit in archive.search("harbour master", full=True)] == ["Storm"]
        assert [hit.story.title for hit in archive.search("storm", full=True, site="a.org")] == ["Tempête"]
        assert len(list(archive.search("storm", full=True, limit=1))) == 1

        articles.update_one({"title": "Root"}, {"$set": {"text": "A harbour.", "content_hash": "new"}})
        articles.delete_one({"title": "Storm"})
        assert list(archive.search("harbour", full=True)) == []
        assert sum(full.build()) == 1
        assert full.at() is not None
        assert [hit.story.title for hit in archive.search("harbour", full=True)] == ["Root"]
        full.drop()
        assert full.at() is None


async def test_an_erased_story_leaves_the_index_of_whole_stories(writer: Writer, mongo: Any) -> None:
    mongo["fulltext"].insert_one({"_id": article_id("https://a.org/1"), "text": "secret"})
    await writer.forget("https://a.org/1")
    assert mongo["fulltext"].count_documents({}) == 0


def test_a_store_of_an_older_version_says_what_it_lacks(store: Store, mongo_client: Any) -> None:
    older = Store(store.uri, "test_asking_older")
    mongo_client[older.database]["articles"].insert_one({})
    mongo_client[older.database]["meta"].insert_one({"_id": "schema", "version": 3})
    with older.open() as archive:
        with pytest.raises(StoreError, match="newsspider doctor"):
            list(archive.search("storm"))
        with pytest.raises(StoreError, match="did not note when stories change"):
            list(archive.articles(changed_since=AT))
    mongo_client.drop_database(older.database)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("TOP NEWS", ["Top News"]), ("Tpo News", ["Top News"]), ("news", ["Top News", "News of the world"]), ("xyz", [])],
)
def test_the_nearest_names(name: str, expected: list[str]) -> None:
    assert nearest_names(name, ["Top News", "Sport", "News of the world"]) == expected
