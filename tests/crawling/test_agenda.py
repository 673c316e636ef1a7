"""What a run has to do comes from the store, in pieces, the newest first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pymongo
import pytest

from newsspider.archive import Writer
from newsspider.crawling import agenda as agendas
from newsspider.crawling.agenda import Agenda
from newsspider.crawling.survey import Budget, Survey
from newsspider.items import Lead, Page, Refused
from newsspider.sites import Site
from tests.archive.pages import fetched

Mongo = pymongo.database.Database[dict[str, Any]]

SITE = Site(name="a.org", home="https://a.org/")
DAY = datetime(2026, 11, 1, tzinfo=UTC)


def lead(number: int, **said: Any) -> Lead:
    return Lead(url=f"https://a.org/story-{number}", source="sitemap", **said)


async def fetch(url: str, anywhere: bool) -> Page | Refused:  # noqa: ARG001 - as ``Fetch``
    raise AssertionError(url)


@pytest.fixture
def survey() -> Survey:
    return Survey(SITE, fetch, Budget())


@pytest.fixture
async def agenda(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Agenda]:
    monkeypatch.setattr(agendas, "AT_ONCE", 3)
    found = Agenda(writer, SITE)
    await found.begin()
    yield found
    await found.end()


async def given(agenda: Agenda) -> list[list[int]]:
    """The numbers of the stories that are due, piece by piece."""
    pieces = []
    while more := await agenda.more():
        pieces.append([int(lead.url.rpartition("-")[2]) for lead in more])
    return pieces


async def test_due_stories_come_in_pieces_the_newest_first(agenda: Agenda, survey: Survey) -> None:
    dated = [lead(number, modified=DAY + timedelta(days=number // 4)) for number in range(8)]
    await agenda.take("https://a.org/sitemap.xml", dated[:5], False)
    await agenda.take("https://a.org/sitemap.xml", [*dated[5:], lead(8), lead(9)], True)
    await agenda.plan(survey, whole=True)
    assert agenda.waiting == 10
    pieces = await given(agenda)
    assert [len(piece) for piece in pieces] == [3, 3, 3, 1]
    numbers = [number for piece in pieces for number in piece]
    assert [set(numbers[:4]), set(numbers[4:8]), set(numbers[8:])] == [{4, 5, 6, 7}, {0, 1, 2, 3}, {8, 9}]


async def test_what_is_under_way_keeps_its_lead_while_more_is_read(agenda: Agenda, survey: Survey) -> None:
    await agenda.take("s", [lead(number, title=f"Story {number}") for number in range(6)], True)
    await agenda.plan(survey, whole=True)
    first = await agenda.more()
    await agenda.more()
    assert [agenda.lead(one.url) for one in first] == first


async def test_a_probe_is_asked_for_with_conditions_whatever_else_is_due(
    agenda: Agenda, writer: Writer, survey: Survey
) -> None:
    known = fetched(lead(1).url)
    page = replace(known.page, headers={**known.page.headers, "etag": '"1"'})
    await writer.put(replace(known, page=page))
    await agenda.take("s", [lead(2)], True)
    await agenda.plan(survey, whole=True)
    assert list(await agenda.probes(1)) == [lead(1).url]
    await agenda.more()
    assert agenda.conditions(lead(1).url) == {"If-None-Match": '"1"'}


async def test_older_stories_are_left_alone(writer: Writer, survey: Survey) -> None:
    agenda = Agenda(writer, SITE, since=DAY)
    await agenda.begin()
    await agenda.take("s", [lead(1, modified=DAY - timedelta(days=3)), lead(2, modified=DAY)], True)
    await agenda.plan(survey, whole=True)
    assert (await given(agenda), agenda.older) == ([[2]], 1)
    await agenda.end()


async def test_leads_of_this_run_are_not_known_from_earlier_ones(agenda: Agenda, survey: Survey) -> None:
    await agenda.take("s", [lead(1)], True)
    await agenda.plan(survey, whole=True)
    assert await agenda.known([lead(1).url]) == set()


async def test_a_story_answers_for_its_twins(agenda: Agenda, writer: Writer, survey: Survey, mongo: Mongo) -> None:
    plain, amp = lead(1), replace(lead(1), url="https://a.org/story-1/amp/")
    await agenda.take("s", [amp, plain], True)
    await agenda.plan(survey, whole=True)
    assert mongo["frontier"].count_documents({"state": "due"}) == 2
    await writer.put(fetched(plain.url))
    assert mongo["frontier"].count_documents({"state": "fetched"}) == 2


async def test_a_story_that_moves_to_another_sitemap_has_not_left(
    agenda: Agenda, writer: Writer, survey: Survey, mongo: Mongo
) -> None:
    await agenda.take("old", [lead(1), lead(2), lead(3)], True)
    await agenda.plan(survey, whole=True)
    for number in (1, 2, 3):
        await writer.put(fetched(lead(number).url, title=f"Story {number}", paragraphs=(f"Text {number}.",)))
    again = Agenda(writer, SITE)
    await again.begin()
    await again.take("old", [lead(3)], True)
    await again.take("new", [lead(2)], True)
    await again.plan(survey, whole=True)
    assert await given(again) == [[1]]
    files = {d["url"][-1]: d.get("listed") for d in mongo["frontier"].find()}
    assert files == {"1": None, "2": "new", "3": "old"}
