"""G11: reservations of rights are kept by default; each can be switched, and the choice is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from newsspider import settings
from newsspider.archive.documents import page_from_document
from tests.conftest import Store
from tests.guarantees.conftest import Aftermath
from tests.guarantees.crawls import FAST, newsspider
from tests.guarantees.hostile import Hostile
from tests.guarantees.wire import Asked, Host, Piece, reply, served

NOINDEX = "/rights/a-story-that-says-noindex-in-its-head"
NOARCHIVE = "/rights/a-story-that-says-noarchive-in-its-head"
NOFOLLOW = "/rights/a-story-that-says-nofollow-in-its-head"
TDM = "/rights/a-story-with-a-header-for-miners"
BEHIND = "/rights/a-story-behind-a-link-not-to-follow"
RESERVED = "/reserved/a-story-that-the-site-reserves"


def test_reservations_are_kept(aftermath: Aftermath) -> None:
    assert {"noindex", "noarchive", "nofollow", "tdm"} == set(settings.NEWSSPIDER_RIGHTS)
    assert aftermath.amiss("/rights/", "/reserved/") == {}


def test_what_the_whole_site_reserves_is_not_even_asked_for(aftermath: Aftermath) -> None:
    assert aftermath.asked("/.well-known/tdmrep.json") == 1
    assert aftermath.asked("/reserved/") == 0


def test_of_a_noarchive_page_no_bytes_are_kept(aftermath: Aftermath) -> None:
    kept = {page_from_document(document).url for document in aftermath.store["pages"]}
    assert aftermath.base + NOARCHIVE not in kept
    assert aftermath.base + NOFOLLOW in kept


def test_the_links_of_a_nofollow_page_are_not_followed(aftermath: Aftermath) -> None:
    assert aftermath.asked(BEHIND) == 0


@pytest.fixture
def paper() -> Iterator[Host]:
    """The stories with rights alone."""
    with served() as host:
        hostile = Hostile(host.base, "http://127.0.0.1:9")
        paths = (NOINDEX, NOARCHIVE, NOFOLLOW, TDM, RESERVED)

        def answer(asked: Asked) -> Iterable[Piece]:
            if asked.path in (*paths, "/.well-known/tdmrep.json"):
                return hostile.answer(asked)
            rows = "".join(f'<h2><a href="{path}">What you should know of this</a></h2>' for path in paths)
            return [reply(f"<html><body>{rows}</body></html>") if asked.path == "/" else reply("", status=404)]

        host.answer = answer
        yield host


def test_each_can_be_switched_and_the_choice_is_recorded(paper: Host, store: Store) -> None:
    place = ("--mongo", store.uri, "--database", store.database)
    kept = newsspider("crawl", paper.base, *place, *FAST)
    assert kept.code == 0, kept.stderr
    with store.open() as archive:
        assert {story.url for story in archive.articles(unique=False)} == {
            paper.base + NOARCHIVE,
            paper.base + NOFOLLOW,
        }
    other = Store(store.uri, f"{store.database}_switched")
    anew = ("--mongo", other.uri, "--database", other.database)
    switched = newsspider("crawl", paper.base, *anew, *FAST, "-s", "NEWSSPIDER_RIGHTS=noindex")
    assert switched.code == 0, switched.stderr
    with other.open() as archive:
        found = {story.url.removeprefix(paper.base) for story in archive.articles(unique=False)}
        pages = archive.pages(paper.base + NOARCHIVE)
    assert found == {NOARCHIVE, NOFOLLOW, TDM, RESERVED}
    assert pages, "with noarchive switched off, the page is kept"
    assert any(asked.path == BEHIND for asked in paper.log), "with nofollow switched off, its links are followed"
    sooner, later = (newsspider("runs", "--json", *where).stdout for where in (place, anew))
    assert all(f'"{right}"' in sooner for right in ("noindex", "noarchive", "nofollow", "tdm")), sooner
    assert '"noindex"' in later
    assert '"tdm"' not in later
