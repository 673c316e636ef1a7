"""The rules of identity: one end state, whatever the order in which the pages come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.archive.shelf import Shelf
from newsspider.items import Fetched, Refused
from newsspider.urls import article_id, identity_key
from tests.archive.pages import AT, fetched

BODY = tuple(f"Sentence number {n} of the council's long debate on the bridge over the river." for n in range(6))
OTHER = tuple(f"The match ended in a draw after {n} minutes of rain and little else." for n in range(6))
EDITED = (*BODY[:5], "A last word was added to the report.")
End = set[tuple[str, tuple[str, ...], str | None, str]]


def settled(items: Sequence[Fetched | Refused]) -> Shelf:
    shelf = Shelf()
    for item in items:
        if isinstance(item, Refused):
            shelf.refuse(item)
        else:
            assert item.identity
            shelf.settle(item, item.identity)
    return shelf


def end(shelf: Shelf) -> End:
    return {(s.url, s.aliases, s.title, s.text) for s in shelf.stories.values()}


def one_end(items: Sequence[Fetched | Refused]) -> Shelf:
    """The shelf after these pages, which is the same for every order; ids follow the rule for each."""
    ends = []
    for order in permutations(items):
        shelf = settled(order)
        ends.append(end(shelf))
        keys = [key for story in shelf.stories.values() for key in story.aliases]
        assert len(keys) == len(set(keys))
        assert all(identity_key(story.url) in story.aliases for story in shelf.stories.values())
    assert all(other == ends[0] for other in ends)
    return settled(items)


def urls(shelf: Shelf) -> list[str]:
    return sorted(story.url for story in shelf.stories.values())


def test_url_variants_are_one_story() -> None:
    shelf = one_end(
        [
            fetched("https://a.org/story", paragraphs=BODY),
            fetched("https://a.org/story?utm_source=x", paragraphs=BODY),
            fetched("https://www.a.org/story/amp/", claims="https://a.org/story", paragraphs=EDITED),
            fetched("https://a.org/story?print=1", paragraphs=BODY),
        ]
    )
    assert urls(shelf) == ["https://a.org/story"]
    (story,) = shelf.stories.values()
    assert story.paragraphs == BODY
    assert story.id == article_id("https://a.org/story")
    assert story.revision == 1


def test_a_canonical_link_is_believed_until_the_url_shows_otherwise() -> None:
    claimed = fetched("https://a.org/x", claims="https://a.org/real", paragraphs=BODY)
    assert urls(settled([claimed])) == ["https://a.org/real"]
    same = fetched("https://a.org/real", paragraphs=EDITED)
    shelf = one_end([claimed, same])
    assert [story.paragraphs for story in shelf.stories.values()] == [EDITED]


def test_a_story_takes_its_url_back() -> None:
    shelf = one_end(
        [
            fetched("https://a.org/claimer", claims="https://a.org/own", title="Bridge", paragraphs=BODY),
            fetched("https://a.org/own", title="Match", paragraphs=OTHER),
        ]
    )
    by_url = {story.url: story for story in shelf.stories.values()}
    assert by_url["https://a.org/own"].title == "Match"
    assert by_url["https://a.org/own"].id == article_id("https://a.org/own")
    assert by_url["https://a.org/claimer"].id == article_id("https://a.org/claimer")
    assert by_url["https://a.org/claimer"].rules["url"] == "canonical ignored"


def test_two_stories_that_claim_one_url() -> None:
    claims = "https://a.org/hub"
    items = [
        fetched("https://a.org/1", claims=claims, title="Bridge", paragraphs=BODY),
        fetched("https://a.org/2", claims=claims, title="Match", paragraphs=OTHER),
        fetched("https://a.org/3", claims=claims, title="Rain", paragraphs=("Rain fell.",)),
    ]
    assert urls(one_end(items)) == ["https://a.org/2", "https://a.org/3", "https://a.org/hub"]
    own = fetched("https://a.org/hub", title="Hub", paragraphs=("All about it in one place.",))
    assert len(one_end([*items, own]).stories) == 4


def test_a_claim_on_a_page_that_is_no_story_is_ignored() -> None:
    refused = Refused(url="https://a.org/news", site="a.org", reason="not_an_article", detail="listing", seen_at=AT)
    claimer = fetched("https://a.org/1", claims="https://a.org/news", paragraphs=BODY)
    assert urls(one_end([refused, claimer])) == ["https://a.org/1"]
    forbidden = replace(refused, reason="robots", detail="robots.txt")
    assert urls(one_end([forbidden, claimer])) == ["https://a.org/news"]


def test_the_same_story_at_two_urls_keeps_the_one_that_the_sitemap_names() -> None:
    shelf = one_end(
        [
            fetched("https://a.org/world/story", source="page", paragraphs=BODY),
            fetched("https://a.org/asia/the-very-same-story", source="sitemap", paragraphs=BODY),
            fetched("https://a.org/top/story", source="feed", paragraphs=BODY),
        ]
    )
    assert urls(shelf) == ["https://a.org/asia/the-very-same-story"]
    assert len(next(iter(shelf.stories.values())).aliases) == 3


def test_a_url_with_its_own_story_is_never_an_alias() -> None:
    shelf = one_end(
        [
            fetched("https://a.org/1", aliases=("https://a.org/2",), title="Bridge", paragraphs=BODY),
            fetched("https://a.org/2", title="Match", paragraphs=OTHER),
        ]
    )
    assert {story.aliases for story in shelf.stories.values()} == {("a.org/1",), ("a.org/2",)}


def test_an_amp_page_that_is_an_alias_elsewhere_is_no_second_story() -> None:
    shelf = one_end(
        [
            fetched("https://a.org/1", aliases=("https://cdn.a.org/p/1",), paragraphs=BODY, source="sitemap"),
            fetched("https://cdn.a.org/p/1", paragraphs=EDITED, source="page"),
        ]
    )
    assert urls(shelf) == ["https://a.org/1"]


def test_a_moved_story_keeps_its_id() -> None:
    old = fetched("https://a.org/old", source="sitemap", paragraphs=BODY)
    moved = fetched("https://a.org/new", lead="https://a.org/old", source="sitemap", paragraphs=EDITED)
    shelf = settled([old, moved])
    (story,) = shelf.stories.values()
    assert (story.url, story.id) == ("https://a.org/new", article_id("https://a.org/old"))


def test_pages_that_turn_into_one_notice_stay_apart() -> None:
    gone = ("This story is not available any more.",)
    items = [
        fetched("https://a.org/1", title="Bridge", paragraphs=BODY),
        fetched("https://a.org/2", title="Match", paragraphs=OTHER),
        fetched("https://a.org/1", title="Sorry", paragraphs=gone, hours=1),
        fetched("https://a.org/2", title="Sorry", paragraphs=gone, hours=1),
    ]
    assert len(settled(items).stories) == 2


@st.composite
def crawls(draw: st.DrawFn) -> list[Fetched]:
    """Pages of one crawl: each URL tells one of three stories, and may claim any URL or have a twin."""
    stories = [("Bridge", BODY), ("Match", OTHER), ("Rain", ("Rain fell all day.",))]
    pages = []
    for name in draw(st.lists(st.sampled_from("abcd"), min_size=2, max_size=4, unique=True)):
        title, paragraphs = draw(st.sampled_from(stories))
        claimed = draw(st.none() | st.sampled_from("abcd"))
        pages.append(
            fetched(
                f"https://a.org/{name}{draw(st.sampled_from(['', '/amp/']))}",
                claims=claimed and f"https://a.org/{claimed}",
                title=title,
                paragraphs=paragraphs,
                source=draw(st.sampled_from(["sitemap", "feed", "page"])),
            )
        )
    return pages


@given(crawls())
@settings(deadline=None)
def test_the_order_of_pages_changes_nothing(pages: list[Fetched]) -> None:
    one_end(pages)


@pytest.mark.parametrize("again", [1, 2])
def test_an_edit_of_a_page_whose_claim_was_ignored(again: int) -> None:
    claimer = fetched("https://a.org/claimer", claims="https://a.org/own", title="Bridge", paragraphs=BODY)
    edited = fetched("https://a.org/claimer", claims="https://a.org/own", title="Flood", paragraphs=OTHER, hours=again)
    shelf = settled([claimer, edited])
    (story,) = shelf.stories.values()
    assert (story.url, story.title, story.revision) == ("https://a.org/own", "Flood", 2)
    assert [edit.before.title for edit in shelf.edits] == ["Bridge"]
