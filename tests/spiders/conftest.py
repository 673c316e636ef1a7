"""Runs our commands as a user does, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
"""Settings for a newspaper on loopback."""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def scrapy(tmp_path: Path) -> Run:
    """Runs ``scrapy ARGUMENTS`` with the project's settings."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "scrapy", *arguments],
            cwd=tmp_path,
            env=os.environ | {"SCRAPY_SETTINGS_MODULE": "newsspider.settings"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
