"""What a run shows of itself while it goes on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from newsspider.cli.progress import _line
from newsspider.cli.running import Run


def run_with(**stats: int) -> Run:
    crawler = SimpleNamespace(
        stats=SimpleNamespace(get_stats=lambda: {k.replace("_", "/"): v for k, v in stats.items()})
    )
    return Run(title="herald", crawler=cast("Any", crawler), begun=0.0, ended=10.0)


def test_a_run_that_studies_kept_pages_says_so_until_it_reads() -> None:
    assert _line(run_with(newsspider_studied=40)) == "herald: 40 kept pages studied, 10 s"
    assert "20 stories stored" in _line(run_with(newsspider_studied=40, newsspider_leads=25, newsspider_stored_new=20))
