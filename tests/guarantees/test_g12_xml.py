"""G12: feeds and sitemaps are read without DTDs, entities or outside access, and none costs another."""

from __future__ import annotations

import tracemalloc

import pytest

from newsspider.discovery.reading import read_listing
from tests.guarantees import poison
from tests.guarantees.conftest import Aftermath

STORY = "https://lantern.test/2026/a-story-of-the-day"


def test_stories_beside_what_is_broken_are_found(aftermath: Aftermath) -> None:
    assert aftermath.amiss("/found/") == {}


def test_an_index_that_names_itself_is_read_once(aftermath: Aftermath) -> None:
    assert aftermath.asked("/sitemap.xml") == 1
    for name in ("stories.xml", "broken.xml", "laughs.xml", "outside.xml", "feed.xml"):
        assert aftermath.asked(f"/{name}") == 1, name


def test_no_entity_is_unfolded(aftermath: Aftermath) -> None:
    assert max(len(asked.path) for asked in aftermath.log) < 500
    assert not any("haha" in asked.path for asked in aftermath.log)


def test_nothing_outside_is_read(aftermath: Aftermath) -> None:
    assert not aftermath.elsewhere
    assert not any("root" in asked.path for asked in aftermath.log)


@pytest.mark.parametrize("root", ["urlset", "rss"])
@pytest.mark.parametrize("head", [poison.LAUGHS, poison.outside("http://127.0.0.1:9")])
def test_a_bomb_takes_no_memory(root: str, head: str) -> None:
    entry = f"<url><loc>{STORY}</loc></url>"
    if root == "rss":
        entry = f"<channel><item><title>&l9;&f;</title><link>{STORY}</link></item></channel>"
    file = f"{head.replace('urlset', root)}<{root}>{entry}<url><loc>&l9;&f;</loc></url></{root}>"
    tracemalloc.start()
    try:
        listing = read_listing(file.encode(), "https://lantern.test/file.xml")
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()
    assert not any("haha" in str(lead) or "root:" in str(lead) for lead in listing.leads)


@pytest.mark.parametrize("end", ["<url><loc>", "</urlset", "<\0>", "\xff\xfe", "]]>", "<url></nothing>"])
def test_broken_xml_costs_what_stands_behind_the_break_alone(end: str) -> None:
    file = f"<urlset><url><loc>{STORY}</loc></url>{end}"
    assert [lead.url for lead in read_listing(file.encode(), "https://lantern.test/file.xml").leads] == [STORY]
