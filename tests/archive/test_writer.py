"""The writer: what a story's fetches leave in the store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from pymongo.database import Database

from newsspider.archive import Outcome, Writer
from newsspider.archive.documents import url_id
from newsspider.archive.schema import article_rules
from newsspider.errors import ItemUnstorable
from newsspider.items import Fetched, Image, Refused, Unchanged, Update
from newsspider.knowledge import Knowledge, Trace
from newsspider.urls import article_id
from tests.archive.pages import AT, fetched, link
from tests.conftest import Store

Mongo = Database[dict[str, Any]]
LONG = tuple(f"Sentence number {n} of the council's long debate on the bridge over the river." for n in range(6))


async def put_all(store: Store, items: Sequence[Fetched | Refused | Unchanged]) -> list[Outcome]:
    """One run of the crawl."""
    writer = await Writer.open(store.uri, database=store.database)
    try:
        return await asyncio.gather(*(writer.put(item) for item in items))
    finally:
        await writer.close()


async def test_a_store_of_an_earlier_version_stays_readable_and_writable(store: Store, mongo: Mongo) -> None:
    """Its documents lack the fields that came later, and its rules don't know them."""
    page = fetched("https://a.org/1", paragraphs=LONG)
    await put_all(store, [page])
    later = ("image", "paragraph_kinds", "captions", "embeds", "free")
    rules = article_rules()
    rules["properties"] = {name: rule for name, rule in rules["properties"].items() if name not in later}
    mongo.command("collMod", "articles", validator={"$jsonSchema": rules})
    mongo["articles"].update_one({}, {"$unset": dict.fromkeys(later, "")})
    with store.open() as archive:
        story = archive.article("https://a.org/1")
        assert story
        assert [getattr(story, name) for name in later] == [None, (), (), (), None]
    edited = fetched("https://a.org/1", paragraphs=LONG[:3], hours=1)
    image = Image(url="https://a.org/1.jpg", credit="Ann Lee")
    told = replace(edited.article, image=image, free=False, paragraph_kinds=("paragraph",) * 3)
    await put_all(store, [replace(edited, article=told)])
    with store.open() as archive:
        story = archive.article("https://a.org/1")
        assert story
        assert (story.image, story.free, story.paragraph_kinds) == (image, False, ("paragraph",) * 3)


async def test_a_story_is_stored_whole(store: Store, mongo: Mongo) -> None:
    page = fetched("https://a.org/1", paragraphs=LONG, links=(link("https://a.org/2"),), section="World")
    (outcome,) = await put_all(store, [page])
    assert outcome == Outcome(article_id=article_id("https://a.org/1"), new=True)
    with store.open() as archive:
        story = archive.article("http://www.a.org/1/?utm_source=mail")
        assert story is not None
        assert (story.paragraphs, story.section, story.revision) == (LONG, "World", 1)
        assert story.first_seen == story.last_seen == story.last_changed == AT
        assert archive.pages("https://a.org/1") == [page.page]
    frontier = mongo["frontier"].find_one({"_id": url_id("https://a.org/1")})
    assert frontier is not None
    assert (frontier["state"], frontier["article"]) == ("fetched", story.id)


async def test_the_same_page_again_changes_last_seen_alone(store: Store, mongo: Mongo) -> None:
    links = (link("https://a.org/2"), link("https://a.org/3", "latest", 1))
    await put_all(store, [fetched("https://a.org/1", links=links)])
    before = mongo["articles"].find_one()
    (outcome,) = await put_all(store, [fetched("https://a.org/1", links=links, hours=1)])
    after = mongo["articles"].find_one()
    assert before is not None
    assert after is not None
    assert not outcome.new
    assert not outcome.edited
    for document in (before, after):
        del document["last_seen"]
        for one in document["links"]:
            del one["last_seen"]
    assert before == after
    assert mongo["revisions"].count_documents({}) == 0
    assert mongo["pages"].count_documents({}) == 1


async def test_an_edit_keeps_what_was_said_before(store: Store, mongo: Mongo) -> None:
    await put_all(store, [fetched("https://a.org/1", title="Bridge falls")])
    (outcome,) = await put_all(store, [fetched("https://a.org/1", title="Bridge stands", hours=2)])
    assert outcome.edited
    with store.open() as archive:
        story = archive.article("https://a.org/1")
    assert story is not None
    assert (story.title, story.revision, story.first_seen) == ("Bridge stands", 2, AT)
    assert story.last_changed == AT + timedelta(hours=2)
    revision = mongo["revisions"].find_one()
    assert revision is not None
    assert (revision["title"], revision["article"], revision["last_seen"]) == ("Bridge falls", story.id, AT)
    pages = list(mongo["pages"].find().sort("fetched_at", 1))
    revised = [revision["content_hash"] for revision in mongo["revisions"].find().sort("last_seen", 1)]
    now = mongo["articles"].find_one({}, {"content_hash": 1})
    assert now is not None
    assert [page["content_hash"] for page in pages] == [*revised, now["content_hash"]]


async def test_what_a_page_tells_beside_its_text_is_as_told_last(store: Store) -> None:
    first, later = fetched("https://a.org/1"), fetched("https://a.org/1", hours=1)
    told: dict[str, Any] = {"authors": ("Ann Lee",), "tags": ("bridge",), "section": "News", "rules": {"tags": "feed"}}
    first = replace(first, article=replace(first.article, **told))
    later = replace(later, article=replace(later.article, authors=("Ann Lee", "Bo Chan"), section="Town"))
    await put_all(store, [first])
    (outcome,) = await put_all(store, [later])
    assert not outcome.edited
    with store.open() as archive:
        story = archive.article("https://a.org/1")
    assert story is not None
    assert (story.authors, story.section, story.revision) == (("Ann Lee", "Bo Chan"), "Town", 1)
    assert (story.tags, story.rules["tags"]) == (("bridge",), "feed"), "another source told them"


async def test_a_story_that_was_not_modified_still_shows_its_links(store: Store) -> None:
    shown = (link("https://a.org/2"), link("https://a.org/3", "also_read", 1))
    await put_all(store, [fetched("https://a.org/1", links=shown)])
    await put_all(store, [fetched("https://a.org/1", links=shown[:1], hours=24)])
    when = AT + timedelta(hours=48)
    await put_all(store, [Unchanged(url="https://a.org/1", site="a.org", seen_at=when)])
    with store.open() as archive:
        story = archive.article("https://a.org/1")
    assert story is not None
    assert story.last_seen == when
    assert {one.url[-1]: (one.last_seen - AT).days for one in story.links} == {"2": 2, "3": 0}


async def test_links_are_kept_and_rotating_ones_for_30_days(store: Store) -> None:
    shown = (link("https://a.org/2"), link("https://a.org/3", "latest", 1))
    await put_all(store, [fetched("https://a.org/1", links=shown)])
    await put_all(store, [fetched("https://a.org/1", links=(link("https://a.org/4"),), hours=24)])
    with store.open() as archive:
        story = archive.article("https://a.org/1")
        assert story is not None
        assert [one.url[-1] for one in story.links] == ["4", "2", "3"]
    await put_all(store, [fetched("https://a.org/1", links=(link("https://a.org/4"),), hours=24 * 32)])
    with store.open() as archive:
        story = archive.article("https://a.org/1")
    assert story is not None
    assert [(one.url[-1], (one.last_seen - AT).days) for one in story.links] == [("4", 32), ("2", 0)]


async def test_targets_follow_the_story_that_has_the_url(store: Store) -> None:
    linking = fetched("https://a.org/1", title="One", links=(link("https://a.org/short"), link("https://a.org/9")))
    target = fetched("https://a.org/2", title="Two", aliases=("https://a.org/short",))
    for order in permutations((linking, target)):
        await put_all(store, order)
    await put_all(store, [linking])
    await put_all(store, [target])
    with store.open() as archive:
        related = archive.related("https://a.org/1")
        assert related is not None
        assert [out.target.title if out.target else None for out in related.out] == ["Two", None]
        into = archive.related("https://a.org/2")
        assert into is not None
        assert [(one.source.title, one.link.kind) for one in into.into] == [("One", "related")]
        assert into.article.inlinks == {"editorial": 1, "sequence": 0, "rotating": 0}
        assert archive.summary().open_links == 1


async def test_a_late_alias_draws_links_to_its_story(store: Store) -> None:
    await put_all(store, [fetched("https://a.org/1", title="One", links=(link("https://a.org/short"),))])
    await put_all(store, [fetched("https://a.org/2", title="Two")])
    await put_all(store, [fetched("https://a.org/2", title="Two", aliases=("https://a.org/short",))])
    with store.open() as archive:
        assert archive.article("https://a.org/short").inlinks["editorial"] == 1  # type: ignore[union-attr]
        (edge,) = archive.related("https://a.org/1").out  # type: ignore[union-attr]
    assert edge.target is not None
    assert edge.target.url == "https://a.org/2"


async def test_a_story_that_takes_its_url_back_is_stored_with_its_own_id(store: Store, mongo: Mongo) -> None:
    claimer = fetched("https://a.org/1", claims="https://a.org/2", title="One", links=(link("https://a.org/2"),))
    rightful = fetched("https://a.org/2", title="Two", paragraphs=LONG, links=(link("https://a.org/1"),))
    await put_all(store, [claimer])
    (outcome,) = await put_all(store, [rightful])
    assert outcome.new
    one, two = article_id("https://a.org/1"), article_id("https://a.org/2")
    assert {d["_id"]: d["title"] for d in mongo["articles"].find()} == {one: "One", two: "Two"}
    assert {d["_id"]: d["links"][0]["target"] for d in mongo["articles"].find()} == {one: two, two: one}
    assert {d["article"]: d["url"] for d in mongo["pages"].find()} == {
        one: "https://a.org/1",
        two: "https://a.org/2",
    }
    assert {d["article"]: d["url"] for d in mongo["frontier"].find()} == {
        one: "https://a.org/1",
        two: "https://a.org/2",
    }


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_repeated_text_points_to_the_story_published_first(store: Store, at_once: bool) -> None:
    items = [
        fetched("https://a.org/1", title="Agency", paragraphs=LONG, published=AT + timedelta(hours=1)),
        fetched("https://b.org/2", title="Copied", paragraphs=LONG, published=AT),
        fetched("https://c.org/3", title="Undated", paragraphs=LONG),
        fetched("https://c.org/4", title="Short", paragraphs=("Rain.",)),
        fetched("https://d.org/5", title="Shorter", paragraphs=("Rain.",)),
    ]
    if at_once:
        await put_all(store, items)
    else:
        for item in items:
            await put_all(store, [item])
    with store.open() as archive:
        found = {story.title: story.duplicate_of for story in archive.articles(unique=False)}
    original = article_id("https://b.org/2")
    assert found == {"Agency": original, "Copied": None, "Undated": original, "Short": None, "Shorter": None}


@pytest.mark.parametrize("dies_in", ["targets.repoint", "duplicates.sign_stories", "duplicates.mark"])
async def test_what_a_batch_left_undone_is_done_with_its_stories(
    store: Store, mongo: Mongo, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    original = fetched("https://a.org/1", title="One", paragraphs=LONG, links=(link("https://a.org/2?id=1"),))
    copy = fetched("https://a.org/3", title="Two", paragraphs=LONG, aliases=("https://a.org/2?id=1",), hours=1)
    await put_all(store, [original])

    async def die(*_: object) -> None:
        raise RuntimeError("the process is no more")

    with monkeypatch.context() as patch:
        patch.setattr(f"newsspider.archive.{dies_in}", die)
        with pytest.raises(ItemUnstorable):
            await put_all(store, [copy])
    assert mongo["unsettled"].count_documents({}) == 1
    await put_all(store, [copy])
    with store.open() as archive:
        one, two = archive.article("https://a.org/1"), archive.article("https://a.org/3")
    assert one is not None
    assert two is not None
    assert (two.duplicate_of, one.links[0].target) == (one.id, two.id)
    assert mongo["unsettled"].count_documents({}) == 0


async def test_an_edited_original_sets_its_copies_free(store: Store) -> None:
    first = fetched("https://a.org/1", title="One", paragraphs=LONG, published=AT)
    copy = fetched("https://b.org/2", title="Two", paragraphs=LONG, published=AT + timedelta(hours=1))
    await put_all(store, [first, copy])
    other = tuple(f"Quite another story is told in line {n} of this one, with a cast of its own." for n in range(6))
    await put_all(store, [fetched("https://a.org/1", title="One", paragraphs=other, published=AT, hours=1)])
    with store.open() as archive:
        assert [story.duplicate_of for story in archive.articles(unique=False)] == [None, None]


async def test_nearly_the_same_text_is_a_duplicate_whatever_came_first(store: Store) -> None:
    lines = tuple(
        f"In line {n} of {n * 7} the town of {chr(97 + n) * 5} told us what it knew by then." for n in range(12)
    )
    later = (*lines[:10], "This newspaper's own correspondent adds that nobody had expected it.", lines[11])
    copy = fetched("https://b.org/2", title="Told again", paragraphs=later, published=AT + timedelta(hours=1))
    first = fetched("https://a.org/1", title="Told first", paragraphs=lines, published=AT)
    other = fetched("https://c.org/3", title="Another", paragraphs=LONG, published=AT)
    for item in (copy, other, first):
        await put_all(store, [item])
    with store.open() as archive:
        found = {story.title: story.duplicate_of for story in archive.articles(unique=False)}
    assert found == {"Told again": article_id("https://a.org/1"), "Told first": None, "Another": None}


async def test_noarchive_keeps_no_page(store: Store, mongo: Mongo) -> None:
    await put_all(store, [replace(fetched("https://a.org/1"), keep_page=False)])
    assert mongo["pages"].count_documents({}) == 0


async def test_one_bad_item_costs_no_other(store: Store, writer: Writer) -> None:
    items = [fetched("https://a.org/1", title="One"), fetched("https://a.org/2", title="lone \ud800 surrogate")]
    good, bad = await asyncio.gather(*(writer.put(item) for item in items), return_exceptions=True)
    assert isinstance(good, Outcome)
    assert isinstance(bad, ItemUnstorable)
    with store.open() as archive:
        assert [story.title for story in archive.articles(unique=False)] == ["One"]


async def test_refusals_are_told(store: Store) -> None:
    refused = Refused(url="https://a.org/x", site="a.org", reason="status", detail="404", seen_at=AT)
    await put_all(store, [refused])
    with store.open() as archive:
        assert list(archive.refused()) == [refused]
        assert list(archive.refused("b.org")) == []
        assert archive.summary().refused == {"status": 1}


async def test_writing_twice_is_writing_once(store: Store, mongo: Mongo) -> None:
    items = [fetched(f"https://a.org/{n}", title=f"Story {n}", links=(link("https://a.org/1"),)) for n in range(120)]
    await put_all(store, items)
    before = {name: list(mongo[name].find().sort("_id")) for name in mongo.list_collection_names()}
    await put_all(store, items)
    assert {name: list(mongo[name].find().sort("_id")) for name in mongo.list_collection_names()} == before
    assert mongo["articles"].count_documents({}) == 120


async def test_two_runs_at_a_time_store_each_story_once(store: Store, mongo: Mongo) -> None:
    items = [fetched(f"https://a.org/{n % 40}", title=f"Story {n % 40}", paragraphs=(f"{n % 40}.",)) for n in range(80)]
    outcomes = await asyncio.gather(*(put_all(store, items) for _ in range(3)))
    assert mongo["articles"].count_documents({}) == 40
    assert all(outcome.article_id for found in outcomes for outcome in found)
    assert mongo["frontier"].count_documents({"state": "fetched"}) == 40


async def test_a_page_that_is_scraped_twice_at_a_time_is_stored_once(store: Store, mongo: Mongo) -> None:
    for number in range(5):
        page = fetched(f"https://a.org/{number}", title=f"Story {number}", paragraphs=(f"{number}.",))
        outcomes = await asyncio.gather(*(put_all(store, [page]) for _ in range(4)))
        assert {outcome.article_id for (outcome,) in outcomes} == {article_id(page.article.url)}
    assert mongo["articles"].count_documents({}) == 5


async def test_a_page_read_again_replaces_its_story_and_is_no_edit(store: Store, mongo: Mongo) -> None:
    page = fetched("https://a.org/1", paragraphs=(*LONG, "Support us."), links=(link("https://a.org/2", "related"),))
    await put_all(store, [page])
    reading = fetched("https://a.org/1", paragraphs=LONG, links=(link("https://a.org/2", "promoted"),))
    (outcome,) = await put_all(store, [replace(reading, again=True)])
    assert not outcome.edited
    with store.open() as archive:
        story = archive.article("https://a.org/1")
        assert story is not None
        assert (story.paragraphs, story.revision, story.last_changed) == (LONG, 1, AT)
        assert [entry.kind for entry in story.links] == ["promoted"]
        assert archive.pages("https://a.org/1") == [page.page]
    assert mongo["revisions"].count_documents({}) == 0


async def test_a_line_that_is_known_to_be_the_papers_own_meanwhile_is_no_edit(store: Store) -> None:
    await put_all(store, [fetched("https://a.org/1", paragraphs=(*LONG, "Support us."))])
    trace = Trace(1, frozenset(), frozenset(), {}, known=("Support us.",))
    later = fetched("https://a.org/1", paragraphs=LONG, hours=1)
    (outcome,) = await put_all(store, [replace(later, trace=trace)])
    assert not outcome.edited
    edited = fetched("https://a.org/1", paragraphs=LONG[:-1], hours=2)
    (outcome,) = await put_all(store, [replace(edited, trace=trace)])
    assert outcome.edited


async def test_what_pages_taught_and_the_pages_themselves_are_kept(store: Store) -> None:
    page = fetched("https://a.org/1")
    knowledge = Knowledge(frozenset([1, -(2**63)]), frozenset([2**63 - 1]), frozenset())
    early = fetched("https://a.org/1", paragraphs=("Said otherwise before.",), hours=-1)
    await put_all(store, [early, page, fetched("https://b.org/1", title="Other", paragraphs=LONG)])
    writer = await Writer.open(store.uri, database=store.database)
    try:
        await writer.remember("a.org", knowledge)
        assert await writer.recall("a.org") == knowledge
        assert await writer.recall("b.org") == Knowledge()
        assert [(kept.page, kept.lead) async for kept in writer.kept(site="a.org")] == [(page.page, page.lead)]
        assert [kept.page async for kept in writer.kept(urls=["https://a.org/1?utm_source=x"])] == [page.page]
        assert [kept async for kept in writer.kept(urls=["https://a.org/unknown"])] == []
        assert await writer.sites() == ["a.org", "b.org"]
    finally:
        await writer.close()


async def test_stories_stored_before_updates_and_parts_were_known_stay_readable(store: Store, mongo: Mongo) -> None:
    await put_all(store, [fetched("https://a.org/1", paragraphs=LONG)])
    mongo["articles"].update_one({}, {"$unset": {"updates": "", "parts": ""}})
    with store.open() as archive:
        assert [(story.updates, story.parts, story.paragraphs) for story in archive.articles(unique=False)] == [
            ((), (), LONG)
        ]
    new = fetched("https://a.org/1", paragraphs=LONG[:3], hours=1)
    parts = ("https://a.org/1", "https://a.org/1/2")
    await put_all(store, [replace(new, article=replace(new.article, updates=(Update(at=AT),), parts=parts))])
    with store.open() as archive:
        assert [(story.updates, story.parts) for story in archive.articles(unique=False)] == [((Update(at=AT),), parts)]


async def test_a_line_that_many_share_hides_no_copy_of_another_story(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch's stories are looked up together, and each for itself where that finds too many."""
    monkeypatch.setattr("newsspider.archive.duplicates.MOST_LIKE", 4)
    same = [fetched(f"https://a.org/{n}", title=f"Same {n}", paragraphs=LONG) for n in range(6)]
    other = tuple(line.replace("council", "museum").replace("bridge", "tower") for line in reversed(LONG))
    originals = [*same, fetched("https://b.org/1", title="Other", paragraphs=other, published=AT)]
    await put_all(store, originals)
    late = AT + timedelta(hours=1)
    edited = (*other[:-1], "The last sentence of it was written anew by the second paper of the town.")
    copy = fetched("https://c.org/1", title="Copied", paragraphs=edited, published=late)
    again = fetched("https://a.org/9", title="Same 9", paragraphs=LONG, published=late)
    _, outcome = await put_all(store, [again, copy])
    assert outcome.duplicate_of == article_id("https://b.org/1")
