from __future__ import annotations

from datetime import date

import pytest

from newsspider.addresses import date_in_url, is_story_url, looks_like_section, page_number
from newsspider.sites import Site

SITE = Site(name="lantern", home="https://lantern.test/")


@pytest.mark.parametrize(
    "url",
    [
        "https://lantern.test/2026/world/ferry-crews-end-strike",
        "https://www.lantern.test/world/2026/04/25/ferry-crews-end-strike/",
        "https://lantern.test/log/1181.html",
        "https://lantern.test/?p=4107",
        "https://lantern.test/story.php?id=7",
        "https://lantern.test/topics/2023/budget-cut",
    ],
)
def test_may_be_a_story(url: str) -> None:
    assert is_story_url(url, SITE)


@pytest.mark.parametrize(
    "url",
    [
        "https://lantern.test/",
        "https://lantern.test/?utm_source=x",
        "https://elsewhere.test/2026/world/ferry-crews-end-strike",
        "https://lantern.test/tag/ferries/",
        "https://lantern.test/author/jane-doe/",
        "https://lantern.test/topics/ferries",
        "https://lantern.test/2026/04/",
        "https://lantern.test/archive/2026/04/25",
        "https://lantern.test/calendar/2031/07/",
        "https://lantern.test/?s=ferry",
        "https://lantern.test/world/page/3/",
        "https://lantern.test/world?page=3",
        "https://lantern.test/feed/",
        "https://lantern.test/sitemap.xml",
        "https://lantern.test/wp-content/uploads/report.pdf",
        "https://lantern.test/wp-login.php",
    ],
)
def test_is_no_story(url: str) -> None:
    assert not is_story_url(url, SITE)


def test_permalinks_of_a_toml_decide() -> None:
    site = Site(name="lantern", home="https://lantern.test/", permalinks=("/{year}/{section}/{slug}",))
    assert is_story_url("https://lantern.test/2026/world/strike", site)
    assert not is_story_url("https://lantern.test/about-the-lantern", site)


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://lantern.test/world/page/3/", 3),
        ("https://lantern.test/?paged=12", 12),
        ("https://lantern.test/log/index2.html", 2),
        ("https://lantern.test/world/", None),
        ("https://lantern.test/?p=4107", None),
    ],
)
def test_page_number(url: str, number: int | None) -> None:
    assert page_number(url) == number


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://lantern.test/2026/04/25/strike", date(2026, 4, 25)),
        ("https://lantern.test/world/2026-04-25/strike", date(2026, 4, 25)),
        ("https://lantern.test/2026/04/strike", date(2026, 4, 1)),
        ("https://lantern.test/2026/02/31/strike", None),
        ("https://lantern.test/2026/world/strike", None),
    ],
)
def test_date_in_url(url: str, day: date | None) -> None:
    assert date_in_url(url) == day


def test_sections_have_short_paths() -> None:
    assert looks_like_section("https://lantern.test/section/top-news/")
    assert looks_like_section("https://lantern.test/world.html")
    assert not looks_like_section("https://lantern.test/2026/world/ferry-crews-end-their-strike")
    assert not looks_like_section("https://lantern.test/log/1181.html")
