"""What a run shows of itself while it goes on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from newsspider.cli.progress import _line, summary
from newsspider.cli.running import Run


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
