"""When a URL is asked for again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newsspider.items import Lead, Reason
from newsspider.visits import LATER, MOST_FAILURES, UrlState, Visit, calls, next_visit, retry_at

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://example.org/story"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def visit(state: UrlState, told: datetime | None = None) -> Visit:
    lead = Lead(url=URL, source="sitemap", modified=told)
    return Visit(url=URL, site="example.org", state=state, seen_at=NOW, lead=lead)


def lead(modified: datetime | None = None) -> Lead:
    return Lead(url=URL, source="sitemap", modified=modified)


def test_what_nobody_knows_or_is_due_is_asked_for() -> None:
    assert calls(None, lead())
    assert calls(visit("due"), lead())
    assert calls(visit("stray"), lead())


@pytest.mark.parametrize("state", ["fetched", "refused", "gone"])
def test_what_answered_is_asked_for_when_its_source_tells_of_an_edit(state: UrlState) -> None:
    assert not calls(visit(state, NOW - DAY), lead(NOW - DAY))
    assert not calls(visit(state, NOW - DAY), lead())
    assert calls(visit(state, NOW - DAY), lead(NOW - HOUR))


def test_a_first_lastmod_counts_if_it_is_behind_the_fetch() -> None:
    assert not calls(visit("fetched"), lead(NOW - HOUR))
    assert calls(visit("fetched"), lead(NOW + HOUR))
    assert not calls(visit("refused"), lead(NOW + HOUR))


def test_everything_asks_for_known_stories_and_for_no_known_refusals() -> None:
    assert calls(visit("fetched", NOW), lead(NOW), everything=True)
    assert not calls(visit("refused", NOW), lead(NOW), everything=True)


@pytest.mark.parametrize(
    ("age", "edits", "after"),
    [
        (timedelta(), 0, HOUR),
        (10 * HOUR, 0, 5 * HOUR),
        (10 * HOUR, 4, HOUR),
        (40 * HOUR, 1, 10 * HOUR),
        (3 * DAY, 0, LATER - 3 * DAY),
        (8 * DAY, 0, None),
    ],
)
def test_young_stories_are_visited_by_age_and_edits(age: timedelta, edits: int, after: timedelta | None) -> None:
    assert next_visit(NOW, NOW - age, NOW, edits, told=True) == (NOW + after if after else None)


def test_an_undated_story_is_visited_once_more() -> None:
    assert next_visit(NOW, None, NOW, 0, told=True) == NOW + LATER
    assert next_visit(NOW + LATER, None, NOW, 0, told=True) is None


@pytest.mark.parametrize(
    ("reason", "detail", "failures", "after"),
    [
        ("time", "no answer in time", 1, timedelta()),
        ("time", "no answer in time", 2, HOUR),
        ("status", "503", 3, 2 * HOUR),
        ("status", "bot_challenge: status 403, cf-chl", 2, HOUR),
        ("status", "404", 1, None),
        ("status", "redirects to the home page", 1, None),
        ("not_an_article", "listing", 1, None),
        ("robots", "robots.txt forbids it", 1, None),
        ("time", "no answer in time", MOST_FAILURES + 1, None),
    ],
)
def test_accidents_are_tried_again(reason: Reason, detail: str, failures: int, after: timedelta | None) -> None:
    assert retry_at(NOW, reason, detail, failures) == (NOW + after if after is not None else None)


def test_where_no_source_tells_of_edits_the_visits_go_on() -> None:
    assert next_visit(NOW, NOW - 8 * DAY, NOW, 0, told=False) == NOW + 4 * DAY
    assert next_visit(NOW, NOW - 800 * DAY, NOW, 0, told=False) == NOW + 400 * DAY
    assert next_visit(NOW + LATER, None, NOW, 0, told=False) == NOW + 1.5 * LATER
