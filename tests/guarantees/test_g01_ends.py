"""G1: every crawl ends by itself, whatever the newspaper does: endless answers, traps, a newspaper without end."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from newsspider import settings
from newsspider.crawling import politeness
from newsspider.extraction import guards
from tests.conftest import Store
from tests.guarantees.conftest import Aftermath
from tests.guarantees.crawls import FAST, newsspider
from tests.guarantees.hostile import page
from tests.guarantees.wire import Asked, Piece, reply, served


def test_the_crawl_of_a_hostile_newspaper_ends(aftermath: Aftermath) -> None:
    assert aftermath.done.code == 0, aftermath.done.stderr


def test_answers_without_end_are_given_up_for_what_they_are(aftermath: Aftermath) -> None:
    assert aftermath.amiss("/ends/") == {}


def test_no_url_is_tried_for_longer_than_it_may(aftermath: Aftermath) -> None:
    tries: dict[str, list[float]] = {}
    for asked in aftermath.log:
        tries.setdefault(asked.path, []).append(asked.at)
    assert max(times[-1] - times[0] for path, times in tries.items() if path.startswith("/ends/")) < 60
    assert max(map(len, tries.values())) <= 8


def test_traps_cost_few_requests(aftermath: Aftermath) -> None:
    assert 0 < aftermath.asked("/events/") <= 100
    assert 0 < aftermath.asked("/maze/") <= 60


def test_the_limits_are_those_that_are_promised() -> None:
    assert max(settings.DOWNLOAD_MAXSIZE, guards.MAX_BYTES) <= 10 * 1024 * 1024
    assert (settings.DOWNLOAD_TIMEOUT, politeness.URL_SECONDS, politeness.ROBOTS_SECONDS) == (20, 40, 20)
    assert settings.CLOSESPIDER_PAGECOUNT > 0
    assert settings.CLOSESPIDER_TIMEOUT > 0


def without_end(asked: Asked) -> Iterable[Piece]:
    """A newspaper each of whose stories links two new ones."""
    if asked.path in ("/robots.txt", "/") or asked.path.endswith((".xml", ".gz", ".json", "/feed/", "/rss")):
        links = '<h2><a href="/news/the-story-of-part-1">The story of part one, and more</a></h2>' * (asked.path == "/")
        return [reply(f"<html><body>{links}</body></html>", status=200 if asked.path == "/" else 404)]
    number = int(asked.path.rpartition("-")[2])
    links = "".join(
        f'<li><a href="/news/the-story-of-part-{n}">The story of part {n}, and what comes of it</a></li>'
        for n in (2 * number, 2 * number + 1)
    )
    return [reply(page(asked.path, more=f"<aside><h3>Related stories</h3><ul>{links}</ul></aside>"))]


@pytest.mark.parametrize("budget", ["CLOSESPIDER_PAGECOUNT=25", "CLOSESPIDER_TIMEOUT=5"])
def test_a_newspaper_without_end_is_left_at_its_budget(store: Store, budget: str) -> None:
    with served(without_end) as paper:
        place = ("--mongo", store.uri, "--database", store.database)
        done = newsspider("crawl", paper.base, *place, *FAST, "-s", budget)
        pages = sum(asked.path.startswith("/news/") for asked in paper.log)
    assert done.code == 0, done.stderr
    if "PAGECOUNT" in budget:
        assert 0 < pages <= 25 + 16
    with store.open() as archive:
        [run] = archive.runs()
        assert (run.reason or "").startswith("closespider_")
        assert archive.summary().stories <= pages
