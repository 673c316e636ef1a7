"""Which stories a selection means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsspider.archive import Archive
from newsspider.archive.selection import Filters, Selection, all_words, query
from tests.archive.pages import AT
from tests.archive.stories import stored, story

DAY = timedelta(days=1)
STORIES = (
    story("Émile rows", section="City", authors=("Mira Okafor", "A. Lind"), agencies=("Reuters",), language="en"),
    story("Rowing again", standfirst="Émile wins", site="b.org", tags=("rowing",), language="en-GB"),
    story("Copy", duplicate_of="0" * 32, language="eng", published=AT + DAY),
    story("Older", published=AT - DAY),
    story("Gone", gone_at=AT + 3 * DAY, published=None),
)


@pytest.fixture(scope="module")
def archive(archive_address: str) -> Iterator[Archive]:
    with stored(archive_address, "test_selection", STORIES) as store, store.open() as found:
        yield found


def titles(archive: Archive, **filters: Any) -> list[str | None]:
    return [story.title for story in archive.select(Selection(**filters))]


def test_no_argument_restricts_nothing(archive: Archive) -> None:
    assert query(Selection()) == {}
    assert len(titles(archive)) == len(STORIES)
    assert titles(archive)[0] == "Copy"
    assert titles(archive)[-1] == "Gone", "it has no date"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"site": "b.org"}, ["Rowing again"]),
        ({"section": "City"}, ["Émile rows"]),
        ({"author": "A. Lind"}, ["Émile rows"]),
        ({"agency": "Reuters"}, ["Émile rows"]),
        ({"tag": "rowing"}, ["Rowing again"]),
        ({"tag": "rowing", "author": "A. Lind"}, []),
        ({"since": AT + DAY}, ["Copy"]),
        ({"since": AT - DAY, "until": AT}, ["Older"]),
        ({"text": "emile"}, ["Rowing again", "Émile rows"]),
        ({"text": "ROWS Emile"}, ["Émile rows"]),
        ({"text": '"rowing again" -rows'}, ["Rowing again"]),
        ({"text": "emile -wins"}, ["Émile rows"]),
        ({"since": AT + DAY, "unique": True}, []),
    ],
)
def test_each_filter(archive: Archive, filters: dict[str, Any], expected: list[str]) -> None:
    found = titles(archive, **filters)
    assert found == expected if "text" not in filters else sorted(map(str, found)) == sorted(expected)


def test_a_language_means_its_regions(archive: Archive) -> None:
    assert sorted(map(str, titles(archive, language="EN"))) == ["Rowing again", "Émile rows"]
    assert titles(archive, language="en-GB") == ["Rowing again"]


def test_what_changed_since_is_told_by_the_servers_clock(archive: Archive) -> None:
    written = datetime.now(UTC)
    assert len(titles(archive, changed_since=written - timedelta(hours=1))) == len(STORIES)
    assert titles(archive, changed_since=written + timedelta(hours=1)) == []


def test_readers_count_each_story_once(archive: Archive) -> None:
    assert len(list(archive.articles())) == len(list(archive.headlines())) == len(STORIES) - 1
    assert len(list(archive.articles(unique=False))) == len(STORIES)


@pytest.mark.usefixtures("archive")
def test_the_first_stories_come_by_an_index(mongo_client: Any) -> None:
    """No filter of one name or time sorts stories or reads all of them."""
    articles = mongo_client["test_selection"]["articles"]
    alone: list[Selection] = [Selection(**{name: "x"}) for name in ("site", "section", "author", "agency", "tag")]  # type: ignore[arg-type]
    for chosen in (*alone, Selection(since=AT)):
        plan = (
            articles.find(query(chosen)).sort([("published", -1), ("_id", 1)]).explain()["queryPlanner"]["winningPlan"]
        )
        assert "IXSCAN" in str(plan)
        assert "'SORT'" not in str(plan), chosen


def test_words_are_all_asked_for() -> None:
    assert all_words('ferry crews "end strike" -fog -"high tide"') == '"ferry" "crews" "end strike" -fog -"high tide"'
    assert all_words('an "open end') == '"an" "open" "end"'


def test_the_keyword_arguments_are_the_fields() -> None:
    assert Filters.__annotations__.keys() | {"site", "unique"} == {field.name for field in fields(Selection)}


def test_instants_without_a_zone_are_utc(archive: Archive) -> None:
    plain, aware = datetime(2026, 11, 24, 12), datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert titles(archive, since=plain) == titles(archive, since=aware) == ["Copy"]
    assert query(Selection(changed_since=plain)) == query(Selection(changed_since=aware))
