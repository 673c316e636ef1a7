"""G2: bombs, endless bodies and pages of a million tags included, a crawl takes less than 1 GB of memory."""

from __future__ import annotations

from newsspider.crawling import connections, readers
from tests.guarantees.conftest import Aftermath


def test_all_processes_of_the_crawl_together_stay_under_a_gigabyte(aftermath: Aftermath) -> None:
    assert 100e6 < aftermath.done.peak < 1e9


def test_a_further_reader_takes_no_more_than_it_may(aftermath: Aftermath) -> None:
    assert 1e6 < aftermath.done.own < 250e6


def test_what_is_held_of_one_page_is_bounded() -> None:
    assert readers.MEGABYTES <= 200
    assert connections.HEAD <= 1_000_000
