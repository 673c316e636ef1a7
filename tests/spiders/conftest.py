"""Runs our commands as a user does, in a process of their own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warm.process import run

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
"""Settings for a newspaper on loopback."""

PROJECT = {"SCRAPY_SETTINGS_MODULE": "newsspider.settings"}

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def scrapy(tmp_path: Path) -> Run:
    """Runs ``scrapy ARGUMENTS`` with the project's settings."""

    def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run("scrapy", *arguments, environment=PROJECT, folder=tmp_path)

    return scrapy
