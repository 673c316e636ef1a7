"""A run's lessons: when they are used, and which stories were read before."""

from __future__ import annotations

from dataclasses import replace

from newsspider.crawling.teaching import FIRST, Teaching
from newsspider.items import Fetched
from newsspider.knowledge import Knowledge, Trace, line_key
from tests.archive.pages import fetched

OWN = line_key("long elsewhere", "p", "the paper's own line")


def read(number: int, *lines: int) -> Fetched:
    trace = Trace(number, frozenset([*lines, line_key("long in story", "p", f"said {number}")]), frozenset(), {})
    return replace(fetched(f"https://a.org/{number}"), trace=trace)


def test_what_is_learned_is_used_from_the_twentieth_story_on_and_the_earlier_ones_are_outdated() -> None:
    teaching = Teaching()
    for number in range(FIRST + 5):
        teaching.learn(read(number, *[OWN] if number % 2 else []), teaching.knowledge("a.org"))
    assert teaching.knowledge("a.org").lines == {OWN}
    assert set(teaching.outdated("a.org")) == {f"https://a.org/{n}" for n in range(FIRST) if n % 2}


def test_few_stories_teach_nothing() -> None:
    teaching = Teaching()
    for number in range(FIRST - 1):
        teaching.learn(read(number, OWN), teaching.knowledge("a.org"))
    assert teaching.settled("a.org") == Knowledge()
    assert not teaching.outdated("a.org")


def test_what_earlier_runs_learned_is_used_at_once() -> None:
    teaching = Teaching()
    teaching.recall("a.org", Knowledge(lines=frozenset([OWN])))
    teaching.learn(read(1, OWN), teaching.knowledge("a.org"))
    assert teaching.knowledge("a.org").lines == {OWN}
    assert not teaching.outdated("a.org")


def test_who_goes_on_knows_what_the_other_run_learned() -> None:
    whole, stopped = Teaching(keeps_lessons=True), Teaching(keeps_lessons=True)
    pages = [read(number, *[OWN] if number % 2 else []) for number in range(3 * FIRST)]
    for teaching in (whole, stopped):
        for page in pages[: 2 * FIRST]:
            teaching.learn(page, teaching.knowledge("a.org"))
    going_on = Teaching()
    for lesson in stopped.fresh or ():
        going_on.learn_again(lesson)
    for page in pages[2 * FIRST :]:
        for teaching in (whole, going_on):
            teaching.learn(page, teaching.knowledge("a.org"))
    assert going_on.settled("a.org") == whole.settled("a.org")
    assert going_on.outdated("a.org") == whole.outdated("a.org") != []
