"""What a run shows of itself while it goes on."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from newsspider.cli.progress import _line, summary
from newsspider.cli.running import Run
from newsspider.cli.way import Way, clock


def run_with(**stats: int) -> Run:
    crawler = SimpleNamespace(
        stats=SimpleNamespace(get_stats=lambda: {k.replace("_", "/"): v for k, v in stats.items()})
    )
    return Run(title="herald", crawler=cast("Any", crawler), begun=0.0, ended=10.0)


def test_a_run_that_studies_kept_pages_says_so_until_it_reads() -> None:
    assert _line(run_with(newsspider_studied=40)) == "herald: 40 kept pages studied, 10 s"
    assert "20 stories stored" in _line(run_with(newsspider_studied=40, newsspider_leads=25, newsspider_stored_new=20))


def test_waits_that_the_newspaper_asked_for_are_told() -> None:
    asked = run_with(newsspider_waits=3, newsspider_waits_seconds=7, newsspider_robots_delay=2, finish_reason=0)
    assert _line(asked).endswith("10 s, asked 3 times to wait")
    assert "robots.txt asks for 2 s between two requests: kept" in summary(asked)
    assert "3 answers asked us to wait: up to 7 s were kept" in summary(asked)


def test_of_saved_pages_it_is_told_how_far_it_is_and_how_long_it_takes() -> None:
    way = Way(
        pages=120,
        done=500_000,
        before=100_000,
        total=2_000_000,
        unit="bytes",
        seconds=10.0,
        again=0,
        outdated=0,
        stories=90,
        refused=3,
    )
    assert way.told == "0.5 of 2.0 MB, 90 stored, 3 refused, 12.0 pages/s, 10 s, 38 s to go"
    kept = replace(way, unit="stories", done=1_200, before=0, total=3_000, stories=0, again=1_180)
    assert kept.told.startswith("1,200 of 3,000 stories, 1,180 stored")
    assert replace(way, done=100_000).to_go is None
    slow_start = replace(way, seconds=60.0, preparing=50.0)
    assert (slow_start.rate, slow_start.to_go) == (way.rate, way.to_go)
    late = replace(way, done=2_000_000, outdated=60, again=40)
    assert late.told.startswith("all read, 40 of 60 stories read again")
    assert (late.rate, late.to_go) == (16.0, 1.25)
    run = run_with(newsspider_pages=120, newsspider_done=5, newsspider_total=20, newsspider_stored_new=90)
    assert _line(run) == "herald: 5 of 20 , 90 stored, 0 refused, 12.0 pages/s, 10 s, 30 s to go"


def test_durations() -> None:
    assert [clock(seconds) for seconds in (0.4, 59.4, 185, 7_440)] == ["0 s", "59 s", "3 min 05 s", "2 h 04 min"]
