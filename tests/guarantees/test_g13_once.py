"""G13: each story is stored once: under many addresses, in several runs, by several commands at a time.

That a second crawl of a newspaper waits for the first one is tested in tests/cli/test_history.py, that the order of
pages changes nothing in tests/archive/test_identity.py.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

from tests.conftest import Store
from tests.guarantees.conftest import Aftermath
from tests.guarantees.crawls import FAST, begun, newsspider
from tests.guarantees.hostile import MANY
from tests.guarantees.paper import Mongo, content, place
from tests.spiders.daily import Daily


def test_a_story_under_many_addresses_is_stored_once(aftermath: Aftermath) -> None:
    path = "/once/a-story-under-many-addresses-of-its-own"
    story = aftermath.story(path)
    assert story
    assert story.url == aftermath.base + path
    assert sum(one.title == story.title for one in aftermath.stories) == 1
    assert all(aftermath.story(path + ending) == story for ending in MANY)


def test_no_story_is_stored_twice(aftermath: Aftermath) -> None:
    titles = Counter((story.title, story.text) for story in aftermath.stories)
    assert [title for (title, _), number in titles.items() if number > 1] == []
    keys = Counter(key for story in aftermath.stories for key in story.aliases)
    assert [key for key, number in keys.items() if number > 1] == []


def test_a_claimed_address_goes_back_to_the_story_that_stands_there(aftermath: Aftermath) -> None:
    assert aftermath.amiss("/once/") == {}
    honest, greedy = (
        aftermath.story(f"/once/the-{name}") for name in ("honest-story-of-the-mill", "greedy-story-of-the-dam")
    )
    assert honest
    assert greedy
    assert honest.id != greedy.id
    assert honest.url.endswith("/the-honest-story-of-the-mill")
    assert greedy.url.endswith("/the-greedy-story-of-the-dam")


def test_commands_at_one_time_and_one_after_another_store_each_story_once(store: Store, mongo: Mongo) -> None:
    paper = Daily(count=24)
    with paper.serve():
        urls = [paper.base + story.path for story in paper.stories.values()]
        with ExitStack() as stack:
            command = ("scrape", "--store", *urls, *place(store), *FAST)
            others = [stack.enter_context(begun(*command)) for _ in range(2)]
            crawl = newsspider("crawl", paper.base, *place(store), *FAST)
            assert crawl.code == 0, crawl.stderr
            assert [other.process.wait(120) for other in others] == [0, 0]
        stories = list(mongo["articles"].find())
        assert Counter(story["title"] for story in stories) == Counter(story.title for story in paper.stories.values())
        assert {story["revision"] for story in stories} == {1}
        before = content(mongo)
        assert newsspider("crawl", paper.base, "--full", *place(store), *FAST).code == 0
        after = content(mongo)
    assert after.keys() == before.keys()
    assert {story["revision"] for story in mongo["articles"].find()} == {1}
