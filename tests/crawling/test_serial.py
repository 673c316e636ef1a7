"""Stories over several pages, as their parts come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from newsspider.crawling.serial import MOST_FOLLOWED, MOST_WAITING, Binder, Serial
from newsspider.items import Article, Fetched, Page, Refused
from newsspider.knowledge import Trace

AT = datetime(2026, 11, 23, tzinfo=UTC)


def part(number: int, of: int = 3, name: str = "bath") -> Fetched:
    story = f"https://a.org/2024/{name}"
    urls = (story, *(f"{story}/{n}" for n in range(2, of + 1)))
    url = urls[number - 1]
    article = Article(
        url=url,
        fetched_url=url,
        site="a.org",
        page_kind="article",
        paragraphs=(f"{name} {number}",),
        parts=urls if of > 1 else (),
    )
    return Fetched(article=article, page=Page(url=url, status=200, headers={}, body=b"", fetched_at=AT))


def lines(*items: Fetched | Refused) -> list[tuple[str, ...]]:
    return [item.article.paragraphs for item in items if isinstance(item, Fetched)]


def test_no_more_parts_are_followed_than_allowed() -> None:
    serial = Serial(part(1, 30))
    number = 2
    while serial.next_url:
        assert serial.next_url == part(number, 30).article.url
        serial = serial.with_part(part(number, 30))
        number += 1
    assert len(serial.story().article.paragraphs) == MOST_FOLLOWED
    assert serial.story().article.rules["paragraphs"].endswith("20 of 30 parts")


def test_a_later_part_may_know_of_more() -> None:
    serial = Serial(part(1, 2)).with_part(part(2, 3))
    assert serial.next_url == part(3).article.url


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_saved_parts_are_bound_in_whatever_order(order: tuple[int, ...]) -> None:
    binder = Binder()
    alone = part(1, 1, "mill")
    given = [item for number in order for item in (*binder.add(part(number)), *binder.add(alone))]
    assert lines(*given, *binder.rest()).count(("bath 1", "bath 2", "bath 3")) == 1
    assert lines(*given).count(("mill 1",)) == 3


def test_what_lacks_parts_is_given_at_the_end() -> None:
    binder = Binder()
    assert not [*binder.add(part(1)), *binder.add(part(3)), *binder.add(part(2, 2, "mill"))]
    assert lines(*binder.rest()) == [("bath 1",), ("bath 3",), ("mill 2",)]
    assert not list(binder.rest())


def test_refusals_do_not_wait() -> None:
    refusal = Refused(url="https://a.org/x", site="a.org", reason="status", detail="404", seen_at=AT)
    assert list(Binder().add(refusal)) == [refusal]


def test_few_wait_at_a_time() -> None:
    binder = Binder()
    given = [item for n in range(2 * MOST_WAITING) for item in binder.add(part(1, 2, f"story-{n}"))]
    assert lines(*given) == [(f"story-{n} 1",) for n in range(MOST_WAITING)]
    assert len(list(binder.rest())) == MOST_WAITING


def test_the_pages_of_all_parts_are_kept_and_what_each_left_out_is_told() -> None:
    trace = Trace(1, frozenset(), frozenset(), {}, known=("Support us.",))
    first = replace(part(1), trace=replace(trace, known=()))
    story = Serial(first).with_part(replace(part(2), trace=trace)).story()
    assert (story.page, story.parts) == (part(1).page, (part(2).page,))
    assert story.trace is not None
    assert story.trace.known == ("Support us.",)


def test_a_later_capture_takes_the_place_of_an_earlier_one_that_waits() -> None:
    binder = Binder()
    early, late = part(2), replace(part(2), page=replace(part(2).page, body=b"later"))
    assert not [*binder.add(early), *binder.add(late)]
    assert list(binder.replaced()) == [early.page]
    assert not [*binder.add(part(1)), *binder.add(late), *binder.add(part(1))]
    assert list(binder.replaced()) == [part(1).page, late.page]
    assert not list(binder.replaced())
