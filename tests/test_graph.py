"""Questions to the link graph, on a graph whose answers were worked out by hand.

Monday: Flood (World) -> Dam (related), -> Aid (inline); Aid (World) -> Dam (also_read, related); Dam (City) -> Flood.
Tuesday: Match (Sport) -> Dam (inline), -> Nowhere (inline, never crawled); Copy (World) repeats Aid, and its link.
Undated: Poem links nothing; Recipe -> Song (related); Song is reached by Recipe alone.
The boxes of the day: Flood and Match push Poem (latest) and Dam (promoted), seen from Monday to Tuesday.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from newsspider.archive import Headline
from newsspider.archive.documents import headline_from_document, story_to_document
from newsspider.graph import Cited, Graph, most_cited, orphans, promoted_and_linked, read_graph, section_links, threads
from newsspider.urls import article_id
from tests.archive.stories import stored, story, url

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
PUSHED = (("latest", "Poem"), ("promoted", "Dam"))
STORIES = (
    story("Flood", "Dam", ("inline", "Aid"), *PUSHED, section="World", published=MONDAY),
    story("Aid", ("also_read", "Dam"), "Dam", section="World", published=MONDAY + timedelta(hours=1)),
    story("Dam", "Flood", "Dam", section="City", published=MONDAY + timedelta(hours=2)),
    story("Match", ("inline", "Dam"), ("inline", "Nowhere"), *PUSHED, section="Sport", published=TUESDAY),
    story("Copy", ("inline", "Dam"), section="World", published=TUESDAY, duplicate_of=article_id(url("Aid"))),
    story("Poem", published=None),
    story("Recipe", "Song", published=None),
    story("Song", ("next", "Nowhere"), published=None),
)
SHOWN = tuple(
    replace(one, links=tuple(replace(link, first_seen=MONDAY, last_seen=TUESDAY) for link in one.links))
    for one in STORIES
)


@pytest.fixture(scope="module")
def graph() -> Graph:
    brief = {one.id: headline_from_document(story_to_document(one)) for one in SHOWN}
    return Graph(brief, {one.id: one.links for one in SHOWN})


def titles(stories: Iterable[Headline]) -> list[str | None]:
    return [one.title for one in stories]


def numbers(pages: Iterable[Cited]) -> list[tuple[str | None, int]]:
    return [(page.title, len(page.by)) for page in pages]


def test_threads_are_joined_by_editorial_links_and_copies(graph: Graph) -> None:
    first, second = threads(graph)
    assert titles(first.stories)[:3] == ["Flood", "Aid", "Dam"]
    assert set(titles(first.stories)[3:]) == {"Match", "Copy"}
    assert (first.begun, first.ended) == (MONDAY, TUESDAY)
    assert set(titles(second.stories)) == {"Recipe", "Song"}
    assert (second.begun, second.ended) == (None, None)
    [call_outs] = threads(graph, ["also_read"])
    assert titles(call_outs.stories) == ["Aid", "Dam", "Copy"]


def test_the_most_cited_of_a_time(graph: Graph) -> None:
    week = most_cited(graph, MONDAY, MONDAY + timedelta(days=7))
    assert numbers(week) == [("Dam", 3), ("Aid", 1), ("Flood", 1), (f"To {url('Nowhere')}", 1)]
    assert titles(week[0].by) == ["Flood", "Aid", "Match"]  # Dam doesn't cite itself, Copy repeats Aid
    assert (week[0].story and week[0].story.section, week[3].story) == ("City", None)
    assert numbers(most_cited(graph, TUESDAY, TUESDAY + timedelta(hours=1))) == [
        ("Dam", 1),
        (f"To {url('Nowhere')}", 1),
    ]


def test_orphans_by_group(graph: Graph) -> None:
    found = orphans(graph)
    assert titles(found["editorial"]) == ["Poem"]
    assert set(titles(found["sequence"])) == {one.title for one in STORIES} - {"Song"}
    assert set(titles(found["rotating"])) == {"Aid", "Copy", "Recipe", "Song"}


def test_which_sections_cite_which(graph: Graph) -> None:
    found = {(one.source[1], one.target[1]): one.pairs for one in section_links(graph)}
    assert found == {
        ("World", "City"): 3,  # Flood, Aid and Copy -> Dam; Aid shows two links to it
        ("World", "World"): 1,
        ("City", "World"): 1,
        ("Sport", "City"): 1,
        (None, None): 1,
    }
    assert section_links(graph)[0].pairs == 3


def test_what_was_pushed_against_what_was_linked(graph: Graph) -> None:
    tuesday = promoted_and_linked(graph, date(2026, 11, 17))
    assert numbers(tuesday.promoted) == [("Dam", 2), ("Poem", 2)]
    assert numbers(tuesday.linked) == [("Dam", 2), (f"To {url('Nowhere')}", 1)]
    assert tuesday.both == {article_id(url("Dam"))}
    assert promoted_and_linked(graph, date(2026, 11, 18)).promoted == ()
    assert promoted_and_linked(graph, date(2026, 11, 16), ZoneInfo("Pacific/Kiritimati")).linked != ()
    east = promoted_and_linked(graph, date(2026, 11, 15), ZoneInfo("Pacific/Honolulu"))
    assert numbers(east.promoted) == [("Dam", 2), ("Poem", 2)]  # 9 h UTC is the evening before


def test_the_graph_of_a_store(archive_address: str, graph: Graph) -> None:
    with stored(archive_address, "graphed", SHOWN) as store, store.open() as archive:
        assert read_graph(archive) == graph
